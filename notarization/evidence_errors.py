"""Why a package, or the proof that it rests on, cannot be made."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from notarization.errors import NotarizationError

if TYPE_CHECKING:
    from notarization.verify.report import Report


class EvidenceError(NotarizationError):
    """A package cannot be made."""

    code: ClassVar[str] = "EVIDENCE"


@dataclass(eq=False)
class BlockNotFinal(EvidenceError):
    """Evidence is made of final blocks only."""

    block: int
    final: int
    code: ClassVar[str] = "BLOCK_NOT_FINAL"


@dataclass(eq=False)
class DossierMissing(EvidenceError):
    """The source has no acts of a dossier that the statement rests on."""

    subject: bytes
    code: ClassVar[str] = "DOSSIER_MISSING"


@dataclass(eq=False)
class HeaderUnknown(EvidenceError):
    """The rebuilt header has not the hash that the node gives: the chain hashes other fields."""

    expected: bytes
    computed: bytes
    code: ClassVar[str] = "HEADER_UNKNOWN"


@dataclass(eq=False)
class EvidenceRefused(EvidenceError):
    """The offline verifier would not accept the package; the report says why."""

    grade: str
    codes: tuple[str, ...]
    report: "Report" = field(repr=False)
    code: ClassVar[str] = "EVIDENCE_REFUSED"


@dataclass(eq=False)
class ProofUnfit(EvidenceError):
    """A stored proof is not of the dossiers that the statement rests on: make a fresh one."""

    block: int
    code: ClassVar[str] = "PROOF_UNFIT"
