"""Applications, notices, and the filings over data objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.store.repositories.party import persons
from ledger.store.repositories.rows import find, find_among, find_one, table
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationRow,
    ApplicationStateRow,
    CertifiedRow,
    NoticeApplicantRow,
    NoticeRow,
    ObjectFilingRow,
    ParticipantRow,
    StepRow,
)
from ledger.store.tables.title import TitleNoticeRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column, ColumnElement

    from ledger.store.engine import Session

_S = table(ApplicationStateRow).columns
_C = table(ApplicationRow).columns
_P = table(ApplicantRow).columns
_N = table(NoticeRow).columns
_F = table(ObjectFilingRow).columns


@dataclass(frozen=True, slots=True)
class Filter:
    """Which applications are asked for; None asks for all."""

    registry_code: int | None = None
    state: int | None = None
    party: bytes | None = None


def application(session: Session, subject: bytes) -> ApplicationRow | None:
    """An application's content."""
    return find_one(session, ApplicationRow, subject)


def contents(session: Session, subjects: Iterable[bytes]) -> dict[bytes, ApplicationRow]:
    """The contents of applications."""
    rows = find_among(session, ApplicationRow, "application", subjects)
    return {row.application: row for row in rows}


def states(session: Session, subjects: Iterable[bytes]) -> dict[bytes, ApplicationStateRow]:
    """Where applications stand."""
    rows = find_among(session, ApplicationStateRow, "application", subjects)
    return {row.application: row for row in rows}


def page(
    session: Session, which: Filter, below: tuple[int, bytes] | None, limit: int
) -> list[ApplicationStateRow]:
    """Applications by their last change, newest first."""
    conditions: list[ColumnElement[bool]] = []
    if which.registry_code is not None:
        conditions.append(_S.registry_code == which.registry_code)
    if which.state is not None:
        conditions.append(_S.state == which.state)
    if which.party is not None:
        filed = select(_P.application).where(_P.party == which.party, _P.current == 1)
        conditions.append(_S.application.in_(filed))
    conditions += below_mark(_S.block, _S.application, below)
    newest = (_S.block.desc(), _S.application.desc())
    return find(session, ApplicationStateRow, *conditions, order=newest, limit=limit)


def below_mark(
    block: Column[int], subject: Column[bytes], mark: tuple[int, bytes] | None
) -> list[ColumnElement[bool]]:
    """What comes after the last entry of a page, newest first."""
    if mark is None:
        return []
    return [(block < mark[0]) | ((block == mark[0]) & (subject < mark[1]))]


def applicants(session: Session, subjects: Iterable[bytes]) -> list[ApplicantRow]:
    """Who applies for which shares; those whom a correction left out are not current."""
    rows = find_among(session, ApplicantRow, "application", subjects)
    return sorted(rows, key=lambda row: (row.application, row.party))


def participants(session: Session, subjects: Iterable[bytes]) -> list[ParticipantRow]:
    """Who took part in fusions and holds nothing, as the contents in force say."""
    rows = find_among(session, ParticipantRow, "application", subjects)
    current = (row for row in rows if row.current)
    return sorted(current, key=lambda row: (row.application, row.party))


def steps(session: Session, subject: bytes) -> list[StepRow]:
    """The steps of an application, in order."""
    columns = table(StepRow).columns
    return find(session, StepRow, columns.application == subject, order=(columns.step,))


def certified(session: Session, subjects: Iterable[bytes]) -> dict[bytes, bytes]:
    """The titles that applications led to."""
    rows = find_among(session, CertifiedRow, "application", subjects)
    return {row.application: row.title for row in rows}


def notices(session: Session, subjects: Iterable[bytes]) -> dict[bytes, NoticeRow]:
    """The notices of applications, with the fields that their titles have made public since."""
    wanted = list(subjects)
    rows = find_among(session, NoticeRow, "application", wanted)
    found = {row.application: row for row in rows}
    for changed in changed_notices(session, wanted):
        # what was never published is not published by a change that publishes nothing
        if not changed.clear and changed.application not in found:
            continue
        found[changed.application] = _renewed(found.get(changed.application), changed)
    return found


def changed_notices(session: Session, subjects: Iterable[bytes]) -> list[TitleNoticeRow]:
    """What titles have published in place of the notices of their applications."""
    return find_among(session, TitleNoticeRow, "application", subjects)


def _renewed(notice: NoticeRow | None, changed: TitleNoticeRow) -> NoticeRow:
    """A notice's row with newer fields: when it was published, and where, is the notice's own."""
    return NoticeRow(
        application=changed.application,
        data_name=changed.data_name,
        industry=changed.industry,
        region=changed.region,
        level=changed.level,
        summary=changed.summary,
        scenarios=changed.scenarios,
        due=notice.due if notice else 0,
        published_time=notice.published_time if notice else changed.published_time,
        clear=changed.clear,
        fault=changed.fault,
        block=notice.block if notice else changed.block,
        seq=notice.seq if notice else changed.seq,
    )


def recent_notices(
    session: Session, below: tuple[int, bytes] | None, limit: int
) -> list[NoticeRow]:
    """Notices, newest first."""
    conditions = below_mark(_N.block, _N.application, below)
    newest = (_N.block.desc(), _N.application.desc())
    return find(session, NoticeRow, *conditions, order=newest, limit=limit)


def named_applicants(session: Session, subjects: Iterable[bytes]) -> list[NoticeApplicantRow]:
    """The names in notices, in their order; none of a natural person."""
    rows = find_among(session, NoticeApplicantRow, "application", subjects)
    unnamed = persons(session, (row.party for row in rows))
    rows = [row for row in rows if row.party not in unnamed]
    return sorted(rows, key=lambda row: (row.application, row.place))


def filings(session: Session, data_object: bytes, limit: int) -> list[ObjectFilingRow]:
    """The first filings over a data object."""
    order = (_F.block, _F.party)
    return find(session, ObjectFilingRow, _F.object == data_object, order=order, limit=limit)


def count_filings(session: Session, data_object: bytes) -> int:
    """How many filings there are over a data object."""
    filed = select(func.count()).select_from(table(ObjectFilingRow))
    statement = filed.where(_F.object == data_object)
    return int(session.connection.execute(statement).scalar_one())


def is_keyed(session: Session, data_object: bytes, fingerprint: bytes) -> bool:
    """Whether a filing over a data object says that its fingerprint is keyed."""
    joined = select(_C.keyed).join(table(ObjectFilingRow), _F.application == _C.application)
    some = joined.where(_F.object == data_object, _C.fingerprint == fingerprint, _C.keyed != 0)
    return session.connection.execute(some.limit(1)).first() is not None
