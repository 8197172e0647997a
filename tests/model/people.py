"""Enrolments, accounts that come and go, roles, consents that are withdrawn."""

from dataclasses import replace

from ledger.bindings import errors
from ledger.chain.signer import Key
from ledger.domain.acts import Address, DocumentDigest, PartyKind, Role
from ledger.domain.ids import party_id
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord
from ledger.domain.rules.mandate import RECOVERY_DELAY
from ledger.domain.words import PartyRecord
from ledger.registrar import mandate, party
from ledger.registrar.acting import Signatory
from tests.cast import DAY, REGISTRY, Player, digest32
from tests.model.filing import staff
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal


def enrol(town: Town) -> None:
    """A new party; now and then with an identity or an account that another has."""
    key = Key.new()
    kind = town.random.choice((PartyKind.ENTERPRISE, PartyKind.NATURAL_PERSON))
    terms = town.stage.enrolment(kind, key)
    refusals: set[Refusal] = set()
    if town.chance(0.2):
        known = town.random.choice(town.people).key
        key, terms = known, replace(terms, account=Address(known.account))
        refusals.add(errors.AlreadyClaimed)
    elif town.chance(0.1):
        terms = replace(terms, kind=PartyKind.NONE)
        refusals.add(errors.PartyKindMissing)
    clerk = town.stage.cast.acceptance
    hands = (Player(party_id(terms), key).signs(), clerk.signs(Role.ACCEPTANCE))
    town.give(Attempt(party.ENROL, terms, hands, refusals=frozenset(refusals)))


def change_account(town: Town) -> None:
    """Somebody moves to a new key; or retires the only one, or signs with none of his own."""
    place = town.random.randrange(len(town.people))
    own = town.people[place]
    fresh = Key.new()
    added, retired = Address(fresh.account), Address(own.key.account)
    terms = party.account_change(town.register, own.party, added=added, retired=retired)
    hands: tuple[Signatory, ...] = (own.signs(), Signatory(own.party, fresh))
    refusals: set[Refusal] = set()
    if town.chance(0.15):
        terms = party.account_change(town.register, own.party, retired=retired)
        hands = hands[:1]
        refusals.add(errors.AccountsWouldEnd)
    elif town.chance(0.15):
        terms = replace(terms, seq=terms.seq + 1)
        refusals.add(errors.VersionStale)
    elif town.chance(0.15):
        hands = (hands[0], Signatory(own.party, Key.new()))
        refusals.add(errors.AccountChangeEmpty)
    if town.give(Attempt(party.CHANGE_ACCOUNT, terms, hands, refusals=frozenset(refusals))):
        town.people[place] = Player(own.party, fresh)


def employ(town: Town) -> None:
    """One of the people becomes a clerk, or is none any more."""
    staff = town.random.choice(town.people)
    record = town.world.state(staff.party).record(PartyRecord)
    institution = town.stage.cast.institution
    until = town.register.time() + 9 * DAY
    refusals: set[Refusal] = set()
    if record.roles and town.chance(0.5):
        terms = party.role_grant(town.register, staff.party, REGISTRY, (), until=until)
        attempt = Attempt(party.END_ROLES, terms, (institution.signs(),))
    else:
        roles = (Role.GOVERNOR,) if town.chance(0.15) else (Role.EXAMINER,)
        if roles == (Role.GOVERNOR,):
            refusals.add(errors.RolesNotGrantable)
        terms = party.role_grant(town.register, staff.party, REGISTRY, roles, until=until)
        attempt = Attempt(party.GRANT_ROLES, terms, (institution.signs(), staff.signs()))
    if town.chance(0.1):
        attempt = replace(attempt, terms=replace(terms, seq=terms.seq + 1))
        refusals.add(errors.VersionStale)
    town.give(replace(attempt, refusals=frozenset(refusals)))


def revoke(town: Town) -> None:
    """A consent is withdrawn before it is used; then it cannot be used any more."""
    own = town.random.choice(town.people)
    grant = party.role_grant(
        town.register, own.party, REGISTRY, (Role.REVIEWER,), until=town.register.time() + DAY
    )
    grant = replace(grant, seq=grant.seq + 1)
    digest = town.register.digest(party.BOOK, grant)
    terms = party.revocation(town.register, own.party, digest)
    if town.give(Attempt(party.REVOKE, terms, (own.signs(),))):
        hands = (town.stage.cast.institution.signs(), own.signs())
        refusals = frozenset({errors.ConsentRevokedBefore, errors.StaffElsewhere})
        town.world.give(Attempt(party.GRANT_ROLES, grant, hands, refusals=refusals))


def recover(town: Town) -> None:
    """Somebody's account is recovered, mostly in time; the lost one may be none of his."""
    owner = town.random.choice(town.people)
    state, now = town.world.state(owner.party), town.register.time()
    record, pending = state.record(PartyRecord), state.read(RECOVERY_KEY, RecoveryWord)
    fresh, lost = Key.new(), Address(owner.key.account)
    # beyond the town's time: nobody moves to the new key here
    since = now + RECOVERY_DELAY + (int(town.days) + 1) * DAY
    refusals: set[Refusal] = set()
    if record.roles and now < record.roles_until:
        refusals.add(errors.StaffNotRecovered)
    if pending.pending(now):
        refusals |= {errors.RecoveryPending, errors.AccountNotLive}
    if town.chance(0.1):
        since = now + DAY
        refusals.add(errors.RecoveryWrong)
    if town.chance(0.1):
        lost = Address(Key.new().account)
        refusals.add(errors.AccountNotLive)
    terms = mandate.recovery(
        town.register,
        (owner.party, REGISTRY),
        (Address(fresh.account), lost),
        since=since,
        document=DocumentDigest(digest32()),
    )
    hands = staff(town, Role.EXAMINER, Role.REVIEWER)
    town.give(Attempt(mandate.RECOVER, terms, hands, refusals=frozenset(refusals)))


def object_to_recovery(town: Town) -> None:
    """The party objects to a recovery, or the registry takes it back; or there is none."""
    now = town.register.time()
    words = {
        each: town.world.state(each.party).read(RECOVERY_KEY, RecoveryWord) for each in town.people
    }
    known = [each for each in town.people if words[each].pending(now)]
    if not known and town.chance(0.8):
        return
    owner = town.random.choice(known or town.people)
    account = Address(words[owner].account)
    refusals: set[Refusal] = set()
    if not words[owner].pending(now):
        refusals.add(errors.RecoveryNotPending)
    if town.chance(0.1):
        account = Address(Key.new().account)
        refusals.add(errors.RecoveryNotPending)
    terms = mandate.recovery_end(town.register, owner.party, account)
    objects = town.chance(0.6)
    hands = (owner.signs(),) if objects else staff(town, Role.EXAMINER, Role.REVIEWER)
    town.give(Attempt(mandate.END_RECOVERY, terms, hands, refusals=frozenset(refusals)))
