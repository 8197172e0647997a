"""The signature on a PDF that somebody brings (PAdES), held against the reader's own roots.

1. One signature, by one key, over the file's bytes as they are; 2. all of the file is under it, and
nothing came after but evidence (DSS) and document time stamps; 3. its time stamps hold, by the same
rules as those of a package, and each came before the one before it ended; 4. its certificate stood,
at the time that is proven, under a root that the reader names; 5. revocation lists in the file
prove that it was not revoked.

Nothing is fetched, and nothing that the file brings is believed for being there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, crl, ocsp, tsp
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    check_ess_certid,
    find_cms_attribute_iter,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from notarization.paper.certificates import (
    Evidence,
    Standing,
    certificate_of,
    names_of,
    standing,
)
from notarization.paper.marks import UNSIGNED, Grade, Mark, MarkCode, Signed, signed_by
from notarization.verify.errors import VerificationError
from notarization.verify.timestamp_errors import NOT_COUNTED
from notarization.verify.timestamps import Stamp, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notarization.paper.believed import SignerTrust
    from notarization.verify.beliefs import TimeTrust

MOST_SIGNATURES: Final = 20
# each signature and each piece of evidence is one; to compare them takes time
MOST_REVISIONS: Final = 50
REVISION: Final = b"startxref"
BYTE_RANGE: Final = b"/ByteRange"
DIGESTS: Final = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")
# what reading a PDF or a signature raises on bytes that are not what they say they are
FAULTS: Final = (
    PdfError,
    NonexistentAttributeError,
    MultivaluedAttributeError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
STANDINGS: Final = {
    Standing.TRUSTED: MarkCode.SIGNER_TRUSTED,
    Standing.NOT_PROVEN_UNREVOKED: MarkCode.SIGNER_TRUSTED,
    Standing.UNKNOWN: MarkCode.SIGNER_UNKNOWN,
    Standing.EXPIRED: MarkCode.SIGNER_EXPIRED,
    Standing.REVOKED: MarkCode.SIGNER_REVOKED,
}
REFUSED: Final = (Standing.UNKNOWN, Standing.EXPIRED, Standing.REVOKED)
# no reader looks behind the last of these, and each makes something else of what stands there
ENDING: Final = re.compile(rb"startxref\s+[0-9]+\s+%%EOF\s*\Z")
STAMP: Final = "signature_time_stamp_token"
RANGES: Final = 4
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class _Opened:
    data: bytes
    signature: EmbeddedPdfSignature
    stamps: tuple[EmbeddedPdfSignature, ...]
    evidence: Evidence


def check_signature(data: bytes, named: str, trust: SignerTrust, now: datetime) -> Signed:
    """What the signature is worth; `named` is who is to sign by the document's own words.

    A document that names nobody and has no signature is unsigned, which is nothing against it; one
    that says so of itself has no signature.
    """
    if BYTE_RANGE not in data:
        return _refused(MarkCode.SIGNATURE_MISSING, named) if named else UNSIGNED
    if data.count(REVISION) > MOST_REVISIONS:
        return _refused(MarkCode.SIGNATURE_UNREADABLE, f"more than {MOST_REVISIONS} revisions")
    try:
        opened = open_signed(data)
        if isinstance(opened, Signed):
            return opened
        return _checked(opened, named, trust, now)
    except FAULTS as fault:
        return _refused(MarkCode.SIGNATURE_UNREADABLE, f"{type(fault).__name__}: {fault}")


def _refused(code: MarkCode, detail: str) -> Signed:
    return signed_by("", 0, (Mark(code, detail[:LONGEST]),))


def open_signed(data: bytes) -> _Opened | Signed:
    """The one signature of a file with its time stamps and evidence, or why it is not read."""
    reader = PdfFileReader(BytesIO(data))
    every = reader.embedded_signatures
    ours = [each for each in every if each.sig_object_type == "/Sig"]
    stamps = [each for each in every if each.sig_object_type == "/DocTimeStamp"]
    if len(every) > MOST_SIGNATURES or len(ours) > 1:
        return _refused(MarkCode.SIGNATURES_MANY, f"{len(ours)}, {len(stamps)} time stamps")
    if not ours:
        return _refused(MarkCode.SIGNATURE_MISSING, "")
    return _Opened(data, ours[0], tuple(stamps), _evidence(reader, ours[0]))


def _evidence(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> Evidence:
    """The certificates, revocation lists and OCSP responses that the file brings."""
    others = tuple(signature.other_embedded_certs)
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence(others)
    lists = (crl.CertificateList.load(each.get_object().data) for each in store.crls)
    responses = (ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps)
    return Evidence((*others, *store.load_certs()), tuple(lists), tuple(responses))


def _checked(opened: _Opened, named: str, trust: SignerTrust, now: datetime) -> Signed:
    signer = opened.signature.signer_cert
    held = _held(opened.signature)
    covered = _covered(opened)
    if held.grade is Grade.BAD or covered.grade is Grade.BAD:
        # what the signer would have to do with such a file is not asked
        bad = held if held.grade is Grade.BAD else covered
        return signed_by(", ".join(names_of(signer)), 0, (bad,))
    time, stamped = _stamped(opened, trust.time)
    moment = datetime.fromtimestamp(time, UTC) if time else now
    marks = [held, covered, *stamped, *_signer(opened, trust, moment)]
    if named not in names_of(signer):
        marks.append(Mark(MarkCode.SIGNER_NOT_NAMED, named))
    return signed_by(", ".join(names_of(signer)), time, tuple(marks))


def _held(signature: EmbeddedPdfSignature) -> Mark:
    """1. Over these bytes, by the key of the certificate that it names."""
    info, signer = signature.signer_info, signature.signer_cert
    if signature.md_algorithm not in DIGESTS:
        return Mark(MarkCode.SIGNATURE_WRONG, signature.md_algorithm)
    digest = signature.compute_digest()
    same, valid = validate_sig_integrity(info, signer, "data", digest)
    if not same:
        return Mark(MarkCode.CONTENT_CHANGED, digest.hex())
    named = find_unique_cms_attribute(info["signed_attrs"], "signing_certificate_v2")
    if not valid or not check_ess_certid(signer, named["certs"][0]):
        return Mark(MarkCode.SIGNATURE_WRONG, signer.sha256_fingerprint)
    return Mark(MarkCode.SIGNATURE_HOLDS, signature.md_algorithm)


def _covered(opened: _Opened) -> Mark:
    """2. The whole file, but for the signature's own place; after it nothing but evidence."""
    if not ENDING.search(opened.data):
        return Mark(MarkCode.FILE_PARTLY_COVERED, "bytes after the end")
    for each in (opened.signature, *opened.stamps):
        if not _has_own_place(opened.data, each):
            return Mark(MarkCode.FILE_PARTLY_COVERED, f"{each.field_name}: {list(each.byte_range)}")
        each.compute_integrity_info()  # type: ignore[no-untyped-call]
        summary = each.summarise_integrity_info()
        coverage, found = summary["coverage"], summary["diff_result"]
        if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            return Mark(MarkCode.FILE_PARTLY_COVERED, f"{each.field_name}: {coverage.name}")
        if not isinstance(found, DiffResult):
            return Mark(MarkCode.EDITED_AFTER, f"{each.field_name}: {found}"[:LONGEST])
        if found.modification_level > ModificationLevel.LTA_UPDATES:
            said = f"{each.field_name}: {found.modification_level.name}"
            return Mark(MarkCode.EDITED_AFTER, said)
    return Mark(MarkCode.FILE_COVERED)


