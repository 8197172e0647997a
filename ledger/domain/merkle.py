"""The tree of RFC 6962 and RFC 9162 over any two-to-one hash, and proofs that a leaf is in it.

A tree over n > 1 leaves splits at the largest power of two below n. Leaves arrive already hashed;
`Node` must separate inner nodes from leaves by a prefix, or an inner node could pass for a leaf.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from ledger.domain.errors import DomainError

Node: TypeAlias = Callable[[bytes, bytes], bytes]


class MerkleError(DomainError):
    """A tree was asked for something it cannot give, or a path does not fit its tree."""

    code: ClassVar[str] = "MERKLE"


class MerkleTreeEmpty(MerkleError):
    """A tree without leaves has no root here; its owner decides what empty means."""

    code: ClassVar[str] = "MERKLE_TREE_EMPTY"


@dataclass(eq=False)
class MerkleIndexOutOfRange(MerkleError):
    """A leaf index is negative or not below the number of leaves."""

    index: int
    size: int
    code: ClassVar[str] = "MERKLE_INDEX_OUT_OF_RANGE"


@dataclass(eq=False)
class MerklePathLength(MerkleError):
    """A path has more or fewer hashes than a tree of this size needs for this leaf."""

    expected: int
    found: int
    code: ClassVar[str] = "MERKLE_PATH_LENGTH"


@dataclass(eq=False)
class MerkleRootDiffers(MerkleError):
    """A path leads to another root of the first tree than the one given: it did not only grow."""

    expected: bytes
    found: bytes
    code: ClassVar[str] = "MERKLE_ROOT_DIFFERS"


class MerkleAccumulator:
    """Builds a root from leaves that arrive one by one, keeping one hash for each set bit of n."""

    __slots__ = ("_node", "_peaks", "size")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._peaks: list[bytes] = []
        self.size = 0

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        merges = self.size ^ (self.size + 1)
        while merges > 1:
            leaf = self._node(self._peaks.pop(), leaf)
            merges >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the leaves so far; raises MerkleTreeEmpty when there are none."""
        if not self._peaks:
            raise MerkleTreeEmpty
        *rest, root = self._peaks
        for peak in reversed(rest):
            root = self._node(peak, root)
        return root


def tree_levels(leaves: Iterable[bytes], node: Node) -> list[list[bytes]]:
    """Return the hashes of a tree from its leaves up to the root alone, for many paths in it.

    A level's last hash without a neighbour goes up as it is, which is the tree of RFC 9162. Raises
    MerkleTreeEmpty.
    """
    levels = [list(leaves)]
    if not levels[0]:
        raise MerkleTreeEmpty
    while len(level := levels[-1]) > 1:
        levels.append(_parents(level, node))
    return levels


def tree_root(leaves: Iterable[bytes], node: Node) -> bytes:
    """Return the root over hashed leaves in order; raises MerkleTreeEmpty when there are none."""
    level = list(leaves)
    if not level:
        raise MerkleTreeEmpty
    while len(level) > 1:
        level = _parents(level, node)
    return level[0]


def inclusion_path(leaves: Sequence[bytes], index: int, node: Node) -> tuple[bytes, ...]:
    """Return the sibling hashes from a leaf up to the root (RFC 9162 2.1.3.1).

    Raises MerkleIndexOutOfRange.
    """
    _require_index(index, len(leaves))
    return path_in(tree_levels(leaves, node), index)


def path_in(levels: Sequence[Sequence[bytes]], index: int) -> tuple[bytes, ...]:
    """Return a leaf's inclusion path in the levels of a tree. Raises MerkleIndexOutOfRange."""
    _require_index(index, len(levels[0]))
    siblings = ((level, index >> height ^ 1) for height, level in enumerate(levels))
    return tuple(level[place] for level, place in siblings if place < len(level))


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes], node: Node) -> bytes:
    """Return the root that a leaf hash and its path lead to (RFC 9162 2.1.3.2).

    The caller MUST compare the result with a root it trusts. Raises MerkleIndexOutOfRange and
    MerklePathLength, so that index and size are proven with the leaf.
    """
    _require_index(index, size)
    sides = _sides(index, size)
    if len(sides) != len(path):
        raise MerklePathLength(expected=len(sides), found=len(path))
    for sibling_is_left, sibling in zip(sides, path, strict=True):
        leaf = node(sibling, leaf) if sibling_is_left else node(leaf, sibling)
    return leaf


def consistency_path(leaves: Sequence[bytes], first: int, node: Node) -> tuple[bytes, ...]:
    """Return what shows that a tree over all leaves begins with its first ones (RFC 9162 2.1.4.1).

    Raises MerkleIndexOutOfRange unless 0 < first <= the number of leaves.
    """
    _require_index(first - 1, len(leaves))
    path: list[bytes] = []
    begin, size, whole = 0, len(leaves), True
    while first < size:
        left = _split(size)
        if first <= left:
            path.append(tree_root(leaves[begin + left : begin + size], node))
            size = left
        else:
            path.append(tree_root(leaves[begin : begin + left], node))
            begin, first, size, whole = begin + left, first - left, size - left, False
    if not whole:
        path.append(tree_root(leaves[begin : begin + size], node))
    return tuple(reversed(path))


def root_from_consistency(
    first: int, first_root: bytes, size: int, path: Sequence[bytes], node: Node
) -> bytes:
    """Return the root of a tree that begins with another one (RFC 9162 2.1.4.2).

    The caller MUST compare the result with the root claimed. Raises MerkleIndexOutOfRange,
    MerklePathLength, MerkleRootDiffers.
    """
    _require_index(first - 1, size)
    if first == size:
        if path:
            raise MerklePathLength(expected=0, found=len(path))
        return first_root
    waiting = [*path] if first & (first - 1) else [first_root, *path]
    low, high = first - 1, size - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    needed = 1 + _joins(low, high)
    if len(waiting) != needed:
        raise MerklePathLength(expected=needed - len(waiting) + len(path), found=len(path))
    old = new = waiting[0]
    for sibling in waiting[1:]:
        if low & 1 or low == high:
            old, new = node(sibling, old), node(sibling, new)
            while low and not low & 1:
                low, high = low >> 1, high >> 1
        else:
            new = node(new, sibling)
        low, high = low >> 1, high >> 1
    if old != first_root:
        raise MerkleRootDiffers(expected=first_root, found=old)
    return new


def _parents(level: Sequence[bytes], node: Node) -> list[bytes]:
    parents = [*map(node, level[::2], level[1::2])]
    if len(level) % 2:
        parents.append(level[-1])
    return parents


def _joins(low: int, high: int) -> int:
    """How many hashes lead from a node to the root of both trees."""
    count = 0
    while high:
        if low & 1 or low == high:
            while low and not low & 1:
                low, high = low >> 1, high >> 1
        low, high, count = low >> 1, high >> 1, count + 1
    return count


def _sides(index: int, size: int) -> list[bool]:
    sides: list[bool] = []
    while size > 1:
        left = _split(size)
        sides.append(index >= left)
        if index < left:
            size = left
        else:
            index, size = index - left, size - left
    return sides[::-1]


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _require_index(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise MerkleIndexOutOfRange(index=index, size=size)
