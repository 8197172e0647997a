"""Other tools agree on a good document, and a token holds the key as well as a file does."""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from notarization.paper import keys
from notarization.paper.certificates import certificate_of
from notarization.paper.errors import SigningKeyUnusable
from notarization.paper.marks import Grade, MarkCode
from notarization.paper.signing import Level, sign_document
from tests.paper import Desk, document, pyhanko, told
from tests.parts import require_program
from tests.signers import NAME

pytestmark = pytest.mark.node

LABEL: Final = "signing"
TOKEN: Final = "datadeed"
PIN: Final = "8642"
MODULES: Final = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


# Other tools


def test_pdfsig_and_pyhanko_agree_on_a_good_one(at: Desk, file: Path) -> None:
    said = told(require_program("pdfsig"), str(file))
    assert "Signature Validation: Signature is Valid." in said
    assert f"Signer Certificate Common Name: {NAME}" in said
    assert "ETSI.CAdES.detached" in said
    assert pyhanko(at, file).strip().endswith(":VALID")


def test_it_passes_as_etsi_judges_what_is_archived(at: Desk, good: bytes) -> None:
    """EN 319 102-1, 5.6.3: revocation data and time stamps in the file alone, B-LTA."""
    found = asyncio.run(ades_lta_validation(signature_of(good), by_itself(at)))
    assert found.ades_subindic is AdESPassed.OK
    assert found.oldest_evidence_record_timestamp is not None
    assert found.signature_timestamp_status is not None
    assert found.signature_timestamp_status.ades_subindic is AdESPassed.OK


def test_what_has_no_time_stamp_is_not_archived(at: Desk, plain: bytes) -> None:
    found = asyncio.run(ades_lta_validation(signature_of(plain), by_itself(at)))
    assert found.ades_subindic is AdESIndeterminate.SIG_CONSTRAINTS_FAILURE
    assert found.oldest_evidence_record_timestamp is None


def signature_of(data: bytes) -> EmbeddedPdfSignature:
    """The signatory's, beside which a document may have time stamps."""
    found: EmbeddedPdfSignature
    (found,) = PdfFileReader(BytesIO(data)).embedded_regular_signatures
    return found


def by_itself(at: Desk) -> PdfSignatureValidationSpec:
    """Both roots are trusted, and nothing is fetched."""
    checked = CertRevTrustPolicy(
        RevocationCheckingPolicy(
            RevocationCheckingRule.CHECK_IF_DECLARED, RevocationCheckingRule.CHECK_IF_DECLARED
        )
    )
    signers, stamps = (
        CertValidationPolicySpec(
            SimpleTrustManager.build(
                trust_roots=[certificate_of(each.root.public_bytes(Encoding.DER))]
            ),
            checked,
        )
        for each in (at.ca, at.time)
    )
    alone = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            signers, revinfo_gathering_policy=alone, ts_cert_validation_policy=stamps
        )
    )


def test_pdfsig_and_pyhanko_agree_on_a_changed_byte(at: Desk, file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:10] + bytes([data[10] ^ 1]) + data[11:])
    assert "Signature Validation: Digest Mismatch." in told(require_program("pdfsig"), str(file))
    assert ":INVALID" in pyhanko(at, file)
    assert at.faults(file.read_bytes()) == [MarkCode.CONTENT_CHANGED]


def test_an_edit_that_pdfsig_does_not_see_is_seen_here(at: Desk, file: Path) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(file.read_bytes()))
    del writer.root[generic.pdf_name("/Names")]
    writer.update_root()  # type: ignore[no-untyped-call]
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    file.write_bytes(made.getvalue())
    assert "Signature is Valid." in told(require_program("pdfsig"), str(file))
    assert ":INVALID" in pyhanko(at, file)
    assert at.faults(file.read_bytes()) == [MarkCode.EDITED_AFTER]


# A token


@pytest.fixture(scope="module")
def token(at: Desk) -> Iterator[keys.TokenKey]:
    """A token of SoftHSM that holds the signatory's key and certificate."""
    tool = require_program("softhsm2-util")
    module = next(Path(each) for each in MODULES if Path(each).exists())
    store = at.folder / "tokens"
    store.mkdir()
    configuration = at.folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {store}\nlog.level = ERROR\n", "ascii")
    secret = at.folder / "key.pem"
    secret.write_bytes(at.signatory.secret)
    with pytest.MonkeyPatch.context() as patch:
        # the module reads it from the environment when it is loaded
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        told(tool, "--init-token", "--free", "--label", TOKEN, "--so-pin", PIN, "--pin", PIN)
        named = ("--token", TOKEN, "--label", LABEL, "--id", "01", "--pin", PIN)
        assert "imported" in told(tool, "--import", str(secret), *named)
        _put_certificate(module, at.signatory.certificate.public_bytes(Encoding.DER))
        yield keys.TokenKey(module, TOKEN, LABEL)


def _put_certificate(module: Path, der: bytes) -> None:
    held = pkcs11.lib(str(module)).get_token(token_label=TOKEN)
    subject = certificate_of(der).subject.dump()
    with held.open(user_pin=PIN, rw=True) as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: LABEL,
                pkcs11.Attribute.ID: b"\x01",
                pkcs11.Attribute.SUBJECT: subject,
                pkcs11.Attribute.VALUE: der,
            }
        )


def test_a_key_on_a_token_signs_as_well(at: Desk, token: keys.TokenKey) -> None:
    root = certificate_of(at.ca.root.public_bytes(Encoding.DER))
    with keys.token(token, PIN, (root,)) as signer:
        made = sign_document(document(), signer, NAME, at.how())
    assert made.level is Level.B_LTA
    assert at.check(made.data).grade is Grade.GOOD


@pytest.mark.parametrize(
    ("change", "pin"),
    [({"token": "other"}, PIN), ({"label": "other"}, PIN), ({}, "0000"), ({"module": "no"}, PIN)],
)
def test_a_token_that_cannot_sign_is_named_and_its_pin_is_not(
    token: keys.TokenKey, change: dict[str, str], pin: str
) -> None:
    place = keys.TokenKey(
        Path(change.get("module", str(token.module))),
        change.get("token", token.token),
        change.get("label", token.label),
    )
    with pytest.raises(SigningKeyUnusable) as found, keys.token(place, pin, ()):
        pass
    assert pin not in str(found.value)
