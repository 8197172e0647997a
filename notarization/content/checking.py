"""Looks for every content of a store, wherever it belongs, and repairs what can be.

What a node lacks comes from another node or from a copy that lies in the folder (`ab/abcdef…`);
what waits in the queue is for `push`. What is nowhere is named as lost, at each check until it is
back. A content with a tombstone is never given to anybody: what a crash or a backup left of it is
destroyed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import Final

from ledger.domain import canonical
from notarization.content.backlog import CHECKED, backlog
from notarization.content.cards import Card
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentError,
    ContentLost,
    ContentMissing,
)
from notarization.content.files import Shelf
from notarization.content.ipfs import IpfsStore
from notarization.content.rounds import LOCK, Fault, Round, fault_shape, give, require_held
from notarization.content.store import SealedRef

# seconds within which whoever keeps a content commits its row
SETTLED: Final = 3600.0
_NAME: Final = re.compile("[0-9a-f]{64}")


class State(Enum):
    """How a content was found."""

    KEPT = auto()
    QUEUED = auto()
    REPAIRED = auto()
    LACKING = auto()
    LOST = auto()
    ERASED = auto()


@dataclass(frozen=True, slots=True)
class Looked:
    """One content, and what is wrong with it."""

    name: str
    state: State
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `kept` counts the repaired, and what waits in the queue is not in it.

    `lacking` tells of every content that a node has not, or nobody: those are `lost`. `unnamed`
    counts those that nobody knows of an hour after they came.
    """

    at: str
    kept: int
    repaired: tuple[str, ...]
    lacking: tuple[Fault, ...]
    lost: tuple[str, ...]
    erased: int
    unnamed: int = 0


def check(
    store: IpfsStore | DirectoryStore, now: Callable[[], datetime], known: Iterable[str] = ()
) -> Checked:
    """Look for every content, and for those that are known to belong here, and repair what can be.

    What is found is written down for the status. Raises StoreFull, StoreFailed.
    """
    with store.shelf.alone(LOCK):
        return _checked(store, now, known)


def check_if_due(
    store: IpfsStore | DirectoryStore,
    now: Callable[[], datetime],
    known: Iterable[str],
    *,
    every: float,
) -> Checked | None:
    """Check, unless another server of the folder has done so within so many seconds.

    Raises StoreFull, StoreFailed.
    """
    with store.shelf.alone(LOCK):
        if backlog(store.root).left(every, now()):
            return None
        return _checked(store, now, known)


def _checked(
    store: IpfsStore | DirectoryStore, now: Callable[[], datetime], known: Iterable[str]
) -> Checked:
    round_ = Round()
    names = {each.stem for each in store.root.glob("??/*") if _NAME.fullmatch(each.stem)}
    named, at = frozenset(known), now().astimezone(UTC)
    looked = [_looked(store, name, round_) for name in sorted(names | named)]
    found = _told(looked, at.isoformat(timespec="seconds"))
    # where nothing is known of the folder is not a registry's
    unnamed = len(settled(store.root, at) - named) if named else 0
    found = replace(found, unnamed=unnamed)
    store.shelf.write(store.root / CHECKED, canonical.encode(shape(found)))
    return found


def settled(root: Path, at: datetime) -> set[str]:
    """What came into a folder so long ago that whoever kept it has told where it belongs."""
    return {name for name, _, since in present(root) if since < at.timestamp() - SETTLED}


def present(root: Path) -> Iterator[tuple[str, int, int]]:
    """What a folder keeps and has not erased: name, bytes of its files, when the first came.

    Of what lies on nodes that is its card.
    """
    files: dict[str, list[tuple[int, float]]] = {}
    for each in root.glob("??/*"):
        if _NAME.fullmatch(each.stem):
            with suppress(FileNotFoundError):
                found = each.stat()
                files.setdefault(each.stem, []).append((found.st_size, found.st_mtime))
    for name, every in files.items():
        if not Shelf(root).grave(name).exists():
            yield name, sum(size for size, _ in every), int(min(since for _, since in every))


def _told(looked: Iterable[Looked], at: str) -> Checked:
    named: dict[State, list[str]] = {state: [] for state in State}
    lacking: list[Fault] = []
    for each in looked:
        named[each.state].append(each.name)
        lacking += each.faults
    return Checked(
        at,
        len(named[State.KEPT]) + len(named[State.REPAIRED]),
        tuple(named[State.REPAIRED]),
        tuple(lacking),
        tuple(named[State.LOST]),
        len(named[State.ERASED]),
    )


def _looked(store: IpfsStore | DirectoryStore, name: str, round_: Round) -> Looked:
    try:
        if isinstance(store, IpfsStore) and (card := store.card(name)) is not None:
            return _on_nodes(store, card, round_)
        DirectoryStore(store.root).stored(name)
        return Looked(name, State.KEPT)
    except ContentErased:
        if store.remains(name):
            store.erase(SealedRef(b"", name), at=datetime.now(UTC))  # the first tombstone stays
        return Looked(name, State.ERASED)
    except (ContentMissing, ContentDigestMismatch) as error:
        if DirectoryStore(store.root).granted(name):
            return Looked(name, State.LACKING, (Fault(name, "", error),))
        damaged = () if isinstance(error, ContentMissing) else (Fault(name, "", error),)
        return Looked(name, State.LOST, (Fault(name, "", ContentLost(name)), *damaged))
    except ContentError as error:
        return Looked(name, State.LACKING, (Fault(name, "", error),))


def _on_nodes(store: IpfsStore, card: Card, round_: Round) -> Looked:
    """Look for one on every node; what waits in the queue is for `push`."""
    name = card.name
    if store.queued(name):
        return Looked(name, State.QUEUED)
    faults = tuple(round_.faults(store.nodes, name, lambda node: require_held(node, card)))
    if not faults:
        return Looked(name, State.KEPT)
    try:
        data = store.stored(card, round_.heard(store.nodes))
    except ContentError:
        store.shelf.require_not_erased(name)
        if len(round_.heard(store.nodes)) < len(store.nodes):
            return Looked(name, State.LACKING, faults)
        return Looked(name, State.LOST, (Fault(name, "", ContentLost(name)), *faults))
    left = _given(store, card, data, faults, round_)
    return Looked(name, State.LACKING if left else State.REPAIRED, left)


def _given(
    store: IpfsStore, card: Card, data: bytes, faults: tuple[Fault, ...], round_: Round
) -> tuple[Fault, ...]:
    """What is still lacking when every node was given again what another has."""
    silent = tuple(each for each in faults if each.address in round_.silent)
    lacking = {each.address for each in faults}
    nodes = [each for each in round_.heard(store.nodes) if each.address in lacking]
    return silent + tuple(round_.faults(nodes, card.name, lambda node: give(node, card, data)))


def shape(found: Checked) -> dict[str, canonical.JsonInput]:
    """What a check found, for a file and for the console."""
    return {
        "checkedAt": found.at,
        "kept": found.kept,
        "repaired": list(found.repaired),
        "lacking": [fault_shape(each) for each in found.lacking],
        "lost": list(found.lost),
        "erased": found.erased,
        "unnamed": found.unnamed,
    }
