"""A receipt is believed only where it is that of what was deposited, and of a possible time."""

import pytest

from ledger.domain.canonical import CanonicalJsonError, JsonInput, encode
from ledger.domain.deposit import (
    MOST_AHEAD,
    RECEIPT_SCHEMA,
    Deposit,
    Receipt,
    ReceiptWrong,
    receipt_of,
    require_timely,
)

OWN = b"\x02" + bytes(31)
DEPOSIT = Deposit.of(OWN, {"record": "ab"})
GOOD: dict[str, JsonInput] = {
    "schema": RECEIPT_SCHEMA,
    "number": "GJ-00000001",
    "application": OWN.hex(),
    "digest": DEPOSIT.digest.hex(),
    "received_at": 1_790_000_000,
}


def test_the_key_follows_from_application_and_content() -> None:
    again, other = Deposit.of(OWN, {"record": "ab"}), Deposit.of(OWN, {"record": "ac"})
    assert again.key == DEPOSIT.key == f"{OWN.hex()}-{DEPOSIT.digest.hex()}"
    assert other.key != DEPOSIT.key
    assert other.key.startswith(OWN.hex())


def test_a_receipt_keeps_its_very_bytes() -> None:
    spaced = b" " + encode({**GOOD, "remark": "x"})
    found = receipt_of(DEPOSIT, spaced)
    assert found == Receipt("GJ-00000001", 1_790_000_000, spaced)
    assert found.digest != receipt_of(DEPOSIT, encode(GOOD)).digest


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("schema", "datadeed/deposit-receipt/2"),
        ("application", "02" + "ab" * 31),
        ("digest", "00" * 32),
        ("digest", None),
        ("number", ""),
        ("number", "GJ 1"),
        ("number", 1),
        ("number", "9" * 65),
        ("received_at", 0),
        ("received_at", True),
        ("received_at", "1790000000"),
    ],
)
def test_a_receipt_of_something_else_is_not_believed(member: str, value: str | int | None) -> None:
    with pytest.raises(ReceiptWrong) as refused:
        receipt_of(DEPOSIT, encode({**GOOD, member: value}))
    assert (refused.value.member, refused.value.found) == (member, repr(value)[:80])


@pytest.mark.parametrize("data", [b"", b"<html>", b'{"number": 1.5}', b"{" * 100])
def test_what_is_no_json_is_no_receipt(data: bytes) -> None:
    with pytest.raises(CanonicalJsonError):
        receipt_of(DEPOSIT, data)


def test_a_list_is_no_receipt() -> None:
    with pytest.raises(ReceiptWrong) as refused:
        receipt_of(DEPOSIT, b"[]")
    assert refused.value.member == "schema"


@pytest.mark.parametrize("offset", [0, 100, 100 + MOST_AHEAD])
def test_a_receipt_lies_between_the_end_of_the_notice_and_now(offset: int) -> None:
    require_timely(Receipt("1", 1_000 + offset, b""), ready=1_000, now=1_100)


@pytest.mark.parametrize(
    ("time", "expected"), [(999, "not before 1000"), (1_101 + MOST_AHEAD, "not after 1100")]
)
def test_a_receipt_of_another_time_is_not_believed(time: int, expected: str) -> None:
    with pytest.raises(ReceiptWrong) as refused:
        require_timely(Receipt("1", time, b""), ready=1_000, now=1_100)
    found = refused.value
    assert (found.member, found.expected, found.found) == ("received_at", expected, str(time))
