"""Hex as JSON-RPC writes it, read strictly: a node's slip becomes NodeLies, not a wrong number."""

from binascii import unhexlify
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from ledger.chain.errors import NodeLies

WORD: Final = 32
ADDRESS: Final = 20
MOST_BITS: Final = 63
SHOWN: Final = 80


def text(value: bytes) -> str:
    """Bytes as `0x…`."""
    return "0x" + value.hex()


def quantity(number: int) -> str:
    """A number as `0x…` without leading zeros."""
    return hex(number)


def parse_quantity(raw: Any, name: str) -> int:
    """A number. Raises NodeLies."""
    # `int` alone would take blanks, underscores and the digits of other scripts
    if not isinstance(raw, str) or raw[:2] != "0x" or not (raw.isascii() and raw.isalnum()):
        _refuse(raw, name, "a quantity")
    try:
        return int(raw, 16)
    except ValueError:
        _refuse(raw, name, "a quantity")


def parse_bytes(raw: Any, name: str, size: int | None = None) -> bytes:
    """Bytes, of `size` if given. Raises NodeLies."""
    if not isinstance(raw, str) or raw[:2] != "0x":
        _refuse(raw, name, "bytes")
    try:
        # not `bytes.fromhex`, which passes over blanks
        value = unhexlify(raw[2:])
    except ValueError:
        _refuse(raw, name, "bytes")
    if size is not None and len(value) != size:
        _refuse(raw, name, f"{size} bytes")
    return value


def member(source: Any, name: str) -> Any:
    """A member of a JSON object. Raises NodeLies."""
    if not isinstance(source, Mapping) or name not in source:
        _refuse(source, name, "a member")
    return source[name]


def number_of(source: Any, name: str) -> int:
    """A member that is a number. Raises NodeLies."""
    return parse_quantity(member(source, name), name)


def whole_of(source: Any, name: str) -> int:
    """A member that counts blocks, logs or seconds: of 63 bits at most. Raises NodeLies."""
    return whole(number_of(source, name), name)


def whole(number: int, name: str) -> int:
    """A number that is kept as it is. Raises NodeLies."""
    if number >> MOST_BITS:
        _refuse(hex(number), name, f"a number of {MOST_BITS} bits")
    return number


def list_of(raw: Any, name: str) -> list[Any]:
    """A JSON list. Raises NodeLies."""
    if not isinstance(raw, list):
        _refuse(raw, name, "a list")
    return raw


def word_of(source: Any, name: str) -> bytes:
    """A member of 32 bytes. Raises NodeLies."""
    return parse_bytes(member(source, name), name, WORD)


def address_of(source: Any, name: str) -> bytes:
    """A member of 20 bytes. Raises NodeLies."""
    return parse_bytes(member(source, name), name, ADDRESS)


def _refuse(raw: Any, name: str, expected: str) -> NoReturn:
    raise NodeLies(name, expected, repr(raw)[:SHOWN])
