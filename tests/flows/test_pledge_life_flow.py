"""Pledges between their record and their end, on a real node (domain §7: 15, 18, 19, 22)."""

from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    AmendmentEmpty,
    AssignmentWrong,
    Barred,
    DefaultNotDeclared,
    EnforcementWrong,
    JudgmentWrong,
    KnowledgeWrong,
    LotVersionWrong,
    OrderingPartyWrong,
    PledgedNeedsConsent,
    PledgeeConsentMissing,
    PledgeNotOpen,
    PledgesIncomplete,
    RankingWrong,
    SaleWrong,
    SeizureUnknown,
    ShareNotLess,
    SignerMissing,
    StaffMissing,
)
from ledger.domain.acts import (
    DocumentDigest,
    OrderId,
    OrderScope,
    PartyKind,
    PledgeState,
    Realisation,
    Role,
    Time,
)
from ledger.domain.ids import ZERO, lot_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.ranks import Shown
from ledger.domain.words import RECORD_KEY, HoldingWord, TitleRecord, holding_key, pledge_key
from ledger.registrar import pledge, pledge_life, title
from ledger.registrar.title import Move
from tests.cast import ALL, DAY, Cast, Stage, digest32
from tests.pledging import MILLIONS, Bank, hands, named

pytestmark = pytest.mark.node


@pytest.fixture
def bank(stage: Stage) -> Bank:
    holder = stage.enrolled()
    return Bank(stage, stage.issued_title({holder: ALL}).title, holder)


def test_scenario_15_the_filing_ranks_until_the_pledgees_agree(bank: Bank, cast: Cast) -> None:
    """JB filed two seconds before LB and was noted after it; then they agree on LB first."""
    now = bank.stage.register.time()
    lb = bank.noted(cast.bank, filed_at=Time(now - 49))
    jb = bank.noted(cast.second_bank, filed_at=Time(now - 51), lot=lot_id(lb))
    found = bank.stands()
    assert [found[pledge_id(each)].rank for each in (lb, jb)] == [2, 1]
    assert all(each.rank_conflict and not each.agreed for each in found.values())
    with pytest.raises(PledgeeConsentMissing) as missing:
        pledge_life.rank(bank.stage.register, bank.ranking(lb, jb), hands(cast.bank))
    assert missing.value.pledgee == cast.second_bank.party
    with pytest.raises(RankingWrong) as alone:
        pledge_life.rank(bank.stage.register, bank.ranking(lb), hands(cast.bank))
    assert (alone.value.named, alone.value.open) == (1, 2)
    twice = hands(cast.bank, cast.second_bank)
    with pytest.raises(RankingWrong):
        pledge_life.rank(bank.stage.register, bank.ranking(lb, lb), twice)
    both = hands(cast.second_bank, cast.bank)
    pledge_life.rank(bank.stage.register, bank.ranking(lb, jb), both)
    found = bank.stands()
    assert [found[pledge_id(each)].rank for each in (lb, jb)] == [1, 2]
    assert all(each.agreed and not each.rank_conflict for each in found.values())


def test_who_agreed_to_nothing_keeps_the_place_of_his_filing(bank: Bank, cast: Cast) -> None:
    now = bank.stage.register.time()
    first = bank.noted(cast.bank, filed_at=Time(now - 300))
    second = bank.noted(cast.second_bank, filed_at=Time(now - 100), lot=lot_id(first))
    both = hands(cast.bank, cast.second_bank)
    pledge_life.rank(bank.stage.register, bank.ranking(second, first), both)
    third_bank = bank.stage.enrolled(PartyKind.FINANCIAL_INSTITUTION)
    third = bank.noted(third_bank, filed_at=Time(now - 200), lot=lot_id(first))
    found = bank.stands()
    ranks = [found[pledge_id(each)].rank for each in (second, third, first)]
    assert ranks == [1, 2, 3]
    conflicts = {each: found[pledge_id(each)].rank_conflict for each in (second, third, first)}
    assert list(conflicts.values()) == [False, True, True]


