"""Who may give security, and by what decision: the gates of a pledgor's kind."""

from typing import Final

from ledger.domain.acts import PartyKind

# who can order, and who can give no security (SPC Security Interpretation Art. 5)
PUBLIC_POWERS: Final = frozenset({PartyKind.COURT, PartyKind.ORGAN})
# who serves the public, and gives security after legal review only (the same, Art. 6)
REVIEWED: Final = frozenset({PartyKind.PUBLIC_INTEREST_BODY, PartyKind.PUBLIC_INSTITUTION})
# who secures another's debt by a resolution only (Company Law Art. 15)
RESOLVED: Final = frozenset({PartyKind.ENTERPRISE, PartyKind.FINANCIAL_INSTITUTION})


def needs_basis(kind: PartyKind, *, for_another: bool) -> bool:
    """Whether a pledge by a party of this kind must name the decision by which it is given."""
    return kind in REVIEWED or (for_another and kind in RESOLVED)
