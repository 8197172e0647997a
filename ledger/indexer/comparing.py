"""Two nodes, one chain: before blocks are believed, the other node is asked what it has there."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.chain.errors import ChainError, NodeLies, NodeRefused, RangeTooLarge, WrongChain
from ledger.chain.records import Header, RawLog, Tag
from ledger.domain.keccak import keccak256
from ledger.indexer.blooms import bloom_of
from ledger.indexer.errors import EndpointsDiffer, RangeMoved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.chain.client import Chain
    from ledger.chain.endpoints import Endpoints
    from ledger.chain.profile import ChainProfile

LOG: Final = logging.getLogger(__name__)
# a node that is further behind than another is not asked any more
MOST_BEHIND: Final = 5
ALONE: Final = -1
NONE: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Agreement:
    """The highest block that another node has too, -1 where none could say; `code`: why not."""

    block: int = ALONE
    code: str = ""
    longer: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the node in turn says: a header `end`, its last block `head`, the register's `logs`.

    `read` is the last block that the mirror holds. `headers` are those of the blocks whose logs it
    told: none where it was not asked for logs.
    """

    end: Header
    head: int
    read: int
    headers: Mapping[int, Header] = field(default_factory=dict)
    logs: Sequence[RawLog] = ()


def compare(
    endpoints: Endpoints, profile: ChainProfile, seen: Seen, unfit: Mapping[int, str] = NONE
) -> Agreement:
    """Ask the other nodes for the hash of a block, or of their last before it, and for the logs.

    `longer` is the number of a node that should be asked instead, since the one in turn fell far
    behind it or lacks what was read; 0 where there is none. Nodes that are `unfit`, and the codes
    that say why, are not asked.

    Raises:
        EndpointsDiffer: another node has another block or other logs: neither is believed.
        ChainError: the node in turn does not answer.
    """
    end = seen.end
    agreed, code, longer = ALONE, "", 0
    for number, other in endpoints.others():
        if number in unfit:
            code = unfit[number]
            continue
        try:
            latest = _latest(other, profile.chain_id)
            shared = min(latest.number, end.number)
            theirs = latest if shared == latest.number else other.block(shared)
        except ChainError as fault:
            code = fault.code
            continue
        ours = end if shared == end.number else endpoints.current.block(shared)
        if ours.hash != theirs.hash:
            raise EndpointsDiffer(shared, endpoints.number, ours.hash, number, theirs.hash)
        try:
            _require_same(seen, profile.register.address, shared, (endpoints.number, number), other)
        except ChainError as fault:
            code = fault.code
            continue
        agreed = max(agreed, shared)
        if latest.number > seen.head + MOST_BEHIND or seen.head < seen.read <= latest.number:
            longer = number
    return Agreement(agreed, code, longer)


def require_same_logs(
    endpoints: Endpoints, register: bytes, logs: Sequence[RawLog], first: int, last: int
) -> None:
    """Ask every node again for the logs of blocks: what cannot be read may be a slip of one.

    Raises:
        RangeMoved: a node tells other logs than were told before; nothing of it may be used.
        ChainError: the node in turn does not answer.
    """
    for number, chain in enumerate(endpoints.chains, start=1):
        try:
            again = _logs(chain, register, first, last)
        except ChainError:
            if number == endpoints.number:
                raise
            continue
        if (log := _other(logs, again)) is not None:
            raise RangeMoved(log.block_number, log.block_hash, b"")


def _require_same(
    seen: Seen, register: bytes, upto: int, numbers: tuple[int, int], other: Chain
) -> None:
    """Of two nodes that tell a block's logs differently, that is right which its filter bears out.

    Raises:
        NodeLies: that is the node in turn, so the other is not believed.
        RangeMoved: that is the other.
        EndpointsDiffer: their filters differ too, or bear out both, or neither.
        ChainError: the other does not answer.
    """
    if not seen.headers:
        return
    own = [log for log in seen.logs if log.block_number <= upto]
    told = _logs(other, register, min(seen.headers), upto)
    if (log := _other(own, told)) is None:
        return
    block = log.block_number
    header, bloom = seen.headers[block], other.block(block).bloom
    sides = [[each for each in logs if each.block_number == block] for logs in (own, told)]
    mine, theirs = (bloom_of(logs) == bloom == header.bloom for logs in sides)
    if theirs and not mine:
        raise RangeMoved(block, header.hash, b"")
    found, others = map(_digest, sides)
    if mine and not theirs:
        raise NodeLies("logs", found.hex(), others.hex())
    raise EndpointsDiffer(block, numbers[0], found, numbers[1], others)


def _other(ours: Sequence[RawLog], theirs: Sequence[RawLog]) -> RawLog | None:
    """The first log that only one of them tells, or that both tell otherwise."""
    for one, other in zip_longest(ours, theirs):
        if one != other:
            found = [each for each in (one, other) if each is not None]
            return min(found, key=lambda log: (log.block_number, log.log_index))
    return None


def _digest(logs: Iterable[RawLog]) -> bytes:
    """What tells two answers about one block apart."""
    return keccak256(b"".join(b"".join((*log.topics, log.data, log.tx_hash)) for log in logs))


def _logs(chain: Chain, register: bytes, first: int, last: int) -> list[RawLog]:
    """All logs of a range, in parts where the node gives no more at once. Raises ChainError."""
    if first > last:
        return []
    try:
        return chain.logs(register, first, last)
    except (RangeTooLarge, NodeRefused):
        if first == last:
            raise
    middle = (first + last) // 2
    return _logs(chain, register, first, middle) + _logs(chain, register, middle + 1, last)


def require_chain(chain: Chain, chain_id: int) -> None:
    """Raises WrongChain when the node serves another chain than the profile's."""
    if (found := chain.chain_id()) != chain_id:
        raise WrongChain(chain_id, found)


def _latest(chain: Chain, chain_id: int) -> Header:
    require_chain(chain, chain_id)
    return chain.block(Tag.LATEST)
