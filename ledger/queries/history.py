"""What happened to a record, act by act, with who acted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import ActKind, Body
from ledger.domain.dossier import Actor, Link
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.certificate import title_of_number
from ledger.queries.errors import SubjectUnknown
from ledger.queries.names import NamedParty, named
from ledger.queries.pages import MOST, Mark, bounded
from ledger.queries.replay import load_histories
from ledger.store.repositories import journal, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.dossier import Act
    from ledger.store.engine import ReadSession
    from ledger.store.tables.journal import JournalRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in one dossier; terms is None for the kinds that point to the act they belong to."""

    subject: bytes
    seq: int
    kind: ActKind
    terms: Body | None
    actors: tuple[Actor, ...]
    links: tuple[Link, ...]
    digest: bytes
    head: bytes
    time: int
    block: int
    block_hash: bytes
    tx_hash: bytes
    log_index: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The acts of some dossiers in the order of the chain; `names` has everybody who acted."""

    as_of: AsOf
    subjects: tuple[bytes, ...]
    entries: tuple[Entry, ...]
    names: Mapping[bytes, NamedParty]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A part of a timeline; `next` is the mark of its last entry, None where nothing follows."""

    as_of: AsOf
    entries: tuple[Entry, ...]
    next: Mark | None


def timeline_page(found: Timeline, *, after: Mark | None = None, limit: int = MOST) -> TimelinePage:
    """The entries after a mark, in the order of the chain."""
    most = bounded(limit)
    left = [each for each in found.entries if after is None or _mark(each).pair > after.pair]
    entries = tuple(left[:most])
    return TimelinePage(found.as_of, entries, _mark(entries[-1]) if len(left) > most else None)


def _mark(entry: Entry) -> Mark:
    return Mark(entry.block, entry.log_index.to_bytes(4))


def timeline(session: ReadSession, subjects: Iterable[bytes]) -> Timeline:
    """All acts of these dossiers.

    Raises:
        DossierUnknown: one of them cannot be read.
    """
    wanted = tuple(sorted(set(subjects)))
    histories = load_histories(session, wanted)
    rows = journal.of_subjects(session, histories)
    entries = [
        _entry(act, state.head, row)
        for subject, history in histories.items()
        for act, state, row in zip(history.acts, history.states[1:], rows[subject], strict=True)
    ]
    entries.sort(key=lambda entry: (entry.block, entry.log_index))
    actors = {actor.party for entry in entries for actor in entry.actors}
    return Timeline(as_of(session), wanted, tuple(entries), named(session, actors))


def history(session: ReadSession, which: bytes | int) -> Timeline:
    """The acts of a title and of its application, by title id or certificate number.

    Raises:
        NumberUnknown, SubjectUnknown: there is no such title.
        DossierUnknown: one of the two dossiers cannot be read.
    """
    subject = title_of_number(session, which) if isinstance(which, int) else which
    issued = title.title(session, subject)
    if issued is None:
        raise SubjectUnknown(subject)
    return timeline(session, (subject, issued.application))


def _entry(act: Act, head: bytes, row: JournalRow) -> Entry:
    return Entry(
        subject=row.subject,
        seq=act.seq,
        kind=act.kind,
        terms=act.terms,
        actors=act.actors,
        links=act.links,
        digest=act.digest,
        head=head,
        time=row.time,
        block=row.block,
        block_hash=row.block_hash,
        tx_hash=row.tx_hash,
        log_index=row.log_index,
    )
