"""One chain leaves the same bytes in SQLite and in PostgreSQL."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.domain.acts import Action, RecordRoot
from ledger.domain.record import commit, notice_of
from ledger.indexer.rebuild import rebuild
from ledger.queries.application import find_application
from ledger.queries.search import Asked, find
from ledger.store.bulk import FEW
from tests import databases, forge
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import BLOCKS, Blocks, played

SOME = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def followed(chain: SimulatedChain, path: Path, kind: str, span: int = 50) -> Mirror:
    """A mirror of this kind that has read the chain."""
    with databases.using(kind):
        mirror = open_mirror(path, chain, profile_of(chain), most_span=span)
    mirror.catch_up()
    return mirror


@SOME
@given(old=BLOCKS, new=BLOCKS)
def test_one_chain_leaves_the_same_bytes_in_both(old: Blocks, new: Blocks) -> None:
    chain, story = played([])
    shared, branch = chain.height, story.branch()
    story.play(chain, old)
    with TemporaryDirectory() as folder:
        mirrors = [
            followed(chain, Path(folder) / kind, kind, span)
            for kind, span in zip(databases.KINDS, (3, 50), strict=True)
        ]
        chain.cut(shared)
        branch.play(chain, [*new, []])
        for mirror in mirrors:
            mirror.catch_up()
        live = [mirror.dump() for mirror in mirrors]
        assert live[0] == live[1]
        for mirror in mirrors:
            rebuild(mirror.engine)
        assert [mirror.dump() for mirror in mirrors] == live
        for mirror in mirrors:
            mirror.engine.dispose()


def noticed(chain: SimulatedChain, fields: Mapping[str, Any]) -> bytes:
    """An application whose notice shows these fields."""
    story = Story()
    story.play(chain, [[0, 0, 0]])
    record = commit(fields, {name: bytes(16) for name in fields})
    terms = replace(forge.content(77, [1]), record=RecordRoot(record.root))

    def enter(*acts: forge.Terms) -> None:
        number, time = len(chain.blocks), chain.next_time()
        chain.mine([story.forge.act(each, number, time) for each in acts])

    enter(*forge.filing(terms))
    enter(forge.step(story.forge, terms, Action.ACCEPT))
    enter(forge.step(story.forge, terms, Action.ASSIGN))
    enter(forge.notice(story.forge, terms, notice_of(record.disclose(fields))))
    return forge.application_id(terms)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_name_with_a_character_that_no_text_may_hold_stops_no_mirror(
    tmp_path: Path, kind: str
) -> None:
    chain = SimulatedChain()
    subject = noticed(chain, {"data_name": "水\0温", "industry": "\0"})
    mirror = followed(chain, tmp_path / "mirror.db", kind)
    with mirror.reading() as session:
        shown = find_application(session, subject).notice
        assert shown is not None
        assert (shown.data_name, shown.industry, shown.fault) == ("水�温", "�", "")
        assert [hit.application for hit in find(session, Asked("水\0温")).hits] == [subject]
    mirror.engine.dispose()


def test_a_long_notice_is_found_by_the_same_words_in_both(tmp_path: Path) -> None:
    chain = SimulatedChain()
    name = "".join(chr(0x4E00 + 7 * place) for place in range(3 * FEW))
    subject = noticed(chain, {"data_name": name, "industry": "Ａ01 渔业"})
    for kind in databases.KINDS:
        mirror = followed(chain, tmp_path / kind, kind)
        with mirror.reading() as session:
            for word in (name[:2], name[-1], name[5:50], "a01", "渔业"):
                assert [hit.application for hit in find(session, Asked(word)).hits] == [subject]
        mirror.engine.dispose()
