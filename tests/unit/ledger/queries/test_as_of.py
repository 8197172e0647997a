"""An answer says how old it is: never live when the mirror is not."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from ledger.chain.profile import Confirmations
from ledger.queries.as_of import SILENCE, MirrorState, as_of
from ledger.queries.errors import MarkMalformed
from ledger.queries.pages import Mark
from ledger.queries.snapshot import snapshot
from ledger.queries.status import status
from ledger.store.engine import read_session
from ledger.store.errors import CursorMissing
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain() -> SimulatedChain:
    made, story = SimulatedChain(), Story()
    story.play(made, [[0]] * 9)
    return made


@pytest.fixture
def mirror(chain: SimulatedChain, tmp_path: Path) -> Iterator[Mirror]:
    opened = open_mirror(tmp_path / "m.db", chain, profile_of(chain, Confirmations(3)), most_span=4)
    yield opened
    opened.engine.dispose()


def test_a_mirror_that_read_nothing_answers_nothing(mirror: Mirror) -> None:
    with mirror.reading() as session, pytest.raises(CursorMissing):
        as_of(session)


def test_a_mirror_in_its_backfill_is_behind(mirror: Mirror) -> None:
    mirror.follower.run_once()
    with mirror.reading() as session:
        stamp = as_of(session)
    assert stamp.state is MirrorState.BEHIND
    assert (stamp.block, stamp.chain_head, stamp.lag_blocks) == (3, 9, 6)
    assert stamp.final
    assert stamp.final_block == 3


def test_a_mirror_at_the_head_is_live_and_says_what_is_final(
    mirror: Mirror, chain: SimulatedChain
) -> None:
    mirror.catch_up()
    with mirror.reading() as session:
        stamp = as_of(session)
    assert stamp.state is MirrorState.LIVE
    assert stamp.block_hash == chain.blocks[9][0].hash
    assert stamp.time == chain.blocks[9][0].timestamp
    assert (stamp.final, stamp.final_block, stamp.lag_blocks) == (False, 6, 0)


def test_a_mirror_that_fell_silent_is_stopped(mirror: Mirror) -> None:
    mirror.catch_up()
    with read_session(mirror.engine, now=now() + SILENCE + 5) as session:
        assert as_of(session).state is MirrorState.STOPPED


def test_a_mirror_that_speaks_from_the_future_is_not_live(mirror: Mirror) -> None:
    mirror.catch_up()
    with read_session(mirror.engine, now=now() - SILENCE - 5) as session:
        assert as_of(session).state is MirrorState.STOPPED
        assert (seen := snapshot(session)) is not None
        assert seen.silent


def test_a_node_that_does_not_answer_is_said(mirror: Mirror, chain: SimulatedChain) -> None:
    mirror.catch_up()
    chain.down = True
    stop = Event()
    thread = Thread(target=mirror.follower.follow, args=(stop,), kwargs={"poll": 0.01})
    thread.start()
    try:
        while True:
            with mirror.reading() as session:
                if as_of(session).state is MirrorState.UNREACHABLE:
                    assert status(session).code == "NODE_UNREACHABLE"
                    break
    finally:
        stop.set()
        thread.join()


def test_a_mark_is_read_back() -> None:
    mark = Mark(7, b"\x01" * 32)
    assert Mark.parse(mark.text) == mark
    for text in ("", "zz", "00" * 8):
        with pytest.raises(MarkMalformed):
            Mark.parse(text)
