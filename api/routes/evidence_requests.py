"""Evidence packages that are asked for: request, progress, package; approval for courts abroad."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path, Request
from fastapi.responses import Response

from api import evidence, evidence_requests, parse
from api.desk.entering import enter
from api.evidence_requests import ALL, Looked, State
from api.forum import Forum
from api.routes.desk import Registry
from api.routes.documented import SIGNED_IN, WRITES
from api.routes.evidence import FILE, ZIP
from api.schemas import evidence_requests as shapes
from api.schemas.common import AsOf
from api.sessions.holding import signed_in
from api.shaping import stamps_shape
from api.stamped import stamped
from api.texts.shown import iso
from api.wiring import wiring_of
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Purpose

router = APIRouter(tags=["evidence"], responses=WRITES)
desk = APIRouter(prefix="/v1/desk", tags=["desk"], responses=SIGNED_IN)
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["ab" * 16])]


@router.post("/v1/evidence-requests", status_code=202)
def ask(
    request: Request, body: shapes.EvidenceRequestIn, after: BackgroundTasks
) -> shapes.EvidenceRequestOut:
    """Ask for a package. It is made behind this answer; one for a court abroad waits, locked."""
    wiring, at = wiring_of(request), parse.seconds(body.at)
    opened = None if body.open is None else frozenset(body.open)
    asked = evidence.Request(
        parse_number(body.number), body.purpose, body.requester, body.case_ref, at=at, opened=opened
    )
    key = evidence_requests.ask(wiring, asked, body.forum)
    after.add_task(evidence_requests.run, wiring, key)
    return request_shape(evidence_requests.look(wiring, key), stamped(request))


@router.get("/v1/evidence-requests/{request_id}")
def progress(request: Request, request_id: Id, after: BackgroundTasks) -> shapes.EvidenceRequestOut:
    """How far a request is. What was left unfinished is taken up again."""
    found = looked_after(request, request_id, after)
    return request_shape(found, stamped(request))


@router.get("/v1/evidence-requests/{request_id}/package", response_class=Response, responses=FILE)
def fetch(request: Request, request_id: Id) -> Response:
    """The package, with its custody log; that it was fetched is entered there."""
    name, data = evidence_requests.fetch(wiring_of(request), bytes.fromhex(request_id))
    told = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, media_type=ZIP, headers=told)


@desk.get("/{registry}/evidence-requests")
def locked(request: Request, registry: Registry) -> shapes.LockedOut:
    """The requests for courts abroad that wait for an approval, for reviewers."""
    clerk = enter(signed_in(request), registry)
    found = evidence_requests.locked(wiring_of(request), clerk)
    stamp = stamped(request)
    return shapes.LockedOut(
        requests=[request_shape(Looked(each, ()), stamp) for each in found], as_of=stamp
    )


@desk.post("/{registry}/evidence-requests/{request_id}:approve")
def approve(
    request: Request,
    registry: Registry,
    request_id: Id,
    body: shapes.ApprovalIn,
    after: BackgroundTasks,
) -> shapes.EvidenceRequestOut:
    """Enter the competent authority's approval; then the package is made."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    key = bytes.fromhex(request_id)
    evidence_requests.approve(wiring, clerk, key, body.approval, body.authority)
    after.add_task(evidence_requests.run, wiring, key)
    return request_shape(evidence_requests.look(wiring, key), stamped(request))


def looked_after(request: Request, request_id: str, after: BackgroundTasks) -> Looked:
    """A request as it is; it is made behind the answer where it is due."""
    wiring, key = wiring_of(request), bytes.fromhex(request_id)
    found = evidence_requests.look(wiring, key)
    if evidence_requests.is_due(wiring, found.row):
        after.add_task(evidence_requests.run, wiring, key)
    return found


def request_shape(found: Looked, stamp: AsOf) -> shapes.EvidenceRequestOut:
    """A request as answers show it."""
    row = found.row
    made = row.state == State.MADE
    return shapes.EvidenceRequestOut(
        id=row.id.hex(),
        number=written(row.number),
        purpose=Purpose(row.purpose),
        requester=row.requester,
        case_ref=row.case_ref,
        at=None if row.at < 0 else iso(row.at),
        open=None if row.opened == ALL else row.opened.split(),
        forum=Forum(row.forum),
        state=State(row.state),
        code=row.code,
        asked=iso(row.asked),
        approval=row.approval,
        authority=row.authority,
        block=row.block if made else None,
        sha256=row.digest.hex(),
        sm3=found.sm3,
        url=f"/v1/evidence-requests/{row.id.hex()}/package" if made else "",
        time_stamps=stamps_shape(found.stamps),
        custody=[
            shapes.HandOverOut(
                kind=each.kind.value,
                time=each.time,
                giver=each.giver,
                taker=each.taker,
                note=each.note,
            )
            for each in found.custody
        ],
        as_of=stamp,
    )
