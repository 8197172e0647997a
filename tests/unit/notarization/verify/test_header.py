"""Headers from raw RLP: the fields, the hash, and each way to be refused."""

from typing import Any

import pytest
import rlp

from ledger.domain.keccak import keccak256
from notarization.verify.header import (
    FIELD_COUNTS,
    HEADER_FIELDS,
    HeaderFieldCount,
    HeaderMalformed,
    decode_header,
)


def fields(count: int = 21) -> list[Any]:
    values: list[Any] = [
        b"\x01" * 32, b"\x02" * 32, b"\x03" * 20, b"\x04" * 32, b"\x05" * 32, b"\x06" * 32,
        b"\x07" * 256, b"\x01", b"\x01\x00", b"\x05", b"", b"\x69\x20\x00\x00", b"extra",
        b"\x0e" * 32, b"\x00" * 8, b"\x07", b"\x11" * 32, b"", b"", b"\x14" * 32, b"\x15" * 32,
        b"\x16" * 32,
    ]  # fmt: skip
    return values[:count]


@pytest.mark.parametrize("count", sorted(FIELD_COUNTS))
def test_header_of_every_known_fork_is_read(count: int) -> None:
    raw = rlp.encode(fields(count))
    header = decode_header(raw)
    assert (header.raw, header.hash) == (raw, keccak256(raw))
    assert list(header.fields) == fields(count)
    assert (header.number, header.timestamp, header.difficulty) == (256, 0x69200000, 1)
    assert (header.parent_hash, header.state_root) == (b"\x01" * 32, b"\x04" * 32)
    assert (header.transactions_root, header.receipts_root) == (b"\x05" * 32, b"\x06" * 32)
    assert (header.logs_bloom, header.mix_hash) == (b"\x07" * 256, b"\x0e" * 32)
    assert header.extra_data == b"extra"


@pytest.mark.parametrize("count", [0, 14, 18, 19, 22])
def test_header_with_an_unknown_number_of_fields_is_refused(count: int) -> None:
    with pytest.raises(HeaderFieldCount) as caught:
        decode_header(rlp.encode(fields(count)))
    assert (caught.value.code, caught.value.found) == ("HEADER_FIELD_COUNT", count)


@pytest.mark.parametrize("index", range(len(HEADER_FIELDS)))
def test_field_of_wrong_length_or_form_is_refused(index: int) -> None:
    changed = fields()
    if HEADER_FIELDS[index].name == "extraData":
        changed[index] = []
        reason = "a field is a list"
    elif HEADER_FIELDS[index].kind.name == "INTEGER":
        changed[index] = b"\x00\x01"
        reason = "integer with a leading zero"
    else:
        changed[index] = changed[index][:-1]
        reason = f"{HEADER_FIELDS[index].name} of {len(changed[index])} bytes"
    with pytest.raises(HeaderMalformed) as caught:
        decode_header(rlp.encode(changed))
    assert (caught.value.code, caught.value.reason) == ("HEADER_MALFORMED", reason)


@pytest.mark.parametrize("name", ["number", "timestamp"])
def test_number_beyond_uint64_is_refused(name: str) -> None:
    changed = fields()
    index = [field.name for field in HEADER_FIELDS].index(name)
    changed[index] = b"\x01" * 9
    with pytest.raises(HeaderMalformed) as caught:
        decode_header(rlp.encode(changed))
    assert caught.value.reason == "integer too long"


def test_bytes_after_the_header_are_refused() -> None:
    with pytest.raises(HeaderMalformed) as caught:
        decode_header(rlp.encode(fields()) + b"\x00")
    assert caught.value.reason == "trailing bytes"


def test_byte_string_is_no_header() -> None:
    with pytest.raises(HeaderMalformed) as caught:
        decode_header(rlp.encode(b"header"))
    assert caught.value.reason == "header is no list"
