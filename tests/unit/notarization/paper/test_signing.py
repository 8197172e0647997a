"""Nothing is signed that would not hold, and whoever cannot sign is told why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from ledger.outside import Patience
from notarization.paper import keys
from notarization.paper.certificates import read_certificates, read_list
from notarization.paper.errors import (
    AlreadySigned,
    CertificatesUnreadable,
    ResponderUnreachable,
    RevocationListUnreachable,
    SignatureWouldNotHold,
    SigningKeyUnusable,
)
from notarization.paper.marks import Grade
from notarization.paper.signing import Level, sign_document
from notarization.timestamps.errors import AuthorityRefused, TokenWrong
from tests.paper import Desk, document, pyhanko
from tests.signers import NAME, PASSWORD, CertificateAuthority, pem
from tests.simulators.misbehaving import Answering, served
from tests.simulators.responder import UNAUTHORIZED, Responder, responder
from tests.simulators.time_authority import Fault

pytestmark = pytest.mark.node


def refusal(at: Desk, **given: bytes) -> tuple[str, str]:
    with pytest.raises(SignatureWouldNotHold) as found:
        sign_document(document(), at.key(), NAME, at.how(**given))  # type: ignore[arg-type]
    return found.value.code, found.value.mark


def test_the_level_is_named(at: Desk) -> None:
    data, key = document(), at.key()
    stamped = sign_document(data, key, NAME, at.how())
    assert (stamped.level, stamped.authority) == (Level.B_LTA, "haina")
    bare = sign_document(data, key, NAME, at.how(stamped=False))
    assert (bare.level, bare.authority) == (Level.B_B, "")
    assert stamped.data.startswith(data)


def test_what_is_signed_is_not_signed_again(at: Desk, good: bytes) -> None:
    with pytest.raises(AlreadySigned):
        sign_document(good, at.key(), NAME, at.how())


def test_without_a_revocation_list_nothing_is_signed_for_long(at: Desk) -> None:
    assert refusal(at, revocations=b"") == ("SIGNATURE_WOULD_NOT_HOLD", "REVOCATION_NOT_PROVEN")


def test_a_list_by_another_key_proves_nothing(at: Desk) -> None:
    forged = CertificateAuthority(at.ca.name).revocations()
    assert refusal(at, revocations=forged) == ("SIGNATURE_WOULD_NOT_HOLD", "REVOCATION_NOT_PROVEN")


def test_a_revoked_certificate_signs_nothing(at: Desk) -> None:
    revoked = at.ca.revocations(at.signatory.certificate)
    with pytest.raises(SignatureWouldNotHold, match="revoked"):
        sign_document(document(), at.key(), NAME, at.how(revocations=revoked))


def test_somebody_else_than_the_one_named_signs_nothing(at: Desk) -> None:
    other = at.key(at.ca.issue("另一机构"))
    with pytest.raises(SignatureWouldNotHold, match="SIGNER_NOT_NAMED"):
        sign_document(document(), other, NAME, at.how())


def test_an_authority_that_fails_is_passed_over_for_the_next(at: Desk) -> None:
    away = replace(at.authority, url="http://127.0.0.1:9/tsa")
    how = replace(at.how(), authorities=(away, at.authority), patience=Patience(tries=1))
    assert sign_document(document(), at.key(), NAME, how).authority == "haina"


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.QUOTA, AuthorityRefused), (Fault.GARBAGE, TokenWrong), (Fault.REJECTED, TokenWrong)],
)
def test_an_authority_that_gives_no_stamp_is_named(
    at: Desk, fault: Fault, error: type[Exception]
) -> None:
    at.time.faults.append(fault)
    with pytest.raises(error, match="haina"):
        sign_document(document(), at.key(), NAME, at.how())


def test_a_wrong_password_is_said_and_not_shown(at: Desk) -> None:
    file = at.signatory.file(at.folder / "locked.p12")
    with pytest.raises(SigningKeyUnusable) as found:
        keys.key_file(file, PASSWORD + "!", ())
    assert PASSWORD not in str(found.value)
    with pytest.raises(SigningKeyUnusable):
        keys.key_file(at.folder / "nowhere.p12", PASSWORD, ())


@dataclass
class Lists:
    """Where a certification authority tells what it revoked."""

    data: bytes
    url: str = ""


class _Telling(Answering):
    service: Lists

    def do_GET(self) -> None:  # noqa: N802 (http.server calls it so)
        """The list."""
        self.answer(200 if self.path == "/list.crl" else 404, self.service.data)


def test_a_list_is_had_where_the_certificate_names_it(at: Desk) -> None:
    with served(_Telling, Lists(at.ca.revocations())) as lists:
        key = at.key(at.ca.issue(crl=f"{lists.url}/list.crl"))
        made = sign_document(document(), key, NAME, at.how(revocations=b""))
        assert made.level is Level.B_LTA
        lost = at.key(at.ca.issue(crl=f"{lists.url}/nowhere"))
        how = replace(at.how(revocations=b""), patience=Patience(tries=1))
        with pytest.raises(RevocationListUnreachable, match="404"):
            sign_document(document(), lost, NAME, how)


@pytest.fixture(scope="module")
def ocsp(at: Desk) -> Iterator[Responder]:
    with responder(at.folder / "ocsp", at.ca) as found:
        yield found


def test_an_answer_is_had_where_the_certificate_names_a_responder(
    at: Desk, ocsp: Responder
) -> None:
    signatory = ocsp.knows(at.ca.issue(ocsp=ocsp.url))
    made = sign_document(document(), at.key(signatory), NAME, at.how(revocations=b""))
    store = DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(made.data)))
    assert (made.level, len(store.ocsps), len(store.crls)) == (Level.B_LTA, 1, 0)
    assert at.check(made.data).grade is Grade.GOOD
    file = at.folder / "answered.pdf"
    file.write_bytes(made.data)
    assert pyhanko(at, file).strip().endswith(":VALID")


def test_whom_the_responder_calls_revoked_signs_nothing(at: Desk, ocsp: Responder) -> None:
    signatory = ocsp.knows(at.ca.issue(ocsp=ocsp.url), revoked=True)
    with pytest.raises(SignatureWouldNotHold, match="SIGNER_REVOKED"):
        sign_document(document(), at.key(signatory), NAME, at.how(revocations=b""))


def test_a_responder_of_another_authority_proves_nothing(at: Desk, tmp_path: Path) -> None:
    with responder(tmp_path / "ocsp", CertificateAuthority(at.ca.name)) as forged:
        signatory = forged.knows(at.ca.issue(ocsp=forged.url))
        with pytest.raises(SignatureWouldNotHold):
            sign_document(document(), at.key(signatory), NAME, at.how(revocations=b""))


@pytest.mark.parametrize(
    ("answer", "why"), [(b"", "503"), (b"<html>", "no OCSP"), (UNAUTHORIZED, "unauthorized")]
)
def test_a_list_stands_for_a_responder_that_gives_no_answer(
    at: Desk, ocsp: Responder, answer: bytes, why: str
) -> None:
    key = at.key(ocsp.knows(at.ca.issue(ocsp=ocsp.url)))
    ocsp.instead = answer
    try:
        how = replace(at.how(revocations=b""), patience=Patience(tries=1))
        with pytest.raises(ResponderUnreachable, match=why):
            sign_document(document(), key, NAME, how)
        listed = replace(at.how(), patience=Patience(tries=1))
        assert sign_document(document(), key, NAME, listed).level is Level.B_LTA
    finally:
        ocsp.instead = None


def test_an_answer_to_another_question_is_not_taken(at: Desk, ocsp: Responder) -> None:
    key = at.key(ocsp.knows(at.ca.issue(ocsp=ocsp.url)))
    sign_document(document(), key, NAME, at.how(revocations=b""))
    ocsp.instead = ocsp.last
    try:
        with pytest.raises(ResponderUnreachable, match="another nonce"):
            sign_document(document(), key, NAME, at.how(revocations=b""))
    finally:
        ocsp.instead = None


def test_files_without_certificates_are_named(at: Desk, tmp_path: Path) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(pem(at.ca.root) + pem(at.signatory.certificate))
    assert len(read_certificates(file)) == 2
    file.write_bytes(b"nothing")
    with pytest.raises(CertificatesUnreadable, match=r"roots\.pem"):
        read_certificates(file)
    with pytest.raises(CertificatesUnreadable):
        read_list(b"nothing", "list")
