"""The CID under which an IPFS node keeps bytes, worked out without one.

UnixFS as nodes laid it out from 2015 on, with raw leaves and CIDv1: chunks of 262,144 bytes, a
balanced tree of at most 174 links a node, base32. Nodes may come to lay files out otherwise, so the
profile is recorded beside every CID and asked for in every upload; what proves the bytes is their
SHA-256, a CID only says where they are.
"""

import base64
from collections.abc import Sequence
from typing import Final, TypeAlias

from notarization.verify.digests import sha256

PROFILE: Final = "unixfs-v0-2015-v1raw"
CHUNK: Final = 262_144
LINKS: Final = 174
# multicodec: raw bytes, dag-pb; multihash: SHA-256, 32 bytes
_RAW: Final = b"\x01\x55\x12\x20"
_DAG_PB: Final = b"\x01\x70\x12\x20"
_FILE: Final = b"\x08\x02"

# a node of the tree: its CID in bytes, bytes of the file below it, bytes of all blocks below it
_Node: TypeAlias = tuple[bytes, int, int]


def cid_of(data: bytes) -> str:
    """The CID of these bytes, in base32."""
    level = [_leaf(data[at : at + CHUNK]) for at in range(0, max(len(data), 1), CHUNK)]
    while len(level) > 1:
        level = [_parent(level[at : at + LINKS]) for at in range(0, len(level), LINKS)]
    return "b" + base64.b32encode(level[0][0]).decode("ascii").rstrip("=").lower()


def _leaf(chunk: bytes) -> _Node:
    return _RAW + sha256(chunk), len(chunk), len(chunk)


def _parent(children: Sequence[_Node]) -> _Node:
    """Links first, then the UnixFS data: so dag-pb has it."""
    links, sizes, size, below = b"", b"", 0, 0
    for cid, held, blocks in children:
        link = _bytes(1, cid) + _bytes(2, b"") + _number(3, blocks)
        links += _bytes(2, link)
        sizes += _number(4, held)
        size, below = size + held, below + blocks
    block = links + _bytes(1, _FILE + _number(3, size) + sizes)
    return _DAG_PB + sha256(block), size, below + len(block)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:  # noqa: PLR2004 (seven bits a byte)
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
