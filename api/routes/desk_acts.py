"""Acts that staff prepares at the desk, signs one after the other and enters."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request

from api import parse
from api.desk import drafts
from api.desk.drafts import Draft
from api.desk.entering import enter
from api.desk.preparing import Wish
from api.desk.shaping import draft_shape
from api.problems import EntryUnclear
from api.routes.acts import signer_of
from api.routes.desk import FileId, Registry
from api.routes.documented import SIGNED_IN
from api.schemas import desk as shapes
from api.sessions.holding import signed_in
from api.wiring import reading, wiring_of
from ledger.domain.acts import Action, FieldGroup, Ground, SubjectKind
from ledger.queries.names import named

router = APIRouter(prefix="/v1/desk", tags=["desk"], responses=SIGNED_IN)
ActDigest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]


@router.post("/{registry}/files/{application_id}/acts", status_code=201)
def prepare(
    request: Request,
    registry: Registry,
    application_id: FileId,
    told: Annotated[shapes.PreparingIn, Form()],
) -> shapes.DraftOut:
    """Prepare a step that is open, by the rules of its file; nothing is signed or sent."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    made = drafts.prepare(wiring, clerk, subject, wish_of(told))
    with reading(request) as now:
        found = drafts.find(wiring, now.session, clerk, made)
    return _shape(request, found)


@router.get("/{registry}/acts/{digest}")
def one(request: Request, registry: Registry, digest: ActDigest) -> shapes.DraftOut:
    """A prepared act: exactly what is signed, who has signed, who is asked for."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    with reading(request) as now:
        found = drafts.find(wiring, now.session, clerk, bytes.fromhex(digest))
    return _shape(request, found)


@router.post("/{registry}/acts/{digest}/signatures")
def sign(
    request: Request, registry: Registry, digest: ActDigest, body: shapes.SigningIn
) -> shapes.DraftOut:
    """Add the clerk's own signature, in the next role that is missing."""
    clerk, signature = enter(signed_in(request), registry), bytes.fromhex(body.signature[2:])
    return _shape(request, drafts.sign(wiring_of(request), clerk, bytes.fromhex(digest), signature))


@router.post("/{registry}/acts/{digest}/consents")
def consent(
    request: Request, registry: Registry, digest: ActDigest, body: shapes.ConsentsIn
) -> shapes.DraftOut:
    """Add signatures of pledgees whose consent the act needs."""
    clerk, signers = enter(signed_in(request), registry), list(map(signer_of, body.signers))
    return _shape(
        request, drafts.consent(wiring_of(request), clerk, bytes.fromhex(digest), signers)
    )


@router.post("/{registry}/acts/{digest}/relay")
def relay(request: Request, registry: Registry, digest: ActDigest) -> shapes.DraftOut:
    """Send an act that everybody has signed, and wait until it is final."""
    clerk = enter(signed_in(request), registry)
    return _shape(request, drafts.relay(wiring_of(request), clerk, bytes.fromhex(digest)))


def wish_of(told: shapes.PreparingIn) -> Wish:
    """A step as the desk takes it. Raises EntryUnclear."""
    # a browser sends a nameless part where no file was chosen
    chosen = [each for each in told.files if each.filename or each.size]
    if not all(each.size for each in chosen):
        raise EntryUnclear("files", "files that are not empty")
    files = tuple(each.file.read() for each in chosen)
    ground, group = Ground[told.ground], FieldGroup[told.group]
    court = bytes.fromhex(told.court[2:])
    return Wish(Action[told.action], ground, told.text, files, group, court)


def _shape(request: Request, found: Draft) -> shapes.DraftOut:
    with reading(request) as now:
        spoken = {each.party for each in found.act.signers} | set(found.pledgees)
        names = named(now.session, spoken)
        return draft_shape(found, wiring_of(request).profile(), names, now.as_of)
