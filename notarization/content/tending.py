"""What a store on IPFS does beside its users: send what waits, unpin what is erased, check, repair.

Each may be killed anywhere and begun anew; of two at once the second waits.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from ledger.domain import canonical
from notarization.content.backlog import CHECKED, backlog, names
from notarization.content.cards import Card
from notarization.content.errors import (
    CidDiffers,
    ContentErased,
    ContentError,
    GatewayRefused,
    GatewayUnreachable,
)
from notarization.content.ipfs import IpfsStore, checked
from notarization.content.node import Node

_LOCK: Final = ".tending"
# seconds before nodes are asked again that did not take what waits
PATIENCE: Final = 60.0
POLL: Final = 1.0
# seconds until the next check after one in which a node was silent
SOON: Final = 600.0
LOGGED: Final = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """A content that a node has not (or, without an address, that cannot be read here), and why."""

    name: str
    address: str
    error: ContentError


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was sent to every node, how many were unpinned, and what still waits."""

    sent: tuple[str, ...]
    unpinned: int
    waiting: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: kept on every node, repaired, and what is lacking."""

    at: str
    kept: int
    repaired: tuple[str, ...]
    lacking: tuple[Fault, ...]


@dataclass(slots=True)
class _Round:
    """One round over the nodes: a silent one is not asked again in it."""

    silent: dict[str, GatewayUnreachable] = field(default_factory=dict)

    def faults(
        self, nodes: Iterable[Node], name: str, act: Callable[[Node], None]
    ) -> Iterator[Fault]:
        for node in nodes:
            try:
                if node.address in self.silent:
                    raise self.silent[node.address]
                act(node)
            except ContentError as error:
                if isinstance(error, GatewayUnreachable):
                    self.silent[node.address] = error
                yield Fault(name, node.address, error)


def push(store: IpfsStore) -> Pushed:
    """Send what waits and unpin what is erased. Raises StoreFull, StoreFailed."""
    with store.shelf.alone(_LOCK):
        round_ = _Round()
        sent: list[str] = []
        faults: list[Fault] = []
        for name in names(store.queue):
            found = _push(store, name, round_)
            faults += found or ()
            sent += [name] if found == () else []
        unpinned = 0
        for name in names(store.unpin):
            found = _unpin(store, name, round_)
            faults += found or ()
            unpinned += found == ()
        return Pushed(tuple(sent), unpinned, tuple(faults))


def _push(store: IpfsStore, name: str, round_: _Round) -> tuple[Fault, ...] | None:
    """Send one; what nodes would not take, or None where there is nothing to send any more."""
    path = store.queue / name
    with store.alone():
        if not store.card_path(name).exists() or store.shelf.grave(name).exists():
            store.shelf.remove(path)  # killed before its card, or erased: nobody asks for it
            return None
    try:
        card = store.require_card(name)
        data = store.stored(card)
    except ContentErased:
        return None
    except ContentError as error:
        return (Fault(name, "", error),)
    faults = tuple(round_.faults(store.nodes, name, lambda node: keep(node, card, data)))
    if not faults:
        store.shelf.remove(path)
    return faults


def _unpin(store: IpfsStore, name: str, round_: _Round) -> tuple[Fault, ...] | None:
    """Unpin one; None where it is not erased."""
    path = store.unpin / name
    with store.alone():
        if not store.shelf.grave(name).exists():
            store.shelf.remove(path)  # killed before its tombstone: not erased
            return None
    cid = path.read_text(encoding="ascii")
    faults = tuple(round_.faults(store.nodes, name, lambda node: node.unpin(cid)))
    if not faults:
        store.shelf.remove(path)
    return faults


def keep(node: Node, card: Card, data: bytes) -> None:
    """Let a node keep the bytes, and read them back from it.

    Raises CidDiffers, GatewayUnreachable, GatewayRefused, GatewayWrong.
    """
    if not node.pinned(card.cid):
        found = node.add(data)
        if found != card.cid:
            raise CidDiffers(node.address, expected=card.cid, found=found)
    checked(node, card)


def check(store: IpfsStore, now: Callable[[], datetime]) -> Checked:
    """Look on every node for every content that is not in the queue, and repair what can be.

    What one node lacks comes from another that has it. What is found is written down for `last`.
    Raises StoreFull, StoreFailed.
    """
    with store.shelf.alone(_LOCK):
        kept, repaired, lacking, round_ = 0, list[str](), list[Fault](), _Round()
        for path in sorted(store.root.glob("??/*.json")):
            if (store.queue / path.stem).exists():
                continue
            try:
                card = store.require_card(path.stem)
            except ContentErased:
                continue
            except ContentError as error:
                lacking.append(Fault(path.stem, "", error))
                continue
            faults = tuple(round_.faults(store.nodes, card.name, _held(card)))
            left = _repair(store, card, faults, round_)
            lacking += left
            kept += not left
            repaired += [card.name] if faults and not left else []
        at = now().astimezone(UTC).isoformat(timespec="seconds")
        found = Checked(at, kept, tuple(repaired), tuple(lacking))
        store.shelf.write(store.root / CHECKED, canonical.encode(shape(found)))
        return found


def _held(card: Card) -> Callable[[Node], None]:
    def act(node: Node) -> None:
        checked(node, card)
        if not node.pinned(card.cid):
            raise GatewayRefused(node.address, "not pinned")

    return act


def _repair(
    store: IpfsStore, card: Card, faults: tuple[Fault, ...], round_: _Round
) -> tuple[Fault, ...]:
    """What is still lacking when every node was given again what another has."""
    if not faults:
        return ()
    try:
        data = store.stored(card)
    except (ContentError, OSError):
        return faults
    lacking = {each.address for each in faults} - set(round_.silent)
    nodes = [each for each in store.nodes if each.address in lacking]
    silent = tuple(each for each in faults if each.address in round_.silent)
    return silent + tuple(round_.faults(nodes, card.name, lambda node: _again(node, card, data)))


def _again(node: Node, card: Card, data: bytes) -> None:
    found = node.add(data)
    if found != card.cid:
        raise CidDiffers(node.address, expected=card.cid, found=found)
    checked(node, card)


def shape(found: Checked) -> dict[str, canonical.JsonInput]:
    """What a check found, for a file and for the console."""
    return {
        "checkedAt": found.at,
        "kept": found.kept,
        "repaired": list(found.repaired),
        "lacking": [fault_shape(each) for each in found.lacking],
    }


def fault_shape(fault: Fault) -> dict[str, canonical.JsonInput]:
    """What a node has not, and why."""
    return {
        "name": fault.name,
        "address": fault.address,
        "code": fault.error.code,
        "text": str(fault.error),
    }


def follow(
    store: IpfsStore, stop: threading.Event, *, every: float, now: Callable[[], datetime]
) -> None:
    """Push what waits as it comes, check now and then, until stopped; errors are logged."""
    quiet, due = 0.0, every - backlog(store.root).age(now())
    while not stop.wait(POLL):
        quiet, due = quiet - POLL, due - POLL
        try:
            if quiet <= 0 and backlog(store.root).waits:
                quiet = _pushed(store)
            if due <= 0:
                due = _checked(store, every, now)
        except (ContentError, OSError) as error:
            quiet = PATIENCE
            log.warning("content not tended: %s", error)


def _pushed(store: IpfsStore) -> float:
    """Seconds until nodes are asked again."""
    faults = push(store).waiting
    _log("content waits", faults)
    return PATIENCE if faults else 0.0


def _checked(store: IpfsStore, every: float, now: Callable[[], datetime]) -> float:
    """Seconds until the next check, which comes soon where a node was only silent."""
    faults = check(store, now).lacking
    _log("content lacking", faults)
    silent = any(isinstance(each.error, GatewayUnreachable) for each in faults)
    return min(every, SOON) if silent else every


def _log(what: str, faults: Sequence[Fault]) -> None:
    for fault in faults[:LOGGED]:
        log.warning("%s: %s %s", what, fault.name, fault.error)
    if len(faults) > LOGGED:
        log.warning("%s: %d in all", what, len(faults))
