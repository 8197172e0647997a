"""The stamp on every answer: of which block it speaks, and how far behind the chain that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.queries import replay
from ledger.store.repositories import mirror, offchain

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession
    from ledger.store.tables.offchain import HeartbeatRow

# a mirror speaks to its node every few seconds; one that was silent for so long is dead
SILENCE: Final = 120
# what stopped a mirror that read other blocks than the chain has now: of the past nothing is sure
REWRITTEN: Final = frozenset({"FORK_BELOW_FINALITY", "MIRROR_AHEAD_OF_CHAIN"})


class MirrorState(StrEnum):
    """How far an answer can be believed to be the chain's present."""

    LIVE = "live"
    BEHIND = "behind"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class AsOf:
    """The block that an answer speaks of; `chain_head` is the highest that the mirror heard of.

    Of `final_block` and those before it no answer will change. `code` says why the mirror is not
    live, where it knows; `endpoint` which of its nodes it asks, from 1.
    """

    block: int
    block_hash: bytes
    time: int
    final: bool
    final_block: int
    chain_head: int
    lag_blocks: int
    state: MirrorState
    code: str
    endpoint: int

    @property
    def rewritten(self) -> bool:
        """Whether the chain has other blocks than those that were read, final ones among them."""
        return self.state is MirrorState.STOPPED and self.code in REWRITTEN


@dataclass(frozen=True, slots=True)
class Moment:
    """A past moment: a time (seconds since 1970), or a block with its time.

    Blocks may share a second, so a block says more than its time.
    """

    time: int
    block: int | None = None

    def covers(self, time: int, block: int) -> bool:
        """Whether an act of that time and block was there then."""
        return time <= self.time if self.block is None else block <= self.block

    @property
    def bounds(self) -> replay.Moment:
        """Which acts of a dossier were there then."""
        if self.block is None:
            return replay.Moment(time=self.time)
        return replay.Moment(block=self.block)


def as_of(session: ReadSession) -> AsOf:
    """The stamp of this session's answers. Raises CursorMissing."""
    cursor = mirror.require_cursor(session)
    heartbeat = offchain.heartbeat(session)
    head = max(cursor.block, heartbeat.chain_head if heartbeat else -1)
    final = max(cursor.final_block, heartbeat.chain_final if heartbeat else -1)
    return AsOf(
        block=cursor.block,
        block_hash=cursor.block_hash,
        time=cursor.time,
        final=cursor.block <= final,
        final_block=min(cursor.block, final),
        chain_head=head,
        lag_blocks=head - cursor.block,
        state=_state(heartbeat, head - cursor.block, session.now),
        code=heartbeat.code if heartbeat else "",
        endpoint=heartbeat.endpoint if heartbeat else 1,
    )


def is_silent(checked: int, now: int) -> bool:
    """Whether a mirror that last spoke to its node then has been silent for too long.

    One that speaks from the future has another clock: it cannot be told whether it still speaks.
    """
    return abs(now - checked) > SILENCE


def _state(heartbeat: HeartbeatRow | None, lag: int, now: int) -> MirrorState:
    if heartbeat is None or heartbeat.state == MirrorState.STOPPED:
        return MirrorState.STOPPED
    if heartbeat.state == MirrorState.UNREACHABLE:
        return MirrorState.UNREACHABLE
    if is_silent(heartbeat.checked, now):
        return MirrorState.STOPPED
    if heartbeat.state == MirrorState.DOUBTFUL:
        return MirrorState.DOUBTFUL
    return MirrorState.BEHIND if lag else MirrorState.LIVE
