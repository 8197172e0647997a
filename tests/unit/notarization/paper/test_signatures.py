"""Each way in which a signed document can be false is found, by one code."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko_certvalidator import ValidationContext

from ledger.outside import Patience
from notarization.paper.believed import SignerTrust
from notarization.paper.certificates import certificate_of
from notarization.paper.marks import UNSIGNED, Grade, Mark, MarkCode
from notarization.paper.signatures import (
    _Opened,
    check_signature,
    judged_stamps,
    open_signed,
)
from notarization.paper.signing import Asked
from tests.paper import Desk, document
from tests.signers import NAME, CertificateAuthority

pytestmark = pytest.mark.node

BEGUN = datetime.now(UTC)


def ranges(data: bytes, place: int = 0) -> list[int]:
    signature = PdfFileReader(BytesIO(data)).embedded_signatures[place]
    return [int(each) for each in signature.byte_range]


def with_bytes(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def edited(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An incremental update on top of what is there."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def another_text(writer: IncrementalPdfFileWriter) -> None:
    place = writer.root["/Pages"]["/Kids"].raw_get(0)
    page = place.get_object()
    page[generic.pdf_name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=b"BT /F1 12 Tf (2046) Tj ET")
    )
    writer.mark_update(place)


def without_record(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Names"]
    writer.update_root()  # type: ignore[no-untyped-call]


def test_a_good_one_says_who_signed_and_by_when(at: Desk, good: bytes) -> None:
    found = at.check(good)
    assert (found.grade, found.signer) == (Grade.GOOD, NAME)
    assert int(BEGUN.timestamp()) <= found.time <= datetime.now(UTC).timestamp()
    assert {each.code for each in found.marks} == {
        MarkCode.SIGNATURE_HOLDS,
        MarkCode.FILE_COVERED,
        MarkCode.TIME_STAMPED,
        MarkCode.SIGNER_TRUSTED,
        MarkCode.REVOCATION_EMBEDDED,
    }


def test_an_ocsp_response_in_the_file_proves_as_much_as_a_list(at: Desk) -> None:
    """Others sign so; nothing of it is asked for here."""
    # asn1crypto takes a length whose last byte is 0x80 for none, and then writes all anew, twice at
    # each level, a minute long: with this address the signature's length is far from such a one
    theirs = at.ca.issue(ocsp="http://127.0.0.1:9/asked-by-nobody")
    roots = [certificate_of(at.ca.root.public_bytes(Encoding.DER))]
    stamped_under = certificate_of(at.time.root.public_bytes(Encoding.DER))
    context = ValidationContext(
        trust_roots=[*roots, stamped_under],
        ocsps=[at.ca.answer(theirs.certificate)],
        allow_fetching=False,
        retroactive_revinfo=True,
    )
    metadata = PdfSignatureMetadata(
        field_name="Theirs",
        md_algorithm="sha512",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=context,
    )
    stamper = Asked(at.authority, Patience())
    writer = IncrementalPdfFileWriter(BytesIO(document()))
    made = PdfSigner(metadata, at.key(theirs), timestamper=stamper).sign_pdf(writer).getvalue()
    found = at.check(made)
    assert found.grade is Grade.GOOD, found
    assert MarkCode.REVOCATION_EMBEDDED in {each.code for each in found.marks}


def test_it_is_good_long_after_its_certificate_ended(at: Desk, good: bytes) -> None:
    assert at.check(good, days=9_000).grade is Grade.GOOD


def test_without_a_time_stamp_it_ends_with_its_certificate(at: Desk, plain: bytes) -> None:
    now = at.check(plain)
    assert now.grade is Grade.INCOMPLETE
    assert {each.code for each in now.marks if each.grade is Grade.INCOMPLETE} == {
        MarkCode.TIME_STAMP_MISSING,
        MarkCode.REVOCATION_NOT_PROVEN,
    }
    assert at.faults(plain, days=400) == [MarkCode.SIGNER_EXPIRED]


def test_whoever_names_no_roots_is_told_that_nothing_was_checked(good: bytes) -> None:
    found = check_signature(good, NAME, SignerTrust(), datetime.now(UTC))
    assert found.grade is Grade.INCOMPLETE
    assert {each.code for each in found.marks if each.grade is Grade.INCOMPLETE} == {
        MarkCode.SIGNER_NOT_CHECKED,
        MarkCode.TIME_STAMP_NOT_CHECKED,
    }


def test_a_changed_byte_anywhere_is_found(at: Desk, good: bytes) -> None:
    before, after = ranges(good)[1], ranges(good)[2]
    for place in (100, before // 2, before - 20, after + 30):
        spoilt = with_bytes(good, place, bytes([good[place] ^ 1]))
        assert at.check(spoilt).grade is Grade.BAD, place
    assert at.faults(with_bytes(good, 9, b"\xe3")) == [MarkCode.CONTENT_CHANGED]


@pytest.mark.parametrize("change", [another_text, without_record])
def test_an_edit_after_signing_is_found(
    at: Desk, good: bytes, plain: bytes, change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    for signed in (good, plain):
        assert at.faults(edited(signed, change)) == [MarkCode.EDITED_AFTER]


def test_a_stranger_under_a_root_of_the_same_name_is_unknown(at: Desk) -> None:
    stranger = CertificateAuthority()
    other = replace(at, ca=stranger, signatory=stranger.issue())
    assert at.faults(other.signed()) == [MarkCode.SIGNER_UNKNOWN]


def partly(at: Desk, data: bytes) -> bytes:
    """Signed anew by the true key, but over ranges that leave out forty bytes."""
    first, before, start, rest = ranges(data)
    left_out = 40
    old = re.search(rb"/ByteRange \[[^\]]*\] *", data)
    assert old
    written = b"/ByteRange [%d %d %d %d]" % (first, before, start + left_out, rest - left_out)
    data = with_bytes(data, old.start(), written.ljust(len(old[0])))
    digest = sha256(data[:before] + data[start + left_out :]).digest()
    made = asyncio.run(at.key().async_sign(digest, "sha256", use_pades=True))
    return with_bytes(data, before + 1, made.dump().hex().encode().ljust(start - before - 2, b"0"))


def test_a_signature_over_a_part_of_the_file_is_found(at: Desk, plain: bytes) -> None:
    assert at.faults(partly(at, plain)) == [MarkCode.FILE_PARTLY_COVERED]
    assert at.faults(plain + b"\n% something after the end\n") == [MarkCode.FILE_PARTLY_COVERED]


def test_another_documents_signature_is_not_over_this_one(at: Desk, plain: bytes) -> None:
    other = at.signed(document(name="海域浮标增"), stamped=False)
    _, before, start, _ = ranges(plain)
    _, there, end, _ = ranges(other)
    given = other[there + 1 : end - 1][: start - before - 2]
    moved = with_bytes(plain, before + 1, given.ljust(start - before - 2, b"0"))
    assert at.faults(moved) == [MarkCode.CONTENT_CHANGED]


def test_a_signature_by_another_key_than_the_certificates_is_wrong(at: Desk, plain: bytes) -> None:
    value = PdfFileReader(BytesIO(plain)).embedded_signatures[0].signer_info["signature"].native
    place = plain.lower().index(value.hex().encode())
    assert at.faults(with_bytes(plain, place + 8, b"00000000")) == [MarkCode.SIGNATURE_WRONG]


def test_another_documents_time_stamp_is_false(at: Desk, good: bytes) -> None:
    other = at.signed(document(name="海域浮标增"))
    _, before, start, _ = ranges(good, 1)
    _, there, end, _ = ranges(other, 1)
    given = other[there + 1 : end - 1][: start - before - 2]
    moved = with_bytes(good, before + 1, given.ljust(start - before - 2, b"0"))
    assert at.faults(moved) == [MarkCode.TIME_STAMP_WRONG]


def test_a_time_stamp_from_before_the_signature_proves_no_time(at: Desk) -> None:
    """An old stamp would make a certificate of today stand in the past."""
    writer = IncrementalPdfFileWriter(BytesIO(document()))
    stamper = Asked(at.authority, Patience())
    early = PdfTimeStamper(stamper, field_name="Early").timestamp_pdf(writer, "sha256").getvalue()
    named = PdfSignatureMetadata(field_name="Late", subfilter=SigSeedSubFilter.PADES)
    late = PdfSigner(named, at.key()).sign_pdf(IncrementalPdfFileWriter(BytesIO(early))).getvalue()
    assert at.faults(late) == [MarkCode.EDITED_AFTER]
    # nor would it where an edit of this kind were let through
    opened = open_signed(late)
    assert isinstance(opened, _Opened)
    [mark] = judged_stamps(opened, at.trust().time)
    assert isinstance(mark, Mark)
    assert mark.code is MarkCode.TIME_STAMP_WRONG


def test_more_revisions_than_any_document_has_are_not_compared(at: Desk, plain: bytes) -> None:
    found = at.check(plain + b"startxref\n0\n%%EOF\n" * 60)
    assert [each.code for each in found.marks] == [MarkCode.SIGNATURE_UNREADABLE]


def test_a_second_signature_is_refused(at: Desk, plain: bytes) -> None:
    named = PdfSignatureMetadata(field_name="Second", subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(BytesIO(plain))
    made = PdfSigner(named, at.key()).sign_pdf(writer).getvalue()
    assert at.faults(made) == [MarkCode.SIGNATURES_MANY]


@pytest.mark.parametrize("named", ["另一机构", ""])
def test_who_signs_must_be_the_one_who_is_named(at: Desk, good: bytes, named: str) -> None:
    found = check_signature(good, named, at.trust(), datetime.now(UTC))
    assert [each.code for each in found.marks if each.grade is Grade.BAD] == [
        MarkCode.SIGNER_NOT_NAMED
    ]


def test_an_unsigned_document_is_bad_only_where_it_is_to_be_signed(at: Desk) -> None:
    assert check_signature(document(), "", at.trust(), datetime.now(UTC)) == UNSIGNED
    found = check_signature(document(), NAME, at.trust(), datetime.now(UTC))
    assert (found.grade, found.marks[0].code) == (Grade.BAD, MarkCode.SIGNATURE_MISSING)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2] + b"/ByteRange",
        lambda _: b"%PDF-1.7\n/ByteRange [0 1 2 3]",
        lambda data: data.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.retached"),
        lambda data: data.replace(b"/Contents <30", b"/Contents <31"),
        lambda data: re.sub(rb"/ByteRange \[[^\]]*\]", b"/ByteRange [(x)]", data),
    ],
)
def test_what_cannot_be_read_is_bad(at: Desk, plain: bytes, spoil: Any) -> None:
    assert at.check(spoil(plain)).grade is Grade.BAD
