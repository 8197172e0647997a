"""The pages by which a court asks for a package, follows and fetches it, and staff approves."""

import secrets
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api import evidence, evidence_requests
from api.desk.entering import enter
from api.evidence_requests import ALL, EvidenceRequestNotLocked, State
from api.forum import Forum
from api.language import language_of
from api.pages.desk import Registry, acting, to
from api.pages.render import page
from api.problems import title_of_code
from api.routes.evidence_requests import Id, looked_after
from api.schemas.evidence import MOST_TEXT
from api.schemas.evidence_requests import ApprovalIn, Named
from api.sessions import holding
from api.wiring import wiring_of
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Purpose
from notarization.verify.custody import HANDLINGS
from notarization.verify.options import moment

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Number = Annotated[str, Path(max_length=32)]
NAME_ONLY: Final = "data_name"
NONE: Final = "none"
MARK_BYTES: Final = 32


class Asking(BaseModel):
    """The form of a request; `at` is a local time of Beijing, empty for now."""

    purpose: Purpose = Purpose.DISPUTE
    requester: Named
    case_ref: Named
    at: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d)?$")] = ""
    open: Annotated[str, Field(pattern=r"^(\*|data_name|none)$")] = ALL
    forum: Forum = Forum.DOMESTIC
    mark: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Approving(ApprovalIn):
    """The form of an approval."""

    mark: Annotated[str, Field(max_length=64)]


@router.get("/certificates/{number}/evidence")
def form(request: Request, number: Number) -> HTMLResponse:
    """The form by which a package is asked for; sent twice, it asks once."""
    known = written(parse_number(number))
    response = page(
        request,
        "evidence_ask.html",
        number=known,
        purposes=tuple(Purpose),
        most_text=MOST_TEXT,
        chosen=Purpose.DISPUTE,
        mark=secrets.token_hex(MARK_BYTES),
    )
    # the request's address follows from the mark, and whoever comes back asks anew
    response.headers["cache-control"] = "no-store"
    return response


@router.post("/certificates/{number}/evidence")
def ask(
    request: Request, number: Number, told: Annotated[Asking, Form()], after: BackgroundTasks
) -> RedirectResponse:
    """Ask for it, and go on to its progress."""
    wiring = wiring_of(request)
    opened = {ALL: None, NAME_ONLY: frozenset({NAME_ONLY}), NONE: frozenset[str]()}[told.open]
    asked = evidence.Request(
        parse_number(number),
        told.purpose,
        told.requester,
        told.case_ref,
        at=moment(told.at) if told.at else None,
        opened=opened,
    )
    key = evidence_requests.ask(wiring, asked, told.forum, bytes.fromhex(told.mark))
    after.add_task(evidence_requests.run, wiring, key)
    return to(f"/evidence-requests/{key.hex()}")


@router.get("/evidence-requests/{request_id}")
def progress(request: Request, request_id: Id, after: BackgroundTasks) -> HTMLResponse:
    """How far a request is; the package once it is made, and through whose hands it went."""
    found = looked_after(request, request_id, after)
    response = page(
        request,
        "evidence_request.html",
        row=found.row,
        state=State(found.row.state),
        states=State,
        purpose=Purpose(found.row.purpose),
        foreign=found.row.forum == Forum.FOREIGN,
        custody=found.custody,
        stamps=found.stamps,
        sm3=found.sm3,
        handlings=HANDLINGS,
        refusal=title_of_code(found.row.code).text(language_of(request.scope)),
    )
    # whoever knows the address may fetch the package
    response.headers["cache-control"] = "no-store"
    if found.row.state in (State.WAITING, State.MAKING):
        response.headers["refresh"] = "5"
    return response


@router.get("/desk/{registry}/evidence-requests")
def locked(request: Request, registry: Registry) -> HTMLResponse:
    """What waits for the approval of an authority, for reviewers."""
    clerk = enter(holding.reader(request), registry)
    return page(
        request,
        "desk_evidence.html",
        registry=registry,
        rows=evidence_requests.locked(wiring_of(request), clerk),
        most_text=MOST_TEXT,
        mark=holding.mark_of(request),
    )


@router.post("/desk/{registry}/evidence-requests/{request_id}/approval")
def approve(
    request: Request,
    registry: Registry,
    request_id: Id,
    told: Annotated[Approving, Form()],
    after: BackgroundTasks,
) -> RedirectResponse:
    """Enter an approval, once though its form is sent twice, and go on to the request."""
    clerk, wiring = acting(request, registry, told.mark), wiring_of(request)
    key = bytes.fromhex(request_id)
    try:
        evidence_requests.approve(wiring, clerk, key, told.approval, told.authority)
    except EvidenceRequestNotLocked:
        row = evidence_requests.look(wiring, key).row
        entered = (row.party, row.approval, row.authority)
        if entered != (clerk.party, told.approval, told.authority):
            raise
    after.add_task(evidence_requests.run, wiring, key)
    return to(f"/evidence-requests/{request_id}")
