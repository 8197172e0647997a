"""The browser's verifier and ledger.domain give the same words, heads, codes and verdicts."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from ledger.domain.acts import (
    Absorption,
    ActKind,
    DataClass,
    DataGrade,
    DocumentDigest,
    Issue,
    OrderScope,
    Origin,
    PartyId,
    PartyKind,
    SubjectKind,
    TitleId,
    struct_hash,
)
from ledger.domain.closure import closure_of
from ledger.domain.conditions import check_conditions
from ledger.domain.dossier import Anchor, RawAct, head_slot, parse_act, word_slot
from ledger.domain.gates import Facts
from ledger.domain.history import History, history_of
from ledger.domain.mandates import check_mandates
from ledger.domain.numbers import shanghai_month
from ledger.domain.verdict import Purpose
from ledger.domain.words import RECORD_KEY, party_of_tail
from notarization.verify.mandate_checks import recovered
from tests import forge
from tests.browser_domain import (
    BrowserDomain,
    Refused,
    answered,
    flipped,
    raw_line,
    replayed,
    shown,
    tried,
)
from tests.browser_verdicts import Asked, judged_here, judged_there
from tests.forge import Forge, Terms
from tests.story import story
from tests.thorough import usually
from tests.unit.ledger.domain.test_vectors import load, raw

SUBJECTS = sorted(story().acts)
HISTORIES = story().histories()
FLIPS = usually(5, whole=40)
DAY = 86_400
# the first and the last that a file may carry, and some past the year 9999
TIMES = (0, 253_370_735_999, 253_402_300_800, 2**39, 2**40)


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDomain]:
    """Node, which has replayed the story."""
    with BrowserDomain() as found:
        found.register(story().anchor)
        for subject in SUBJECTS:
            found.replay(story().acts[subject])
        yield found


def but(histories: dict[bytes, History], gone: list[bytes]) -> dict[bytes, History]:
    return {subject: each for subject, each in histories.items() if subject not in gone}


def test_every_dossier_of_the_story_has_the_same_states() -> None:
    with BrowserDomain() as found:
        found.register(story().anchor)
        for subject in SUBJECTS:
            states = found.replay(story().acts[subject])
            assert states == [shown(state) for state in HISTORIES[subject].states[1:]]
            assert states[-1]["head"] == story().heads[subject].hex()


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.hex()[:10])
def test_an_act_with_another_byte_has_the_same_words_or_the_same_refusal(
    browser: BrowserDomain, subject: bytes
) -> None:
    random = Random(subject)  # noqa: S311 (nothing secret)
    history = HISTORIES[subject]
    for act, before in zip(history.acts, history.states, strict=False):
        changed = [flipped(act.raw, random) for _ in range(FLIPS)]
        changed += [replace(act.raw, time=time) for time in TIMES]
        found = browser.instead(subject, act.seq - 1, changed)
        for each, answer in zip(changed, found, strict=True):
            expected = replayed(story().anchor, before, each)
            assert answer == expected, (act.kind.name, each.data.hex())


def mandates(found: Any) -> Any:
    """Who was checked, as both tell it."""
    if isinstance(found, Refused):
        return found
    if all(isinstance(each, dict) for each in found):
        return [(m["actor"]["party"], m["offline"], m["disowned"] is not None) for m in found]
    return [(m.actor.party.hex(), m.offline, m.disowned is not None) for m in found]


def vouched(raw_act: RawAct, before: Any, histories: dict[bytes, History]) -> Any:
    act = tried(lambda: parse_act(raw_act))
    if isinstance(act, Refused):
        return None
    signed = tried(lambda: check_mandates(story().anchor, act, before, histories, recovered))
    return [tried(lambda: check_conditions(act, before, histories)), mandates(signed)]


def compare_vouched(
    browser: BrowserDomain, act: Any, before: Any, changed: list[RawAct], gone: list[bytes]
) -> None:
    given: dict[str, Any] = {"subject": act.raw.subject.hex(), "after": act.seq - 1}
    given |= {"acts": list(map(raw_line, changed)), "missing": [each.hex() for each in gone]}
    histories = but(HISTORIES, gone)
    for each, answer in zip(changed, browser.ask("vouched", **given), strict=True):
        found = answer and [answered(answer[0]), mandates(answered(answer[1]))]
        assert found == vouched(each, before, histories), (act.kind.name, each)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.hex()[:10])
def test_signatures_mandates_and_conditions_are_judged_alike(
    browser: BrowserDomain, subject: bytes
) -> None:
    random = Random(subject)  # noqa: S311 (nothing secret)
    history = HISTORIES[subject]
    for act, before in zip(history.acts, history.states, strict=False):
        other: list[dict[str, Any]]
        other = [{"time": act.raw.time + 100 * DAY}, {"time": 1}, {"block": 1}, {"book": bytes(20)}]
        changed = [act.raw, *(replace(act.raw, **each) for each in other)]
        changed += [flipped(act.raw, random) for _ in range(FLIPS)]
        compare_vouched(browser, act, before, changed, [])
        compare_vouched(browser, act, before, [act.raw], random.sample(SUBJECTS, 2))


def test_the_dossier_vectors_are_read_and_hashed_alike() -> None:
    vectors = load("dossier")
    anchor = Anchor(vectors["chainId"], raw(vectors["register"]))
    with BrowserDomain() as found:
        found.register(anchor)
        for vector in vectors["vectors"]:
            act: dict[str, Any]
            act = {name: raw(vector[name]).hex() for name in ("subject", "book", "data")}
            act |= {"kind": int(ActKind[vector["kind"]])}
            act |= {"block": vector["block"], "time": vector["time"]}
            told = found.ask("read", **act)
            assert told["seq"] == vector["seq"]
            assert told["digest"] == raw(vector["digest"]).hex()
            assert found.ask("next", head=raw(vector["before"]).hex(), digest=told["digest"]) == (
                raw(vector["head"]).hex()
            )
            assert [link["subject"] + f"{link['seq']:010x}" for link in told["links"]] == [
                raw(link).hex() for link in vector["links"]
            ]
            assert ["".join(each) for each in told["writes"]] == [
                raw(each).hex() for each in vector["writes"]
            ]


def test_every_kind_of_act_has_its_rule(browser: BrowserDomain) -> None:
    assert set(browser.ask("kinds")) == {kind.name for kind in ActKind if kind}


def test_slots_are_the_same(browser: BrowserDomain) -> None:
    subject, key = SUBJECTS[0], RECORD_KEY
    slots = [head_slot(subject).hex(), word_slot(subject, key).hex()]
    assert browser.ask("slots", subject=subject.hex(), key=key.hex()) == slots


def test_every_cell_of_the_gates(browser: BrowserDomain) -> None:
    facts = [
        Facts(*each) for each in product(Origin, DataClass, DataGrade, (False, True), (False, True))
    ]
    told = [
        {
            "origin": each.origin.name,
            "dataClass": each.data_class.name,
            "grade": each.grade.name,
            "founded": each.founded,
            "operates": each.operates,
        }
        for each in facts
    ]
    assert browser.ask("gates", facts=told) == [each.shut for each in facts]
    assert len(facts) == len(load("gates")["gates"])


TITLES = [subject for subject in SUBJECTS if subject[0] == SubjectKind.TITLE]
PARTIES = [subject for subject in SUBJECTS if subject[0] == SubjectKind.PARTY]


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.hex()[:10])
def test_the_closure_is_the_same_whatever_is_missing(browser: BrowserDomain, title: bytes) -> None:
    for gone in ([], *([subject] for subject in SUBJECTS)):
        signers = PARTIES[:1]
        found = closure_of(title, but(HISTORIES, gone), signers)
        told = [[each.hex() for each in ids] for ids in (found.members, found.missing)]
        missing, signing = ([each.hex() for each in ids] for ids in (gone, signers))
        answer = browser.ask("closure", title=title.hex(), missing=missing, signers=signing)
        assert [answer["members"], answer["missing"]] == told


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.hex()[:10])
def test_the_verdict_is_the_same_at_every_moment_for_everybody(
    browser: BrowserDomain, title: bytes, purpose: Purpose
) -> None:
    history = HISTORIES[title]
    first, last = history.acts[0].raw.time, history.last.time
    issue = history.last.terms[RECORD_KEY]
    assert isinstance(issue, Issue)
    moments = (first - 1, first, (first + last) // 2, last, last + 900 * DAY, last + 3_650 * DAY)
    for holder, time in product(PARTIES, moments):
        gones: tuple[list[bytes], ...] = ([], [issue.application], [holder])
        for gone in gones:
            asked = Asked(title, holder, purpose, time, tuple(gone))
            assert judged_there(browser, asked) == judged_here(HISTORIES, asked)


def test_a_hospital_that_absorbed_the_holder_is_seen_alike() -> None:
    book, time, kind = Forge(), 1_800_000_000, PartyKind.PUBLIC_INSTITUTION
    enrolled = replace(forge.enrolment(2).body, kind=kind)
    holder, heir = forge.party(1), PartyId(party_of_tail(struct_hash(enrolled)[:20]))
    issued, titled = forge.issue(forge.content(1, (1,)), 1, time)
    merger = Absorption(holder, heir, forge.REGISTRY, DocumentDigest(bytes([1]) * 32), 1, forge.FAR)
    acts = (
        forge.enrolment(1),
        Terms(heir, ActKind.PartyEnrolled, enrolled),
        titled,
        Terms(holder, ActKind.PartySucceeded, merger),
    )
    raws = [book.act(each, block, time) for block, each in enumerate(acts, start=1)]
    subjects = {each.subject: [raw for raw in raws if raw.subject == each.subject] for each in raws}
    histories = {each: history_of(forge.ANCHOR, each, acts) for each, acts in subjects.items()}
    asked = Asked(forge.title_id(issued), holder, Purpose.PLEDGE, time)
    with BrowserDomain() as found:
        found.register(forge.ANCHOR)
        for subject in sorted(subjects):
            found.replay(subjects[subject])
        told = judged_there(found, asked)
    assert told == judged_here(histories, asked)
    assert "LEGAL_REVIEW_NEEDED" in {each["code"] for each in told["warnings"]}


TIME = 1_800_000_000
ISSUED, TITLED = forge.issue(forge.content(1, (1,)), 1, TIME)
TITLE = forge.title_id(ISSUED)


def merger(gone: int, heir: int) -> Terms:
    holder, paper = forge.party(gone), DocumentDigest(bytes([1]) * 32)
    terms = Absorption(holder, forge.party(heir), forge.REGISTRY, paper, 1, forge.FAR)
    return Terms(holder, ActKind.PartySucceeded, terms)


def moved_after(*acts: tuple[Terms, int]) -> Any:
    """What both say of a transfer from the first to the third, in block 9 after these acts."""
    book = Forge()
    start = [(TITLED, 1), *((forge.enrolment(who), 2) for who in (1, 2, 3))]
    raws = [book.act(each, block, TIME) for each, block in (*start, *acts)]
    subjects = {each.subject: [raw for raw in raws if raw.subject == each.subject] for each in raws}
    histories = {each: history_of(forge.ANCHOR, each, acts) for each, acts in subjects.items()}
    number = (int(forge.REGISTRY) * 10**6 + shanghai_month(TIME)) * 10**4 + 9
    holder, taker = forge.party(1), forge.party(3)
    moved = book.act(forge.transfer(book, TITLE, holder, taker, number), 9, TIME)
    before = histories[TITLE].last
    expected = tried(lambda: check_conditions(parse_act(moved), before, histories))
    with BrowserDomain() as found:
        found.register(forge.ANCHOR)
        for subject in sorted(subjects):
            found.replay(subjects[subject])
        given: dict[str, Any] = {"subject": TITLE.hex(), "after": 1, "missing": []}
        [answer] = found.ask("vouched", acts=[raw_line(moved)], **given)
    assert answered(answer[0]) == expected
    return expected


@pytest.mark.parametrize(("block", "bars"), [(8, True), (9, False)])
def test_an_order_on_a_successor_in_the_block_of_an_act_is_judged_alike(
    block: int,
    bars: bool,  # noqa: FBT001
) -> None:
    whole: Any = forge.freeze(TITLE, 1).body
    heir = forge.party(2)
    seized = replace(whole, scope=OrderScope.PARTY, title=TitleId(bytes(32)), party=heir)
    ordered = Terms(heir, ActKind.OrderRecorded, seized)
    assert isinstance(moved_after((merger(1, 2), 3), (ordered, block)), Refused) is bars


@pytest.mark.parametrize(("block", "bars"), [(8, True), (9, False)])
def test_a_taker_that_was_absorbed_is_judged_alike(
    block: int,
    bars: bool,  # noqa: FBT001
) -> None:
    assert isinstance(moved_after((merger(3, 2), block)), Refused) is bars
