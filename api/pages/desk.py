"""The pages of the registry's desk: queue, file, calendar, prepared acts; for its own staff."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api import parse, typed
from api.desk import drafts, looking, objecting, working
from api.desk.entering import Clerk, enter
from api.desk.errors import FileTaken
from api.desk.stepping import kept_off, person_of
from api.desk.working import Told
from api.language import language_of
from api.pages.deskfile import file_view
from api.pages.deskpapers import papers
from api.pages.deskviews import calendar_view, concerns, draft_view, queue_view
from api.pages.render import page, scripted
from api.registrant import actfile
from api.routes.desk import content_answer, wanted
from api.routes.desk_acts import wish_of
from api.schemas.desk import PreparingIn, QueueIn, Reason
from api.sessions import holding
from api.wiring import reading, wiring_of
from ledger.domain.acts import Role, SubjectKind
from ledger.domain.desk import Concern
from ledger.queries import desk as queries
from ledger.queries.desk import Queue
from ledger.store.repositories import party
from notarization.verify.wording import ERASURE_GROUNDS

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
Registry = Annotated[int, Path(ge=0, le=65_535)]
FileId = Annotated[str, Path(max_length=66)]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Mark = Annotated[str, Form(max_length=64)]
Version = Annotated[int, Form(ge=0, lt=2**53)]
SEE_OTHER: Final = 303
MOST_DUE: Final = 100


class Recusing(BaseModel):
    """The form of a recusal."""

    version: Annotated[int, Field(ge=0, lt=2**53)]
    reason: Reason
    mark: Annotated[str, Field(max_length=64)]


class Giving(Recusing):
    """The form by which a file is given on."""

    to: Annotated[str, Field(max_length=66)]


class HandingOver(BaseModel):
    """The form by which all files of somebody go to another."""

    leaving: Annotated[str, Field(max_length=66)]
    to: Annotated[str, Field(max_length=66)]
    reason: Reason
    mark: Annotated[str, Field(max_length=64)]


class Preparing(PreparingIn):
    """The form by which a step is prepared."""

    mark: Annotated[str, Field(max_length=64)]


class Signing(BaseModel):
    """The form with a signature."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]
    mark: Annotated[str, Field(max_length=64)]


@router.get("")
def own(request: Request) -> Response:
    """To the desk of the first registry that the reader works for."""
    who = holding.reader(request)
    code = min(who.roles, default=None)
    return page(request, "desk_none.html") if code is None else to(f"/desk/{code}")


@router.get("/{registry}")
def queue(request: Request, registry: Registry, asked: Annotated[QueueIn, Query()]) -> HTMLResponse:
    """The files of a registry."""
    clerk, language = _clerk(request, registry), language_of(request.scope)
    which, after = wanted(asked, clerk), parse.mark(asked.cursor)
    with reading(request) as now:
        person = person_of(now.session, clerk)
        found = queries.queue(now.session, which, person, after=after, limit=asked.limit)
        reviews = Role.REVIEWER in clerk.roles
        staff = {each.party for each in party.staff(now.session, registry)} if reviews else set()
    return page(
        request,
        "desk.html",
        desk=queue_view(found, clerk, asked, language),
        staff=sorted(each.hex() for each in staff),
        mark=holding.mark_of(request),
    )


@router.post("/{registry}/hand-over")
def hand_over(
    request: Request, registry: Registry, told: Annotated[HandingOver, Form()]
) -> Response:
    """Give all open files of somebody who leaves to another."""
    clerk = acting(request, registry, told.mark)
    leaving, new = (parse.subject(each, SubjectKind.PARTY) for each in (told.leaving, told.to))
    working.hand_over(wiring_of(request), clerk, leaving, new, told.reason)
    return to(f"/desk/{registry}?assignee=0x{new.hex()}")


