"""Alerts beside a mirror that is made anew, an alerter that is not alone, acts of tomorrow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from api.alerts import alerts_of
from ledger.chain.profile import Confirmations, Instant
from ledger.chain.records import RawLog
from ledger.domain.acts import TitleId
from ledger.indexer.alerting import Alerter
from ledger.indexer.audit import audit
from ledger.indexer.rebuild import forget
from ledger.queries.status import status
from ledger.store.engine import Engine
from ledger.store.repositories import alert
from ledger.store.repositories import mirror as mirrors
from ledger.store.repositories.rows import find
from ledger.store.tables.alert import AlertRow
from tests import forge
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, log_of, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import played

pytestmark = pytest.mark.both_databases
# a kind that no version knows yet
TOMORROW = 200


@contextmanager
def watched(path: Path, chain: SimulatedChain, depth: int = 0) -> Iterator[tuple[Mirror, Alerter]]:
    """A mirror of a chain whose last `depth` blocks are not final, and its alerter."""
    profile = profile_of(chain, Confirmations(depth) if depth else Instant())
    mirror = open_mirror(path, chain, profile, most_span=2)
    yield mirror, Alerter(mirror.engine, clock=now)
    mirror.engine.dispose()


def raised(mirror: Mirror) -> list[AlertRow]:
    """All alerts, in their order."""
    with mirror.reading() as session:
        return find(session, AlertRow)


def told(mirror: Mirror, party: bytes) -> list[dict[str, Any]]:
    """A party's alerts."""
    with mirror.reading() as session:
        return [each.model_dump() for each in alerts_of(session, party, 0, 100).alerts]


def frozen(story: Story, chain: SimulatedChain, serial: int) -> None:
    """One more order on the first pledged title, in a block of its own."""
    terms = forge.freeze(TitleId(story.pledges[0].title), serial)
    chain.mine([story.forge.act(terms, len(chain.blocks), chain.next_time())])


def of_tomorrow(story: Story, chain: SimulatedChain) -> RawLog:
    """An act on the first pledged title of a kind that this version does not know."""
    terms = forge.freeze(TitleId(story.pledges[0].title), 900)
    log = log_of(story.forge.act(terms, len(chain.blocks), chain.next_time()))
    signature, subject, _, book = log.topics
    return replace(log, topics=(signature, subject, TOMORROW.to_bytes(32), book))


def test_an_act_of_a_kind_of_tomorrow_is_told_to_the_bank_and_taken_back_with_it(
    tmp_path: Path,
) -> None:
    chain, story = played([[], [], []])
    height, made = chain.height, story.pledges[0]
    with watched(tmp_path / "mirror.db", chain, 3) as (mirror, alerter):
        mirror.catch_up()
        alerter.catch_up()
        before = told(mirror, made.pledgee)
        chain.mine(logs=[of_tomorrow(story, chain)])
        chain.mine()
        for _ in range(2):
            mirror.catch_up()
            alerter.catch_up()
        for party in (made.pledgee, made.pledgor):
            last = told(mirror, party)[-1]
            assert (last["kind"], last["block"]) == ("DOSSIER_UNREADABLE", height + 1)
            assert "ACT_KIND_UNKNOWN" in last["en"]
            assert "ACT_KIND_UNKNOWN" in last["zh"]
            assert last["title"] == made.title.hex()
        assert len(told(mirror, made.pledgee)) == len(before) + 1
        chain.cut(height)
        for _ in range(3):
            chain.mine()
        mirror.catch_up()
        alerter.catch_up()
        *_, unreadable, retracted = told(mirror, made.pledgee)
        assert (retracted["kind"], retracted["retracts"]) == ("RETRACTED", unreadable["id"])


@contextmanager
def before_writing(engine: Engine, happens: Callable[[], object]) -> Iterator[None]:
    """Let something happen once between the next transaction of a database and the one after."""
    left = [None, happens]

    def take(*_: object) -> None:
        if left and (now_due := left.pop(0)):
            now_due()

    event.listen(engine, "checkout", take)
    yield
    event.remove(engine, "checkout", take)


@pytest.mark.parametrize("depth", [0, 50], ids=["final", "not final"])
def test_of_two_alerters_at_once_none_takes_back_what_the_other_raised(
    tmp_path: Path, depth: int
) -> None:
    chain, story = played([])
    path = tmp_path / "mirror.db"
    with watched(path, chain, depth) as (mirror, slow), watched(path, chain, depth) as (_, quick):
        mirror.catch_up()
        slow.catch_up()
        frozen(story, chain, 901)
        mirror.catch_up()

        def goes_on() -> None:
            frozen(story, chain, 902)
            mirror.catch_up()
            quick.catch_up()

        with before_writing(slow.engine, goes_on):
            slow.step()
        kept = raised(mirror)
        with mirror.reading() as session:
            far = alert.alerter(session)
        assert far is not None
        assert far.block == (-1 if depth else chain.height)
        slow.catch_up()
        assert raised(mirror) == kept
    with watched(tmp_path / "alone.db", chain, depth) as (alone, alerter):
        alone.catch_up()
        alerter.catch_up()
        assert {each.id for each in raised(alone)} == {each.id for each in kept}


