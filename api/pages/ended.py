"""Pledges that ended, as the page of a certificate shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.views import name_of
from ledger.queries.ended import EndedPledge, ended_pledges
from ledger.queries.names import NamedParty, named
from ledger.queries.title import LISTED
from notarization.verify.report import Language

if TYPE_CHECKING:
    from ledger.queries.as_of import Moment
    from ledger.queries.history import Timeline
    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class EndedView:
    """The newest ends, and how many there are."""

    shown: tuple[EndedPledge, ...]
    total: int
    names: Mapping[bytes, NamedParty]
    language: Language

    def called(self, subject: bytes) -> str:
        """A party's public name, else its kind and the ends of its id."""
        return name_of(self.names, subject, self.language)


def ended_view(
    session: Session, title: bytes, told: tuple[Timeline, Moment | None], language: Language
) -> EndedView:
    """The ended pledges of a title, by its acts, up to a moment."""
    acts, moment = told
    found = ended_pledges(session, title, acts.entries, moment)
    shown = found[:LISTED]
    names = named(session, {party for each in shown for party in each.parties})
    return EndedView(shown, len(found), names, language)
