"""The past of a long dossier: read from its checkpoints it is what a replay of all acts gives."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.domain.acts import TitleId
from ledger.domain.checkpoint import EVERY, Checkpoint, CheckpointMalformed, changes, restored
from ledger.domain.history import History
from ledger.domain.state import Dossier
from ledger.indexer.rebuild import complete, rebuild
from ledger.queries.errors import DossierUnknown
from ledger.queries.replay import (
    Moment,
    dossier_state,
    load_dossier,
    load_histories,
)
from ledger.store.engine import unit_of_work
from ledger.store.repositories.rows import clear, find, put
from ledger.store.tables.checkpoint import CheckpointRow
from tests import forge
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, log_of, profile_of
from tests.stories import Story

both_databases = pytest.mark.both_databases
# a title with two holders, then pledges, most of them released, and transfers
OPENING = [[0, 0, 0], [12], [3], [4], [5], [3], [4], [5], [6]]
LONG = [[6, 7 + 10 * n, 18] if n % 3 else [6, 28] for n in range(40)]


def played() -> tuple[SimulatedChain, Story, bytes]:
    """A chain whose only title has more than three checkpoints, its story, the title."""
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING + LONG)
    [(titled, _)] = story.titles
    assert story.forge.state(titled).seq > 3 * EVERY
    return chain, story, titled


@pytest.fixture(scope="module")
def told() -> tuple[SimulatedChain, Story, bytes]:
    return played()


@pytest.fixture
def mirror(told: tuple[SimulatedChain, Story, bytes], tmp_path: Path) -> Iterator[Mirror]:
    opened = open_mirror(tmp_path / "m.db", told[0], profile_of(told[0]), most_span=7)
    opened.catch_up()
    yield opened
    opened.engine.dispose()


def rows_of(mirror: Mirror) -> list[CheckpointRow]:
    with mirror.reading() as session:
        return find(session, CheckpointRow)


def same(found: Dossier, expected: Dossier) -> bool:
    """Equal to the last term, in the order in which the terms came."""
    return found == expected and list(found.terms.items()) == list(expected.terms.items())


def require_equal_everywhere(mirror: Mirror, titled: bytes) -> History:
    with mirror.reading() as session:
        whole = load_histories(session, (titled,))[titled]
        for state in whole.states:
            assert same(dossier_state(session, titled, Moment(seq=state.seq)), state)
        for act in whole.acts[::9]:
            block, time = act.raw.block, act.raw.time
            at_block = dossier_state(session, titled, Moment(block=block))
            assert same(at_block, whole.at_block(block))
            at_time = dossier_state(session, titled, Moment(time=time))
            assert same(at_time, whole.at_time(time))
        assert same(load_dossier(session, titled), whole.last)
    return whole


def test_every_state_is_that_of_a_replay_of_all_acts(
    mirror: Mirror, told: tuple[SimulatedChain, Story, bytes]
) -> None:
    _, story, titled = told
    assert [row.seq for row in rows_of(mirror)][:3] == [EVERY, 2 * EVERY, 3 * EVERY]
    whole = require_equal_everywhere(mirror, titled)
    assert whole.last == story.forge.state(titled)
    [one, *_] = rows_of(mirror)
    assert one.head == whole.states[EVERY].head


@both_databases
def test_a_rebuild_makes_the_same_and_an_older_mirror_gets_them(mirror: Mirror) -> None:
    live, rows = mirror.dump(), rows_of(mirror)
    rebuild(mirror.engine)
    assert mirror.dump() == live
    with unit_of_work(mirror.engine) as work:
        clear(work, (CheckpointRow,))
    complete(mirror.engine)
    assert rows_of(mirror) == rows
    assert mirror.dump() == live


def test_a_restart_between_two_checkpoints_goes_on_with_the_same(
    told: tuple[SimulatedChain, Story, bytes], mirror: Mirror, tmp_path: Path
) -> None:
    chain = told[0]
    for _ in range(chain.height // 20 + 1):
        parts = open_mirror(tmp_path / "parts.db", chain, profile_of(chain), most_span=20)
        parts.follower.run_once()
        parts.engine.dispose()
    parts = open_mirror(tmp_path / "parts.db", chain, profile_of(chain))
    parts.catch_up()
    assert rows_of(parts) == rows_of(mirror)
    parts.engine.dispose()


@both_databases
def test_a_fork_takes_its_checkpoints_along(tmp_path: Path) -> None:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING + LONG[:20])
    shared, branch = chain.height, story.branch()
    story.play(chain, LONG[20:])
    mirror = open_mirror(tmp_path / "m.db", chain, profile_of(chain), most_span=9)
    mirror.catch_up()
    before = rows_of(mirror)
    chain.cut(shared)
    branch.play(chain, [*LONG[26:], [1]])
    mirror.catch_up()
    clean = open_mirror(tmp_path / "clean.db", chain, profile_of(chain))
    clean.catch_up()
    after = rows_of(mirror)
    assert mirror.dump() == clean.dump()
    assert after == rows_of(clean)
    assert after[0] == before[0]
    assert after[-1] not in before
    require_equal_everywhere(mirror, branch.titles[0][0])
    for each in (mirror, clean):
        each.engine.dispose()


@both_databases
def test_an_unknown_dossier_stays_unknown_and_its_past_is_told(tmp_path: Path) -> None:
    chain, story, titled = played()
    good = story.forge.state(titled)
    log = log_of(story.forge.act(forge.freeze(TitleId(titled), 1), len(chain.blocks), 1))
    signature, subject, _, book = log.topics
    bad = chain.mine(
        logs=[replace(log, topics=(signature, subject, bytes([0] * 31 + [200]), book))]
    )
    mirror = open_mirror(tmp_path / "m.db", chain, profile_of(chain))
    mirror.catch_up()
    with mirror.reading() as session:
        for moment in (Moment(), Moment(seq=3 * EVERY), Moment(block=bad.number)):
            with pytest.raises(DossierUnknown):
                dossier_state(session, titled, moment)
        assert same(dossier_state(session, titled, Moment(block=bad.number - 1)), good)
    mirror.engine.dispose()


def test_spoiled_or_missing_checkpoints_are_not_believed(
    mirror: Mirror, told: tuple[SimulatedChain, Story, bytes]
) -> None:
    _, story, titled = told
    rows = rows_of(mirror)
    for kept in ([replace(rows[0], changes=rows[0].changes[:-1]), *rows[1:]], rows[1:]):
        with unit_of_work(mirror.engine) as work:
            clear(work, (CheckpointRow,))
            put(work, kept)
        with mirror.reading() as session:
            assert load_dossier(session, titled) == story.forge.state(titled)


def test_what_no_version_wrote_has_no_reading(told: tuple[SimulatedChain, Story, bytes]) -> None:
    _, story, titled = told
    state = story.forge.state(titled)
    whole = changes(None, state)
    first = Checkpoint(state.head, EVERY, state.block, state.time, whole)
    assert restored(titled, (first,)).terms == state.terms
    end = 4 + 64 * len(state.words)
    for spoiled in (
        replace(first, seq=2 * EVERY),
        replace(first, changes=b""),
        replace(first, changes=whole[:-1]),
        replace(first, changes=whole[: end + 32] + b"\xff" + whole[end + 33 :]),
    ):
        with pytest.raises(CheckpointMalformed) as caught:
            restored(titled, (spoiled,))
        assert caught.value.subject == titled.hex()
