"""Certificates: search, one, its history."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Request, UploadFile

from api import moments, parse, present
from api.desk import dispute_papers
from api.disputes import disputes_shape
from api.ended import ended_shape
from api.filings import filings_shape
from api.routes.documented import READS, WRITES
from api.routes.filing import kept_shape
from api.schemas.certificates import (
    CertificateOut,
    HistoryOut,
    OthersOut,
    PledgesOut,
    SearchIn,
    SearchOut,
)
from api.schemas.disputes import DisputesOut
from api.schemas.ended import EndedPledgesOut
from api.schemas.filing import ProofKeptOut
from api.schemas.filings import FilingsOut
from api.schemas.uses import UsesOut
from api.uses import uses_shape
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.queries import history, search
from ledger.queries.title import Wanted, title_page

router = APIRouter(prefix="/v1/certificates", tags=["certificates"], responses=READS)
Number = Annotated[str, Path(max_length=32, examples=["SJ3712026030001"])]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=200)]
Dispute = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]
Moment = Annotated[
    str | None, Query(max_length=40, description="A block's number, or an ISO 8601 time.")
]


@router.get("")
def find(request: Request, wanted: Annotated[SearchIn, Query()]) -> SearchOut:
    """Search by number, party, credit code or the words of the public fields.

    All words must be found, in any form of their letters: full width, capital, Traditional. A facet
    may be given several times; a record must have one of its values. Counts are exact to 10,000.
    """
    with reading(request) as now:
        found = search.find(
            now.session,
            wanted.asked(),
            mark=wanted.cursor,
            limit=wanted.limit,
            shelves=wiring_of(request).shelves,
        )
        return present.search(found)


@router.get("/{number}")
def one(request: Request, number: Number, at: Moment = None) -> CertificateOut:
    """One certificate with its title, holders and burdens; `at` asks for an earlier moment."""
    known = parse_number(number)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        page = title_page(now.session, known, moment=moment)
        return present.certificate(page, known)


@router.get("/{number}/history")
def acts(request: Request, number: Number, limit: Limit = 100, cursor: Cursor = None) -> HistoryOut:
    """The acts of the title and of its application, in the order of the chain."""
    known, after = parse_number(number), parse.mark(cursor)
    with reading(request) as now:
        found = history.history(now.session, known)
        return present.history(history.timeline_page(found, after=after, limit=limit))


@router.get("/{number}/pledges")
def pledges(
    request: Request, number: Number, limit: Limit = 100, cursor: Cursor = None, at: Moment = None
) -> PledgesOut:
    """The open pledges of the title, by lot and filing; `at` asks for an earlier moment."""
    known, wanted = parse_number(number), Wanted(pledges_after=parse.mark(cursor), most=limit)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        return present.pledges(title_page(now.session, known, moment=moment, wanted=wanted))


@router.get("/{number}/ended-pledges")
def ended(
    request: Request, number: Number, limit: Limit = 100, cursor: Cursor = None, at: Moment = None
) -> EndedPledgesOut:
    """Pledges of the title that ended: how, when, by which act; `at` asks for an earlier moment.

    Released, enforced by a sale, discharged or voided by a judgment.
    """
    known, below = parse_number(number), parse.mark(cursor)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        return ended_shape(now.session, known, moment, below=below, limit=limit)


@router.get("/{number}/filings")
def filings(request: Request, number: Number) -> FilingsOut:
    """What was last seen in the movables register of the filings behind the title's pledges."""
    known = parse_number(number)
    with reading(request) as now:
        return filings_shape(now.session, title_page(now.session, known).title)


@router.get("/{number}/others")
def others(
    request: Request, number: Number, limit: Limit = 100, cursor: Cursor = None, at: Moment = None
) -> OthersOut:
    """Other titles over the same fingerprint, in the order of their issue."""
    known, wanted = parse_number(number), Wanted(others_after=parse.mark(cursor), most=limit)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        return present.others(title_page(now.session, known, moment=moment, wanted=wanted))


@router.get("/{number}/uses")
def uses(request: Request, number: Number, limit: Limit = 100, at: Moment = None) -> UsesOut:
    """What is licensed of the title and reported on it; `at` asks for an earlier moment."""
    known = parse_number(number)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        return uses_shape(title_page(now.session, known, moment=moment), limit)


@router.get("/{number}/disputes")
def disputes(
    request: Request, number: Number, limit: Limit = 100, at: Moment = None
) -> DisputesOut:
    """The disputes over the title, with their steps; `at` asks for an earlier moment.

    A dispute warns; it bars disposal only where two others than the title's examiners found so on
    the evidence, or a court ordered it.
    """
    known = parse_number(number)
    with reading(request, moments.block_of(at)) as now:
        moment = moments.moment(now, at)
        return disputes_shape(now.session, known, moment, limit)


@router.post("/{number}/disputes/{dispute}/papers", status_code=201, responses=WRITES)
def keep_paper(
    request: Request, number: Number, dispute: Dispute, paper: Annotated[UploadFile, File()]
) -> ProofKeptOut:
    """Keep a file that a dispute or a step of it names, sealed for the registry's staff alone."""
    known, data = parse_number(number), paper.file.read()
    with reading(request) as now:
        titled = title_page(now.session, known).title
    kept = dispute_papers.keep(wiring_of(request), (titled, bytes.fromhex(dispute)), data)
    return kept_shape(request, kept)
