"""A signed document is prolonged before its last time stamp ends, and only while it is good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from ledger.outside import Patience
from notarization.paper.believed import SignerTrust
from notarization.paper.certificates import read_list
from notarization.paper.errors import (
    DocumentNotRenewable,
    DocumentTimeEnded,
    SignatureWouldNotHold,
)
from notarization.paper.marks import Grade, MarkCode
from notarization.paper.renewing import Renewed, ends, renew_document
from notarization.paper.signatures import check_signature
from notarization.paper.signing import Signing
from notarization.timestamps.authorities import read_authorities
from notarization.timestamps.errors import AuthorityUnreachable
from notarization.verify.beliefs import TimeAuthority, TimeTrust
from tests.packages.tokens import FOR_STAMPS, Holder, holder, token_over
from tests.paper import Desk, pyhanko, told
from tests.parts import require_program
from tests.signers import NAME, CertificateAuthority
from tests.simulators.time_authority import Fault, authorities_file, time_authority

pytestmark = pytest.mark.node
MONTH = timedelta(days=30)


@pytest.fixture(scope="module")
def ending(at: Desk) -> bytes:
    """Signed, by an authority of time whose certificate ends in a month; then it has another."""
    at.time.certify(until=datetime.now(UTC) + MONTH)
    made = at.signed()
    at.time.certify()
    return made


@pytest.fixture(scope="module")
def renewed(at: Desk, ending: bytes) -> bytes:
    return renewal(at, ending).data


def renewal(
    at: Desk, data: bytes, how: Signing | None = None, trust: SignerTrust | None = None
) -> Renewed:
    believed, asked = trust or at.trust(), how or at.how()
    return renew_document(data, NAME, believed, asked, ends(data, NAME, believed, asked.now))


def test_a_renewed_document_is_whole_and_good_long_after(
    at: Desk, ending: bytes, renewed: bytes
) -> None:
    assert renewed.startswith(ending)
    before, after = (ends(each, NAME, at.trust(), datetime.now(UTC)) for each in (ending, renewed))
    assert (before.count, after.count) == (1, 2)
    assert after.stamp.until - before.stamp.until > MONTH.total_seconds() * 100
    found = at.check(renewed, days=40)
    assert (found.grade, found.time) == (Grade.GOOD, at.check(ending).time)
    assert MarkCode.FILE_COVERED in {each.code for each in found.marks}


def test_it_can_be_renewed_again(at: Desk, renewed: bytes) -> None:
    again = renewal(at, renewed)
    stamps = PdfFileReader(BytesIO(again.data)).embedded_timestamp_signatures
    names = [each.field_name for each in stamps]
    assert names == ["DocumentTime", "DocumentTime2", "DocumentTime3"]
    assert (again.authority, at.check(again.data).grade) == ("haina", Grade.GOOD)


def test_pdfsig_and_pyhanko_agree_on_a_renewed_one(at: Desk, renewed: bytes) -> None:
    file = at.folder / "renewed.pdf"
    file.write_bytes(renewed)
    assert "Signature Validation: Signature is Valid." in told(require_program("pdfsig"), str(file))
    assert pyhanko(at, file).strip().endswith(":VALID")


def test_an_edit_in_a_renewal_is_still_an_edit(at: Desk, renewed: bytes) -> None:
    assert at.faults(renewed + b"%%EOF\n") != []
    assert at.faults(renewed[:10] + bytes([renewed[10] ^ 1]) + renewed[11:]) == [
        MarkCode.CONTENT_CHANGED
    ]
    # the renewal's own part, which the first signature does not cover
    place = renewed.rindex(b"/DocTimeStamp")
    spoiled = renewed[:place] + b"/DocTimeStamq" + renewed[place + 13 :]
    assert at.check(spoiled).grade is Grade.BAD


def test_what_is_not_good_now_is_not_renewed(at: Desk, ending: bytes, plain: bytes) -> None:
    changed = ending[:10] + bytes([ending[10] ^ 1]) + ending[11:]
    for data, mark in (
        (changed, MarkCode.CONTENT_CHANGED),
        (ending + b"\n%", MarkCode.FILE_PARTLY_COVERED),
        (plain, MarkCode.TIME_STAMP_MISSING),
    ):
        with pytest.raises(DocumentNotRenewable) as found:
            renewal(at, data)
        assert found.value.mark == mark


def test_what_ended_is_not_renewed(at: Desk, ending: bytes) -> None:
    how = replace(at.how(), now=datetime.now(UTC) + MONTH * 1.1)
    with pytest.raises(DocumentTimeEnded):
        renewal(at, ending, how)


def test_a_certificate_that_is_said_to_have_been_revoked_before_is_refused(
    at: Desk, ending: bytes
) -> None:
    """The new list goes into the file, and then the file itself says so."""
    revoked = at.ca.revocations(at.signatory.certificate)
    with pytest.raises(SignatureWouldNotHold) as found:
        renewal(at, ending, at.how(revocations=revoked))
    assert found.value.mark == MarkCode.SIGNER_REVOKED


def test_who_does_not_believe_in_the_signer_renews_nothing(at: Desk, ending: bytes) -> None:
    other = SignerTrust((CertificateAuthority().root.public_bytes(Encoding.DER),), at.trust().time)
    with pytest.raises(DocumentNotRenewable) as found:
        renewal(at, ending, trust=other)
    assert found.value.mark == MarkCode.SIGNER_UNKNOWN


def test_an_authority_that_the_trust_file_does_not_name_prolongs_nothing(
    at: Desk, ending: bytes
) -> None:
    with time_authority(at.folder / "stranger", "stranger") as stranger:
        file = authorities_file(at.folder / "stranger.json", stranger.entry())
        how = replace(at.how(), authorities=read_authorities(file))
        with pytest.raises(SignatureWouldNotHold) as found:
            renewal(at, ending, how)
        assert found.value.mark == MarkCode.TIME_STAMP_NOT_CHECKED
        both = TimeTrust((*at.trust().time.authorities, how.authorities[0].trusted))
        made = renewal(at, ending, how, SignerTrust(at.trust().roots, both))
        assert made.authority == "stranger"


def test_an_authority_that_is_down_leaves_it_as_it_was(at: Desk, ending: bytes) -> None:
    at.time.faults.append(Fault.UNAVAILABLE)
    with pytest.raises(AuthorityUnreachable):
        renewal(at, ending, replace(at.how(), patience=Patience(tries=1)))


def test_fresh_revocation_data_go_into_the_file(at: Desk, ending: bytes) -> None:
    fresh = CertificateAuthority(at.ca.name, at.ca.key, datetime.now(UTC) + timedelta(hours=1))
    how = replace(at.how(), lists=(read_list(fresh.revocations(), "list"),))
    made = renewal(at, ending, how)
    before, after = (
        len(DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(each))).crls)
        for each in (ending, made.data)
    )
    assert (before, after) == (1, 2)


class Saying(TimeStamper):
    """An authority that says whatever time it is told to say."""

    def __init__(self, leaf: Holder, time: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.leaf, self.time = leaf, int(time.timestamp())

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        assert md_algorithm == "sha256"
        response = tsp.TimeStampResp.load(token_over(message_digest, self.time, self.leaf))
        return response["time_stamp_token"]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (MONTH * 0.9, {MarkCode.TIME_STAMPED}),
        # it came too late: the one before had ended, and nobody can say what it was worth by then
        (MONTH * 1.1, {MarkCode.TIME_STAMPED, MarkCode.TIME_STAMP_LATE}),
        # it covers a token that says that it is a day younger
        (timedelta(days=-1), {MarkCode.TIME_STAMP_WRONG}),
    ],
)
def test_a_renewal_goes_on_from_the_one_before(
    at: Desk, ending: bytes, after: timedelta, found: set[MarkCode]
) -> None:
    root = holder("p256", "later root")
    leaf = holder("p256", "later", root, usages=FOR_STAMPS)
    stamper = PdfTimeStamper(Saying(leaf, datetime.now(UTC) + after), field_name="DocumentTime2")
    writer = IncrementalPdfFileWriter(BytesIO(ending))
    made = stamper.timestamp_pdf(writer, "sha256").getvalue()
    both = (*at.trust().time.authorities, TimeAuthority("later", (root.der,)))
    trust = SignerTrust(at.trust().roots, TimeTrust(both))
    checked = check_signature(made, NAME, trust, datetime.now(UTC) + MONTH * 2)
    assert {each.code for each in checked.marks if each.code.startswith("TIME_")} == found
    late, wrong = MarkCode.TIME_STAMP_LATE in found, MarkCode.TIME_STAMP_WRONG in found
    assert checked.grade is (Grade.BAD if wrong else Grade.INCOMPLETE if late else Grade.GOOD)
    assert checked.time == (0 if wrong else at.check(ending).time)
