"""The mirror on a real chain: follows, agrees with the register's storage, answers."""

from collections.abc import Iterator

import pytest

from ledger.domain.acts import ApplicationState, OrderScope, TitleState
from ledger.indexer.audit import audit
from ledger.indexer.rebuild import rebuild
from ledger.queries.application import Filter, applications, find_application
from ledger.queries.as_of import MirrorState, as_of
from ledger.queries.certificate import certificate, title_of_number
from ledger.queries.errors import NumberUnknown
from ledger.queries.history import history
from ledger.queries.pages import Part
from ledger.queries.party import (
    parties_of_account,
    party_page,
    pledges_of_pledgee,
    registries,
)
from ledger.queries.replay import Moment, dossier_state, load_dossier
from ledger.queries.status import status
from ledger.queries.title import object_facts, title_page
from tests.cast import Cast, IssuedTitle, Stage
from tests.mirrors import Mirror, differences, now, open_mirror

pytestmark = [pytest.mark.node, pytest.mark.both_databases]


@pytest.fixture(scope="module")
def titled(stage: Stage, cast: Cast) -> IssuedTitle:
    shares = {cast.registrant: (1_000_000, 1_000_000, 700_000), cast.coholder: (0, 0, 300_000)}
    issued = stage.issued_title(shares)
    stage.pledged(issued.title, cast.registrant, cast.bank, 200_000)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=cast.coholder.party))
    return issued


@pytest.fixture(scope="module")
def mirror(
    stage: Stage, titled: IssuedTitle, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mirror]:
    """Beside the title, in each kind of database."""
    assert titled.title
    path = tmp_path_factory.mktemp("mirror") / database
    opened = open_mirror(path, stage.node.chain, stage.register.profile)
    opened.catch_up()
    yield opened
    opened.engine.dispose()


def test_the_mirror_agrees_with_every_word_and_head(mirror: Mirror, titled: IssuedTitle) -> None:
    assert titled.title
    assert differences(mirror) == []
    report = audit(mirror.engine, mirror.chain, clock=now)
    assert report.passed
    assert report.dossiers > 10


def test_a_rebuild_equals_the_live_mirror(mirror: Mirror, titled: IssuedTitle) -> None:
    assert titled.title
    live = mirror.dump()
    assert rebuild(mirror.engine) > 10
    assert mirror.dump() == live


def test_a_title_page_shows_holders_pledges_and_orders(
    mirror: Mirror, titled: IssuedTitle, cast: Cast
) -> None:
    number = titled.issued.numbers[cast.registrant.party]
    with mirror.reading() as session:
        page = title_page(session, number)
        assert page == title_page(session, titled.title)
    assert {each.party for each in page.at.holdings} == {cast.registrant.party, cast.coholder.party}
    assert [each.ppm for each in page.at.pledges] == [200_000]
    assert set(page.party_orders) == {cast.coholder.party}
    assert [each.open for each in page.certificates] == [True, True]
    assert page.as_of.state is MirrorState.LIVE
    assert page.as_of.final
    assert page.others == Part((), 0, None)
    assert page.pledges == Part(page.at.pledges, 1, None)
    with mirror.reading() as session:
        over = object_facts(session, page.at.terms.fingerprint)
    assert [each.title for each in over.titles.entries] == [titled.title]
    assert len(over.filings.entries) == over.filings.total == 2


def test_a_certificate_has_its_versions(mirror: Mirror, titled: IssuedTitle, cast: Cast) -> None:
    number = titled.issued.numbers[cast.registrant.party]
    with mirror.reading() as session:
        found = certificate(session, number)
        assert title_of_number(session, number) == titled.title
        with pytest.raises(NumberUnknown):
            certificate(session, 1)
    assert [each.pledged for each in found.versions] == [(0, 0, 0), (0, 0, 200_000)]
    assert found.title_state is TitleState.LIVE
    assert found.closed_time is None


def test_a_history_tells_who_acted(mirror: Mirror, titled: IssuedTitle, cast: Cast) -> None:
    with mirror.reading() as session:
        told = history(session, titled.title)
    kinds = [entry.kind.name for entry in told.entries]
    assert kinds[0] == "ApplicationSubmitted"
    assert kinds[-1] == "PledgeRecorded"
    assert "TitleIssued" in kinds
    signers = {actor.party for actor in told.entries[0].actors}
    assert signers == {cast.registrant.party, cast.coholder.party}


def test_a_dossier_is_read_as_of_a_count_a_block_a_time(
    mirror: Mirror, titled: IssuedTitle
) -> None:
    with mirror.reading() as session:
        whole = load_dossier(session, titled.application)
        first = dossier_state(session, titled.application, Moment(seq=1))
        assert dossier_state(session, titled.application, Moment(block=first.block)) == first
        assert dossier_state(session, titled.application, Moment(time=first.time - 1)).seq == 0
        assert dossier_state(session, titled.application, Moment(time=whole.time)) == whole
        assert dossier_state(session, titled.application, Moment(seq=0)).seq == 0
    assert first.seq == 1
    assert whole.seq > 5


def test_a_party_page_lists_what_it_holds(mirror: Mirror, titled: IssuedTitle, cast: Cast) -> None:
    with mirror.reading() as session:
        page = party_page(session, cast.coholder.party)
        secured = pledges_of_pledgee(session, cast.bank.party)
        [registry] = registries(session)
        account = cast.coholder.key.account
        assert parties_of_account(session, account, now()) == (cast.coholder.party,)
    assert titled.title in {each.title for each in page.titles}
    assert len(page.orders) == 1
    assert [each.ppm for each in secured.pledges] == [200_000]
    assert registry.institution == cast.institution.party
    assert len(registry.staff) == 8


def test_applications_are_listed_by_party_and_state(
    mirror: Mirror, titled: IssuedTitle, cast: Cast
) -> None:
    with mirror.reading() as session:
        page = find_application(session, titled.application)
        mine = applications(session, Filter(party=cast.coholder.party))
        none = applications(session, Filter(state=ApplicationState.WITHDRAWN))
    assert page.standing.state is ApplicationState.CERTIFIED
    assert page.title == titled.title
    assert titled.application in {entry.standing.application for entry in mine.entries}
    assert none.entries == ()


def test_the_status_counts_and_stamps(mirror: Mirror, titled: IssuedTitle) -> None:
    assert titled.title
    with mirror.reading() as session:
        found = status(session)
        assert found.as_of == as_of(session)
    assert found.unreadable == ()
    assert found.orphaned == 0
    assert found.acts > 30


def test_the_comparison_sees_an_act_that_the_mirror_lacks(mirror: Mirror, stage: Stage) -> None:
    other = stage.issued_title().title
    mirror.catch_up()
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=other))
    found = differences(mirror)
    assert f"head of {other.hex()}" in found
    assert len(found) > 1
    mirror.catch_up()
    assert differences(mirror) == []
