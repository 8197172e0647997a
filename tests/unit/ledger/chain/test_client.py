from typing import Any

import pytest

from ledger.bindings.errors import AccountNotLive
from ledger.bindings.revert import Panicked, Reverted, RevertUnknown
from ledger.chain import hexes
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import DevNode
from ledger.chain.errors import (
    BlockUnknown,
    NodeLies,
    NodeRefused,
    NodeUnreachable,
    RangeTooLarge,
    StateUnknown,
)
from ledger.chain.records import Call, Tag
from ledger.domain.acts import Address, PartyId
from ledger.domain.keccak import keccak256
from tests.cast import funded_sender
from tests.simulators.node import FakeNode, RpcError, a_block, fake_node, raiser

pytestmark = pytest.mark.node
CONTRACT = b"\xaa" * 20
WORD = "0x" + "11" * 32


def a_log(**changes: Any) -> dict[str, Any]:
    log = {
        "address": hexes.text(CONTRACT),
        "topics": [WORD],
        "data": "0x01",
        "blockNumber": "0x5",
        "blockHash": WORD,
        "transactionHash": WORD,
        "logIndex": "0x0",
        "removed": False,
    }
    return log | changes


def test_headers_come_in_the_order_asked_for_and_carry_their_json(node: DevNode) -> None:
    node.mine(250)
    numbers = [200, *range(150), 3]
    headers = node.chain.headers(numbers)
    assert [header.number for header in headers] == numbers
    assert headers[2].parent_hash == headers[1].hash
    assert headers[0].raw["stateRoot"].startswith("0x")
    assert node.chain.headers([]) == []
    with pytest.raises(BlockUnknown) as unknown:
        node.chain.headers([1, 999])
    assert unknown.value.at == "999"
    with pytest.raises(BlockUnknown):
        node.chain.block(999)


def test_logs_receipts_code_storage_and_proofs_are_bytes_and_numbers(
    node: DevNode, tmp_path: Any
) -> None:
    sender = funded_sender(node, tmp_path)
    # Runtime: store 5 in slot 0, log one topic with one byte of data, stop.
    runtime = bytes.fromhex("60055f55" + "6001" + "5f53" + "60ff" + "60015fa1" + "00")
    loader = bytes.fromhex(f"60{len(runtime):02x}600b5f3960{len(runtime):02x}5ff3") + b""
    creation = loader.ljust(11, b"\x00") + runtime
    contract = sender.send(Call(None, creation)).contract
    assert contract is not None
    assert node.chain.code(contract) == runtime
    receipts = [sender.send(Call(contract, bytes([at]))) for at in range(3)]
    last = receipts[-1].block_number
    logs = node.chain.logs(contract, 0, last)
    assert logs == [log for receipt in receipts for log in receipt.logs]
    assert logs[0].topics == ((255).to_bytes(32),)
    assert logs[0].data == b"\x01"
    with pytest.raises(BlockUnknown) as high:
        node.chain.logs(contract, last + 1, last + 5)
    assert high.value.at == str(last + 5)
    assert node.chain.storage_at(contract, bytes(32)) == (5).to_bytes(32)
    proof = node.chain.proof(contract, [bytes(32), b"\x01" * 32], last)
    assert [slot.value for slot in proof.slots] == [5, 0]
    assert proof.code_hash == keccak256(runtime)
    root = bytes.fromhex(node.chain.block(last).raw["stateRoot"][2:])
    assert keccak256(proof.nodes[0]) == root
    assert node.chain.receipt(b"\x00" * 32) is None
    assert not node.chain.knows(b"\x00" * 32)
    assert node.chain.knows(receipts[0].tx_hash)


def test_a_nodes_reverts_are_typed() -> None:
    refusal = AccountNotLive(PartyId(b"\x03" * 32), Address(b"\x04" * 20))
    cases: list[tuple[RpcError, type[Exception]]] = [
        (RpcError(3, "execution reverted", hexes.text(refusal.encode())), AccountNotLive),
        (RpcError(-32000, "Execution reverted", hexes.text(refusal.encode())), AccountNotLive),
        (RpcError(-32015, "x", {"data": hexes.text(refusal.encode())}), AccountNotLive),
        (RpcError(3, "execution reverted", hexes.text(Reverted("no").encode())), Reverted),
        (RpcError(3, "execution reverted", hexes.text(Panicked(17).encode())), Panicked),
        (RpcError(3, "execution reverted", "0x12345678"), RevertUnknown),
        (RpcError(3, "execution reverted"), RevertUnknown),
        (RpcError(3, "execution reverted", "0x"), RevertUnknown),
        (RpcError(-32000, "insufficient funds"), NodeRefused),
    ]
    with fake_node() as fake:
        for fault, expected in cases:
            fake.answers["eth_call"] = raiser(fault)
            with pytest.raises(expected) as refused:
                Web3Chain(fake.url).call(Call(CONTRACT, b""))
            if isinstance(refused.value, AccountNotLive):
                assert refused.value.party == refusal.party
                assert refused.value.account == refusal.account


