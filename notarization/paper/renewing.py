"""Prolongs a signed document: another document time stamp, before the last one's authority ends.

What proves the last stamp and the signer is had afresh and put in before it (PAdES B-LTA,
EN 319 142-1, 5.4.3). Nothing of the file is changed, only added to; and it is given out only if it
is as good then as it was before.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from notarization.paper.certificates import Evidence, certificate_of
from notarization.paper.errors import (
    DocumentNotRenewable,
    DocumentTimeEnded,
    SignatureWouldNotHold,
)
from notarization.paper.marks import Grade, MarkCode, Signed
from notarization.paper.revocation import revocations_of
from notarization.paper.signatures import (
    FAULTS,
    check_signature,
    judged_stamps,
    open_signed,
)
from notarization.paper.signing import STAMP_FIELD, Asked
from notarization.timestamps.errors import AuthorityRefused, AuthorityUnreachable, TokenWrong
from notarization.verify.timestamps import Stamp

if TYPE_CHECKING:
    from notarization.paper.believed import SignerTrust
    from notarization.paper.signing import Signing
    from notarization.timestamps.authorities import Authority
    from notarization.verify.beliefs import TimeTrust


@dataclass(frozen=True, slots=True)
class LastStamp:
    """The last document time stamp of a file, what it says, and what can prove both.

    `certificates` are the signer's and the authority's; `count` is how many such stamps there are.
    """

    stamp: Stamp
    certificates: tuple[x509.Certificate, ...]
    evidence: Evidence
    count: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """A renewed document, who stamped it, and until when that holds (seconds since 1970)."""

    data: bytes
    authority: str
    until: int


def ends(data: bytes, named: str, trust: SignerTrust, now: datetime) -> LastStamp:
    """The last time stamp of a document that is good now.

    Raises:
        DocumentNotRenewable: it is not good, or has no document time stamp.
        DocumentTimeEnded: the authority's certificate has ended.
    """
    found = check_signature(data, named, trust, now)
    if found.grade is not Grade.GOOD:
        code, detail = _worst(found)
        raise DocumentNotRenewable(code, detail)
    last = last_stamp(data, trust.time)
    if last is None:
        raise DocumentNotRenewable(MarkCode.TIME_STAMP_MISSING, "no document time stamp")
    until = datetime.fromtimestamp(last.stamp.until, UTC)
    if until <= now:
        raise DocumentTimeEnded(until.isoformat())
    return last


def renew_document(
    data: bytes, named: str, trust: SignerTrust, how: Signing, last: LastStamp
) -> Renewed:
    """Stamp it once more; `last` is what `ends` said of it, `trust` is whoever renews it.

    Raises:
        SignatureWouldNotHold: the check of what was made, with its code.
        RevocationListUnreachable, ResponderUnreachable, CertificatesUnreadable: nothing fresh
            can be had.
        AuthorityUnreachable, AuthorityRefused, TokenWrong: no time stamp.
    """
    live = [each for each in last.certificates if each.not_valid_after > how.now]
    lists, answers = revocations_of(live, how.lists, how.patience)
    old = last.evidence
    evidence = Evidence(last.certificates, (*old.lists, *lists), (*old.responses, *answers))
    for authority in how.authorities[:-1]:
        with suppress(AuthorityUnreachable, AuthorityRefused, TokenWrong):
            return _held(data, named, trust, how, (last, evidence, authority))
    return _held(data, named, trust, how, (last, evidence, how.authorities[-1]))


def last_stamp(data: bytes, trust: TimeTrust) -> LastStamp | None:
    """The last document time stamp of a file whose check found it good; None where it has none."""
    opened = open_signed(data)
    if isinstance(opened, Signed) or not opened.stamps:
        return None
    last, signature = opened.stamps[-1], opened.signature
    stamp = list(judged_stamps(opened, trust))[-1]
    if not isinstance(stamp, Stamp):
        return None
    held = (signature, last)
    certificates = [each.signer_cert for each in held]
    certificates += [other for each in held for other in each.other_embedded_certs]
    certificates += opened.evidence.certificates
    unique = {each.dump(): each for each in certificates}
    return LastStamp(stamp, tuple(unique.values()), opened.evidence, len(opened.stamps))


def _held(
    data: bytes,
    named: str,
    trust: SignerTrust,
    how: Signing,
    material: tuple[LastStamp, Evidence, Authority],
) -> Renewed:
    """Stamped with this material, and held to the check."""
    last, evidence, authority = material
    context, asked = _context(trust, evidence, authority), Asked(authority, how.patience)
    made = _stamped(data, f"{STAMP_FIELD}{last.count + 1}", context, asked)
    found = check_signature(made, named, trust, how.now)
    if found.grade is not Grade.GOOD or not made.startswith(data):
        raise SignatureWouldNotHold(*_worst(found))
    now = last_stamp(made, trust.time)
    if now is None or now.count != last.count + 1:
        # the next renewal could not judge it
        raise SignatureWouldNotHold(MarkCode.TIME_STAMP_NOT_CHECKED, authority.name)
    return Renewed(made, authority.name, now.stamp.until)


def _context(trust: SignerTrust, evidence: Evidence, authority: Authority) -> ValidationContext:
    known = [root for each in trust.time.authorities for root in each.roots]
    roots = dict.fromkeys((*trust.roots, *known, *authority.trusted.roots))
    return ValidationContext(
        trust_roots=list(map(certificate_of, roots)),
        other_certs=list(evidence.certificates),
        crls=list(evidence.lists),
        ocsps=list(evidence.responses),
        allow_fetching=False,
        retroactive_revinfo=True,
    )


def _stamped(data: bytes, name: str, context: ValidationContext, asked: Asked) -> bytes:
    async def stamp() -> BytesIO:
        made: BytesIO = await PdfTimeStamper(
            asked, field_name=name
        ).async_update_archival_timestamp_chain(
            PdfFileReader(BytesIO(data)), context, in_place=False, output=BytesIO()
        )
        return made

    try:
        return asyncio.run(stamp()).getvalue()
    except TimestampRequestError as fault:
        raise TokenWrong(asked.name, str(fault)) from fault
    except (PyhankoError, *FAULTS) as fault:
        raise SignatureWouldNotHold(MarkCode.TIME_STAMP_WRONG, str(fault)) from fault


def _worst(found: Signed) -> tuple[str, str]:
    """The first mark that is false, else the first that is lacking."""
    marks = sorted(found.marks, key=lambda each: each.grade is not Grade.BAD)
    lacking = [each for each in marks if each.grade is not Grade.GOOD]
    if not lacking:
        return MarkCode.SIGNATURE_MISSING, ""
    return lacking[0].code, lacking[0].detail
