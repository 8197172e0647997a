"""Builds a header's RLP bytes from the JSON of `eth_getBlock…`, for evidence to carry.

Only makers of evidence need this; the verifier reads the bytes. A node may know fields that are not
known here, so the result counts for nothing until its hash is compared with the node's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from notarization.errors import NotarizationError
from notarization.verify import rlp
from notarization.verify.header import FIELD_COUNTS, HEADER_FIELDS, FieldKind, HeaderField


@dataclass(eq=False)
class BlockJsonMalformed(NotarizationError):
    """A block's JSON lacks a header field, or holds it in a form no node gives."""

    field: str
    value: str
    code: ClassVar[str] = "BLOCK_JSON_MALFORMED"


def header_rlp_from_json(block: Mapping[str, Any]) -> bytes:
    """Return the header's RLP up to the last field that the block's fork has.

    The caller MUST compare the block hash that its chain's rule gives with the node's answer.
    Raises BlockJsonMalformed.
    """
    present = [block.get(field.name) is not None for field in HEADER_FIELDS]
    count = present.index(False) if False in present else len(present)
    if count not in FIELD_COUNTS or any(present[count:]):
        missing = HEADER_FIELDS[count].name if count < len(HEADER_FIELDS) else ""
        raise BlockJsonMalformed(field=missing, value="missing")
    return rlp.encode([_field(field, block[field.name]) for field in HEADER_FIELDS[:count]])


def _field(field: HeaderField, value: object) -> bytes:
    text = value if isinstance(value, str) else ""
    digits = text.removeprefix("0x")
    if digits == text or not digits.isascii() or not (digits.isalnum() or not digits):
        raise BlockJsonMalformed(field=field.name, value=repr(value)[:80])
    try:
        if field.kind is FieldKind.INTEGER:
            return rlp.encode_integer(int(digits, 16))
        return bytes.fromhex(digits)
    except ValueError as error:
        raise BlockJsonMalformed(field=field.name, value=text[:80]) from error
