"""The mirror's state, and the counters."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.routes.documented import READS
from api.schemas.status import StatusOut
from api.shaping import status_shape
from api.stamps import StampBacklog, is_on
from api.stamps import backlog as backlog_of_stamps
from api.wiring import reading, wiring_of
from ledger import metrics
from ledger.domain.deposit import DepositState
from ledger.queries.as_of import MirrorState
from ledger.queries.status import Pulse, pulse, status
from notarization.content.backlog import Backlog, backlog

router = APIRouter(tags=["status"])


@router.get("/v1/status", responses=READS)
def show(request: Request) -> StatusOut:
    """How far the mirror is, what it cannot read, whether it agrees with the chain."""
    wiring = wiring_of(request)
    with reading(request) as now:
        found = status(now.session, wiring.counts)
    settings = wiring.settings
    stamping = backlog_of_stamps(settings, wiring.clock())
    return status_shape(found, stamping, backlog(settings.content))


@router.get("/metrics", response_class=Response, include_in_schema=False)
def counters(request: Request) -> Response:
    """Counters for Prometheus; what is known of the mirror is the database's, whoever follows."""
    with reading(request) as now:
        _gauge(pulse(now.session))
    wiring = wiring_of(request)
    settings = wiring.settings
    _gauge_content(backlog(settings.content))
    if is_on(settings):
        _gauge_stamps(backlog_of_stamps(settings, wiring.clock()))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _gauge_content(found: Backlog) -> None:
    metrics.CONTENT_WAITING.labels("queued").set(found.queued)
    metrics.CONTENT_WAITING.labels("unpinning").set(found.unpinning)
    for state in ("kept", "repaired", "lost", "erased"):
        metrics.CONTENTS.labels(state).set(getattr(found, state))
    metrics.CONTENT_LACKING.set(found.lacking)
    metrics.CONTENT_CHECKED.set(found.checked)


def _gauge_stamps(found: StampBacklog) -> None:
    metrics.STAMPS_WAITING.labels("queued").set(found.waiting)
    metrics.STAMPS_WAITING.labels("renewing").set(found.renewing)
    metrics.STAMPS_SINCE.set(found.since)
    metrics.STAMPS_LAPSED.set(found.lapsed)
    for each in found.authorities:
        metrics.TIME_AUTHORITY_SHUT.labels(each.name).set(bool(each.why_not(found.asked)))


def _gauge(found: Pulse) -> None:
    metrics.HEAD.set(found.as_of.chain_head)
    metrics.FINAL.set(found.final_block)
    metrics.BLOCK.set(found.as_of.block)
    metrics.LAG.set(found.as_of.lag_blocks)
    metrics.STOPPED.set(found.as_of.state is MirrorState.STOPPED)
    metrics.ENDPOINT.set(found.endpoints.asked)
    metrics.AGREED.set(found.endpoints.agreed)
    metrics.HEARD.set(found.checked)
    metrics.ORPHANED_NOW.set(found.orphaned)
    metrics.UNKNOWN_DOSSIERS.set(found.unreadable)
    metrics.DEPOSITS_READY.set(found.deposits.ready)
    metrics.DEPOSITS_SINCE.set(found.deposits.since)
    for state in DepositState:
        metrics.DEPOSITS.labels(state.name.lower()).set(found.deposits.counts.get(state, 0))
    metrics.NATIONAL_HEARD.set(found.national.heard)
    metrics.MOVABLES.set(found.movables.questions)
    metrics.MOVABLES_FAILING.set(found.movables.failing)
    metrics.MOVABLES_OLDEST.set(found.movables.oldest)
    metrics.ALERTS_BLOCK.set(found.alerting.block)
    metrics.WEBHOOKS_DUE.set(found.alerting.due_since)
    # a mirror that is made anew has none: what the last one was told is not told of this one
    metrics.AUDIT_BLOCK.set(found.audit.block if found.audit else 0)
    metrics.AUDIT_TIME.set(found.audit.checked if found.audit else 0)
    metrics.AUDIT_MISMATCHES.set(found.audit.mismatches if found.audit else 0)
    metrics.TITLES_LACKING_PROOF.set(found.lacking)
    metrics.PROOF_SINCE.set(found.lacking_since)
