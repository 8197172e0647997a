"""Keys and signatures of time-stamping authorities: both verifiers judge the same, and alike."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from notarization.verify.beliefs import TimeAuthority, TimeTrust
from notarization.verify.container import read_container
from notarization.verify.report import Grade
from notarization.verify.trust import dump_trust
from tests.packages.lies import BELIEVED
from tests.packages.stamps import FIRST, Server, stamped_by, told, with_files
from tests.packages.test_forgeries import PACKAGE

pytestmark = pytest.mark.node
YEAR = timedelta(days=365)
NOTHING = (Grade.INCOMPLETE, {"UNSUPPORTED_TSA_ALG", "TSA_MISSING"})
UNKNOWN = (Grade.INCOMPLETE, {"TSA_UNTRUSTED", "TSA_MISSING"})
GOOD = (Grade.VERIFIED, set[str]())
RSA = rsa.generate_private_key(65_537, 2_048)
MAKING: dict[str, Any] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "rsa": lambda: RSA,
    "pss": lambda: RSA,
    "pss384": lambda: RSA,
    "pss_mask": lambda: RSA,
    "pss_trailer": lambda: RSA,
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
}
PSS: dict[str, tuple[Any, int]] = {"pss": (hashes.SHA256(), 32), "pss384": (hashes.SHA384(), 20)}
# what no verifier here judges: a mask by SHA-1, and a trailer that is not the one of RFC 4055
ODD: dict[str, tuple[dict[str, Any], Any]] = {
    "pss_mask": (
        {"mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha1"}}},
        hashes.SHA1(),  # noqa: S303
    ),
    "pss_trailer": ({"trailer_field": 2}, hashes.SHA256()),
}


@dataclass(frozen=True)
class Holder:
    """A key of a kind, and its certificate."""

    kind: str
    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def holder(kind: str, name: str, issuer: Holder | None = None, *, leaf: bool = False) -> Holder:
    key = MAKING[kind]()
    signer = issuer.key if issuer else key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEAR)
        .not_valid_after(now + YEAR)
        .add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
    )
    if leaf:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    by = issuer.kind if issuer else kind
    if by in ODD:
        return Holder(kind, key, oddly_signed(builder.sign(signer, hashes.SHA256()), *ODD[by]))
    if by in PSS:
        digest, salt = PSS[by]
        how = padding.PSS(padding.MGF1(digest), salt)
        return Holder(kind, key, builder.sign(signer, digest, rsa_padding=how))
    digest_or_none = None if by.startswith("ed") else hashes.SHA256()
    return Holder(kind, key, builder.sign(signer, digest_or_none))


def oddly_signed(made: x509.Certificate, told: dict[str, Any], mask: Any) -> x509.Certificate:
    """The same certificate, signed by `RSA` with these parameters of RSASSA-PSS."""
    sha256 = {"algorithm": "sha256"}
    plain = {"hash_algorithm": sha256, "salt_length": 32}
    usual = {"mask_gen_algorithm": {"algorithm": "mgf1", "parameters": sha256}}
    named = {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(plain | usual | told)}
    found = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    found["tbs_certificate"]["signature"] = found["signature_algorithm"] = named
    body = found["tbs_certificate"].dump(force=True)
    found["signature_value"] = RSA.sign(body, padding.PSS(padding.MGF1(mask), 32), hashes.SHA256())
    return x509.load_der_x509_certificate(found.dump(force=True))


def signed(leaf: Holder, data: bytes) -> tuple[bytes, algos.SignedDigestAlgorithm]:
    """A signature of CMS by the key, and its algorithm."""
    if leaf.kind in PSS:
        how = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        sha256 = {"algorithm": "sha256"}
        mask = {"algorithm": "mgf1", "parameters": sha256}
        told = {"hash_algorithm": sha256, "mask_gen_algorithm": mask, "salt_length": 32}
        named = {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(told)}
        return leaf.key.sign(data, how, hashes.SHA256()), algos.SignedDigestAlgorithm(named)
    if leaf.kind == "rsa":
        made, oid = leaf.key.sign(data, padding.PKCS1v15(), hashes.SHA256()), "sha256_rsa"
    elif leaf.kind.startswith("ed"):
        made, oid = leaf.key.sign(data), leaf.kind
    else:
        made, oid = leaf.key.sign(data, ec.ECDSA(hashes.SHA256())), "sha256_ecdsa"
    return made, algos.SignedDigestAlgorithm({"algorithm": oid})


def resigned(token: bytes, leaf: Holder, *others: Holder) -> bytes:
    """What a token says, signed by another with the certificates of these."""
    response = tsp.TimeStampResp.load(token)
    content = response["time_stamp_token"]["content"]
    said = content["encap_content_info"]["content"].contents
    own = asn1.Certificate.load(leaf.der)
    sid = {"issuer": own.issuer, "serial_number": own.serial_number}
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(leaf.der).digest()})
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.sha256(said).digest()]},
            {"type": "signing_certificate_v2", "values": [{"certs": [named]}]},
        ]
    )
    signature, algorithm = signed(leaf, attributes.dump())
    content["certificates"] = [asn1.Certificate.load(each.der) for each in (leaf, *others)]
    content["digest_algorithms"] = [{"algorithm": "sha256"}]
    content["signer_infos"] = [
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": sid},
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": algorithm,
            "signature": signature,
        }
    ]
    made: bytes = response.dump(force=True)
    return made


@pytest.fixture(scope="module")
def token(servers: tuple[Server, Server], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real one over the golden manifest."""
    servers[0].faults.clear()
    servers[0].certify()
    return read_container(stamped_by(tmp_path_factory.mktemp("t"), servers[0]).package)[FIRST]