@router.get("/{registry}/calendar")
def calendar(request: Request, registry: Registry) -> HTMLResponse:
    """What is due on which day."""
    clerk, language = _clerk(request, registry), language_of(request.scope)
    which = Queue(clerk.registry, queries.OPEN_STATES)
    with reading(request) as now:
        person = person_of(now.session, clerk)
        found = queries.queue(now.session, which, person, limit=MOST_DUE)
    days = calendar_view(found, language)
    return page(request, "desk_calendar.html", registry=registry, days=days)


@router.get("/{registry}/files/{application_id}")
def one(
    request: Request, registry: Registry, application_id: FileId, concern: str = ""
) -> HTMLResponse:
    """A file, once it is said for what it is read; the look is logged first."""
    clerk, subject = _clerk(request, registry), _file(application_id)
    if concern not in Concern.__members__:
        return page(
            request,
            "desk_concern.html",
            file=subject.hex(),
            concerns=concerns(language_of(request.scope)),
        )
    wiring, language = wiring_of(request), language_of(request.scope)
    working.read(wiring, clerk, subject, Concern[concern])
    opened = objecting.documents(wiring, subject)
    with reading(request) as now:
        found = looking.look(wiring, now.session, clerk, subject)
        made = drafts.of_file(wiring, now.session, subject)
        laid = papers(now.session, found, opened, (made, language))
        staff = {each.party for each in party.staff(now.session, registry)}
    view = file_view(found, clerk, made, language)
    return page(
        request,
        "desk_file.html",
        file=view,
        papers=laid,
        concern=concern,
        grounds=[(each.value, text.text(language)) for each, text in ERASURE_GROUNDS.items()],
        staff=sorted(each.hex() for each in staff - {clerk.party}),
        mark=holding.mark_of(request),
    )


@router.get("/{registry}/files/{application_id}/contents/{digest}")
def content(
    request: Request, registry: Registry, application_id: FileId, digest: Digest, concern: str = ""
) -> Response:
    """A file that is kept for an application; the look is logged before a byte of it is sent."""
    clerk, subject = _clerk(request, registry), _file(application_id)
    if concern not in Concern.__members__:
        return to(f"/desk/{registry}/files/{application_id}")
    return content_answer(wiring_of(request), clerk, subject, (bytes.fromhex(digest), concern))


@router.post("/{registry}/files/{application_id}/claim")
def claim(
    request: Request, registry: Registry, application_id: FileId, version: Version, mark: Mark
) -> Response:
    """Take a file."""
    clerk = acting(request, registry, mark)
    working.claim(wiring_of(request), clerk, Told(_file(application_id), version))
    return to(f"/desk/{registry}/files/{application_id}?concern={_concern(clerk)}")


@router.post("/{registry}/files/{application_id}/reassign")
def reassign(
    request: Request, registry: Registry, application_id: FileId, told: Annotated[Giving, Form()]
) -> Response:
    """Give a file to another; a form that was sent twice gives it once."""
    clerk = acting(request, registry, told.mark)
    seen = Told(_file(application_id), told.version, told.reason)
    new = parse.subject(told.to, SubjectKind.PARTY)
    try:
        working.reassign(wiring_of(request), clerk, seen, new)
    except FileTaken as fault:
        if (fault.party, fault.version) != (new, told.version + 1):
            raise
    return to(f"/desk/{registry}")


@router.post("/{registry}/files/{application_id}/recuse")
def recuse(
    request: Request, registry: Registry, application_id: FileId, told: Annotated[Recusing, Form()]
) -> Response:
    """Have nothing to do with a file any more."""
    clerk = acting(request, registry, told.mark)
    seen = Told(_file(application_id), told.version, told.reason)
    working.recuse(wiring_of(request), clerk, seen)
    return to(f"/desk/{registry}")


@router.post("/{registry}/files/{application_id}/acts")
def prepare(
    request: Request, registry: Registry, application_id: FileId, told: Annotated[Preparing, Form()]
) -> Response:
    """Prepare a step; nothing is signed or sent."""
    clerk = acting(request, registry, told.mark)
    made = drafts.prepare(wiring_of(request), clerk, _file(application_id), wish_of(told))
    return to(f"/desk/{registry}/acts/{made.hex()}")


