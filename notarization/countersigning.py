"""Countersigns evidence packages and signed verdicts with an SM2 key of registry or operator.

The key is a PEM file (PKCS #8, plain or under a password) that its owner alone can read. It is
never shown, not even in an error. Signing is GmSSL's, verifying our own: what is made here was
judged by the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

import gmssl_pyx
from asn1crypto import keys, pem
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ledger.whole_file import write_whole
from notarization.errors import NotarizationError
from notarization.pkcs8 import Unopened, closed, opened
from notarization.verify import sm2
from notarization.verify.claim import CLAIM_NAME, read_claim
from notarization.verify.container import read_container, write_container
from notarization.verify.countersignature import (
    COUNTERSIGNATURE_NAME,
    MOST,
    Countersignature,
    message,
    read_countersignatures,
    write_countersignatures,
)
from notarization.verify.countersigned_verdict import signing_input, together
from notarization.verify.errors import VerificationError
from notarization.verify.manifest import MANIFEST_NAME, compare_digests, read_manifest
from notarization.verify.part_files import json_of

MOST_BYTES: Final = 2**16
OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o077
ENCRYPTED: Final = "ENCRYPTED PRIVATE KEY"
_CURVE: Final = "1.2.156.10197.1.301"
# PKCS #8 around an EC private key with its public key (RFC 5915), as OpenSSL writes it.
_BEFORE_SECRET: Final = bytes.fromhex(
    "308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420"
)
_BEFORE_PUBLIC: Final = bytes.fromhex("a144034200")


class CountersigningError(NotarizationError):
    """Nothing was countersigned; everything is as it was before."""

    code: ClassVar[str] = "COUNTERSIGNING"


@dataclass(eq=False)
class CountersigningKeyUnusable(CountersigningError):
    """The file holds no SM2 key that can be used."""

    path: str
    fault: str
    code: ClassVar[str] = "SM2_KEY_UNUSABLE"


@dataclass(eq=False)
class PackageNotCountersignable(CountersigningError):
    """The file is no evidence package, or its countersignatures are not of its manifest."""

    fault: str
    code: ClassVar[str] = "PACKAGE_NOT_COUNTERSIGNABLE"


@dataclass(frozen=True, slots=True)
class SmKey:
    """An SM2 key: the public part is 04, x, y; the secret one is never shown."""

    public: bytes
    secret: bytes = field(repr=False)
    path: str = ""

    def sign(self, data: bytes) -> bytes:
        """The signature over data, r and s of 32 bytes. Raises CountersigningKeyUnusable."""
        try:
            made = gmssl_pyx.sm2_sign(self.secret, self.public[1:], data, sm2.IDENTITY)
            r, s = decode_dss_signature(made)
        except (gmssl_pyx.GmsslInnerError, ValueError):
            raise CountersigningKeyUnusable(self.path, "it does not sign") from None
        signature = r.to_bytes(sm2.SIZE) + s.to_bytes(sm2.SIZE)
        if not sm2.verifies(self.public, data, signature):
            raise CountersigningKeyUnusable(self.path, "its two halves are not of one key")
        return signature


def new_key(path: Path, password: str = "") -> SmKey:
    """Make a key file that its owner alone can read, under a password where there is one.

    Raises CountersigningKeyUnusable.
    """
    if path.exists():
        raise CountersigningKeyUnusable(str(path), "there is such a file already")
    public, secret = gmssl_pyx.sm2_key_generate()
    made = SmKey(b"\x04" + public, secret, str(path))
    der = _BEFORE_SECRET + secret + _BEFORE_PUBLIC + made.public
    name = ENCRYPTED if password else "PRIVATE KEY"
    write_whole(path, pem.armor(name, closed(der, password) if password else der), mode=OWNER_ONLY)
    return made


def read_key(path: Path, password: Callable[[], str] | None = None) -> SmKey:
    """The key of a file; its password is asked for where it has one.

    Raises CountersigningKeyUnusable, which quotes nothing of it.
    """
    try:
        data = path.read_bytes()
        shared = path.stat().st_mode & _OTHERS
    except OSError as fault:
        raise CountersigningKeyUnusable(str(path), str(fault.strerror)) from None
    if shared:
        raise CountersigningKeyUnusable(str(path), "others can read it: chmod 600")
    try:
        name, _, der = pem.unarmor(data[:MOST_BYTES])
        if name == ENCRYPTED:
            name, der = "PRIVATE KEY", _opened_key(path, der, password)
        info = keys.PrivateKeyInfo.load(der, strict=True)
        curve = info["private_key_algorithm"]["parameters"].chosen
        inner = info["private_key"].parsed
        secret, public = inner["private_key"].native, inner["public_key"].native
        found = SmKey(public or b"", secret.to_bytes(sm2.SIZE), str(path))
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise CountersigningKeyUnusable(str(path), "no plain PKCS #8 key in PEM") from None
    if name != "PRIVATE KEY" or curve.dotted != _CURVE:
        raise CountersigningKeyUnusable(str(path), "no plain PKCS #8 key on sm2p256v1")
    if not sm2.is_key(found.public):
        raise CountersigningKeyUnusable(str(path), "it does not hold its public key")
    return found


def _opened_key(path: Path, der: bytes, password: Callable[[], str] | None) -> bytes:
    if password is None:
        raise CountersigningKeyUnusable(str(path), "it is encrypted, and no password is given here")
    try:
        return opened(der, password())
    except Unopened as fault:
        raise CountersigningKeyUnusable(str(path), str(fault)) from None


def countersign(package: bytes, key: SmKey, time: int) -> bytes:
    """The package with the key's countersignature, of this time (seconds since 1970).

    A clock that is behind the chain's says the block's time. One that the key has made before stays
    as it is.
    Raises PackageNotCountersignable, CountersigningKeyUnusable.
    """
    files = _opened(package)
    manifest, known = files[MANIFEST_NAME], files.get(COUNTERSIGNATURE_NAME)
    try:
        before = read_countersignatures(known, manifest) if known is not None else ()
    except VerificationError as fault:
        raise PackageNotCountersignable(str(fault)) from fault
    if any(each.key == key.public for each in before):
        return package
    if len(before) == MOST:
        raise PackageNotCountersignable(f"{MOST} have countersigned it")
    time = max(time, _block_time(files))
    made = Countersignature(key.public, time, key.sign(message(manifest, time)))
    files[COUNTERSIGNATURE_NAME] = write_countersignatures(manifest, (*before, made))
    return write_container(files)


def countersign_verdict(compact: bytes, key: SmKey, time: int) -> bytes:
    """A compact JWS with the key's countersignature. Raises CountersigningKeyUnusable."""
    payload = compact.decode().split(".")[1]
    signed = signing_input(payload, key.public, time)
    return together(compact, [Countersignature(key.public, time, key.sign(signed))])


def _block_time(files: dict[str, bytes]) -> int:
    try:
        return read_claim(json_of(files, CLAIM_NAME)).time
    except VerificationError as fault:
        raise PackageNotCountersignable(str(fault)) from fault


def countersignatures(package: bytes) -> tuple[Countersignature, ...]:
    """Those of a package; none is verified. Raises PackageNotCountersignable."""
    files = _opened(package)
    if COUNTERSIGNATURE_NAME not in files:
        return ()
    try:
        return read_countersignatures(files[COUNTERSIGNATURE_NAME], files[MANIFEST_NAME])
    except VerificationError as fault:
        raise PackageNotCountersignable(str(fault)) from fault


def _opened(package: bytes) -> dict[str, bytes]:
    """The files of a package whose manifest holds. Raises PackageNotCountersignable."""
    try:
        files = dict(read_container(package))
        if MANIFEST_NAME not in files:
            raise PackageNotCountersignable("no manifest")
        faults = compare_digests(read_manifest(files[MANIFEST_NAME]), files)
    except VerificationError as fault:
        raise PackageNotCountersignable(str(fault)) from fault
    if faults:
        raise PackageNotCountersignable(str(faults[0]))
    return files
