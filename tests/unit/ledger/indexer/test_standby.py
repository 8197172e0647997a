"""Two followers of one database: one at a time, and never one over the other's work."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger.chain.errors import NodeUnreachable
from ledger.chain.records import At, Header, RawLog
from ledger.errors import LedgerError
from ledger.indexer.errors import ForkBelowFinality, MirrorBusy, MirrorOvertaken
from ledger.indexer.standby import Turn, follow_in_turn, take_or_refuse
from ledger.store.errors import StoreUnavailable
from ledger.store.lock import follower_lock
from ledger.store.repositories import offchain
from ledger.store.repositories.mirror import cursor
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.unit.ledger.indexer.test_follower import clean_dump, played

pytestmark = pytest.mark.both_databases
NEVER = 20.0


@dataclass
class Interrupted(SimulatedChain):
    """A chain that lets something happen once between reading it and writing down what was read."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    looking_back: list[Callable[[], object]] = field(default_factory=list)
    looking: list[Callable[[], object]] = field(default_factory=list)

    def block(self, at: At) -> Header:
        if self.looking:
            self.looking.pop()()
        return super().block(at)

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        if self.looking_back:
            self.looking_back.pop()()
        return super().headers(numbers)

    def logs(self, address: bytes, first: int, last: int) -> list[RawLog]:
        found = super().logs(address, first, last)
        if self.meanwhile:
            self.meanwhile.pop()()
        return found


def pair(path: Path) -> tuple[Mirror, Mirror, Interrupted]:
    """A slow follower and a quick one over one database."""
    chain, _ = played([])
    interrupted = Interrupted(chain.blocks)
    slow = open_mirror(path, interrupted, profile_of(chain), most_span=2)
    quick = open_mirror(path, chain, profile_of(chain), most_span=3)
    return slow, quick, interrupted


@pytest.mark.parametrize("before", [0, 1, 2])
def test_who_was_overtaken_writes_nothing(tmp_path: Path, before: int) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    for _ in range(before):
        slow.follower.run_once()
    chain.meanwhile.append(quick.follower.run_once)
    with pytest.raises(MirrorOvertaken):
        slow.follower.run_once()
    slow.catch_up()
    assert slow.dump() == clean_dump(chain)
    chain.mine()
    chain.meanwhile.append(quick.catch_up)
    with pytest.raises(MirrorOvertaken):
        slow.follower.run_once()
    for each in (slow, quick):
        each.catch_up()
        each.engine.dispose()


def test_who_goes_back_over_a_fork_after_another_does_it_once(tmp_path: Path) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    slow.catch_up()
    chain.cut(chain.height - 4)
    chain.mine()
    quick.follower.chain = quick.follower.fetcher.chain = chain
    assert quick.follower.run_once().orphaned
    assert not slow.follower.run_once().orphaned
    slow.catch_up()
    assert slow.dump() == clean_dump(chain)
    for each in (slow, quick):
        each.engine.dispose()


def test_who_was_overtaken_on_the_way_back_goes_back_no_further(tmp_path: Path) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    slow.catch_up()
    chain.cut(chain.height - 4)
    chain.mine()
    chain.looking_back.append(quick.catch_up)
    with pytest.raises(MirrorOvertaken):
        slow.follower.run_once()
    assert height(slow) == chain.height
    slow.catch_up()
    assert slow.dump() == clean_dump(chain)
    for each in (slow, quick):
        each.engine.dispose()


