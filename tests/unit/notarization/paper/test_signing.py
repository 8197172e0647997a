"""Nothing is signed that would not hold, and whoever cannot sign is told why."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ledger.outside import Patience
from notarization.paper import keys
from notarization.paper.certificates import read_certificates, read_list
from notarization.paper.errors import (
    AlreadySigned,
    CertificatesUnreadable,
    RevocationListUnreachable,
    SignatureWouldNotHold,
    SigningKeyUnusable,
)
from notarization.paper.signing import Level, sign_document
from notarization.timestamps.errors import AuthorityRefused, TokenWrong
from tests.paper import Desk, document
from tests.signers import NAME, PASSWORD, CertificateAuthority, pem
from tests.simulators.misbehaving import Answering, served
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


def test_files_without_certificates_are_named(at: Desk, tmp_path: Path) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(pem(at.ca.root) + pem(at.signatory.certificate))
    assert len(read_certificates(file)) == 2
    file.write_bytes(b"nothing")
    with pytest.raises(CertificatesUnreadable, match=r"roots\.pem"):
        read_certificates(file)
    with pytest.raises(CertificatesUnreadable):
        read_list(b"nothing", "list")
