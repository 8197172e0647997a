"""Header bytes rebuilt from a real node's JSON hash to the block's hash."""

import json
from pathlib import Path
from typing import Any

import pytest

from notarization.headers import BlockJsonMalformed, header_rlp_from_json
from notarization.verify.header import decode_header

VECTOR_FILE = Path(__file__).parents[2] / "vectors" / "state_proofs_anvil.json"
BLOCK: dict[str, Any] = json.loads(VECTOR_FILE.read_text())["block"]
CANCUN = ["baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas"]
CANCUN += ["parentBeaconBlockRoot", "requestsHash"]


def test_rebuilt_header_hashes_to_the_nodes_block_hash() -> None:
    header = decode_header(header_rlp_from_json(BLOCK))
    assert "0x" + header.hash.hex() == BLOCK["hash"]
    assert "0x" + header.state_root.hex() == BLOCK["stateRoot"]
    assert header.number == int(BLOCK["number"], 16)
    assert header.timestamp == int(BLOCK["timestamp"], 16)


@pytest.mark.parametrize(("dropped", "count"), [(6, 15), (5, 16), (4, 17), (1, 20), (0, 21)])
def test_older_fork_gives_fewer_fields(dropped: int, count: int) -> None:
    late = CANCUN[len(CANCUN) - dropped :]
    without = {name: value for name, value in BLOCK.items() if name not in late}
    null = {name: None if name in late else value for name, value in BLOCK.items()}
    for block in (without, null):
        assert len(decode_header(header_rlp_from_json(block)).fields) == count


@pytest.mark.parametrize("name", ["stateRoot", "nonce", "baseFeePerGas", "excessBlobGas"])
def test_block_that_lacks_a_field_its_fork_has_is_refused(name: str) -> None:
    block = {key: value for key, value in BLOCK.items() if key != name}
    with pytest.raises(BlockJsonMalformed) as caught:
        header_rlp_from_json(block)
    assert (caught.value.field, caught.value.value) == (name, "missing")


@pytest.mark.parametrize("value", ["12", "0x", "0xzz", "0x1_0", 7, "0x 1", "0x１"])
def test_number_in_a_form_that_no_node_gives_is_refused(value: object) -> None:
    with pytest.raises(BlockJsonMalformed) as caught:
        header_rlp_from_json(BLOCK | {"number": value})
    assert caught.value.field == "number"


@pytest.mark.parametrize("value", ["0x123", "12", 7])
def test_data_in_a_form_that_no_node_gives_is_refused(value: object) -> None:
    with pytest.raises(BlockJsonMalformed) as caught:
        header_rlp_from_json(BLOCK | {"stateRoot": value})
    assert caught.value.field == "stateRoot"
