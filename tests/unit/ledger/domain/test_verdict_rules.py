"""What a verdict says in cases that the recorded run does not have: kinds, orders, ties."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

import pytest

from ledger.domain.acts import (
    Application,
    Body,
    Burden,
    DocumentDigest,
    Effect,
    LotId,
    Operation,
    Order,
    OrderKind,
    OrderScope,
    OrderState,
    PartyId,
    PartyKind,
    Pledge,
    PledgeState,
    Right,
    SubjectKind,
    Tag,
    Time,
    TitleId,
    struct_hash,
)
from ledger.domain.burdens import OF_KIND, effect
from ledger.domain.clock import StandingOrder, TitleAt, orders_at, title_at
from ledger.domain.party_words import HEIR_KEY
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.ranks import OpenPledge
from ledger.domain.state import Dossier
from ledger.domain.verdict import (
    OPERATIONS,
    Purpose,
    Result,
    Verdict,
    judge,
    needed_dossiers,
)
from ledger.domain.words import (
    CONTENT_KEY,
    NOBODY,
    RECORD_KEY,
    HoldingWord,
    OrderWord,
    PartyRecord,
    TitleRecord,
    holding_key,
    order_key,
    pledge_key,
)
from tests.story import story

TITLE = story().subjects(SubjectKind.TITLE)[0]
Dossiers = dict[bytes, Dossier]


def dossiers() -> Dossiers:
    return {subject: history.last for subject, history in story().histories().items()}


def title_of(hand: Dossiers, time: int = 0) -> TitleAt:
    found = title_at(hand[TITLE], time or hand[TITLE].time)
    assert found is not None
    return found


def free_holder(hand: Dossiers) -> bytes:
    """The co-holder whom no order touches."""
    at = title_of(hand)
    return next(each.party for each in at.holdings if each.party != at.orders[0].holder)


def ask(hand: Dossiers, holder: bytes, purpose: Purpose = Purpose.PLEDGE) -> Verdict:
    needed = {subject: hand[subject] for subject in needed_dossiers(hand[TITLE], holder)}
    return judge(hand[TITLE], holder, purpose, hand[TITLE].time, needed)


def blocks(verdict: Verdict) -> list[str]:
    return [each.code for each in verdict.blocks]


def warnings(verdict: Verdict) -> set[str]:
    return {each.code for each in verdict.warnings}


def added(
    hand: Dossiers, subject: bytes, words: Mapping[bytes, bytes], terms: Mapping[bytes, Body]
) -> Dossiers:
    old = hand[subject]
    new = replace(old, words={**old.words, **words}, terms={**old.terms, **terms})
    return {**hand, subject: new}


def of_kind(hand: Dossiers, party: bytes, kind: PartyKind) -> Dossiers:
    record = replace(hand[party].record(PartyRecord), kind=kind)
    return added(hand, party, {RECORD_KEY: record.pack()}, {})


def holding(hand: Dossiers, holder: bytes, shares: tuple[int, int, int]) -> Dossiers:
    """With these shares of hold, use and oper in the holder's hands, none of them pledged."""
    old = hand[TITLE].read(holding_key(holder), HoldingWord)
    word = HoldingWord.of(shares, (0, 0, 0), number=old.number, version=old.version)
    return added(hand, TITLE, {holding_key(holder): word.pack()}, {})


def ordered(hand: Dossiers, number: int, **changes: object) -> tuple[Dossiers, bytes]:
    """One order more, entered by hand; its id."""
    model = title_of(hand).orders[0].terms
    terms: Order = replace(
        model,
        instrument=DocumentDigest(number.to_bytes(32)),
        **changes,  # type: ignore[arg-type]
    )
    whole = terms.scope is OrderScope.PARTY
    subject = terms.party if whole else terms.title
    holder = terms.party if terms.scope is OrderScope.HOLDER else NOBODY
    word = OrderWord(
        court=terms.court,
        until=terms.until,
        state=OrderState.RECORDED,
        rights=terms.rights,
        version=1,
        registry=terms.registry,
    )
    key = order_key(holder, struct_hash(terms))
    return added(hand, subject, {key: word.pack()}, {key: terms}), struct_hash(terms)


@pytest.mark.parametrize("kind", [PartyKind.ORGAN, PartyKind.COURT])
def test_an_organ_or_a_court_pledges_nothing(kind: PartyKind) -> None:
    hand = dossiers()
    holder = free_holder(hand)
    assert blocks(ask(of_kind(hand, holder, kind), holder)) == ["PLEDGOR_KIND_BARRED"]
    trade = ask(of_kind(hand, holder, kind), holder, Purpose.TRADE)
    assert trade.result is Result.VALID


