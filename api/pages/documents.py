"""The page on which a document is held against the register: its file, or the code on its face."""

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import HTMLResponse

from api.pages.render import page
from api.paper import checking
from api.routes.documents import signers_believed
from api.texts import papers
from api.wiring import reading, wiring_of
from ledger.domain.verdict import Purpose

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/documents/check")
def code(
    request: Request,
    number: Annotated[str, Query(max_length=32)] = "",
    block: Annotated[int, Query(ge=0, le=2**53)] = 0,
    digest: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
    purpose: Purpose | None = None,
) -> HTMLResponse:
    """The form, and what the code on a face says where one was read."""
    found = None
    with reading(request, block if number.strip() else None) as now:
        if number.strip():
            asked = checking.Code(number.strip(), block, digest, purpose)
            found = checking.check_code(now, wiring_of(request), asked)
    return _shown(request, code=found)


@router.post("/documents/check")
def check(
    request: Request,
    document: Annotated[UploadFile, File()],
    trust: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """What the register says of a document, and what its signature is worth to the reader."""
    data, believed = document.file.read(), signers_believed(trust)
    wiring = wiring_of(request)
    looked = checking.look(wiring, data, believed)
    with reading(request, looked.block) as now:
        found = checking.check(now, wiring, looked)
    return _shown(request, checked=found)


def _shown(
    request: Request,
    *,
    checked: checking.Checked | None = None,
    code: checking.DigestChecked | None = None,
) -> HTMLResponse:
    return page(
        request,
        "document.html",
        checked=checked,
        code=code,
        found=checked or code,
        agreements=papers.AGREEMENTS,
        meanings=papers.MEANINGS,
        faces=papers.FACES,
        tones=papers.TONES,
        reason=papers.reason,
        grades=papers.GRADES,
        marks=papers.MARKS,
        grade_tones=papers.GRADE_TONES,
    )
