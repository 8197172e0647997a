"""What an applicant left of its application, given back to it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import parse
from api.desk import returning
from api.desk.contents import suffix
from api.present import party, stamp
from api.routes.desk import BYTES, ContentDigest
from api.routes.documented import SIGNED_IN
from api.schemas.filing import EarlierOut
from api.sessions.holding import signed_in
from api.sessions.opening import Principal
from api.wiring import Wiring, wiring_of
from ledger.domain.acts import SubjectKind

router = APIRouter(prefix="/v1/applications", tags=["applications"], responses=SIGNED_IN)
ApplicationPath = Annotated[str, Path(max_length=66, examples=["02" + "cd" * 31])]


@router.get("/{application_id}/record")
def record(request: Request, application_id: ApplicationPath) -> EarlierOut:
    """The record that whoever asks filed, to file anew with; the look is logged."""
    who, subject = signed_in(request), parse.subject(application_id, SubjectKind.APPLICATION)
    return earlier_shape(returning.earlier(wiring_of(request), who, subject))


@router.get(
    "/{application_id}/proofs/{digest}",
    response_class=Response,
    responses={200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)
def proof(request: Request, application_id: ApplicationPath, digest: ContentDigest) -> Response:
    """A proof file that whoever asks left with it; the look is logged."""
    return proof_answer(wiring_of(request), signed_in(request), application_id, digest)


def proof_answer(wiring: Wiring, who: Principal, application_id: str, digest: str) -> Response:
    """A proof file, for this door and for the form."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    data = returning.proof(wiring, who, subject, bytes.fromhex(digest))
    headers = {
        "content-disposition": f'attachment; filename="{digest[:16]}{suffix(data)}"',
        "cache-control": "no-store",
    }
    return Response(data, media_type=BYTES, headers=headers)


def earlier_shape(found: returning.Earlier) -> EarlierOut:
    """An application as it was filed."""
    page = found.page
    return EarlierOut(
        application=page.standing.application.hex(),
        registry=page.standing.registry,
        state=page.standing.state.name,
        registration=page.filing.registration.name,
        participants=[party(page.names, each) for each in page.filing.participants],
        fields=found.fields,
        proofs=[each["sha256"] for each in found.proofs],
        as_of=stamp(page.as_of),
    )
