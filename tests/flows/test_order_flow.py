from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    ActorRepeated,
    Barred,
    OrderExists,
    OrderingPartyWrong,
    OrderNotRecorded,
    OrderQueueFull,
    OrderRegistryWrong,
    OrderTargetUnknown,
    OrderTermsWrong,
    OrderTermWrong,
    OrderVersionWrong,
    RemainingOrdersWrong,
    StaffMissing,
)
from ledger.domain.acts import (
    Burden,
    DocumentDigest,
    Operation,
    Order,
    OrderKind,
    OrderScope,
    OrderState,
    PartyKind,
    RegistryCode,
    Role,
    SubjectId,
    Time,
    TitleId,
)
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.words import OrderWord, PartyRecord, TitleRecord, order_key
from ledger.registrar import order, title
from ledger.registrar.register import Register
from ledger.registrar.title import Move
from tests.cast import DAY, WHOLE, YEAR, Cast, IssuedTitle, Player, Stage, digest32

pytestmark = pytest.mark.node


def instrument() -> DocumentDigest:
    return DocumentDigest(digest32())


def moves(
    stage: Stage, issued: IssuedTitle, giver: Player, shares: tuple[int, int, int]
) -> title.Transferred:
    """The giver sells to the newcomer."""
    taker = stage.cast.newcomer
    terms = title.transfer_terms(
        stage.register, Move(issued.title, giver.party, taker.party, shares)
    )
    return title.transfer(stage.register, terms, (giver.signs(), taker.signs()))


def bar(stage: Stage, issued: IssuedTitle, giver: Player, terms: Order) -> None:
    """The giver cannot sell, for this order."""
    with pytest.raises(Barred) as barred:
        moves(stage, issued, giver, (0, 0, 1))
    assert (barred.value.title, barred.value.party) == (issued.title, giver.party)
    assert (barred.value.operation, barred.value.burden) == (Operation.TRANSFER, Burden.FROZEN)
    assert barred.value.until == terms.until


