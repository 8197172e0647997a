"""Replay in several processes leaves what replay in one does, however a process ends."""

import os
import signal
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pytest

from ledger.domain.dossier import Anchor
from ledger.indexer.rebuild import rebuild
from ledger.indexer.replayers import MOST_LOSSES, ReplayerLost, Replayers
from ledger.store.engine import open_engine, unit_of_work
from ledger.store.repositories import journal
from ledger.store.repositories.mirror import require_cursor
from tests import databases
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING
from tests.unit.ledger.indexer.test_poison import an_act, with_body_cut, with_other_word

PROCESSES: Final = 2
SOON: Final = 20.0
MORE: Final = [[0, 3], [6], [7, 7], [4], [9, 1], [5, 13], [0]]


def a_chain() -> SimulatedChain:
    """Titles, pledges and transfers, and two dossiers that cannot be read."""
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    for poison in (with_body_cut, with_other_word):
        chain.mine(logs=[poison(an_act(story, chain))])
        story.play(chain, MORE)
    return chain


def spread(path: Path, chain: SimulatedChain, span: int = 4) -> Mirror:
    mirror = open_mirror(path, chain, profile_of(chain), most_span=span)
    mirror.follower.spread(PROCESSES, few=0)
    return mirror


def alone(path: Path, chain: SimulatedChain) -> Mirror:
    mirror = open_mirror(path, chain, profile_of(chain), most_span=3)
    mirror.catch_up()
    return mirror


def pids(mirror: Mirror) -> list[int]:
    """The processes of a follower that are there now."""
    assert mirror.follower.replayers is not None
    return [process.pid or 0 for process, _ in mirror.follower.replayers._processes]


def height(mirror: Mirror) -> int:
    with mirror.reading() as session:
        return require_cursor(session).block


def ask_and_wait(told: Connection, url: str, anchor: Anchor) -> None:
    """Start processes, say which they are, and never end."""
    engine = open_engine(url)
    asked = Replayers(engine, anchor, PROCESSES)
    with unit_of_work(engine) as work:
        next(asked.replay(list(journal.all_subjects(work, 1))))
    told.send([process.pid for process, _ in asked._processes])
    time.sleep(10 * SOON)


def ended(pid: int) -> bool:
    """Whether a process is over, or soon is."""
    patience = time.monotonic() + SOON
    while time.monotonic() < patience:
        try:
            told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):  # before it is opened, or while it is read
            return True
        if told.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.both_databases
def test_a_mirror_and_a_rebuild_spread_over_processes_leave_the_same_bytes(tmp_path: Path) -> None:
    chain = a_chain()
    one, several = alone(tmp_path / "one.db", chain), spread(tmp_path / "several.db", chain)
    several.follower.run_once()
    assert len(set(pids(several))) == PROCESSES
    several.catch_up()
    # nothing is left to read, so nobody is kept for it
    assert pids(several) == []
    live = one.dump()
    assert several.dump() == live
    assert b'["unreadable"' in live
    assert rebuild(several.engine, processes=PROCESSES, few=0) == rebuild(one.engine)
    assert several.dump() == live
    for mirror in (one, several):
        mirror.engine.dispose()


@pytest.mark.both_databases
def test_a_fork_is_gone_back_over_beside_processes(tmp_path: Path) -> None:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    shared, branch = chain.height, story.branch()
    story.play(chain, MORE)
    mirror = spread(tmp_path / "mirror.db", chain, span=2)
    while mirror.follower.run_once().lag > 3:
        pass
    assert height(mirror) > shared
    assert len(pids(mirror)) == PROCESSES
    chain.cut(shared)
    branch.play(chain, [[2], [8, 8], [1], [3], [4], [11], [6], [5], [7]])
    mirror.catch_up()
    clean = alone(tmp_path / "clean.db", chain)
    assert mirror.dump() == clean.dump()
    for each in (mirror, clean):
        each.engine.dispose()


def test_processes_that_are_killed_lose_nothing_and_are_made_anew_some_times(
    tmp_path: Path,
) -> None:
    chain = a_chain()
    mirror = spread(tmp_path / "mirror.db", chain, span=2)
    seen: list[int] = []
    for _ in range(MOST_LOSSES):
        mirror.follower.run_once()
        now = pids(mirror)
        assert len(now) == PROCESSES
        assert not set(now) & set(seen)
        seen += now
        os.kill(now[-1], signal.SIGKILL)
        before = height(mirror)
        mirror.follower.run_once()
        assert height(mirror) == before + 2
    # a machine that kills them is not given more
    assert mirror.follower.replayers is not None
    assert not mirror.follower.replayers.usable
    mirror.follower.run_once()
    assert pids(mirror) == []
    mirror.catch_up()
    clean = alone(tmp_path / "clean.db", chain)
    assert mirror.dump() == clean.dump()
    assert all(map(ended, seen))
    for each in (mirror, clean):
        each.engine.dispose()


def test_an_answer_that_nobody_waited_for_is_not_taken_for_another(tmp_path: Path) -> None:
    chain = a_chain()
    mirror = alone(tmp_path / "mirror.db", chain)
    asked = Replayers(mirror.engine, mirror.follower.anchor, PROCESSES)
    with unit_of_work(mirror.engine) as work:
        parts = list(journal.all_subjects(work, 1))
    abandoned = asked.replay(parts)
    next(abandoned)
    del abandoned
    found = list(asked.replay(parts))
    assert [{row.subject for row in each.heads} for each in found] == [set(each) for each in parts]
    asked.close()
    mirror.engine.dispose()


def test_a_lost_process_is_named(tmp_path: Path) -> None:
    mirror = alone(tmp_path / "mirror.db", a_chain())
    asked = Replayers(mirror.engine, mirror.follower.anchor, PROCESSES)
    with unit_of_work(mirror.engine) as work:
        parts = list(journal.all_subjects(work, 1))
    answers = asked.replay(parts)
    next(answers)
    found = [process.pid or 0 for process, _ in asked._processes]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(ReplayerLost) as caught:
        list(answers)
    # a busy machine may not know yet how it ended
    assert caught.value.exit_code in {-signal.SIGKILL, None}
    assert all(ended(process) for process in found)
    mirror.engine.dispose()


def test_processes_end_with_the_one_that_is_killed(tmp_path: Path) -> None:
    chain = a_chain()
    mirror = alone(tmp_path / "mirror.db", chain)
    context = get_context("forkserver")
    ours, theirs = context.Pipe()
    url = databases.database_at(tmp_path / "mirror.db")
    asking = context.Process(target=ask_and_wait, args=(theirs, url, mirror.follower.anchor))
    asking.start()
    assert ours.poll(SOON)
    found = ours.recv()
    assert len(found) == PROCESSES
    asking.kill()
    asking.join()
    assert all(map(ended, found))
    mirror.engine.dispose()
