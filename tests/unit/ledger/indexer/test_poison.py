"""Logs that cannot be read: journalled, their dossier UNKNOWN, everything else goes on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.records import RawLog
from ledger.indexer.audit import audit
from ledger.indexer.errors import LogForeign
from ledger.indexer.rebuild import rebuild
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.queries.errors import DossierUnknown
from ledger.queries.replay import load_dossier, load_dossiers
from ledger.queries.status import status
from ledger.queries.title import title_page
from ledger.store.repositories import journal, title
from ledger.store.tables.journal import JournalRow
from tests import forge
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, log_of, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = pytest.mark.both_databases


def an_act(story: Story, chain: SimulatedChain) -> RawLog:
    """The next good log of the first party's dossier."""
    terms = forge.account_change(story.forge, 1)
    return log_of(story.forge.act(terms, len(chain.blocks), chain.next_time()))


def with_body_cut(log: RawLog) -> RawLog:
    size = int.from_bytes(log.data[32:64]) - 32
    return replace(log, data=log.data[:32] + size.to_bytes(32) + log.data[64:-32])


def with_dirty_kind(log: RawLog) -> RawLog:
    signature, subject, kind, book = log.topics
    return replace(log, topics=(signature, subject, b"\x01" + kind[1:], book))


def with_kind_of_tomorrow(log: RawLog) -> RawLog:
    signature, subject, _, book = log.topics
    return replace(log, topics=(signature, subject, (200).to_bytes(32), book))


def with_loose_frame(log: RawLog) -> RawLog:
    return replace(log, data=log.data + bytes(32))


def with_other_word(log: RawLog) -> RawLog:
    before = forge.account(1, 1).rjust(31, b"\x00")
    assert before in log.data or len(log.data) > 300
    words = bytearray(log.data)
    words[64 + 8 + 32 + 31 - 1] ^= 1
    return replace(log, data=bytes(words))


def twice(log: RawLog) -> RawLog:
    words = bytearray(log.data)
    words[64 + 5] = 1
    return replace(log, data=bytes(words))


POISONS: list[tuple[Callable[[RawLog], RawLog], str]] = [
    (with_body_cut, "ABI_MALFORMED"),
    (with_dirty_kind, "TOPICS_MALFORMED"),
    (with_kind_of_tomorrow, "ACT_KIND_UNKNOWN"),
    (with_loose_frame, "TOPICS_MALFORMED"),
    (with_other_word, "REPLAY_MISMATCH"),
    (twice, "SEQ_GAP"),
]


def poisoned(path: Path, poison: Callable[[RawLog], RawLog]) -> tuple[Mirror, int]:
    """A mirror of a chain whose first party's dossier went bad in the block that is named."""
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    bad = chain.mine(logs=[poison(an_act(story, chain))]).number
    story.play(chain, [[0], [3], [6]])
    return open_mirror(path, chain, profile_of(chain), most_span=2), bad


