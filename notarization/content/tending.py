"""What a store does beside its users: send to IPFS what waits, unpin what is erased, check.

Each may be killed anywhere and begun anew; of two at once the second waits.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ledger.errors import LedgerError
from notarization.content.backlog import backlog, names
from notarization.content.checking import check_if_due
from notarization.content.directory import DirectoryStore
from notarization.content.errors import ContentErased, ContentError, GatewayUnreachable
from notarization.content.ipfs import IpfsStore
from notarization.content.rounds import LOCK, Fault, Round, keep

# seconds before nodes are asked again that did not take what waits
PATIENCE: Final = 60.0
POLL: Final = 1.0
# seconds until the next check after one in which a node was silent
SOON: Final = 600.0
LOGGED: Final = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was sent to every node, how many were unpinned, and what still waits."""

    sent: tuple[str, ...]
    unpinned: int
    waiting: tuple[Fault, ...]


def push(store: IpfsStore) -> Pushed:
    """Send what waits and unpin what is erased. Raises StoreFull, StoreFailed."""
    with store.shelf.alone(LOCK):
        round_ = Round()
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


def _push(store: IpfsStore, name: str, round_: Round) -> tuple[Fault, ...] | None:
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


def _unpin(store: IpfsStore, name: str, round_: Round) -> tuple[Fault, ...] | None:
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


@dataclass(frozen=True, slots=True)
class Tending:
    """What is tended: a store, how often it is checked (seconds), and what is known to be in it."""

    store: IpfsStore | DirectoryStore
    every: float
    known: Callable[[], Iterable[str]] = tuple
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def follow(tending: Tending, stop: threading.Event) -> None:
    """Push what waits as it comes, check now and then, until stopped; errors are logged."""
    store, quiet = tending.store, 0.0
    wait = tending.every
    due = backlog(store.root).left(wait, tending.now())
    while not stop.wait(POLL):
        quiet, due = quiet - POLL, due - POLL
        try:
            if quiet <= 0 and isinstance(store, IpfsStore) and backlog(store.root).waits:
                quiet = _pushed(store)
            if due <= 0:
                due = SOON
                wait, due = _checked(tending, wait)
        except (ContentError, LedgerError, OSError) as error:
            quiet = PATIENCE
            log.warning("content not tended: %s", error)


def _pushed(store: IpfsStore) -> float:
    """Seconds until nodes are asked again."""
    faults = push(store).waiting
    _log("content waits", faults)
    return PATIENCE if faults else 0.0


def _checked(tending: Tending, wait: float) -> tuple[float, float]:
    """Seconds between two checks, fewer where a node was only silent, and until the next."""
    found = check_if_due(tending.store, tending.now, tending.known(), every=wait)
    if found is None:
        left = backlog(tending.store.root).left(tending.every, tending.now())
        return tending.every, left
    _log("content lacking", found.lacking)
    if found.unnamed:
        log.warning("contents without an application (content unnamed): %d", found.unnamed)
    silent = any(isinstance(each.error, GatewayUnreachable) for each in found.lacking)
    wait = min(tending.every, SOON) if silent else tending.every
    return wait, wait


def _log(what: str, faults: Sequence[Fault]) -> None:
    for fault in faults[:LOGGED]:
        log.warning("%s: %s %s", what, fault.name, fault.error)
    if len(faults) > LOGGED:
        log.warning("%s: %d in all", what, len(faults))
