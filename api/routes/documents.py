"""Certificates and verdicts as PDF, and a document held against the register."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile

from api.paper import checking
from api.paper.faces import pdf_of
from api.paper.records import file_name, record_of
from api.paper.shaping import checked_shape, digest_shape
from api.routes.documented import READS, WRITES
from api.schemas.documents import CheckedOut, DigestCheckedOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from notarization.paper.believed import SignerTrust, signers_trusted

router = APIRouter(tags=["documents"])
PDF = "application/pdf"
FILE: dict[int | str, dict[str, Any]] = {
    **WRITES,
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
}
Number = Annotated[str, Path(max_length=32, examples=["SJ3712026030001"])]
Asked = Annotated[str, Query(max_length=32, examples=["SJ3712026030001"])]


class PdfResponse(Response):
    """A PDF."""

    media_type = PDF


@router.get("/v1/certificates/{number}/document", response_class=PdfResponse, responses=FILE)
def certificate(request: Request, number: Number) -> Response:
    """The certificate on paper at the newest final block: PDF/A-3b with its record attached.

    It is not signed and says so. The same block makes the same bytes.
    """
    return _document(request, number, None)


@router.get("/v1/verdicts/document", response_class=PdfResponse, responses=FILE)
def verdict(request: Request, number: Asked, purpose: Purpose = Purpose.AUTHENTICITY) -> Response:
    """The verdict on paper at the newest final block; none while the mirror is not current."""
    return _document(request, number, purpose)


@router.get("/v1/documents", responses=READS)
def code(
    request: Request,
    number: Asked,
    block: Annotated[int, Query(ge=0, le=2**53)],
    digest: Annotated[str, Query(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])],
    purpose: Purpose | None = None,
) -> DigestCheckedOut:
    """The code on a document's face against the document that the register makes for that block.

    `purpose` is a verdict's. It says nothing of what else stands on the paper: bring the file.
    """
    asked = checking.Code(number, block, digest, purpose)
    with reading(request, block) as now:
        return digest_shape(checking.check_code(now, wiring_of(request), asked), now)


@router.post("/v1/documents:check", responses=WRITES)
def check(
    request: Request,
    document: Annotated[UploadFile, File(description="The PDF")],
    trust: Annotated[
        UploadFile | None, File(description="The trust file of whoever checks")
    ] = None,
) -> CheckedOut:
    """A document against the register, field by field. Where they differ the register prevails.

    Its signature is held against the roots of the trust file (`signers`, `timeStamps`); without
    one its certificate is not checked.
    """
    data, believed = document.file.read(), signers_believed(trust)
    wiring = wiring_of(request)
    looked = checking.look(wiring, data, believed)
    with reading(request, looked.block) as now:
        return checked_shape(checking.check(now, wiring, looked), now)


def signers_believed(trust: UploadFile | None) -> SignerTrust:
    """What an uploaded trust file says of signers; a form without one says nothing."""
    data = trust.file.read() if trust else b""
    return signers_trusted(data) if data else SignerTrust()


def _document(request: Request, number: str, purpose: Purpose | None) -> Response:
    known = parse_number(number)
    with reading(request) as now:
        record = record_of(now, wiring_of(request), known, purpose, None)
    disposition = {"content-disposition": f'attachment; filename="{file_name(record)}"'}
    return PdfResponse(pdf_of(record), headers=disposition)
