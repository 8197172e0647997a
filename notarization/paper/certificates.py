"""Certificates of signers: read from files, and judged against roots at a moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)

from notarization.paper.errors import CertificatesUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

SIGNING: Final = {"digital_signature", "non_repudiation"}
# revocation is proven, or was not found revoked in what is there
REQUIRED: Final = "require"
LENIENT: Final = "soft-fail"


class Standing(StrEnum):
    """Where a certificate stands at a moment under the roots that are believed."""

    TRUSTED = "TRUSTED"
    NOT_PROVEN_UNREVOKED = "NOT_PROVEN_UNREVOKED"
    UNKNOWN = "UNKNOWN"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What came with a certificate: others, revocation lists, and OCSP responses."""

    certificates: tuple[x509.Certificate, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()
    responses: tuple[ocsp.OCSPResponse, ...] = ()


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """Common name and organisation of the subject, those that there are."""
    subject = certificate.subject.native
    found = (subject.get(name) for name in ("common_name", "organization_name"))
    return tuple(each for each in found if isinstance(each, str))


def standing(
    certificate: x509.Certificate,
    roots: Sequence[x509.Certificate],
    evidence: Evidence,
    moment: datetime,
) -> tuple[Standing, str]:
    """Where it stands, and why; nothing is fetched."""
    usage = certificate.key_usage_value
    if certificate.ca or (usage is not None and not SIGNING & usage.native):
        return Standing.UNKNOWN, "no certificate for signatures"
    try:
        _path(certificate, roots, evidence, moment, REQUIRED)
    except InsufficientRevinfoError as fault:
        return _leniently(certificate, roots, evidence, moment, str(fault))
    except (PathError, ValidationError) as fault:
        return _fault(fault), str(fault)
    return Standing.TRUSTED, ""


def _leniently(
    certificate: x509.Certificate,
    roots: Sequence[x509.Certificate],
    evidence: Evidence,
    moment: datetime,
    lack: str,
) -> tuple[Standing, str]:
    try:
        _path(certificate, roots, evidence, moment, LENIENT)
    except (PathError, ValidationError) as fault:
        return _fault(fault), str(fault)
    return Standing.NOT_PROVEN_UNREVOKED, lack


def _fault(fault: PathError | ValidationError) -> Standing:
    match fault:
        case RevokedError():
            return Standing.REVOKED
        case ExpiredError() | NotYetValidError():
            return Standing.EXPIRED
        case _:
            return Standing.UNKNOWN


def _path(
    certificate: x509.Certificate,
    roots: Sequence[x509.Certificate],
    evidence: Evidence,
    moment: datetime,
    revocation: str,
) -> None:
    context = ValidationContext(
        trust_roots=list(roots),
        other_certs=list(evidence.certificates),
        crls=list(evidence.lists),
        ocsps=list(evidence.responses),
        moment=moment,
        revocation_mode=revocation,
        retroactive_revinfo=True,
        allow_fetching=False,
    )
    validator = CertificateValidator(certificate, validation_context=context)
    asyncio.run(validator.async_validate_path())


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM or DER file. Raises CertificatesUnreadable."""
    try:
        data = path.read_bytes()
        ders = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
        found = tuple(map(certificate_of, ders))
    except (OSError, ValueError, TypeError) as fault:
        raise CertificatesUnreadable(str(path)) from fault
    return found


def certificate_of(der: bytes) -> x509.Certificate:
    """A certificate of its DER, read to the end. Raises ValueError."""
    found: x509.Certificate = x509.Certificate.load(der, strict=True)
    found.native  # noqa: B018 (reads what load leaves for later)
    return found


def read_list(data: bytes, source: str) -> crl.CertificateList:
    """A revocation list of PEM or DER. Raises CertificatesUnreadable."""
    try:
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        found: crl.CertificateList = crl.CertificateList.load(der, strict=True)
        found["tbs_cert_list"]["this_update"].native  # noqa: B018 (reads it now)
    except (ValueError, TypeError) as fault:
        raise CertificatesUnreadable(source) from fault
    return found