def test_less_is_agreed_by_two_and_more_by_all(bank: Bank, cast: Cast) -> None:
    lb = bank.noted(cast.bank)
    jb = bank.noted(cast.second_bank, lot=lot_id(lb))
    register, sides = bank.stage.register, hands(bank.holder, cast.bank)
    pledge_life.amend(register, bank.amendment(lb, amount=MILLIONS // 2), sides)
    assert bank.stands()[pledge_id(lb)].terms.amount == MILLIONS // 2
    with pytest.raises(AmendmentEmpty) as same:
        pledge_life.amend(register, bank.amendment(lb, amount=MILLIONS // 2), sides)
    assert same.value.pledge == pledge_id(lb)
    more = bank.amendment(lb, lb, jb, amount=MILLIONS)
    with pytest.raises(PledgeeConsentMissing) as missing:
        pledge_life.amend(register, more, sides)
    assert (missing.value.pledge, missing.value.pledgee) == (pledge_id(jb), jb.pledgee)
    with pytest.raises(PledgesIncomplete):
        pledge_life.amend(register, replace(more, pledges=()), sides)
    pledge_life.amend(register, more, (*sides, cast.second_bank.signs()))
    for wider in ({"term_end": Time(lb.term_end + DAY)}, {"maximum": True}):
        with pytest.raises(PledgesIncomplete):
            pledge_life.amend(register, bank.amendment(lb, amount=MILLIONS, **wider), sides)
    found = bank.stands()[pledge_id(lb)]
    assert (found.terms.amount, found.version, found.terms.pledgee) == (MILLIONS, 3, lb.pledgee)


def test_a_freeze_bars_what_weighs_more_and_nothing_that_weighs_less(
    bank: Bank, cast: Cast
) -> None:
    lb = bank.noted(cast.bank)
    bank.stage.ordered(bank.stage.order_terms(OrderScope.TITLE, titled=bank.title))
    sides = hands(bank.holder, cast.bank)
    terms = bank.amendment(lb, lb, amount=2 * MILLIONS)
    with pytest.raises(Barred) as barred:
        pledge_life.amend(bank.stage.register, terms, sides)
    assert barred.value.party == bank.holder.party
    pledge_life.amend(bank.stage.register, bank.amendment(lb, amount=1), sides)
    assert bank.stands()[pledge_id(lb)].terms.amount == 1


def test_a_claim_goes_to_another_bank_with_its_rank(bank: Bank, cast: Cast) -> None:
    now = bank.stage.register.time()
    lb = bank.noted(cast.bank, filed_at=Time(now - 200))
    bank.noted(cast.second_bank, filed_at=Time(now - 100), lot=lot_id(lb))
    register, buyer = bank.stage.register, bank.stage.enrolled()
    terms = bank.assignment(lb, buyer)
    with pytest.raises(SignerMissing) as missing:
        pledge_life.assign(register, terms, hands(buyer, cast.bank))
    assert (missing.value.place, missing.value.party) == (0, cast.bank.party)
    for wrong in (
        replace(terms, notice=DocumentDigest(ZERO)),
        replace(terms, assignee=bank.holder.party),
        replace(terms, assignee=cast.bank.party),
    ):
        with pytest.raises(AssignmentWrong) as refused:
            pledge_life.assign(register, wrong, hands(cast.bank, buyer))
        assert refused.value.pledge == pledge_id(lb)
    pledge_life.assign(register, terms, hands(cast.bank, buyer))
    found = bank.stands()[pledge_id(lb)]
    assert (found.terms.pledgee, found.rank, found.shown) == (buyer.party, 1, Shown.NOTED)
    place = (lot_id(lb), pledge_id(lb))
    own = pledge.release_terms(register, bank.title, place)
    with pytest.raises(SignerMissing):
        pledge.release(register, own, hands(cast.bank))
    pledge.release(register, pledge.release_terms(register, bank.title, place), hands(buyer))


def test_a_part_of_the_lot_is_free_again(bank: Bank, cast: Cast) -> None:
    lb = bank.noted(cast.bank, 500_000)
    jb = bank.noted(cast.second_bank, 500_000, lot=lot_id(lb))
    register, every = bank.stage.register, hands(bank.holder, cast.bank, cast.second_bank)
    with pytest.raises(ShareNotLess) as less:
        pledge_life.shrink(register, bank.shrinking(500_000, lb, jb), every)
    assert (less.value.asked, less.value.current) == (500_000, 500_000)
    with pytest.raises(PledgeeConsentMissing):
        pledge_life.shrink(register, bank.shrinking(200_000, lb, jb), every[:2])
    stale = replace(bank.shrinking(200_000, lb, jb), version=1)
    with pytest.raises(LotVersionWrong) as version:
        pledge_life.shrink(register, stale, every)
    assert (version.value.given, version.value.current) == (1, 2)
    pledge_life.shrink(register, bank.shrinking(200_000, lb, jb), every)
    held = bank.read(holding_key(bank.holder.party), HoldingWord)
    assert (bank.lot(lb).ppm, held.pledged_oper) == (200_000, 200_000)
    assert {each.ppm for each in bank.stands().values()} == {200_000}


def test_scenario_18_a_transfer_waits_for_both_pledgees(bank: Bank, cast: Cast) -> None:
    lb = bank.noted(cast.bank, 1_000_000)
    jb = bank.noted(cast.second_bank, 1_000_000, lot=lot_id(lb))
    register, buyer = bank.stage.register, bank.stage.enrolled()
    shares = (0, 0, 1_000_000)
    plain = Move(bank.title, bank.holder.party, buyer.party, shares, {})
    terms = title.transfer_terms(register, plain)
    with pytest.raises(PledgedNeedsConsent):
        title.transfer(register, terms, hands(bank.holder, buyer))
    whole = replace(plain, lots={lot_id(lb): named(lb, jb)})
    terms = title.transfer_terms(register, whole)
    with pytest.raises(PledgeeConsentMissing) as silent:
        title.transfer(register, terms, hands(bank.holder, buyer, cast.bank))
    assert silent.value.pledgee == cast.second_bank.party
    every = hands(bank.holder, buyer, cast.bank, cast.second_bank)
    title.transfer(register, terms, every)
    assert {each.holder for each in bank.stands().values()} == {buyer.party}


def test_scenario_19_the_pledgee_of_a_maximum_amount_knows_of_the_freeze(
    bank: Bank, cast: Cast
) -> None:
    lb = bank.noted(cast.bank, maximum=True)
    fixed = bank.noted(cast.second_bank, lot=lot_id(lb))
    register = bank.stage.register
    ordered = bank.stage.ordered(bank.stage.order_terms(OrderScope.TITLE, titled=bank.title))
    knows = register.time()
    clerk = [bank.stage.clerks()[0]]
    terms = bank.knowledge(lb, ordered.order, knows)
    wrong = (
        bank.knowledge(fixed, ordered.order, knows),
        replace(terms, known_at=Time(knows + DAY)),
        replace(terms, known_at=Time(0)),
        replace(terms, document=DocumentDigest(ZERO)),
    )
    for each in wrong:
        with pytest.raises(KnowledgeWrong):
            pledge_life.learn(register, each, clerk)
    other = bank.knowledge(lb, OrderId(digest32()), knows)
    with pytest.raises(SeizureUnknown):
        pledge_life.learn(register, other, clerk)
    held = bank.knowledge(lb, ordered.order, knows, holder=bank.holder.party)
    with pytest.raises(SeizureUnknown):
        pledge_life.learn(register, held, clerk)
    with pytest.raises(SignerMissing):
        pledge_life.learn(register, terms, hands(cast.second_bank))
    pledge_life.learn(register, terms, clerk)
    again = bank.knowledge(lb, ordered.order, knows)
    with pytest.raises(KnowledgeWrong):
        pledge_life.learn(register, again, hands(cast.bank))
    found = bank.stands()
    assert found[pledge_id(lb)].known_seizure == knows
    assert found[pledge_id(fixed)].known_seizure == 0


def test_a_pledgee_knows_of_an_order_on_the_whole_holder(bank: Bank, cast: Cast) -> None:
    lb = bank.noted(cast.bank, maximum=True)
    party = bank.stage.order_terms(OrderScope.PARTY, of=bank.holder.party)
    ordered = bank.stage.ordered(party)
    knows = bank.stage.register.time()
    terms = bank.knowledge(lb, ordered.order, knows, subject=bank.holder.party)
    pledge_life.learn(bank.stage.register, terms, hands(cast.bank))
    assert bank.stands()[pledge_id(lb)].known_seizure == knows


def test_scenario_22_a_court_discharges_what_its_pledgee_does_not_release(
    bank: Bank, cast: Cast
) -> None:
    lb = bank.noted(cast.bank, 300_000)
    register, terms = bank.stage.register, bank.judgment(lb, PledgeState.DISCHARGED)
    with pytest.raises(StaffMissing) as staff:
        pledge_life.conclude(register, terms, hands(bank.holder, cast.bank))
    assert staff.value.role is Role.ORDER_CLERK
    own = replace(terms, court=cast.bank.party)
    with pytest.raises(OrderingPartyWrong):
        pledge_life.conclude(register, own, bank.stage.clerks())
    for wrong in (
        replace(terms, state=PledgeState.RELEASED),
        replace(terms, instrument=DocumentDigest(ZERO)),
    ):
        with pytest.raises(JudgmentWrong):
            pledge_life.conclude(register, wrong, bank.stage.clerks())
    pledge_life.conclude(register, terms, bank.stage.clerks())
    word = bank.read(pledge_key(lot_id(lb), pledge_id(lb)), PledgeWord)
    held = bank.read(holding_key(bank.holder.party), HoldingWord)
    assert (word.state, held.pledged_oper, bank.lot(lb).open) == (PledgeState.DISCHARGED, 0, 0)
    assert bank.stands() == {}
    again = bank.judgment(lb, PledgeState.VOIDED)
    with pytest.raises(PledgeNotOpen):
        pledge_life.conclude(register, again, bank.stage.clerks())


def test_default_is_declared_income_assigned_and_the_declaration_taken_back(
    bank: Bank, cast: Cast
) -> None:
    lb = bank.noted(cast.bank)
    register, pledgee = bank.stage.register, hands(cast.bank)
    for early in (Realisation.LICENCE_INCOME, Realisation.WITHDRAWN, Realisation.AGREEMENT):
        with pytest.raises(EnforcementWrong) as refused:
            pledge_life.enforce(register, bank.enforcement(lb, early), pledgee)
        assert (refused.value.state, refused.value.realisation) == (PledgeState.RECORDED, early)
    pledge_life.enforce(register, bank.enforcement(lb), pledgee)
    assert bank.stands()[pledge_id(lb)].shown is Shown.ENFORCING
    with pytest.raises(EnforcementWrong):
        pledge_life.enforce(register, bank.enforcement(lb), pledgee)
    income = bank.enforcement(lb, Realisation.LICENCE_INCOME)
    pledge_life.enforce(register, income, hands(cast.bank, bank.holder))
    found = bank.stands()[pledge_id(lb)]
    assert (found.shown, found.realisation) == (Shown.ENFORCING, Realisation.LICENCE_INCOME)
    back = bank.enforcement(lb, Realisation.WITHDRAWN)
    pledge_life.enforce(register, back, pledgee)
    found = bank.stands()[pledge_id(lb)]
    assert (found.shown, found.realisation) == (Shown.NOTED, Realisation.NONE)


def test_by_agreement_the_lot_goes_to_its_buyer_after_default_only(bank: Bank, cast: Cast) -> None:
    lb = bank.noted(cast.bank, 400_000)
    jb = bank.noted(cast.second_bank, 400_000, lot=lot_id(lb))
    register, buyer = bank.stage.register, bank.stage.enrolled()
    every = hands(bank.holder, buyer, cast.bank, cast.second_bank)
    terms = bank.sale(Realisation.AGREEMENT, buyer, (lb, jb), (lb,))
    with pytest.raises(DefaultNotDeclared):
        pledge_life.sell(register, terms, every)
    pledge_life.enforce(register, bank.enforcement(lb), hands(cast.bank))
    with pytest.raises(PledgeeConsentMissing):
        pledge_life.sell(register, terms, every[:3])
    for wrong in (
        replace(terms, realisation=Realisation.LICENCE_INCOME),
        replace(terms, taker=bank.holder.party),
        replace(terms, ended=0),
        replace(terms, ended=4),
        replace(terms, court=cast.court.party),
        replace(terms, document=DocumentDigest(ZERO)),
    ):
        with pytest.raises(SaleWrong):
            pledge_life.sell(register, wrong, every)
    pledge_life.sell(register, terms, every)
    found = bank.at()
    held = found.holding(buyer.party)
    assert held is not None
    assert (held.shares, held.pledged) == ((0, 0, 400_000), (0, 0, 400_000))
    [left] = found.pledges
    assert (left.pledge, left.holder, left.rank) == (pledge_id(jb), buyer.party, 1)
    word = bank.read(pledge_key(lot_id(lb), pledge_id(lb)), PledgeWord)
    assert (word.state, word.realisation) == (PledgeState.ENFORCED, Realisation.AGREEMENT)


def test_a_court_sells_what_it_froze_and_the_pledges_fall_as_it_says(
    bank: Bank, cast: Cast
) -> None:
    lb = bank.noted(cast.bank, 1_000_000)
    jb = bank.noted(cast.second_bank, 1_000_000, lot=lot_id(lb))
    bank.stage.ordered(bank.stage.order_terms(OrderScope.TITLE, titled=bank.title))
    register, buyer = bank.stage.register, bank.stage.enrolled()
    terms = bank.sale(Realisation.COURT_SALE, buyer, (lb, jb), (lb, jb))
    with pytest.raises(OrderingPartyWrong):
        pledge_life.sell(register, replace(terms, court=cast.bank.party), bank.stage.clerks())
    with pytest.raises(StaffMissing):
        pledge_life.sell(register, terms, hands(bank.holder, buyer))
    some = bank.sale(Realisation.COURT_SALE, buyer, (lb,), (lb,))
    with pytest.raises(PledgesIncomplete):
        pledge_life.sell(register, some, bank.stage.clerks())
    pledge_life.sell(register, terms, bank.stage.clerks())
    found = bank.at()
    held, left = found.holding(buyer.party), found.holding(bank.holder.party)
    assert held is not None
    assert left is not None
    assert (held.shares, held.pledged, left.shares[2]) == ((0, 0, 1_000_000), (0, 0, 0), 0)
    assert found.pledges == ()
    assert bank.read(RECORD_KEY, TitleRecord).holders == 2
