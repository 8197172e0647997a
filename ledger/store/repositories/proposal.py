"""OFF CHAIN tables: acts that parties propose to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.desk import DraftRow
from ledger.store.tables.proposal import DraftSideRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from ledger.store.engine import Session, WriteSession

_D = table(DraftRow).columns
_S = table(DraftSideRow).columns


def proposal(session: Session, draft: bytes, parties: Iterable[bytes]) -> DraftRow | None:
    """A draft that one of these parties may see."""
    if not any(find_one(session, DraftSideRow, each, draft) for each in parties):
        return None
    return find_one(session, DraftRow, draft)


def proposals(
    session: Session, parties: Sequence[bytes], below: tuple[int, bytes] | None, limit: int
) -> list[DraftRow]:
    """The drafts that these parties may see, newest first."""
    seen = select(_S.draft).where(_S.party.in_(parties))
    conditions: list[ColumnElement[bool]] = [_D.digest.in_(seen)]
    if below is not None:
        time, draft = below
        conditions.append(or_(_D.time < time, (_D.time == time) & (_D.digest < draft)))
    order = (_D.time.desc(), _D.digest.desc())
    return find(session, DraftRow, *conditions, order=order, limit=limit)


def sides(session: Session, draft: bytes) -> list[DraftSideRow]:
    """The parties that may see a draft."""
    return find(session, DraftSideRow, _S.draft == draft)


def count_open(session: Session, party: bytes) -> int:
    """How many drafts a party proposed that have not been entered."""
    own = select(func.count()).where(
        _D.party == party, _D.block == 0, _D.digest.in_(select(_S.draft))
    )
    return int(session.connection.execute(own).scalar_one())


def open_since(session: Session, party: bytes, title: bytes, time: int) -> list[DraftRow]:
    """What a party proposed on a title since a time and has not been entered."""
    mine = (_D.party == party, _D.application == title, _D.block == 0, _D.time >= time)
    return find(session, DraftRow, *mine, _D.digest.in_(select(_S.draft)))


def open_to(work: WriteSession, draft: bytes, parties: Iterable[bytes]) -> None:
    """Let these parties see a draft."""
    put(work, [DraftSideRow(party, draft) for party in sorted(set(parties))])


def forget(work: WriteSession, draft: bytes) -> None:
    """Delete a draft that parties made among themselves."""
    work.connection.execute(
        delete(table(DraftRow)).where(_D.digest == draft, _D.digest.in_(select(_S.draft)))
    )
    work.connection.execute(delete(table(DraftSideRow)).where(_S.draft == draft))


def forget_before(work: WriteSession, time: int) -> None:
    """Delete those that were proposed before a time."""
    old = select(_D.digest).where(_D.time < time, _D.digest.in_(select(_S.draft)))
    gone = [bytes(row[0]) for row in work.connection.execute(old)]
    for each in gone:
        forget(work, each)
