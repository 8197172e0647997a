"""What is watched all the time says what the status says, and reads no journal for it."""

from pathlib import Path

import pytest
from sqlalchemy import event

from ledger.indexer.audit import audit
from ledger.queries.status import MirrorStatus, Pulse, pulse, status
from ledger.store.repositories import journal
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING
from tests.unit.ledger.indexer.test_poison import an_act, with_body_cut


def of_status(found: MirrorStatus) -> Pulse:
    return Pulse(
        as_of=found.as_of,
        final_block=found.final_block,
        orphaned=found.orphaned,
        unreadable=len(found.unreadable),
        checked=found.checked,
        endpoints=found.endpoints,
        audit=found.audit,
        lacking=found.proofs.lacking if found.proofs else None,
        deposits=found.deposits,
        national=found.national,
        movables=found.movables,
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


def test_no_statement_of_the_pulse_reads_the_journal_through(tmp_path: Path) -> None:
    mirror, _ = forked(tmp_path / "mirror.db")
    said: list[tuple[str, tuple[object, ...]]] = []
    with mirror.reading() as session:
        event.listen(
            session.connection,
            "before_cursor_execute",
            lambda _a, _b, statement, values, _c, _d: said.append((statement, values)),
        )
        pulse(session)
        journal.count(session)
        asked = list(said)
        plans = [
            " ".join(
                str(row[-1])
                for row in session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", values)
            )
            for each, values in asked
        ]
    scans = ["SCAN journal" in plan and "ix_journal_orphaned" not in plan for plan in plans]
    assert scans == [False] * (len(plans) - 1) + [True]
    assert any("ix_journal_orphaned" in plan for plan in plans)
    mirror.engine.dispose()
