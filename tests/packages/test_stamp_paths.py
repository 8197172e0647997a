"""Certificates between a time stamp and its root: both verifiers ask the same (RFC 5280, 6.1)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from notarization.verify.container import read_container
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.report import Grade
from tests.packages.both import by_browser
from tests.packages.countersigned import BLOCK_TIME
from tests.packages.stamps import FIRST, told, with_files
from tests.packages.test_forgeries import PACKAGE
from tests.packages.tokens import YEAR, Holder, rooted, token_of

NOW = BLOCK_TIME + 3_600
MOMENT = datetime.fromtimestamp(NOW, UTC)
MANIFEST = read_container(PACKAGE)[MANIFEST_NAME]
SECOND = timedelta(seconds=1)
Extensions = Sequence[tuple[x509.ExtensionType, bool]]
GOOD = (Grade.VERIFIED, set[str]())
FALSE = (Grade.REJECTED, {"TSA_SIGNATURE_WRONG"})


def usage(**uses: bool) -> tuple[x509.ExtensionType, bool]:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names}), True


STAMPS = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
ISSUES = (x509.BasicConstraints(ca=True, path_length=None), True)
ISSUES_LAST = (x509.BasicConstraints(ca=True, path_length=0), True)
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
ELSEWHERE = x509.NameConstraints(
    None, [x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "haina")]))]
)


def certified(
    name: str, extensions: Extensions, issuer: Holder | None = None, **life: Any
) -> Holder:
    """A key with a certificate of these extensions, by default for two years around the stamp."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(life.get("serial") or x509.random_serial_number())
        .not_valid_before(life.get("begin", MOMENT - YEAR))
        .not_valid_after(life.get("end", MOMENT + YEAR))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Holder("p256", key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


def judged(root: Holder, leaf: Holder, *between: Holder) -> tuple[Grade, set[str]]:
    package = with_files(PACKAGE, **{FIRST: token_of(MANIFEST, NOW, leaf, *between)})
    grade, codes = told(package, rooted(root))
    # each time, for one answer of many may be the one that differs
    assert by_browser(package, rooted(root))["grade"] == grade.name
    return grade, codes


@pytest.mark.parametrize(
    ("extensions", "life", "found"),
    [
        ([usage(digital_signature=True)], {}, GOOD),
        ([usage(content_commitment=True)], {}, GOOD),
        ([usage(key_encipherment=True)], {}, FALSE),
        ([usage(digital_signature=True, key_encipherment=True)], {}, FALSE),
        ([usage(digital_signature=True, key_cert_sign=True)], {}, FALSE),
        ([(UNKNOWN, False)], {}, GOOD),
        ([(UNKNOWN, True)], {}, FALSE),
        ([], {"begin": MOMENT}, GOOD),
        ([], {"begin": MOMENT + SECOND}, FALSE),
        ([], {"end": MOMENT + SECOND}, GOOD),
        ([], {"end": MOMENT}, FALSE),
    ],
)
def test_an_authoritys_own_certificate(
    extensions: Extensions, life: dict[str, Any], found: tuple[Grade, set[str]]
) -> None:
    root = certified("root", [ISSUES])
    assert judged(root, certified("haina", [STAMPS, *extensions], root, **life)) == found


@pytest.mark.parametrize(
    ("above", "extensions", "life", "found"),
    [
        ([ISSUES], [ISSUES], {}, GOOD),
        ([ISSUES], [ISSUES_LAST, usage(key_cert_sign=True)], {}, GOOD),
        ([ISSUES], [usage(key_cert_sign=True)], {}, FALSE),
        ([ISSUES], [ISSUES, usage(digital_signature=True)], {}, FALSE),
        # who may issue to those that stamp and to no other authority
        ([ISSUES_LAST], [ISSUES], {}, FALSE),
        ([ISSUES], [ISSUES, (UNKNOWN, True)], {}, FALSE),
        ([ISSUES, (UNKNOWN, True)], [ISSUES], {}, FALSE),
        # who may issue to others than this one
        ([ISSUES], [ISSUES, (ELSEWHERE, True)], {}, FALSE),
        ([ISSUES], [ISSUES], {"end": MOMENT}, FALSE),
    ],
)
def test_what_stands_between(
    above: Extensions,
    extensions: Extensions,
    life: dict[str, Any],
    found: tuple[Grade, set[str]],
) -> None:
    root = certified("root", above)
    between = certified("between", extensions, root, **life)
    assert judged(root, certified("haina", [STAMPS], between), between) == found


def test_two_between_are_one_too_many_for_who_may_have_one() -> None:
    root = certified("root", [(x509.BasicConstraints(ca=True, path_length=1), True)])
    one = certified("one", [ISSUES], root)
    other = certified("other", [ISSUES], one)
    assert judged(root, certified("haina", [STAMPS], one), one) == GOOD
    assert judged(root, certified("haina", [STAMPS], other), one, other) == FALSE


def test_a_root_that_names_another_issuer_is_the_readers_mistake_and_accuses_nobody() -> None:
    root = certified("root", [ISSUES])
    between = certified("between", [ISSUES], root)
    leaf = certified("haina", [STAMPS], between)
    for wrong in (between, leaf):
        assert judged(wrong, leaf, between) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})
