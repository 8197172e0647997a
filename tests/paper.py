"""A small document and the desk at which it is signed; no register is needed for either."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer

from notarization.paper import keys
from notarization.paper.believed import SignerTrust
from notarization.paper.certificates import read_list
from notarization.paper.marks import MarkCode, Signed
from notarization.paper.signatures import check_signature
from notarization.paper.signing import Signing, sign_document
from notarization.paper.typesetting import typeset
from notarization.timestamps.authorities import Authority, read_authorities
from notarization.verify.beliefs import NO_TIME, TimeTrust
from tests.signers import NAME, PASSWORD, CertificateAuthority, Signatory, pem
from tests.simulators.time_authority import TimeAuthority, authorities_file, time_authority

FACE: Final[dict[str, Any]] = {
    "tone": "good",
    "title": "凭证",
    "number": "SJ1",
    "date": [2026, 1, 1],
    "name": "海域浮标",
    "footer": "截至区块 7",
    "over": "数契",
    "status": "有效",
    "lead": [],
    "qr_says": "扫码",
    "sections": [],
    "notes": [],
    "qr": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


def document(**changes: Any) -> bytes:
    """A document that is not signed."""
    return typeset({**FACE, **changes}, b"{}")


@dataclass
class Desk:
    """Where documents are signed: an authority of certificates, one of time, one signatory."""

    folder: Path
    ca: CertificateAuthority
    signatory: Signatory
    time: TimeAuthority

    @property
    def authority(self) -> Authority:
        """The authority of time as its file names it."""
        file = authorities_file(self.folder / "authorities.json", self.time.entry())
        return read_authorities(file)[0]

    def key(self, signatory: Signatory | None = None) -> Signer:
        """The key, out of its file."""
        found = signatory or self.signatory
        return keys.key_file(found.file(self.folder / "key.p12"), PASSWORD, ())

    def how(self, *, stamped: bool = True, revocations: bytes | None = None) -> Signing:
        """What is signed with: by default a time stamp, and the list on which nobody is."""
        data = self.ca.revocations() if revocations is None else revocations
        lists = (read_list(data, "list"),) if data else ()
        return Signing(datetime.now(UTC), lists, (self.authority,) if stamped else ())

    def signed(self, data: bytes | None = None, *, stamped: bool = True) -> bytes:
        """A signed document."""
        made = sign_document(data or document(), self.key(), NAME, self.how(stamped=stamped))
        return made.data

    def trust(self, *, time: bool = True) -> SignerTrust:
        """Who believes in this desk's authorities."""
        root = self.ca.root.public_bytes(Encoding.DER)
        return SignerTrust((root,), TimeTrust((self.authority.trusted,)) if time else NO_TIME)

    def check(self, data: bytes, *, days: float = 0) -> Signed:
        """What such a reader finds, some days from now."""
        return check_signature(data, NAME, self.trust(), datetime.now(UTC) + timedelta(days=days))

    def faults(self, data: bytes, *, days: float = 0) -> list[MarkCode]:
        """The marks that are bad."""
        return [each.code for each in self.check(data, days=days).marks if each.grade == "BAD"]


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """A desk, until the end."""
    ca = CertificateAuthority()
    with time_authority(folder / "time", "haina") as time:
        yield Desk(folder, ca, ca.issue(), time)


def told(*command: str) -> str:
    """What a program says, on both of its streams."""
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return found.stdout + found.stderr


def pyhanko(at: Desk, file: Path) -> str:
    """What pyHanko's own command says of a file."""
    root = at.folder / "root.pem"
    root.write_bytes(pem(at.ca.root))
    return told(
        *(str(Path(sys.executable).parent / "pyhanko"), "sign", "validate", "--executive-summary"),
        *("--trust", str(root), "--trust", str(at.time.root_file), "--trust-replace"),
        *("--retroactive-revinfo", str(file)),
    )
