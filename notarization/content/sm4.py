"""Seals bytes with SM4 for named readers: the second suite beside age.

    datadeed-sm4/1
    {"wraps": [{"key": "…", "reader": "04…"}, …]}
    chunks of 65,536 bytes, the last one shorter, each with a tag of 16 bytes behind it

A fresh SM4 key (GB/T 32907) for each seal is wrapped for each reader by SM2 encryption (GB/T
32918.4; DER of C1, C3, C2; base64). Chunks are SM4-GCM: the nonce is the chunk's number, 11 bytes,
and a byte that is 1 in the last one; what is authenticated beside is SM3 of the two lines. So no
chunk is changed, left out, moved or put in between, and no reader is added to a seal.
"""

import base64
import binascii
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, Final

import gmssl_pyx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from ledger.domain import canonical
from notarization.content.errors import SealBroken
from notarization.verify.digests import sm3

MAGIC: Final = b"datadeed-sm4/1\n"
CHUNK: Final = 2**16
MOST_HEADER: Final = 2**16
KEY: Final = 16
TAG: Final = 16
_COUNTER: Final = 11
_FORM: Final = (ValueError, LookupError, TypeError, binascii.Error, canonical.CanonicalJsonError)


def seal(data: bytes, readers: Sequence[bytes]) -> bytes:
    """The bytes sealed for these SM2 public keys (04, x, y)."""
    key = secrets.token_bytes(KEY)
    wraps: list[canonical.JsonInput] = [
        {"key": base64.b64encode(_wrapped(key, each)).decode("ascii"), "reader": each.hex()}
        for each in readers
    ]
    head = MAGIC + canonical.encode({"wraps": wraps}) + b"\n"
    beside, parts = sm3(head), [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    sealed = [
        _closed(key, _nonce(number, last=number == len(parts) - 1), beside, part)
        for number, part in enumerate(parts)
    ]
    return head + b"".join(sealed)


def unseal(sealed: bytes, public: bytes, secret: bytes) -> bytes:
    """The bytes in the clear, for one of the readers. Raises SealBroken."""
    end = _end(sealed)
    key = _key_for(_wraps(sealed[len(MAGIC) : end]), public, secret)
    return b"".join(_opened(key, sm3(sealed[: end + 1]), sealed[end + 1 :]))


def readers_of(sealed: bytes) -> tuple[bytes, ...]:
    """The public keys for which bytes were sealed. Raises SealBroken."""
    try:
        return tuple(map(bytes.fromhex, _wraps(sealed[len(MAGIC) : _end(sealed)])))
    except ValueError as fault:
        raise SealBroken("has a header of another form") from fault


def _end(sealed: bytes) -> int:
    """Where the header ends."""
    end = sealed.find(b"\n", len(MAGIC), len(MAGIC) + MOST_HEADER)
    if not sealed.startswith(MAGIC) or end < 0:
        raise SealBroken("is no seal of this form")
    return end


def _wraps(header: bytes) -> dict[str, bytes]:
    """The file's key by the reader for whom it is wrapped."""
    try:
        value: Any = canonical.parse_canonical(header)
        return {
            str(each["reader"]): base64.b64decode(str(each["key"]), validate=True)
            for each in value["wraps"]
        }
    except _FORM as fault:
        raise SealBroken("has a header of another form") from fault


def _opened(key: bytes, beside: bytes, body: bytes) -> Iterator[bytes]:
    size = CHUNK + TAG
    parts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        found = _clear(key, _nonce(number, last=last), beside, part)
        if found is not None:
            yield found
        elif _clear(key, _nonce(number, last=not last), beside, part) is None:
            raise SealBroken(f"chunk {number} is not the one that was sealed there")
        else:
            raise SealBroken("ends before its last chunk" if last else "goes on after its last")


def _key_for(wraps: dict[str, bytes], public: bytes, secret: bytes) -> bytes:
    wrapped = wraps.get(public.hex())
    if not wrapped:
        raise SealBroken("is not for this reader")
    try:
        key = gmssl_pyx.sm2_decrypt(secret, wrapped)
    except gmssl_pyx.GmsslInnerError:
        raise SealBroken("wraps no key for this reader") from None
    if len(key) != KEY:
        raise SealBroken("wraps no key for this reader")
    return bytes(key)


def _wrapped(key: bytes, reader: bytes) -> bytes:
    return bytes(gmssl_pyx.sm2_encrypt(reader[1:], key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER) + bytes([last])


def _closed(key: bytes, nonce: bytes, beside: bytes, part: bytes) -> bytes:
    sealing = Cipher(SM4(key), GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(beside)
    return sealing.update(part) + sealing.finalize() + sealing.tag


def _clear(key: bytes, nonce: bytes, beside: bytes, part: bytes) -> bytes | None:
    """The chunk in the clear; None where it was not sealed with this nonce."""
    if len(part) < TAG:
        return None
    opening = Cipher(SM4(key), GCM(nonce, part[-TAG:])).decryptor()
    opening.authenticate_additional_data(beside)
    try:
        return opening.update(part[:-TAG]) + opening.finalize()
    except InvalidTag:
        return None
