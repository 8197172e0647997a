"""Logs read by their shape are what the strict reader makes of them, or are left to it."""

from typing import Any

import msgspec
import pytest

from ledger.chain import hexes, logs, parse
from ledger.chain.errors import NodeLies
from ledger.chain.records import RawLog

CONTRACT = b"\xaa" * 20
WORDS = ["0x" + f"{byte:02x}" * 32 for byte in (0x11, 0x22, 0x33, 0x44)]


def a_log(**changes: Any) -> dict[str, Any]:
    log = {
        "address": hexes.text(CONTRACT),
        "topics": WORDS,
        "data": "0x0102",
        "blockNumber": "0x5",
        "blockHash": WORDS[0],
        "transactionHash": WORDS[1],
        "logIndex": "0x1",
        "removed": False,
        "blockTimestamp": "0x77",
    }
    return log | changes


def shaped(*found: dict[str, Any]) -> list[RawLog]:
    answer = logs.DECODER.decode(msgspec.json.encode({"id": 1, "result": found})).result
    assert answer is not None
    return logs.logs_of(answer, CONTRACT, 1, 9)


def test_the_shape_has_all_that_the_strict_reader_reads() -> None:
    found = [a_log(), a_log(logIndex="0x2", removed=True, topics=WORDS[:1])]
    assert shaped(*found) == parse.logs_of(found, CONTRACT, 1, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("address", "0x" + "bb" * 20),
        ("address", "0x" + "aa" * 19),
        ("topics", ["0x11"]),
        ("data", "0102"),
        ("data", "0x012"),
        ("blockNumber", "0xa"),
        ("blockNumber", "5"),
        ("blockHash", WORDS[0][:-2]),
        ("transactionHash", "0x"),
        ("logIndex", "0xzz"),
        ("logIndex", "0x1"),
    ],
)
def test_what_a_node_may_not_say_is_refused_in_the_strict_readers_words(
    name: str, value: Any
) -> None:
    found = [a_log(), a_log(**{"logIndex": "0x2", name: value})]
    with pytest.raises(NodeLies) as strict:
        parse.logs_of(found, CONTRACT, 1, 9)
    with pytest.raises(NodeLies) as quick:
        shaped(*found)
    assert str(quick.value) == str(strict.value)


def test_more_words_than_are_remembered_are_read_too() -> None:
    found = [a_log(logIndex=hex(n), transactionHash=f"0x{n:064x}") for n in range(1_200)]
    assert [log.tx_hash for log in shaped(*found)] == [n.to_bytes(32) for n in range(1_200)]
