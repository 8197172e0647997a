"""Titles, shares and certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, tuple_

from ledger.store.repositories.rows import find, find_among, find_one, table
from ledger.store.tables.title import (
    CertificateRow,
    CertificateVersionRow,
    HoldingRow,
    SuccessionRow,
    TitleRow,
    TitleStateRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from ledger.store.engine import Session

_C = table(CertificateRow).columns
_V = table(CertificateVersionRow).columns
_H = table(HoldingRow).columns
_T = table(TitleRow).columns
_U = table(SuccessionRow).columns


def title(session: Session, subject: bytes) -> TitleRow | None:
    """A title as issued."""
    return find_one(session, TitleRow, subject)


def titles(session: Session, subjects: Iterable[bytes]) -> dict[bytes, TitleRow]:
    """Titles as issued."""
    return {row.title: row for row in find_among(session, TitleRow, "title", subjects)}


def titles_of_applications(session: Session, applications: Iterable[bytes]) -> list[TitleRow]:
    """The titles that applications led to."""
    return find_among(session, TitleRow, "application", applications)


def followed_by(session: Session, subject: bytes, until: int) -> list[SuccessionRow]:
    """The titles that followed one after its end, up to a time."""
    conditions = (_U.predecessor == subject, _U.time <= until)
    return find(session, SuccessionRow, *conditions, order=(_U.block, _U.successor))


def follows(session: Session, subject: bytes) -> bytes | None:
    """The ended title that one follows."""
    rows = find(session, SuccessionRow, _U.successor == subject, order=(_U.block,), limit=1)
    return rows[0].predecessor if rows else None


@dataclass(frozen=True, slots=True)
class Over:
    """Titles over a data object, issued no later than a time; not that one."""

    fingerprint: bytes
    until: int
    but: bytes = b""


def titles_over(
    session: Session, over: Over, after: tuple[int, bytes], limit: int
) -> list[TitleRow]:
    """Such titles after a block and an id, in the order of their issue."""
    beyond = tuple_(_T.block, _T.title) > tuple_(*after)
    order = (_T.block, _T.title)
    return find(session, TitleRow, *_over(over), beyond, order=order, limit=limit)


def count_over(session: Session, over: Over) -> int:
    """How many such titles there are."""
    statement = select(func.count()).select_from(table(TitleRow)).where(*_over(over))
    return int(session.connection.execute(statement).scalar_one())


def _over(over: Over) -> tuple[ColumnElement[bool], ...]:
    same = _T.fingerprint == over.fingerprint
    return same, _T.issued_time <= over.until, _T.title != over.but


def states(session: Session, subjects: Iterable[bytes]) -> dict[bytes, TitleStateRow]:
    """The records of titles."""
    return {row.title: row for row in find_among(session, TitleStateRow, "title", subjects)}


def certificate(session: Session, number: int) -> CertificateRow | None:
    """A certificate as issued."""
    rows = find(session, CertificateRow, _C.number == number, order=(_C.block,), limit=1)
    return rows[0] if rows else None


def certificates_of_numbers(session: Session, numbers: Iterable[int]) -> dict[int, CertificateRow]:
    """Certificates by number, as far as they were issued."""
    rows = find_among(session, CertificateRow, "number", set(numbers))
    return {row.number: row for row in sorted(rows, key=lambda row: row.block, reverse=True)}


def certificates(session: Session, subjects: Iterable[bytes]) -> list[CertificateRow]:
    """All certificates of titles, in the order of their numbers."""
    rows = find_among(session, CertificateRow, "title", subjects)
    return sorted(rows, key=lambda row: row.number)


def versions(session: Session, subject: bytes, number: int) -> list[CertificateVersionRow]:
    """What a certificate said, from its first version on."""
    conditions = (_V.title == subject, _V.number == number)
    return find(session, CertificateVersionRow, *conditions, order=(_V.version,))


def holdings(session: Session, subjects: Iterable[bytes]) -> list[HoldingRow]:
    """Who holds what of titles; ended holdings too."""
    return find_among(session, HoldingRow, "title", subjects)


def held_by(session: Session, party: bytes, after: bytes, limit: int) -> list[HoldingRow]:
    """What a party holds, by the ids of the titles."""
    some = or_(_H.hold > 0, _H.use > 0, _H.oper > 0)
    conditions = (_H.party == party, some, _H.title > after)
    return find(session, HoldingRow, *conditions, order=(_H.title,), limit=limit)