@router.get("/{registry}/acts/{digest}")
def act(request: Request, registry: Registry, digest: Digest) -> HTMLResponse:
    """A prepared act: exactly what is signed, who has signed, who is asked for."""
    clerk, language = _clerk(request, registry), language_of(request.scope)
    wiring = wiring_of(request)
    with reading(request) as now:
        found = drafts.find(wiring, now.session, clerk, bytes.fromhex(digest))
        bars = kept_off(now.session, clerk, found.row.application, found.step)
        overtaken = drafts.overtaken(now.session, found)
    prepared = {
        "digest": "0x" + found.row.digest.hex(),
        "typed_data": typed.typed_data(wiring.profile(), found.act.prepared),
        "account": "0x" + clerk.account.hex(),
    }
    return scripted(
        request,
        "desk_act.html",
        act=draft_view(found, clerk, bars, language),
        overtaken=overtaken,
        prepared=prepared,
        mark=holding.mark_of(request),
    )


@router.get("/{registry}/acts/{digest}/file")
def act_file(request: Request, registry: Registry, digest: Digest) -> Response:
    """The act file of a prepared act, for `datadeed act sign`."""
    clerk, wiring = _clerk(request, registry), wiring_of(request)
    with reading(request) as now:
        found = drafts.find(wiring, now.session, clerk, bytes.fromhex(digest))
    body = json.dumps(actfile.document(found.act, wiring.profile()), ensure_ascii=False, indent=1)
    name = f"act-{digest[:16]}.json"
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="application/json", headers=disposition)


@router.post("/{registry}/acts/{digest}/signatures")
def sign(
    request: Request, registry: Registry, digest: Digest, told: Annotated[Signing, Form()]
) -> Response:
    """Add the reader's own signature, made elsewhere."""
    clerk = acting(request, registry, told.mark)
    signature = bytes.fromhex(told.signature[2:])
    drafts.sign(wiring_of(request), clerk, bytes.fromhex(digest), signature)
    return to(f"/desk/{registry}/acts/{digest}")


@router.post("/{registry}/acts/{digest}/consents")
def consent(
    request: Request, registry: Registry, digest: Digest, file: UploadFile, mark: Mark
) -> Response:
    """Add the signatures of pledgees, out of the act file that they signed."""
    clerk, wiring = acting(request, registry, mark), wiring_of(request)
    signed = actfile.parse(file.file.read(actfile.MOST_BYTES + 1), "consents", wiring.profile())
    consents = [each for each in signed.signers if each.role is Role.PARTY]
    drafts.consent(wiring, clerk, bytes.fromhex(digest), consents)
    return to(f"/desk/{registry}/acts/{digest}")


@router.post("/{registry}/acts/{digest}/relay")
def relay(request: Request, registry: Registry, digest: Digest, mark: Mark) -> Response:
    """Send an act that everybody has signed, and wait until it is final."""
    clerk = acting(request, registry, mark)
    drafts.relay(wiring_of(request), clerk, bytes.fromhex(digest))
    return to(f"/desk/{registry}/acts/{digest}")


def _clerk(request: Request, registry: int) -> Clerk:
    return enter(holding.reader(request), registry)


def acting(request: Request, registry: int, mark: str) -> Clerk:
    """Who sends a form of this site's own. Raises FormForeign, SessionMissing, NotFound."""
    holding.require_own_form(request, mark)
    return _clerk(request, registry)


def _file(text: str) -> bytes:
    return parse.subject(text, SubjectKind.APPLICATION)


def _concern(clerk: Clerk) -> str:
    """For what a clerk reads the file that it has just taken."""
    for role, concern in (
        (Role.EXAMINER, Concern.EXAMINATION),
        (Role.REVIEWER, Concern.REVIEW),
    ):
        if role in clerk.roles:
            return concern.name
    return Concern.ACCEPTANCE.name


def to(path: str) -> RedirectResponse:
    """Where a form leads once it is done."""
    return RedirectResponse(path, status_code=SEE_OTHER)
