"""Evidence packages: make one, fetch one, check one."""

import json
from pathlib import Path as Place
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Request, UploadFile
from fastapi.responses import FileResponse, Response

from api import evidence, parse, stamps
from api.forum import require_domestic
from api.routes.documented import WRITES
from api.schemas.evidence import PackageIn, PackageOut, ReportOut
from api.shaping import stamps_shape
from api.stamped import stamped
from api.wiring import Wiring, wiring_of
from ledger.domain.numbers import parse_number, written
from notarization.verify.verifier import verify

router = APIRouter(tags=["evidence"], responses=WRITES)
ZIP = "application/zip"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/v1/evidence-packages", status_code=201)
def make(request: Request, body: PackageIn) -> PackageOut:
    """Make a package, by default at the newest final block; it is verified before it goes out."""
    require_domestic(body.forum)
    number, at = parse_number(body.number), parse.seconds(body.at)
    asked = evidence.Request(
        number,
        body.purpose,
        body.requester,
        body.case_ref,
        at=at,
        max_age=body.max_age,
        opened=None if body.open is None else frozenset(body.open),
    )
    wiring = wiring_of(request)
    kept = evidence.make(wiring, asked)
    url = f"/v1/evidence-packages/{kept.digest}"
    return PackageOut(
        number=written(number),
        block=kept.block,
        sha256=kept.digest,
        sm3=kept.sm3,
        size=kept.path.stat().st_size,
        url=f"/v1/certificates/{written(number)}/proof" if asked.public else url,
        time_stamps=stamps_shape(stamps.stamps_of(wiring.settings, kept.path, wiring.clock())),
        as_of=stamped(request),
    )


@router.get("/v1/evidence-packages/{digest}", response_class=FileResponse, responses=FILE)
def fetch(
    request: Request, digest: Annotated[str, Path(max_length=64, examples=["ab" * 32])]
) -> Response:
    """A package by the digest that its requester was told, with the time stamps it has by now."""
    wiring = wiring_of(request)
    return _sent(wiring, evidence.requested(wiring, digest))


@router.get(
    "/v1/certificates/{number}/proof",
    response_class=FileResponse,
    responses=FILE,
    tags=["certificates"],
)
def newest(
    request: Request, number: Annotated[str, Path(max_length=32, examples=["SJ3712026030001"])]
) -> Response:
    """The newest package for everybody, made of the newest stored proof where that is newer."""
    wiring = wiring_of(request)
    return _sent(wiring, evidence.newest(wiring, parse_number(number)))


def _sent(wiring: Wiring, path: Place) -> Response:
    """The file as it is, where nothing is stamped here."""
    if not stamps.is_on(wiring.settings):
        return FileResponse(path, media_type=ZIP, filename=path.name)
    data = stamps.handed_out(wiring.settings, path, wiring.clock())
    told = {"content-disposition": f'attachment; filename="{path.name}"'}
    return Response(data, media_type=ZIP, headers=told)


@router.post("/v1/evidence-packages:check")
def check(
    package: Annotated[UploadFile, File(description="The package (.evidence.zip)")],
    trust: Annotated[UploadFile, File(description="The trust file of whoever checks")],
) -> ReportOut:
    """The offline verifier's report. Whoever trusts nobody runs `datadeed verify` instead."""
    report = verify(package.file.read(), trust.file.read())
    return ReportOut(grade=report.grade.name, report=json.loads(report.to_json()))
