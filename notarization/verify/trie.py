"""Strict proofs in a Merkle Patricia trie (Yellow Paper, appendix D).

A proof is the list of nodes from the root down, each once, in order, none embedded in another, none
after the answer. Other verifiers take the nodes as a bag; here evidence has one form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from ledger.domain.keccak import keccak256
from notarization.verify import rlp
from notarization.verify.errors import VerificationError
from notarization.verify.rlp import Rlp, RlpMalformed

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = keccak256(b"\x80")
_BRANCH_ITEMS: Final = 17
_PATH_ITEMS: Final = 2
_MIN_CHILDREN: Final = 2
# a branch of sixteen hashes has 532 bytes, a leaf of the longest account below 200
MAX_NODE: Final = 1_024
_ODD: Final = 1
_LEAF: Final = 2


class ProofError(VerificationError):
    """The nodes prove neither that a key is in the trie nor that it is not."""

    code: ClassVar[str] = "PROOF"


@dataclass(eq=False)
class ProofNodeHash(ProofError):
    """The node at this index is not the one that the root or its parent names."""

    index: int
    expected: bytes
    computed: bytes
    code: ClassVar[str] = "PROOF_NODE_HASH"


@dataclass(eq=False)
class ProofTruncated(ProofError):
    """The nodes end before the answer; `expected` is the hash of the node that is missing."""

    nodes: int
    expected: bytes
    code: ClassVar[str] = "PROOF_TRUNCATED"


@dataclass(eq=False)
class ProofTrailingNodes(ProofError):
    """Nodes follow after the answer, or stand in the proof of an empty trie."""

    used: int
    nodes: int
    code: ClassVar[str] = "PROOF_TRAILING_NODES"


@dataclass(eq=False)
class ProofNodeMalformed(ProofError):
    """A node hashes as it should, yet no canonical trie holds such a node."""

    reason: str
    code: ClassVar[str] = "PROOF_NODE_MALFORMED"


Node: TypeAlias = list[Rlp]


@dataclass(frozen=True, slots=True)
class _Child:
    """Where to go on: a hash or an embedded node, and how many nibbles of the key are used."""

    reference: Rlp
    position: int
    must_branch: bool


def prove(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
    """Return the value that the trie under `root` holds at `key`, or None for a proven absence.

    `key` is the trie's own key: secure tries take keccak256 of an address or slot. Raises a
    ProofError when the nodes prove neither.
    """
    if root == EMPTY_ROOT:
        # Nodes differ in how they show the empty trie: no node at all, or the empty one.
        _require_all_used(0 if list(nodes) != [b"\x80"] else 1, nodes)
        return None
    path = _nibbles(key)
    step: _Child | bytes | None = _Child(reference=root, position=0, must_branch=False)
    used = 0
    while isinstance(step, _Child):
        if isinstance(step.reference, list):
            node: Node = step.reference
        else:
            node = _read_node(step.reference, used, nodes)
            used += 1
        step = _step(node, path, step)
    _require_all_used(used, nodes)
    return step


def _require_all_used(used: int, nodes: Sequence[bytes]) -> None:
    if used != len(nodes):
        raise ProofTrailingNodes(used=used, nodes=len(nodes))


def _read_node(expected: bytes, index: int, nodes: Sequence[bytes]) -> Node:
    if index == len(nodes):
        raise ProofTruncated(nodes=len(nodes), expected=expected)
    if len(nodes[index]) > MAX_NODE:
        raise ProofNodeMalformed("node longer than any of such a trie")
    computed = keccak256(nodes[index])
    if computed != expected:
        raise ProofNodeHash(index=index, expected=expected, computed=computed)
    if index > 0 and len(nodes[index]) < HASH_BYTES:
        raise ProofNodeMalformed("node shorter than a hash is not embedded")
    try:
        node = rlp.decode(nodes[index])
    except RlpMalformed as error:
        raise ProofNodeMalformed(error.reason) from error
    if not isinstance(node, list):
        raise ProofNodeMalformed("node is no list")
    return node


def _step(node: Node, path: bytes, came: _Child) -> _Child | bytes | None:
    if len(node) == _BRANCH_ITEMS:
        return _branch_step(node, path, came.position)
    if came.must_branch:
        raise ProofNodeMalformed("extension without a branch")
    if len(node) == _PATH_ITEMS:
        return _path_step(node, path, came.position)
    raise ProofNodeMalformed("node of neither 2 nor 17 items")


def _branch_step(node: Node, path: bytes, position: int) -> _Child | bytes | None:
    *children, value = node
    if not isinstance(value, bytes):
        raise ProofNodeMalformed("value is no byte string")
    for child in children:
        _require_reference(child, may_be_empty=True)
    if sum(item != b"" for item in node) < _MIN_CHILDREN:
        raise ProofNodeMalformed("branch with fewer than two ways")
    if position == len(path):
        return value or None
    child = children[path[position]]
    return _Child(child, position + 1, must_branch=False) if child else None


def _path_step(node: Node, path: bytes, position: int) -> _Child | bytes | None:
    encoded, content = node
    is_leaf, part = _hex_prefix(encoded)
    rest = path[position:]
    if is_leaf:
        if not isinstance(content, bytes) or not content:
            raise ProofNodeMalformed("leaf without a value")
        return content if rest == part else None
    if not part:
        raise ProofNodeMalformed("extension without a path")
    _require_reference(content, may_be_empty=False)
    if not rest.startswith(part):
        return None
    return _Child(content, position + len(part), must_branch=True)


def _hex_prefix(encoded: Rlp) -> tuple[bool, bytes]:
    """Return whether the node is a leaf, and its part of the path in nibbles (appendix C)."""
    if not isinstance(encoded, bytes) or not encoded:
        raise ProofNodeMalformed("path is no byte string")
    flag, *part = _nibbles(encoded)
    if flag > _ODD | _LEAF:
        raise ProofNodeMalformed("unknown hex-prefix flag")
    if not flag & _ODD and part.pop(0) != 0:
        raise ProofNodeMalformed("hex-prefix padding is not zero")
    return bool(flag & _LEAF), bytes(part)


def _require_reference(child: Rlp, *, may_be_empty: bool) -> None:
    if isinstance(child, list):
        if len(child) not in (_PATH_ITEMS, _BRANCH_ITEMS):
            raise ProofNodeMalformed("embedded node of neither 2 nor 17 items")
        if len(rlp.encode(child)) >= HASH_BYTES:
            raise ProofNodeMalformed("embedded node as long as a hash")
    elif len(child) != HASH_BYTES and not (may_be_empty and not child):
        raise ProofNodeMalformed("reference is no hash")


def _nibbles(data: bytes) -> bytes:
    return bytes(nibble for byte in data for nibble in (byte >> 4, byte & 15))
