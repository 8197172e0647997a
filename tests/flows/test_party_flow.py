from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    AccountChangeEmpty,
    AccountNotLive,
    AccountsWouldEnd,
    AlreadyClaimed,
    ConsentExpired,
    ConsentRevokedBefore,
    EnrollerRoleWrong,
    PartyKindMissing,
    RegistryNotOpen,
    RoleNotHeld,
    RolesNotFewer,
    RolesNotGrantable,
    SignatureWrong,
    SignerMissing,
    SignersWrong,
    StaffElsewhere,
    StaffMissing,
    SubjectExists,
    VersionStale,
)
from ledger.chain.signer import Key
from ledger.domain.acts import (
    ActKind,
    ActorMode,
    Address,
    PartyKind,
    RecordRoot,
    RegistryCode,
    RegistryOpening,
    Role,
    Signer,
    SubjectId,
    Tag,
    struct_hash,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.ids import party_id
from ledger.domain.signatories import registry_subject
from ledger.domain.words import (
    AccountWord,
    PartyRecord,
    ProfileWord,
    RegistryRecord,
    account_key,
    hash_key,
)
from ledger.registrar import party
from ledger.registrar.acting import prepare, relay
from ledger.registrar.register import Register
from tests.cast import DAY, FLOORS, REGISTRY, YEAR, Cast, Player, Stage, digest32

pytestmark = pytest.mark.node


def test_an_enrolled_party_has_its_kind_its_account_and_one_act(
    stage: Stage, register: Register
) -> None:
    key = Key.new()
    terms = stage.enrolment(PartyKind.ENTERPRISE, key)
    hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
    enrolled = party.enrol(register, terms, hands)
    assert enrolled.party == party_id(terms)
    record = register.record(enrolled.party, PartyRecord)
    assert (record.seq, record.kind, record.roles) == (1, PartyKind.ENTERPRISE, 0)
    act = enrolled.entered.act
    assert act.kind is ActKind.PartyEnrolled
    assert [actor.mode for actor in act.actors] == [ActorMode.SIGNED, ActorMode.SIGNED]
    assert act.actors[1].role is Role.GOVERNOR
    account = register.read(enrolled.party, account_key(key.account), AccountWord)
    assert account == AccountWord(act.raw.time, 0)


def test_an_identity_and_an_account_belong_to_one_party(stage: Stage, register: Register) -> None:
    first = stage.enrolled()
    terms = stage.enrolment(PartyKind.ENTERPRISE, first.key)
    hands = (Player(party_id(terms), first.key).signs(), stage.governor.signs(Role.GOVERNOR))
    with pytest.raises(AlreadyClaimed) as refused:
        party.enrol(register, terms, hands)
    assert refused.value.key == account_key(first.key.account)
    assert refused.value.owner == SubjectId(first.party)


def test_the_same_enrolment_given_in_again_is_the_same_act(
    stage: Stage, register: Register
) -> None:
    key = Key.new()
    terms = stage.enrolment(PartyKind.ENTERPRISE, key)
    hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
    assert party.enrol(register, terms, hands) == party.enrol(register, terms, hands)


@pytest.mark.parametrize("role", [Role.PARTY, Role.EXAMINER])
def test_only_acceptance_and_governor_enrol(stage: Stage, cast: Cast, role: Role) -> None:
    key = Key.new()
    terms = stage.enrolment(PartyKind.ENTERPRISE, key)
    hands = (Player(party_id(terms), key).signs(), cast.examiner.signs(role))
    with pytest.raises(EnrollerRoleWrong) as refused:
        party.enrol(stage.register, terms, hands)
    assert refused.value.role is role


def test_a_party_without_a_kind_is_refused(stage: Stage) -> None:
    key = Key.new()
    terms = stage.enrolment(PartyKind.NONE, key)
    hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
    with pytest.raises(PartyKindMissing):
        party.enrol(stage.register, terms, hands)


def test_signatures_made_elsewhere_are_relayed_as_they_came(
    stage: Stage, register: Register
) -> None:
    key = Key.new()
    terms = stage.enrolment(PartyKind.NATURAL_PERSON, key)
    prepared = prepare(register, party.ENROL, terms)
    governor = stage.governor
    signers = (
        Signer(party_id(terms), Address(key.account), Role.PARTY, key.sign(prepared.digest)),
        Signer(
            governor.party,
            Address(governor.key.account),
            Role.GOVERNOR,
            governor.key.sign(prepared.digest),
        ),
    )
    entered = relay(register, prepared, signers)
    assert (
        entered.act.digest
        == prepared.digest
        == register.ask("digestOf", register.profile.book(party.BOOK).address, struct_hash(terms))
    )


def test_a_signature_of_another_key_is_refused_with_the_digest(stage: Stage) -> None:
    key, other = Key.new(), Key.new()
    terms = stage.enrolment(PartyKind.ENTERPRISE, key)
    prepared = prepare(stage.register, party.ENROL, terms)
    forged = Signer(party_id(terms), Address(key.account), Role.PARTY, other.sign(prepared.digest))
    with pytest.raises(SignatureWrong) as refused:
        relay(stage.register, prepared, (forged, stage.governor.signs(Role.GOVERNOR)))
    assert refused.value.party == party_id(terms)
    assert refused.value.account == key.account
    assert refused.value.digest == prepared.digest


def test_a_consent_ends_with_its_deadline(stage: Stage) -> None:
    key = Key.new()
    terms = replace(stage.enrolment(PartyKind.ENTERPRISE, key), deadline=stage.node.time() - 1)
    hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
    with pytest.raises(ConsentExpired) as refused:
        party.enrol(stage.register, terms, hands)
    assert refused.value.deadline == terms.deadline


def test_an_account_is_added_by_both_keys_and_the_old_one_retired(
    stage: Stage, register: Register
) -> None:
    player, fresh = stage.enrolled(), Key.new()
    change = party.account_change(
        register,
        player.party,
        added=Address(fresh.account),
        retired=Address(player.key.account),
    )
    hands = (player.signs(), Player(player.party, fresh).signs())
    entered = party.change_account(register, change, hands)
    now = entered.act.raw.time
    old = register.read(player.party, account_key(player.key.account), AccountWord)
    assert old.until == now
    assert register.read(player.party, account_key(fresh.account), AccountWord).live(now)
    third = Player(player.party, Key.new())
    again = party.account_change(register, player.party, added=Address(third.key.account))
    with pytest.raises(AccountNotLive) as refused:
        party.change_account(register, again, (player.signs(), third.signs()))
    assert (refused.value.party, refused.value.account) == (player.party, player.key.account)


def test_an_account_change_names_an_account_and_keeps_one(stage: Stage) -> None:
    player = stage.enrolled()
    empty = party.account_change(stage.register, player.party)
    with pytest.raises(AccountChangeEmpty) as nothing:
        party.change_account(stage.register, empty, [player.signs()])
    assert nothing.value.party == player.party
    last = party.account_change(stage.register, player.party, retired=Address(player.key.account))
    with pytest.raises(AccountsWouldEnd) as ended:
        party.change_account(stage.register, last, [player.signs()])
    assert ended.value.party == player.party


def test_a_dossier_that_went_on_needs_a_new_consent(stage: Stage) -> None:
    player = stage.enrolled()
    stale = replace(
        party.account_change(stage.register, player.party, added=Address(Key.new().account)), seq=9
    )
    fresh = Player(player.party, Key.new())
    change = replace(stale, added=Address(fresh.key.account))
    with pytest.raises(VersionStale) as refused:
        party.change_account(stage.register, change, (player.signs(), fresh.signs()))
    assert refused.value.subject == SubjectId(player.party)
    assert (refused.value.given, refused.value.current) == (9, 1)


def test_roles_are_granted_counted_and_ended(stage: Stage, register: Register, cast: Cast) -> None:
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    stage.employed(clerk, cast.institution, Role.EXAMINER, Role.REVIEWER)
    record = register.record(clerk.party, PartyRecord)
    assert record.roles == party.roles_of(Role.EXAMINER, Role.REVIEWER)
    assert record.registry == REGISTRY
    until = record.roles_until
    fewer = party.role_grant(register, clerk.party, REGISTRY, [Role.EXAMINER], until=until)
    party.end_roles(register, fewer, [cast.institution.signs()])
    assert register.record(clerk.party, PartyRecord).roles == party.roles_of(Role.EXAMINER)
    more = party.role_grant(register, clerk.party, REGISTRY, [Role.REVIEWER], until=until)
    with pytest.raises(RolesNotFewer) as refused:
        party.end_roles(register, more, [cast.institution.signs()])
    assert refused.value.current == party.roles_of(Role.EXAMINER)
    assert refused.value.given == party.roles_of(Role.REVIEWER)


def test_the_governors_role_is_not_granted_to_clerks(
    stage: Stage, register: Register, cast: Cast
) -> None:
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    until = register.time() + YEAR
    terms = party.role_grant(register, clerk.party, REGISTRY, [Role.GOVERNOR], until=until)
    with pytest.raises(RolesNotGrantable) as refused:
        party.grant_roles(register, terms, (cast.institution.signs(), clerk.signs()))
    assert refused.value.roles == 1 << Role.GOVERNOR


def test_a_clerk_works_for_one_registry_and_only_an_open_one(
    stage: Stage, register: Register, cast: Cast
) -> None:
    until = register.time() + YEAR
    other = RegistryCode(999)
    busy = party.role_grant(register, cast.examiner.party, other, [Role.EXAMINER], until=until)
    with pytest.raises(StaffElsewhere) as elsewhere:
        party.grant_roles(register, busy, (cast.institution.signs(), cast.examiner.signs()))
    assert (elsewhere.value.staff, elsewhere.value.registry) == (cast.examiner.party, REGISTRY)
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    closed = party.role_grant(register, clerk.party, other, [Role.EXAMINER], until=until)
    with pytest.raises(RegistryNotOpen) as refused:
        party.grant_roles(register, closed, (cast.institution.signs(), clerk.signs()))
    assert refused.value.registry == other


def test_roles_end_by_themselves(stage: Stage, register: Register, cast: Cast) -> None:
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    until = register.time() + DAY
    terms = party.role_grant(register, clerk.party, REGISTRY, [Role.ACCEPTANCE], until=until)
    party.grant_roles(register, terms, (cast.institution.signs(), clerk.signs()))
    stage.pass_time(2 * DAY)
    key = Key.new()
    enrolment = stage.enrolment(PartyKind.ENTERPRISE, key)
    hands = (Player(party_id(enrolment), key).signs(), clerk.signs(Role.ACCEPTANCE))
    with pytest.raises(RoleNotHeld) as refused:
        party.enrol(register, enrolment, hands)
    assert (refused.value.party, refused.value.role) == (clerk.party, Role.ACCEPTANCE)


def test_a_registry_opens_once_and_only_by_the_governor(
    stage: Stage, register: Register, cast: Cast
) -> None:
    record = register.record(registry_subject(REGISTRY), RegistryRecord)
    assert (record.institution, record.until) == (cast.institution.party, (1 << 40) - 1)
    terms = RegistryOpening(REGISTRY, cast.institution.party, root(), register.deadline())
    hands = (stage.governor.signs(Role.GOVERNOR), cast.institution.signs())
    with pytest.raises(SubjectExists) as exists:
        party.open_registry(register, terms, hands)
    assert exists.value.subject == registry_subject(REGISTRY)
    with pytest.raises(StaffMissing) as missing:
        party.open_registry(register, terms, (stage.governor.signs(), cast.institution.signs()))
    assert (missing.value.place, missing.value.role, missing.value.registry) == (
        0,
        Role.GOVERNOR,
        0,
    )


def root() -> RecordRoot:
    return RecordRoot(digest32())


def test_an_adopted_profile_is_a_word_of_governance(stage: Stage, register: Register) -> None:
    digest = digest32()
    floors = replace(FLOORS, minimum_notice=DAY)
    stage.adopt_profile(digest, floors)
    assert register.read(GOVERNANCE, hash_key(Tag.PROFILE, digest), ProfileWord) == floors


def test_a_revoked_consent_is_dead_and_others_live(stage: Stage, register: Register) -> None:
    player, fresh = stage.enrolled(), Key.new()
    change = replace(
        party.account_change(register, player.party, added=Address(fresh.account)), seq=2
    )
    digest = register.digest(party.BOOK, change)
    revoked = party.revoke(
        register, party.revocation(register, player.party, digest), [player.signs()]
    )
    assert revoked.act.kind is ActKind.ConsentRevoked
    with pytest.raises(ConsentRevokedBefore) as refused:
        party.change_account(
            register, change, (player.signs(), Player(player.party, fresh).signs())
        )
    assert (refused.value.party, refused.value.digest) == (player.party, digest)
    other = replace(change, deadline=change.deadline + 1)
    party.change_account(register, other, (player.signs(), Player(player.party, fresh).signs()))


def test_signers_are_counted_and_stand_in_their_places(stage: Stage, register: Register) -> None:
    player, stranger = stage.enrolled(), stage.enrolled()
    terms = party.revocation(register, player.party, digest32())
    with pytest.raises(SignersWrong) as count:
        party.revoke(register, terms, [player.signs(), stranger.signs()])
    assert (count.value.given, count.value.expected) == (2, 1)
    with pytest.raises(SignerMissing) as missing:
        party.revoke(register, terms, [stranger.signs()])
    assert (missing.value.place, missing.value.party) == (0, player.party)
