from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    ApplicationNotRegistered,
    Barred,
    HeldTooLittle,
    HoldingChanged,
    IssueDiffers,
    LotNotGivers,
    PledgedNeedsConsent,
    PledgeeConsentMissing,
    PledgesIncomplete,
    RegisteredAtWrong,
    SignatureWrong,
    StaffOfAnotherRegistry,
    TermWrong,
    TitleNotLive,
    TransferEmpty,
    VersionStale,
)
from ledger.domain.acts import (
    ActKind,
    Address,
    ApplicationState,
    Burden,
    LotId,
    Operation,
    RecordRoot,
    RegistryCode,
    Right,
    Role,
    Signer,
    SubjectId,
    Time,
    TitleId,
    TitleState,
)
from ledger.domain.closure import object_subject
from ledger.domain.ids import title_id
from ledger.domain.numbers import shanghai_month
from ledger.domain.words import (
    ApplicationRecord,
    HoldingWord,
    LotWord,
    TitleRecord,
    holding_key,
    lot_key,
)
from ledger.registrar import title
from ledger.registrar.acting import prepare, relay, sign
from ledger.registrar.register import Register
from ledger.registrar.title import Move
from tests.cast import ALL, DAY, REGISTRY, WHOLE, YEAR, Cast, Stage, digest32

pytestmark = pytest.mark.node


def holding(register: Register, titled: TitleId, party: bytes) -> HoldingWord:
    return register.read(titled, holding_key(party), HoldingWord)


