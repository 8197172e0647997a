"""The pledges that secure a party, and what happened to their titles: for itself alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import parse
from api.filings import FilingLine, line
from api.language import language_of
from api.pages.render import page
from api.pages.watching import certificate_of, holder_of, rank_of, remarks, share_of, state_of
from api.sessions.holding import mark_of, reader
from api.texts import shown
from api.texts.alerts import said
from api.texts.findings import describe
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain import canonical
from ledger.domain.numbers import written
from ledger.domain.party_words import heirs_of, with_heirs
from ledger.domain.pledge_words import OPEN
from ledger.domain.state import Dossier
from ledger.queries.as_of import Moment
from ledger.queries.movables import filings_of
from ledger.queries.names import NamedParty, named
from ledger.queries.party import pledges_of_pledgee
from ledger.store.repositories import alert, title

if TYPE_CHECKING:
    from typing import Any

    from ledger.queries.party import PledgeNote
    from ledger.store.engine import Session
    from ledger.store.tables.alert import AlertRow
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
LISTED = 20
ALERTS = 50


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A pledge in words; `remarks` are what its pledgee should see beside it."""

    pledge: str
    number: str
    what: str
    pledgor: str
    amount: str
    filed_at: int
    state: tuple[str, ...]
    valid_until: int
    filing: FilingLine | None
    rank: str
    open: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in words."""

    text: str
    kind: str
    numbers: tuple[str, ...]
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines rest on; `holders` are those of what the pledges rest on, by pledge."""

    names: Mapping[bytes, NamedParty]
    dossiers: Mapping[bytes, Dossier]
    holders: Mapping[bytes, bytes]

    def parties(self, note: PledgeNote) -> tuple[list[Dossier], bytes | None]:
        """The dossiers of a holder and of his successors; and which of them cannot be read."""
        holder = self.holders[note.pledge]
        every = (holder, *heirs_of(holder, self.dossiers))
        found = [self.dossiers[each] for each in every if each in self.dossiers]
        return found, next((each for each in every if each not in self.dossiers), None)


@router.get("/portfolio")
def portfolio(
    request: Request, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> HTMLResponse:
    """The pledges of whoever is signed in, newest first, and the newest alerts."""
    party, language = reader(request).party, language_of(request.scope)
    with reading(request) as now:
        found = pledges_of_pledgee(now.session, party, below=parse.mark(cursor), limit=LISTED)
        names = named(now.session, {party, *(each.pledgor for each in found.pledges)})
        moment, recent = Moment(now.as_of.time, now.as_of.block), wiring_of(request).recent
        read = partial(recent.states, now.session, moment=moment)
        states = read({each.title for each in found.pledges})
        holders = {
            each.pledge: holder_of(state, each, moment.time) if state else each.pledgor
            for each in found.pledges
            for state in (states.get(each.title),)
        }
        parties = read(set(holders.values()))
        known = Known(names, states | with_heirs(parties, read), holders)
        lines = _pledges(now.session, found.pledges, known, now.as_of.time, language)
        alerts = alert.newest_of_party(now.session, party, ALERTS)
    return page(
        request,
        "portfolio.html",
        name=shown.called(names[party].name, names[party].kind, party.hex(), language),
        pledges=lines,
        alerts=[_alert(each, language) for each in alerts],
        following=found.next.text if found.next else "",
        mark=mark_of(request),
    )


def _pledges(
    session: Session,
    notes: tuple[PledgeNote, ...],
    known: Known,
    time: int,
    language: Language,
) -> list[PledgeLine]:
    names, dossiers = known.names, known.dossiers
    titles = title.titles(session, {each.title for each in notes})
    states = title.states(session, titles)
    found = filings_of(session, titles, time)
    filings = {one.row.pledge: one for each in found.values() for one in each.pledges}
    lines = []
    for each in notes:
        seen = filings.get(each.pledge)
        pledgor, dossier = names[each.pledgor], dossiers.get(each.title)
        told = (time, language)
        parties, lost = known.parties(each)
        own = certificate_of(dossier, each, time) if dossier else 0
        ppm = share_of(dossier, each, time) if dossier else each.ppm
        lines.append(
            PledgeLine(
                pledge=each.pledge.hex(),
                number=written(own or titles[each.title].number),
                what=f"{word(each.right, language)} {shown.share(ppm)}",
                pledgor=shown.called(pledgor.name, pledgor.kind, each.pledgor.hex(), language),
                amount=shown.yuan(each.amount),
                filed_at=each.filed_at,
                state=state_of(each, language),
                valid_until=states[each.title].valid_until,
                filing=line(seen, language) if seen else None,
                rank=rank_of(dossier, each, time, language) if dossier else "",
                open=each.state in OPEN,
                remarks=tuple(remarks(dossier, parties, each, told))
                if dossier and lost is None
                else (_lost(lost or each.title, language),),
            )
        )
    return lines


def _lost(subject: bytes, language: Language) -> str:
    """What stands for the remarks where the title's or its pledgor's dossier cannot be read."""
    return describe("DOSSIER_UNKNOWN", {"subject": subject.hex()}, language)


def _alert(row: AlertRow, language: Language) -> AlertLine:
    facts: Any = canonical.parse_canonical(row.facts)
    numbers = tuple(written(each) for each in facts.get("numbers", ()))
    return AlertLine(said(row.kind, facts, language), row.kind, numbers, row.time, row.block)
