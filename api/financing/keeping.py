"""Financing files: opened by the pledgee alone, each reading logged, entries added and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.financing.errors import FinancingFull, FinancingUnknown
from ledger.domain import canonical
from ledger.domain.acts import ActKind, Amendment, Pledge, ReportPurpose
from ledger.domain.financing import (
    MOST_ENTRIES,
    Entry,
    Summary,
    Valuation,
    entry_of,
    summary,
)
from ledger.domain.ids import pledge_id
from ledger.domain.numbers import shanghai_day
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.history import timeline
from ledger.queries.movables import PledgeFiling, filings_of
from ledger.queries.names import named
from ledger.queries.party import parties_of_account
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import financing
from ledger.store.repositories import pledge as pledges
from ledger.store.repositories import report as reports
from ledger.store.repositories import title as titles
from ledger.store.tables.financing import FinancingEntryRow, FinancingReadingRow
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.domain.canonical import JsonValue
    from ledger.queries.history import Entry as ActEntry
    from ledger.store.engine import ReadSession, Session

FOR_PLEDGES: Final = (ReportPurpose.PLEDGE, ReportPurpose.GENERAL)


@dataclass(frozen=True, slots=True)
class Step:
    """An act on the pledge: its place in the title's dossier, kind, time and block."""

    seq: int
    kind: ActKind
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class File:
    """A bank's file on a pledge, beside what the ledger and the movables register say of it."""

    party: bytes
    row: PledgeRow
    state: PledgeStateRow
    number: int
    steps: tuple[Step, ...]
    filing: PledgeFiling | None
    entries: tuple[Entry, ...]
    summary: Summary
    as_of: AsOf


def opened(wiring: Wiring, who: Principal, pledge: bytes, *, exported: bool = False) -> File:
    """The reader's own file on a pledge; that it was read is logged first.

    Raises FinancingUnknown, CursorMissing.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = _file(session, _row(session, who, pledge))
    with unit_of_work(wiring.engine, silent=True) as work:
        place = financing.last_reading(work, pledge, found.party) + 1
        read = FinancingReadingRow(
            pledge, found.party, place, who.account, int(exported), wiring.clock()
        )
        financing.append(work, read)
    return found


def enter(
    wiring: Wiring, who: Principal, pledge: bytes, told: Mapping[str, JsonValue], place: int = 0
) -> File:
    """Add an entry to the reader's own file; the file with it.

    `place` is where a form meant it to stand: what stands there word for word was sent twice.

    Raises FinancingUnknown, FinancingFull, FinancingEntryWrong, FinancingSumWrong.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = _row(session, who, pledge)
    with unit_of_work(wiring.engine, silent=True) as work:
        known, body = _entries(work, row), canonical.encode(dict(told))
        stands = financing.entries(work, pledge, row.pledgee)
        if not any((each.place, each.body) == (place, body) for each in stands):
            if len(known) >= MOST_ENTRIES:
                raise FinancingFull(MOST_ENTRIES)
            last, now = len(known) + 1, wiring.clock()
            summary((*known, entry_of(last, now, told)))
            made = FinancingEntryRow(pledge, row.pledgee, last, who.account, now, body)
            financing.append(work, made)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        return _file(session, row)


def readings(
    wiring: Wiring, who: Principal, pledge: bytes, *, after: int, limit: int
) -> tuple[list[FinancingReadingRow], int | None]:
    """Who read the reader's own file on a pledge, and where the next page begins.

    Raises FinancingUnknown.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = _row(session, who, pledge)
        found = financing.readings(session, pledge, row.pledgee, after, limit + 1)
        return found[:limit], found[limit - 1].place if len(found) > limit else None


def mine(
    wiring: Wiring, who: Principal, *, after: bytes, limit: int
) -> tuple[list[File], bytes | None]:
    """The reader's own files without their acts and filings, and where the next page begins.

    Nothing of it is a reading.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        own = parties_of_account(session, who.account, as_of(session).time)
        kept = financing.pledges(session, own, after, limit + 1)
        rows = [row for each in kept[:limit] if (row := _own(session, own, each)) is not None]
        found = [_file(session, row, whole=False) for row in rows]
        return found, kept[limit - 1] if len(kept) > limit else None


