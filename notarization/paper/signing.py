"""Signs a document: PAdES B-LTA with an authority's time stamps, B-B without one.

The signature lies over the document's bytes as they were made. B-LTA carries the signer's chain,
its revocation lists and OCSP answers, and a document time stamp over all of it. What was signed is
held to the same check as a document that somebody brings, and not given out if it would not hold.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Final

from asn1crypto import crl, tsp, x509
from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from ledger.outside import Patience, patiently
from notarization.paper.believed import SignerTrust
from notarization.paper.certificates import Evidence, Standing, certificate_of, standing
from notarization.paper.errors import AlreadySigned, SignatureWouldNotHold, SigningKeyUnusable
from notarization.paper.marks import Grade, MarkCode, Signed
from notarization.paper.revocation import revocations_of
from notarization.paper.signatures import FAULTS, check_signature
from notarization.timestamps.asking import answer_to
from notarization.timestamps.authorities import Authority
from notarization.timestamps.errors import AuthorityRefused, AuthorityUnreachable, TokenWrong
from notarization.verify.beliefs import NO_TIME, TimeTrust

FIELD: Final = "Signature"
STAMP_FIELD: Final = "DocumentTime"
DIGEST: Final = "sha256"
GRANTED: Final = "granted"
# what a signature without a time stamp lacks, and is told to lack
WITHOUT_TIME: Final = frozenset({MarkCode.TIME_STAMP_MISSING, MarkCode.REVOCATION_NOT_PROVEN})


class Level(StrEnum):
    """The baseline level of a signature (EN 319 142-1)."""

    B_B = "PAdES-B-B"
    B_LTA = "PAdES-B-LTA"


@dataclass(frozen=True, slots=True)
class Signing:
    """What is signed with beside the key: when, lists given, authorities to ask in turn."""

    now: datetime
    lists: tuple[crl.CertificateList, ...] = ()
    authorities: tuple[Authority, ...] = ()
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A signed document, its level, what its check says, and who stamped it."""

    data: bytes
    level: Level
    check: Signed
    authority: str = ""


@dataclass(frozen=True, slots=True)
class _Material:
    """The signer's roots, what came with them, and the authority that is asked."""

    signer: Signer
    roots: tuple[x509.Certificate, ...]
    evidence: Evidence
    authority: Authority | None


def sign_document(data: bytes, signer: Signer, named: str, how: Signing) -> SignedDocument:
    """Sign as the one who the document names.

    Raises:
        AlreadySigned: it has a signature.
        SigningKeyUnusable: the key refuses.
        SignatureWouldNotHold: the check of what was signed, with its code.
        RevocationListUnreachable, ResponderUnreachable, CertificatesUnreadable: whether it was
            revoked cannot be had.
        AuthorityUnreachable, AuthorityRefused, TokenWrong: no time stamp.
    """
    chain = _chain(signer)
    roots = tuple(each for each in chain if each.self_signed != "no")
    if not roots:
        raise SignatureWouldNotHold(MarkCode.SIGNER_UNKNOWN, "no root among the certificates")
    evidence = Evidence(chain, *revocations_of(chain, how.lists, how.patience))
    stood, why = standing(chain[0], roots, evidence, how.now)
    if stood is Standing.REVOKED:
        raise SignatureWouldNotHold(MarkCode.SIGNER_REVOKED, why)
    if not how.authorities:
        return _held(data, _Material(signer, roots, evidence, None), named, how)
    for authority in how.authorities[:-1]:
        with suppress(AuthorityUnreachable, AuthorityRefused, TokenWrong):
            return _held(data, _Material(signer, roots, evidence, authority), named, how)
    return _held(data, _Material(signer, roots, evidence, how.authorities[-1]), named, how)


def _held(data: bytes, material: _Material, named: str, how: Signing) -> SignedDocument:
    """Signed with this material, and held to the check."""
    made = _signed(data, material, how.patience)
    authority = material.authority
    time = TimeTrust((authority.trusted,)) if authority else NO_TIME
    trust = SignerTrust(tuple(each.dump() for each in material.roots), time)
    found = check_signature(made, named, trust, how.now)
    lacking = [each for each in found.marks if each.grade is not Grade.GOOD]
    if authority is None:
        lacking = [each for each in lacking if each.code not in WITHOUT_TIME]
    if lacking:
        raise SignatureWouldNotHold(lacking[0].code, lacking[0].detail)
    if authority is None:
        return SignedDocument(made, Level.B_B, found)
    return SignedDocument(made, Level.B_LTA, found, authority.name)


def _chain(signer: Signer) -> tuple[x509.Certificate, ...]:
    """The signer's certificate and those that came with it, each once."""
    own = signer.signing_cert
    if own is None:
        raise SigningKeyUnusable("certificate", "the key has none")
    others = [each for each in signer.cert_registry if each.dump() != own.dump()]
    return (own, *others)


def _metadata(material: _Material) -> PdfSignatureMetadata:
    common = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES
    )
    if material.authority is None:
        return common
    of_time = map(certificate_of, material.authority.trusted.roots)
    context = ValidationContext(
        trust_roots=[*material.roots, *of_time],
        other_certs=list(material.evidence.certificates),
        crls=list(material.evidence.lists),
        ocsps=list(material.evidence.responses),
        allow_fetching=False,
        retroactive_revinfo=True,
    )
    return replace(
        common,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
        timestamp_field_name=STAMP_FIELD,
    )


def _signed(data: bytes, material: _Material, patience: Patience) -> bytes:
    authority = material.authority
    stamper = Asked(authority, patience) if authority else None
    try:
        writer = IncrementalPdfFileWriter(BytesIO(data))
        present = len(writer.prev.embedded_signatures)
        if present:
            raise AlreadySigned(present)
        signing = PdfSigner(_metadata(material), material.signer, timestamper=stamper)
        return bytes(signing.sign_pdf(writer).getvalue())
    except TimestampRequestError as fault:
        raise TokenWrong(authority.name if authority else "", str(fault)) from fault
    except PKCS11Error as fault:
        raise SigningKeyUnusable("token", type(fault).__name__) from fault
    except (PyhankoError, *FAULTS) as fault:
        raise SignatureWouldNotHold(MarkCode.SIGNER_UNKNOWN, str(fault)) from fault


class Asked(TimeStamper):
    """An authority of ours, asked by our own rules."""

    def __init__(self, authority: Authority, patience: Patience) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority, self._patience = authority, patience

    @property
    def name(self) -> str:
        """The authority's name."""
        return self._authority.name

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer; nobody else waits in this loop."""

        def ask() -> bytes:
            return answer_to(self._authority, req.dump(), self._patience)

        answer = patiently(ask, (AuthorityUnreachable,), self._patience)
        try:
            found = tsp.TimeStampResp.load(answer, strict=True)
            granted = found["status"]["status"].native == GRANTED and found["time_stamp_token"]
        except ValueError as fault:
            raise TokenWrong(self._authority.name, "no time stamp") from fault
        if not granted:
            raise TokenWrong(self._authority.name, "not granted")
        return found
