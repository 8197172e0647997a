"""Anchors a log: closes a batch, enters its root in the register, keeps the proof that it stands.

It may be killed anywhere and run again. The register takes a batch only after the one that it names
as the last, so none is entered twice; and what the register holds is looked at first, so a batch
that was entered by a run that did not live to note it is only proven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.chain.check import final_block
from ledger.domain.acts import LogRoot, RegistryCode
from ledger.domain.anchor_words import batch_key, log_subject
from ledger.domain.dossier import word_slot
from ledger.registrar import anchoring
from notarization.batches import anchors
from notarization.batches.errors import BatchLogBehind, BatchUnproven
from notarization.checkpoints.keeper import alone
from notarization.headers import header_rlp_from_json
from notarization.trust_file import trust_of
from notarization.verify.batch import AnchoredRoot, GrowthProof
from notarization.verify.batch_checks import check_proof
from notarization.verify.report import Grade
from notarization.verify.trust import Pin, dump_trust

if TYPE_CHECKING:
    from ledger.registrar.acting import Hand
    from ledger.registrar.register import Register
    from notarization.batches.log import DigestLog


def anchor(log: DigestLog, register: Register, hand: Hand) -> AnchoredRoot | None:
    """Anchor all that is in a log, signed by a seal keeper of its registry; None of an empty log.

    Raises:
        BatchLogBehind, BatchLogBroken, LogBusy: nothing was anchored.
        ContractError, ChainError: as `ledger.registrar.acting.enter` says.
        BatchUnproven: it is anchored, its proof comes with the next run.
    """
    registry = RegistryCode(log.registry)
    with alone(log.folder / anchors.FOLDER):
        batch = log.close()
        if batch is None:
            return None
        last = anchoring.anchored_size(register, registry)
        _require_own(log, register, last)
        if last and anchors.load(log.folder, last) is None:
            _keep(log, register, last)
        if last < batch.size:
            terms = anchoring.anchoring(register, registry, batch.size, LogRoot(batch.root))
            anchoring.anchor(register, terms, [hand])
        return anchors.load(log.folder, batch.size) or _keep(log, register, batch.size)


def _require_own(log: DigestLog, register: Register, size: int) -> None:
    """What was anchored last is this log's. Raises BatchLogBehind."""
    if not size:
        return
    held = anchoring.anchored_root(register, RegistryCode(log.registry), size)
    if size > log.size or log.root(size) != held:
        raise BatchLogBehind(log.size, size)


def _keep(log: DigestLog, register: Register, size: int) -> AnchoredRoot:
    """The proof that the register holds a batch, under the newest final block, checked and kept."""
    profile = register.profile
    header = register.chain.block(final_block(register.chain, profile.finality))
    slot = word_slot(log_subject(log.registry), batch_key(size))
    found = register.chain.proof(profile.register.address, [slot], header.number)
    made = AnchoredRoot(
        chain_id=profile.chain_id,
        register=profile.register.address,
        registry=log.registry,
        size=size,
        root=log.root(size),
        header=header_rlp_from_json(header.raw),
        account=found.nodes,
        word=found.slots[0].nodes,
    )
    trust = trust_of(profile, [Pin(header.number, header.hash)])
    report = check_proof(GrowthProof(made, made, ()).dump(), dump_trust(trust))
    if report.grade is not Grade.VERIFIED:
        faults = " ".join(each.code for each in report.checks if each.status != "passed")
        raise BatchUnproven(size, faults)
    anchors.save(log.folder, made)
    return made
