"""The audit on its schedule: what it finds is told, and what it finds to differ is not answered."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger.domain.dossier import head_slot
from ledger.indexer.audit import audit, note_failure
from ledger.indexer.auditing import MOST_LAG, Auditor, due
from ledger.indexer.errors import RangeMoved
from ledger.queries.errors import DossierUnknown
from ledger.queries.replay import HEAD_DIFFERS, load_dossier
from ledger.queries.status import LastAudit, status
from ledger.store.errors import CursorMissing
from tests import forge
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.unit.ledger.indexer.test_follower import played

pytestmark = pytest.mark.both_databases
EVERY = 100
PATIENCE = 20.0
WRONG = bytes([7]) * 32


@dataclass
class Clock:
    """A time that a test sets."""

    now: int = field(default_factory=now)

    def __call__(self) -> int:
        return self.now


@dataclass
class Forking(SimulatedChain):
    """A chain that changes while its storage is read."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def stored_heads(self, at: int) -> dict[bytes, bytes]:
        found = dict(super().stored_heads(at))
        if self.meanwhile:
            self.meanwhile.pop()()
        return found


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    chain, _ = played([])
    opened = open_mirror(tmp_path / "mirror.db", Forking(chain.blocks), profile_of(chain))
    yield opened
    opened.engine.dispose()


def chain_of(mirror: Mirror) -> Forking:
    assert isinstance(mirror.chain, Forking)
    return mirror.chain


def last(mirror: Mirror) -> LastAudit | None:
    with mirror.reading() as session:
        return status(session).audit


def audited(mirror: Mirror, clock: Clock, until: Callable[[], bool]) -> None:
    """Let an auditor run until something holds."""
    stop = threading.Event()
    auditor = Auditor(mirror.engine, mirror.chain, every=EVERY, clock=clock)
    thread = threading.Thread(target=auditor.follow, args=(stop,), kwargs={"look": 0.01})
    thread.start()
    try:
        for _ in range(int(PATIENCE / 0.01)):
            if until():
                return
            stop.wait(0.01)
        pytest.fail("it never came to hold")
    finally:
        stop.set()
        thread.join()


def test_a_mirror_is_audited_when_it_is_time(mirror: Mirror) -> None:
    clock, begun = Clock(), now()
    clock.now = begun
    with pytest.raises(CursorMissing):
        due(mirror.engine, every=EVERY, now=clock())
    mirror.catch_up()
    audited(mirror, clock, lambda: last(mirror) is not None)
    first = last(mirror)
    assert first is not None
    assert (first.checked, first.tried, first.mismatches, first.code) == (begun, begun, 0, "")
    assert first.dossiers == 8
    assert not due(mirror.engine, every=EVERY, now=begun + EVERY - 1)
    clock.now += EVERY
    audited(mirror, clock, lambda: last(mirror) != first)
    again = last(mirror)
    assert again is not None
    assert (again.checked, again.dossiers) == (begun + EVERY, first.dossiers)


def test_an_audit_of_the_future_puts_none_off(mirror: Mirror) -> None:
    mirror.catch_up()
    audit(mirror.engine, mirror.chain, clock=lambda: now() + 10**8)
    assert due(mirror.engine, every=EVERY, now=now())
    audit(mirror.engine, mirror.chain, clock=now)
    assert not due(mirror.engine, every=EVERY, now=now())


def test_a_mirror_that_is_behind_reads_first(mirror: Mirror) -> None:
    for _ in range(MOST_LAG + 1):
        chain_of(mirror).mine()
    mirror.follower.fetcher.span = 5
    mirror.follower.run_once()
    assert not due(mirror.engine, every=EVERY, now=now())
    mirror.catch_up()
    assert due(mirror.engine, every=EVERY, now=now())


def test_a_dossier_whose_head_differs_is_not_answered_until_it_agrees(mirror: Mirror) -> None:
    mirror.catch_up()
    wrong, right = forge.party(1), forge.party(2)
    chain_of(mirror).heads = {wrong: WRONG}
    found = audit(mirror.engine, mirror.chain, clock=Clock())
    assert [each.subject for each in found.mismatches] == [wrong]
    with mirror.reading() as session:
        with pytest.raises(DossierUnknown) as caught:
            load_dossier(session, wrong)
        assert (caught.value.subject, caught.value.reason) == (wrong, HEAD_DIFFERS)
        assert load_dossier(session, right).seq == 1
    chain_of(mirror).heads = {}
    assert audit(mirror.engine, mirror.chain, clock=Clock()).passed
    with mirror.reading() as session:
        assert load_dossier(session, wrong).seq == 1


def test_what_an_audit_found_is_no_part_of_the_dump(mirror: Mirror) -> None:
    mirror.catch_up()
    before = mirror.dump()
    chain_of(mirror).heads = {forge.party(1): WRONG}
    audit(mirror.engine, mirror.chain, clock=Clock())
    assert mirror.dump() == before


def test_an_audit_that_cannot_be_finished_says_why_and_the_last_one_stands(mirror: Mirror) -> None:
    mirror.catch_up()
    clock = Clock()
    begun = clock()
    audit(mirror.engine, mirror.chain, clock=clock)
    chain_of(mirror).down = True
    clock.now += EVERY
    audited(mirror, clock, lambda: (last(mirror) or LastAudit(0, 0, 0, 0, 0, "")).code != "")
    found = last(mirror)
    assert found is not None
    assert (found.checked, found.tried) == (begun, begun + EVERY)
    assert found.code == "NODE_UNREACHABLE"
    note_failure(mirror.engine, begun + 500, "STATE_UNKNOWN")
    assert last(mirror) == LastAudit(
        found.block, begun, found.dossiers, 0, begun + 500, "STATE_UNKNOWN"
    )


def test_a_fork_in_the_midst_of_an_audit_is_no_mismatch(mirror: Mirror) -> None:
    mirror.catch_up()
    chain = chain_of(mirror)

    def fork() -> None:
        chain.cut(chain.height - 3)
        for _ in range(4):
            chain.mine()

    chain.meanwhile.append(fork)
    with pytest.raises(RangeMoved):
        audit(mirror.engine, chain, clock=Clock())
    assert last(mirror) is None
    assert chain.storage_at(forge.REGISTER, head_slot(forge.party(1)), 1) != bytes(32)
