"""The disputes over a title, each with its steps; and those that run at a registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeBlock,
    DisputeClaim,
    DisputeRuling,
    DisputeState,
    DisputeStep,
    struct_hash,
)
from ledger.domain.disputes import DisputeAt, Taker, notice_due
from ledger.domain.ids import ZERO
from ledger.domain.numbers import written
from ledger.domain.verdict import Result
from ledger.domain.workdays import Deadline
from ledger.queries.names import NamedParty, named
from ledger.queries.pages import Mark, bounded
from ledger.store.repositories import dispute, mirror, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.clock import TitleAt
    from ledger.queries.history import Entry
    from ledger.store.engine import ReadSession, Session


@dataclass(frozen=True, slots=True)
class DisputeTaken:
    """A step that was taken: by whom, in whose name (zero: nobody's), on which document."""

    action: DisputeAction
    actors: tuple[bytes, ...]
    party: bytes
    document: bytes
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class DisputeStory:
    """A dispute with its steps. `due`: until when the holders are told of it; `late`: they are not.

    `following` are the steps that can come next, and who takes each.
    """

    at: DisputeAt
    filed: int
    due: Deadline
    late: bool
    steps: tuple[DisputeTaken, ...]
    following: tuple[tuple[DisputeAction, Taker], ...]


@dataclass(frozen=True, slots=True)
class DisputesFound:
    """The disputes over a title in the order of their filing; `names` has all who had a part."""

    stories: tuple[DisputeStory, ...]
    names: Mapping[bytes, NamedParty]


@dataclass(frozen=True, slots=True)
class RunningDispute:
    """A dispute that has not ended, in a registry's list; `since` its last step, or its filing.

    `unknown`: its title's dossier cannot be read, or differs from the chain; this is from before.
    """

    title: bytes
    number: str
    dispute: bytes
    disputant: bytes
    claim: DisputeClaim
    state: DisputeState
    blocks: DisputeBlock
    since: int
    unknown: bool

    @property
    def told(self) -> DisputeState | Result:
        """Its state, as far as it is known."""
        return Result.UNKNOWN if self.unknown else self.state

    @property
    def due(self) -> Deadline | None:
        """Until when the holders are told of it; None once they are."""
        return notice_due(self.since) if self.state is DisputeState.FILED else None


def disputes_found(session: Session, at: TitleAt, entries: Iterable[Entry]) -> DisputesFound:
    """The disputes of a title as it stands, out of the acts of its dossier."""
    acts = tuple(entries)
    stories = tuple(_story(each, at, acts) for each in at.disputes)
    steps = [step for each in stories for step in each.steps]
    spoken = {party for step in steps for party in (*step.actors, step.party)}
    spoken |= {each.at.terms.disputant for each in stories}
    return DisputesFound(stories, named(session, spoken - {ZERO}))


def running(
    session: ReadSession, registry: int, *, after: Mark | None = None, limit: int = 20
) -> tuple[tuple[RunningDispute, ...], Mark | None]:
    """A registry's disputes that run, the longest untouched first; and the next page's mark."""
    most = bounded(limit)
    rows = dispute.running(session, registry, after.pair if after else None, most + 1)
    wanted = {each.title for each in rows}
    titles, lost = title.titles(session, wanted), mirror.lost(session, wanted)
    found = tuple(
        RunningDispute(
            title=row.title,
            number=written(titles[row.title].number),
            dispute=row.dispute,
            disputant=row.disputant,
            claim=DisputeClaim(row.claim),
            state=DisputeState(row.state),
            blocks=DisputeBlock(row.blocks),
            since=row.changed_time,
            unknown=row.title in lost,
        )
        for row in rows[:most]
    )
    last = rows[most - 1] if len(rows) > most else None
    return found, Mark(last.block, last.dispute) if last else None


def _story(each: DisputeAt, at: TitleAt, entries: tuple[Entry, ...]) -> DisputeStory:
    (filed,) = (
        entry.time
        for entry in entries
        if isinstance(entry.terms, Dispute) and struct_hash(entry.terms) == each.dispute
    )
    steps, due = tuple(_steps(each, entries)), notice_due(filed)
    told = steps[0].time if steps else at.time
    return DisputeStory(each, filed, due, told > due.time, steps, each.following(at.record.holders))


def _steps(each: DisputeAt, entries: Iterable[Entry]) -> Iterable[DisputeTaken]:
    """The steps that brought it where it stands; later ones have its version or a higher one."""
    for entry in entries:
        terms = entry.terms
        if not isinstance(terms, DisputeStep | DisputeRuling) or terms.dispute != each.dispute:
            continue
        if terms.version >= each.word.version:
            continue
        yield DisputeTaken(
            action=DisputeAction(terms.action),
            actors=tuple(actor.party for actor in entry.actors),
            party=bytes(terms.party) if isinstance(terms, DisputeStep) else ZERO,
            document=bytes(terms.document),
            time=entry.time,
            block=entry.block,
        )
