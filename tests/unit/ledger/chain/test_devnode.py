import os
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.check import check_machine
from ledger.chain.devnode import PAST_STATES, DevNode, DevNodeOptions, find_binary, free_port
from ledger.chain.errors import BinaryMissing, ClockRefused, NodeDied, PortInUse
from ledger.chain.records import Call, Tag
from ledger.chain.signer import Key
from tests.cast import DAY, ROOT, funded_sender, running_node

pytestmark = pytest.mark.node


def wall() -> int:
    return int(time.time())


def test_a_fresh_chain_starts_in_the_past_and_has_no_accounts(node: DevNode) -> None:
    assert wall() - node.time() > 900 * DAY
    assert node.chain.chain_id() == 20_260
    assert node.chain.rpc.ask("eth_accounts") == []
    assert check_machine(node.chain).number == 1


def test_the_clock_moves_forward_to_a_second_and_never_past_the_wall(node: DevNode) -> None:
    target = node.time() + 30 * DAY
    node.move_clock(target, wall=wall())
    assert node.time() == target
    assert node.chain.next_time() - target <= 2
    for asked in (target, target - 1):
        with pytest.raises(ClockRefused) as back:
            node.move_clock(asked, wall=wall())
        assert (back.value.current, back.value.asked) == (target, asked)
    now = wall()
    with pytest.raises(ClockRefused) as future:
        node.move_clock(now + 1, wall=now)
    assert (future.value.asked, future.value.wall) == (now + 1, now)
    assert node.time() == target


def test_a_killed_chain_goes_on_with_its_state_its_history_and_its_clock(tmp_path: Path) -> None:
    with running_node(tmp_path / "node", keep=True) as node:
        sender = funded_sender(node, tmp_path)
        node.advance(10 * DAY, wall=wall())
        kept = sender.send(Call(b"\x07" * 20, b"", value=1))
        before, head = node.time(), node.chain.block(node.chain.purse(sender.account).height)
        node.save()
        lost = sender.send(Call(b"\x09" * 20, b"", value=1))
        node.kill()
        assert not node.running
        assert node.ensure()
        assert not node.ensure()
        assert node.chain.block(head.number).hash == head.hash
        assert node.chain.receipt(kept.tx_hash) == kept
        assert node.chain.receipt(lost.tx_hash) is None
        assert node.chain.balance(b"\x07" * 20) == 1
        assert node.chain.proof(b"\x07" * 20, [], head.number - 1).balance == 0
        assert sender.recover().resent == (1,)
        node.mine()
        assert 0 <= node.time() - before < 60
        sender.send(Call(b"\x08" * 20, b"", value=1))
        assert node.chain.balance(b"\x09" * 20) == 1


def test_no_past_state_is_left_on_disk_by_a_killed_or_a_stopped_chain(tmp_path: Path) -> None:
    with running_node(tmp_path / "node", keep=True) as node:
        node.mine(1_200)
        assert any((tmp_path / "node" / PAST_STATES).rglob("*.json"))
        node.kill()
        assert not (tmp_path / "node" / PAST_STATES).exists()
        (tmp_path / "node" / PAST_STATES / "of-one-that-was-killed-with-us").mkdir(parents=True)
        assert node.ensure()
        assert not any((tmp_path / "node" / PAST_STATES).glob("of-*"))
    assert not (tmp_path / "node" / PAST_STATES).exists()


def test_a_stopped_chain_is_saved_first_and_keeps_its_first_block(tmp_path: Path) -> None:
    """Senders name their outbox by the first block: another one would hide what was promised."""
    with running_node(tmp_path / "node", keep=True) as node:
        first = node.chain.block(0).hash
        for round_ in range(1, 6):
            node.mine()
            node.stop()
            node.start()
            assert node.chain.block(0).hash == first
            assert node.chain.block(Tag.LATEST).number == 1 + round_


def test_a_clock_that_went_back_with_its_chain_is_set_forward_again(tmp_path: Path) -> None:
    with running_node(tmp_path / "node", keep=True) as node:
        late = node.time() + 3 * DAY
        node.move_clock(late, wall=wall())
        node.kill()
        node.start()
        assert node.chain.next_time() < late
        node.set_clock(late)
        assert 0 <= node.chain.next_time() - late < 60
        node.set_clock(late - DAY)
        assert node.chain.next_time() >= late
        node.mine()
        assert 0 <= node.time() - late < 60
        node.move_clock(node.time() + 1, wall=wall())


def test_a_kept_chain_is_out_of_reach_of_a_terminals_ctrl_c(tmp_path: Path, node: DevNode) -> None:
    assert node.pid is not None
    assert os.getpgid(node.pid) == os.getpgid(0)
    with running_node(tmp_path / "kept", keep=True) as kept:
        assert kept.pid is not None
        assert os.getpgid(kept.pid) == kept.pid


def test_a_port_in_use_is_named(node: DevNode) -> None:
    with pytest.raises(PortInUse) as used:
        DevNode(replace(node.options, folder=node.options.folder / "other")).start()
    assert used.value.port == node.options.port
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortInUse) as taken:
            DevNode(replace(node.options, port=port)).start()
        assert taken.value.port == port


def test_a_missing_binary_is_named(tmp_path: Path) -> None:
    with pytest.raises(BinaryMissing) as missing:
        find_binary(tmp_path)
    assert missing.value.searched.startswith(str(tmp_path))


def test_a_node_that_ends_at_once_says_why(tmp_path: Path) -> None:
    options = DevNodeOptions(
        find_binary(ROOT), tmp_path, free_port(), wall() - DAY, extra=("--no-such-option",)
    )
    with pytest.raises(NodeDied) as died:
        DevNode(options).start()
    assert died.value.status != 0
    assert "--no-such-option" in died.value.last


def test_a_snapshot_is_come_back_to(node: DevNode) -> None:
    account = Key.new().account
    snapshot = node.snapshot()
    node.fund(account, 5)
    assert node.chain.balance(account) == 5
    node.revert(snapshot)
    assert node.chain.balance(account) == 0
