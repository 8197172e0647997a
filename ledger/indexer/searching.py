"""The search index, worked out of the projections in the same transaction.

What is found under a record comes from several dossiers: the application's, the title's, those in
which its holders were named. So its rows are no projection of one act but are made again whenever
one of their sources changed; live mirror, fork and rebuild come to the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ledger.indexer.searchable import records_of, texts_of, tokens_of
from ledger.store.bits import SEGMENT, above, count, lowest, of_slots, packed, packed_slots
from ledger.store.pieces import party_token
from ledger.store.repositories import party, search, title
from ledger.store.shelf import Shelf, same
from ledger.store.tables.application import ApplicationStateRow, NoticeApplicantRow, NoticeRow
from ledger.store.tables.licence import LicenceRow
from ledger.store.tables.row import Row
from ledger.store.tables.search import SearchPartyRow, SearchRenamingRow
from ledger.store.tables.title import (
    CertificateRow,
    HoldingRow,
    TitleNoticeRow,
    TitleRow,
    TitleStateRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ledger.store.engine import WriteSession
    from ledger.store.tables.search import SearchRecordRow

    # of a segment and a token
    Slots = dict[int, dict[bytes, list[int]]]

# the first column of each names the dossier
OF_APPLICATIONS: Final[tuple[type[Row], ...]] = (ApplicationStateRow, NoticeRow, NoticeApplicantRow)
OF_TITLES: Final[tuple[type[Row], ...]] = (
    TitleRow,
    TitleStateRow,
    TitleNoticeRow,
    HoldingRow,
    CertificateRow,
    LicenceRow,
)
# records that are made again for new names in one transaction
AT_ONCE: Final = 250

Rows = Mapping[type[Row], Mapping[tuple[Any, ...], tuple[Any, ...]]]


def enter(work: WriteSession, rows: Rows, most: int = AT_ONCE) -> None:
    """Bring the index up to what a batch has just written: columns by key, for each kind of row.

    The new name of a party with more than `most` records is left to `go_on`.
    """
    applications = {key[0] for kind in OF_APPLICATIONS for key in rows.get(kind, ())}
    titles = {key[0] for kind in OF_TITLES for key in rows.get(kind, ())}
    named = [NoticeApplicantRow.read(each) for each in rows.get(NoticeApplicantRow, {}).values()]
    applications.update(row.application for row in title.titles(work, titles).values())
    # nothing that was read before is newer than a batch
    named.sort(key=lambda row: (row.block, row.seq, row.application, row.place))
    unnamed = party.persons(work, {row.party for row in named})
    newest = {
        row.party: SearchPartyRow(row.party, row.name, row.uscc, row.block)
        for row in named
        if row.party and row.party not in unnamed
    }
    _renew(work, applications | _rename(work, newest.keys(), newest, most))


def go_on(work: WriteSession, most: int = AT_ONCE) -> bool:
    """Bring a new name into some more records of one who has very many; whether any are left.

    A record is made of what stands now, so it does not matter what happens between two steps.
    """
    found = search.renaming(work)
    if found is None:
        return False
    having = search.sets_of(work, [token := party_token(found.party)])[token]
    places = lowest(above(having, found.place - 1), most)
    _renew(work, [row.application for row in search.records_at(work, places).values()])
    if len(places) < most:
        search.renamed(work, found.party)
        return search.renaming(work) is not None
    search.write(work, [replace(found, place=places[-1] + 1)])
    return True


def go_back(work: WriteSession, block: int, most: int = AT_ONCE) -> None:
    """Bring the index back to a block, after the projections."""
    applications = search.changed_after(work, block)
    renamed = search.renamed_after(work, block)
    newest = search.newest_names(work, renamed)
    _renew(work, applications | _rename(work, renamed, newest, most))


def fill(
    work: WriteSession, go_on: Callable[[], object] = lambda: None, most: int = SEGMENT
) -> None:
    """Make the whole index, so many names and records at a time; there must be none.

    Before each part `go_on` may raise.
    """
    for parties in search.named(work, most):
        go_on()
        search.write(work, search.newest_names(work, parties).values())
    for applications in search.public(work, most):
        go_on()
        _renew(work, applications)


def _rename(
    work: WriteSession,
    parties: Collection[bytes],
    newest: Mapping[bytes, SearchPartyRow],
    most: int,
) -> set[bytes]:
    """Keep the newest names of parties; the applications that are found under other names now.

    Those of a party that has more than `most` are left for later.
    """
    before = search.parties(work, parties)
    search.write(work, [row for each, row in newest.items() if row != before.get(each)])
    search.take_out(work, (), (), before.keys() - newest.keys())
    changed = {each for each in parties if _called(before.get(each)) != _called(newest.get(each))}
    having = search.sets_of(work, [party_token(each) for each in changed])
    many = {each for each in changed if count(having[party_token(each)]) > most}
    search.write(work, [SearchRenamingRow(each, 0) for each in sorted(many)])
    return search.held_by(work, changed - many)


def _called(row: SearchPartyRow | None) -> tuple[str, str]:
    return (row.name, row.uscc) if row else ("", "")


def _renew(work: WriteSession, applications: Iterable[bytes]) -> None:
    """Make the records of these applications again, and take out those that are public no more."""
    wanted = sorted(set(applications))
    old = search.records(work, wanted)
    made = {row.application: row for row in records_of(work, wanted)}
    gone = [row for subject, row in old.items() if subject not in made]
    fresh = sorted(
        (row for subject, row in made.items() if subject not in old),
        key=lambda row: (row.entered, row.application),
    )
    first = search.next_place(work) - len(gone) if fresh else 0
    placed = [replace(row, place=first + count) for count, row in enumerate(fresh)]
    renewed = [
        replace(row, place=old[subject].place) for subject, row in made.items() if subject in old
    ]
    changed = placed + [row for row in renewed if row != old[row.application]]
    _write_postings(work, old, gone, changed)
    search.take_out(work, [row.place for row in gone], (), ())
    search.write(work, changed)
    moved = [
        row
        for row in changed
        if (before := old.get(row.application)) is None or not same(before, row)
    ]
    _write_shelves(work, gone, moved)


def _write_postings(
    work: WriteSession,
    old: Mapping[bytes, SearchRecordRow],
    gone: Sequence[SearchRecordRow],
    changed: Sequence[SearchRecordRow],
) -> None:
    taken, added = _slots(), _slots()
    for row in gone:
        _note(taken, row, tokens_of(row))
    for row in changed:
        before = old.get(row.application)
        if before is None:
            _note(added, row, tokens_of(row))
        elif texts_of(before) != texts_of(row):
            now, then = tokens_of(row), tokens_of(before)
            _note(taken, row, then - now)
            _note(added, row, now - then)
    postings: list[tuple[bytes, int, bytes]] = []
    for segment in sorted(taken.keys() | added.keys()):
        out, into = taken[segment], added[segment]
        tokens = sorted(out.keys() | into.keys())
        kept = search.postings(work, segment, tokens)
        for each in tokens:
            if each in kept:
                left = kept[each] & ~of_slots(out.get(each, ()))
                data = packed(left | of_slots(into.get(each, ())))
            else:
                data = packed_slots(into[each])
            postings.append((each, segment, data))
    search.write_postings(work, postings)


def _write_shelves(
    work: WriteSession, gone: Sequence[SearchRecordRow], changed: Sequence[SearchRecordRow]
) -> None:
    segments = {row.place // SEGMENT for row in (*gone, *changed)}
    shelves = {each: Shelf(each) for each in segments} | search.shelves(work, segments)
    for row in gone:
        shelves[row.place // SEGMENT].remove(row.place % SEGMENT)
    for row in changed:
        shelves[row.place // SEGMENT].put(row)
    empty = {each for each, shelf in shelves.items() if shelf.empty}
    search.take_out(work, (), empty, ())
    search.write(work, [shelves[each].row() for each in sorted(segments - empty)])


def _slots() -> Slots:
    return defaultdict(lambda: defaultdict(list))


def _note(slots: Slots, row: SearchRecordRow, tokens: Iterable[bytes]) -> None:
    segment, slot = divmod(row.place, SEGMENT)
    found = slots[segment]
    for each in tokens:
        found[each].append(slot)
