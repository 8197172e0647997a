"""The mirror: reads the chain batch by batch, each committed whole with the cursor."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from ledger.chain.check import check_history, check_profile, final_block
from ledger.chain.endpoints import Endpoints
from ledger.chain.errors import ChainError, NodeUnreachable
from ledger.chain.profile import dump
from ledger.chain.records import Tag
from ledger.domain.dossier import Anchor
from ledger.domain.keccak import keccak256
from ledger.errors import LedgerError
from ledger.indexer import searching
from ledger.indexer.ahead import Ahead
from ledger.indexer.applying import raise_alarm
from ledger.indexer.belonging import require_same
from ledger.indexer.comparing import Agreement, Seen, compare, require_chain, require_same_logs
from ledger.indexer.dossiers import Dossiers
from ledger.indexer.errors import (
    ForkBelowFinality,
    LogForeign,
    MirrorAheadOfChain,
    MirrorOvertaken,
    NodeBehind,
    RangeMoved,
)
from ledger.indexer.fetcher import Fetched, Fetcher
from ledger.indexer.journalling import journal_row
from ledger.indexer.reorg import find_fork, remember, unwind
from ledger.indexer.replayers import ReplayerLost, Replayers
from ledger.indexer.states import DOUBTFUL, LIVE, STOPPED, state_after
from ledger.store.engine import Engine, mark_commit, read_session, unit_of_work
from ledger.store.repositories import journal, mirror, offchain
from ledger.store.repositories.rows import put
from ledger.store.tables.journal import BlockRow, CursorRow, JournalRow, UnreadableRow
from ledger.store.tables.offchain import HeartbeatRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.chain.client import Chain
    from ledger.chain.profile import ChainProfile
    from ledger.chain.records import Header
    from ledger.indexer.applying import Entered
    from ledger.store.engine import WriteSession

    Heard = Callable[["Progress"], None]

T = TypeVar("T")

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 30.0
# acts of a batch that other processes are not worth asking for
FEW: Final = 400
# a look at the chain's head is good for so long while ranges below it wait
LOOK_SECONDS: Final = 5
# what another node may know better; the first two would stop the mirror
DISPUTABLE: Final = (ForkBelowFinality, MirrorAheadOfChain, ChainError, RangeMoved)


@dataclass(frozen=True, slots=True)
class Progress:
    """What one step did: the last block that is read, acts entered, acts taken back by a fork.

    `renaming`: a holder's new name is not in all of its records' search index yet.
    """

    block: int
    chain_head: int
    acts: int = 0
    orphaned: int = 0
    renaming: bool = False

    @property
    def more(self) -> bool:
        """Whether there is more to do at once."""
        return bool(self.lag or self.orphaned or self.renaming)

    @property
    def lag(self) -> int:
        """Blocks of the chain that are not read yet."""
        return max(0, self.chain_head - self.block)


class _Doubted(Exception):
    """A batch holds what cannot be read: it is asked for again."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is entered together: blocks and logs after a cursor, the cursor then, the heartbeat."""

    cursor: CursorRow
    fetched: Fetched
    logs: list[JournalRow]
    after: CursorRow
    alive: HeartbeatRow


@dataclass(frozen=True, slots=True)
class _Look:
    """What a node said of its chain, and when."""

    head: int
    final: int
    source: int
    time: int


class Stop(Protocol):
    """What ends following: an event, or the end of a turn."""

    def wait(self, timeout: float, /) -> bool:
        """Wait so many seconds; whether to stop."""


