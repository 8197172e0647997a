"""OFF CHAIN tables: what the movables register was asked, and what was seen of its filings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.store.repositories.rows import find, find_among, find_one, has_any, put, table
from ledger.store.tables.movables import FilingLookRow, FilingSeenRow
from ledger.store.tables.pledge import PledgeRow
from ledger.store.tables.search import SearchPartyRow
from ledger.store.tables.title import HoldingRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.movables import By
    from ledger.store.engine import Session, WriteSession
    from ledger.store.tables.row import Row

_L = table(FilingLookRow).columns
_P = table(PledgeRow).columns
_N = table(SearchPartyRow).columns
_H = table(HoldingRow).columns


def keep(work: WriteSession, rows: Iterable[Row]) -> None:
    """Write questions and what was seen, each in the place of what was known of it."""
    put(work, rows)


def look(session: Session, by: By, key: str) -> FilingLookRow | None:
    """A question."""
    return find_one(session, FilingLookRow, by.value, key)


def looks(session: Session, by: By, keys: Iterable[str]) -> dict[str, FilingLookRow]:
    """The questions of a kind with these keys."""
    rows = find_among(session, FilingLookRow, "about", set(keys))
    return {row.about: row for row in rows if row.by == by.value}


def every(session: Session) -> list[FilingLookRow]:
    """All questions."""
    return find(session, FilingLookRow)


def due(session: Session, now: int, limit: int) -> list[FilingLookRow]:
    """The questions to be asked now, the longest waiting first."""
    return find(session, FilingLookRow, _L.next <= now, order=(_L.next,), limit=limit)


def connected(session: Session) -> bool:
    """Whether the register was ever asked from here."""
    return has_any(session, FilingLookRow)


def latest(session: Session, numbers: Iterable[str]) -> dict[str, FilingSeenRow]:
    """What was last seen of these filings."""
    return _newest(find_among(session, FilingSeenRow, "number", set(numbers)))


def of_debtors(session: Session, codes: Iterable[str]) -> dict[str, FilingSeenRow]:
    """What was last seen of the filings of these debtors, by number."""
    wanted = set(codes)
    ever = find_among(session, FilingSeenRow, "debtor", wanted)
    newest = latest(session, (row.number for row in ever))
    return {number: row for number, row in newest.items() if row.debtor in wanted}


def versions(session: Session, number: str) -> list[FilingSeenRow]:
    """All that was ever seen of a filing, in its order."""
    return find_among(session, FilingSeenRow, "number", (number,))


def noted_since(session: Session, block: int) -> set[bytes]:
    """The filing words of the pledges that were recorded from a block on."""
    found = session.connection.execute(select(_P.filing).where(_P.block >= block).distinct())
    return {bytes(word) for word in found.scalars()}


def debtors_since(session: Session, block: int) -> set[str]:
    """The public credit codes of whoever holds operating rights by an act from a block on."""
    named = select(_N.uscc).join(table(HoldingRow), _H.party == _N.party)
    changed = (_H.block >= block) | (_N.block >= block)
    found = session.connection.execute(named.where(_H.oper > 0, _N.uscc != "", changed).distinct())
    return set(found.scalars())


def totals(session: Session) -> tuple[int, int, int]:
    """How many questions are asked, how many last failed, the oldest answer's time (0: none)."""
    count = session.connection.execute(select(func.count(), func.min(_L.checked)))
    number, oldest = count.one()
    failed = select(func.count()).where(_L.code != "")
    return int(number), int(session.connection.execute(failed).scalar_one()), int(oldest or 0)


def _newest(rows: Iterable[FilingSeenRow]) -> dict[str, FilingSeenRow]:
    found: dict[str, FilingSeenRow] = {}
    for row in rows:
        if row.number not in found or found[row.number].version < row.version:
            found[row.number] = row
    return found
