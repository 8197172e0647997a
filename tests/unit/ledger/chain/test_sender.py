import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.bindings.revert import RevertUnknown
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import DevNode
from ledger.chain.errors import (
    FinalityBroken,
    NodeUnreachable,
    NonceTaken,
    OutboxUnwritable,
    OutcomeUnknown,
    SenderUnfunded,
    TransactionFailed,
)
from ledger.chain.outbox import Outbox
from ledger.chain.patience import Policy
from ledger.chain.profile import Confirmations, Finality, FinalizedTag, Instant
from ledger.chain.records import Call, Receipt
from ledger.chain.sender import Recovery, Rules, Sender, key_of, outbox_folder
from ledger.chain.signer import Key
from tests.cast import COINS
from tests.disks import filled, small_disk

pytestmark = pytest.mark.node

STOPS, REVERTS = "0x00", "0x5f5ffd"
HURRY = Policy(poll_most=0.05, stuck_after=0.15, give_up=60.0, sure_after=2.0)


def gift(number: int) -> Call:
    """A payment of one wei to an account of this number."""
    return Call(number.to_bytes(20), b"", value=1)


@pytest.fixture
def key(node: DevNode) -> Key:
    key = Key.new()
    node.fund(key.account, COINS)
    return key


@pytest.fixture
def sender_with(node: DevNode, key: Key, tmp_path: Path) -> Callable[..., Sender]:
    def make(
        finality: Finality | None = None,
        *,
        dev: bool = True,
        box: str = "box",
        policy: Policy = HURRY,
    ) -> Sender:
        outbox = Outbox(outbox_folder(tmp_path / box, node.chain, key.account))
        rules = Rules(node.options.chain_id, finality or Instant(), dev, policy)
        return Sender(node.chain, key, outbox, rules)

    return make


def automine(node: DevNode, *, on: bool) -> None:
    node.chain.rpc.ask("evm_setAutomine", on)


def wait_for(node: DevNode, sender: Sender, nonce: int) -> None:
    """Until the node has heard of this nonce's transaction."""
    box, patience = sender.outbox, time.monotonic() + 10
    while not (box.has(nonce) and node.chain.knows(box.entry(nonce).last.tx_hash)):
        assert time.monotonic() < patience
        time.sleep(0.01)