def judged(package: bytes, root: Holder) -> tuple[Grade, set[str]]:
    time_trust = TimeTrust((TimeAuthority("haina", (root.der,)),), 1)
    return told(package, dump_trust(replace(BELIEVED, time=time_trust)))


@pytest.mark.parametrize(
    ("root", "leaf", "found"),
    [
        ("p256", "p256", GOOD),
        ("p384", "p521", GOOD),
        ("rsa", "p256", GOOD),
        ("p256", "rsa", GOOD),
        ("pss", "rsa", GOOD),
        ("pss384", "p384", GOOD),
        ("ed25519", "p256", GOOD),
        ("p256", "pss", NOTHING),
        ("p256", "ed25519", NOTHING),
        ("p256", "ed448", NOTHING),
        ("p256", "k1", NOTHING),
        ("ed448", "p256", (Grade.UNREADABLE, {"TRUST_MALFORMED"})),
        ("k1", "p256", (Grade.UNREADABLE, {"TRUST_MALFORMED"})),
    ],
)
def test_each_key_of_root_and_authority_is_judged(
    token: bytes, root: str, leaf: str, found: tuple[Grade, set[str]]
) -> None:
    above = holder(root, "root")
    own = holder(leaf, "authority", above, leaf=True)
    grade, codes = judged(with_files(PACKAGE, **{FIRST: resigned(token, own)}), above)
    assert (grade, codes & found[1] or codes) == found


@pytest.mark.parametrize("middle", ["ed448", "k1", "pss_mask", "pss_trailer"])
def test_a_chain_through_what_is_not_judged_leads_to_no_root(token: bytes, middle: str) -> None:
    root = holder("p256", "root")
    between = holder(middle, "between", root)
    own = holder("p256", "authority", between, leaf=True)
    made = with_files(PACKAGE, **{FIRST: resigned(token, own, between)})
    assert judged(made, root) == UNKNOWN


@pytest.mark.parametrize("kind", ["ed25519", "pss", "p384"])
def test_a_root_of_the_same_name_that_did_not_sign_is_another(token: bytes, kind: str) -> None:
    root = holder(kind, "root")
    other = Holder(kind, rsa.generate_private_key(65_537, 2_048), root.certificate)
    other = other if kind == "pss" else holder(kind, "root")
    own = holder("p256", "authority", other, leaf=True)
    made = with_files(PACKAGE, **{FIRST: resigned(token, own)})
    assert judged(made, root) == UNKNOWN


@pytest.mark.parametrize("leaf", ["p256", "rsa"])
def test_a_token_that_another_key_signed_is_false(token: bytes, leaf: str) -> None:
    root = holder("ed25519", "root")
    own = holder(leaf, "authority", root, leaf=True)
    stranger = MAKING["p256"]() if leaf == "p256" else rsa.generate_private_key(65_537, 2_048)
    forged = resigned(token, Holder(leaf, stranger, own.certificate))
    assert judged(with_files(PACKAGE, **{FIRST: forged}), root) == (
        Grade.REJECTED,
        {"TSA_SIGNATURE_WRONG"},
    )
