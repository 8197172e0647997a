"""What a party licensed, was licensed, or reported: for itself alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.language import language_of
from api.pages.render import page
from api.pages.views import name_of
from api.sessions.holding import reader
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.numbers import written
from ledger.queries.names import named
from ledger.queries.uses import licences_of_party, reports_of_institution
from ledger.store.repositories import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.queries.names import NamedParty
    from ledger.queries.uses import LicenceNote, ReportNote
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
LISTED = 50


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence in words; `other` is the other side."""

    number: str
    right: str
    given: bool
    exclusive: bool
    other: str
    since: int
    until: int
    state: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in words; `amount` in fen, 0 for none."""

    number: str
    kind: str
    purpose: str
    amount: int
    base_date: int
    valid_until: int
    state: str


@router.get("/uses")
def uses(request: Request) -> HTMLResponse:
    """The licences and reports of whoever is signed in, those that changed last first."""
    party, language = reader(request).party, language_of(request.scope)
    with reading(request) as now:
        recent = wiring_of(request).recent
        licences = licences_of_party(now.session, party, recent, LISTED)
        reports = reports_of_institution(now.session, party, recent, LISTED)
        wanted = {each.title for each in licences} | {each.title for each in reports}
        titles = title.titles(now.session, wanted)
        numbers = {each: written(row.number) for each, row in titles.items()}
        others = {side for each in licences for side in (each.licensor, each.licensee)}
        names = named(now.session, {party, *others})
    return page(
        request,
        "uses.html",
        name=name_of(names, party, language),
        licences=list(_licences(licences, party, numbers, names, language)),
        reports=list(_reports(reports, numbers, language)),
    )


def _licences(
    notes: Iterable[LicenceNote],
    own: bytes,
    numbers: Mapping[bytes, str],
    names: Mapping[bytes, NamedParty],
    language: Language,
) -> Iterable[LicenceLine]:
    for each in notes:
        given = each.licensor == own
        yield LicenceLine(
            number=numbers[each.title],
            right=word(each.right, language),
            given=given,
            exclusive=each.exclusive,
            other=name_of(names, each.licensee if given else each.licensor, language),
            since=each.since,
            until=each.until,
            state=word(each.standing, language),
        )


def _reports(
    notes: Iterable[ReportNote], numbers: Mapping[bytes, str], language: Language
) -> Iterable[ReportLine]:
    for each in notes:
        yield ReportLine(
            number=numbers[each.title],
            kind=word(each.kind, language),
            purpose=word(each.purpose, language),
            amount=each.amount,
            base_date=each.base_date,
            valid_until=each.valid_until,
            state=word(each.standing, language),
        )
