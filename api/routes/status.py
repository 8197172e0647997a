"""The mirror's state, and the counters."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.present import stamp
from api.routes.documented import READS
from api.schemas.status import AuditOut, StatusOut, UnreadableOut
from api.texts.shown import iso
from api.wiring import reading
from ledger import metrics
from ledger.queries.status import MirrorStatus, status

router = APIRouter(tags=["status"])


@router.get("/v1/status", responses=READS)
def show(request: Request) -> StatusOut:
    """How far the mirror is, what it cannot read, whether it agrees with the chain."""
    with reading(request) as now:
        return shape(status(now.session))


@router.get("/metrics", response_class=Response, include_in_schema=False)
def counters(request: Request) -> Response:
    """Counters for Prometheus; block and lag are those of the database."""
    with reading(request) as now:
        metrics.BLOCK.set(now.as_of.block)
        metrics.LAG.set(now.as_of.lag_blocks)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def shape(found: MirrorStatus) -> StatusOut:
    """The mirror's state; what stopped it by its code only."""
    audit = found.audit
    return StatusOut(
        chain_id=found.chain_id,
        register_address="0x" + found.register.hex(),
        start_block=found.start_block,
        final_block=found.final_block,
        acts=found.acts,
        orphaned=found.orphaned,
        dossiers=found.dossiers,
        unreadable=[
            UnreadableOut(subject=each.subject.hex(), block=each.block, code=each.code)
            for each in found.unreadable
        ],
        checked=iso(found.checked),
        code=found.code,
        audit=None
        if audit is None
        else AuditOut(
            block=audit.block,
            checked=iso(audit.checked),
            dossiers=audit.dossiers,
            mismatches=audit.mismatches,
        ),
        as_of=stamp(found.as_of),
    )
