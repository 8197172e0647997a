"""OFF CHAIN tables of the registry's desk, and the list of the files that it works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, delete, func, insert, or_, select, update

from ledger.domain.desk import Deed
from ledger.store.repositories.rows import find, find_among, find_one, put, table
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationStateRow,
    NoticeApplicantRow,
    NoticeRow,
)
from ledger.store.tables.desk import ClaimRow, DeskEntryRow, DraftRow, FiledRecordRow, RecusalRow
from ledger.store.tables.search import SearchPartyRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select

    from ledger.store.engine import Session, WriteSession

_S = table(ApplicationStateRow).columns
_A = table(ApplicantRow).columns
_N = table(NoticeRow).columns
_P = table(NoticeApplicantRow).columns
_Q = table(SearchPartyRow).columns
_C = table(ClaimRow).columns
_E = table(DeskEntryRow).columns
_F = table(FiledRecordRow).columns
_R = table(RecusalRow).columns
_D = table(DraftRow).columns
# a file without a deadline stands behind all that have one
UNBOUNDED: Final = 2**62
ESCAPE: Final = "\\"


@dataclass(frozen=True, slots=True)
class Queue:
    """Which files are asked for. `assignee` None: whoever has them; empty: those of nobody.

    `text` is looked for in names of data and applicants and at the beginning of the file's id.
    """

    registry_code: int
    states: Sequence[int]
    assignee: bytes | None = None
    text: str = ""


def queue(
    session: Session, which: Queue, after: tuple[int, bytes] | None, limit: int
) -> list[tuple[int, ApplicationStateRow]]:
    """Files by their deadline on the register, the nearest first; each with its place."""
    place = case((_S.due == 0, UNBOUNDED), else_=_S.due)
    statement = select(place, *_S).where(*_asked(which)).order_by(place, _S.application)
    if which.assignee is not None:
        own = func.coalesce(_C.party, b"")
        statement = statement.outerjoin(table(ClaimRow), _C.application == _S.application).where(
            own == which.assignee
        )
    if after is not None:
        due, subject = after
        statement = statement.where((place > due) | ((place == due) & (_S.application > subject)))
    found = session.connection.execute(statement.limit(limit))
    return [(int(row[0]), ApplicationStateRow.read(row[1:])) for row in found]


def _asked(which: Queue) -> list[ColumnElement[bool]]:
    conditions = [_S.registry_code == which.registry_code, _S.state.in_(which.states)]
    if which.text:
        conditions.append(_found(which.text))
    return conditions


def _found(text: str) -> ColumnElement[bool]:
    escaped = "".join(ESCAPE * (each in "%_\\") + each for each in text)
    like = f"%{escaped}%"

    def in_(chosen: Select[tuple[bytes]]) -> ColumnElement[bool]:
        return _S.application.in_(chosen)

    named = select(_Q.party).where(or_(_Q.name.like(like, escape=ESCAPE), _Q.uscc == text.upper()))
    ways = [
        in_(select(_F.application).where(_F.data_name.like(like, escape=ESCAPE))),
        in_(select(_N.application).where(_N.data_name.like(like, escape=ESCAPE))),
        in_(select(_P.application).where(_P.name.like(like, escape=ESCAPE))),
        in_(select(_A.application).where(_A.party.in_(named), _A.current == 1)),
    ]
    try:
        first = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        first = b""
    if first:
        last = first + b"\xff" * (len(first) <= 32) * 33  # noqa: PLR2004 (an id's length)
        ways.append(_S.application.between(first, last))
    return or_(*ways)


def count_by_state(session: Session, registry_code: int) -> dict[int, int]:
    """How many applications of a registry stand in each state."""
    counted = select(_S.state, func.count()).where(_S.registry_code == registry_code)
    found = session.connection.execute(counted.group_by(_S.state))
    return {int(state): int(count) for state, count in found}


def claims(session: Session, subjects: Iterable[bytes]) -> dict[bytes, ClaimRow]:
    """Who works on these applications."""
    return {row.application: row for row in find_among(session, ClaimRow, "application", subjects)}


def claim(session: Session, subject: bytes) -> ClaimRow | None:
    """Who works on an application; None where nobody ever did."""
    return find_one(session, ClaimRow, subject)


def claims_by(session: Session, registry_code: int, party: bytes) -> list[ClaimRow]:
    """The applications that somebody works on at a registry, by their ids."""
    mine = (_C.registry_code == registry_code, _C.party == party)
    return find(session, ClaimRow, *mine, order=(_C.application,))


def settle(work: WriteSession, row: ClaimRow) -> bool:
    """Write a claim in the place of the version before it; false where another came first."""
    if row.version == 1:
        if claim(work, row.application) is not None:
            return False
        put(work, (row,))
        return True
    before = (_C.application == row.application, _C.version == row.version - 1)
    changed = update(table(ClaimRow)).where(*before)
    values = {"party": row.party, "since": row.since, "version": row.version}
    return work.connection.execute(changed.values(values)).rowcount == 1


def recusals(session: Session, subjects: Iterable[bytes]) -> list[RecusalRow]:
    """Who may not work on these applications, the first first."""
    rows = find_among(session, RecusalRow, "application", subjects)
    return sorted(rows, key=lambda row: row.time)


def recuse(work: WriteSession, row: RecusalRow) -> None:
    """Note that somebody may not."""
    put(work, (row,))


def log(work: WriteSession, row: DeskEntryRow) -> None:
    """Add an entry; an entry that is there already is a fault of ours, never replaced."""
    columns = [column.name for column in table(DeskEntryRow).columns]
    values = dict(zip(columns, row.values(), strict=True))
    work.connection.execute(insert(table(DeskEntryRow)).values(values))


def entries(
    session: Session, registry_code: int, subject: bytes | None, below: bytes | None, limit: int
) -> list[DeskEntryRow]:
    """Entries of a registry's log, newest first."""
    conditions = [_E.registry_code == registry_code]
    if subject is not None:
        conditions.append(_E.application == subject)
    if below is not None:
        conditions.append(_E.entry < below)
    return find(session, DeskEntryRow, *conditions, order=(_E.entry.desc(),), limit=limit)


