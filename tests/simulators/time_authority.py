"""A real time-stamping authority: `openssl ts` behind HTTP on loopback, with keys of its own.

It can be told to misbehave, one answer a fault; then it is honest again.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import threading
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ledger.domain.canonical import encode
from tests.simulators.misbehaving import Answering, served

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENSSL: Final = shutil.which("openssl") or "openssl"
POLICY: Final = "1.2.3.4.1"
QUERY: Final = "application/timestamp-query"
PASSWORD: Final = "open sesame"
YEARS: Final = timedelta(days=3_650)
CONFIGURATION: Final = f"""[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = leaf.pem
signer_key = leaf.key
signer_digest = sha256
certs = chain.pem
default_policy = {POLICY}
digests = sha256, sha384, sha512, sm3
accuracy = secs:1
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Fault(Enum):
    """How it misbehaves."""

    UNAVAILABLE = "503"
    QUOTA = "401, as where a quota is used up"
    GARBAGE = "200 with no token"
    ENDLESS = "200 with a body without end"
    OLD = "the answer to the question before"
    REJECTED = "a response that grants nothing"
    LATE = "the right answer after a second and a half"


@dataclass
class TimeAuthority:
    """An authority: a root, and a certificate under it that signs. `asked` counts questions."""

    folder: Path
    name: str
    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey
    url: str = ""
    account: str = ""
    faults: deque[Fault] = field(default_factory=deque)
    asked: int = 0
    last: bytes = b""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def certify(
        self,
        *,
        until: datetime | None = None,
        between: bool = False,
    ) -> None:
        """Sign with a new key from now on; `between` puts another authority below the root."""
        issuer, issuer_key, chain = self.root, self.root_key, b""
        if between:
            issuer_key = ec.generate_private_key(ec.SECP256R1())
            issuer = _certificate("middle", issuer_key, self.root, self.root_key, ca=True)
            chain = issuer.public_bytes(Encoding.PEM)
        key = ec.generate_private_key(ec.SECP256R1())
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = _certificate(
            self.name,
            key,
            issuer,
            issuer_key,
            usage=stamping,
            until=until,
        )
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.folder.joinpath("leaf.key").write_bytes(secret)
        self.folder.joinpath("leaf.pem").write_bytes(made.public_bytes(Encoding.PEM))
        self.show(chain)

    def show(self, chain: bytes) -> None:
        """Show these certificates (PEM) in every token, beside that which signs."""
        self.folder.joinpath("chain.pem").write_bytes(chain)
        shown = CONFIGURATION if chain else CONFIGURATION.replace("certs = chain.pem\n", "")
        self.folder.joinpath("tsa.cnf").write_text(shown, encoding="ascii")

    @property
    def root_file(self) -> Path:
        """The root as PEM."""
        return self.folder / "root.pem"

    def reply(self, query: bytes) -> bytes:
        """What openssl answers."""
        with self.lock:
            self.folder.joinpath("query.tsq").write_bytes(query)
            subprocess.run(
                (OPENSSL, "ts", "-reply", "-queryfile", "query.tsq", "-out", "reply.tsr",
                 "-config", "tsa.cnf"),
                cwd=self.folder, check=True, capture_output=True, timeout=30,
            )  # fmt: skip
            return self.folder.joinpath("reply.tsr").read_bytes()

    def entry(self, **changes: Any) -> dict[str, Any]:
        """Its entry in a file of authorities."""
        return {
            "name": self.name, "url": self.url, "digest": "sha256", "roots": [str(self.root_file)],
            "policies": [POLICY], "account": self.account,
            "passwordVariable": "TSA_PASSWORD" if self.account else "", **changes,
        }  # fmt: skip


def authorities_file(path: Path, *entries: dict[str, Any]) -> Path:
    """A file of authorities."""
    path.write_bytes(
        encode({"schema": "datadeed/time-authorities/1", "authorities": list(entries)})
    )
    return path


@contextmanager
def time_authority(folder: Path, name: str, *, account: str = "") -> Iterator[TimeAuthority]:
    """One that answers until the end; with an `account`, only who knows the password."""
    folder.mkdir(parents=True)
    key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(f"{name} root", key, None, key, ca=True)
    folder.joinpath("root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    folder.joinpath("serial").write_text("01\n", encoding="ascii")
    authority = TimeAuthority(folder, name, root, key, account=account)
    authority.certify()
    with served(_Handler, authority):
        authority.url += "/tsa"
        yield authority


class _Handler(Answering):
    service: TimeAuthority

    def do_POST(self) -> None:  # noqa: N802 (http.server calls it so)
        """Stamp, or misbehave."""
        query = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        authority = self.service
        authority.asked += 1
        fault = authority.faults.popleft() if authority.faults else None
        with suppress(BrokenPipeError, ConnectionResetError):
            if self.headers.get("Content-Type") != QUERY:
                self.answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, b"")
            elif fault is Fault.QUOTA or not self._known():
                self.answer(HTTPStatus.UNAUTHORIZED, b"")
            elif fault is None:
                authority.last = authority.reply(query)
                self.answer(HTTPStatus.OK, authority.last)
            else:
                self._misbehave(fault, query)

    def _known(self) -> bool:
        pair = f"{self.service.account}:{PASSWORD}".encode()
        basic = f"Basic {base64.b64encode(pair).decode()}"
        return not self.service.account or self.headers.get("Authorization") == basic

    def _misbehave(self, fault: Fault, query: bytes) -> None:
        match fault:
            case Fault.UNAVAILABLE:
                self.come_again()
            case Fault.OLD:
                self.answer(HTTPStatus.OK, self.service.last)
            case Fault.REJECTED:
                self.answer(HTTPStatus.OK, self.service.reply(b"\x30\x00"))
            case Fault.LATE:
                self.later(self.service.reply(query))
            case Fault.ENDLESS:
                self.pour(drip=False)
            case _:
                self.garbage()


def _certificate(  # noqa: PLR0913 (what a certificate says)
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool = False,
    usage: x509.ExtendedKeyUsage | None = None,
    until: datetime | None = None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(until or now + YEARS)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())
