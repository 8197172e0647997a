"""The directory of institutions."""

from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Query, Request

from api import parse
from api.institutions import directory_shape, superiors_shape
from api.routes.documented import READS
from api.schemas import institutions as shapes
from api.wiring import reading
from ledger.domain.acts import InstitutionKind, SubjectKind
from ledger.queries.directory import institutions, superiors

router = APIRouter(prefix="/v1", tags=["institutions"], responses=READS)
Kind: TypeAlias = Literal[
    "INTEGRATION",
    "BROKERAGE",
    "QUALITY",
    "COMPLIANCE",
    "AUDIT",
    "NOTARY",
    "INSURANCE",
    "CUSTODY",
    "VALUATION",
    "ARBITRATION",
    "RISK",
    "TRAINING",
]


@router.get("/institutions")
def listed(
    request: Request,
    kind: Annotated[Kind | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=66)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes.InstitutionsOut:
    """Who may serve the market as what: listed, suspended or expired at the mirror's time."""
    after = b"" if cursor is None else parse.subject(cursor, SubjectKind.PARTY)
    wanted = None if kind is None else InstitutionKind[kind]
    with reading(request) as now:
        return directory_shape(institutions(now.session, wanted, after=after, limit=limit))


@router.get("/superiors")
def above(
    request: Request,
    cursor: Annotated[str | None, Query(max_length=66)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes.SuperiorsOut:
    """Which court or organ stands directly above which: it may lift and extend the other's orders.

    So may who stands above it in turn, three steps at most.
    """
    after = b"" if cursor is None else parse.subject(cursor, SubjectKind.PARTY)
    with reading(request) as now:
        return superiors_shape(superiors(now.session, after=after, limit=limit))