@pytest.mark.parametrize(("poison", "code"), POISONS)
def test_a_log_that_cannot_be_read_makes_its_dossier_unknown(
    tmp_path: Path,
    poison: Callable[[RawLog], RawLog],
    code: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mirror, bad = poisoned(tmp_path / "mirror.db", poison)
    mirror.catch_up()
    subject = forge.party(1)
    with mirror.reading() as session:
        [lost] = status(session).unreadable
        assert (lost.subject, lost.block, lost.code) == (subject, bad, code)
        assert as_of(session).lag_blocks == 0
        with pytest.raises(DossierUnknown) as caught:
            load_dossier(session, subject)
        assert (caught.value.subject, caught.value.block) == (subject, bad)
        assert load_dossier(session, subject, upto_block=bad - 1).seq == 1
        assert len(load_dossiers(session, [forge.party(2), forge.party(3)])) == 2
        assert len(journal.of_subjects(session, [subject])[subject]) == 2
    [alarm] = [each for each in caplog.records if each.name == "ledger.indexer.applying"]
    assert alarm.levelname == "ERROR"
    place = f"subject={subject.hex()} block={bad} log=0 code={code}"
    assert alarm.getMessage().startswith(f"dossier unknown {place} fault=")
    live = mirror.dump()
    rebuild(mirror.engine)
    assert mirror.dump() == live
    mirror.engine.dispose()


def test_raw_bytes_of_a_bad_log_are_kept(tmp_path: Path) -> None:
    mirror, bad = poisoned(tmp_path / "mirror.db", with_dirty_kind)
    mirror.catch_up()
    with mirror.reading() as session:
        rows = journal.of_subjects(session, [forge.party(1)])[forge.party(1)]
    [row] = [row for row in rows if row.block == bad]
    assert isinstance(row, JournalRow)
    assert row.topics == b"".join(mirror.chain.logs(forge.REGISTER, bad, bad)[0].topics)
    assert row.data == mirror.chain.logs(forge.REGISTER, bad, bad)[0].data
    mirror.engine.dispose()


def test_a_title_whose_holder_is_unknown_has_no_page_but_a_certificate(tmp_path: Path) -> None:
    mirror, _ = poisoned(tmp_path / "mirror.db", with_body_cut)
    mirror.catch_up()
    with mirror.reading() as session:
        [row, *_] = title.held_by(session, forge.party(1), b"", 1)
        with pytest.raises(DossierUnknown):
            title_page(session, row.title)
        assert not certificate(session, row.number).unknown
    mirror.engine.dispose()


def test_a_title_whose_application_cannot_be_read_stops_no_mirror(tmp_path: Path) -> None:
    chain, story = SimulatedChain(), Story()
    story.play(chain, [[0, 0, 0]])
    terms = forge.content(1, [1])
    filed, over = (
        log_of(story.forge.act(each, len(chain.blocks), chain.next_time()))
        for each in forge.filing(terms)
    )
    chain.mine(logs=[with_kind_of_tomorrow(filed), over])
    body, issued = forge.issue(terms, 1, chain.next_time())
    chain.mine([story.forge.act(issued, len(chain.blocks), chain.next_time())])
    mirror = open_mirror(tmp_path / "mirror.db", chain, profile_of(chain))
    mirror.catch_up()
    with mirror.reading() as session:
        [lost] = status(session).unreadable
        assert lost.subject == forge.application_id(terms)
        assert load_dossier(session, forge.title_id(body)).seq == 1
    live = mirror.dump()
    rebuild(mirror.engine)
    assert mirror.dump() == live
    mirror.engine.dispose()


def test_a_log_that_names_no_dossier_stops_the_mirror(tmp_path: Path) -> None:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    good = chain.height
    log = an_act(story, chain)
    bad = chain.mine(logs=[replace(log, topics=log.topics[:3])]).number
    mirror = open_mirror(tmp_path / "mirror.db", chain, profile_of(chain), most_span=1)
    with pytest.raises(LogForeign) as caught:
        mirror.catch_up()
    assert (caught.value.block, caught.value.log_index) == (bad, 0)
    with mirror.reading() as session:
        assert as_of(session).block == good
    mirror.engine.dispose()


def test_an_audit_tells_an_unknown_dossier_from_a_wrong_one(tmp_path: Path) -> None:
    mirror, _ = poisoned(tmp_path / "mirror.db", with_body_cut)
    mirror.catch_up()
    chain = mirror.chain
    assert isinstance(chain, SimulatedChain)
    chain.heads = {forge.party(2): bytes(32)}
    report = audit(mirror.engine, chain, clock=lambda: 7)
    wrong = {each.subject: each.unknown for each in report.mismatches}
    assert wrong[forge.party(2)] is False
    assert not report.passed
    with mirror.reading() as session:
        found = status(session).audit
    assert found is not None
    assert found.checked == 7
    assert found.mismatches == len([each for each in wrong.values() if not each])
    mirror.engine.dispose()
