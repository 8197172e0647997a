"""Proofs from the simulated node: the makers of evidence take them, and none that is false."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.client import Web3Chain
from ledger.chain.errors import StateUnknown
from ledger.chain.profile import ChainProfile
from ledger.domain.dossier import Anchor, head_slot
from ledger.domain.keccak import keccak256
from ledger.queries.proof import ProofStatus
from ledger.queries.status import status
from ledger.store.repositories import proof
from ledger.store.repositories.mirror import commit_mark
from ledger.store.repositories.rows import find
from ledger.store.tables.offchain import ProofDueRow, StoredProofRow
from notarization.chain_source import read_chain
from notarization.proof import prove, read_proof
from notarization.prover import Prover, forget_lost
from notarization.verify.state import SlotProof, prove_account, prove_slot
from notarization.verify.trie import ProofNodeHash, ProofTruncated
from tests.cast import Stage
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import profile_of
from tests.simulators.copied import WORKED_OUT, copy
from tests.simulators.faults import Faults
from tests.simulators.proving import ProvingChain
from tests.simulators.served import SimulatedNode, served
from tests.stories import Story

pytestmark = pytest.mark.node
OPENING = [[0, 0, 0], [12], [3], [4], [5], [3], [4], [5], [6], [7, 6], [0]]


@pytest.fixture
def told() -> Iterator[SimulatedNode]:
    """A short chain of forged acts."""
    chain, story = ProvingChain(code_hash=keccak256(b"code")), Story()
    story.play(chain, OPENING)
    with served(chain) as node:
        yield node


def test_every_head_is_proven_under_the_header_and_what_is_not_there_is_too(
    told: SimulatedNode,
) -> None:
    node, register = Web3Chain(told.url), told.chain.anchor.register
    assert isinstance(told.chain, ProvingChain)
    source = read_chain(node, profile_of(told.chain), told.chain.height)
    for block in (0, 1, 5, told.chain.height):
        made = prove(source, source.by_subject, block)
        account = prove_account(made.block.state_root, register, made.account)
        assert account.code_hash == told.chain.code_hash
        stored = told.chain.stored_heads(block)
        for subject, nodes in made.heads.items():
            found = prove_slot(account.storage_root, head_slot(subject), nodes)
            head = stored.get(head_slot(subject))
            assert found.value == int.from_bytes(head or b"")
            assert (found.proof is SlotProof.INCLUSION) == (head is not None)


def test_a_false_proof_proves_nothing_and_says_why(told: SimulatedNode) -> None:
    source = read_chain(Web3Chain(told.url), profile_of(told.chain), told.chain.height)
    block = told.chain.height

    def shown(faults: Faults) -> None:
        told.misbehave(faults)
        made = prove(source, source.by_subject, block)
        account = prove_account(made.block.state_root, made.address, made.account)
        for subject, nodes in made.heads.items():
            prove_slot(account.storage_root, head_slot(subject), nodes)

    shown(Faults())
    with pytest.raises(ProofNodeHash) as bent:
        shown(Faults(bent=True))
    assert bent.value.index > 0
    with pytest.raises(ProofNodeHash) as older:
        shown(Faults(proves=block - 2))
    assert older.value.index == 0
    with pytest.raises(ProofTruncated):
        shown(Faults(torn=True))
    with pytest.raises(StateUnknown) as unknown:
        shown(Faults(pruned=block + 1))
    assert unknown.value.block == block


@pytest.fixture(scope="module")
def real(stage: Stage) -> Web3Chain:
    titled = stage.issued_title()
    stage.pledged(titled.title, stage.cast.registrant, stage.cast.bank, 100_000)
    return Web3Chain(stage.node.url)


@pytest.fixture
def copied(stage: Stage, real: Web3Chain) -> Iterator[tuple[SimulatedNode, ChainProfile]]:
    """The real contracts' own acts, under headers with the roots of the simulator's state."""
    profile = stage.register.profile
    code, anchor = profile.register.code_hash, Anchor(profile.chain_id, profile.register.address)
    chain = ProvingChain(anchor=anchor, genesis=False, code_hash=code)
    copy(real, chain, own=WORKED_OUT | {"stateRoot"})
    with served(chain) as node:
        started = chain.at(profile.start_block)[0].hash
        yield node, replace(profile, start_hash=started)


def refused(mirror: Mirror) -> set[str]:
    with mirror.reading() as session:
        return {row.code for row in find(session, ProofDueRow)}


def standing(mirror: Mirror) -> ProofStatus:
    with mirror.reading() as session:
        found = status(session).proofs
    assert found is not None
    return found


def mark(mirror: Mirror) -> object:
    """The commit that kept verdicts were worked out from."""
    with mirror.reading() as session:
        return commit_mark(session)


def test_the_prover_stores_what_the_verifier_accepts_and_refuses_each_lie(
    copied: tuple[SimulatedNode, ChainProfile], tmp_path: Path
) -> None:
    node, profile = copied
    mirror = open_mirror(tmp_path / "mirror.db", Web3Chain(node.url), profile)
    mirror.catch_up()
    prover = Prover(mirror.engine, Web3Chain(node.url), profile, clock=now)
    before = mark(mirror)
    lies = {
        "PROOF_TRUNCATED": Faults(torn=True),
        "PROOF_NODE_HASH": Faults(bent=True),
    }
    for code, faults in lies.items():
        node.misbehave(faults)
        assert prover.run_once().made == 0
        assert refused(mirror) == {code}
        prover.ask_again()
    node.misbehave(Faults(proves=node.height - 1))
    assert prover.run_once().made == 0
    assert refused(mirror) == {"PROOF_NODE_HASH"}
    prover.ask_again()
    node.misbehave(Faults(pruned=node.height + 1))
    with pytest.raises(StateUnknown):
        prover.run_once()
    node.misbehave(Faults())
    done = prover.catch_up()
    assert (done.made, done.refused) == (1, 0)
    with mirror.reading() as session:
        [kept] = find(session, StoredProofRow)
        assert proof.count(session) == 1
    assert read_proof(kept.data).block.number == kept.block
    # no verdict says anything of proofs: what was answered before is answered again
    assert mark(mirror) == before
    mirror.engine.dispose()


def test_a_state_that_was_pruned_before_its_proof_is_named_until_a_later_proof_covers_it(
    copied: tuple[SimulatedNode, ChainProfile], tmp_path: Path
) -> None:
    node, profile = copied
    mirror = open_mirror(tmp_path / "mirror.db", Web3Chain(node.url), profile)
    prover = Prover(mirror.engine, Web3Chain(node.url), profile, clock=now)
    behind = node.height - 1
    node.misbehave(Faults(lag=1, pruned=node.height))
    mirror.catch_up()
    for faults in (1, 2):
        with pytest.raises(StateUnknown) as pruned:
            prover.run_once()
        assert pruned.value.block == behind
        found = standing(mirror)
        assert (found.lacking, found.kept, found.faults) == (1, 0, faults)
        assert found.code == "STATE_UNKNOWN"
    # the mirror reads on, and what is provable now covers all that was before
    node.misbehave(Faults(pruned=node.height))
    mirror.catch_up()
    assert prover.catch_up().made == 1
    found = standing(mirror)
    assert (found.lacking, found.kept, found.code) == (0, 1, "")
    with mirror.reading() as session:
        (row,) = find(session, StoredProofRow)
        covering = proof.first_since(
            session, row.title, Web3Chain(node.url).block(behind).timestamp
        )
    assert covering == row
    # and is kept when the node forgets that state too
    node.misbehave(Faults(pruned=node.height + 1))
    assert forget_lost(mirror.engine, mirror.chain) == 0
    assert prover.run_once().made == 0
    assert standing(mirror).lacking == 0
    mirror.engine.dispose()
