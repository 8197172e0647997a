"""The notice board: what is published now, and how long anybody may still object to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ApplicationState
from ledger.domain.deadlines import Countdown
from ledger.queries import application
from ledger.queries.application import ApplicationEntry, Filter
from ledger.queries.as_of import AsOf
from ledger.queries.desk import running
from ledger.queries.names import NamedParty
from ledger.queries.pages import Mark

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession

# on notice, or on notice with an objection under inquiry
POSTED: Final = (ApplicationState.NOTICE, ApplicationState.OBJECTION)


@dataclass(frozen=True, slots=True)
class Posted:
    """An application on the board; `clock` is the period that runs, None where none is known."""

    entry: ApplicationEntry
    clock: Countdown | None


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the board, the last changed first."""

    as_of: AsOf
    posted: tuple[Posted, ...]
    names: Mapping[bytes, NamedParty]
    next: Mark | None


def board(
    session: ReadSession,
    state: ApplicationState,
    *,
    registry: int | None = None,
    below: Mark | None = None,
    limit: int = 20,
) -> Board:
    """What is posted in a state, of one registry or of all."""
    found = application.applications(session, Filter(registry, state), below=below, limit=limit)
    clocks = application.clocks_of(session, [each.standing.application for each in found.entries])
    posted = tuple(
        Posted(each, running(clocks.get(each.standing.application))) for each in found.entries
    )
    return Board(found.as_of, posted, found.names, found.next)
