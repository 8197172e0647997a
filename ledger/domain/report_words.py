"""The word of a report in a title's dossier, and who makes which report."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, ClassVar, Final

from ledger.domain.acts import InstitutionKind, ReportKind, ReportState, Tag
from ledger.domain.values import value
from ledger.domain.words import NOBODY, Word, hash_key

MAKERS: Final = MappingProxyType(
    {
        ReportKind.COMPLIANCE: InstitutionKind.COMPLIANCE,
        ReportKind.QUALITY: InstitutionKind.QUALITY,
        ReportKind.VALUATION: InstitutionKind.VALUATION,
        ReportKind.SECURITY: InstitutionKind.RISK,
        ReportKind.NOTARIAL_DEED: InstitutionKind.NOTARY,
    }
)


def report_key(report: bytes) -> bytes:
    """Key of a report's word."""
    return hash_key(Tag.REPORT, report)


@value(frozen=True, slots=True)
class ReportWord(Word):
    """A report: whose, of which kind, until when (seconds since 1970)."""

    LAYOUT = (
        ("institution", 0, 160),
        ("state", 160, 8),
        ("kind", 168, 8),
        ("valid_until", 176, 40),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "institution": bytes,
        "state": ReportState,
        "kind": ReportKind,
    }
    institution: bytes = NOBODY
    state: ReportState = ReportState.NONE
    kind: ReportKind = ReportKind.NONE
    valid_until: int = 0
