"""Tokens of time-stamping authorities made here: keys of every kind, and what a token says.

No authority has to run for them, and none would say what some of them say.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from notarization.verify.beliefs import TimeAuthority, TimeTrust
from notarization.verify.digests import sha256, sm3
from notarization.verify.trust import dump_trust
from tests.packages.lies import BELIEVED
from tests.simulators.countersigner import made_key
from tests.simulators.time_authority import POLICY

YEAR = timedelta(days=365)
# GM/T 0006: SM2 with SM3, SM3, the curve of GB/T 32918.5
SM2_WITH_SM3, SM3, SM2_CURVE = (
    "1.2.156.10197.1.501",
    "1.2.156.10197.1.401",
    "1.2.156.10197.1.301",
)
FOR_STAMPS = (ExtendedKeyUsageOID.TIME_STAMPING,)
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
    "sm2": made_key,
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


def holder(
    kind: str,
    name: str,
    issuer: Holder | None = None,
    *,
    usages: Sequence[x509.ObjectIdentifier] = (),
    now: datetime | None = None,
) -> Holder:
    """A root or what is between, or with usages an authority; SM2 is below an issuer on P-256."""
    key = MAKING[kind]()
    if kind == "sm2":
        assert issuer is not None
        stand_in = holder("p256", name, issuer, usages=usages, now=now)
        return Holder(kind, key, with_sm2_key(stand_in.certificate, key.public, issuer))
    by = issuer.kind if issuer else kind
    # the library at hand signs with no SM2: what another signed is signed anew below
    signer = MAKING["p256"]() if by == "sm2" else issuer.key if issuer else key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = now or datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEAR)
        .not_valid_after(now + YEAR)
        .add_extension(x509.BasicConstraints(ca=not usages, path_length=None), critical=True)
    )
    if usages:
        usage = x509.ExtendedKeyUsage(usages)
        builder = builder.add_extension(usage, critical=True)
    if issuer and by == "sm2":
        return Holder(kind, key, with_sm2_signature(builder.sign(signer, hashes.SHA256()), issuer))
    if by in ODD:
        return Holder(kind, key, oddly_signed(builder.sign(signer, hashes.SHA256()), *ODD[by]))
    if by in PSS:
        digest, salt = PSS[by]
        how = padding.PSS(padding.MGF1(digest), salt)
        return Holder(kind, key, builder.sign(signer, digest, rsa_padding=how))
    digest_or_none = None if by.startswith("ed") else hashes.SHA256()
    return Holder(kind, key, builder.sign(signer, digest_or_none))


def with_sm2_key(made: x509.Certificate, public: bytes, issuer: Holder) -> x509.Certificate:
    """The same certificate for a key of SM2, which the library at hand cannot certify."""
    found = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    curve = keys.ECDomainParameters(name="named", value=SM2_CURVE)
    named = {"algorithm": "ec", "parameters": curve}
    body = found["tbs_certificate"]
    body["subject_public_key_info"] = {"algorithm": named, "public_key": public}
    signature = issuer.key.sign(body.dump(force=True), ec.ECDSA(hashes.SHA256()))
    found["signature_value"] = signature
    return x509.load_der_x509_certificate(found.dump(force=True))


def with_sm2_signature(made: x509.Certificate, issuer: Holder) -> x509.Certificate:
    """The same certificate, signed by an authority with SM2."""
    found = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    body = found["tbs_certificate"]
    body["signature"] = found["signature_algorithm"] = {"algorithm": SM2_WITH_SM3}
    signature = issuer.key.sign(body.dump(force=True))
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    found["signature_value"] = encode_dss_signature(r, s)
    return x509.load_der_x509_certificate(found.dump(force=True))


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
    if leaf.kind == "sm2":
        made = leaf.key.sign(data)
        r, s = int.from_bytes(made[:32]), int.from_bytes(made[32:])
        named = algos.SignedDigestAlgorithm({"algorithm": SM2_WITH_SM3})
        return encode_dss_signature(r, s), named
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
    digest, algorithm_of = (sm3, SM3) if leaf.kind == "sm2" else (sha256, "sha256")
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [digest(said)]},
            {"type": "signing_certificate_v2", "values": [{"certs": [named]}]},
        ]
    )
    signature, algorithm = signed(leaf, attributes.dump())
    content["certificates"] = [asn1.Certificate.load(each.der) for each in (leaf, *others)]
    content["digest_algorithms"] = [{"algorithm": algorithm_of}]
    content["signer_infos"] = [
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": sid},
            "digest_algorithm": {"algorithm": algorithm_of},
            "signed_attrs": attributes,
            "signature_algorithm": algorithm,
            "signature": signature,
        }
    ]
    made: bytes = response.dump(force=True)
    return made


def token_of(data: bytes, time: int, leaf: Holder, *others: Holder) -> bytes:
    """A token over data that says this time (seconds since 1970), whatever the time is."""
    return token_over(sha256(data), time, leaf, *others)


def token_over(digest: bytes, time: int, leaf: Holder, *others: Holder) -> bytes:
    """A token over what has this SHA-256."""
    said = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": digest,
            },
            "serial_number": 1,
            "gen_time": datetime.fromtimestamp(time, UTC),
        }
    )
    inner = {"content_type": "tst_info", "content": said}
    content = {"version": "v3", "digest_algorithms": [], "encap_content_info": inner}
    empty = cms.SignedData({**content, "certificates": [], "signer_infos": []})
    response = tsp.TimeStampResp(
        {
            "status": {"status": "granted"},
            "time_stamp_token": {"content_type": "signed_data", "content": empty},
        }
    )
    return resigned(response.dump(), leaf, *others)


def rooted(root: Holder, trust: Any = BELIEVED, **changes: Any) -> bytes:
    """The trust file of a reader who wants one stamp by an authority under this root."""
    known = TimeTrust((TimeAuthority("haina", (root.der,)),), 1)
    return dump_trust(replace(trust, time=replace(known, **changes)))
