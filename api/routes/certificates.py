"""Certificates: search, one, its history."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import parse, present
from api.routes.documented import READS
from api.schemas.certificates import CertificateOut, HistoryOut, SearchOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.queries import history, search
from ledger.queries.title import title_page

router = APIRouter(prefix="/v1/certificates", tags=["certificates"], responses=READS)
Number = Annotated[str, Path(max_length=32, examples=["SJ3712026030001"])]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=200)]
Moment = Annotated[
    str | None, Query(max_length=40, description="A block's number, or an ISO 8601 time.")
]


@router.get("")
def find(
    request: Request,
    q: Annotated[str, Query(max_length=200, examples=["水温"])],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SearchOut:
    """Search by number, party, credit code or the words of the public fields."""
    below = parse.mark(cursor)
    with reading(request) as now:
        return present.search(search.find(now.session, q, below=below, limit=limit))


@router.get("/{number}")
def one(request: Request, number: Number, at: Moment = None) -> CertificateOut:
    """One certificate with its title, holders and burdens; `at` asks for an earlier moment."""
    known = parse_number(number)
    with reading(request) as now:
        moment = parse.moment(now, at, wiring_of(request).chain)
        page = title_page(now.session, known, moment=moment)
        return present.certificate(page, known)


@router.get("/{number}/history")
def acts(request: Request, number: Number, limit: Limit = 100, cursor: Cursor = None) -> HistoryOut:
    """The acts of the title and of its application, in the order of the chain."""
    known, after = parse_number(number), parse.mark(cursor)
    with reading(request) as now:
        found = history.history(now.session, known)
        return present.history(history.timeline_page(found, after=after, limit=limit))
