"""A maker of tries and proofs, written apart from the verifier and on another RLP library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import rlp

from ledger.domain.keccak import keccak256


def nibbles_of(key: bytes) -> tuple[int, ...]:
    return tuple(int(digit, 16) for digit in key.hex())


def hex_prefix(part: tuple[int, ...], *, leaf: bool) -> bytes:
    flag = 2 * leaf + len(part) % 2
    digits = (flag, *part) if len(part) % 2 else (flag, 0, *part)
    return bytes.fromhex("".join(f"{digit:x}" for digit in digits))


def common_start(first: tuple[int, ...], last: tuple[int, ...]) -> tuple[int, ...]:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return tuple(pair[0] for pair in same)


Maker = Callable[[Any], bytes]


def plain(node: Any) -> bytes:
    """The one form of a node."""
    return bytes(rlp.encode(node))


def long_form(node: Any) -> bytes:
    """A leaf whose path has the length of a long string before it: the same to a lax reader."""
    if len(node) != 2 or node[0][0] < 0x20:
        return plain(node)
    rest: bytes = b"\xb8" + bytes([len(node[0])]) + node[0] + plain(node[1])
    return b"\xf8" + bytes([len(rest)]) + rest


def odd_padding(node: Any) -> bytes:
    """A leaf of an even path whose padding, which nobody reads, is not zero."""
    even_leaf = len(node) == 2 and node[0][0] == 0x20
    return plain([b"\x21" + node[0][1:], node[1]] if even_leaf else node)


@dataclass
class MadeTrie:
    """A trie over given keys; `prove` lists the nodes from the root to where a key ends.

    `make` gives a node's bytes; its hash is that of whatever it gave.
    """

    items: Mapping[bytes, bytes]
    make: Maker = plain
    nodes: dict[bytes, bytes] = field(default_factory=dict)
    shapes: dict[bytes, Any] = field(default_factory=dict)
    root: bytes = b""

    def __post_init__(self) -> None:
        paths = {nibbles_of(key): value for key, value in self.items.items()}
        self.root = self._kept(self._node(paths))

    def _kept(self, node: Any) -> bytes:
        raw = self.make(node)
        name = keccak256(raw)
        self.nodes[name], self.shapes[name] = raw, node
        return name

    def _node(self, paths: dict[tuple[int, ...], bytes]) -> Any:
        if not paths:
            return b""
        if len(paths) == 1:
            ((path, value),) = paths.items()
            return [hex_prefix(path, leaf=True), value]
        common = common_start(min(paths), max(paths))
        if common:
            below = {path[len(common) :]: value for path, value in paths.items()}
            return [hex_prefix(common, leaf=False), self._reference(below)]
        ways = [
            self._reference(
                {path[1:]: value for path, value in paths.items() if path[:1] == (way,)}
            )
            for way in range(16)
        ]
        return [*ways, paths.get((), b"")]

    def _reference(self, paths: dict[tuple[int, ...], bytes]) -> Any:
        node = self._node(paths)
        if node == b"" or len(plain(node)) < 32:
            return node
        return self._kept(node)

    def prove(self, key: bytes) -> list[bytes]:
        path, proof = nibbles_of(key), []
        reference: Any = self.root
        while reference:
            if isinstance(reference, bytes):
                proof.append(self.nodes[reference])
                node = self.shapes[reference]
            else:
                node = reference
            if len(node) == 17:
                reference = node[path[0]] if path else b""
                path = path[1:]
                continue
            digits = nibbles_of(node[0])
            part = digits[1:] if digits[0] % 2 else digits[2:]
            follows = digits[0] < 2 and path[: len(part)] == part
            reference = node[1] if follows else b""
            path = path[len(part) :]
        return proof
