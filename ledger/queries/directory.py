"""The directory of institutions: who is listed as what, and with what state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.directory import KINDS, ListingAt, ListingWord
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.names import NamedParty, named
from ledger.queries.pages import bounded
from ledger.store.repositories import directory

if TYPE_CHECKING:
    from ledger.domain.acts import InstitutionKind
    from ledger.store.engine import ReadSession
    from ledger.store.tables.directory import InstitutionRow


@dataclass(frozen=True, slots=True)
class Listed:
    """An institution of the directory; `licence` and `ground` are digests."""

    party: bytes
    listing: ListingAt
    licence: bytes
    ground: bytes
    changed: int


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of the directory at a time, by party; `next` asks for more."""

    as_of: AsOf
    time: int
    institutions: tuple[Listed, ...]
    names: Mapping[bytes, NamedParty]
    next: bytes | None


def institutions(
    session: ReadSession,
    kind: InstitutionKind | None = None,
    *,
    after: bytes = b"",
    limit: int = 50,
) -> Directory:
    """The institutions of a kind, or of all, with their state at the mirror's time."""
    stamp, limit = as_of(session), bounded(limit)
    wanted = KINDS if kind is None else 1 << kind
    rows = directory.institutions(session, wanted, after, limit + 1)
    shown = rows[:limit]
    return Directory(
        as_of=stamp,
        time=stamp.time,
        institutions=tuple(_listed(row, stamp.time) for row in shown),
        names=named(session, (row.party for row in shown)),
        next=shown[-1].party if len(rows) > limit else None,
    )


@dataclass(frozen=True, slots=True)
class Above:
    """A court or organ, and who stands directly above it; `basis` is the digest that shows it."""

    court: bytes
    superior: bytes
    basis: bytes
    named: int


@dataclass(frozen=True, slots=True)
class Superiors:
    """A page of who stands above whom, by court; `next` asks for more."""

    as_of: AsOf
    above: tuple[Above, ...]
    names: Mapping[bytes, NamedParty]
    next: bytes | None


def superiors(session: ReadSession, *, after: bytes = b"", limit: int = 50) -> Superiors:
    """Who stands above which court or organ, and may lift and extend its orders."""
    limit = bounded(limit)
    rows = directory.superiors(session, after, limit + 1)
    shown = rows[:limit]
    return Superiors(
        as_of=as_of(session),
        above=tuple(Above(row.court, row.superior, row.basis, row.named_time) for row in shown),
        names=named(session, {each for row in shown for each in (row.court, row.superior)}),
        next=shown[-1].court if len(rows) > limit else None,
    )


def _listed(row: InstitutionRow, time: int) -> Listed:
    word = ListingWord(row.kinds, row.since, row.until, bool(row.suspended))
    return Listed(row.party, word.at(time), row.licence, row.ground, row.listed_time)
