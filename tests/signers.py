"""Those who sign documents: a small certification authority, its signers, their keys in files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp as responses
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

PASSWORD: Final = "sesame"
NAME: Final = "青岛数据登记中心"
DAY: Final = timedelta(days=1)


@dataclass
class Signatory:
    """A certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    def file(self, path: Path) -> Path:
        """Key, certificate and root as PKCS#12 under the password."""
        locked = BestAvailableEncryption(PASSWORD.encode())
        made = pkcs12.serialize_key_and_certificates(
            b"signing", self.key, self.certificate, [self.root], locked
        )
        path.write_bytes(made)
        return path

    @property
    def secret(self) -> bytes:
        """The key as PEM, as tools of tokens take it in."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass
class CertificateAuthority:
    """A root, what it issued, what it revoked."""

    name: str = "test root"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        """Make the root."""
        self.root = self._made(self.name, self.key.public_key(), days=3_650, ca=True)

    def issue(self, name: str = NAME, *, days: float = 365, **told_at: str) -> Signatory:
        """A certificate for signing; it may say where revocations are told (`crl`, `ocsp`)."""
        key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        made = self._made(name, key.public_key(), tuple(_places(**told_at)), days=days)
        return Signatory(key, made, self.root)

    def revocations(self, *revoked: x509.Certificate) -> bytes:
        """The revocation list (DER)."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(self.now - DAY)
            .next_update(self.now + 7 * DAY)
        )
        for each in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(each.serial_number)
            builder = builder.add_revoked_certificate(
                entry.revocation_date(self.now - 2 * DAY).build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(self, certificate: x509.Certificate) -> bytes:
        """An OCSP response (DER): it is not revoked."""
        builder = responses.OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=self.root,
            algorithm=hashes.SHA256(),
            cert_status=responses.OCSPCertStatus.GOOD,
            this_update=self.now - DAY,
            next_update=self.now + 7 * DAY,
            revocation_time=None,
            revocation_reason=None,
        )
        builder = builder.responder_id(responses.OCSPResponderEncoding.HASH, self.root)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _made(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        places: Sequence[x509.ExtensionType] = (),
        *,
        days: float,
        ca: bool = False,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - 30 * DAY)
            .not_valid_after(self.now + days * DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca=ca), critical=True)
        )
        for each in places:
            builder = builder.add_extension(each, critical=False)
        return builder.sign(self.key, hashes.SHA256())


def _places(*, crl: str = "", ocsp: str = "") -> Iterator[x509.ExtensionType]:
    """Where revocations are told."""
    if crl:
        at = [x509.UniformResourceIdentifier(crl)]
        yield x509.CRLDistributionPoints([x509.DistributionPoint(at, None, None, None)])
    if ocsp:
        method, place = AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp)
        yield x509.AuthorityInformationAccess([x509.AccessDescription(method, place)])


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as PEM."""
    return certificate.public_bytes(Encoding.PEM)