def test_a_dead_node_and_a_speechless_one_are_unreachable() -> None:
    with pytest.raises(NodeUnreachable) as dead:
        Web3Chain("http://user:secret@127.0.0.1:1/key").chain_id()
    assert dead.value.node == "http://127.0.0.1:1"
    assert "secret" not in str(dead.value)
    with fake_node() as fake:
        fake.raw = b"<html>"
        with pytest.raises(NodeUnreachable):
            Web3Chain(fake.url).chain_id()
        fake.raw, fake.status = b"{}", 502
        with pytest.raises(NodeUnreachable) as gateway:
            Web3Chain(fake.url).chain_id()
        assert gateway.value.fault == "HTTP status 502"


@pytest.mark.parametrize("raw", [b"5", b"{}", b'{"jsonrpc":"2.0","id":0}', b"[]"])
def test_what_is_no_answer_is_a_lie(raw: bytes) -> None:
    with fake_node() as fake:
        fake.raw = raw
        with pytest.raises(NodeLies):
            Web3Chain(fake.url).chain_id()


@pytest.mark.parametrize("value", [None, 5, "5", "0x", "0xzz", [], {}])
def test_a_number_that_is_none_is_a_lie(value: Any) -> None:
    with fake_node(eth_chainId=lambda: value) as fake, pytest.raises(NodeLies):
        Web3Chain(fake.url).chain_id()


@pytest.mark.parametrize(
    ("logs", "subject"),
    [
        ([a_log(address="0x" + "bb" * 20)], "log address"),
        ([a_log(blockNumber="0x4")], "log block"),
        ([a_log(blockNumber="0xb")], "log block"),
        ([a_log(), a_log()], "log order"),
        ([a_log(logIndex="0x2"), a_log(logIndex="0x1")], "log order"),
        ([a_log(blockNumber="0x6"), a_log(logIndex="0x1")], "log order"),
        ([a_log(topics=["0x11"])], "topic"),
        ([a_log(data="0x1")], "data"),
        ([a_log(data=None)], "data"),
        ([a_log(blockHash=None)], "blockHash"),
        ([{}], "topics"),
        ([5], "topics"),
        ("none", "eth_getLogs"),
    ],
)
def test_logs_that_were_not_asked_for_are_a_lie(logs: Any, subject: str) -> None:
    with fake_node(eth_getLogs=lambda _: logs) as fake, pytest.raises(NodeLies) as lies:
        Web3Chain(fake.url).logs(CONTRACT, 5, 10)
    assert lies.value.subject == subject


@pytest.mark.parametrize(
    "fault",
    [
        RpcError(-32005, "Requested range exceeds maximum"),
        RpcError(-32602, "query returned more than 10000 results"),
        RpcError(-32000, "block range is too large"),
    ],
)
def test_a_range_that_is_too_large_is_told_apart(fault: RpcError) -> None:
    answers = {"eth_getLogs": raiser(fault), "eth_getBlockByNumber": lambda *_: a_block(10)}
    with fake_node(**answers) as fake, pytest.raises(RangeTooLarge) as large:
        Web3Chain(fake.url).logs(CONTRACT, 5, 10)
    assert (large.value.first, large.value.last) == (5, 10)


def test_another_block_than_asked_for_is_a_lie() -> None:
    with fake_node(eth_getBlockByNumber=lambda *_: a_block(6)) as fake:
        chain = Web3Chain(fake.url)
        assert chain.block(Tag.LATEST).number == 6
        with pytest.raises(NodeLies) as lies:
            chain.block(5)
        assert (lies.value.expected, lies.value.found) == ("5", "6")
        with pytest.raises(NodeLies):
            chain.headers([5, 6])


def test_a_batch_that_is_answered_in_part_is_a_lie(fake_batch: FakeNode) -> None:
    with pytest.raises(NodeLies) as lies:
        Web3Chain(fake_batch.url).headers([1, 2])
    assert lies.value.subject == "batch"


@pytest.mark.parametrize("refuses_by", ["error", "list", "status"])
@pytest.mark.parametrize("most", [0, 1, 5])
def test_a_node_that_takes_no_large_batch_is_asked_for_less(refuses_by: str, most: int) -> None:
    with fake_node(eth_getStorageAt=lambda _, slot, __: slot) as fake:
        fake.most_batch, fake.refuses_by = most, refuses_by
        chain = Web3Chain(fake.url)
        slots = [number.to_bytes(32) for number in range(12)]
        assert chain.storage_all(CONTRACT, slots, 5) == slots
        assert len(fake.asked) == 12
        taken = list(fake.batches)
        assert chain.storage_all(CONTRACT, slots[:8], 5) == slots[:8]
        assert max(fake.batches[len(taken) :], default=0) <= most
        assert chain.storage_all(CONTRACT, slots[:1], 5) == slots[:1]