class Follower:
    """One mirror of one register. Only one may write to a database.

    Of several endpoints it asks one and compares what it says with the others; where that one fails
    it asks the next.
    """

    def __init__(
        self,
        engine: Engine,
        chain: Chain | Endpoints,
        profile: ChainProfile,
        *,
        clock: Callable[[], int],
        most_span: int | None = None,
    ) -> None:
        self.engine = engine
        self.endpoints = chain if isinstance(chain, Endpoints) else Endpoints((chain,))
        self.chain = chain.asked if isinstance(chain, Endpoints) else chain
        self.profile = profile
        self.clock = clock
        self.anchor = Anchor(profile.chain_id, profile.register.address)
        self.dossiers = Dossiers(self.anchor)
        self.replayers: Replayers | None = None
        self.few = FEW
        self.renaming = False
        address = profile.register.address
        self.fetcher = (
            Fetcher(self.chain, address)
            if most_span is None
            else Fetcher(self.chain, address, most_span=most_span)
        )
        self.ahead = Ahead(self.fetcher)
        self.unchecked: dict[int, str] = {}
        self._look: _Look | None = None

    def spread(self, processes: int, *, few: int = FEW) -> None:
        """Replay batches of more than `few` acts in processes beside this one, if several."""
        many = processes > 1
        self.replayers = Replayers(self.engine, self.anchor, processes) if many else None
        self.few = few

    def hold_to_profile(self) -> None:
        """Ask every endpoint, before it is first believed, for all that the profile says of it."""
        numbers = range(1, len(self.endpoints.chains) + 1)
        self.unchecked = dict.fromkeys(numbers, NodeUnreachable.code)

    def run_once(self) -> Progress:
        """Go back over a fork if there is one, else read the next batch of blocks.

        Raises:
            ProfileError: a node is not what the profile says, see `hold_to_profile`.
            RangeMoved, ChainError: no node told anything that holds; nothing was read, try again.
            EndpointsDiffer: two nodes contradict each other; nothing was read, try again.
            MirrorOvertaken: another process wrote meanwhile, and nothing was written here.
            MirrorError: the mirror cannot go on.
            StoreUnavailable: nothing was written; the same batch comes again.
        """
        return self._asked(self._step)

    def require_node(self) -> None:
        """Turn to an endpoint that is what the profile says. Raises as `run_once` of nodes."""
        self._asked(lambda: None)

    def _asked(self, step: Callable[[], T]) -> T:
        faults: list[LedgerError] = []
        for _ in self.endpoints.chains:
            try:
                self._require_fit()
                return step()
            except DISPUTABLE as fault:
                faults.append(fault)
                if len(self.endpoints.chains) > 1:
                    self._turn(fault)
        # what stops the mirror goes before what is only to be waited for
        raise min(faults, key=lambda each: isinstance(each, (ChainError, RangeMoved)))

    def _require_fit(self) -> None:
        """Hold those endpoints to the profile that were not yet. Raises as `run_once`."""
        for number in tuple(self.unchecked):
            try:
                check_profile(self.endpoints.chains[number - 1], self.profile)
            except ChainError as fault:
                self.unchecked[number] = fault.code
                if number == self.endpoints.number:
                    raise
            else:
                del self.unchecked[number]

    def _turn(self, fault: LedgerError) -> None:
        before = self.endpoints.number
        self.endpoints.turn()
        LOG.warning(
            "fall-over from=%d to=%d code=%s fault=%s",
            before,
            self.endpoints.number,
            fault.code,
            fault,
        )

    def _step(self) -> Progress:
        return self._go_on() or self._look_and_step()

    def _go_on(self) -> Progress | None:
        """Enter final blocks that were asked for beforehand, without a look at the chain again.

        None where there are none, the last look is too long ago, or they are not what they should
        be: the step that looks says what is wrong.
        """
        look, self._look = self._look, None
        source = self.endpoints.number
        if look is None or look.source != source or self.clock() - look.time > LOOK_SECONDS:
            return None
        with read_session(self.engine, now=self.clock()) as session:
            cursor = mirror.cursor(session)
        if cursor is None or not self.ahead.holds(cursor.block + 1, source):
            return None
        try:
            progress = self._advance(cursor, look.head, look.final)
        except (RangeMoved, ChainError):
            return None
        self._look = look
        return progress

    def _look_and_step(self) -> Progress:
        head = self.chain.block(Tag.LATEST)
        final = min(final_block(self.chain, self.profile.finality), head.number)
        with read_session(self.engine, now=self.clock()) as session:
            cursor = mirror.cursor(session) or self._first_cursor()
            require_same(cursor, self.profile)
            require_chain(self.chain, self.profile.chain_id)
            fork = find_fork(session, self.chain, head)
        if fork is not None:
            self._compared(head, head.number, cursor)
            return self._go_back(cursor, fork, head.number)
        if head.number <= cursor.block:
            return self._beat(cursor, head, final)
        progress = self._advance(cursor, head.number, final)
        self._look = _Look(head.number, final, self.endpoints.number, self.clock())
        return progress

    def catch_up(self, heard: Heard = lambda _: None) -> Progress:
        """Read until nothing is left to read. Raises as run_once; what is wrong is written down."""
        while (progress := self._told(heard)).more:
            pass
        return progress

    def follow(self, stop: Stop, *, poll: float, heard: Heard = lambda _: None) -> None:
        """Read until told to stop; a node that does not answer is asked again.

        `heard` is told of every step. Raises:
            MirrorError, StoreError: what keeps the mirror from going on; it is written down too.
        """
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if self._told(heard).more else poll
            except MirrorOvertaken as fault:
                LOG.warning("overtaken block=%d", fault.block)
                pause = poll
            except LedgerError as fault:
                if state_after(fault) == STOPPED:
                    raise
                pause = min(PATIENCE, max(poll, 2 * pause))

    def _told(self, heard: Heard) -> Progress:
        with read_session(self.engine, now=self.clock()) as session:
            seen = offchain.heartbeat(session)
        try:
            progress = self.run_once()
        except MirrorOvertaken:
            raise
        except LedgerError as fault:
            self._say(fault, seen)
            raise
        heard(progress)
        return progress

    def _first_cursor(self) -> CursorRow:
        check_history(self.chain, self.profile)
        profile = self.profile
        return CursorRow(
            id=mirror.ONLY,
            chain_id=profile.chain_id,
            register_address=profile.register.address,
            profile=keccak256(dump(profile)),
            start_block=profile.start_block,
            start_hash=profile.start_hash,
            block=profile.start_block - 1,
            block_hash=b"",
            time=0,
            final_block=-1,
        )

    def _go_back(self, cursor: CursorRow, fork: BlockRow, head: int) -> Progress:
        with unit_of_work(self.engine) as work:
            _require_unmoved(work, cursor)
            orphaned = unwind(work, self.anchor, fork)
        self.dossiers.forget()
        return Progress(fork.number, max(head, fork.number + 1), orphaned=orphaned)

    def _advance(self, cursor: CursorRow, head: int, final: int) -> Progress:
        first = cursor.block + 1
        source = self.endpoints.number
        fetched = self.ahead.fetch(first, head, final=final, source=source)
        _require_joined(cursor, fetched)
        end = fetched.end
        agreement = self._compared(end, head, cursor, fetched)
        logs = self._journal_rows(fetched)
        after = replace(
            cursor,
            block=end.number,
            block_hash=end.hash,
            time=end.timestamp,
            final_block=max(cursor.final_block, final),
        )
        batch = _Batch(cursor, fetched, logs, after, self._heartbeat(agreement, head, final))
        lost = self._entered(batch)
        raise_alarm(lost)
        return self._done(agreement, Progress(after.block, head, len(logs)))

    def _entered(self, batch: _Batch) -> list[UnreadableRow]:
        """Enter one batch, if need be once more; the dossiers lost."""
        alone = doubted = False
        while True:
            try:
                return self._enter(batch, alone=alone, doubted=doubted)
            except ReplayerLost as fault:
                # nothing was written, and this process can do it all
                LOG.warning("replaying in one process code=%s fault=%s", fault.code, fault)
                alone = True
            except _Doubted:
                self._require_told_again(batch.fetched)
                doubted = True

    def _enter(
        self, batch: _Batch, *, alone: bool = False, doubted: bool = False
    ) -> list[UnreadableRow]:
        """Replay and write one batch: all of it is committed, or nothing; the dossiers lost.

        A dossier becomes UNKNOWN for good, so not for what a node said only once: the first time
        nothing is written and `_Doubted` is raised.
        """
        with unit_of_work(self.engine) as work:
            _require_unmoved(work, batch.cursor)
            entered = self._replayed(work, batch.logs, alone=alone)
            journal.append(work, batch.logs)
            # processes replay meanwhile
            left = entered()
            if left.lost and not doubted:
                raise _Doubted
            left.write(work)
            searching.enter(work, left.rows)
            self.renaming = searching.go_on(work)
            remember(work, batch.fetched.headers, batch.alive.chain_final)
            put(work, (batch.after, batch.alive))
        self.dossiers.keep()
        return left.lost

    def _replayed(
        self, work: WriteSession, logs: list[JournalRow], *, alone: bool
    ) -> Callable[[], Entered]:
        """What logs leave, replayed here or begun elsewhere."""
        beside = self.replayers
        if beside is not None and beside.usable and len(logs) > self.few and not alone:
            return beside.enter(logs)
        entered = self.dossiers.enter(work, logs)
        return lambda: entered

    def _journal_rows(self, fetched: Fetched) -> list[JournalRow]:
        try:
            return [journal_row(log, fetched.headers[log.block_number]) for log in fetched.logs]
        except LogForeign:
            self._require_told_again(fetched)
            raise

    def _require_told_again(self, fetched: Fetched) -> None:
        """Raises RangeMoved where a node says otherwise this time."""
        address = self.fetcher.register
        require_same_logs(self.endpoints, address, fetched.logs, fetched.first, fetched.last)

    def _beat(self, cursor: CursorRow, head: Header, final: int) -> Progress:
        agreement = self._compared(head, head.number, cursor)
        alive = self._heartbeat(agreement, head.number, final)
        if head.number < cursor.block:
            behind = NodeBehind(cursor.block, head.number)
            alive = replace(alive, state=DOUBTFUL, code=behind.code, fault=str(behind))
        with unit_of_work(self.engine, silent=True) as work:
            _require_unmoved(work, cursor)
            moved = final > cursor.final_block and bool(cursor.block_hash)
            if moved:
                put(work, (replace(cursor, final_block=final),))
            before = offchain.heartbeat(work)
            if moved or before is None or replace(before, checked=alive.checked) != alive:
                mark_commit(work)
            put(work, (alive,))
            self.renaming = searching.go_on(work)
        return self._done(agreement, Progress(cursor.block, head.number))

    def _compared(
        self, end: Header, head: int, cursor: CursorRow, fetched: Fetched | None = None
    ) -> Agreement:
        seen = Seen(end, head, cursor.block)
        if fetched is not None:
            seen = replace(seen, headers=fetched.headers, logs=fetched.logs)
        return compare(self.endpoints, self.profile, seen, self.unchecked)

    def _done(self, agreement: Agreement, progress: Progress) -> Progress:
        if self.replayers is not None and not progress.lag:
            self.replayers.close()
        if agreement.longer:
            LOG.warning("endpoint from=%d to=%d behind", self.endpoints.number, agreement.longer)
            self.endpoints.turn_to(agreement.longer)
        return replace(progress, renaming=self.renaming)

    def _heartbeat(self, agreement: Agreement, head: int, final: int) -> HeartbeatRow:
        return HeartbeatRow(
            id=offchain.ONLY,
            checked=self.clock(),
            chain_head=head,
            chain_final=final,
            state=LIVE,
            code="",
            fault="",
            endpoint=self.endpoints.number,
            endpoints=len(self.endpoints.chains),
            agreed=agreement.block,
            other=agreement.code,
        )

    def _say(self, fault: LedgerError, seen: HeartbeatRow | None) -> None:
        """Write down what is wrong, so that every answer can say it too.

        Not where the heartbeat is no longer what was `seen`: another follows by now, and knows
        better. The cursor does not tell: where the chain has nothing new it stays.
        """
        state = state_after(fault)
        LOG.error("mirror %s code=%s fault=%s", state, fault.code, fault)
        with unit_of_work(self.engine) as work:
            if offchain.heartbeat(work) != seen:
                return
            before = seen or self._heartbeat(Agreement(), -1, -1)
            now = replace(before, endpoint=self.endpoints.number, state=state)
            put(work, (replace(now, code=fault.code, fault=str(fault)),))


def _require_unmoved(work: WriteSession, cursor: CursorRow) -> None:
    """A follower that lost its lock, or never had one, must not write over another's work."""
    found = mirror.cursor(work)
    if (found.block_hash if found else b"") != cursor.block_hash:
        raise MirrorOvertaken(found.block if found else -1)


def _require_joined(cursor: CursorRow, fetched: Fetched) -> None:
    parent = fetched.headers[fetched.first].parent_hash
    if cursor.block_hash and parent != cursor.block_hash:
        raise RangeMoved(fetched.first, cursor.block_hash, parent)
