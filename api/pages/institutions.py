"""The page of the directory of institutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import parse
from api.language import language_of
from api.pages.render import page
from api.pages.views import name_of
from api.texts.words import word
from api.wiring import reading
from ledger.domain.acts import SubjectKind
from ledger.domain.directory import ListingState
from ledger.queries.directory import institutions, superiors

if TYPE_CHECKING:
    from ledger.queries.directory import Directory
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
MOST = 100
TONES = {
    ListingState.LISTED: "good",
    ListingState.NOT_YET: "unsure",
    ListingState.SUSPENDED: "bad",
    ListingState.EXPIRED: "bad",
}


@dataclass(frozen=True, slots=True)
class InstitutionView:
    """An institution in words; `tone` is good, unsure or bad."""

    name: str
    party: str
    kinds: str
    state: str
    tone: str
    since: int
    until: int


@router.get("/institutions")
def directory(
    request: Request, cursor: Annotated[str | None, Query(max_length=66)] = None
) -> HTMLResponse:
    """The directory, by party."""
    language = language_of(request.scope)
    after = b"" if cursor is None else parse.subject(cursor, SubjectKind.PARTY)
    with reading(request) as now:
        found = institutions(now.session, after=after, limit=MOST)
        above = superiors(now.session, limit=MOST)
    following = found.next.hex() if found.next else ""
    views = directory_view(found, language)
    return page(
        request,
        "institutions.html",
        institutions=views,
        following=following,
        above=[
            (
                name_of(above.names, each.court, language),
                name_of(above.names, each.superior, language),
                each.named,
            )
            for each in above.above
        ],
        further=above.next is not None,
    )


def directory_view(found: Directory, language: Language) -> tuple[InstitutionView, ...]:
    """The institutions of a page in words."""
    return tuple(
        InstitutionView(
            name=name_of(found.names, each.party, language),
            party=each.party.hex(),
            kinds="、".join(word(kind, language) for kind in each.listing.kinds),
            state=word(each.listing.state, language),
            tone=TONES[each.listing.state],
            since=each.listing.since,
            until=each.listing.until,
        )
        for each in found.institutions
    )