def test_both_at_once_leave_what_one_leaves(tmp_path: Path) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    threads = [
        threading.Thread(target=each.follower.follow, args=(stop,), kwargs={"poll": 0.001})
        for each in (slow, quick)
        for stop in [Deadline(1.0)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(NEVER)
    slow.catch_up()
    assert slow.dump() == clean_dump(chain)
    for each in (slow, quick):
        each.engine.dispose()


@dataclass
class Deadline:
    """Stops after so many seconds."""

    seconds: float

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.seconds

    def wait(self, timeout: float, /) -> bool:
        """Wait; whether the time is over."""
        time.sleep(timeout)
        return time.monotonic() > self.end


@dataclass
class Standing:
    """One that stands by in a thread, and what became of it."""

    mirror: Mirror
    name: str
    follow: Callable[[Turn], None]
    stop: threading.Event = field(default_factory=threading.Event)
    heard: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def run(self) -> None:
        lock = follower_lock(self.mirror.engine, name=self.name)
        try:
            follow_in_turn(self.follow, lock, self.stop, poll=0.02, stood_by=self.heard.append)
        except ForkBelowFinality as fault:
            self.faults.append(fault)


@contextmanager
def running(*every: Standing) -> Iterator[None]:
    threads = [threading.Thread(target=each.run) for each in every]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for each in every:
            each.stop.set()
        for thread in threads:
            thread.join(NEVER)


def until(holds: Callable[[], object]) -> None:
    patience = time.monotonic() + NEVER
    while not holds():
        assert time.monotonic() < patience, "it never came to hold"
        time.sleep(0.01)


def test_the_second_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    first = Standing(slow, "first", lambda turn: slow.follower.follow(turn, poll=0.01))
    second = Standing(quick, "second", lambda turn: quick.follower.follow(turn, poll=0.01))
    with running(first):
        until(lambda: height(slow) == chain.height)
        with running(second):
            until(lambda: second.heard)
            assert second.heard == ["first"]
            first.stop.set()
            chain.mine()
            quick.follower.chain = quick.follower.fetcher.chain = chain
            until(lambda: height(slow) == chain.height)
    assert (first.heard, first.faults, second.faults) == ([], [], [])
    assert slow.dump() == clean_dump(chain)
    for each in (slow, quick):
        each.engine.dispose()


def test_a_fault_of_the_mirror_frees_the_lock(tmp_path: Path) -> None:
    slow, quick, _ = pair(tmp_path / "mirror.db")

    def fail(_: Turn) -> None:
        raise ForkBelowFinality(1, b"", b"")

    first = Standing(slow, "first", fail)
    with running(first):
        until(lambda: first.faults)
        lock = follower_lock(quick.engine, name="second")
        until(lock.take)
        lock.release()
    for each in (slow, quick):
        each.engine.dispose()


def test_a_database_that_failed_is_asked_again(tmp_path: Path) -> None:
    slow, quick, _ = pair(tmp_path / "mirror.db")
    turns: list[Turn] = []

    def fail_twice(turn: Turn) -> None:
        turns.append(turn)
        if len(turns) < 3:
            raise StoreUnavailable("planted")
        turn.wait(NEVER)

    first = Standing(slow, "first", fail_twice)
    with running(first):
        until(lambda: len(turns) == 3)
        assert [turn.over.is_set() for turn in turns] == [True, True, False]
    assert turns[-1].over.is_set()
    assert first.faults == []
    for each in (slow, quick):
        each.engine.dispose()


def test_what_must_be_alone_is_refused_beside_a_follower(tmp_path: Path) -> None:
    slow, quick, _ = pair(tmp_path / "mirror.db")
    lock, other = (follower_lock(slow.engine, name=name) for name in ("first", "second"))
    take_or_refuse(lock)
    with pytest.raises(MirrorBusy) as caught:
        take_or_refuse(other)
    assert caught.value.holder == "first"
    lock.release()
    take_or_refuse(other)
    other.release()
    for each in (slow, quick):
        each.engine.dispose()


@pytest.mark.parametrize("idle", [False, True], ids=["new", "idle"])
@pytest.mark.parametrize(
    "fault", [NodeUnreachable("node", "planted"), ForkBelowFinality(1, b"", b"")]
)
def test_who_lost_its_turn_says_nothing_over_the_next(
    tmp_path: Path, fault: LedgerError, *, idle: bool
) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    if idle:
        slow.catch_up()
    quick.follower.clock = lambda: 2_000_000_000

    def overtaken() -> None:
        quick.catch_up()
        raise fault

    (chain.looking if idle else chain.meanwhile).append(overtaken)
    with pytest.raises(type(fault)):
        slow.catch_up()
    assert said(quick) == ("live", "")
    chain.down = True
    with pytest.raises(NodeUnreachable):
        slow.catch_up()
    assert said(quick) == ("unreachable", "NODE_UNREACHABLE")
    for each in (slow, quick):
        each.engine.dispose()


def test_a_mirror_that_has_read_nothing_yet_says_what_is_wrong(tmp_path: Path) -> None:
    slow, quick, chain = pair(tmp_path / "mirror.db")
    chain.down = True
    with pytest.raises(NodeUnreachable):
        slow.catch_up()
    assert said(slow) == ("unreachable", "NODE_UNREACHABLE")
    for each in (slow, quick):
        each.engine.dispose()


def said(mirror: Mirror) -> tuple[str, str]:
    """What the last that followed said of it."""
    with mirror.reading() as session:
        found = offchain.heartbeat(session)
    assert found is not None
    return found.state, found.code


def height(mirror: Mirror) -> int:
    with mirror.reading() as session:
        found = cursor(session)
    return found.block if found else -1
