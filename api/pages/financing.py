"""The page of a bank's own file on a pledge: what it entered, and a form to enter more."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api.financing import keeping
from api.financing.shaping import shape
from api.language import language_of
from api.pages import entries
from api.pages.desk import to
from api.pages.render import page
from api.sessions import holding
from api.texts.financing import KINDS, rows
from api.texts.words import word
from api.wiring import wiring_of
from ledger.domain.acts import ActKind
from ledger.domain.financing import MOST_TEXT

router = APIRouter(
    prefix="/financing", include_in_schema=False, default_response_class=HTMLResponse
)
Pledge = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Words = Annotated[str, Field(max_length=MOST_TEXT)]
NAMES = {"LOAN": "loan", "VALUED": "appraiser", "CLAIMED": "fund"}


class Entering(BaseModel):
    """The form of an entry, as it is typed: the amount in yuan, one digest a line.

    `version` is how many entries its reader saw.
    """

    kind: Words
    amount: Words
    on: Words
    due_on: Words = ""
    name: Words = ""
    documents: Annotated[str, Field(max_length=4_000)] = ""
    replaces: Words = ""
    version: Annotated[int, Field(ge=-1, lt=2**31)] = -1
    mark: Words


@router.get("/{pledge}")
def one(request: Request, pledge: Pledge) -> HTMLResponse:
    """The file, its sums and ratio, the pledge's acts. It is logged as read."""
    who, language = holding.reader(request), language_of(request.scope)
    opened = keeping.opened(wiring_of(request), who, bytes.fromhex(pledge))
    request.state.as_of, found = opened.as_of, shape(opened)
    file = found.file.model_dump(mode="json", by_alias=True)
    return page(
        request,
        "financing.html",
        file=file,
        digest=found.digest,
        rows=tuple(rows(file, language)),
        kinds={name: text.text(language) for name, text in KINDS.items()},
        steps=[
            (word(ActKind[each.kind], language), _seconds(each.time), each.block)
            for each in found.file.history
        ],
        mark=holding.mark_of(request),
    )


def _seconds(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())


@router.post("/{pledge}")
def enter(request: Request, pledge: Pledge, told: Annotated[Entering, Form()]) -> Response:
    """Add an entry, once though its form is sent twice."""
    holding.require_own_form(request, told.mark)
    who = holding.reader(request)
    body: dict[str, object] = {
        "kind": told.kind,
        "amount_fen": str(entries.fen_of("amount", told.amount)),
        "on": told.on,
        "documents": told.documents.lower().split(),
        "replaces": int(told.replaces) if told.replaces.isdecimal() else 0,
    }
    if told.kind == "LOAN":
        body["due_on"] = told.due_on
    if told.kind in NAMES:
        body[NAMES[told.kind]] = told.name
    keeping.enter(wiring_of(request), who, bytes.fromhex(pledge), body, told.version + 1)  # type: ignore[arg-type] # every member is read strictly
    return to(f"/financing/{pledge}")
