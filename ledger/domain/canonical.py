"""Strict JSON in, canonical JSON out (RFC 8785, JCS), without floats.

Both doors refuse what two readers could read differently: duplicate keys, numbers that a double
cannot hold exactly, fractions and exponents, lone surrogates, a byte order mark, bytes that are not
UTF-8. Amounts beyond 2^53 - 1 travel as strings.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import ClassVar, Final, NoReturn, TypeAlias, cast

from ledger.domain.errors import DomainError

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 64
_FOUR_BYTES: Final = re.compile(rb"[\xf0-\xf4]")
_MAX_INTEGER_DIGITS: Final = len(str(MAX_INTEGER)) + 1

# A string to its end or to the end of the bytes, or one bracket. It never backs up (`++`, `*+`), so
# that no input makes the scan slower than its length.
_TOKENS: Final = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?|[\[{]|[\]}]', re.DOTALL)

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | bool | None"
JsonInput: TypeAlias = "Mapping[str, JsonInput] | Sequence[JsonInput] | str | int | bool | None"


class CanonicalJsonError(DomainError):
    """The bytes or the value have no single canonical JSON form."""

    code: ClassVar[str] = "JSON"


@dataclass(eq=False)
class JsonMalformed(CanonicalJsonError):
    """The bytes are not JSON, or not UTF-8, or begin with a byte order mark."""

    reason: str
    code: ClassVar[str] = "JSON_MALFORMED"


@dataclass(eq=False)
class JsonDuplicateKey(CanonicalJsonError):
    """An object names one key twice."""

    key: str
    code: ClassVar[str] = "JSON_DUPLICATE_KEY"


@dataclass(eq=False)
class JsonNumberRefused(CanonicalJsonError):
    """A number is a fraction, has an exponent, is not finite, or lies beyond 2^53 - 1."""

    text: str
    code: ClassVar[str] = "JSON_NUMBER_REFUSED"


@dataclass(eq=False)
class JsonTextRefused(CanonicalJsonError):
    """A string holds a lone surrogate, which UTF-8 cannot carry."""

    text: str
    code: ClassVar[str] = "JSON_TEXT_REFUSED"


@dataclass(eq=False)
class JsonTypeRefused(CanonicalJsonError):
    """A Python value has no JSON form here."""

    type_name: str
    code: ClassVar[str] = "JSON_TYPE_REFUSED"


@dataclass(eq=False)
class JsonTooDeep(CanonicalJsonError):
    """Objects and arrays are nested deeper than `MAX_DEPTH`."""

    limit: int = MAX_DEPTH
    code: ClassVar[str] = "JSON_TOO_DEEP"


class JsonNotCanonical(CanonicalJsonError):
    """The bytes are JSON, but not the one canonical form of their value."""

    code: ClassVar[str] = "JSON_NOT_CANONICAL"


def encode(value: JsonInput) -> bytes:
    """Return the canonical UTF-8 bytes of a value.

    Raises a `CanonicalJsonError` for floats, integers beyond 2^53 - 1, lone surrogates, keys that
    are no strings and nesting beyond `MAX_DEPTH`.
    """
    pieces: list[str] = []
    _write(value, pieces, MAX_DEPTH)
    try:
        return "".join(pieces).encode()
    except UnicodeEncodeError as error:
        raise JsonTextRefused(ascii(error.object[error.start : error.end])) from error


def parse(data: bytes) -> JsonValue:
    """Return the value of strict JSON bytes, in any white space and key order.

    Raises a `CanonicalJsonError` child that names the first fault found.
    """
    value = _read(data)
    encode(value)
    return value


def _read(data: bytes) -> JsonValue:
    """The value; whether it can be written again (its text, its depth) is still to be seen."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise JsonMalformed("byte order mark")
    _require_depth(data)
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise JsonMalformed("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise JsonMalformed(error.msg) from error
    return cast("JsonValue", value)


def parse_canonical(data: bytes) -> JsonValue:
    """Return the value of bytes that are exactly their own canonical form.

    Raises `JsonNotCanonical` when another spelling was used, else what `parse` raises.
    """
    value = _read(data)
    if not _is_written_so(value, data) and encode(value) != data:
        raise JsonNotCanonical
    return value


def _is_written_so(value: JsonValue, data: bytes) -> bool:
    """Whether json's own writer, in C, gives these bytes.

    It sorts keys by code points: that is the canonical order where none lies past U+FFFF.
    """
    if _FOUR_BYTES.search(data):
        return False
    try:
        return _ENCODER.encode(value).encode() == data
    except UnicodeEncodeError:
        return False


def _require_depth(data: bytes) -> None:
    # Before the parser: json recurses in C, and where the recursion limit was raised, a bomb of
    # brackets ends the process instead of raising RecursionError.
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _TOKENS.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonTooDeep
        elif first in b"]}":
            depth -= 1


def _write(value: JsonInput, pieces: list[str], depth: int) -> None:
    if value is None:
        pieces.append("null")
    elif isinstance(value, bool):
        pieces.append("true" if value else "false")
    elif isinstance(value, int):
        pieces.append(_integer_text(value))
    elif isinstance(value, str):
        pieces.append(encode_basestring(value))
    elif depth == 0:
        raise JsonTooDeep
    elif isinstance(value, Mapping):
        _write_object(value, pieces, depth - 1)
    elif isinstance(value, (list, tuple)):
        _write_array(value, pieces, depth - 1)
    elif isinstance(value, float):
        raise JsonNumberRefused(repr(value))
    else:
        raise JsonTypeRefused(type(value).__name__)


def _write_object(members: Mapping[str, JsonInput], pieces: list[str], depth: int) -> None:
    # RFC 8785 3.2.3 sorts by UTF-16 code units, which differs from code points past U+FFFF.
    separator = "{"
    for key in sorted(members, key=_sort_key):
        pieces += (separator, encode_basestring(key), ":")
        _write(members[key], pieces, depth)
        separator = ","
    pieces.append("}" if members else "{}")


def _write_array(items: Sequence[JsonInput], pieces: list[str], depth: int) -> None:
    separator = "["
    for item in items:
        pieces.append(separator)
        _write(item, pieces, depth)
        separator = ","
    pieces.append("]" if items else "[]")


def _sort_key(key: object) -> bytes:
    if not isinstance(key, str):
        raise JsonTypeRefused(f"{type(key).__name__} as key")
    try:
        return key.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise JsonTextRefused(ascii(key)) from error


def _integer_text(value: int) -> str:
    if abs(value) > MAX_INTEGER:
        raise JsonNumberRefused(hex(value))
    return int.__repr__(value)


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonDuplicateKey(key)
            seen.add(key)
    return members


def _integer(text: str) -> int:
    if len(text) > _MAX_INTEGER_DIGITS or abs(int(text)) > MAX_INTEGER:
        raise JsonNumberRefused(text[:32])
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise JsonNumberRefused(text[:32])


# made once: json makes a new one for each value that it reads or writes with options
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_refuse_number,
    parse_constant=_refuse_number,
)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
