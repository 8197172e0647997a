"""One round over the nodes of a store: what they were asked, and what they had not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.domain import canonical
from notarization.content.cards import Card
from notarization.content.errors import (
    CidDiffers,
    ContentError,
    GatewayRefused,
    GatewayUnreachable,
    GatewayWrong,
)
from notarization.content.ipfs import checked
from notarization.content.node import Node

# what sends and what checks wait for each other, so that what was erased meanwhile is unpinned last
LOCK: Final = ".tending"


@dataclass(frozen=True, slots=True)
class Fault:
    """A content that a node has not (or, without an address, that cannot be read here), and why."""

    name: str
    address: str
    error: ContentError


@dataclass(slots=True)
class Round:
    """A silent node is not asked again in it."""

    silent: dict[str, GatewayUnreachable] = field(default_factory=dict)

    def faults(
        self, nodes: Iterable[Node], name: str, act: Callable[[Node], None]
    ) -> Iterator[Fault]:
        """What nodes had against it."""
        for node in nodes:
            try:
                if node.address in self.silent:
                    raise self.silent[node.address]
                act(node)
            except ContentError as error:
                if isinstance(error, GatewayUnreachable):
                    self.silent[node.address] = error
                yield Fault(name, node.address, error)

    def heard(self, nodes: Iterable[Node]) -> list[Node]:
        """Those that were not silent."""
        return [each for each in nodes if each.address not in self.silent]


def keep(node: Node, card: Card, data: bytes) -> None:
    """Let a node keep the bytes unless it gives them back already. Raises as `give`."""
    try:
        require_held(node, card)
    except (GatewayRefused, GatewayWrong):
        give(node, card, data)


def give(node: Node, card: Card, data: bytes) -> None:
    """Let a node keep the bytes, and read them back from it.

    Raises CidDiffers, GatewayUnreachable, GatewayRefused, GatewayWrong.
    """
    found = node.add(data)
    if found != card.cid:
        raise CidDiffers(node.address, expected=card.cid, found=found)
    checked(node, card)


def require_held(node: Node, card: Card) -> None:
    """Raise GatewayUnreachable, GatewayRefused or GatewayWrong unless a node keeps a content."""
    if not node.pinned(card.cid):
        raise GatewayRefused(node.address, "not pinned")
    checked(node, card)


def fault_shape(fault: Fault) -> dict[str, canonical.JsonInput]:
    """What a node has not, and why."""
    return {
        "name": fault.name,
        "address": fault.address,
        "code": fault.error.code,
        "text": str(fault.error),
    }
