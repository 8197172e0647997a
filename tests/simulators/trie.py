"""A maker of tries and proofs, written apart from the verifier and on another RLP library."""

from collections.abc import Mapping
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


@dataclass
class MadeTrie:
    """A trie over given keys; `prove` lists the nodes from the root to where a key ends."""

    items: Mapping[bytes, bytes]
    nodes: dict[bytes, bytes] = field(default_factory=dict)
    root: bytes = b""

    def __post_init__(self) -> None:
        paths = {nibbles_of(key): value for key, value in self.items.items()}
        raw = rlp.encode(self._node(paths))
        self.root = keccak256(raw)
        self.nodes[self.root] = raw

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
        raw = rlp.encode(node)
        if node == b"" or len(raw) < 32:
            return node
        self.nodes[keccak256(raw)] = raw
        return keccak256(raw)

    def prove(self, key: bytes) -> list[bytes]:
        path, proof = nibbles_of(key), []
        reference: Any = self.root
        while reference:
            if isinstance(reference, bytes):
                proof.append(self.nodes[reference])
                node = rlp.decode(self.nodes[reference])
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