def _has_own_place(data: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Only the signature itself is left out: the gap between the two ranges is its bytes."""
    places = [int(each) for each in signature.byte_range]
    if len(places) != RANGES or places[0] != 0 or min(places) < 0:
        return False
    gap = data[places[1] : places[2]]
    written = signature.pkcs7_content.hex().encode()
    return places[2] + places[3] <= len(data) and gap.lower() == b"<" + written + b">"


def _stamped(opened: _Opened, trust: TimeTrust) -> tuple[int, list[Mark]]:
    """3. The earliest time (0: none) by which the signature was there, as believed."""
    found = list(judged_stamps(opened, trust))
    if not found:
        return 0, [Mark(MarkCode.TIME_STAMP_MISSING)]
    wrong = [each for each in found if isinstance(each, Mark) and each.grade is Grade.BAD]
    if wrong:
        return 0, wrong[:1]
    stamps = [each for each in found if isinstance(each, Stamp)]
    if not stamps:
        return 0, [each for each in found if isinstance(each, Mark)][:1]
    first = min(stamps, key=lambda stamp: stamp.time)
    held = Mark(MarkCode.TIME_STAMPED, f"{_told(first.time)} {first.authority}")
    apart = next(_apart(stamps), None)
    if apart and apart.grade is Grade.BAD:
        return 0, [apart]
    return first.time, [held, *([apart] if apart else [])]


def _apart(stamps: Sequence[Stamp]) -> Iterator[Mark]:
    """Where one does not go on from the one before, over which it is (RFC 4998, 4.3)."""
    for before, stamp in pairwise(stamps):
        if stamp.time + stamp.accuracy < before.time - before.accuracy:
            said = f"{_told(stamp.time)}, over one of {_told(before.time)}"
            yield Mark(MarkCode.TIME_STAMP_WRONG, f"{stamp.file}: {said}")
        elif stamp.time > before.until:
            said = f"{_told(stamp.time)}, after {before.file} ended, {_told(before.until)}"
            yield Mark(MarkCode.TIME_STAMP_LATE, f"{stamp.file}: {said}")


def _told(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat()


def judged_stamps(opened: _Opened, trust: TimeTrust) -> Iterator[Stamp | Mark]:
    """What each time stamp says: those of the signature, then those of the document."""
    signature = opened.signature
    tokens = find_cms_attribute_iter(signature.signer_info["unsigned_attrs"], STAMP)
    value = signature.signer_info["signature"].native
    yield from (_judge(signature.field_name, each["content"], value, trust) for each in tokens)
    _, _, after, length = map(int, signature.byte_range)
    for each in opened.stamps:
        _, before, start, rest = map(int, each.byte_range)
        if before < after + length:
            # a stamp that was there first says nothing of when the signature came
            yield Mark(MarkCode.TIME_STAMP_WRONG, f"{each.field_name}: before the signature")
            continue
        covered = opened.data[:before] + opened.data[start : start + rest]
        yield _judge(each.field_name, each.signed_data, covered, trust)


def _judge(name: str, token: cms.SignedData, data: bytes, trust: TimeTrust) -> Stamp | Mark:
    """A token by the rules of a package's: it is wrapped as the response that it came in."""
    held = cms.ContentInfo({"content_type": "signed_data", "content": token})
    answer = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": held})
    try:
        return judge(name, answer.dump(), data, trust)
    except NOT_COUNTED as fault:
        return Mark(MarkCode.TIME_STAMP_NOT_CHECKED, str(fault)[:LONGEST])
    except VerificationError as fault:
        return Mark(MarkCode.TIME_STAMP_WRONG, str(fault)[:LONGEST])


def _signer(opened: _Opened, trust: SignerTrust, moment: datetime) -> Iterator[Mark]:
    """4 and 5. The certificate, where the reader names roots at all."""
    if not trust.roots:
        yield Mark(MarkCode.SIGNER_NOT_CHECKED)
        return
    roots = tuple(map(certificate_of, trust.roots))
    stood, why = standing(opened.signature.signer_cert, roots, opened.evidence, moment)
    yield Mark(STANDINGS[stood], why[:LONGEST] if stood in REFUSED else "")
    if stood is Standing.TRUSTED:
        yield Mark(MarkCode.REVOCATION_EMBEDDED)
    elif stood is Standing.NOT_PROVEN_UNREVOKED:
        yield Mark(MarkCode.REVOCATION_NOT_PROVEN, why[:LONGEST])
