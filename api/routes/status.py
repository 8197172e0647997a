"""The mirror's state, and the counters."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.routes.documented import READS
from api.schemas.status import StatusOut
from api.shaping import status_shape
from api.wiring import reading
from ledger import metrics
from ledger.queries.proof import proof_status
from ledger.queries.status import status

router = APIRouter(tags=["status"])


@router.get("/v1/status", responses=READS)
def show(request: Request) -> StatusOut:
    """How far the mirror is, what it cannot read, whether it agrees with the chain."""
    with reading(request) as now:
        return status_shape(status(now.session))


@router.get("/metrics", response_class=Response, include_in_schema=False)
def counters(request: Request) -> Response:
    """Counters for Prometheus; block, lag and lacking proofs are the database's."""
    with reading(request) as now:
        metrics.BLOCK.set(now.as_of.block)
        metrics.LAG.set(now.as_of.lag_blocks)
        if (proofs := proof_status(now.session)) is not None:
            metrics.TITLES_LACKING_PROOF.set(proofs.lacking)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
