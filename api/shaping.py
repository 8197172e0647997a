"""The mirror's state in the shape of the API, for its route, its page and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import stamp
from api.schemas.evidence import StampsOut
from api.schemas.parties import TombstoneOut
from api.schemas.status import (
    MOST,
    AlertingOut,
    AuditOut,
    ContentsOut,
    DepositOut,
    DepositsOut,
    EndpointsOut,
    MovablesOut,
    NationalOut,
    ProofsOut,
    RefusalOut,
    StatusOut,
    TimeAuthorityOut,
    TimeStampsOut,
    UnreadableOut,
)
from api.texts.shown import iso
from ledger.domain.deposit import DepositState
from ledger.domain.procedure import may_refile

if TYPE_CHECKING:
    from api.stamps import StampBacklog, Stamps
    from ledger.queries.application import ApplicationPage
    from ledger.queries.deposit import DepositFacts, DepositStatus, NationalStatus
    from ledger.queries.movables import MovablesStatus
    from ledger.queries.proof import ProofStatus
    from ledger.queries.status import MirrorStatus
    from ledger.store.tables.erasure import TombstoneRow
    from notarization.content.backlog import Backlog


def status_shape(found: MirrorStatus, stamping: StampBacklog, contents: Backlog) -> StatusOut:
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
        unknown=found.unknown,
        unreadable=[
            UnreadableOut(subject=each.subject.hex(), block=each.block, code=each.code)
            for each in found.unreadable
        ],
        checked=iso(found.checked),
        code=found.code,
        endpoints=EndpointsOut(
            asked=found.endpoints.asked,
            count=found.endpoints.count,
            agreed_block=found.endpoints.agreed,
            code=found.endpoints.code,
        ),
        audit=None
        if audit is None
        else AuditOut(
            block=audit.block,
            checked=iso(audit.checked),
            dossiers=audit.dossiers,
            mismatches=audit.mismatches,
            tried=iso(audit.tried),
            code=audit.code,
        ),
        proofs=_proofs(found.proofs),
        deposits=deposits_shape(found.deposits),
        national=national_shape(found.national),
        movables=movables_shape(found.movables, found.as_of.time),
        alerts=AlertingOut(
            block=found.alerting.block,
            due_since=iso(found.alerting.due_since) if found.alerting.due_since else None,
        ),
        time_stamps=time_stamps_shape(stamping),
        contents=contents_shape(contents),
        as_of=stamp(found.as_of),
    )


def contents_shape(found: Backlog) -> ContentsOut:
    """Whether contents are where they belong, and what waits."""
    return ContentsOut(
        queued=found.queued,
        unpinning=found.unpinning,
        kept=found.kept,
        repaired=found.repaired,
        lacking=found.lacking,
        lost=found.lost,
        erased=found.erased,
        checked=iso(int(found.checked)) if found.checked else None,
        code=found.code,
    )


def stamps_shape(found: Stamps) -> StampsOut:
    """How far the time stamps of a package are."""
    return StampsOut(state=found.state, authorities=list(found.authorities), code=found.code)


def time_stamps_shape(found: StampBacklog) -> TimeStampsOut:
    """What is stamped here, and what waits."""
    return TimeStampsOut(
        on=found.on,
        waiting=found.waiting,
        since=iso(found.since) if found.since else None,
        renewing=found.renewing,
        held=found.held,
        lapsed=found.lapsed,
        checked=iso(found.checked) if found.checked else None,
        code=found.code,
        authorities=[
            TimeAuthorityOut(
                name=each.name,
                code=each.why_not(found.asked),
                after=iso(each.after) if each.after > found.asked else None,
                asked_hour=each.hour,
                asked_day=each.day,
                most_hour=each.hourly,
                most_day=each.daily,
            )
            for each in found.authorities[:MOST]
        ],
    )


def _proofs(found: ProofStatus | None) -> ProofsOut | None:
    if found is None:
        return None
    return ProofsOut(
        block=found.block,
        kept=found.kept,
        lacking=found.lacking,
        since=iso(found.since) if found.since else None,
        refused=[
            RefusalOut(title=each.title.hex(), block=each.block, code=each.code)
            for each in found.refused
        ],
        faults=found.faults,
        code=found.code,
    )


def deposits_shape(found: DepositStatus) -> DepositsOut:
    """How the deposits stand."""
    return DepositsOut(
        ready=found.ready,
        since=iso(found.since) if found.since else None,
        **{state.name.lower(): found.counts.get(state, 0) for state in DepositState},
        alarms=[deposit_shape(each) for each in found.alarms],
    )


def national_shape(found: NationalStatus) -> NationalOut:
    """When the national system was last heard."""
    return NationalOut(
        connected=found.connected,
        heard=iso(found.heard) if found.heard else None,
        code=found.code,
        stale=found.stale,
    )


def movables_shape(found: MovablesStatus, time: int) -> MovablesOut:
    """How the watch on the movables register stands at a moment."""
    return MovablesOut(
        connected=found.connected,
        questions=found.questions,
        failing=found.failing,
        oldest=iso(found.oldest) if found.oldest else None,
        stale=found.stale(time),
    )


def deposit_shape(found: DepositFacts) -> DepositOut:
    """The deposit of an application."""
    return DepositOut(
        application=found.application.hex(),
        state=found.state.name,
        attempts=found.attempts,
        tried=iso(found.tried) if found.tried else None,
        code=found.code,
        number=found.number,
        received_at=iso(found.received_at) if found.received_at else None,
        receipt_digest=found.receipt_digest.hex() or None,
    )


def tombstone_shape(row: TombstoneRow) -> TombstoneOut:
    """An erased field, for its door and for the console."""
    return TombstoneOut(
        name=row.name,
        leaf=row.leaf.hex(),
        ground=row.ground,
        erased=iso(row.time),
        party=row.party.hex(),
        account="0x" + row.account.hex(),
        signature="0x" + row.signature.hex(),
    )


def refile_path(found: ApplicationPage) -> str | None:
    """The form filled in from an application that led to nothing."""
    if not may_refile(found.standing.state, found.filing.registration):
        return None
    return f"/apply?from={found.standing.application.hex()}"
