from typing import Any

import pytest

from ledger.chain.check import check_machine, check_proofs, final_block
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import DevNode, DevNodeOptions, find_binary, free_port
from ledger.chain.errors import NotCancun, NotOwnHeight, NotSeconds, ProofsMissing
from ledger.chain.profile import Confirmations, FinalizedTag, Instant
from tests.cast import ROOT
from tests.simulators.node import Answer, RpcError, a_block, fake_node, raiser

pytestmark = pytest.mark.node
NOW = 1_790_000_000
CANCUN = {"blobGasUsed": "0x0", "parentBeaconBlockRoot": "0x00"}


def machine(number: int, time: int) -> dict[str, Answer]:
    """A node whose latest header is block 5 at NOW, and whose machine says otherwise."""
    answer = "0x" + number.to_bytes(32).hex() + time.to_bytes(32).hex()
    return {
        "web3_clientVersion": lambda: "fake/1",
        "eth_getBlockByNumber": lambda *_: a_block(5, timestamp=hex(NOW), **CANCUN),
        "eth_call": lambda *_: answer,
    }


def test_a_real_machine_passes(node: DevNode) -> None:
    node.mine(3)
    assert check_machine(node.chain).number == 4
    check_proofs(node.chain, bytes(20), 4)


def test_a_machine_without_cancun_is_refused(tmp_path: Any) -> None:
    options = DevNodeOptions(
        find_binary(ROOT), tmp_path, free_port(), NOW, keep=False, hardfork="shanghai"
    )
    with DevNode(options) as old, pytest.raises(NotCancun) as refused:
        check_machine(old.chain)
    assert refused.value.client.startswith("anvil/")
    assert refused.value.lacks == "MCOPY or TLOAD, blobGasUsed, parentBeaconBlockRoot"


def test_a_machine_that_answers_the_probe_with_nothing_is_refused() -> None:
    with fake_node(**machine(5, NOW)) as fake:
        fake.answers["eth_call"] = lambda *_: "0x"
        with pytest.raises(NotCancun) as refused:
            check_machine(Web3Chain(fake.url))
        assert refused.value.client == "fake/1"


@pytest.mark.parametrize("time", [NOW * 1_000, NOW // 60, NOW + 100_000])
def test_another_unit_of_time_is_refused(time: int) -> None:
    with fake_node(**machine(5, time)) as fake, pytest.raises(NotSeconds) as refused:
        check_machine(Web3Chain(fake.url))
    assert (refused.value.header, refused.value.machine) == (NOW, time)


@pytest.mark.parametrize("number", [4, 7, 20_000_000])
def test_another_chains_height_is_refused(number: int) -> None:
    with fake_node(**machine(number, NOW)) as fake, pytest.raises(NotOwnHeight) as refused:
        check_machine(Web3Chain(fake.url))
    assert (refused.value.header, refused.value.machine) == (5, number)


@pytest.mark.parametrize("number", [5, 6])
def test_a_call_runs_on_the_latest_block_or_on_the_next(number: int) -> None:
    with fake_node(**machine(number, NOW + 1)) as fake:
        assert check_machine(Web3Chain(fake.url)).number == 5


def test_a_node_without_proofs_is_refused_where_the_profile_promises_them() -> None:
    with fake_node(**machine(5, NOW)) as fake, pytest.raises(ProofsMissing) as missing:
        check_proofs(Web3Chain(fake.url), bytes(20), 5)
    assert missing.value.client == "fake/1"


def test_final_is_latest_so_many_below_or_what_the_node_says(node: DevNode) -> None:
    node.mine(9)
    assert final_block(node.chain, Instant()) == 10
    assert final_block(node.chain, Confirmations(4)) == 6
    assert final_block(node.chain, FinalizedTag()) == 0
    fault = RpcError(-32000, "unknown block")
    with fake_node(eth_getBlockByNumber=raiser(fault)) as fake:
        assert final_block(Web3Chain(fake.url), FinalizedTag()) == -1
