"""The notice board, and the page on which an objection to a notice is raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api import parse
from api.language import language_of
from api.middleware import PROOF_BYTES
from api.pages.deskviews import ClockView, clock_view
from api.pages.render import page, scripted
from api.pages.views import name_of
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.acts import Action, ApplicationState, SubjectKind
from ledger.domain.procedure import grounds_of
from ledger.queries import application
from ledger.queries.board import POSTED, Posted, board
from ledger.queries.desk import running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.queries.names import NamedParty
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
MOST = 100
# Seconds that the form waits for the mirror.
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """An application on the board; `clock` is the period that runs, None where none is known.

    `unknown`: its dossier cannot be read, and nobody here can say whether it is on notice still.
    """

    application: str
    data_name: str
    state: str
    applicants: str
    open: bool
    objected: bool
    unknown: bool
    due: int
    clock: ClockView | None


@router.get("/notices")
def notices(
    request: Request,
    registry: Annotated[int | None, Query(ge=0, le=65_535)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> HTMLResponse:
    """What is on public notice, of all registries or of one."""
    language, below = language_of(request.scope), parse.mark(cursor)
    with reading(request) as now:
        on_notice, objected = (
            board(now.session, state, registry=registry, below=below, limit=MOST)
            for state in POSTED
        )
    names = {**on_notice.names, **objected.names}
    posted = (*on_notice.posted, *(() if cursor else objected.posted))
    return page(
        request,
        "notices.html",
        notices=[line_of(each, names, on_notice.as_of.time, language) for each in posted],
        registry=registry,
        following=on_notice.next.text if on_notice.next else "",
    )


@router.get("/applications/{application_id}/object")
def objection(
    request: Request, application_id: Annotated[str, Path(max_length=66)]
) -> HTMLResponse:
    """The form of an objection; where nothing can be objected to now, that is said."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    language, wiring = language_of(request.scope), wiring_of(request)
    with reading(request) as now:
        found = application.find_application(now.session, subject)
    entry = application.ApplicationEntry(
        found.standing, found.applicants, found.notice, found.title
    )
    posted = Posted(entry, running(found.clocks))
    return scripted(
        request,
        "object.html",
        line=line_of(posted, found.names, found.as_of.time, language),
        action=int(Action.OBJECT),
        grounds=[
            (each.name, int(each), word(each, language)) for each in grounds_of(Action.OBJECT)
        ],
        chain=wiring.profile().chain_id,
        most_proof=PROOF_BYTES,
        patience=PATIENCE,
    )


def line_of(
    found: Posted, names: Mapping[bytes, NamedParty], time: int, language: Language
) -> NoticeLine:
    """An application on the board at a time; it is open while anybody may object."""
    entry = found.entry
    standing = entry.standing
    joined = "、" if language.value == "zh" else ", "
    return NoticeLine(
        application=standing.application.hex(),
        data_name=entry.notice.data_name if entry.notice else "",
        state=word(standing.told, language),
        applicants=joined.join(name_of(names, each.party, language) for each in entry.applicants),
        open=standing.objectable(time),
        objected=standing.state is ApplicationState.OBJECTION,
        unknown=standing.unknown,
        due=standing.notice_due,
        clock=clock_view(found.clock, language) if found.clock else None,
    )
