"""The simulated node tells what a real one tells, and a mirror cannot tell them apart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.chain import hexes
from ledger.chain.client import Web3Chain
from ledger.chain.codec import raw_act
from ledger.chain.errors import BlockUnknown
from ledger.chain.profile import Confirmations
from ledger.chain.rpc import RpcFault
from ledger.domain.acts import OrderScope
from ledger.domain.dossier import Anchor, head_slot
from ledger.domain.evolve import replay
from ledger.domain.words import RECORD_KEY
from ledger.indexer.audit import audit
from ledger.queries.status import status
from ledger.store.repositories import journal
from notarization.verify.header import HEADER_FIELDS
from tests.cast import Stage, deployed_stage, running_node
from tests.mirrors import Mirror, differences, now, open_mirror
from tests.simulators.chain import SimulatedChain, log_of, profile_of
from tests.simulators.copied import copy
from tests.simulators.lives import ACTS, STAGES
from tests.simulators.long import LIVES_A_REGISTRY, LongChain, forged
from tests.simulators.served import SimulatedNode, served

pytestmark = pytest.mark.node
RECEIPT = ("transactionHash", "blockHash", "blockNumber", "status", "contractAddress", "logs")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """On a node of its own: the one of all files forgets the states of its first blocks."""
    with running_node(tmp_path_factory.mktemp("node")) as node:
        yield deployed_stage(node, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def real(stage: Stage) -> Web3Chain:
    """A real run: a deployment, an issue, pledges, an order."""
    titled = stage.issued_title()
    cast = stage.cast
    stage.pledged(titled.title, cast.registrant, cast.bank, 100_000)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled.title))
    return Web3Chain(stage.node.url)


@pytest.fixture(scope="module")
def copied(stage: Stage, real: Web3Chain) -> Iterator[SimulatedNode]:
    """The same acts in the simulator; of the headers only what it cannot work out."""
    profile = stage.register.profile
    chain = SimulatedChain(anchor=Anchor(profile.chain_id, profile.register.address), genesis=False)
    copy(real, chain)
    with served(chain) as node:
        yield node


def raw_logs(chain: Web3Chain, first: int, last: int, **query: str) -> list[dict[str, Any]]:
    places = {"fromBlock": hex(first), "toBlock": hex(last)}
    found: list[dict[str, Any]] = chain.rpc.ask("eth_getLogs", {**places, **query})
    return found


def test_logs_are_those_of_a_real_node(
    stage: Stage, real: Web3Chain, copied: SimulatedNode
) -> None:
    height, register = copied.height, "0x" + stage.register.profile.register.address.hex()
    simulated = Web3Chain(copied.url)
    for first, last in ((0, height), (height - 3, height), (height, height), (2, 2)):
        for query in ({}, {"address": register}):
            assert raw_logs(simulated, first, last, **query) == raw_logs(real, first, last, **query)
    assert len(raw_logs(real, 0, height, address=register)) > 20


def test_an_act_is_logged_by_the_simulator_as_by_the_register(
    stage: Stage, real: Web3Chain, copied: SimulatedNode
) -> None:
    logs = real.logs(stage.register.profile.register.address, 0, copied.height)
    made = [log_of(raw_act(log, 0)) for log in logs]
    assert len({log.topics[3] for log in logs}) > 2, "of several books"
    assert [(log.topics, log.data) for log in made] == [(log.topics, log.data) for log in logs]


def test_receipts_of_acts_are_those_of_a_real_node(
    stage: Stage, real: Web3Chain, copied: SimulatedNode
) -> None:
    """But for gas and its price, which no mirror asks for and no simulator knows."""
    simulated = Web3Chain(copied.url)
    logs = real.logs(stage.register.profile.register.address, 0, copied.height)
    names = [hexes.text(each) for each in dict.fromkeys(log.tx_hash for log in logs)]
    for name in names:
        asked = [chain.rpc.ask("eth_getTransactionReceipt", name) for chain in (simulated, real)]
        told = [{member: each.get(member) for member in RECEIPT} for each in asked]
        assert told[0] == told[1]
    assert len(names) > 10
    nowhere = hexes.text(bytes(32))
    assert {chain.rpc.ask("eth_getTransactionReceipt", nowhere) for chain in (simulated, real)} == {
        None
    }


def test_headers_and_their_hashes_are_those_of_a_real_node(
    real: Web3Chain, copied: SimulatedNode
) -> None:
    simulated = Web3Chain(copied.url)
    for number in (*range(copied.height + 1), "latest", "earliest"):
        at = hex(number) if isinstance(number, int) else number
        told = [chain.rpc.ask("eth_getBlockByNumber", at, False) for chain in (simulated, real)]
        names = {"hash", *(each.name for each in HEADER_FIELDS if each.name in told[1])}
        assert {name: told[0][name] for name in names} == {name: told[1][name] for name in names}
        assert set(told[0]["transactions"]) <= set(told[1]["transactions"])
    assert simulated.rpc.ask("eth_blockNumber") == real.rpc.ask("eth_blockNumber")
    assert simulated.chain_id() == real.chain_id()


def test_heads_and_words_are_those_of_a_real_node(
    stage: Stage, real: Web3Chain, copied: SimulatedNode, tmp_path: Path
) -> None:
    simulated = Web3Chain(copied.url)
    mirror = open_mirror(tmp_path / "mirror.db", simulated, stage.register.profile)
    mirror.catch_up()
    assert differences(mirror) == []
    with mirror.reading() as session:
        subjects = [each for part in journal.all_subjects(session, 500) for each in part]
    register, slots = stage.register.profile.register.address, [*map(head_slot, subjects)]
    for at in (copied.height, copied.height // 2, 1):
        assert simulated.storage_all(register, slots, at) == real.storage_all(register, slots, at)
    other = open_mirror(tmp_path / "real.db", real, stage.register.profile)
    other.catch_up()
    assert mirror.dump() == other.dump()
    assert differences(Mirror(mirror.engine, mirror.follower, real, mirror.profile)) == []
    for each in (mirror, other):
        each.engine.dispose()


def test_of_what_it_lacks_it_tells_as_much_as_a_real_node(
    stage: Stage, real: Web3Chain, copied: SimulatedNode
) -> None:
    simulated, beyond = Web3Chain(copied.url), copied.height + 5
    assert raw_logs(simulated, 1, beyond) == raw_logs(real, 1, beyond)
    for chain in (simulated, real):
        with pytest.raises(RpcFault, match=f"height is {copied.height} but requested") as caught:
            raw_logs(chain, beyond - 3, beyond)
        assert caught.value.number == -32602
        with pytest.raises(BlockUnknown):
            chain.block(beyond)
        with pytest.raises(RpcFault):
            chain.rpc.ask("eth_getStorageAt", "0x" + "52" * 20, "0x0", hex(beyond))
    copied.faults.refuses_beyond = True
    with pytest.raises(BlockUnknown):
        simulated.logs(stage.register.profile.register.address, 1, beyond)
    copied.faults.clear()


def test_a_long_chain_is_what_the_rules_make(tmp_path: Path) -> None:
    chain = LongChain(acts=700, acts_a_block=51)
    with served(chain) as node:
        mirror = open_mirror(
            tmp_path / "mirror.db", Web3Chain(node.url), profile_of(chain, Confirmations(4))
        )
        mirror.catch_up()
        with mirror.reading() as session:
            found = status(session)
        assert (found.unreadable, found.acts, found.dossiers) == ((), 714, 42 * 5)
        assert audit(mirror.engine, mirror.chain, clock=now).passed
        mirror.engine.dispose()


def test_a_sparse_chain_has_acts_in_few_of_its_blocks(tmp_path: Path) -> None:
    chain = LongChain(acts=30, acts_a_block=ACTS, spread=7, apart=STAGES)
    having = [number for number in range(chain.height + 1) if chain.at(number)[1]]
    assert having == [7 * place for place in range(1, 2 * STAGES + 1)]
    with served(chain) as node:
        mirror = open_mirror(
            tmp_path / "mirror.db", Web3Chain(node.url), profile_of(chain, Confirmations(4))
        )
        assert mirror.catch_up().block == chain.height == having[-1]
        with mirror.reading() as session:
            assert status(session).acts == 2 * ACTS
        assert audit(mirror.engine, mirror.chain, clock=now).passed
        mirror.engine.dispose()


def test_a_cast_life_is_the_life_that_the_rules_forge() -> None:
    chain = LongChain(acts=200, seed=7)
    acts = [act for number in range(chain.height + 1) for act in chain.acts_of(number)]
    first = [act for stage in forged(chain.life(5), chain.times(0), first=1) for act in stage]
    assert len(first) == ACTS
    assert [act for act in first if act not in acts] == []


def test_each_registry_of_a_long_chain_is_cast_as_the_rules_forge() -> None:
    chain = LongChain(acts=17 * 3_333 * 8)
    for number in range(5, 8 * LIVES_A_REGISTRY, LIVES_A_REGISTRY):
        which, place = divmod(number, chain.cohort)
        times = chain.times(which)
        made = chain._made(which)
        for stage, acts in enumerate(forged(chain.life(number), times)):
            each = len(made[stage]) // chain.cohort
            assert made[stage][place * each : (place + 1) * each] == [log_of(act) for act in acts]


def test_a_long_chain_has_the_words_that_a_replay_leaves() -> None:
    chain = LongChain(acts=200, seed=7)
    acts = [act for number in range(chain.height + 1) for act in chain.acts_of(number)]
    subject = max((act.subject for act in acts), key=[act.subject for act in acts].count)
    dossier = replay(chain.anchor, subject, [act for act in acts if act.subject == subject])
    assert len(dossier.words) > 1
    for key, word in dossier.words.items():
        assert chain.word(subject, key, chain.height) == word
    assert chain.word(subject, RECORD_KEY, 0) != dossier.words[RECORD_KEY]
    assert chain.word(subject, b"\xff" * 32, chain.height) == bytes(32)
