"""What must hold whatever happened on the chain: rebuild, fork, restart, batch size.

The three longest run on the usual database only: test_two_databases.py asks the same of both.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.chain.profile import ChainProfile, Confirmations, Instant
from ledger.indexer.errors import ForkBelowFinality, MirrorAheadOfChain, RegisterDiffers
from ledger.indexer.rebuild import rebuild
from ledger.queries.status import status
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story
from tests.thorough import usually

Blocks = list[list[int]]
BLOCKS = st.lists(st.lists(st.integers(0, 99), max_size=3), max_size=14)
# enough for a title with pledges to be there before the numbers begin
OPENING: Blocks = [[0, 0, 0], [2, 12], [3, 13], [4], [5, 14], [3], [4], [5, 13], [6, 6], [8, 18]]
FEW = settings(
    max_examples=usually(5, whole=15), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@contextmanager
def mirror_of(
    chain: SimulatedChain, profile: ChainProfile | None = None, **options: int
) -> Iterator[Mirror]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mirror.db"
        mirror = open_mirror(path, chain, profile or profile_of(chain), **options)
        yield mirror
        mirror.engine.dispose()


def clean_dump(chain: SimulatedChain) -> bytes:
    with mirror_of(chain) as mirror:
        mirror.catch_up()
        return mirror.dump()


def played(blocks: Sequence[Sequence[int]]) -> tuple[SimulatedChain, Story]:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    story.play(chain, blocks)
    return chain, story


@pytest.mark.both_databases
def test_the_opening_has_titles_pledges_and_transfers() -> None:
    chain, _ = played([])
    with mirror_of(chain) as mirror:
        mirror.catch_up()
        tables = {line.split(b'"')[1] for line in mirror.dump().splitlines()}
    assert {b"title", b"pledge", b"lot", b"certificate_version", b"notice"} <= tables


@FEW
@given(blocks=BLOCKS)
def test_a_rebuild_equals_the_live_mirror(blocks: Blocks) -> None:
    chain, _ = played(blocks)
    with mirror_of(chain, most_span=2) as mirror:
        mirror.catch_up()
        live = mirror.dump()
        rebuild(mirror.engine)
        assert mirror.dump() == live


@FEW
@given(blocks=BLOCKS, span=st.integers(1, 6))
def test_the_size_of_batches_changes_nothing(blocks: Blocks, span: int) -> None:
    chain, _ = played(blocks)
    chain.most_blocks = span
    with mirror_of(chain) as mirror:
        mirror.catch_up()
        assert mirror.dump() == clean_dump(chain)


@FEW
@given(old=BLOCKS, new=BLOCKS, span=st.integers(1, 6))
def test_a_fork_leaves_what_never_forking_leaves(old: Blocks, new: Blocks, span: int) -> None:
    chain, story = played([])
    shared, branch = chain.height, story.branch()
    story.play(chain, old)
    with mirror_of(chain, most_span=span) as mirror:
        mirror.catch_up()
        chain.cut(shared)
        branch.play(chain, [*new, []])
        mirror.catch_up()
        assert mirror.dump() == clean_dump(chain)
        rebuild(mirror.engine)
        assert mirror.dump() == clean_dump(chain)


@pytest.mark.both_databases
@FEW
@given(blocks=BLOCKS, stops=st.integers(0, 6))
def test_a_restart_goes_on_where_it_stood(blocks: Blocks, stops: int) -> None:
    chain, _ = played(blocks)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mirror.db"
        for _ in range(stops):
            mirror = open_mirror(path, chain, profile_of(chain), most_span=2)
            mirror.follower.run_once()
            mirror.engine.dispose()
        mirror = open_mirror(path, chain, profile_of(chain), most_span=3)
        mirror.catch_up()
        assert mirror.dump() == clean_dump(chain)
        mirror.engine.dispose()


@pytest.mark.both_databases
def test_a_fork_that_comes_back_counts_again() -> None:
    chain, story = played([[6], [7]])
    first = list(chain.blocks)
    with mirror_of(chain) as mirror:
        mirror.catch_up()
        whole = mirror.dump()
        chain.cut(3)
        chain.mine()
        mirror.catch_up()
        assert mirror.dump() != whole
        chain.blocks = [*first, *[]]
        chain.mine()
        mirror.catch_up()
        assert mirror.dump() == whole
        with mirror.reading() as session:
            assert status(session).orphaned == 0
    assert story.titles


@pytest.mark.both_databases
def test_a_fork_below_finality_stops_the_mirror() -> None:
    chain, _ = played([])
    with mirror_of(chain, profile_of(chain, Confirmations(3))) as mirror:
        mirror.catch_up()
        height = chain.height
        chain.cut(height - 6)
        for _ in range(8):
            chain.mine()
        with pytest.raises(ForkBelowFinality) as caught:
            mirror.catch_up()
    assert caught.value.final_block == height - 3


@pytest.mark.both_databases
@pytest.mark.parametrize("begun", [0, 4])
def test_a_fork_that_replaces_all_that_is_not_final_is_followed(begun: int) -> None:
    chain, _ = played([[6], [7]])
    whole = list(chain.blocks)
    with mirror_of(chain, profile_of(chain, Confirmations(3))) as mirror:
        if begun:
            chain.blocks = whole[: begun + 1]
            mirror.catch_up()
            chain.blocks = list(whole)
        # one batch holds the last final block and what comes after it
        mirror.follower.run_once()
        chain.cut(chain.height - 3)
        for _ in range(4):
            chain.mine()
        mirror.catch_up()
        assert mirror.dump() == clean_dump(chain)


@pytest.mark.both_databases
def test_a_chain_made_anew_is_not_taken_for_a_fork() -> None:
    chain, _ = played([])
    profile = profile_of(chain)
    with mirror_of(chain, profile) as mirror:
        mirror.catch_up()
        mirror.follower.chain = SimulatedChain(salt=7)
        with pytest.raises(MirrorAheadOfChain) as caught:
            mirror.follower.run_once()
    assert caught.value.expected == profile.start_hash


@pytest.mark.both_databases
def test_a_chain_that_lost_its_final_end_is_named() -> None:
    chain, _ = played([])
    with mirror_of(chain, profile_of(chain, Instant())) as mirror:
        mirror.catch_up()
        chain.cut(4)
        chain.blocks.pop()
        chain.mine()
        with pytest.raises(MirrorAheadOfChain) as caught:
            mirror.follower.run_once()
    assert caught.value.block == len(OPENING)


@pytest.mark.both_databases
def test_a_node_that_lags_is_waited_for() -> None:
    chain, _ = played([])
    ahead = list(chain.blocks)
    with mirror_of(chain) as mirror:
        mirror.catch_up()
        del chain.blocks[5:]
        progress = mirror.follower.run_once()
        assert (progress.block, progress.acts, progress.orphaned) == (len(OPENING), 0, 0)
        chain.blocks = ahead
        mirror.catch_up()
        assert mirror.dump() == clean_dump(chain)


@pytest.mark.both_databases
def test_a_database_of_another_register_is_refused() -> None:
    chain, _ = played([])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mirror.db"
        mirror = open_mirror(path, chain, profile_of(chain))
        mirror.catch_up()
        mirror.follower.profile = other = elsewhere(profile_of(chain))
        with pytest.raises(RegisterDiffers) as caught:
            mirror.follower.run_once()
        mirror.engine.dispose()
    assert caught.value.found == str(other.chain_id)


def elsewhere(profile: ChainProfile) -> ChainProfile:
    return ChainProfile(
        name=profile.name,
        chain_id=profile.chain_id + 1,
        start_block=profile.start_block,
        start_hash=profile.start_hash,
        register=profile.register,
        authority=profile.authority,
        books=profile.books,
        finality=profile.finality,
        proofs=profile.proofs,
    )
