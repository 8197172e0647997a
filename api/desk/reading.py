"""Who can open a file of an application, by the keys that it is sealed for and the desk's log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from api.desk import records
from api.desk.contents import left_here
from api.desk.errors import ContentNotKept
from ledger.store.engine import read_session
from ledger.store.repositories import desk, offchain
from notarization.content.chosen import require_nodes, store_of
from notarization.content.sealing import Identity, Reader
from notarization.content.store import SealedRef

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.store.tables.desk import DeskEntryRow

OWN: Final = "own.age"


class Who(StrEnum):
    """In what capacity somebody reads."""

    REGISTRANT = "registrant"
    REGISTRY = "registry"
    COURT = "court"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One key that opens the file; of a court the last order and when it was carried out."""

    who: Who
    reader: Reader
    order: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Who can open a file, and how many more of whom the sealed bytes tell no key."""

    readings: tuple[Reading, ...]
    unnamed: int


def readers(wiring: Wiring, application: bytes, digest: bytes) -> Known:
    """Who can open a file, by SHA-256, of an application.

    Raises:
        ContentNotKept: no such file of it is kept here.
        RecordKeyMissing, ContentError: it cannot be told.
    """
    require_nodes(wiring.settings)
    identity = records.key_of(wiring)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = offchain.content(session, digest, application)
        granted = desk.grants(session, application)
    if row is None:
        raise ContentNotKept(digest)
    ref = SealedRef(row.digest, row.address)
    with left_here(row.address):
        found = store_of(wiring.settings).readers(ref, identity)
    orders = dict(_order(each) for each in granted if each.reason.startswith(digest.hex()))
    own = wiring.settings.keys / OWN
    mine = Identity.parse(own.read_text(encoding="ascii")).readers if own.exists() else ()
    return Known(
        tuple(_reading(each, identity.readers, mine, orders) for each in found.known),
        found.unnamed,
    )


def _order(entry: DeskEntryRow) -> tuple[str, tuple[str, int]]:
    """To which key a file was opened, on which order and when, as `grant` logged it."""
    _, reader, order = entry.reason.split(" ", 2)
    return reader, (order, entry.time)


def _reading(
    reader: Reader,
    registry: tuple[Reader, ...],
    registrant: tuple[Reader, ...],
    orders: dict[str, tuple[str, int]],
) -> Reading:
    if reader in registry:
        return Reading(Who.REGISTRY, reader)
    if reader in registrant:
        return Reading(Who.REGISTRANT, reader)
    if reader.key in orders:
        return Reading(Who.COURT, reader, *orders[reader.key])
    return Reading(Who.UNKNOWN, reader)