@pytest.mark.parametrize("kind", [PartyKind.PUBLIC_INTEREST_BODY, PartyKind.PUBLIC_INSTITUTION])
def test_who_serves_the_public_needs_a_lawyer_for_a_pledge_only(kind: PartyKind) -> None:
    hand = dossiers()
    holder = free_holder(hand)
    body = of_kind(hand, holder, kind)
    assert "LEGAL_REVIEW_NEEDED" in warnings(ask(body, holder))
    assert "LEGAL_REVIEW_NEEDED" not in warnings(ask(body, holder, Purpose.TRADE))
    assert "LEGAL_REVIEW_NEEDED" not in warnings(ask(hand, holder))


@pytest.mark.parametrize("kind", [PartyKind.PUBLIC_INTEREST_BODY, PartyKind.PUBLIC_INSTITUTION])
def test_a_lawyer_looks_too_where_who_absorbed_the_holder_serves_the_public(
    kind: PartyKind,
) -> None:
    hand = dossiers()
    holder = free_holder(hand)
    others = (each for each in story().subjects(SubjectKind.PARTY) if each != holder)
    first, last = islice(others, 2)
    gone = added(added(hand, holder, {HEIR_KEY: first}, {}), first, {HEIR_KEY: last}, {})
    for heir in (first, last):
        body = of_kind(gone, heir, kind)
        found = {each: body[each] for each in needed_dossiers(body[TITLE], holder, body)}
        for purpose, warned in ((Purpose.PLEDGE, True), (Purpose.TRADE, False)):
            verdict = judge(body[TITLE], holder, purpose, body[TITLE].time, found)
            assert ("LEGAL_REVIEW_NEEDED" in warnings(verdict)) is warned


def test_who_has_no_operating_right_has_nothing_to_pledge() -> None:
    hand = dossiers()
    holder = free_holder(hand)
    assert blocks(ask(holding(hand, holder, (1, 0, 0)), holder)) == ["NO_OPERATING_RIGHT"]


def test_a_freeze_of_the_whole_party_bars_its_share_and_no_other() -> None:
    hand = dossiers()
    holder = free_holder(hand)
    party = {"scope": OrderScope.PARTY, "title": TitleId(bytes(32)), "party": PartyId(holder)}
    frozen, _ = ordered(hand, 1, rights=7, **party)
    assert blocks(ask(frozen, holder)) == ["FROZEN"]
    other = title_of(hand).orders[0].holder
    assert blocks(ask(frozen, other)) == blocks(ask(hand, other))


def test_an_order_on_another_right_does_not_bar_a_pledge() -> None:
    hand = dossiers()
    holder = free_holder(hand)
    hand = holding(hand, holder, (1, 1, 1))
    only = {"scope": OrderScope.HOLDER, "party": PartyId(holder)}
    for right in Right:
        frozen, _ = ordered(hand, right + 1, rights=1 << right, **only)
        assert blocks(ask(frozen, holder)) == ["FROZEN"] * (right is Right.OPER)
        assert blocks(ask(frozen, holder, Purpose.TRADE)) == ["FROZEN"]


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("kind", list(OF_KIND))
def test_an_order_bars_a_purpose_as_it_bars_what_the_purpose_is_for(
    purpose: Purpose, kind: OrderKind
) -> None:
    """What needs an administrator's consent is barred too: no act of one stands in the register."""
    hand = dossiers()
    holder = free_holder(hand)
    whole = {"scope": OrderScope.TITLE, "party": PartyId(bytes(32)), "rights": 7}
    burdened, _ = ordered(hand, 1, **whole, kind=kind)
    verdict, name = ask(burdened, holder, purpose), OF_KIND[kind].name
    bars = effect(OPERATIONS[purpose], OF_KIND[kind]) in (Effect.CONSENT, Effect.BARS)
    assert bars is (OPERATIONS[purpose] is not Operation.VERIFY)
    assert (name in blocks(verdict), name in warnings(verdict)) == (bars, not bars)
    assert (verdict.result is Result.INVALID) is bool(blocks(verdict))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_title_that_is_contested_with_effect_is_not_disposed_of(purpose: Purpose) -> None:
    hand = dossiers()
    record = replace(hand[TITLE].record(TitleRecord), disputes=1)
    contested = added(hand, TITLE, {RECORD_KEY: record.pack()}, {})
    bars = effect(OPERATIONS[purpose], Burden.CONTESTED) is Effect.BARS
    assert ("CONTESTED" in blocks(ask(contested, free_holder(hand), purpose))) is bars
    assert bars is (OPERATIONS[purpose] is not Operation.VERIFY)


