"""What is watched all the time says what the status says, and reads no journal for it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from ledger.chain.profile import Instant
from ledger.indexer.alerting import Alerter
from ledger.indexer.audit import audit
from ledger.queries.alerting import AlertingStatus
from ledger.queries.counts import FRESH, Counts
from ledger.queries.pages import MOST
from ledger.queries.status import MirrorStatus, Pulse, pulse, status
from ledger.store.engine import ReadSession, read_session, unit_of_work
from ledger.store.repositories.rows import find, put
from ledger.store.tables.alert import AlertRow
from ledger.store.tables.journal import JournalRow, UnreadableRow
from ledger.store.tables.offchain import ProverRow, StoredProofRow
from ledger.store.tables.webhook import WebhookRow
from tests.databases import SQLITE, using
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING
from tests.unit.ledger.indexer.test_poison import an_act, with_body_cut

# nothing was tried yet: failures, code, next_try, made, ended
NEW = (0, "", 0, 0, 0)


def of_status(found: MirrorStatus) -> Pulse:
    return Pulse(
        as_of=found.as_of,
        final_block=found.final_block,
        orphaned=found.orphaned,
        unreadable=found.unknown,
        checked=found.checked,
        endpoints=found.endpoints,
        audit=found.audit,
        lacking=found.proofs.lacking if found.proofs else 0,
        lacking_since=found.proofs.since if found.proofs else 0,
        deposits=found.deposits,
        national=found.national,
        movables=found.movables,
        alerting=found.alerting,
    )


def seen(mirror: Mirror) -> Pulse:
    """The pulse, which is that of the status."""
    with mirror.reading() as session:
        found = pulse(session)
        assert found == of_status(status(session))
    return found


def forked(path: Path) -> tuple[Mirror, int]:
    """A mirror that went back over acts, so many, and has an UNKNOWN dossier."""
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    shared, branch = chain.height, story.branch()
    story.play(chain, [[0, 0], [6, 8]])
    mirror = open_mirror(path, chain, profile_of(chain))
    mirror.catch_up()
    acts = sum(len(logs) for _, logs in chain.blocks[shared + 1 :])
    chain.cut(shared)
    chain.mine(logs=[with_body_cut(an_act(branch, chain))])
    mirror.catch_up()
    return mirror, acts


@pytest.mark.both_databases
def test_the_pulse_is_that_of_the_status(tmp_path: Path) -> None:
    mirror, acts = forked(tmp_path / "mirror.db")
    assert acts > 2
    found = seen(mirror)
    assert (found.orphaned, found.unreadable, found.audit) == (acts, 1, None)
    audit(mirror.engine, mirror.chain, clock=now)
    assert seen(mirror).audit is not None
    mirror.engine.dispose()


@contextmanager
def listening(target: Engine | Connection) -> Iterator[list[tuple[str, Any]]]:
    """What a database is asked meanwhile."""
    said: list[tuple[str, Any]] = []

    def hear(_a: Any, _b: Any, statement: str, values: Any, _c: Any, _d: Any) -> None:
        said.append((statement, values))

    event.listen(target, "before_cursor_execute", hear)
    yield said
    event.remove(target, "before_cursor_execute", hear)


@pytest.mark.parametrize("look", [pulse, status])
def test_no_look_reads_the_journal_through(
    tmp_path: Path, look: Callable[[ReadSession], Pulse | MirrorStatus]
) -> None:
    with using(SQLITE):  # whose plans are read here
        mirror, _ = forked(tmp_path / "mirror.db")
    with mirror.reading() as session:
        with listening(session.connection) as said:
            look(session)
        plans = [
            " ".join(
                str(row[-1])
                for row in session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", values)
            )
            for each, values in said
        ]
    read = [plan for plan in plans if "SCAN journal" in plan]
    assert [plan for plan in read if "USING COVERING INDEX" not in plan] == []
    assert any("ix_journal_orphaned" in plan for plan in plans)
    # the pulse counts nothing but what forks took back
    assert look is status or all("ix_journal_orphaned" in plan for plan in read)
    mirror.engine.dispose()


@pytest.mark.both_databases
def test_many_looks_over_one_commit_count_once(tmp_path: Path) -> None:
    mirror, _ = forked(tmp_path / "mirror.db")
    counts = Counts()

    def look(time: int) -> MirrorStatus:
        with read_session(mirror.engine, now=time) as session:
            return status(session, counts)

    def counted(said: list[tuple[str, Any]]) -> int:
        return sum("count(*)" in each and "orphaned" not in each and "journal" in each
                   for each, _ in said)  # fmt: skip

    with listening(mirror.engine) as said, ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(look, [0] * 4))
    assert counted(said) == 1
    with mirror.reading() as session:
        acts = sum(not row.orphaned for row in find(session, JournalRow))
    assert {each.acts for each in seen} == {acts}
    # a proof is kept without a mark
    proof = StoredProofRow(bytes(32), 1, bytes(32), 0, b"", b"", 1)
    with unit_of_work(mirror.engine, silent=True) as work:
        put(work, [proof, ProverRow(1, 1, 0, 0, "")])
    with listening(mirror.engine) as said:
        found = [look(0).proofs, look(FRESH).proofs]
    assert [each.kept for each in found if each] == [0, 1]
    assert counted(said) == 1
    with unit_of_work(mirror.engine):
        pass
    with listening(mirror.engine) as said:
        look(FRESH)
    assert counted(said) == 1
    mirror.engine.dispose()


@pytest.mark.both_databases
def test_of_many_unknown_dossiers_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    mirror, _ = forked(tmp_path / "mirror.db")
    lost = [
        UnreadableRow(bytes([9, each]) + bytes(30), "ABI_MALFORMED", "", 0, b"", b"", 1, 1)
        for each in range(MOST)
    ]
    with unit_of_work(mirror.engine) as work:
        put(work, lost)
    with mirror.reading() as session:
        found = status(session)
    assert (found.unknown, len(found.unreadable)) == (MOST + 1, MOST)
    mirror.engine.dispose()


def opened(folder: Path) -> tuple[Mirror, SimulatedChain]:
    """A mirror that has read the first acts of a chain, and the chain."""
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    mirror = open_mirror(folder / "mirror.db", chain, profile_of(chain, Instant()))
    mirror.catch_up()
    return mirror, chain


@pytest.mark.both_databases
def test_it_is_told_how_far_alerts_are_raised_and_since_when_a_webhook_is_due(
    tmp_path: Path,
) -> None:
    mirror, chain = opened(tmp_path)
    assert seen(mirror).alerting == AlertingStatus(-1, 0)
    alerter = Alerter(mirror.engine, clock=now)
    alerter.catch_up()
    assert seen(mirror).alerting == AlertingStatus(chain.height, 0)
    with mirror.reading() as session:
        first = find(session, AlertRow)[0]
    row = WebhookRow(
        bytes(16), first.party, "https://a.example/", b"s", first.place - 1, 0, "", 0, 0, 0
    )
    for changed, due_since in (
        (row, first.time),
        (replace(row, after=2**40), 0),
        (replace(row, next_try=now() + 1_000), 0),
        (replace(row, ended=1), 0),
    ):
        with unit_of_work(mirror.engine) as work:
            put(work, [changed])
        assert seen(mirror).alerting.due_since == due_since
    mirror.engine.dispose()


@pytest.mark.both_databases
def test_many_webhooks_are_asked_about_at_once_and_the_one_that_waits_longest_is_told(
    tmp_path: Path,
) -> None:
    mirror, _ = opened(tmp_path)
    Alerter(mirror.engine, clock=now).catch_up()
    with mirror.reading() as session:
        alerts = find(session, AlertRow)
    first, last = alerts[0], alerts[-1]
    assert first.time < last.time
    rows = [
        WebhookRow(
            bytes([place]) * 16, each.party, "https://a.example/", b"s", each.place - 1, *NEW
        )
        for place, each in enumerate((last, first, last, last))
    ]
    asked = []
    for some in (rows[:1], rows):
        with unit_of_work(mirror.engine) as work:
            put(work, some)
        with mirror.reading() as session, listening(session.connection) as said:
            found = pulse(session)
        asked.append(len(said))
        assert found.alerting.due_since == min(each.time for each in (last, first)[: len(some)])
    assert asked[0] == asked[1]
    mirror.engine.dispose()
