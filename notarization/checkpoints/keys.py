"""Keys of logs and witnesses: Ed25519, one file a key, readable by its owner alone."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ledger.whole_file import write_whole
from notarization.checkpoints.errors import LogExists, LogMissing, LogNameMalformed
from notarization.verify.note import (
    KeyType,
    NoteKey,
    NoteMalformed,
    parse_key,
    signature_line,
    signed_message,
)

KEY: Final = "key.pem"
NAME: Final = "key.txt"
OWNER_ONLY: Final = 0o600
OWNERS_FOLDER: Final = 0o700
_TIME: Final = 8


class Signer:
    """A private key with its name. It is never shown, not even in an error."""

    def __init__(self, key: NoteKey, private: Ed25519PrivateKey) -> None:
        self.key = key
        self._private = private

    def sign(self, text: str, time: int = 0) -> str:
        """The line under a note; a witness signs the time with it (seconds since 1970)."""
        if self.key.type is KeyType.COSIGNATURE:
            stamp = time.to_bytes(_TIME)
            return signature_line(self.key, stamp + self._private.sign(signed_message(text, time)))
        return signature_line(self.key, self._private.sign(text.encode()))


def create(folder: Path, name: str, kind: KeyType) -> NoteKey:
    """Make a key in a new folder. Raises LogExists, LogNameMalformed."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = NoteKey(name, kind, public)
    try:
        parse_key(key.text)
    except NoteMalformed:
        raise LogNameMalformed(name[:80]) from None
    if exists(folder):
        raise LogExists(str(folder))
    folder.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(folder / KEY, secret, mode=OWNER_ONLY)
    write_whole(folder / NAME, key.text.encode() + b"\n")
    return key


def exists(folder: Path) -> bool:
    """Whether there is a key: its name is written last, so what has none was never handed on."""
    return (folder / NAME).exists()


def load(folder: Path) -> Signer:
    """The key of a folder. Raises LogMissing."""
    try:
        key = parse_key((folder / NAME).read_text(encoding="utf-8").strip())
        private = load_pem_private_key((folder / KEY).read_bytes(), None)
    except (OSError, ValueError, NoteMalformed):
        raise LogMissing(str(folder)) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise LogMissing(str(folder))
    return Signer(key, private)
