"""The edges of a mandate: the second in which a role or a book ends, and whose registry it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ledger.domain import mandates
from ledger.domain.acts import ActKind, Application, SubjectKind
from ledger.domain.closure import GOVERNANCE
from ledger.domain.dossier import Act
from ledger.domain.history import History
from ledger.domain.party_words import HEIR_KEY, AgentWord, agent_key
from ledger.domain.state import Dossier
from ledger.domain.words import RECORD_KEY, BookWord, PartyRecord, book_key, code_key
from notarization.verify.signature import recover
from tests.story import story

Histories = dict[bytes, History]


def published() -> Act:
    """A notice, signed by an examiner and a reviewer."""
    return next(
        act
        for history in story().histories().values()
        for act in history.acts
        if act.kind is ActKind.NoticePublished
    )


def with_states(subject: bytes, change: Callable[[Dossier], Dossier]) -> Histories:
    """The recorded run with a dossier whose states are others."""
    histories = story().histories()
    history = histories[subject]
    histories[subject] = replace(history, states=tuple(map(change, history.states)))
    return histories


def with_record(party: bytes, **changes: int) -> Histories:
    """The recorded run with a party whose record says something else."""

    def changed(state: Dossier) -> Dossier:
        if RECORD_KEY not in state.words:
            return state
        word = replace(state.record(PartyRecord), **changes).pack()  # type: ignore[arg-type]
        return replace(state, words={**state.words, RECORD_KEY: word})

    return with_states(party, changed)


def with_book(act: Act, **changes: int) -> Histories:
    """The recorded run with another admission of the act's book."""
    book = act.raw.book
    key = book_key(book, story().histories()[GOVERNANCE].last.words[code_key(book)])

    def changed(state: Dossier) -> Dossier:
        if key not in state.words:
            return state
        word = replace(state.read(key, BookWord), **changes).pack()
        return replace(state, words={**state.words, key: word})

    return with_states(GOVERNANCE, changed)


def check(act: Act, histories: Histories) -> None:
    before = histories[act.raw.subject].states[act.seq - 1]
    mandates.check_mandates(story().anchor, act, before, histories, recover)


def test_a_role_counts_until_its_last_second() -> None:
    act = published()
    reviewer = act.actors[1].party
    check(act, with_record(reviewer, roles_until=act.raw.time + 1))
    with pytest.raises(mandates.RoleNotHeld, match="REVIEWER"):
        check(act, with_record(reviewer, roles_until=act.raw.time))


def test_staff_of_another_registry_is_refused() -> None:
    act = published()
    for place, role in enumerate(("EXAMINER", "REVIEWER")):
        party = act.actors[place].party
        with pytest.raises(mandates.RoleNotHeld, match=f"{role} at registry 371"):
            check(act, with_record(party, registry=442))


def test_a_book_acts_from_its_first_to_its_last_second() -> None:
    act = published()
    check(act, with_book(act, since=act.raw.time, until=act.raw.time + 1))
    for window in ({"until": act.raw.time}, {"since": act.raw.time + 1}):
        with pytest.raises(mandates.BookNotAdmitted):
            check(act, with_book(act, **window))


def ended(act: Act, block: int) -> Histories:
    """The recorded run in which the act's book is ended in a block, as of the act's time."""
    before, over = story().histories()[GOVERNANCE], with_book(act, until=act.raw.time)
    history = before.last, over[GOVERNANCE].last
    end = replace(before.acts[-1], raw=replace(before.acts[-1].raw, block=block))
    return {**over, GOVERNANCE: History(GOVERNANCE, (end,), history)}


def test_within_one_block_a_book_may_end_after_its_act() -> None:
    act = published()
    check(act, ended(act, act.raw.block))
    with pytest.raises(mandates.BookNotAdmitted):
        check(act, ended(act, act.raw.block - 1))


def test_a_book_acts_in_its_own_kinds_only() -> None:
    act = published()
    check(act, with_book(act, kinds=1 << act.kind))
    with pytest.raises(mandates.BookNotAdmitted, match="NoticePublished"):
        check(act, with_book(act, kinds=~(1 << act.kind) & (1 << 128) - 1))


def holder_of(act: Act) -> bytes:
    """The first who applied for what the act decides on."""
    [filed] = (
        each.terms
        for each in story().histories()[act.raw.subject].acts
        if isinstance(each.terms, Application)
    )
    return filed.splits[0].holder


def with_words(histories: Histories, party: bytes, words: dict[bytes, bytes]) -> Histories:
    history = histories[party]
    states = tuple(replace(each, words={**each.words, **words}) for each in history.states)
    return {**histories, party: replace(history, states=states)}


def test_a_clerk_who_is_or_was_an_agent_decides_on_no_file_of_its_principal() -> None:
    act = published()
    for actor in act.actors:
        ended = {agent_key(actor.party): AgentWord(since=1, until=2, powers=1).pack()}
        histories = with_words(story().histories(), holder_of(act), ended)
        with pytest.raises(mandates.StaffIsAgent) as strange:
            check(act, histories)
        assert strange.value.code == "STAFF_IS_AGENT"
        assert strange.value.detail == f"{actor.party.hex()} of {holder_of(act).hex()}"
    check(act, story().histories())


def test_a_clerk_of_who_absorbed_the_holder_keeps_off_too() -> None:
    act = published()
    clerk, holder = act.actors[0].party, holder_of(act)
    heir = next(
        each
        for each in story().subjects(SubjectKind.PARTY)
        if each not in (holder, *(actor.party for actor in act.actors))
    )
    absorbed = with_words(story().histories(), holder, {HEIR_KEY: heir})
    check(act, absorbed)
    ended = {agent_key(clerk): AgentWord(since=1, until=2, powers=1).pack()}
    with pytest.raises(mandates.StaffIsAgent):
        check(act, with_words(absorbed, heir, ended))
    with pytest.raises(mandates.StaffIsAgent):
        check(act, with_words(story().histories(), holder, {HEIR_KEY: clerk}))
