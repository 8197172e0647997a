import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.devnode import STATE, DevNode, free_port
from ledger.chain.devstate import save_state
from ledger.chain.errors import NodeLies, StateTorn
from ledger.chain.records import Call, Tag
from ledger.chain.sender import Sender
from tests.cast import funded_sender
from tests.simulators.node import fake_node

pytestmark = pytest.mark.node

TARGET = b"\x07" * 20
State = dict[str, Any]


def packed(state: State) -> str:
    """As anvil gives its state."""
    # without the time of day: the workers of one run must name their tests alike
    return "0x" + gzip.compress(json.dumps(state).encode(), mtime=0).hex()


@pytest.fixture
def sender(node: DevNode, tmp_path: Path) -> Sender:
    return funded_sender(node, tmp_path / "outbox")


@pytest.fixture
def state(node: DevNode, sender: Sender, tmp_path: Path) -> State:
    """What a chain with three transactions saved."""
    for value in (1, 2, 3):
        sender.send(Call(TARGET, b"", value=value))
    save_state(node.url, tmp_path / STATE)
    loaded: State = json.loads((tmp_path / STATE).read_bytes())
    assert len(loaded["transactions"]) == 3
    return loaded


def one_sent_in_no_block(state: State, account: str) -> None:
    state["accounts"][account]["nonce"] += 1


def one_block_behind(state: State, _account: str) -> None:
    state["blocks"] = [block for block in state["blocks"] if block["header"]["number"] != "0x4"]


def one_receipt_missing(state: State, _account: str) -> None:
    state["transactions"].pop()


def one_block_to_come(state: State, _account: str) -> None:
    state["best_block_number"] += 1


@pytest.mark.parametrize(
    "tear", [one_sent_in_no_block, one_block_behind, one_receipt_missing, one_block_to_come]
)
def test_a_state_of_two_moments_is_not_kept(
    state: State, sender: Sender, tmp_path: Path, tear: Callable[[State, str], None]
) -> None:
    path = tmp_path / STATE
    before = path.read_bytes()
    whole = packed(state)
    tear(state, "0x" + sender.account.hex())
    answers = [packed(state)] * 3 + [whole]
    with fake_node(anvil_dumpState=lambda _: answers[0]) as torn:
        with pytest.raises(StateTorn) as refused:
            save_state(torn.url, path)
        assert len(torn.asked) == refused.value.tries
        assert path.read_bytes() == before
    with fake_node(anvil_dumpState=lambda _: answers.pop(0)) as soon_whole:
        save_state(soon_whole.url, path)
    assert not answers
    assert json.loads(path.read_bytes()) == json.loads(before)


@pytest.mark.parametrize("answer", ["0x", "0x1234", packed({"blocks": 7})])
def test_what_is_no_state_is_not_kept(tmp_path: Path, answer: str) -> None:
    with fake_node(anvil_dumpState=lambda _: answer) as liar, pytest.raises(NodeLies):
        save_state(liar.url, tmp_path / STATE)
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_while_blocks_are_made_is_of_one_moment(
    node: DevNode, sender: Sender, tmp_path: Path
) -> None:
    """A chain from each of them has a receipt for every transaction that its accounts count."""
    sent: list[bytes] = []
    ended = threading.Event()

    def send() -> None:
        while not ended.wait(0.02):
            sent.append(sender.send(Call(TARGET, b"", value=len(sent) + 1)).tx_hash)

    busy = threading.Thread(target=send)
    busy.start()
    counts = []
    try:
        for turn in range(3):
            while len(sent) < 10 * (turn + 1):
                ended.wait(0.01)
            (tmp_path / str(turn)).mkdir()
            save_state(node.url, tmp_path / str(turn) / STATE)
    finally:
        ended.set()
        busy.join()
    for turn in range(3):
        options = replace(node.options, folder=tmp_path / str(turn), keep=True, port=free_port())
        with DevNode(options) as again:
            count = again.chain.nonce(sender.account)
            receipts = map(again.chain.receipt, sent[:count])
            assert all(receipt and receipt.succeeded for receipt in receipts)
            assert again.chain.block(Tag.LATEST).number == 1 + count
            assert again.chain.balance(TARGET) == sum(range(1, count + 1))
            counts.append(count)
    assert 0 < counts[0] < counts[1] < counts[2]
