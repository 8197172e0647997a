"""Two nodes, one chain: before a block is believed, the other node is asked for its hash."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger import metrics
from ledger.chain.errors import ChainError, WrongChain
from ledger.chain.records import Tag
from ledger.indexer.errors import EndpointsDiffer, RangeMoved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.chain.client import Chain
    from ledger.chain.endpoints import Endpoints
    from ledger.chain.records import Header, RawLog

LOG: Final = logging.getLogger(__name__)
# a node that is further behind than another is not asked any more
MOST_BEHIND: Final = 5
ALONE: Final = -1


@dataclass(frozen=True, slots=True)
class Agreement:
    """The highest block that another node has too, -1 where none could say; `code`: why not."""

    block: int = ALONE
    code: str = ""
    longer: int = 0


def compare(endpoints: Endpoints, chain_id: int, end: Header, *, head: int, read: int) -> Agreement:
    """Ask the other nodes for the hash of a block, or of their last before it.

    `head` is the last block of the node in turn, `read` the last that the mirror holds. `longer`
    is the number of a node that should be asked instead, since the one in turn fell far behind it
    or lacks what was read; 0 where there is none.

    Raises:
        EndpointsDiffer: another node has another block there: neither is believed.
        ChainError: the node in turn does not answer.
    """
    agreed, code, longer = ALONE, "", 0
    for number, other in endpoints.others():
        try:
            latest = _latest(other, chain_id)
            shared = min(latest.number, end.number)
            theirs = latest if shared == latest.number else other.block(shared)
        except ChainError as fault:
            metrics.NODE_FAULTS.labels(fault.code).inc()
            code = fault.code
            continue
        ours = end if shared == end.number else endpoints.current.block(shared)
        if ours.hash != theirs.hash:
            raise EndpointsDiffer(shared, endpoints.number, ours.hash, number, theirs.hash)
        agreed = max(agreed, shared)
        if latest.number > head + MOST_BEHIND or head < read <= latest.number:
            longer = number
    return Agreement(agreed, code, longer)


def require_same_logs(
    endpoints: Endpoints, register: bytes, logs: Iterable[RawLog], blocks: Iterable[int]
) -> None:
    """Ask every node again for the logs of these blocks: what cannot be read may be a slip of one.

    Raises:
        RangeMoved: a node tells other logs than were told before; nothing of it may be used.
        ChainError: the node in turn does not answer.
    """
    told = list(logs)
    for block in blocks:
        before = [log for log in told if log.block_number == block]
        for number, chain in enumerate(endpoints.chains, start=1):
            try:
                again = chain.logs(register, block, block)
            except ChainError:
                if number == endpoints.number:
                    raise
                continue
            if again != before:
                raise RangeMoved(block, before[0].block_hash, again[0].block_hash if again else b"")


def require_chain(chain: Chain, chain_id: int) -> None:
    """Raises WrongChain when the node serves another chain than the profile's."""
    if (found := chain.chain_id()) != chain_id:
        raise WrongChain(chain_id, found)


def _latest(chain: Chain, chain_id: int) -> Header:
    require_chain(chain, chain_id)
    return chain.block(Tag.LATEST)
