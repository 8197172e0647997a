"""Headers as a chain makes them: the filter over what they log, and the hash over all of it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import rlp

from ledger.chain.records import Header, RawLog
from ledger.domain.keccak import keccak256
from notarization.verify.header import HEADER_FIELDS, FieldKind, HeaderField

BLOOM_BITS = 2_048
EMPTY_TRIE = keccak256(rlp.encode(b""))
# what a block is made of beside its place, its time and its logs; a recorded run brings its own
OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "sha3Uncles": "0x" + keccak256(rlp.encode([])).hex(),
        "miner": "0x" + "00" * 20,
        "stateRoot": "0x" + EMPTY_TRIE.hex(),
        "transactionsRoot": "0x" + EMPTY_TRIE.hex(),
        "receiptsRoot": "0x" + EMPTY_TRIE.hex(),
        "difficulty": "0x0",
        "gasLimit": hex(30_000_000),
        "gasUsed": "0x0",
        "extraData": "0x",
        "mixHash": "0x" + "00" * 32,
        "nonce": "0x" + "00" * 8,
        "baseFeePerGas": "0x7",
        "withdrawalsRoot": "0x" + EMPTY_TRIE.hex(),
        "blobGasUsed": "0x0",
        "excessBlobGas": "0x0",
        "parentBeaconBlockRoot": "0x" + "00" * 32,
    }
)


def sealed(
    number: int, parent: bytes, time: int, bloom: str, outside: Mapping[str, Any] = OUTSIDE
) -> Header:
    """The header of a block; its hash is that of its own RLP bytes."""
    own = {
        "number": hex(number),
        "parentHash": "0x" + parent.hex(),
        "timestamp": hex(time),
        "logsBloom": bloom,
    }
    given = {**outside, **own}
    fields = [field for field in HEADER_FIELDS if field.name in given]
    digest = keccak256(rlp.encode([_hashed(field, given[field.name]) for field in fields]))
    raw = {"hash": "0x" + digest.hex(), **{field.name: given[field.name] for field in fields}}
    fee = int(given["baseFeePerGas"], 16)
    return Header(number, digest, parent, time, fee, int(bloom, 16), MappingProxyType(raw))


def _hashed(field: HeaderField, text: str) -> bytes:
    if field.kind is FieldKind.DATA:
        return bytes.fromhex(text[2:])
    number = int(text, 16)
    return number.to_bytes((number.bit_length() + 7) // 8)


def bloom_of(logs: Iterable[RawLog]) -> str:
    """The filter of a block: three bits for each address and each topic of its logs."""
    bits = 0
    for log in logs:
        for value in (log.address, *log.topics):
            bits |= bits_of(value)
    return f"0x{bits:0512x}"


@lru_cache(4_096)
def bits_of(value: bytes) -> int:
    """The three bits of an address or a topic."""
    digest = keccak256(value)
    places = (int.from_bytes(digest[place : place + 2]) % BLOOM_BITS for place in (0, 2, 4))
    return sum({1 << place for place in places})
