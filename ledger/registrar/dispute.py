"""Disputes over issued titles: commands of DisputeDesk."""

from collections.abc import Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    Dispute,
    DisputeAction,
    DisputeClaim,
    DisputeId,
    DisputeRuling,
    DisputeStep,
    DocumentDigest,
    Issue,
    PartyId,
    SubjectId,
    TitleId,
    struct_hash,
)
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.ids import ZERO
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.DISPUTE_DESK
FILE: Final = Door(BOOK, "file", ActKind.DisputeFiled, Dispute)
STEP: Final = Door(BOOK, "step", ActKind.DisputeStepped, DisputeStep)
RULE: Final = Door(BOOK, "rule", ActKind.DisputeRuled, DisputeRuling)
NOBODY: Final = PartyId(ZERO)
NO_DOCUMENT: Final = DocumentDigest(ZERO)


def dispute_terms(
    register: Register,
    title: TitleId,
    disputant: PartyId,
    claim: DisputeClaim,
    *,
    papers: tuple[DocumentDigest, DocumentDigest],
) -> Dispute:
    """The terms of a dispute; `papers` are the statement of the interest and the evidence."""
    return Dispute(title, disputant, claim, *papers, register.deadline())


def dispute_id(terms: Dispute) -> DisputeId:
    """The id of a dispute."""
    return DisputeId(struct_hash(terms))


def step_terms(
    register: Register,
    place: tuple[TitleId, DisputeId],
    action: DisputeAction,
    *,
    party: PartyId = NOBODY,
    document: DocumentDigest = NO_DOCUMENT,
) -> DisputeStep:
    """The terms of a step, on the dispute as it stands."""
    version, deadline = _version(register, place), register.deadline()
    return DisputeStep(*place, version, action, party, document, deadline)


def ruling_terms(
    register: Register,
    place: tuple[TitleId, DisputeId],
    action: DisputeAction,
    issued: Issue,
    document: DocumentDigest,
) -> DisputeRuling:
    """The terms of a ruling, on the dispute as it stands."""
    version, deadline = _version(register, place), register.deadline()
    return DisputeRuling(*place, version, action, issued, document, deadline)


def file(register: Register, terms: Dispute, hands: Sequence[Hand]) -> Entered:
    """File a dispute. Hand: the disputant."""
    return enter(register, FILE, terms, hands)


def step(register: Register, terms: DisputeStep, hands: Sequence[Hand]) -> Entered:
    """Take a step that no examiner takes. Hands: as the action says."""
    return enter(register, STEP, terms, hands)


def rule(register: Register, terms: DisputeRuling, hands: Sequence[Hand]) -> Entered:
    """Conclude, close, block or unblock. Hands: two who did not pass the title."""
    return enter(register, RULE, terms, hands)


def _version(register: Register, place: tuple[TitleId, DisputeId]) -> int:
    title, dispute = place
    return register.read(SubjectId(title), dispute_key(dispute), DisputeWord).version
