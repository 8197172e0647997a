"""The pages by which staff erases: chosen on the file, then confirmed and signed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from api.desk import erasing
from api.desk.erasing import Confirmed
from api.language import language_of
from api.pages.desk import FileId, Registry, acting, to
from api.pages.render import scripted
from api.routes.erasures import asked_of, statement_shape
from api.schemas.erasures import ErasureIn
from api.sessions import holding
from api.texts.erasing import erased_name
from api.wiring import wiring_of
from ledger.domain.tombstone import Ground
from notarization.verify.wording import ERASURE_GROUNDS

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)


class Choosing(ErasureIn):
    """The form by which it is chosen what goes."""

    mark: Annotated[str, Field(max_length=64)]


class Signing(Choosing):
    """The form with the signatures, which are separated by spaces, and the typed number."""

    time: Annotated[int, Field(ge=0, lt=2**40)]
    confirm: Annotated[str, Field(max_length=66)]
    signatures: Annotated[str, Field(pattern=r"^0x[0-9a-f]{130}( 0x[0-9a-f]{130})*$")]


@router.post("/{registry}/files/{application_id}/erasure")
def choose(
    request: Request, registry: Registry, application_id: FileId, told: Annotated[Choosing, Form()]
) -> HTMLResponse:
    """What would go, to be signed; nothing is destroyed."""
    clerk, language = acting(request, registry, told.mark), language_of(request.scope)
    asked = asked_of(application_id, told)
    stones = erasing.draft(wiring_of(request), clerk, asked)
    return scripted(
        request,
        "desk_erase.html",
        registry=registry,
        file=asked.application.hex(),
        asked=told,
        names=[erased_name(each.name, language) for each in stones],
        ground=ERASURE_GROUNDS[Ground(told.ground)].text(language),
        prepared={
            "account": "0x" + clerk.account.hex(),
            "application": asked.application.hex(),
            "statements": [statement_shape(each).statement for each in stones],
        },
        time=stones[0].time,
        mark=holding.mark_of(request),
    )


@router.post("/{registry}/files/{application_id}/erasure/signed")
def erase(
    request: Request, registry: Registry, application_id: FileId, told: Annotated[Signing, Form()]
) -> Response:
    """Destroy it, and go back to the file."""
    clerk = acting(request, registry, told.mark)
    signatures = [bytes.fromhex(each[2:]) for each in told.signatures.split(" ")]
    given = Confirmed(told.confirm, told.time, signatures)
    erasing.erase_signed(wiring_of(request), clerk, asked_of(application_id, told), given)
    return to(f"/desk/{registry}/files/{application_id}")
