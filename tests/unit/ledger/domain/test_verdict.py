"""Verdicts over a recorded run: a title with two holders, two pledges and a freeze."""

from dataclasses import replace
from functools import cache

import pytest

from ledger.domain.acts import ActKind, OrderScope, Pledge, Right, SubjectKind
from ledger.domain.clock import title_at
from ledger.domain.closure import object_subject
from ledger.domain.rules.application import CONTENT_ACTS
from ledger.domain.state import Dossier
from ledger.domain.verdict import (
    SOON,
    Purpose,
    Result,
    TitleUnknown,
    Verdict,
    judge,
    needed_dossiers,
    on_closed,
)
from ledger.domain.words import CONTENT_KEY, holding_key
from tests.story import story

TITLE = story().subjects(SubjectKind.TITLE)[0]


@cache
def dossiers() -> dict[bytes, Dossier]:
    return {subject: history.last for subject, history in story().histories().items()}


def frozen_holder() -> bytes:
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    return at.orders[0].holder


def other_holder() -> bytes:
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    return next(each.party for each in at.holdings if each.party != frozen_holder())


def ask(purpose: Purpose, holder: bytes, *, time: int = 0, gone: bytes = b"") -> Verdict:
    title = dossiers()[TITLE]
    hand = {s: dossiers()[s] for s in needed_dossiers(title, holder) if s != gone}
    return judge(title, holder, purpose, time or title.time, hand)


def codes(verdict: Verdict) -> tuple[set[str], set[str]]:
    return {each.code for each in verdict.blocks}, {each.code for each in verdict.warnings}


@pytest.mark.parametrize("purpose", [Purpose.PLEDGE, Purpose.TRADE, Purpose.CONTRIBUTION])
def test_a_freeze_bars_the_holder_that_it_names(purpose: Purpose) -> None:
    verdict = ask(purpose, frozen_holder())
    assert verdict.result is Result.INVALID
    assert codes(verdict)[0] - {"REPORT_MISSING"} == {"FROZEN"}


@pytest.mark.parametrize("purpose", [Purpose.AUTHENTICITY, Purpose.BOOK_ENTRY, Purpose.DISPUTE])
def test_a_frozen_certificate_stays_authentic_and_says_so(purpose: Purpose) -> None:
    verdict = ask(purpose, frozen_holder())
    assert verdict.result is Result.VALID
    assert {"FROZEN", "PLEDGED", "RANK_CONFLICT", "CO_HOLDERS"} <= codes(verdict)[1]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_co_holder_is_not_hit(purpose: Purpose) -> None:
    verdict = ask(purpose, other_holder())
    # nobody has valued the data: Company Law Art. 48 stops a contribution
    missing = {"REPORT_MISSING"} if purpose is Purpose.CONTRIBUTION else set()
    assert codes(verdict)[0] == missing
    assert verdict.result is (Result.INVALID if missing else Result.VALID)
    assert "FROZEN" not in codes(verdict)[1]


def test_ranks_follow_the_filing_and_not_the_block() -> None:
    facts = [fact for fact in ask(Purpose.PLEDGE, frozen_holder()).facts if fact.code == "PLEDGE"]
    assert [fact.values["rank"] for fact in facts] == [1, 2]
    terms = [act.terms for act in story().histories()[TITLE].acts]
    recorded = [each for each in terms if isinstance(each, Pledge)][-2:]
    filed = {(each.filed_at, each.filing): each.pledgee.hex() for each in recorded}
    assert [filed[each] for each in sorted(filed)] == [fact.values["pledgee"] for fact in facts]
    assert recorded[-1].pledgee.hex() == facts[0].values["pledgee"]


def test_the_freeze_ends_by_time_alone() -> None:
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    until = at.orders[0].until
    assert at.orders[0].terms.scope is OrderScope.HOLDER
    assert ask(Purpose.TRADE, frozen_holder(), time=until - 1).result is Result.INVALID
    assert ask(Purpose.TRADE, frozen_holder(), time=until).result is Result.VALID


def test_expiry_bars_every_disposal_and_never_authenticity() -> None:
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    end = at.record.valid_until
    assert codes(ask(Purpose.TRADE, other_holder(), time=end))[0] == {"EXPIRED"}
    authentic = ask(Purpose.AUTHENTICITY, other_holder(), time=end)
    assert authentic.result is Result.VALID
    assert "EXPIRED" in codes(authentic)[1]
    assert "EXPIRES_SOON" in codes(ask(Purpose.TRADE, other_holder(), time=end - 1))[1]


def test_a_term_ends_soon_in_its_last_180_days() -> None:
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    assert SOON == 180 * 86_400
    start = at.record.valid_until - SOON
    told = {t: codes(ask(Purpose.TRADE, other_holder(), time=t))[1] for t in (start, start + 1)}
    assert [time for time, warned in told.items() if "EXPIRES_SOON" in warned] == [start + 1]


