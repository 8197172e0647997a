"""What a node tells, parsed once at the door: bytes and numbers, no hex strings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from ledger.domain.values import value


class Tag(StrEnum):
    """Blocks that a node names."""

    EARLIEST = "earliest"
    FINALIZED = "finalized"
    SAFE = "safe"
    LATEST = "latest"
    PENDING = "pending"


At: TypeAlias = int | Tag


@dataclass(frozen=True, slots=True)
class Header:
    """A block's header; `raw` is the node's JSON, from which evidence rebuilds the hashed bytes.

    `bloom` is the filter of its logs as a number, 0 where it has none.
    """

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int
    base_fee: int
    bloom: int
    raw: Mapping[str, Any] = field(compare=False, repr=False)


@value(frozen=True, slots=True)
class RawLog:
    """A log as the node gives it."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes
    block_number: int
    block_hash: bytes
    tx_hash: bytes
    log_index: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction."""

    tx_hash: bytes
    block_number: int
    block_hash: bytes
    succeeded: bool
    gas_used: int
    fee_per_gas: int
    contract: bytes | None
    logs: tuple[RawLog, ...]


@dataclass(frozen=True, slots=True)
class SlotProof:
    """A storage slot with the trie nodes that prove it."""

    slot: bytes
    value: int
    nodes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class AccountProof:
    """An account and slots of it, with the trie nodes that prove them under a state root."""

    address: bytes
    balance: int
    nonce: int
    code_hash: bytes
    storage_hash: bytes
    nodes: tuple[bytes, ...]
    slots: tuple[SlotProof, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A message to a contract; without `to` its data is the code of a new one."""

    to: bytes | None
    data: bytes
    sender: bytes | None = None
    value: int = 0


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction may cost per gas: at most, and to the block's maker."""

    most: int
    tip: int


@dataclass(frozen=True, slots=True)
class Purse:
    """What a sender must know before it promises: its coins, what gas costs, the chain's height."""

    balance: int
    fees: Fees
    height: int