def grants(session: Session, subject: bytes) -> list[DeskEntryRow]:
    """The entries that tell of a file of an application being opened to somebody, oldest first."""
    granted = (_E.application == subject, _E.deed == int(Deed.GRANTED))
    return find(session, DeskEntryRow, *granted, order=(_E.entry,))


def filed_record(session: Session, subject: bytes) -> FiledRecordRow | None:
    """The record that was opened for the registry's staff."""
    return find_one(session, FiledRecordRow, subject)


def filed_records(session: Session, subjects: Iterable[bytes]) -> dict[bytes, FiledRecordRow]:
    """The records that were opened for the registry's staff."""
    rows = find_among(session, FiledRecordRow, "application", subjects)
    return {row.application: row for row in rows}


def keep_record(work: WriteSession, row: FiledRecordRow) -> None:
    """Keep a record, in the place of an earlier one of the same application."""
    put(work, (row,))


def draft(session: Session, digest: bytes) -> DraftRow | None:
    """An act that was prepared."""
    return find_one(session, DraftRow, digest)


def drafts(session: Session, subject: bytes) -> list[DraftRow]:
    """The acts that were prepared for an application, newest first."""
    return find(session, DraftRow, _D.application == subject, order=(_D.time.desc(),))


def open_drafts(session: Session, registry_code: int) -> list[DraftRow]:
    """The acts that were prepared at a registry and not entered, newest first."""
    mine = (_D.registry_code == registry_code, _D.block == 0)
    return find(session, DraftRow, *mine, order=(_D.time.desc(),))


def drop_draft(work: WriteSession, digest: bytes) -> None:
    """Delete an act that was prepared."""
    work.connection.execute(delete(table(DraftRow)).where(_D.digest == digest))


def settle_draft(work: WriteSession, row: DraftRow) -> bool:
    """Write a draft in the place of the version before it; false where another came first."""
    before = draft(work, row.digest)
    if (before.version if before else 0) != row.version - 1:
        return False
    put(work, (row,))
    return True