def test_an_application_becomes_a_title_with_a_number_a_holder(
    stage: Stage, register: Register, cast: Cast
) -> None:
    shares = {cast.registrant: (WHOLE, 0, 600_000), cast.coholder: (0, 0, 400_000)}
    filed = stage.registered(shares)
    terms = title.issue_terms(register, *filed, valid_until=register.time() + YEAR)
    first = register.ask("nextNumber", REGISTRY)
    hands = [cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    issued = title.issue(register, terms, filed[1], hands)
    assert issued.title == title_id(terms)
    holders = [split.holder for split in filed[1].splits]
    assert issued.numbers == {holder: first + place for place, holder in enumerate(holders)}
    month = shanghai_month(issued.entered.act.raw.time)
    assert first // 10_000 == REGISTRY * 10**6 + month
    record = register.record(issued.title, TitleRecord)
    assert (record.state, record.rights, record.holders) == (TitleState.LIVE, 0b101, 2)
    assert record.valid_until == terms.valid_until
    kinds = [act.kind for act in issued.entered.acts]
    assert kinds == [ActKind.TitleIssued, ActKind.ApplicationCertified, ActKind.ObjectTitled]
    assert issued.entered.acts[2].raw.subject == object_subject(terms.fingerprint)
    certified = register.record(filed[0], ApplicationRecord)
    assert certified.state is ApplicationState.CERTIFIED


def test_nothing_is_issued_before_the_deposit(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.noticed({cast.registrant: ALL})
    terms = title.issue_terms(register, *filed, valid_until=register.time() + YEAR)
    with pytest.raises(ApplicationNotRegistered) as refused:
        title.issue(register, terms, filed[1], [cast.seal_keeper.signs(Role.SEAL_KEEPER)])
    assert refused.value.application == filed[0]
    assert refused.value.state is ApplicationState.NOTICE


def test_what_is_issued_is_what_was_filed(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.registered({cast.registrant: ALL})
    hands = [cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    terms = title.issue_terms(register, *filed, valid_until=register.time() + YEAR)
    with pytest.raises(IssueDiffers) as differs:
        title.issue(register, replace(terms, record=RecordRoot(digest32())), filed[1], hands)
    assert differs.value.application == filed[0]
    with pytest.raises(VersionStale) as stale:
        title.issue(register, replace(terms, seq=terms.seq - 1), filed[1], hands)
    assert stale.value.subject == SubjectId(filed[0])
    assert (stale.value.given, stale.value.current) == (terms.seq - 1, terms.seq)
    early = Time(terms.registered_at - 1)
    with pytest.raises(RegisteredAtWrong) as wrong:
        title.issue(register, replace(terms, registered_at=early), filed[1], hands)
    assert (wrong.value.given, wrong.value.deposited) == (early, terms.registered_at)
    for until in (Time(register.time() - DAY), Time(terms.registered_at + 3 * YEAR + 1)):
        with pytest.raises(TermWrong) as term:
            title.issue(register, replace(terms, valid_until=until), filed[1], hands)
        assert term.value.valid_until == until
        assert term.value.latest == terms.registered_at + 3 * YEAR


def test_only_the_seal_keeper_of_the_registry_issues(
    stage: Stage, register: Register, cast: Cast
) -> None:
    other, keeper, code = stage.enrolled(), stage.enrolled(), RegistryCode(372)
    stage.open_registry(other, code)
    stage.employed(keeper, other, Role.SEAL_KEEPER, registry=code)
    filed = stage.registered({cast.registrant: ALL})
    terms = title.issue_terms(register, *filed, valid_until=register.time() + YEAR)
    with pytest.raises(StaffOfAnotherRegistry) as refused:
        title.issue(register, terms, filed[1], [keeper.signs(Role.SEAL_KEEPER)])
    assert refused.value.staff == keeper.party
    assert (refused.value.own, refused.value.needed) == (code, REGISTRY)


def test_shares_move_to_a_newcomer_and_on_to_a_coholder(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (100_000, 0, 250_000))
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    done = title.transfer(register, title.transfer_terms(register, move), hands)
    assert done.giver.shares == (900_000, WHOLE, 750_000)
    assert done.taker.shares == (100_000, 0, 250_000)
    assert (done.giver.version, done.taker.version) == (2, 1)
    numbers = issued.issued.numbers[cast.registrant.party], done.taker.number
    assert done.giver.number == numbers[0] != numbers[1]
    assert register.record(issued.title, TitleRecord).holders == 2
    back = Move(issued.title, cast.newcomer.party, cast.registrant.party, (100_000, 0, 250_000))
    hands = (cast.newcomer.signs(), cast.registrant.signs())
    ended = title.transfer(register, title.transfer_terms(register, back), hands)
    assert ended.giver.ended
    assert ended.taker.shares == ALL
    assert register.record(issued.title, TitleRecord).holders == 1


def test_a_transfer_moves_something_that_is_held_to_somebody_else(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    giver, taker = cast.registrant, cast.newcomer
    hands = (giver.signs(), taker.signs())
    nothing = Move(issued.title, giver.party, taker.party, (0, 0, 0))
    itself = Move(issued.title, giver.party, giver.party, (1, 0, 0))
    for move in (nothing, itself):
        with pytest.raises(TransferEmpty) as empty:
            title.transfer(register, title.transfer_terms(register, move), hands)
        assert empty.value.title == issued.title
    much = Move(issued.title, giver.party, taker.party, (0, WHOLE + 1, 0))
    with pytest.raises(HeldTooLittle) as little:
        title.transfer(register, title.transfer_terms(register, much), hands)
    assert (little.value.right, little.value.held, little.value.asked) == (
        Right.USE,
        WHOLE,
        WHOLE + 1,
    )
    unknown = TitleId(bytes([1]) + digest32()[1:])
    nowhere = Move(unknown, giver.party, taker.party, (1, 0, 0))
    with pytest.raises(TitleNotLive) as dead:
        title.transfer(register, title.transfer_terms(register, nowhere), hands)
    assert dead.value.title == unknown


def test_a_consent_to_an_older_holding_is_stale(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (1, 1, 1))
    terms = title.transfer_terms(register, move)
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    title.transfer(register, terms, hands)
    with pytest.raises(HoldingChanged) as changed:
        title.transfer(register, replace(terms, deadline=terms.deadline + 1), hands)
    assert changed.value.holder == cast.registrant.party
    assert (changed.value.given, changed.value.current) == (1, 2)


def test_a_pledged_share_moves_only_as_a_lot_with_its_pledgees(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    pledged = stage.pledged(issued.title, cast.registrant, cast.bank, 600_000)
    sides = (cast.registrant.party, cast.newcomer.party)
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    free = title.transfer_terms(register, Move(issued.title, *sides, (0, 0, 400_000)))
    over = replace(free, oper=type(free.oper)(400_001))
    with pytest.raises(PledgedNeedsConsent) as needs:
        title.transfer(register, over, hands)
    assert (needs.value.right, needs.value.free, needs.value.asked) == (
        Right.OPER,
        400_000,
        400_001,
    )
    move = Move(issued.title, *sides, (0, 0, 600_000), {pledged.lot: [pledged.pledge]})
    terms = title.transfer_terms(register, move)
    with pytest.raises(PledgeeConsentMissing) as missing:
        title.transfer(register, terms, hands)
    assert (missing.value.pledge, missing.value.pledgee) == (pledged.pledge, cast.bank.party)
    unnamed = replace(terms, pledges=())
    with pytest.raises(PledgesIncomplete) as incomplete:
        title.transfer(register, unnamed, (*hands, cast.bank.signs()))
    assert (incomplete.value.lot, incomplete.value.named, incomplete.value.open) == (
        pledged.lot,
        0,
        1,
    )
    stranger = LotId(digest32())
    with pytest.raises(LotNotGivers) as wrong:
        title.transfer(register, replace(terms, lots=(stranger,)), hands)
    assert (wrong.value.lot, wrong.value.giver) == (stranger, cast.registrant.party)
    done = title.transfer(register, terms, (*hands, cast.bank.signs()))
    assert done.taker.pledged == (0, 0, 600_000)
    assert done.giver.pledged == (0, 0, 0)
    moved = register.read(issued.title, lot_key(pledged.lot), LotWord)
    assert (moved.holder, moved.ppm, moved.version) == (cast.newcomer.party, 600_000, 2)


def test_two_lots_and_three_pledges_are_hashed_as_the_contract_hashes_them(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    lots = [stage.pledged(issued.title, cast.registrant, cast.bank, 100_000) for _ in range(2)]
    sides = (cast.registrant.party, cast.newcomer.party)
    moved = {each.lot: [each.pledge] for each in lots}
    terms = title.transfer_terms(register, Move(issued.title, *sides, (5, 0, 200_000), moved))
    prepared = prepare(register, title.TRANSFER, terms)
    signers = sign(prepared, (cast.registrant.signs(), cast.newcomer.signs(), cast.bank.signs()))
    account = Address(cast.bank.key.account)
    forged = Signer(cast.bank.party, account, Role.PARTY, cast.court.key.sign(prepared.digest))
    with pytest.raises(SignatureWrong) as refused:
        relay(register, prepared, (*signers[:2], forged))
    assert refused.value.digest == prepared.digest
    assert relay(register, prepared, signers).act.terms == terms


def test_an_expired_title_moves_no_more(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.registered({cast.registrant: ALL})
    terms = title.issue_terms(register, *filed, valid_until=register.time() + DAY)
    keeper = [cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    issued = title.issue(register, terms, filed[1], keeper)
    stage.pass_time(2 * DAY)
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (1, 0, 0))
    with pytest.raises(Barred) as barred:
        title.transfer(
            register,
            title.transfer_terms(register, move),
            (cast.registrant.signs(), cast.newcomer.signs()),
        )
    assert (barred.value.title, barred.value.party) == (issued.title, cast.registrant.party)
    assert barred.value.operation is Operation.TRANSFER
    assert barred.value.burden is Burden.EXPIRED
    assert barred.value.until == terms.valid_until
