"""The pages by which registrants file: the form, alone or from an earlier one; signing together."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import parse
from api.desk import returning
from api.language import language_of
from api.middleware import PROOF_BYTES
from api.pages.filling import form_view
from api.pages.render import scripted
from api.routes.returning import earlier_shape, proof_answer
from api.sessions import holding
from api.texts.record import words_of
from api.wiring import reading, wiring_of
from ledger.domain import profiles
from ledger.domain.acts import Origin, Registration, SubjectKind
from ledger.domain.codes.tables import provinces
from ledger.domain.workdays import day_of

# how often a page asks whether the mirror has read what it sent, a second apart
PATIENCE = 120
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/apply")
def apply(
    request: Request, earlier: Annotated[str, Query(alias="from", max_length=66)] = ""
) -> HTMLResponse:
    """The application form under the national profile; filled in from one that was filed `from`."""
    told = _earlier(request, earlier) if earlier else None
    with reading(request) as now:
        day = day_of(now.as_of.time)
    wiring = wiring_of(request)
    return scripted(
        request,
        "apply.html",
        form=form_view(profiles.load(), profiles.FIRST, day, language_of(request.scope)),
        chain=wiring.profile().chain_id,
        most_proof=PROOF_BYTES,
        provinces=provinces().items(),
        patience=PATIENCE,
        fused=int(Origin.FUSED),
        first=int(Registration.FIRST),
        earlier=told,
    )


def _earlier(request: Request, text: str) -> dict[str, Any]:
    """An application that its applicant files anew, as the form is told of it."""
    who, subject = holding.reader(request), parse.subject(text, SubjectKind.APPLICATION)
    found = earlier_shape(returning.earlier(wiring_of(request), who, subject))
    return {**found.model_dump(mode="json", exclude={"as_of"}), "party": who.party.hex()}


@router.get("/applications/{application_id}/proofs/{digest}")
def own_proof(
    request: Request,
    application_id: Annotated[str, Path(max_length=66)],
    digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """A proof that the reader left with an application of its own."""
    return proof_answer(wiring_of(request), holding.reader(request), application_id, digest)


@router.get("/cosign")
def cosign(request: Request) -> HTMLResponse:
    """An application that others began: read, signed with them, sent when all have signed."""
    with reading(request) as now:
        words = words_of(day_of(now.as_of.time), language_of(request.scope))
    return scripted(
        request,
        "cosign.html",
        words=words.json(),
        chain=wiring_of(request).profile().chain_id,
        most_proof=PROOF_BYTES,
        patience=PATIENCE,
        fused=int(Origin.FUSED),
    )
