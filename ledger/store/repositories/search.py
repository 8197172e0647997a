"""The search index: records by place, sets of records by token and segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, or_, select, tuple_, union_all

from ledger.domain.acts import ActKind
from ledger.store.bits import unpacked
from ledger.store.bulk import fetched
from ledger.store.repositories.party import persons
from ledger.store.repositories.rows import (
    chunks,
    find,
    find_among,
    has_any,
    put,
    put_values,
    remove,
    table,
)
from ledger.store.shelf import Shelf
from ledger.store.tables.application import NoticeApplicantRow, NoticeRow
from ledger.store.tables.journal import JournalRow
from ledger.store.tables.search import (
    SearchPartyRow,
    SearchPostingRow,
    SearchRecordRow,
    SearchRenamingRow,
    SearchSegmentRow,
)
from ledger.store.tables.title import HoldingRow, TitleRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ledger.store.bits import Bits
    from ledger.store.engine import Session, WriteSession

_R = table(SearchRecordRow).columns
_P = table(SearchPostingRow).columns
_N = table(NoticeRow).columns
_A = table(NoticeApplicantRow).columns
_T = table(TitleRow).columns
_H = table(HoldingRow).columns
_J = table(JournalRow).columns

POSTINGS: Final = "SELECT token, segment, data FROM search_posting WHERE token :in"
POSTINGS_WITHIN: Final = f"{POSTINGS} AND segment :in"
NAMES: Final = "SELECT place, name FROM search_record WHERE place :in"
LAST_PLACE: Final = "SELECT max(place) FROM search_record"
DIGESTS: Final = "SELECT segment, digest FROM search_segment ORDER BY segment"
PARTIES_NAMED: Final = "SELECT party FROM search_party WHERE name :in OR uscc :in"
PUBLIC: Final = (ActKind.NoticePublished, ActKind.TitleIssued)


def records(session: Session, applications: Iterable[bytes]) -> dict[bytes, SearchRecordRow]:
    """The records of applications."""
    rows = find_among(session, SearchRecordRow, "application", applications)
    return {row.application: row for row in rows}


def records_at(session: Session, places: Iterable[int]) -> dict[int, SearchRecordRow]:
    """The records at places."""
    return {row.place: row for row in find_among(session, SearchRecordRow, "place", places)}


def names_at(session: Session, places: Iterable[int]) -> dict[int, str]:
    """The data names at places, as they are searched."""
    return {
        place: name
        for part in chunks(places)
        for place, name in fetched(session.connection, NAMES, part)
    }


def next_place(session: Session) -> int:
    """The place of the next record."""
    ((last,),) = fetched(session.connection, LAST_PLACE)
    return 0 if last is None else int(last) + 1


def changed_after(session: Session, block: int) -> set[bytes]:
    """The applications whose records rest on acts after a block."""
    statement = select(_R.application).where(_R.block > block)
    return set(session.connection.execute(statement).scalars())


def renamed_after(session: Session, block: int) -> set[bytes]:
    """The parties whose names come from notices after a block."""
    columns = table(SearchPartyRow).columns
    statement = select(columns.party).where(columns.block > block)
    return set(session.connection.execute(statement).scalars())


def parties(session: Session, wanted: Iterable[bytes]) -> dict[bytes, SearchPartyRow]:
    """The names under which parties are found."""
    return {row.party: row for row in find_among(session, SearchPartyRow, "party", wanted)}


def parties_named(session: Session, name: str, uscc: str) -> set[bytes]:
    """The parties whose newest public name is exactly this, or whose credit code."""
    return {party for (party,) in fetched(session.connection, PARTIES_NAMED, [name], [uscc])}


def named(session: Session, most: int) -> Iterator[Sequence[bytes]]:
    """All parties that a notice named, in the order of their ids, so many at a time."""
    after = b""
    while True:
        statement = select(_A.party).distinct().where(_A.party > after)
        part = statement.order_by(_A.party).limit(most)
        found = session.connection.execute(part).scalars().all()
        if not found:
            return
        yield found
        after = found[-1]


def newest_names(
    session: Session, wanted: Collection[bytes], *, upto: int | None = None
) -> dict[bytes, SearchPartyRow]:
    """The newest name that a notice gave each of these parties.

    Natural persons have none. Notices after the block `upto` are left out.
    """
    statement = select(_A.party, _A.name, _A.uscc, _A.block).where(_A.party != b"")
    if upto is not None:
        statement = statement.where(_A.block <= upto)
    ordered = statement.order_by(_A.block, _A.seq, _A.application, _A.place)
    found = {
        row[0]: SearchPartyRow(*row)
        for part in chunks(wanted)
        for row in session.connection.execute(ordered.where(_A.party.in_(part)))
    }
    unnamed = persons(session, found)
    return {each: row for each, row in found.items() if each not in unnamed}


def held_by(session: Session, wanted: Iterable[bytes]) -> set[bytes]:
    """The applications of the titles that parties hold shares of."""
    some = or_(_H.hold > 0, _H.use > 0, _H.oper > 0)
    joined = select(_T.application).join(table(HoldingRow), _H.title == _T.title)
    return {
        found
        for part in chunks(wanted)
        for found in session.connection.execute(joined.where(_H.party.in_(part), some)).scalars()
    }


def public(session: Session, most: int) -> Iterator[Sequence[bytes]]:
    """All applications that are public, in the order in which they became so, so many at a time."""
    entered = union_all(select(_N.application, _N.block), select(_T.application, _T.block))
    every = entered.subquery().columns
    statement = select(every.application).group_by(every.application)
    ordered = statement.order_by(func.min(every.block), every.application)
    # a register has many: they come as they are read, not all at once
    rows = session.connection.execute(ordered, execution_options={"yield_per": most})
    return rows.scalars().partitions()


def is_due(session: Session) -> bool:
    """Whether there is no index, though acts made something public."""
    if has_any(session, SearchRecordRow):
        return False
    acts = select(_J.block).where(_J.kind.in_(PUBLIC), _J.orphaned == 0).limit(1)
    return session.connection.execute(acts).first() is not None


def sets_of(
    session: Session, tokens: Collection[bytes], within: Collection[int] | None = None
) -> dict[bytes, Bits]:
    """The records that have each token; of these segments only, where they are given."""
    found: dict[bytes, Bits] = {each: {} for each in tokens}
    text, others = (POSTINGS, []) if within is None else (POSTINGS_WITHIN, [list(within)])
    for part in chunks(found):
        for each, segment, data in fetched(session.connection, text, part, *others):
            found[each][segment] = unpacked(data)
    return found


def postings(session: Session, segment: int, tokens: Iterable[bytes]) -> dict[bytes, int]:
    """The records of one segment that have each token, where any has."""
    return {
        each: unpacked(data)
        for part in chunks(tokens)
        for each, _, data in fetched(session.connection, POSTINGS_WITHIN, part, [segment])
    }


def digests(session: Session) -> list[tuple[int, bytes]]:
    """Which segments there are, and what each one's content is known by."""
    return [(segment, digest) for segment, digest in fetched(session.connection, DIGESTS)]


