"""`object/fingerprint.json`: the data object's digests, where the registrant hands them over."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.canonical import encode
from ledger.domain.fingerprint import KEY_BYTES, Fingerprint, keyed_id, public_id
from notarization.verify.errors import VerificationError
from notarization.verify.fields import Fields, shown

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonValue

SCHEMA: Final = "datadeed/object/1"
OBJECT_NAME: Final = "object/fingerprint.json"
DIGEST: Final = 32


@dataclass(eq=False)
class FingerprintMismatch(VerificationError):
    """The digests do not give the fingerprint under which the object was registered."""

    expected: str
    computed: str
    code: ClassVar[str] = "FINGERPRINT_MISMATCH"


@dataclass(frozen=True, slots=True)
class ObjectDigests:
    """A data object's digests, and the key where its fingerprint is keyed (else empty)."""

    fingerprint: Fingerprint
    key: bytes = b""

    @property
    def id(self) -> bytes:
        """The fingerprint id that these give."""
        if self.key:
            return keyed_id(self.fingerprint, self.key).value
        return public_id(self.fingerprint).value


def write_object(digests: ObjectDigests) -> bytes:
    """The file's bytes."""
    parts = digests.fingerprint
    return encode(
        {
            "schema": SCHEMA,
            "sha256": shown(parts.sha256),
            "sm3": shown(parts.sm3),
            "merkle": shown(parts.merkle),
            "size": str(parts.size),
            "key": shown(digests.key),
        }
    )


def read_object(value: "JsonValue") -> ObjectDigests:
    """The digests of a parsed file. Raises FieldError, FingerprintError."""
    fields = Fields(value, OBJECT_NAME)
    fields.schema(SCHEMA)
    size = fields.text("size")
    if not size.isascii() or not size.isdecimal() or str(int(size)) != size:
        fields.refuse("size", "is no number")
    sha256, sm3, merkle = (fields.data(name, DIGEST) for name in ("sha256", "sm3", "merkle"))
    key = fields.data("key")
    if len(key) not in (0, KEY_BYTES):
        fields.refuse("key", f"has {len(key)} bytes")
    fields.end()
    return ObjectDigests(Fingerprint(sha256, sm3, merkle, int(size)), key)


def compare_object(digests: ObjectDigests, registered: bytes) -> None:
    """Raises FingerprintMismatch unless the object was registered under these digests."""
    if digests.id != registered:
        raise FingerprintMismatch(shown(registered), shown(digests.id))