def test_a_freeze_of_a_title_bars_every_holder_until_it_is_lifted(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    ordered = stage.ordered(terms)
    record = register.record(issued.title, TitleRecord)
    assert (record.live_orders, record.barred_until) == (1, terms.until)
    bar(stage, issued, cast.registrant, terms)
    lift = order.lift_terms(register, ordered, remaining=(), instrument=instrument())
    order.lift(register, lift, stage.clerks())
    word = register.read(ordered.subject, order_key(ordered.holder, ordered.order), OrderWord)
    assert (word.state, word.version) == (OrderState.LIFTED, 2)
    assert moves(stage, issued, cast.registrant, (0, 0, 1)).taker.oper == 1


def test_a_freeze_of_one_holder_leaves_the_coholder_and_other_rights_free(
    stage: Stage, register: Register, cast: Cast
) -> None:
    shares = {cast.registrant: (WHOLE, 0, 500_000), cast.coholder: (0, 0, 500_000)}
    issued = stage.issued_title(shares)
    terms = stage.order_terms(
        OrderScope.HOLDER, titled=issued.title, of=cast.registrant.party, rights=0b100
    )
    ordered = stage.ordered(terms)
    assert ordered.holder == cast.registrant.party
    scope = register.read(issued.title, scope_key(cast.registrant.party), ScopeWord)
    assert (scope.live_orders, scope.until) == (1, (0, 0, terms.until))
    bar(stage, issued, cast.registrant, terms)
    moves(stage, issued, cast.registrant, (1, 0, 0))
    moves(stage, issued, cast.coholder, (0, 0, 1))


def test_a_freeze_of_a_party_bars_all_its_titles(stage: Stage, register: Register) -> None:
    holder = stage.enrolled()
    whole = {holder: (WHOLE, WHOLE, WHOLE)}
    first, second = stage.issued_title(whole), stage.issued_title(whole)
    terms = stage.order_terms(OrderScope.PARTY, of=holder.party)
    ordered = stage.ordered(terms)
    assert ordered.subject == SubjectId(holder.party)
    assert register.record(holder.party, PartyRecord).live_orders == 1
    for issued in (first, second):
        bar(stage, issued, holder, terms)
    lift = order.lift_terms(register, ordered, remaining=(), instrument=instrument())
    order.lift(register, lift, stage.clerks())
    assert register.record(holder.party, PartyRecord).barred_until == 0
    moves(stage, first, holder, (0, 0, 1))


def test_an_order_ends_by_itself(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    terms = replace(
        stage.order_terms(OrderScope.TITLE, titled=issued.title),
        until=Time(register.time() + DAY),
    )
    stage.ordered(terms)
    bar(stage, issued, cast.registrant, terms)
    stage.pass_time(DAY + 60)
    moves(stage, issued, cast.registrant, (0, 0, 1))


def test_lifting_one_of_two_orders_names_the_other(stage: Stage, register: Register) -> None:
    issued = stage.issued_title()
    long = stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    short = stage.ordered(replace(terms, until=Time(register.time() + DAY)))
    forgets = order.lift_terms(register, long, remaining=(), instrument=instrument())
    with pytest.raises(RemainingOrdersWrong) as wrong:
        order.lift(register, forgets, stage.clerks())
    assert (wrong.value.subject, wrong.value.named, wrong.value.live) == (long.subject, 0, 2)
    itself = replace(forgets, remaining=(long.order,))
    with pytest.raises(OrderNotRecorded) as other:
        order.lift(register, itself, stage.clerks())
    assert other.value.order == long.order
    right = order.lift_terms(register, long, remaining=[short.order], instrument=instrument())
    order.lift(register, right, stage.clerks())
    record = register.record(issued.title, TitleRecord)
    kept = register.read(short.subject, order_key(short.holder, short.order), OrderWord)
    assert (record.live_orders, record.barred_until) == (1, kept.until)
    with pytest.raises(OrderNotRecorded) as gone:
        order.lift(register, replace(right, version=2), stage.clerks())
    assert (gone.value.subject, gone.value.order) == (long.subject, long.order)
    stale = order.lift_terms(register, short, remaining=(), instrument=instrument())
    with pytest.raises(OrderVersionWrong) as version:
        order.lift(register, replace(stale, version=5), stage.clerks())
    assert (version.value.order, version.value.given, version.value.current) == (
        short.order,
        5,
        1,
    )


def test_an_order_takes_two_clerks(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    first, _ = stage.clerks()
    with pytest.raises(ActorRepeated) as repeated:
        order.order(register, terms, (first, first))
    assert repeated.value.party == cast.order_clerk.party
    with pytest.raises(StaffMissing) as missing:
        order.order(register, terms, (first, cast.examiner.signs(Role.EXAMINER)))
    assert (missing.value.place, missing.value.role) == (1, Role.ORDER_CLERK)


def test_only_courts_and_organs_order(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    with pytest.raises(OrderingPartyWrong) as refused:
        order.order(register, replace(terms, court=cast.bank.party), stage.clerks())
    assert refused.value.court == cast.bank.party
    assert refused.value.kind is PartyKind.FINANCIAL_INSTITUTION


def test_the_terms_of_an_order_fit_each_other(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    whole = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    faults = (
        replace(whole, kind=OrderKind.NONE),
        replace(whole, scope=OrderScope.NONE),
        replace(whole, instrument=DocumentDigest(bytes(32))),
        replace(whole, rights=0),
        replace(whole, rights=8),
        replace(whole, rights=1),
        replace(whole, party=cast.registrant.party),
    )
    for terms in faults:
        with pytest.raises(OrderTermsWrong) as refused:
            order.order(register, terms, stage.clerks())
        assert refused.value.subject == SubjectId(issued.title)
    for until in (register.time() - DAY, register.time() + 3 * YEAR):
        with pytest.raises(OrderTermWrong) as term:
            order.order(register, replace(whole, until=Time(until)), stage.clerks())
        assert term.value.until == until


def test_the_target_of_an_order_exists_and_is_the_registrys(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    unknown = TitleId(bytes([1]) + digest32()[1:])
    terms = stage.order_terms(OrderScope.TITLE, titled=unknown)
    with pytest.raises(OrderTargetUnknown) as nothing:
        order.order(register, terms, stage.clerks())
    assert nothing.value.subject == SubjectId(unknown)
    stranger = stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=cast.second_bank.party)
    with pytest.raises(OrderTargetUnknown) as holder:
        order.order(register, stranger, stage.clerks())
    assert holder.value.subject == SubjectId(cast.second_bank.party)
    foreign = replace(
        stage.order_terms(OrderScope.TITLE, titled=issued.title), registry=RegistryCode(999)
    )
    with pytest.raises(OrderRegistryWrong) as registry:
        order.order(register, foreign, stage.clerks())
    assert (registry.value.given, registry.value.titles) == (999, 371)


def test_an_order_is_entered_once(stage: Stage, register: Register) -> None:
    issued = stage.issued_title()
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    ordered = stage.ordered(terms)
    other = replace(register, sender=stage.another_sender())
    with pytest.raises(OrderExists) as exists:
        order.order(other, terms, stage.clerks())
    assert (exists.value.subject, exists.value.order) == (ordered.subject, ordered.order)


def test_at_most_sixteen_orders_wait_on_one_scope(stage: Stage, register: Register) -> None:
    issued = stage.issued_title()
    for _ in range(16):
        stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    with pytest.raises(OrderQueueFull) as full:
        stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    assert full.value.subject == SubjectId(issued.title)
    assert register.record(issued.title, TitleRecord).live_orders == 16
