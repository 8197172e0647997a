"""A long list of certificates judged at one block, told line by line."""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import StreamingResponse

from api.listed import listed
from api.longlist import long_list
from api.problems import RequestInvalid
from api.routes.documented import READS
from api.schemas.verdicts import MOST_LISTED, ListIn
from api.texts.entering import needed
from api.wiring import wiring_of
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Purpose

router = APIRouter(prefix="/v1/verdict-lists", tags=["verdicts"])
LINES = "application/x-ndjson"
BUNDLE = 100
FILE: dict[int | str, dict[str, Any]] = {
    **READS,
    200: {
        "description": "One JSON a line: ListHead, a ListedVerdict for each number, ListEnd.",
        "content": {LINES: {"schema": {"type": "string"}}},
    },
}


class LinesResponse(StreamingResponse):
    """JSON, one value a line."""

    media_type = LINES


@router.post("", response_class=LinesResponse, responses=FILE)
def many(request: Request, body: ListIn) -> LinesResponse:
    """Up to 10,000 certificates for one purpose, all at one block, in their order.

    The answer comes as it is worked out. Without its last line (`end`) it was cut off.
    """
    numbers = [written(parse_number(each)) for each in body.numbers]
    return _told(request, numbers, body.purpose)


@router.post(":csv", response_class=LinesResponse, responses=FILE)
def table(
    request: Request,
    numbers: Annotated[UploadFile, File(description="A CSV file; its first column is read.")],
    purpose: Annotated[Purpose, Query()] = Purpose.AUTHENTICITY,
) -> LinesResponse:
    """The same for the numbers in the first column of a CSV file."""
    found = listed(BytesIO(numbers.file.read()))
    if not 1 <= len(found) <= MOST_LISTED:
        fault = f"{len(found)} rows, not 1 to {MOST_LISTED}"
        raise RequestInvalid([{"where": "numbers", "fault": fault, "zh": needed(fault).zh}])
    return _told(request, found, purpose)


def _told(request: Request, numbers: list[str], purpose: Purpose) -> LinesResponse:
    lines = (line + "\n" for line in long_list(wiring_of(request), numbers, purpose))
    # what keeps all of it from being answered is a problem, not a list that is cut off
    head = next(lines)
    return LinesResponse(chain((head,), _bundled(lines)))


def _bundled(lines: Iterator[str]) -> Iterator[str]:
    """Lines in bundles: each piece of an answer costs a change of threads."""
    while bundle := "".join(islice(lines, BUNDLE)):
        yield bundle
