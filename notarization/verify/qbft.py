"""QBFT headers (Hyperledger Besu): what `extraData` holds, what validators sign, what is hashed.

    extraData = rlp([vanity, [validator, …], vote or [], round, [seal, …]])

A committed seal signs the header with its round and without seals; the block's hash is that of the
header with round 0 and without seals, so it is the same whoever sealed it. The genesis block is
hashed as it is. IBFT2 writes the same parts in another way, and is not read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.domain.keccak import keccak256
from notarization.verify import rlp
from notarization.verify.rlp import Rlp, RlpMalformed

# The mixHash of every QBFT block.
QBFT_MIX_HASH: Final = b"ctical byzantine fault tolerance"
EXTRA_DATA: Final = 12
_PARTS: Final = 5
_VANITY: Final = 32
_ADDRESS: Final = 20
_SEAL: Final = 65
_ROUND_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class QbftExtra:
    """The parts of `extraData`; `vote` is kept as it is read, nobody here counts votes."""

    vanity: bytes
    validators: tuple[bytes, ...]
    vote: Rlp
    round: int
    seals: tuple[bytes, ...]


def parse_extra(data: bytes) -> QbftExtra:
    """The parts of an `extraData`. Raises RlpMalformed for another form, IBFT2's among them."""
    item = rlp.decode(data)
    if not isinstance(item, list) or len(item) != _PARTS:
        raise RlpMalformed("extraData is no QBFT list of five")
    vanity, validators, vote, number, seals = item
    if not isinstance(vanity, bytes) or len(vanity) != _VANITY or not isinstance(number, bytes):
        raise RlpMalformed("extraData is no QBFT data")
    return QbftExtra(
        vanity,
        _each(validators, _ADDRESS, "a validator"),
        vote,
        rlp.decode_integer(number, max_bytes=_ROUND_BYTES),
        _each(seals, _SEAL, "a seal"),
    )


def write_extra(extra: QbftExtra) -> bytes:
    """The `extraData` of these parts."""
    number = rlp.encode_integer(extra.round)
    return rlp.encode([extra.vanity, list(extra.validators), extra.vote, number, list(extra.seals)])


def commit_digest(fields: Sequence[bytes], extra: QbftExtra) -> bytes:
    """What every committed seal of a header signs, without a prefix."""
    return _hash(fields, replace(extra, seals=()))


def block_hash(fields: Sequence[bytes], extra: QbftExtra) -> bytes:
    """The hash of a block, whatever its round and its seals."""
    return _hash(fields, replace(extra, round=0, seals=()))


def _hash(fields: Sequence[bytes], extra: QbftExtra) -> bytes:
    return keccak256(
        rlp.encode([*fields[:EXTRA_DATA], write_extra(extra), *fields[EXTRA_DATA + 1 :]])
    )


def _each(item: Rlp, size: int, what: str) -> tuple[bytes, ...]:
    if not isinstance(item, list):
        raise RlpMalformed(f"{what}: no list")
    found = tuple(value for value in item if isinstance(value, bytes) and len(value) == size)
    if len(found) != len(item):
        raise RlpMalformed(f"{what} has not {size} bytes")
    return found
