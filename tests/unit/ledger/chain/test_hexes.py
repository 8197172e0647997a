"""Hex of a node is taken as JSON-RPC writes it, or not at all."""

from typing import Any

import pytest

from ledger.chain import hexes
from ledger.chain.errors import NodeLies

NO_HEX = [
    "",
    "0x_1",
    "0x1_0",
    "0x1 ",
    " 0x1",
    "0x1\n",
    "0x+1",
    "0x-1",
    "0xg1",
    "0x\uff11f",
    "1f",
    "0X1f",
]


def test_a_quantity_is_the_number_it_names() -> None:
    assert [hexes.parse_quantity(raw, "n") for raw in ("0x0", "0x1F", "0x" + "f" * 64)] == [
        0,
        31,
        2**256 - 1,
    ]


@pytest.mark.parametrize("raw", [*NO_HEX, "0x", None, 1, ["0x1"]])
def test_what_is_no_quantity_is_refused(raw: Any) -> None:
    with pytest.raises(NodeLies) as caught:
        hexes.parse_quantity(raw, "n")
    assert (caught.value.subject, caught.value.expected) == ("n", "a quantity")


def test_bytes_are_read_in_both_cases() -> None:
    assert hexes.parse_bytes("0x00fFAb", "data") == b"\x00\xff\xab"
    assert hexes.parse_bytes("0x", "data") == b""


@pytest.mark.parametrize(
    "raw",
    [*NO_HEX, "0x11 22", "0x 1122", "0x1122\n", "0x1_12", "0x112", "0x\uff11\uff11", None, b"0x11"],
)
def test_what_are_no_bytes_are_refused(raw: Any) -> None:
    with pytest.raises(NodeLies) as caught:
        hexes.parse_bytes(raw, "data")
    assert (caught.value.subject, caught.value.expected) == ("data", "bytes")


@pytest.mark.parametrize("raw", ["0x", "0x" + "11" * 31, "0x" + "11" * 33])
def test_bytes_of_another_size_are_refused(raw: str) -> None:
    with pytest.raises(NodeLies) as caught:
        hexes.parse_bytes(raw, "hash", hexes.WORD)
    assert caught.value.expected == "32 bytes"
