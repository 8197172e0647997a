"""Whom a reader believes about who signed a document, and about when."""

from __future__ import annotations

from dataclasses import dataclass

from notarization.verify.beliefs import NO_TIME, TimeTrust
from notarization.verify.trust import parse_trust


@dataclass(frozen=True, slots=True)
class SignerTrust:
    """The reader's own roots (DER) for signers, and whom he believes about time."""

    roots: tuple[bytes, ...] = ()
    time: TimeTrust = NO_TIME


def signers_trusted(trust_file: bytes) -> SignerTrust:
    """What a trust file says of signers and of time. Raises TrustMalformed, PinsDisagree."""
    trust = parse_trust(trust_file)
    return SignerTrust(trust.signers, trust.time)
