"""Sealed files that no application names: a killed process left them, or another place's index.

A file is kept before its row is committed, within one transaction; whoever has the turn to write
therefore sees which files no row will ever name. What else may be among them is for a person to
know: a machine that prepares applications keeps its copies in the same folder, and a database that
was restored from before a file came does not name it either. So nothing here goes by itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.store.engine import unit_of_work
from ledger.store.repositories import offchain
from notarization.content.checking import present
from notarization.content.chosen import store_of
from notarization.content.store import SealedRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.settings import Settings
    from ledger.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A sealed file without a row: its size in bytes, and when it came (seconds since 1970)."""

    name: str
    size: int
    since: int


def unnamed(engine: Engine, settings: Settings) -> list[Unnamed]:
    """What no application names, the oldest first. Raises StoreUnavailable."""
    with _settled(engine, settings) as found:
        return sorted(found.values(), key=lambda each: (each.since, each.name))


def destroy(engine: Engine, settings: Settings, names: Iterable[str]) -> list[str]:
    """Destroy these, with a tombstone each; those that an application names, or nobody keeps, stay.

    Which stay. Raises StoreUnavailable, StoreFull, StoreFailed.
    """
    store = store_of(settings)
    with _settled(engine, settings) as found:
        asked = dict.fromkeys(names)
        for name in asked:
            if name in found:
                store.erase(SealedRef(b"", name), at=datetime.now(UTC))
        return [name for name in asked if name not in found]


@contextmanager
def _settled(engine: Engine, settings: Settings) -> Iterator[dict[str, Unnamed]]:
    """What no row names while nobody else can keep a file."""
    with unit_of_work(engine, silent=True) as work:
        named = offchain.addresses(work)
        yield {
            name: Unnamed(name, size, since)
            for name, size, since in present(settings.content)
            if name not in named
        }
