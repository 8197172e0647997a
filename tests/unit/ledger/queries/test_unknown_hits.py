"""What rests on a dossier that cannot be read, or differs from the chain, is found as UNKNOWN."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api import present
from api.pages.finding import search_view
from api.routes.applications import list_shape, page_shape
from api.schemas.certificates import SearchIn
from ledger.domain.acts import ApplicationState as State
from ledger.domain.acts import TitleId
from ledger.domain.verdict import Result
from ledger.queries.application import Filter, applications, find_application
from ledger.queries.party import party_page
from ledger.queries.search import find
from ledger.store.engine import open_engine, read_session, unit_of_work
from ledger.store.repositories.rows import put
from ledger.store.shelf import LIVE, Facet
from ledger.store.tables.journal import UnreadableRow
from ledger.store.tables.offchain import HeadDiffersRow
from ledger.store.tables.row import Row
from notarization.verify.report import Language
from tests import forge
from tests.databases import database_at
from tests.filings import HOLDER, enter, filed
from tests.mirrors import open_mirror
from tests.simulators.chain import SimulatedChain, log_of, profile_of
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING
from tests.unit.ledger.indexer.test_poison import with_body_cut

pytestmark = pytest.mark.both_databases
LAST = State.CERTIFIED.name
OTHER = b"\x03" + bytes(11) + b"\x09" * 20
GOOD, BAD = (
    replace(each, holder=holder)
    for each, holder in zip(filed([("水温", ""), ("水温", "")]), (OTHER, HOLDER), strict=True)
)


def unread(subject: bytes) -> Row:
    return UnreadableRow(subject, "ABI_MALFORMED", "planted", 0, b"", b"", 1, 2)


def differing(subject: bytes) -> Row:
    return HeadDiffersRow(subject, bytes(32), bytes([1]) * 32, 1)


@pytest.mark.parametrize("lost", [unread, differing])
@pytest.mark.parametrize("subject", [BAD.title, BAD.application, HOLDER], ids=bytes.hex)
def test_a_record_is_unknown_where_what_it_rests_on_is(
    tmp_path: Path, lost: Callable[[bytes], Row], subject: bytes
) -> None:
    engine = open_engine(database_at(tmp_path / "search.db"))
    enter(engine, [*GOOD.rows(), *BAD.rows()])
    with unit_of_work(engine) as work:
        put(work, [lost(subject)])
    wanted = SearchIn.model_validate({"q": "水温", "status": [LIVE]})
    with read_session(engine, now=0) as session:
        found = find(session, wanted.asked())
    assert {hit.application: hit.status for hit in found.hits} == {
        GOOD.application: LIVE,
        BAD.application: "UNKNOWN",
    }
    # counted as what it last was
    assert [(name, count.number) for name, count in found.facets[Facet.STATUS]] == [(LIVE, 2)]
    assert {hit.status for hit in present.search(found).hits} == {LIVE, "UNKNOWN"}
    for language, text in ((Language.ZH, "无法判断"), (Language.EN, "Unknown")):
        shown = {each.tone: each.status for each in search_view(found, wanted, language).hits}
        assert set(shown) == {"good", "unsure"}
        assert shown["unsure"] == text
    engine.dispose()


@pytest.mark.parametrize("lost", [unread, differing])
def test_an_application_in_a_list_is_unknown_where_its_dossier_is(
    tmp_path: Path, lost: Callable[[bytes], Row]
) -> None:
    engine = open_engine(database_at(tmp_path / "list.db"))
    enter(engine, [*GOOD.rows(), *BAD.rows()])
    with unit_of_work(engine) as work:
        put(work, [lost(BAD.application)])
    with read_session(engine, now=0) as session:
        listed = applications(session, Filter())
        page = find_application(session, BAD.application)
    told = {
        each.application: (each.state, each.unknown) for each in list_shape(listed).applications
    }
    assert told == {GOOD.application.hex(): (LAST, False), BAD.application.hex(): (LAST, True)}
    assert {each.standing.told for each in listed.entries} == {State.CERTIFIED, Result.UNKNOWN}
    assert (page_shape(page).unknown, page.standing.told) == (True, Result.UNKNOWN)
    engine.dispose()


def test_a_title_whose_dossier_was_cut_is_unknown_among_its_holders(tmp_path: Path) -> None:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    titled, application = story.titles[0]
    holder = application.splits[0].holder
    terms = forge.pledge(TitleId(titled), holder, 99, 1_000)
    act = story.forge.act(terms, len(chain.blocks), chain.next_time())
    chain.mine(logs=[with_body_cut(log_of(act))])
    mirror = open_mirror(tmp_path / "mirror.db", chain, profile_of(chain))
    mirror.catch_up()
    with mirror.reading() as session:
        held = {each.title: each.status for each in party_page(session, holder).titles}
    assert held[titled] == "UNKNOWN"
    mirror.engine.dispose()
