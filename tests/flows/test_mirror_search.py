"""Search over real notices: names, numbers, one or two characters, tampered fields."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Action, ApplicationId, RecordRoot, Role
from ledger.domain.commitments import Record
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.queries.application import find_application, recent_notices
from ledger.queries.errors import SearchEmpty
from ledger.queries.search import Asked, FoundBy, find
from ledger.registrar import application
from ledger.store.shelf import Facet
from tests.cast import ALL, DAY, FLOORS, REGISTRY, Cast, Player, Stage
from tests.factories import a_record, a_uscc
from tests.mirrors import Mirror, open_mirror

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
DATA = "山东省近海养殖水温监测数据集"
COMPANY = "海蓝渔业数据（山东）有限公司"


def published(
    stage: Stage, player: Player, data_name: str, *, honest: bool = True
) -> ApplicationId:
    """An application under notice whose clear fields are those of a real record."""
    record = made(player, data_name)
    content = replace(stage.content({player: ALL}), record=RecordRoot(record.root))
    filed = application.submit(stage.register, content, [player.signs()]).application
    clerk, examiner = stage.cast.acceptance, stage.cast.examiner
    stage.step((filed, content), Action.ACCEPT, clerk.signs(Role.ACCEPTANCE), due=20 * DAY)
    stage.step((filed, content), Action.ASSIGN, examiner.signs(Role.EXAMINER), due=20 * DAY)
    shown = record if honest else made(player, "另一个名字")
    clear = notice_of(shown.disclose(public_fields(a_record())))
    due = stage.register.time() + FLOORS.minimum_notice + 60
    terms = application.notice_terms(stage.register, filed, due=due, clear=clear)
    hands = (examiner.signs(Role.EXAMINER), stage.cast.reviewer.signs(Role.REVIEWER))
    application.publish(stage.register, terms, content, hands)
    return filed


def made(player: Player, data_name: str) -> Record:
    fields: dict[str, Any] = a_record() | {"data_name": data_name}
    fields["applicants"] = [
        {
            "name": COMPANY,
            "kind": "legal_person",
            "uscc": a_uscc(7),
            "party": player.party.hex(),
        }
    ]
    return commit(fields, {name: secrets.token_bytes(16) for name in fields})


@pytest.fixture(scope="module")
def filed(stage: Stage, cast: Cast) -> ApplicationId:
    found = published(stage, cast.newcomer, DATA)
    published(stage, cast.newcomer, "海上风电出力数据")
    return found


@pytest.fixture(scope="module")
def mirror(
    stage: Stage, filed: ApplicationId, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mirror]:
    """Beside the notices, in each kind of database."""
    assert filed
    path = tmp_path_factory.mktemp("search") / database
    opened = open_mirror(path, stage.node.chain, stage.register.profile)
    opened.catch_up()
    yield opened
    opened.engine.dispose()


@pytest.mark.parametrize("text", ["水温", "数据集", "渔 水温", "养殖水温监测", "集", "Ａ０4 水温"])
def test_a_record_is_found_by_words(mirror: Mirror, filed: ApplicationId, text: str) -> None:
    with mirror.reading() as session:
        page = find(session, Asked(text))
    assert page.found_by is FoundBy.TEXT
    assert [hit.application for hit in page.hits] == [filed]
    notice = page.hits[0].notice
    assert notice is not None
    assert notice.data_name == DATA
    assert notice.applicants[0].name == COMPANY


@pytest.mark.parametrize("text", ["水渔", "数据库", "鯨", "水温 风电"])
def test_what_is_not_there_is_not_found(mirror: Mirror, filed: ApplicationId, text: str) -> None:
    assert filed
    with mirror.reading() as session:
        assert find(session, Asked(text)).hits == ()


def test_pages_go_on_where_the_last_one_ended(mirror: Mirror, filed: ApplicationId) -> None:
    with mirror.reading() as session:
        first = find(session, Asked("数据"), limit=1)
        assert first.next is not None
        second = find(session, Asked("数据"), limit=1, mark=first.next.text)
        assert second.next is None
        assert [each.application for each in second.hits] == [filed]
        assert first.hits != second.hits
        everything = recent_notices(session, limit=100)
    assert {each.data_name for each in everything.notices} >= {DATA}


@pytest.mark.parametrize("text", [COMPANY, a_uscc(7), a_uscc(7).lower()])
def test_a_party_is_found_by_name_and_credit_code(
    mirror: Mirror, filed: ApplicationId, cast: Cast, text: str
) -> None:
    with mirror.reading() as session:
        page = find(session, Asked(text))
        by_id = find(session, Asked(cast.newcomer.party.hex()))
    assert page.found_by is FoundBy.PARTY
    assert [each.party for each in page.parties] == [cast.newcomer.party]
    assert filed in [hit.application for hit in page.hits]
    assert [hit.application for hit in by_id.hits] == [hit.application for hit in page.hits]


def test_a_certificate_is_found_by_number_or_a_part(
    stage: Stage, cast: Cast, mirror: Mirror
) -> None:
    issued = stage.issued_title({cast.registrant: ALL})
    mirror.catch_up()
    number = written(issued.issued.numbers[cast.registrant.party])
    with mirror.reading() as session:
        for text in (number, number.lower(), number[:9], number[2:], number[8:]):
            page = find(session, Asked(text))
            assert page.found_by is FoundBy.NUMBER
            assert issued.title in [hit.title for hit in page.hits]
        [hit] = find(session, Asked(number)).hits
    assert hit.numbers == (issued.issued.numbers[cast.registrant.party],)
    assert [each.party for each in hit.holders] == [cast.registrant.party]


def test_fields_that_are_not_the_records_are_not_shown(
    stage: Stage, cast: Cast, mirror: Mirror
) -> None:
    forged = published(stage, cast.newcomer, "真实的名字", honest=False)
    mirror.catch_up()
    with mirror.reading() as session:
        notice = find_application(session, forged).notice
        assert find(session, Asked("另一个")).hits == ()
    assert notice is not None
    assert notice.fault == "COMMITMENT_MISMATCH"
    assert notice.data_name == ""


def test_nothing_to_look_for_is_refused(mirror: Mirror) -> None:
    with mirror.reading() as session, pytest.raises(SearchEmpty):
        find(session, Asked("  "))


def test_facets_and_highlights_tell_of_real_notices(
    stage: Stage, mirror: Mirror, filed: ApplicationId
) -> None:
    with mirror.reading() as session:
        page = find(session, Asked("水溫"))
        assert {facet: [name for name, _ in counts] for facet, counts in page.facets.items()} == {
            Facet.RIGHT: ["HOLD", "OPER", "USE"],
            Facet.INDUSTRY: ["A"],
            Facet.REGION: ["37"],
            Facet.SOURCE: ["SELF_GENERATED"],
            Facet.STATUS: ["NOTICE"],
            Facet.PROFILE: [stage.profile_digest.hex()],
            Facet.REGISTRY: [str(REGISTRY)],
            Facet.LICENCE: [],
        }
        [hit] = page.hits
        lit = {each.field: [text for text, found in each.parts if found] for each in hit.highlights}
        assert lit == {"data_name": ["水温"]}
        other = Asked("水温", ((Facet.STATUS, ("LIVE",)),))
        assert find(session, other).total.number == 0
        assert filed == hit.application
