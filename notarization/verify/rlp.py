"""Strict RLP (Ethereum Yellow Paper, appendix B): each value has one form, any other is refused."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from notarization.verify.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Sequence

Rlp: TypeAlias = "bytes | list[Rlp]"
RlpInput: TypeAlias = "bytes | Sequence[RlpInput]"

# Headers, receipts and trie nodes nest four deep at most.
MAX_DEPTH: Final = 16
_SHORT: Final = 55
_STRING: Final = 0x80
_LIST: Final = 0xC0


@dataclass(eq=False)
class RlpMalformed(VerificationError):
    """The bytes are not the one RLP form of any value; `reason` says which rule they break."""

    reason: str
    code: ClassVar[str] = "RLP_MALFORMED"


def decode(data: bytes) -> Rlp:
    """Return the value of exactly these bytes; raises RlpMalformed."""
    item, end = _item(data, 0, MAX_DEPTH)
    if end != len(data):
        raise RlpMalformed("trailing bytes")
    return item


def encode(item: RlpInput) -> bytes:
    """Return the RLP bytes of a byte string or a list of items."""
    if not isinstance(item, bytes):
        payload = b"".join(map(encode, item))
        return _head(len(payload), _LIST) + payload
    if len(item) == 1 and item[0] < _STRING:
        return item
    return _head(len(item), _STRING) + item


def encode_integer(value: int) -> bytes:
    """Return the big-endian bytes of a number as RLP wants them: none for zero, no leading zero."""
    return value.to_bytes((value.bit_length() + 7) // 8)


def decode_integer(data: bytes, *, max_bytes: int) -> int:
    """Return the number that canonical big-endian bytes stand for; raises RlpMalformed."""
    if len(data) > max_bytes:
        raise RlpMalformed("integer too long")
    if data[:1] == b"\x00":
        raise RlpMalformed("integer with a leading zero")
    return int.from_bytes(data)


def _head(length: int, offset: int) -> bytes:
    if length <= _SHORT:
        return bytes([offset + length])
    size = encode_integer(length)
    return bytes([offset + _SHORT + len(size)]) + size


def _item(data: bytes, start: int, depth: int) -> tuple[Rlp, int]:
    if start >= len(data):
        raise RlpMalformed("truncated")
    first = data[start]
    if first < _STRING:
        return data[start : start + 1], start + 1
    if first < _LIST:
        begin, end = _payload(data, start, first - _STRING)
        if end - begin == 1 and data[begin] < _STRING:
            raise RlpMalformed("single byte with a head")
        return data[begin:end], end
    if depth == 0:
        raise RlpMalformed("nested too deep")
    begin, end = _payload(data, start, first - _LIST)
    return _items(data, begin, end, depth - 1), end


def _items(data: bytes, begin: int, end: int, depth: int) -> list[Rlp]:
    items: list[Rlp] = []
    while begin < end:
        item, begin = _item(data, begin, depth)
        items.append(item)
    if begin != end:
        raise RlpMalformed("item longer than its list")
    return items


def _payload(data: bytes, start: int, length: int) -> tuple[int, int]:
    """Return where the payload begins and ends; `length` is the head byte less its offset."""
    begin = start + 1
    if length > _SHORT:
        size = data[begin : begin + length - _SHORT]
        if len(size) < length - _SHORT:
            raise RlpMalformed("truncated")
        length = decode_integer(size, max_bytes=8)
        if length <= _SHORT:
            raise RlpMalformed("long head for a short payload")
        begin += len(size)
    if begin + length > len(data):
        raise RlpMalformed("truncated")
    return begin, begin + length
