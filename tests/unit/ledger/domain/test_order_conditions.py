"""What orders and their ends need of other dossiers, and what those on whole parties keep from."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import pytest

from ledger.domain.acts import (
    ActKind,
    Amendment,
    Extension,
    Knowledge,
    Lift,
    Notice,
    Order,
    OrderKind,
    PartyId,
    PartyKind,
    Realisation,
    Right,
    Sale,
    Superior,
    TitleId,
)
from ledger.domain.party_words import SUPERIOR_KEY
from ledger.domain.rules.pledge import lot_of
from ledger.domain.words import CONTENT_KEY, LotWord, OrderWord, lot_key, order_key
from tests import forge
from tests.forge import ZERO, named
from tests.unit.ledger.domain.test_condition_rules import (
    BLOCK,
    CONTENT,
    COURT,
    FREEZE,
    HEIR,
    HOLDER,
    INSOLVENCY,
    NOW,
    ORGAN,
    OTHER,
    TITLE,
    Histories,
    absorbed,
    act,
    broken,
    check,
    company,
    dossier,
    terms_of,
    title,
    town,
    within,
)

ABOVE, HIGHER, HIGHEST, BEYOND = (forge.party(who) for who in range(11, 15))
ID: Final = named("order")
LATEST: Final = NOW + 1_000


def order(**members: Any) -> Any:
    given = {
        "court": COURT,
        "kind": OrderKind.FREEZE,
        "until": LATEST,
        "profile": CONTENT.profile,
    }
    return act(ActKind.OrderRecorded, terms_of(Order, **{**given, **members}))


def test_a_court_or_organ_orders_and_a_court_alone_notes_an_insolvency() -> None:
    insolvent = OrderKind.INSOLVENCY
    check(town(), order())
    check(town(), order(court=ORGAN))
    check(town(), order(court=ORGAN, kind=OrderKind.HOLD))
    check(town(), order(kind=insolvent))
    assert broken(town(), order(court=OTHER)) == "a court or another organ orders"
    assert broken(town(), order(court=ORGAN, kind=insolvent)) == "a court notes an insolvency"


def test_no_order_is_longer_than_its_profile_has_it() -> None:
    too_long = "the order is not too long"
    assert broken(town(), order(until=LATEST + 1)) == too_long
    word = OrderWord(court=COURT)
    standing = with_order(word)
    given = {"holder": ZERO, "order": ID, "court": COURT, "profile": CONTENT.profile}
    for until, fits in ((LATEST, True), (LATEST + 1, False)):
        terms = terms_of(Extension, until=until, **given)
        extended = act(ActKind.OrderExtended, terms)
        if fits:
            check(town(), extended, standing)
        else:
            assert broken(town(), extended, standing) == too_long


def with_order(word: OrderWord) -> Any:
    before = title()
    return replace(before, words={**before.words, order_key(ZERO, ID): word.pack()})


def courts() -> Histories:
    """One court above the other, four steps."""
    chain = (COURT, ABOVE, HIGHER, HIGHEST, BEYOND)
    court = company(kind=PartyKind.COURT)
    levels: Histories = {
        below: dossier(below, court, {SUPERIOR_KEY: above}) for below, above in pairwise(chain)
    }
    return {**town(), **levels, BEYOND: dossier(BEYOND, court)}


@pytest.mark.parametrize("kind", [ActKind.OrderLifted, ActKind.OrderExtended], ids=["lift", "ext"])
def test_who_gave_an_order_lifts_and_extends_it_or_who_stands_above(kind: ActKind) -> None:
    struct = Lift if kind is ActKind.OrderLifted else Extension
    given: dict[str, Any] = {"holder": ZERO, "order": ID}
    given |= {} if struct is Lift else {"until": LATEST, "profile": CONTENT.profile}
    standing = with_order(OrderWord(court=COURT))
    for court in (COURT, ABOVE, HIGHER, HIGHEST):
        check(courts(), act(kind, terms_of(struct, court=court, **given)), standing)
    authority = "who ordered it, or stands above"
    for court in (BEYOND, ORGAN):
        done = act(kind, terms_of(struct, court=court, **given))
        assert broken(courts(), done, standing) == authority
    below = with_order(OrderWord(court=ABOVE))
    done = act(kind, terms_of(struct, court=COURT, **given))
    assert broken(courts(), done, below) == authority


def test_what_has_run_out_is_taken_off_without_a_court() -> None:
    terms = terms_of(Lift, court=ZERO, holder=ZERO, order=ID)
    check(town(), act(ActKind.OrderLifted, terms), with_order(OrderWord(court=COURT)))


def superior(court: bytes, above: bytes) -> Any:
    return act(ActKind.SuperiorNamed, terms_of(Superior, court=court, superior=above))


def test_a_court_stands_above_a_court_and_none_above_itself() -> None:
    check(courts(), superior(COURT, ABOVE))
    one_kind = "a court stands above a court"
    for court, above in ((COURT, ORGAN), (ORGAN, COURT), (OTHER, OTHER), (COURT, OTHER)):
        assert broken(courts(), superior(court, above)) == one_kind
    # the highest stands above the first already
    for court in (ABOVE, HIGHER, HIGHEST):
        assert broken(courts(), superior(court, COURT)) == "none stands above itself"
    assert broken(courts(), superior(COURT, COURT)) == "none stands above itself"


def court_sale() -> tuple[Any, Any]:
    """A court's sale of the holder's lot, and the title before it."""
    lot = LotWord(HOLDER, Right.OPER, 1, 1, 1).pack()
    before = replace(title(), words={**title().words, lot_key(ZERO): lot})
    terms = terms_of(Sale, realisation=Realisation.COURT_SALE, lot=ZERO, taker=OTHER, court=COURT)
    return act(ActKind.LotSold, terms), before


def test_a_court_alone_sells_to_who_is_enrolled() -> None:
    sold, before = court_sale()
    check(town(), sold, before)
    by_organ = replace(sold, terms=replace(sold.terms, court=ORGAN))
    assert broken(town(), by_organ, before) == "a court judges"
    histories = town(other=company(kind=PartyKind.NONE))
    assert broken(histories, sold, before) == "the party is enrolled"


@pytest.mark.parametrize("whose", ["holder", "heir"])
def test_an_insolvency_stays_a_courts_sale_and_a_freeze_does_not(whose: str) -> None:
    sold, before = court_sale()
    for kinds, until, stays in (
        (INSOLVENCY, NOW + 1, True),
        (INSOLVENCY | FREEZE, NOW + 1, True),
        (INSOLVENCY, NOW, False),
        (FREEZE, NOW + 1, False),
    ):
        histories = town(**{whose: company(barred_until=until, order_kinds=kinds)})
        if whose == "heir":
            histories = absorbed(histories, HOLDER, HEIR)
        if stays:
            assert broken(histories, sold, before) == "no insolvency stays it"
        else:
            check(histories, sold, before)


@pytest.mark.parametrize("whose", [HOLDER, HEIR], ids=["holder", "heir"])
def test_within_one_block_an_insolvency_may_come_after_the_sale(whose: bytes) -> None:
    sold, before = court_sale()
    free = absorbed(town(), HOLDER, HEIR)
    record = replace(company(), barred_until=NOW + 1, order_kinds=INSOLVENCY)
    changed = free[whose].last
    stayed = dossier(whose, record, {k: v for k, v in changed.words.items() if any(k)})
    check({**free, whose: within(free[whose], stayed)}, sold, before)
    earlier = {**free, whose: within(free[whose], stayed, BLOCK - 1)}
    assert broken(earlier, sold, before) == "no insolvency stays it"


def test_a_pledge_weighs_more_with_a_holder_that_no_order_bars() -> None:
    pledged: Any = forge.pledge(TitleId(TITLE), PartyId(HOLDER), 1, 1).body
    lot = LotWord(HOLDER, Right.OPER, 1, 1, 1).pack()
    before = replace(title(), words={**title().words, lot_key(lot_of(pledged)): lot})
    frozen = town(holder=company(barred_until=NOW + 1, order_kinds=FREEZE))
    same = {"pledged": pledged, "term_end": pledged.term_end, "maximum": False}
    for amount, heavier in ((pledged.amount + 1, True), (pledged.amount - 1, False)):
        amended = act(ActKind.PledgeAmended, terms_of(Amendment, amount=amount, **same))
        check(town(), amended, before)
        if heavier:
            assert broken(frozen, amended, before) == "no order bars the party"
        else:
            check(frozen, amended, before)


def test_a_seizure_that_is_known_stands_in_the_dossier_that_is_named() -> None:
    terms = terms_of(Knowledge, subject=HOLDER, lot=ZERO, order=ID)
    learned = act(ActKind.SeizureKnown, terms)
    lot = LotWord(HOLDER, Right.OPER, 1, 1, 1).pack()
    before = replace(title(), words={**title().words, lot_key(ZERO): lot})
    assert broken(town(), learned, before) == "the order is on the lot"
    stands = {order_key(ZERO, ID): OrderWord(court=COURT).pack()}
    check({**town(), HOLDER: dossier(HOLDER, company(), stands)}, learned, before)
    # who absorbed the holder has what it has
    on_heir = act(ActKind.SeizureKnown, replace(terms, subject=HEIR))
    seized = {**town(), HEIR: dossier(HEIR, company(), stands)}
    assert broken(seized, on_heir, before) == "the order is on the lot"
    check(absorbed(seized, HOLDER, HEIR), on_heir, before)
    assert broken(absorbed(town(), HOLDER, HEIR), on_heir, before) == "the order is on the lot"
    # one on the title itself is the title's own matter
    of_title = act(ActKind.SeizureKnown, terms_of(Knowledge, subject=TITLE, order=ID))
    check(town(), of_title)


def test_a_notice_runs_for_its_floor_at_least() -> None:
    before = replace(title(), terms={CONTENT_KEY: CONTENT})
    for due, fits in ((NOW + 1, True), (NOW, False)):
        published = act(ActKind.NoticePublished, terms_of(Notice, due=due))
        if fits:
            check(town(), published, before)
        else:
            assert broken(town(), published, before) == "the notice has its floor"
