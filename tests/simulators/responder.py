"""A real OCSP responder: `openssl ocsp` behind HTTP on loopback, for an authority of the tests."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp

from tests.signers import CertificateAuthority, pem
from tests.simulators.misbehaving import Answering, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.signers import Signatory

OPENSSL: Final = shutil.which("openssl") or "openssl"
MOMENT: Final = "%y%m%d%H%M%SZ"
UNAUTHORIZED: Final = ocsp.OCSPResponseBuilder.build_unsuccessful(
    ocsp.OCSPResponseStatus.UNAUTHORIZED
).public_bytes(Encoding.DER)


@dataclass
class Responder:
    """It answers from an index of certificates; `instead` is answered in the place of that."""

    folder: Path
    ca: CertificateAuthority
    url: str = ""
    instead: bytes | None = None
    last: bytes = b""

    def knows(self, signatory: Signatory, *, revoked: bool = False) -> Signatory:
        """Enter a certificate in the index."""
        made = signatory.certificate
        end = made.not_valid_after_utc.strftime(MOMENT)
        gone = made.not_valid_before_utc.strftime(MOMENT) if revoked else ""
        # in whole bytes, and no subject twice: so the index of openssl wants it
        serial = made.serial_number.to_bytes(20).lstrip(b"\0").hex().upper()
        line = ("R" if revoked else "V", end, gone, serial, "unknown", f"/CN={serial}")
        with self.folder.joinpath("index.txt").open("a", encoding="ascii") as file:
            file.write("\t".join(line) + "\n")
        return signatory

    def answer(self, question: bytes) -> bytes:
        """What openssl answers."""
        self.folder.joinpath("question.der").write_bytes(question)
        subprocess.run(
            (OPENSSL, "ocsp", "-index", "index.txt", "-CA", "root.pem", "-rsigner", "root.pem",
             "-rkey", "root.key", "-ndays", "7", "-reqin", "question.der",
             "-respout", "answer.der"),
            cwd=self.folder, check=True, capture_output=True, timeout=30,
        )  # fmt: skip
        return self.folder.joinpath("answer.der").read_bytes()


@contextmanager
def responder(folder: Path, ca: CertificateAuthority) -> Iterator[Responder]:
    """One that answers until the end."""
    folder.mkdir()
    folder.joinpath("root.pem").write_bytes(pem(ca.root))
    secret = ca.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    folder.joinpath("root.key").write_bytes(secret)
    folder.joinpath("index.txt").touch()
    with served(_Handler, Responder(folder, ca)) as found:
        yield found


class _Handler(Answering):
    service: Responder

    def do_POST(self) -> None:  # noqa: N802 (http.server calls it so)
        """Answer a question."""
        asked = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = self.service
        if said.instead == b"":
            self.come_again()
            return
        said.last = said.answer(asked) if said.instead is None else said.instead
        self.answer(HTTPStatus.OK, said.last)
