"""OFF CHAIN tables: alerts, and how far they were raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from ledger.store.bulk import fetched
from ledger.store.repositories.pledge import standing as as_it_stands
from ledger.store.repositories.rows import chunks, find, find_among, find_one, put, table
from ledger.store.tables.alert import AlerterRow, AlertRow
from ledger.store.tables.journal import JournalRow, UnreadableRow
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow
from ledger.store.tables.title import HoldingRow, TitleStateRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ledger.store.engine import Session, WriteSession

ONLY = 1
KNOWN: Final = "SELECT id FROM offchain_alert WHERE id :in"
STANDING: Final = "SELECT block_hash, log_index FROM journal WHERE orphaned = 0 AND block :in"
_A = table(AlertRow).columns
_J = table(JournalRow).columns
_T = table(TitleStateRow).columns
_U = table(UnreadableRow).columns


def alerter(session: Session) -> AlerterRow | None:
    """How far alerts were raised; None before the first."""
    return find_one(session, AlerterRow, ONLY)


def note(work: WriteSession, row: AlerterRow) -> None:
    """Write how far."""
    put(work, (row,))


def append(work: WriteSession, rows: Iterable[AlertRow]) -> None:
    """Raise alerts."""
    put(work, rows)


def last_place(session: Session) -> int:
    """The place of the last alert, 0 before the first."""
    return int(session.connection.execute(select(func.max(_A.place))).scalar() or 0)


def known(session: Session, ids: Iterable[bytes]) -> set[bytes]:
    """Which of these were raised before."""
    parts = chunks(ids)
    return {each for part in parts for (each,) in fetched(session.connection, KNOWN, part)}


def of_party(session: Session, party: bytes, after: int, limit: int) -> list[AlertRow]:
    """A party's alerts behind a place, in their order."""
    mine = (_A.party == party, _A.place > after)
    return find(session, AlertRow, *mine, order=(_A.place,), limit=limit)


def newest_of_party(session: Session, party: bytes, limit: int) -> list[AlertRow]:
    """A party's last alerts, the newest first."""
    return find(session, AlertRow, _A.party == party, order=(_A.place.desc(),), limit=limit)


def of_acts_within(session: Session, above: int, upto: int) -> list[AlertRow]:
    """The alerts that acts above a block raised, up to another."""
    within = (_A.block > above, _A.block <= upto, _A.log_index >= 0)
    return find(session, AlertRow, *within, order=(_A.place,))


def standing(session: Session, blocks: Iterable[int]) -> set[tuple[bytes, int]]:
    """The acts in blocks that are on the chain (still, or again), by block hash and place."""
    parts = chunks(blocks)
    return {each for part in parts for each in fetched(session.connection, STANDING, part)}


def acts(session: Session, kinds: Collection[int], *, above: int, upto: int) -> list[JournalRow]:
    """The acts of these kinds in the blocks above one, up to another, in their order."""
    within = (_J.block > above, _J.block <= upto, _J.orphaned == 0, _J.kind.in_(sorted(kinds)))
    return find(session, JournalRow, *within, order=(_J.block, _J.log_index))


def unreadable(session: Session, *, above: int, upto: int) -> Iterator[tuple[JournalRow, str]]:
    """The acts since which dossiers are UNKNOWN in the blocks above one, up to another, and why."""
    for lost in find(session, UnreadableRow, _U.block > above, _U.block <= upto):
        here = (_J.block == lost.block, _J.log_index == lost.log_index, _J.orphaned == 0)
        for row in find(session, JournalRow, *here):
            yield row, lost.code


def ending_within(session: Session, state: int, *, above: int, upto: int) -> list[TitleStateRow]:
    """The titles in a state whose term ends after a time, up to another."""
    within = (_T.state == state, _T.valid_until > above, _T.valid_until <= upto)
    return find(session, TitleStateRow, *within)


def holders(session: Session, titles: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    """Who holds some of these titles."""
    found: dict[bytes, set[bytes]] = {}
    for row in find_among(session, HoldingRow, "title", titles):
        if row.hold or row.use or row.oper:
            found.setdefault(row.title, set()).add(row.party)
    return found


def pledges(
    session: Session, titles: Iterable[bytes]
) -> dict[bytes, list[tuple[PledgeRow, PledgeStateRow]]]:
    """All pledges on these titles with where each stands."""
    every = sorted(titles)
    states = {row.pledge: row for row in find_among(session, PledgeStateRow, "title", every)}
    found: dict[bytes, list[tuple[PledgeRow, PledgeStateRow]]] = {}
    for row in find_among(session, PledgeRow, "title", every):
        state = states[row.pledge]
        found.setdefault(row.title, []).append((as_it_stands(row, state), state))
    return found