def test_a_node_that_took_less_for_long_is_asked_for_more_again() -> None:
    with fake_node(eth_getStorageAt=lambda _, slot, __: slot) as fake:
        slots = [number.to_bytes(32) for number in range(100)]
        chain = Web3Chain(fake.url)
        fake.most_batch = 30
        chain.storage_all(CONTRACT, slots, 5)
        assert fake.batches == [100, 50, 25, 25, 25, 25]
        for _ in range(40):
            chain.storage_all(CONTRACT, slots, 5)
        # a node that still takes no more is asked in vain once in a hundred times
        assert [each for each in fake.batches[6:] if each != 25] == [50]
        fake.most_batch = 10**9
        for _ in range(100):
            chain.storage_all(CONTRACT, slots, 5)
        assert fake.batches[-1] == 100


def test_batches_are_bounded() -> None:
    with fake_node(eth_getStorageAt=lambda _, slot, __: slot) as fake:
        slots = [number.to_bytes(32) for number in range(250)]
        assert Web3Chain(fake.url).storage_all(CONTRACT, slots, 5) == slots
        assert fake.batches == [100, 100, 50]


def test_one_refusal_in_a_batch_is_the_nodes_answer_and_not_asked_again() -> None:
    def answer(_: str, slot: str, __: str) -> str:
        if slot == hexes.text((3).to_bytes(32)):
            raise RpcError(-32000, "no such state")
        return slot

    with fake_node(eth_getStorageAt=answer) as fake:
        slots = [number.to_bytes(32) for number in range(9)]
        with pytest.raises(NodeRefused) as refused:
            Web3Chain(fake.url).storage_all(CONTRACT, slots, 5)
        assert refused.value.message == "no such state"
        assert fake.batches == [9]


def test_a_busy_gateway_is_unreachable_and_not_asked_in_smaller_batches() -> None:
    with fake_node(eth_getStorageAt=lambda _, slot, __: slot) as fake:
        fake.status = 429
        with pytest.raises(NodeUnreachable):
            Web3Chain(fake.url).storage_all(CONTRACT, [bytes(32)] * 9, 5)
        assert fake.batches == [9]


@pytest.fixture
def fake_batch() -> Any:
    with fake_node() as fake:
        fake.raw = b'[{"jsonrpc":"2.0","id":0,"result":null}]'
        yield fake


def test_a_node_without_finality_has_no_finalized_block() -> None:
    fault = RpcError(-39001, "Unknown block")
    with fake_node(eth_getBlockByNumber=raiser(fault)) as fake:
        with pytest.raises(BlockUnknown) as unknown:
            Web3Chain(fake.url).block(Tag.FINALIZED)
        assert unknown.value.at == "finalized"
        with pytest.raises(NodeRefused) as refused:
            Web3Chain(fake.url).block(5)
        assert (refused.value.method, refused.value.number) == ("eth_getBlockByNumber", -39001)


def test_a_proof_of_a_forgotten_state_and_of_other_slots() -> None:
    with fake_node() as fake:
        chain = Web3Chain(fake.url)
        with pytest.raises(NodeRefused) as missing:
            chain.proof(CONTRACT, [], 5)
        assert missing.value.number == -32601
        fake.answers["eth_getProof"] = raiser(RpcError(-32000, "missing trie node 12"))
        with pytest.raises(StateUnknown) as forgotten:
            chain.proof(CONTRACT, [], 5)
        assert forgotten.value.block == 5
        fake.answers["eth_getProof"] = lambda *_: None
        with pytest.raises(StateUnknown):
            chain.proof(CONTRACT, [], 5)
        entry = {"key": "0x1", "value": "0x0", "proof": []}
        whole = {
            "address": hexes.text(CONTRACT),
            "balance": "0x0",
            "nonce": "0x0",
            "codeHash": WORD,
            "storageHash": WORD,
            "accountProof": ["0x01"],
            "storageProof": [entry],
        }
        fake.answers["eth_getProof"] = lambda *_: whole
        assert chain.proof(CONTRACT, [(1).to_bytes(32)], 5).nodes == (b"\x01",)
        with pytest.raises(NodeLies):
            chain.proof(CONTRACT, [(2).to_bytes(32)], 5)
        with pytest.raises(NodeLies):
            chain.proof(b"\xbb" * 20, [(1).to_bytes(32)], 5)


def test_free_gas_is_offered_nothing_and_dear_gas_its_price() -> None:
    with fake_node(
        eth_getBalance=lambda *_: "0x9",
        eth_getBlockByNumber=lambda *_: a_block(baseFeePerGas="0x0"),
        eth_gasPrice=lambda: "0x0",
    ) as fake:
        chain = Web3Chain(fake.url)
        free = chain.purse(CONTRACT)
        assert (free.balance, free.fees.most, free.fees.tip, free.height) == (9, 0, 0, 5)
        fake.answers["eth_getBlockByNumber"] = lambda *_: a_block(baseFeePerGas="0x64")
        fake.answers["eth_gasPrice"] = lambda: "0x6e"
        dear = chain.purse(CONTRACT).fees
        assert (dear.most, dear.tip) == (210, 10)