def test_keyed_fingerprints_are_said_to_hide_duplicates() -> None:
    hand = dossiers()
    holder = free_holder(hand)
    application = title_of(hand).terms.application
    content = hand[application].terms[CONTENT_KEY]
    assert isinstance(content, Application)
    assert "DUPLICATES_NOT_CHECKABLE" not in warnings(ask(hand, holder))
    keyed = added(hand, application, {}, {CONTENT_KEY: replace(content, keyed=True)})
    assert "DUPLICATES_NOT_CHECKABLE" in warnings(ask(keyed, holder))


def waiting(hand: Dossiers, order: bytes) -> int:
    standing = orders_at(hand[TITLE], hand[TITLE].time)
    (found,) = (each for each in standing if each.order == order)
    assert isinstance(found, StandingOrder)
    return found.waiting


def test_freezes_wait_behind_freezes_on_the_same_right_of_the_same_scope() -> None:
    hand = dossiers()
    first = title_of(hand).orders[0]
    hand, second = ordered(hand, 1, rights=first.rights)
    hand, third = ordered(hand, 2, rights=first.rights)
    assert [waiting(hand, each) for each in (first.order, second, third)] == [0, 1, 2]
    other = PartyId(free_holder(hand))
    hand, elsewhere = ordered(hand, 3, party=other, rights=first.rights)
    assert waiting(hand, elsewhere) == 0
    hand, whole = ordered(hand, 4, scope=OrderScope.TITLE, party=PartyId(bytes(32)), rights=7)
    assert waiting(hand, whole) == 0


def test_orders_on_different_rights_do_not_wait_for_each_other() -> None:
    hand = dossiers()
    holder = PartyId(free_holder(hand))
    hand, on_use = ordered(hand, 1, party=holder, rights=1 << Right.USE)
    hand, on_oper = ordered(hand, 2, party=holder, rights=1 << Right.OPER)
    hand, on_both = ordered(hand, 3, party=holder, rights=1 << Right.OPER | 1 << Right.USE)
    assert [waiting(hand, each) for each in (on_use, on_oper, on_both)] == [0, 0, 2]


def test_a_freeze_does_not_wait_for_a_mere_hold() -> None:
    hand = dossiers()
    holder = PartyId(free_holder(hand))
    hand, hold = ordered(hand, 1, kind=OrderKind.HOLD, party=holder, rights=7)
    hand, freeze = ordered(hand, 2, party=holder, rights=7)
    assert (waiting(hand, hold), waiting(hand, freeze)) == (0, 0)


def pledged(hand: Dossiers, *filings: tuple[int, int]) -> list[OpenPledge]:
    """The only pledges of a lot: filed at these times under these numbers, in this order."""
    model = title_of(hand).pledges[0]
    title = hand[TITLE]
    terms = {key: each for key, each in title.terms.items() if key[0] != Tag.PLEDGE}
    words = dict(title.words)
    for filed_at, filing in filings:
        made: Pledge = replace(
            model.terms, lot=LotId(model.lot), filed_at=Time(filed_at), filing=filing.to_bytes(32)
        )
        key = pledge_key(model.lot, struct_hash(made))
        terms[key] = made
        words[key] = PledgeWord(made.pledgee, filed_at, PledgeState.RECORDED, 1).pack()
    return list(title_of({**hand, TITLE: replace(title, terms=terms, words=words)}).pledges)


def test_equal_filing_times_are_ranked_by_filing_number() -> None:
    hand = dossiers()
    late_first = pledged(hand, (900, 1), (800, 2))
    assert [(each.terms.filed_at, each.rank) for each in late_first] == [(800, 1), (900, 2)]
    assert all(each.rank_conflict for each in late_first)
    same_time = pledged(hand, (900, 7), (900, 3), (900, 5))
    assert [(each.terms.filing[-1], each.rank) for each in same_time] == [(3, 1), (5, 2), (7, 3)]
    in_order = pledged(hand, (800, 2), (900, 1))
    assert not any(each.rank_conflict for each in in_order)
