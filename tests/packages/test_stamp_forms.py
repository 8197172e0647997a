"""What a token may say of itself: both verifiers take and refuse the same, each time asked."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import cms, tsp

from notarization.verify import cms as cms_of
from notarization.verify.digests import sha256
from notarization.verify.report import Grade
from tests.packages.both import by_browser
from tests.packages.stamps import FIRST, told, with_files
from tests.packages.test_forgeries import PACKAGE
from tests.packages.test_stamp_paths import (
    FALSE,
    GOOD,
    ISSUES,
    MANIFEST,
    MOMENT,
    NOW,
    STAMPS,
    Extensions,
    certified,
)
from tests.packages.tokens import Holder, resigned, rooted, signed, token_of
from tests.simulators.time_authority import POLICY

UNKNOWN = (Grade.INCOMPLETE, {"TSA_UNTRUSTED", "TSA_MISSING"})
MALFORMED = (Grade.REJECTED, {"TSA_MALFORMED"})
ROOT = certified("root", [ISSUES])
LEAF = certified("haina", [STAMPS], ROOT)
TWIN = certified("haina", [STAMPS], ROOT)
Attributes = dict[str, Any]


def judged(token: bytes) -> tuple[Grade, set[str]]:
    package, trust = with_files(PACKAGE, **{FIRST: token}), rooted(ROOT)
    grade, codes = told(package, trust)
    assert by_browser(package, trust)["grade"] == grade.name
    return grade, codes


def saying(**said: Any) -> bytes:
    info = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": sha256(MANIFEST),
        },
        "serial_number": 1,
        "gen_time": MOMENT,
    }
    response = tsp.TimeStampResp.load(token_of(MANIFEST, NOW, LEAF))
    inner = response["time_stamp_token"]["content"]["encap_content_info"]
    inner["content"] = tsp.TSTInfo({**info, **said})
    return resigned(response.dump(force=True), LEAF)


def with_attributes(change: Callable[[Attributes], list[Any]], leaf: Holder = LEAF) -> bytes:
    """A token with other attributes, which its authority signed."""
    response = tsp.TimeStampResp.load(token_of(MANIFEST, NOW, leaf))
    signer = response["time_stamp_token"]["content"]["signer_infos"][0]
    found = {each["type"].native: each for each in signer["signed_attrs"]}
    attributes = cms.CMSAttributes(change(found))
    signer["signed_attrs"] = attributes
    signer["signature"], _ = signed(leaf, attributes.dump())
    made: bytes = response.dump(force=True)
    return made


def named(der: bytes, digest: str = "sha256", kind: str = "signing_certificate_v2") -> Any:
    """The attribute that names a certificate as the one that signed."""
    value: dict[str, Any] = {"cert_hash": hashlib.new(digest, der).digest()}
    if kind == "signing_certificate":
        return cms.CMSAttribute({"type": kind, "values": [{"certs": [tsp.ESSCertID(value)]}]})
    if digest != "sha256":
        value["hash_algorithm"] = {"algorithm": digest}
    return cms.CMSAttribute({"type": kind, "values": [{"certs": [tsp.ESSCertIDv2(value)]}]})


def naming(*attributes: Any) -> bytes:
    def change(found: Attributes) -> list[Any]:
        del found["signing_certificate_v2"]
        return [*found.values(), *attributes]

    return with_attributes(change)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"nonce": 2**64}, GOOD),
        ({"nonce": -1}, MALFORMED),
        ({"accuracy": {"seconds": 0}}, GOOD),
        ({"accuracy": {"seconds": -5}}, MALFORMED),
        ({"accuracy": {"seconds": 2**53 - 1}}, GOOD),
        ({"accuracy": {"seconds": 2**53}}, MALFORMED),
        ({"accuracy": {"millis": 999, "micros": 1}}, GOOD),
        ({"accuracy": {"millis": 0}}, MALFORMED),
        ({"accuracy": {"millis": 1_000}}, MALFORMED),
        ({"accuracy": {"millis": -1}}, MALFORMED),
        ({"accuracy": {"micros": 1_000}}, MALFORMED),
    ],
)
def test_numbers_of_a_token(said: dict[str, Any], found: tuple[Grade, set[str]]) -> None:
    assert judged(saying(**said)) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda found: list(found.values()), GOOD),
        (lambda found: [each for name, each in found.items() if name != "content_type"], FALSE),
        (lambda found: [each for name, each in found.items() if name != "message_digest"], FALSE),
        (lambda found: [*found.values(), found["message_digest"]], FALSE),
        (lambda found: [*found.values(), found["signing_certificate_v2"]], FALSE),
    ],
)
def test_what_must_be_signed_beside_the_time_stands_once(
    change: Callable[[Attributes], list[Any]], found: tuple[Grade, set[str]]
) -> None:
    assert judged(with_attributes(change)) == found


def test_certificates_are_asked_before_what_is_signed_is_read() -> None:
    """Where both are wrong either fault could be told: both verifiers tell the same."""
    ended = certified("haina", [STAMPS], ROOT, end=MOMENT)
    # names no certificate as the one that signed
    names_none = cms.CMSAttribute.load(bytes.fromhex("3013060b2a864886f70d010910022f310430023000"))

    def unreadable(found: Attributes) -> list[Any]:
        return [found["content_type"], found["message_digest"], names_none]

    assert judged(with_attributes(unreadable)) == MALFORMED
    assert judged(with_attributes(unreadable, ended)) == FALSE


def test_a_certificate_that_is_shown_is_the_one_that_is_named() -> None:
    """Else another of the same key, with a longer life, could be shown in its place."""
    v1 = "signing_certificate"
    assert judged(naming(named(LEAF.der, "sha512"))) == GOOD
    assert judged(naming(named(LEAF.der, "sha1", v1))) == GOOD
    assert judged(naming(named(LEAF.der, "sha1", v1), named(LEAF.der))) == GOOD
    assert judged(naming()) == GOOD
    assert judged(naming(named(TWIN.der))) == FALSE
    assert judged(naming(named(ROOT.der, "sha512"))) == FALSE
    assert judged(naming(named(TWIN.der, "sha1", v1))) == FALSE
    assert judged(naming(named(TWIN.der, "sha1", v1), named(LEAF.der))) == FALSE


@pytest.mark.parametrize("extensions", [[STAMPS], []])
def test_a_strangers_certificate_of_the_same_number_spoils_no_stamp(extensions: Extensions) -> None:
    """What is shown beside a signature is not signed: whoever holds a package can put it there."""
    serial = LEAF.certificate.serial_number
    strange = certified("root", [ISSUES])
    shown = [certified("haina", extensions, strange, serial=serial) for _ in range(4)]
    assert judged(token_of(MANIFEST, NOW, LEAF, *shown)) == GOOD
    # wherever it stands among them, and whoever signed
    while (first := certified("haina", [STAMPS], strange, serial=serial)).der > LEAF.der:
        pass
    assert judged(token_of(MANIFEST, NOW, LEAF, first)) == GOOD
    assert judged(token_of(MANIFEST, NOW, first, LEAF)) == UNKNOWN


def test_certificates_of_the_names_of_those_between_spoil_no_stamp() -> None:
    """OpenSSL takes the first of a name, and does not mind capitals."""
    between = certified("between", [ISSUES], ROOT)
    leaf = certified("haina", [STAMPS], between)
    strange = certified("root", [ISSUES])
    for name in ("between", "Between"):
        other = certified(name, [ISSUES], strange)
        serial = leaf.certificate.serial_number
        shown = [other, certified("haina", [STAMPS], other, serial=serial)]
        assert judged(token_of(MANIFEST, NOW, leaf, between, *shown)) == GOOD


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ([LEAF.der] * 11, GOOD),
        ([b"\x30\x00"], GOOD),
        # a certificate for attributes, and one whose name is none
        ([b"\xa2\x03\x02\x01\x00"], GOOD),
        ([TWIN.der.replace(b"\x0c\x05haina", b"\x02\x05haina")], GOOD),
        ([TWIN.der.replace(b"\x0c\x05haina", b"\x03\x05\x00aina")], GOOD),
        ([b"\x30\x02\x05\x00"] + [bytes([48, 3, 2, 1, each]) for each in range(9)], MALFORMED),
    ],
)
def test_what_stands_beside_a_signature_counts_for_nothing(
    shown: list[bytes], found: tuple[Grade, set[str]]
) -> None:
    token = token_of(MANIFEST, NOW, LEAF)
    assert judged(cms_of.showing(token, sorted([LEAF.der, *shown]))) == found


@pytest.mark.parametrize(
    ("unsigned", "found"),
    [
        (b"", GOOD),
        (bytes.fromhex("a10b300906022a0331030101ff"), GOOD),
        (bytes.fromhex("a1023000"), MALFORMED),
        (bytes.fromhex("0500"), MALFORMED),
    ],
)
def test_what_follows_a_signature_has_its_form(
    unsigned: bytes, found: tuple[Grade, set[str]]
) -> None:
    token = token_of(MANIFEST, NOW, LEAF)
    start, end = cms_of._place(token, *cms_of._DOWN, -1, 0)
    assert judged(cms_of._replaced(token, start, end, token[start:end] + unsigned)) == found
