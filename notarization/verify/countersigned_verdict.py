"""A signed verdict with SM2 countersignatures: a JWS of the general JSON form (RFC 7515, 7.2.1).

    {"payload": "…", "signatures": [{"protected": "…", "signature": "…"}, …]}

The first signature is the registry's (ES256K): with the payload it is the compact JWS that stands
alone elsewhere. Each other one is over `protected.payload`, as RFC 7515 signs, by SM2. Its header:
`{"alg": "SM2-SM3", "iat": 1780000000, "kid": "0x04…", "typ": "datadeed-verdict+jws"}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonInput
from notarization.verify import sm2
from notarization.verify.countersignature import MOST, Countersignature
from notarization.verify.fields import Fields, shown
from notarization.verify.signed_verdict import (
    MOST_BYTES,
    TYPE,
    VERDICT_NAME,
    Part,
    VerdictFileMalformed,
    base64url,
    bytes_part,
    json_part,
)

ALGORITHM: Final = "SM2-SM3"
_OPENED: Final = b"{"


@dataclass(frozen=True, slots=True)
class Beside:
    """A countersignature of a verdict, and what it is over."""

    signature: Countersignature
    signed: bytes


def apart(data: bytes) -> tuple[bytes, tuple[Beside, ...]]:
    """The compact JWS of the registry in a file, and the countersignatures; none is verified.

    A file that is no JSON is the compact JWS alone. Raises VerdictFileMalformed, FieldError.
    """
    text = data[: MOST_BYTES + 1].strip()
    if not text.startswith(_OPENED) or len(data) > MOST_BYTES:
        return data, ()
    try:
        fields = Fields(canonical.parse_canonical(text), VERDICT_NAME)
    except CanonicalJsonError as fault:
        raise VerdictFileMalformed(Part.FORM, fault.code) from fault
    payload, signatures = fields.text("payload", MOST_BYTES), fields.each("signatures")
    fields.end()
    if not 1 < len(signatures) <= MOST + 1:
        fields.refuse("signatures", f"are none beside the registry's, or more than {MOST}")
    parts = [_parts(each) for each in signatures]
    (header, own), others = parts[0], parts[1:]
    found = tuple(_beside(protected, signature, payload) for protected, signature in others)
    keys = [each.signature.key for each in found]
    if keys != sorted(set(keys)):
        fields.refuse("signatures", "are not in the order of the keys")
    return f"{header}.{payload}.{own}".encode(), found


def together(compact: bytes, found: Sequence[Countersignature]) -> bytes:
    """The file of a compact JWS and its countersignatures."""
    header, payload, signature = compact.decode().split(".")
    listed: list[JsonInput] = [{"protected": header, "signature": signature}]
    for each in sorted(found, key=lambda each: each.key):
        protected = signing_input(payload, each.key, each.time).decode().partition(".")[0]
        listed.append({"protected": protected, "signature": base64url(each.signature)})
    return canonical.encode({"payload": payload, "signatures": listed})


def signing_input(payload: str, key: bytes, time: int) -> bytes:
    """What a countersigner signs of a payload (base64url)."""
    header = canonical.encode({"alg": ALGORITHM, "iat": time, "kid": shown(key), "typ": TYPE})
    return f"{base64url(header)}.{payload}".encode()


def _parts(fields: Fields) -> tuple[str, str]:
    found = fields.text("protected"), fields.text("signature")
    fields.end()
    return found


def _beside(protected: str, signature: str, payload: str) -> Beside:
    fields = Fields(json_part(protected, Part.HEADER), f"{VERDICT_NAME} header")
    for name, expected in (("alg", ALGORITHM), ("typ", TYPE)):
        if fields.text(name) != expected:
            raise VerdictFileMalformed(Part.HEADER, f"{name} is not {expected}")
    key, time = fields.data("kid", sm2.PUBLIC), fields.natural("iat")
    fields.end()
    data = bytes_part(signature, Part.SIGNATURE)
    return Beside(Countersignature(key, time, data), f"{protected}.{payload}".encode())
