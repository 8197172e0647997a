"""Stored proofs, the titles that lack one, and how far the prover has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from ledger.store.repositories.rows import chunks, column, find, find_one, put, table
from ledger.store.tables.offchain import ProofDueRow, ProverRow, StoredProofRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session, WriteSession

ONLY = 1
# where the prover stands when all titles are to be looked at again, and proofs are not believed yet
UNREAD, DOUBTED = -1, -2
_P = table(StoredProofRow).columns
_D = table(ProofDueRow).columns


def prover(session: Session) -> ProverRow | None:
    """How far the prover has looked; None where none ever ran."""
    return find_one(session, ProverRow, ONLY)


def note(work: WriteSession, row: ProverRow) -> None:
    """Write down how far the prover has looked."""
    put(work, (row,))


def newest(session: Session, title: bytes) -> StoredProofRow | None:
    """The newest proof of a title."""
    rows = find(session, StoredProofRow, _P.title == title, order=(_P.block.desc(),), limit=1)
    return rows[0] if rows else None


def first_since(session: Session, title: bytes, time: int) -> StoredProofRow | None:
    """The oldest proof of a title whose block is of this time or later: it covers that moment."""
    mine = (_P.title == title, _P.time >= time)
    rows = find(session, StoredProofRow, *mine, order=(_P.block,), limit=1)
    return rows[0] if rows else None


def proven_blocks(session: Session, titles: Iterable[bytes]) -> dict[bytes, int]:
    """The block of the newest proof of each of these titles that has one."""
    last = select(_P.title, func.max(_P.block).label("last")).group_by(_P.title)
    return {
        row.title: row.last
        for part in chunks(titles)
        for row in session.connection.execute(last.where(_P.title.in_(part)))
    }


def add_due(work: WriteSession, rows: Iterable[ProofDueRow]) -> None:
    """Titles that lack a proof; what refused an older one is forgotten."""
    put(work, rows)


def due(session: Session, final: int, limit: int) -> list[ProofDueRow]:
    """Titles that lack a proof and were not refused one, the longest waiting first."""
    ready = (_D.code == "", _D.block <= final)
    return find(session, ProofDueRow, *ready, order=(_D.block, _D.title), limit=limit)


def refused(session: Session, limit: int) -> list[ProofDueRow]:
    """Titles that cannot be proven, and why, the longest waiting first."""
    return find(session, ProofDueRow, _D.code != "", order=(_D.block, _D.title), limit=limit)


def ask_again(work: WriteSession) -> None:
    """Let refused titles be tried again."""
    work.connection.execute(update(table(ProofDueRow)).values(code=""))


def refuse(work: WriteSession, row: ProofDueRow, code: str) -> None:
    """Write down that a title cannot be proven, unless it has acted since."""
    mine = (_D.title == row.title, _D.block == row.block)
    work.connection.execute(update(table(ProofDueRow)).where(*mine).values(code=code))


def keep(work: WriteSession, row: StoredProofRow) -> None:
    """Keep a proof; the title is no longer due where the proof covers its last act."""
    put(work, (row,))
    mine = (_D.title == row.title, _D.block <= row.block)
    work.connection.execute(delete(table(ProofDueRow)).where(*mine))


def due_among(session: Session, titles: Iterable[bytes]) -> set[bytes]:
    """Those of these titles that are known to lack a proof."""
    found: set[bytes] = set()
    for part in chunks(titles):
        statement = select(_D.title).where(_D.title.in_(part))
        found.update(session.connection.execute(statement).scalars())
    return found


def count_due(session: Session) -> int:
    """How many titles are known to lack a proof."""
    statement = select(func.count()).select_from(table(ProofDueRow))
    return int(session.connection.execute(statement).scalar_one())


def count(session: Session) -> int:
    """How many proofs are kept."""
    statement = select(func.count()).select_from(table(StoredProofRow))
    return int(session.connection.execute(statement).scalar_one())


def blocks(session: Session) -> dict[int, bytes]:
    """The blocks that proofs are under, and their hashes."""
    statement = select(_P.block, _P.block_hash).distinct()
    return {row.block: row.block_hash for row in session.connection.execute(statement)}


def forget_blocks(work: WriteSession, numbers: Iterable[int]) -> None:
    """Drop the proofs under blocks that the chain no longer has, and look at every title again."""
    for part in chunks(numbers):
        work.connection.execute(delete(table(StoredProofRow)).where(_P.block.in_(part)))
    work.connection.execute(delete(table(ProofDueRow)))
    work.connection.execute(update(table(ProverRow)).values({column(ProverRow, "block"): UNREAD}))


def doubt(work: WriteSession) -> None:
    """Let the prover look which blocks the chain still has, before it goes on: it is read anew."""
    work.connection.execute(update(table(ProverRow)).values({column(ProverRow, "block"): DOUBTED}))