def _row(session: ReadSession, who: Principal, pledge: bytes) -> PledgeRow:
    own = parties_of_account(session, who.account, as_of(session).time)
    found = _own(session, own, pledge)
    if found is None:
        raise FinancingUnknown(pledge)
    return found


def _own(session: ReadSession, own: Collection[bytes], pledge: bytes) -> PledgeRow | None:
    """The pledge as it secures the reader now, or did when it was recorded: each has its file."""
    recorded = pledges.one(session, pledge)
    if recorded is None:
        return None
    now = pledges.standing(recorded, pledges.states(session, (recorded.title,))[pledge])
    return next((each for each in (now, recorded) if each.pledgee in own), None)


def _file(session: ReadSession, row: PledgeRow, *, whole: bool = True) -> File:
    stamp = as_of(session)
    entries = _entries(session, row)
    filings = filings_of(session, (row.title,), stamp.time)[row.title] if whole else None
    seen = (each for each in filings.pledges if each.row.pledge == row.pledge) if filings else ()
    return File(
        party=row.pledgee,
        row=row,
        state=pledges.states(session, (row.title,))[row.pledge],
        number=_number(session, row),
        steps=_steps(session, row) if whole else (),
        filing=next(iter(seen), None),
        entries=entries,
        summary=summary(entries, _reported(session, row.title, stamp.time)),
        as_of=stamp,
    )


def _number(session: ReadSession, row: PledgeRow) -> int:
    """The pledgor's own certificate, as the portfolio has it; where it has none, the title's."""
    held = titles.holdings(session, (row.title,))
    own = (each.number for each in held if each.party == row.pledgor and each.number)
    return next(own, titles.titles(session, (row.title,))[row.title].number)


def _reported(session: ReadSession, title: bytes, time: int) -> list[Valuation]:
    """The valuations of a title that stand, made for a pledge or for nothing in particular.

    None that is withdrawn, over, or of another version of the record.
    """
    record = titles.states(session, (title,))[title].record
    found = [
        each
        for each in reports.valuations(session, title)
        if each.purpose in FOR_PLEDGES and each.record == record and time < each.valid_until
    ]
    names = named(session, {each.institution for each in found})
    return [
        Valuation(
            amount=int.from_bytes(each.amount),
            on=shanghai_day(each.base_date),
            made_by=names[each.institution].name or each.institution.hex(),
            report=each.report,
            purpose=ReportPurpose(each.purpose).name,
            until=shanghai_day(each.valid_until),
        )
        for each in found[::-1]
    ]


def _entries(session: Session, row: PledgeRow) -> tuple[Entry, ...]:
    found = []
    for each in financing.entries(session, row.pledge, row.pledgee):
        told: Any = canonical.parse_canonical(each.body)
        found.append(entry_of(each.place, each.time, told))
    return tuple(found)


def _steps(session: ReadSession, row: PledgeRow) -> tuple[Step, ...]:
    """The acts that name the pledge, from its note on."""
    acts = timeline(session, (row.title,)).entries
    return tuple(
        Step(each.seq, each.kind, each.time, each.block) for each in acts if _names(each, row)
    )


def _names(act: ActEntry, row: PledgeRow) -> bool:
    """By its id, by its terms, or among the pledges of its lot."""
    told = act.terms
    if isinstance(told, Pledge):
        return pledge_id(told) == row.pledge
    if isinstance(told, Amendment) and pledge_id(told.pledged) == row.pledge:
        return True
    return row.pledge in (getattr(told, "pledge", None), *getattr(told, "pledges", ()))