def test_a_message_is_in_a_block_when_send_returns(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    receipt = sender_with().send(gift(7))
    assert receipt.succeeded
    assert node.chain.balance((7).to_bytes(20)) == 1


def test_the_same_message_is_never_sent_twice(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with()
    assert sender.send(gift(7)) == sender.send(gift(7)) == sender_with().send(gift(7))
    assert node.chain.nonce(key.account) == 1


def test_another_name_sends_the_same_message_again(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with()
    sender.send(gift(7), b"\x01" * 32)
    sender.send(gift(7), b"\x02" * 32)
    assert node.chain.balance((7).to_bytes(20)) == 2


def test_ten_threads_and_two_outbox_users_leave_no_gap_and_no_double(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    senders = [sender_with(), sender_with()]
    numbers = [number for number in range(100, 130) for _ in range(2)]  # each message twice

    def give(place: int) -> Receipt:
        return senders[place % 2].send(gift(numbers[place]))

    with ThreadPoolExecutor(10) as pool:
        receipts = list(pool.map(give, range(len(numbers))))
    assert all(receipt.succeeded for receipt in receipts)
    assert node.chain.nonce(key.account) == 30
    assert len({receipt.tx_hash for receipt in receipts}) == 30
    assert all(node.chain.balance(number.to_bytes(20)) == 1 for number in range(100, 130))


def test_a_node_that_counts_an_act_before_it_shows_it_gets_it_once(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    receipt, second = sender_with().send(gift(7)), sender_with()

    class Late(Web3Chain):
        """Its blocks are counted at once; what is in them can be seen at the fifth look."""

        looks = 0

        def receipt(self, tx_hash: bytes) -> Receipt | None:
            self.looks += 1
            return super().receipt(tx_hash) if self.looks > 4 else None

    second.chain = Late(node.url)
    assert second.send(gift(7)) == receipt
    assert second.chain.looks > 4
    assert node.chain.nonce(key.account) == 1


def test_a_refusal_by_the_same_act_come_in_meanwhile_is_no_refusal(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    first, second = sender_with(), sender_with()
    # Runtime: takes one call and reverts all others.
    once = bytes.fromhex("600e600a5f39600e5ff3" + "5f54600a5760015f55005b5f5ffd")
    target = first.send(Call(None, once)).contract
    message = Call(target, b"")

    class Overtaken(Web3Chain):
        def estimate_gas(self, message: Call) -> int:
            first.send(replace(message, sender=None))
            return super().estimate_gas(message)

    second.chain = Overtaken(node.url)
    assert second.send(message) == first.send(message)
    assert node.chain.nonce(key.account) == 2
    with pytest.raises(RevertUnknown):
        first.send(message, b"\x01" * 32)


def test_a_refusal_costs_nothing_and_leaves_nothing(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with()
    halts = Call(None, bytes.fromhex("5f5ffd"))  # creation code that reverts without data
    with pytest.raises(RevertUnknown) as refused:
        sender.send(halts)
    assert refused.value.data == b""
    assert node.chain.nonce(key.account) == sender.outbox.next_nonce() == 0


def test_a_poor_relayer_is_told_before_anything_is_promised(node: DevNode, tmp_path: Path) -> None:
    poor = Key.new()
    node.fund(poor.account, 1_000)
    outbox = Outbox(tmp_path / "poor")
    sender = Sender(node.chain, poor, outbox, Rules(node.options.chain_id, Instant(), policy=HURRY))
    with pytest.raises(SenderUnfunded) as refused:
        sender.send(gift(7))
    assert (refused.value.account, refused.value.balance) == (poor.account, 1_000)
    assert refused.value.needed > 1_000
    assert outbox.next_nonce() == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.chain.client import Web3Chain
from ledger.chain.outbox import Outbox
from ledger.chain.profile import Instant
from ledger.chain.records import Call
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.chain.signer import Key

url, secret, box, when = sys.argv[1:]

class Mortal(Web3Chain):
    def send_raw(self, raw):
        if when == "after":
            super().send_raw(raw)
        os.kill(os.getpid(), signal.SIGKILL)

chain, key = Mortal(url), Key(bytes.fromhex(secret))
outbox = Outbox(outbox_folder(Path(box), chain, key.account))
sender = Sender(chain, key, outbox, Rules(chain.chain_id(), Instant(), True))
sender.send(Call((7).to_bytes(20), b"", value=1))
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_relayer_killed_around_the_broadcast_is_brought_to_its_end_by_the_next(
    node: DevNode, key: Key, tmp_path: Path, sender_with: Callable[..., Sender], when: str
) -> None:
    arguments = (node.url, key.reveal().hex(), str(tmp_path / "box"), when)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert node.chain.nonce(key.account) == (1 if when == "after" else 0)
    sender = sender_with()
    recovery = sender.recover()
    assert recovery.resent == (() if when == "after" else (0,))
    assert sender.send(gift(7)).succeeded
    assert sender.send(gift(8)).succeeded
    assert node.chain.nonce(key.account) == 2
    assert node.chain.balance((7).to_bytes(20)) == 1


def test_a_live_relayer_sends_what_a_killed_one_left_under_a_lower_nonce(
    node: DevNode, key: Key, tmp_path: Path, sender_with: Callable[..., Sender]
) -> None:
    arguments = (node.url, key.reveal().hex(), str(tmp_path / "box"), "before")
    subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, check=False)
    assert sender_with().send(gift(8)).succeeded
    assert node.chain.balance((7).to_bytes(20)) == 1


def test_an_offer_below_the_base_fee_is_outbid_for_the_same_act(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with()
    automine(node, on=False)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(sender.send, gift(7))
        wait_for(node, sender, 0)
        first = sender.outbox.entry(0).last
        node.chain.rpc.ask("anvil_setNextBlockBaseFeePerGas", hex(first.fees.most * 2))
        node.mine()
        patience = time.monotonic() + 60
        while len(sender.outbox.entry(0).variants) == 1:
            assert time.monotonic() < patience
            time.sleep(0.01)
        while not sent.done():  # the new offer is on disk before the node has it
            assert time.monotonic() < patience
            node.mine()
            time.sleep(0.05)
        receipt = sent.result(timeout=60)
    entry = sender.outbox.entry(0)
    assert receipt.tx_hash == entry.variants[1].tx_hash != first.tx_hash
    assert entry.variants[1].fees.most > first.fees.most * 5 // 4
    assert node.chain.nonce(key.account) == 1
    assert node.chain.balance((7).to_bytes(20)) == 1


def test_no_offer_goes_over_the_ceiling(node: DevNode, sender_with: Callable[..., Sender]) -> None:
    policy = replace(HURRY, ceiling=2_500_000_000, give_up=0.6)
    sender = sender_with(policy=policy)
    automine(node, on=False)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(sender.send, gift(7))
        wait_for(node, sender, 0)
        node.chain.rpc.ask("anvil_setNextBlockBaseFeePerGas", hex(10**10))
        node.mine()
        with pytest.raises(OutcomeUnknown) as unknown:
            sent.result(timeout=10)
    assert unknown.value.nonce == 0
    assert sender.outbox.entry(0).last.fees.most <= 2_500_000_000
    assert unknown.value.tx_hash in {one.tx_hash for one in sender.outbox.entry(0).variants}


def test_a_nonce_that_a_stranger_took_is_told_and_the_act_can_be_given_in_again(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    ours, strange = sender_with(), sender_with(box="stranger")
    automine(node, on=False)
    with ThreadPoolExecutor(2) as pool:
        sent = pool.submit(ours.send, gift(7))
        wait_for(node, ours, 0)
        node.chain.rpc.ask("anvil_dropAllTransactions")
        other = pool.submit(strange.send, gift(8))
        wait_for(node, strange, 0)
        node.mine()
        assert other.result(timeout=10).succeeded
        with pytest.raises(NonceTaken) as taken:
            sent.result(timeout=10)
    assert taken.value.nonce == 0
    automine(node, on=True)
    assert ours.send(gift(7)).succeeded
    assert ours.outbox.entry(1).key == key_of(gift(7))


def test_a_dead_node_leaves_the_outcome_unknown_and_the_act_in_the_outbox(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with(policy=replace(HURRY, give_up=0.5))
    automine(node, on=False)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(sender.send, gift(7))
        wait_for(node, sender, 0)
        node.kill()
        with pytest.raises(OutcomeUnknown) as unknown:
            sent.result(timeout=10)
    assert "NODE_UNREACHABLE" in unknown.value.fault
    with pytest.raises(NodeUnreachable):
        sender.send(gift(8))
    assert sender.outbox.next_nonce() == 1


def test_what_fails_in_the_block_is_told_and_may_be_given_in_again(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with()
    target = sender.send(Call(None, bytes.fromhex("60015ff3"))).contract
    assert target is not None
    automine(node, on=False)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(sender.send, Call(target, b"\x01"))
        wait_for(node, sender, 1)
        node.chain.rpc.ask("anvil_setCode", "0x" + target.hex(), REVERTS)
        node.mine()
        with pytest.raises(RevertUnknown) as refused:
            sent.result(timeout=10)
    assert isinstance(refused.value.__cause__, TransactionFailed)
    node.chain.rpc.ask("anvil_setCode", "0x" + target.hex(), STOPS)
    automine(node, on=True)
    assert sender.send(Call(target, b"\x01")).succeeded
    assert node.chain.nonce(key.account) == 3


def test_final_means_so_many_blocks_above(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with(Confirmations(2))
    receipt = sender.send(gift(7))
    with ThreadPoolExecutor(1) as pool:
        final = pool.submit(sender.await_final, receipt)
        node.mine()
        time.sleep(0.2)
        assert not final.done()
        node.mine()
        assert final.result(timeout=5) == receipt


def test_a_fork_that_throws_an_act_out_has_it_sent_again(
    node: DevNode, key: Key, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with(Confirmations(1))
    snapshot = node.snapshot()
    receipt = sender.send(gift(7))
    node.revert(snapshot)
    node.mine(3)
    stop = threading.Event()

    def keep_mining() -> None:
        while not stop.wait(0.05):
            node.mine()

    miner = threading.Thread(target=keep_mining)
    miner.start()
    try:
        final = sender.await_final(receipt)
    finally:
        stop.set()
        miner.join()
    assert final.tx_hash == receipt.tx_hash
    assert final.block_hash != receipt.block_hash
    assert node.chain.nonce(key.account) == 1


def test_without_a_finalized_block_nothing_is_final(sender_with: Callable[..., Sender]) -> None:
    sender = sender_with(FinalizedTag(), policy=replace(HURRY, give_up=0.2))
    receipt = sender.send(gift(7))
    with pytest.raises(OutcomeUnknown) as unknown:
        sender.await_final(receipt)
    assert (unknown.value.tx_hash, unknown.value.fault) == (receipt.tx_hash, "not final")


def test_a_chain_that_lost_final_transactions_stops_the_relayer(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with(dev=False)
    snapshot = node.snapshot()
    sender.send(gift(7))
    sender.recover()
    node.revert(snapshot)
    with pytest.raises(FinalityBroken) as broken:
        sender.recover()
    assert (broken.value.settled, broken.value.found) == (1, 0)


def test_a_development_chain_that_lost_its_last_second_gets_it_again(
    node: DevNode, sender_with: Callable[..., Sender]
) -> None:
    sender = sender_with(dev=True)
    snapshot = node.snapshot()
    sender.send(gift(7))
    sender.recover()
    node.revert(snapshot)
    assert sender.recover().resent == (0,)
    # its nonce is behind the lost one's: once it is mined, so is that
    assert sender.send(gift(8)).succeeded
    assert node.chain.balance((7).to_bytes(20)) == 1


def test_what_is_final_is_noted_and_not_sent_again(sender_with: Callable[..., Sender]) -> None:
    sender = sender_with()
    for number in range(70, 75):
        sender.send(gift(number))
    assert sender.recover() == sender_with().recover() == Recovery((), 5)
    assert sender.outbox.settled() == 5


def test_a_full_disk_sends_nothing_and_is_named(node: DevNode, key: Key, tmp_path: Path) -> None:
    with small_disk(tmp_path, 2**20) as disk:
        outbox = Outbox(outbox_folder(disk, node.chain, key.account))
        sender = Sender(node.chain, key, outbox, Rules(node.options.chain_id, Instant(), dev=True))
        sender.send(gift(7))
        with filled(disk):
            with pytest.raises(OutboxUnwritable) as caught:
                sender.send(gift(8))
            assert caught.value.fault == "No space left on device"
            assert node.chain.nonce(key.account) == 1
            assert not list(disk.rglob("*.part"))
        assert sender.send(gift(8)).succeeded
        assert node.chain.nonce(key.account) == 2
        assert node.chain.balance((8).to_bytes(20)) == 1


def test_an_act_that_lost_its_nonce_is_told_by_the_next_start_though_nobody_waits(
    node: DevNode, sender_with: Callable[..., Sender], caplog: pytest.LogCaptureFixture
) -> None:
    ours, strange = sender_with(), sender_with(box="another home")
    assert ours.send(gift(6)).succeeded
    automine(node, on=False)
    with ThreadPoolExecutor(2) as pool:
        sent = pool.submit(sender_with(policy=replace(HURRY, give_up=0.1)).send, gift(7))
        wait_for(node, ours, 1)
        with pytest.raises(OutcomeUnknown):
            sent.result(timeout=10)
        node.chain.rpc.ask("anvil_dropAllTransactions")
        other = pool.submit(strange.send, gift(8))
        wait_for(node, strange, 1)
        node.mine()
        assert other.result(timeout=10).succeeded
    automine(node, on=True)
    assert sender_with().recover().settled == 2
    lost = [each.message for each in caplog.records if "act lost" in each.message]
    assert len(lost) == 1
    assert f"nonce=1 tx=0x{ours.outbox.entry(1).last.tx_hash.hex()}" in lost[0]
    caplog.clear()
    sender_with().recover()
    assert "act lost" not in caplog.text