def test_a_mirror_that_is_read_anew_tells_nobody_anything_twice(tmp_path: Path) -> None:
    chain, story = played([[6], [], []])
    frozen(story, chain, 901)
    with watched(tmp_path / "mirror.db", chain, 3) as (mirror, alerter):
        mirror.catch_up()
        alerter.catch_up()
        known = raised(mirror)
        assert known
        forget(mirror.engine)
        while mirror.follower.run_once().more:
            alerter.catch_up()
            assert raised(mirror) == known
        alerter.catch_up()
        assert raised(mirror) == known


def test_a_mirror_of_a_chain_made_anew_tells_what_a_new_one_tells(tmp_path: Path) -> None:
    chain, story = played([[], []])
    shared, branch = chain.height, story.branch()
    for serial in range(901, 905):
        frozen(story, chain, serial)
    with watched(tmp_path / "mirror.db", chain) as (mirror, alerter):
        mirror.catch_up()
        alerter.catch_up()
        gone = {each.id for each in raised(mirror) if each.block > shared}
        chain.cut(shared)
        frozen(branch, chain, 905)
        forget(mirror.engine)
        mirror.catch_up()
        alerter.catch_up()
        found = raised(mirror)
        with watched(tmp_path / "new.db", chain) as (new, other):
            new.catch_up()
            other.catch_up()
            assert {each.id for each in raised(new)} <= {each.id for each in found}
        assert gone == {each.retracts for each in found if each.retracts}


def test_what_audits_found_is_forgotten_with_what_they_looked_at(tmp_path: Path) -> None:
    chain, _ = played([])
    with watched(tmp_path / "mirror.db", chain) as (mirror, _):
        mirror.catch_up()
        chain.heads = {forge.party(2): bytes(32)}
        assert not audit(mirror.engine, chain, clock=now).passed
        forget(mirror.engine)
        mirror.catch_up()
        with mirror.reading() as session:
            assert mirrors.differing(session, [forge.party(2)]) == {}
            assert status(session).audit is None


def test_blocks_that_are_not_final_are_looked_through_once_until_one_comes(tmp_path: Path) -> None:
    chain, story = played([[], [], []])
    with watched(tmp_path / "mirror.db", chain, depth=6) as (mirror, alerter):
        looked: list[str] = []

        def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "FROM journal" in statement:
                looked.append(statement)

        event.listen(mirror.engine, "before_cursor_execute", look)
        mirror.catch_up()
        alerter.catch_up()
        # the step that raised something is followed by one that finds it known
        alerter.step()
        looked.clear()
        assert not alerter.step()
        assert looked == []
        before = len(raised(mirror))
        frozen(story, chain, 1)
        mirror.catch_up()
        alerter.catch_up()
        assert len(raised(mirror)) > before
        chain.cut(chain.height - 1)
        chain.mine()
        chain.mine()
        mirror.catch_up()
        alerter.catch_up()
        assert "RETRACTED" in {row.kind for row in raised(mirror)}


def test_an_act_that_comes_back_after_a_fork_is_told_again_each_time(tmp_path: Path) -> None:
    chain, story = played([[], [], []])
    shared, bank = chain.height, story.pledges[0].pledgee
    frozen(story, chain, 1)
    ours = chain.blocks[shared + 1 :]
    with watched(tmp_path / "mirror.db", chain, depth=6) as (mirror, alerter):

        def looked() -> list[AlertRow]:
            for _ in range(2):
                mirror.catch_up()
                alerter.catch_up()
            with mirror.reading() as session:
                return alert.of_party(session, bank, 0, 100)

        before = looked()
        assert before[-1].kind == "ORDER_RECORDED"
        for _ in range(2):
            chain.cut(shared)
            chain.mine()
            chain.mine()
            *_, order, retracted = looked()
            assert (retracted.kind, retracted.retracts) == ("RETRACTED", order.id)
            chain.blocks[shared + 1 :] = ours
            for _ in range(3):
                chain.mine()
            *_, last = looked()
            assert last.place > retracted.place
            assert replace(last, place=order.place, id=order.id) == order
        found = looked()
        assert len(found) == len(before) + 4
        assert len({row.id for row in found}) == len(found)
        forget(mirror.engine)
        assert looked() == found