def test_a_verdict_says_how_complete_the_dossiers_of_title_and_data_are() -> None:
    facts = {fact.code: fact for fact in ask(Purpose.AUTHENTICITY, other_holder()).facts}
    at = title_at(dossiers()[TITLE], dossiers()[TITLE].time)
    assert at is not None
    of_object = dossiers()[object_subject(at.terms.fingerprint)]
    for code, dossier in (("COMPLETE", dossiers()[TITLE]), ("OBJECT_DOSSIER", of_object)):
        assert facts[code].subject == dossier.subject
        assert facts[code].values == {"acts": dossier.seq, "head": dossier.head.hex()}


def test_a_closed_number_is_barred_and_never_known_better_than_its_dossiers() -> None:
    holder = other_holder()
    closed = on_closed(ask(Purpose.TRADE, holder))
    assert (closed.result, codes(closed)[0]) == (Result.INVALID, {"CERTIFICATE_CLOSED"})
    gone = needed_dossiers(dossiers()[TITLE], holder)[0]
    assert on_closed(ask(Purpose.TRADE, holder, gone=gone)).result is Result.UNKNOWN


def test_a_missing_dossier_is_unknown_and_never_valid() -> None:
    for holder in (frozen_holder(), other_holder()):
        for gone in needed_dossiers(dossiers()[TITLE], holder):
            verdict = ask(Purpose.AUTHENTICITY, holder, gone=gone)
            assert verdict.result is Result.UNKNOWN
            assert [each.subject for each in verdict.unknown] == [gone]


def test_who_holds_nothing_has_no_certificate() -> None:
    court = next(
        subject
        for subject in story().subjects(SubjectKind.PARTY)
        if subject != frozen_holder() and subject != other_holder()
    )
    verdict = ask(Purpose.AUTHENTICITY, court)
    assert verdict.result is Result.INVALID
    assert codes(verdict)[0] == {"CERTIFICATE_CLOSED"}


def test_what_is_no_title_is_named() -> None:
    application = story().subjects(SubjectKind.APPLICATION)[0]
    with pytest.raises(TitleUnknown) as caught:
        judge(dossiers()[application], frozen_holder(), Purpose.PLEDGE, 1, {})
    assert caught.value.title == application.hex()


def test_an_earlier_block_gives_the_state_of_that_time() -> None:
    history = story().histories()[TITLE]
    freeze = [act for act in history.acts if act.kind is ActKind.OrderRecorded][-1]
    early = history.at_block(freeze.raw.block - 1)
    hand = {s: dossiers()[s] for s in needed_dossiers(early, frozen_holder())}
    verdict = judge(early, frozen_holder(), Purpose.PLEDGE, early.time, hand)
    assert verdict.result is Result.VALID
    assert {fact.values["right"] for fact in verdict.facts if fact.code == "PLEDGE"} == {
        Right.OPER.name
    }


def test_what_an_application_says_stands_in_the_acts_that_say_it() -> None:
    for subject in story().subjects(SubjectKind.APPLICATION):
        history = story().histories()[subject]
        said = None
        for act, state in zip(history.acts, history.states[1:], strict=True):
            said = act.terms if act.kind in CONTENT_ACTS else said
            assert state.terms[CONTENT_KEY] == said
    assert {ActKind.ApplicationSubmitted, ActKind.ApplicationCorrected} == CONTENT_ACTS


@pytest.mark.parametrize(
    ("purpose", "blocked", "warned"),
    [
        (Purpose.AUTHENTICITY, set(), set()),
        (Purpose.PLEDGE, set(), {"REPORT_MISSING", "NOTE_IS_NO_SECURITY_RIGHT"}),
        (Purpose.BOOK_ENTRY, set(), {"NO_PROOF_OF_RECOGNITION"}),
        (Purpose.TRADE, set(), set()),
        (Purpose.CONTRIBUTION, {"REPORT_MISSING"}, set()),
        (Purpose.DISPUTE, set(), set()),
    ],
)
def test_an_unburdened_title_warns_of_nothing_but_its_purpose(
    purpose: Purpose, blocked: set[str], warned: set[str]
) -> None:
    history = story().histories()[TITLE]
    issued = history.at_block(history.acts[0].raw.block)
    at = title_at(issued, issued.time)
    assert at is not None
    for each in at.holdings:
        hand = {s: dossiers()[s] for s in needed_dossiers(issued, each.party)}
        verdict = judge(issued, each.party, purpose, issued.time, hand)
        assert codes(verdict) == (blocked, warned | {"CO_HOLDERS"})


def test_who_holds_all_alone_is_not_warned_of_others() -> None:
    holder, other = other_holder(), frozen_holder()
    title = dossiers()[TITLE]
    alone = replace(
        title, words={key: word for key, word in title.words.items() if key != holding_key(other)}
    )
    hand = {s: dossiers()[s] for s in needed_dossiers(alone, holder)}
    assert "CO_HOLDERS" not in codes(judge(alone, holder, Purpose.TRADE, alone.time, hand))[1]
