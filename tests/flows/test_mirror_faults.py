"""The mirror through power cuts, dead nodes and forks, on a real chain of its own."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from api.cli import run
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import DevNode
from ledger.chain.profile import ChainProfile, Confirmations
from ledger.chain.records import Tag
from ledger.domain.acts import OrderScope
from ledger.errors import LedgerError
from ledger.indexer.errors import ForkBelowFinality, MirrorAheadOfChain
from ledger.queries.as_of import AsOf, MirrorState, as_of
from ledger.queries.errors import SubjectUnknown
from ledger.queries.party import party_page
from ledger.queries.status import status
from ledger.registrar.register import Register
from ledger.store.repositories.mirror import cursor
from tests.cast import Stage, deployed_stage, funded_sender, running_node
from tests.mirrors import Mirror, differences, open_mirror, require_agreement
from tests.site import DATABASE, environment_of, settings_of

pytestmark = pytest.mark.node
IMPATIENT = 3.0


@pytest.fixture(scope="module")
def own_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevNode]:
    with running_node(tmp_path_factory.mktemp("own"), keep=True) as node:
        yield node


@pytest.fixture(scope="module")
def own_stage(own_node: DevNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("own_stage")
    stage = deployed_stage(own_node, folder)
    stage.issued_title()
    yield stage
    require_agreement(own_node.chain, stage.register.profile, folder / "mirror.db")


@contextmanager
def mirrored(stage: Stage, path: Path, *, deep: bool = True) -> Iterator[Mirror]:
    """A mirror that knows its node may fork (`deep`), and does not wait for it for long."""
    chain = Web3Chain(stage.node.url, timeout=IMPATIENT)
    profile = stage.register.profile
    if deep:
        profile = replace(profile, finality=Confirmations(10_000))
    mirror = open_mirror(path, chain, profile)
    yield mirror
    mirror.engine.dispose()


@contextmanager
def following(mirror: Mirror) -> Iterator[list[LedgerError]]:
    """The mirror follows in a thread; what stopped it is in the list."""
    stop, faults = threading.Event(), list[LedgerError]()

    def run() -> None:
        try:
            mirror.follower.follow(stop, poll=0.02)
        except LedgerError as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield faults
    finally:
        stop.set()
        thread.join(30)


def stamp(mirror: Mirror) -> AsOf:
    with mirror.reading() as session:
        return as_of(session)


def until(holds: Callable[[], bool], seconds: float = 40.0) -> None:
    patience = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < patience, "it never came to hold"
        time.sleep(0.05)


def caught_up(mirror: Mirror, stage: Stage) -> bool:
    seen = stamp(mirror)
    return (
        seen.block == stage.node.chain.block(Tag.LATEST).number and seen.state is MirrorState.LIVE
    )


def follow_alone(url: str, profile: ChainProfile, database: Path) -> None:
    """What the process that is killed does: one block a batch, so that most moments are in one."""
    mirror = open_mirror(database, Web3Chain(url), profile, most_span=1)
    mirror.follower.follow(threading.Event(), poll=0.01)


def test_a_killed_mirror_goes_on_as_if_nothing_was(own_stage: Stage, tmp_path: Path) -> None:
    with mirrored(own_stage, tmp_path / "clean.db", deep=False) as clean:
        clean.catch_up()
        expected, height = clean.dump(), stamp(clean).block
    database, kills = tmp_path / "killed.db", 0
    arguments = (own_stage.node.url, own_stage.register.profile, database)
    with mirrored(own_stage, database, deep=False) as mirror:
        while read_so_far(mirror) < height:
            process = get_context("fork").Process(target=follow_alone, args=arguments)
            process.start()
            time.sleep(0.15 + 0.011 * kills)
            process.kill()
            process.join()
            kills += 1
        mirror.catch_up()
        assert mirror.dump() == expected
        assert differences(mirror) == []
    assert kills > 1


def read_so_far(mirror: Mirror) -> int:
    with mirror.reading() as session:
        found = cursor(session)
    return found.block if found else -1


def test_a_node_that_hangs_and_dies_is_waited_for(own_stage: Stage, tmp_path: Path) -> None:
    node = own_stage.node
    with mirrored(own_stage, tmp_path / "mirror.db") as mirror, following(mirror) as faults:
        until(lambda: read_so_far(mirror) > 0 and caught_up(mirror, own_stage))
        assert node.pid is not None
        os.kill(node.pid, signal.SIGSTOP)
        try:
            until(lambda: stamp(mirror).state is MirrorState.UNREACHABLE)
            with mirror.reading() as session:
                assert status(session).code == "NODE_UNREACHABLE"
        finally:
            os.kill(node.pid, signal.SIGCONT)
        own_stage.enrolled()
        until(lambda: caught_up(mirror, own_stage))
        node.stop()
        until(lambda: stamp(mirror).state is MirrorState.UNREACHABLE)
        node.start()
        own_stage.enrolled()
        until(lambda: caught_up(mirror, own_stage))
        assert differences(mirror) == []
    assert faults == []


def test_a_fork_leaves_what_never_forking_leaves(own_stage: Stage, tmp_path: Path) -> None:
    stage, node = own_stage, own_stage.node
    with mirrored(stage, tmp_path / "forked.db") as mirror:
        mirror.catch_up()
        point = node.snapshot()
        lost = stage.issued_title()
        stage.pledged(lost.title, stage.cast.registrant, stage.cast.bank, 100_000)
        mirror.catch_up()
        orphans = stamp(mirror).block
        node.revert(point)
        stage.register = relayed_anew(stage, tmp_path)
        kept = stage.issued_title()
        stage.ordered(stage.order_terms(OrderScope.TITLE, titled=kept.title))
        mirror.catch_up()
        with mirror.reading() as session:
            assert status(session).orphaned > 10
        with mirrored(stage, tmp_path / "clean.db") as clean:
            clean.catch_up()
            assert clean.dump() == mirror.dump()
        assert differences(mirror) == []
    assert orphans > 0


def test_a_reorganisation_by_the_node_leaves_what_never_forking_leaves(
    own_stage: Stage, tmp_path: Path
) -> None:
    stage, node = own_stage, own_stage.node
    with mirrored(stage, tmp_path / "reorganised.db") as mirror:
        lost = [stage.enrolled() for _ in range(4)]
        mirror.catch_up()
        before = stamp(mirror)
        node.chain.rpc.ask("anvil_reorg", 3, [])
        after = node.chain.block(Tag.LATEST)
        assert (after.number, after.hash) != (before.block, before.block_hash)
        mirror.catch_up()
        assert (stamp(mirror).block, stamp(mirror).block_hash) == (after.number, after.hash)
        with mirror.reading() as session:
            assert status(session).orphaned >= 3
            assert party_page(session, lost[0].party).party == lost[0].party
            with pytest.raises(SubjectUnknown):
                party_page(session, lost[-1].party)
        stage.register = relayed_anew(stage, tmp_path)
        stage.enrolled()
        mirror.catch_up()
        with mirrored(stage, tmp_path / "clean.db") as clean:
            clean.catch_up()
            assert clean.dump() == mirror.dump()
        assert differences(mirror) == []


def test_a_fork_below_finality_stops_and_says_so(own_stage: Stage, tmp_path: Path) -> None:
    stage, node = own_stage, own_stage.node
    with mirrored(stage, tmp_path / "final.db", deep=False) as mirror:
        point = node.snapshot()
        stage.enrolled()
        mirror.catch_up()
        node.revert(point)
        stage.register = relayed_anew(stage, tmp_path)
        stage.enrolled()
        with following(mirror) as faults:
            until(lambda: bool(faults))
        assert isinstance(faults[0], ForkBelowFinality | MirrorAheadOfChain)
        assert stamp(mirror).state is MirrorState.STOPPED
        with mirror.reading() as session:
            assert status(session).code == faults[0].code


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mirror_ahead_of_its_chain_is_named_with_the_command_that_cures_it(
    own_stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    stage, node = own_stage, own_stage.node
    variables = environment_of(settings_of(stage, tmp_path))
    point = node.snapshot()
    lost = [stage.enrolled() for _ in range(3)]
    follow = ["--lang", language, "mirror", "follow", "--once"]
    assert run(follow, variables) == 0
    node.revert(point)
    stage.register = relayed_anew(stage, tmp_path)
    kept = stage.enrolled()
    capsys.readouterr()
    assert run(follow, variables) != 0
    told = capsys.readouterr().err
    assert "MIRROR_AHEAD_OF_CHAIN" in told
    cure = re.search(r"`datadeed ([^`]+)`", told)
    assert cure is not None, told
    assert run(cure[1].split(), variables) == 0
    assert run(follow, variables) == 0
    assert run(["mirror", "audit"], variables) == 0
    with mirrored(stage, tmp_path / DATABASE, deep=False) as mirror:
        assert differences(mirror) == []
        with mirror.reading() as session:
            assert party_page(session, kept.party).party == kept.party
            for gone in lost:
                with pytest.raises(SubjectUnknown):
                    party_page(session, gone.party)


def relayed_anew(stage: Stage, folder: Path) -> Register:
    """The register by a relayer whose outbox does not remember the blocks that are gone."""
    sender = funded_sender(stage.node, folder / "outbox")
    return Register(stage.node.chain, stage.register.profile, sender)
