"""Signed notes (C2SP signed-note): a text and the signatures under it, by keys with names.

    text that ends with a line

    — example.org/log base64(key id, signature)

Two kinds of keys: those that sign the text (Ed25519, type 1), and those of witnesses, that sign it
with the time at which they saw it (type 4, C2SP tlog-cosignature).
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notarization.verify.errors import VerificationError

MOST_BYTES: Final = 2**16
MOST_SIGNATURES: Final = 64
DASH: Final = "— "
# which texts a library still reads, and which not, differs: one text has one fault
NO_BASE64: Final = "a signature is no base64 in its one form"
_ID: Final = 4
_KEY: Final = 32
_SIGNATURE: Final = 64
_TIME: Final = 8


@dataclass(eq=False)
class NoteMalformed(VerificationError):
    """The bytes are no signed note, or a text is no name of a key."""

    fault: str
    code: ClassVar[str] = "NOTE_MALFORMED"


@dataclass(eq=False)
class NoteSignatureWrong(VerificationError):
    """A signature is under the name of a known key, and is not that key's."""

    found: str
    code: ClassVar[str] = "NOTE_SIGNATURE_WRONG"


class KeyType(IntEnum):
    """What a key signs."""

    TEXT = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key under its name: `example.org/log+<key id>+<base64 of type and key>`."""

    name: str
    type: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of a hash over name, type and key."""
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(named).digest()[:_ID]

    @property
    def text(self) -> str:
        """As keys are handed on."""
        key = b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: whose it says it is, and the bytes that this kind of key makes."""

    name: str
    id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its last line's end, and every signature under it, known or not."""

    text: str
    signatures: tuple[NoteSignature, ...]


def parse_key(text: str) -> NoteKey:
    """A key of its text. Raises NoteMalformed, also where that is not the key's one text."""
    try:
        name, _, encoded = text.split("+", 2)
        data = b64decode(encoded, validate=True)
        key = NoteKey(name, KeyType(data[0]), data[1:])
    except (ValueError, IndexError, Base64Error) as fault:
        raise NoteMalformed(f"{text[:60]!r} names no key") from fault
    if not _is_name(name) or len(key.public) != _KEY or key.text != text:
        raise NoteMalformed(f"{text[:60]!r} names no key")
    return key


def parse_note(data: bytes) -> Note:
    """A note out of its bytes; nothing is verified. Raises NoteMalformed."""
    text = _text(data)
    head, blank, tail = text.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteMalformed("has no signature lines behind an empty line")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteMalformed(f"has {len(lines)} signatures")
    return Note(head + "\n", tuple(map(_signature, lines)))


def verified_time(note: Note, key: NoteKey) -> int | None:
    """When a key signed a note (0 for keys that sign no time); None where it did not sign.

    Raises NoteSignatureWrong: under its name and id stands what it did not sign.
    """
    found = [each for each in note.signatures if (each.name, each.id) == (key.name, key.id)]
    times = [_verified(note.text, each, key) for each in found]
    return max(times) if times else None


def signed_message(text: str, time: int) -> bytes:
    """What a witness signs of a note at a time."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def signature_line(key: NoteKey, signature: bytes) -> str:
    """The line that stands under a note for a signature, with its end."""
    return f"{DASH}{key.name} {b64encode(key.id + signature).decode()}\n"


def _verified(text: str, line: NoteSignature, key: NoteKey) -> int:
    time, signature, message = 0, line.signature, text.encode()
    if key.type is KeyType.COSIGNATURE:
        time, signature = int.from_bytes(signature[:_TIME]), signature[_TIME:]
        message = signed_message(text, time)
    if len(signature) != _SIGNATURE:
        raise NoteSignatureWrong(line.name)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature as fault:
        raise NoteSignatureWrong(line.name) from fault
    return time


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise NoteMalformed(f"has {len(data)} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise NoteMalformed("is no UTF-8") from fault
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteMalformed("holds a control character")
    return text


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    try:
        data = b64decode(encoded, validate=True)
    except (ValueError, Base64Error) as fault:
        raise NoteMalformed(NO_BASE64) from fault
    if b64encode(data).decode() != encoded:
        raise NoteMalformed(NO_BASE64)
    if not line.startswith(DASH) or not _is_name(name) or len(data) <= _ID:
        raise NoteMalformed("a signature line has another form")
    return NoteSignature(name, data[:_ID], data[_ID:])


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(map(str.isspace, text))
