"""Registries."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import parse
from api.registries import reexaminations_shape, registries_shape
from api.routes.documented import READS
from api.schemas import registries as shapes
from api.wiring import reading
from ledger.queries.mandate import reexaminations
from ledger.queries.party import registry_list

router = APIRouter(prefix="/v1/registries", tags=["registries"], responses=READS)
Code = Annotated[int, Path(ge=110, le=999, examples=[371])]


@router.get("")
def every(request: Request) -> shapes.RegistriesOut:
    """All registries with their staff."""
    with reading(request) as now:
        return registries_shape(registry_list(now.session))


@router.get("/{code}/reexaminations")
def listed(
    request: Request,
    code: Code,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes.ReexaminationsOut:
    """What clerks signed after the effect date of a revocation of their key."""
    after = parse.mark(cursor)
    with reading(request) as now:
        return reexaminations_shape(reexaminations(now.session, code, after=after, limit=limit))
