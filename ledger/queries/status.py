"""The mirror itself: how far it is, what it cannot read, whether it agrees with the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.queries.alerting import AlertingStatus, alerting_status
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.counts import Counts
from ledger.queries.deposit import (
    DepositStatus,
    NationalStatus,
    deposit_status,
    national_status,
)
from ledger.queries.movables import MovablesStatus, movables_status
from ledger.queries.pages import MOST
from ledger.queries.proof import ProofStatus, lacking, proof_status
from ledger.store.repositories import journal, mirror, offchain

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession
    from ledger.store.tables.journal import UnreadableRow
    from ledger.store.tables.offchain import AuditRow, HeartbeatRow


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A dossier that is UNKNOWN since an act that could not be read."""

    subject: bytes
    block: int
    log_index: int
    code: str
    fault: str


@dataclass(frozen=True, slots=True)
class LastAudit:
    """The last comparison of all heads with the chain.

    `tried` is when one was last begun, `code` why that one could not be finished.
    """

    block: int
    checked: int
    dossiers: int
    mismatches: int
    tried: int
    code: str


@dataclass(frozen=True, slots=True)
class EndpointStatus:
    """The nodes: which of how many is asked; up to which block another agrees, -1 if none does.

    `code` says why another could not be asked.
    """

    asked: int
    count: int
    agreed: int
    code: str


@dataclass(frozen=True, slots=True)
class MirrorStatus:
    """The mirror. `code` and `fault` say what stopped it; `checked` when it last heard its node.

    `unreadable` are the first of the dossiers that are UNKNOWN, which are so many.
    """

    as_of: AsOf
    chain_id: int
    register: bytes
    start_block: int
    final_block: int
    acts: int
    orphaned: int
    dossiers: int
    unknown: int
    unreadable: tuple[Unreadable, ...]
    checked: int
    code: str
    fault: str
    endpoints: EndpointStatus
    audit: LastAudit | None
    proofs: ProofStatus | None
    deposits: DepositStatus
    national: NationalStatus
    movables: MovablesStatus
    alerting: AlertingStatus


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is watched of a mirror all the time: nothing here takes longer as the register grows.

    `lacking` are the titles without a proof of their newest final head, `lacking_since` as
    ProofStatus has it.
    """

    as_of: AsOf
    final_block: int
    orphaned: int
    unreadable: int
    checked: int
    endpoints: EndpointStatus
    audit: LastAudit | None
    lacking: int
    lacking_since: int
    deposits: DepositStatus
    national: NationalStatus
    movables: MovablesStatus
    alerting: AlertingStatus


def pulse(session: ReadSession) -> Pulse:
    """How the mirror is. Raises CursorMissing."""
    cursor = mirror.require_cursor(session)
    heartbeat, audited = offchain.heartbeat(session), offchain.last_audit(session)
    lacks, since = lacking(session)
    return Pulse(
        as_of=as_of(session),
        final_block=cursor.final_block,
        orphaned=journal.count_orphaned(session),
        unreadable=mirror.count_unreadable(session),
        checked=heartbeat.checked if heartbeat else 0,
        endpoints=_endpoints(heartbeat),
        audit=_audit(audited) if audited else None,
        lacking=lacks,
        lacking_since=since,
        deposits=deposit_status(session),
        national=national_status(session, cursor.time),
        movables=movables_status(session),
        alerting=alerting_status(session),
    )


def status(session: ReadSession, counts: Counts | None = None) -> MirrorStatus:
    """The mirror's own state, its acts and dossiers counted, or as `counts` has them.

    Raises CursorMissing.
    """
    cursor = mirror.require_cursor(session)
    counted = (counts or Counts()).of(session)
    heartbeat, audited = offchain.heartbeat(session), offchain.last_audit(session)
    return MirrorStatus(
        as_of=as_of(session),
        chain_id=cursor.chain_id,
        register=cursor.register_address,
        start_block=cursor.start_block,
        final_block=cursor.final_block,
        acts=counted.acts,
        orphaned=journal.count_orphaned(session),
        dossiers=counted.dossiers,
        unknown=mirror.count_unreadable(session),
        unreadable=tuple(map(_unreadable, mirror.all_unreadable(session, MOST))),
        checked=heartbeat.checked if heartbeat else 0,
        code=heartbeat.code if heartbeat else "",
        fault=heartbeat.fault if heartbeat else "",
        endpoints=_endpoints(heartbeat),
        audit=_audit(audited) if audited else None,
        proofs=proof_status(session, counted.proofs),
        deposits=deposit_status(session),
        national=national_status(session, cursor.time),
        movables=movables_status(session),
        alerting=alerting_status(session),
    )


def _endpoints(row: HeartbeatRow | None) -> EndpointStatus:
    if row is None:
        return EndpointStatus(1, 1, -1, "")
    return EndpointStatus(row.endpoint, row.endpoints, row.agreed, row.other)


def _audit(row: AuditRow) -> LastAudit:
    return LastAudit(row.block, row.checked, row.dossiers, row.mismatches, row.tried, row.code)


def _unreadable(row: UnreadableRow) -> Unreadable:
    return Unreadable(row.subject, row.block, row.log_index, row.code, row.fault)