def shelves(session: Session, segments: Iterable[int]) -> dict[int, Shelf]:
    """What the records of segments are."""
    rows = find_among(session, SearchSegmentRow, "segment", segments)
    return {row.segment: Shelf.read(row) for row in rows}


def write(
    work: WriteSession,
    rows: Iterable[SearchRecordRow | SearchSegmentRow | SearchPartyRow | SearchRenamingRow],
) -> None:
    """Put rows."""
    put(work, rows)


def write_postings(work: WriteSession, changed: Sequence[tuple[bytes, int, bytes]]) -> None:
    """Put postings (token, segment, data); an empty one goes."""
    if kept := [each for each in changed if each[2]]:
        put_values(work, SearchPostingRow, kept)
    for part in chunks(each[:2] for each in changed if not each[2]):
        work.connection.execute(
            delete(table(SearchPostingRow)).where(tuple_(_P.token, _P.segment).in_(part))
        )


def take_out(
    work: WriteSession, places: Iterable[int], segments: Iterable[int], unnamed: Iterable[bytes]
) -> None:
    """Remove records, emptied segments, and parties that no notice names any more."""
    remove(work, SearchRecordRow, "place", places)
    remove(work, SearchSegmentRow, "segment", segments)
    remove(work, SearchPartyRow, "party", unnamed)


def renaming(session: Session) -> SearchRenamingRow | None:
    """A party whose new name is not everywhere yet."""
    rows = find(session, SearchRenamingRow, limit=1)
    return rows[0] if rows else None


def renamed(work: WriteSession, party: bytes) -> None:
    """Its name is everywhere."""
    remove(work, SearchRenamingRow, "party", (party,))


def page(session: Session, first: int, most: int) -> list[SearchRecordRow]:
    """Records in the order of their places."""
    return find(session, SearchRecordRow, _R.place >= first, order=(_R.place,), limit=most)
