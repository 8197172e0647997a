"""What an application lives through, with the dates of the national guideline, on a chain of 2026.

The chain starts on 28 September 2026; each test goes on from where the one before it left the
clock. Every deadline is the one that `/v1/applications/{id}` tells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ledger.bindings.errors import (
    FiledAlready,
    SignersWrong,
    StaffExamined,
    StepTooEarly,
    StepTooLate,
)
from ledger.chain.devnode import DevNode, DevNodeOptions, find_binary, free_port
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    PartyKind,
    RegistryCode,
    Role,
    Time,
)
from ledger.domain.deadlines import clock_runs
from ledger.domain.numbers import SHANGHAI, written
from ledger.domain.words import ProfileWord
from ledger.domain.workdays import calendar, deadline
from ledger.queries.replay import load_histories
from ledger.registrar import application, title
from tests.cast import ALL, ROOT, Player, Stage, deployed_stage
from tests.mirrors import Mirror, open_mirror, require_agreement
from tests.moments import beijing
from tests.site import DATABASE, settings_of

pytestmark = pytest.mark.node
RULES: Final = profiles.load()
RIGHTS: Final = ("hold", "use", "oper")
SHANDONG: Final = RegistryCode(371)
MONGOLIA: Final = RegistryCode(151)
STAFF: Final = (Role.ACCEPTANCE, Role.EXAMINER, Role.REVIEWER, Role.SEAL_KEEPER)

Filed = tuple[ApplicationId, Application]


def told_day(moment: str) -> str:
    """The day in China of a moment that the API tells in UTC."""
    return (datetime.fromisoformat(moment) + SHANGHAI).strftime("%m-%d")


@dataclass(frozen=True, slots=True)
class Office:
    """A registry with its staff."""

    registry: RegistryCode
    clerk: Player
    examiner: Player
    reviewer: Player
    keeper: Player
    second_examiner: Player
    second_reviewer: Player


@dataclass(frozen=True, slots=True)
class October:
    """A stage in 2026 with two registries, and the API beside it."""

    stage: Stage
    shandong: Office
    mongolia: Office
    mirror: Mirror
    client: TestClient

    def at(self, moment: str) -> None:
        """Let the chain's clock come to a moment in China."""
        self.stage.node.move_clock(beijing(moment), wall=beijing(moment))

    def end(self, clock: str) -> int:
        """The end of a period of the rules that begins now."""
        return deadline(self.stage.register.time(), RULES.clock(clock), calendar()).time

    def file(self, office: Office, holder: Player, **changes: Any) -> Filed:
        """An application on file."""
        drafted = replace(self.stage.content({holder: ALL}), registry=office.registry)
        content = replace(drafted, due=Time(self.end("acceptance")), **changes)
        hands = [holder.signs()]
        return application.submit(self.stage.register, content, hands).application, content

    def step(self, filed: Filed, action: Action, clock: str = "", *hands: Any) -> None:
        """A step; where it opens a period, that ends as the rules say."""
        self.stage.step(filed, action, *hands, until=self.end(clock) if clock else 0)

    def publish(self, filed: Filed, office: Office) -> None:
        """The notice of five working days."""
        register = self.stage.register
        terms = application.notice_terms(register, filed[0], due=self.end("notice"), clear=b"{}")
        hands = (office.examiner.signs(Role.EXAMINER), office.reviewer.signs(Role.REVIEWER))
        application.publish(register, terms, filed[1], hands)

    def deposit(self, filed: Filed, office: Office) -> None:
        """The receipt of the national deposit, of now."""
        register = self.stage.register
        terms = application.step_terms(register, filed[0], Action.DEPOSIT, due=register.time())
        application.step(register, terms, filed[1], [office.clerk.signs(Role.ACCEPTANCE)])

    def issue(self, filed: Filed, office: Office) -> str:
        """The certificate's number."""
        register = self.stage.register
        terms = title.issue_terms(register, *filed)
        hands = [office.keeper.signs(Role.SEAL_KEEPER)]
        (number,) = title.issue(register, terms, filed[1], hands).numbers.values()
        return written(number)

    def told(self, path: str) -> Any:
        """What the API answers, after the mirror has read all."""
        self.mirror.catch_up()
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def clocks(self, filed: Filed) -> tuple[str, list[tuple[str, str]]]:
        """The state, and every clock with the last day of its period, as the register has it."""
        told = self.told(f"/v1/applications/{filed[0].hex()}")
        assert all(each["agrees"] for each in told["clocks"])
        ends = [(each["clock"], told_day(each["end"])) for each in told["clocks"]]
        return told["application"]["state"], ends

    def late(self, filed: Filed) -> list[str]:
        """The periods that somebody let pass."""
        told = self.told(f"/v1/applications/{filed[0].hex()}")
        return [each["clock"] for each in told["clocks"] if each["late"]]


def an_office(stage: Stage, code: RegistryCode) -> Office:
    """A registry that is open from now on."""
    institution = stage.enrolled(PartyKind.PUBLIC_INSTITUTION)
    stage.open_registry(institution, code)
    roles = (*STAFF, Role.EXAMINER, Role.REVIEWER)
    people = [stage.enrolled(PartyKind.NATURAL_PERSON) for _ in roles]
    for person, role in zip(people, roles, strict=True):
        stage.employed(person, institution, role, registry=code)
    return Office(code, *people)


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Iterator[October]:
    folder, home = tmp_path_factory.mktemp("october"), tmp_path_factory.mktemp("home")
    start = beijing("2026-09-28T08:00")
    options = DevNodeOptions(find_binary(ROOT), folder, free_port(), start, keep=False)
    with DevNode(options) as node:
        stage = deployed_stage(node, folder / "stage")
        stage.profile_digest = RULES.digest
        floors = RULES.enforced()
        word = ProfileWord(
            floors.minimum_notice,
            floors.minimum_acceptance,
            floors.maximum_term,
            floors.maximum_freeze,
        )
        stage.adopt_profile(RULES.digest, word)
        shandong, mongolia = an_office(stage, SHANDONG), an_office(stage, MONGOLIA)
        settings = settings_of(stage, home)
        mirror = open_mirror(home / DATABASE, node.chain, stage.register.profile)
        app = create_app(settings)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield October(stage, shandong, mongolia, mirror, client)
        app.state.wiring.engine.dispose()
        mirror.engine.dispose()
        require_agreement(node.chain, stage.register.profile, Path(folder) / "mirror.db")


def test_scenario_2_silence_accepts_on_a_make_up_workday(october: October) -> None:
    october.at("2026-09-29T10:00")
    filed = october.file(october.shandong, october.stage.enrolled())
    october.at("2026-10-09T23:50")
    with pytest.raises(StepTooEarly) as early:
        october.step(filed, Action.DEEM_ACCEPTED)
    assert early.value.due == beijing("2026-10-09T23:59:59")
    october.at("2026-10-10T00:00")
    october.step(filed, Action.DEEM_ACCEPTED)
    # the examination begins on Saturday the 10th, which is worked: ten working days from there
    expected = [("acceptance", "10-09"), ("examination", "10-23")]
    assert october.clocks(filed) == ("ACCEPTED", expected)
    assert october.late(filed) == ["acceptance"]
    with october.mirror.reading() as session:
        history = load_histories(session, (filed[0],))[filed[0]]
    runs = partial(clock_runs, history, RULES)
    table = calendar()
    starts = [runs(each)[1].start for each in (table, replace(table, workdays=frozenset()))]
    assert [datetime.fromtimestamp(each, UTC).date().isoformat() for each in starts] == [
        "2026-10-10",
        "2026-10-12",
    ]
    wrong = [run.end for run in runs(replace(table, workdays=frozenset()))]
    assert wrong[1] == beijing("2026-10-26T23:59:59") != runs(table)[1].end


def test_scenario_1_a_title_of_five_years_with_every_deadline_met(october: October) -> None:
    office, holder = october.mongolia, october.stage.enrolled()
    october.at("2026-10-12T09:00")
    filed = october.file(office, holder)
    october.at("2026-10-13T09:00")
    october.step(filed, Action.ACCEPT, "examination", office.clerk.signs(Role.ACCEPTANCE))
    october.step(filed, Action.ASSIGN, "examination", office.examiner.signs(Role.EXAMINER))
    assert october.clocks(filed)[1] == [("acceptance", "10-15"), ("examination", "10-27")]
    october.at("2026-10-19T09:00")
    october.publish(filed, office)
    state, ends = october.clocks(filed)
    assert (state, ends[-1]) == ("NOTICE", ("notice", "10-26"))
    october.at("2026-10-27T09:00")
    october.step(filed, Action.CLOSE_NOTICE, "", office.clerk.signs(Role.ACCEPTANCE))
    october.deposit(filed, office)
    assert october.late(filed) == []
    number = october.issue(filed, office)
    assert number == "SJ1512026100001"
    told = october.told(f"/v1/certificates/{number}")
    assert told_day(told["valid_until"]) == "10-27"
    assert told["valid_until"] == "2031-10-27T15:59:59Z"
    assert told["state"] == "LIVE"
    # registered at the deposit, with all three rights whole
    assert told_day(told["registered_at"]) == "10-27"
    assert [each["shares"] for each in told["holdings"]] == [dict.fromkeys(RIGHTS, 1_000_000)]


def test_scenario_3_a_late_correction_is_no_filing_and_can_be_filed_again(
    october: October,
) -> None:
    office, holder = october.shandong, october.stage.enrolled()
    october.at("2026-10-28T09:00")
    filed = october.file(office, holder)
    clerk = office.clerk.signs(Role.ACCEPTANCE)
    october.step(filed, Action.ASK_CORRECTION, "correction", clerk)
    assert october.clocks(filed)[1] == [("acceptance", "11-02"), ("correction", "11-04")]
    october.at("2026-11-05T09:00")
    register = october.stage.register
    terms = application.correction(register, filed[0], filed[1])
    terms = replace(terms, due=Time(october.end("examination")))
    with pytest.raises(StepTooLate) as late:
        application.correct(register, terms, filed[1], [holder.signs()])
    assert late.value.due == beijing("2026-11-04T23:59:59")
    october.step(filed, Action.LAPSE)
    assert october.clocks(filed)[0] == "NOT_FILED"
    again = october.file(office, holder, fingerprint=filed[1].fingerprint, record=filed[1].record)
    assert again[0] != filed[0]
    assert october.clocks(again)[0] == "SUBMITTED"


def test_scenario_9_an_objection_in_the_last_minutes_of_a_notice_is_in_time(
    october: October,
) -> None:
    office, holder = october.shandong, october.stage.enrolled()
    october.at("2026-11-09T09:00")
    filed = october.file(office, holder)
    october.step(filed, Action.ACCEPT, "examination", office.clerk.signs(Role.ACCEPTANCE))
    october.step(filed, Action.ASSIGN, "examination", office.examiner.signs(Role.EXAMINER))
    october.at("2026-11-10T09:00")
    october.publish(filed, office)
    october.at("2026-11-17T23:50")
    with pytest.raises(SignersWrong) as nameless:
        october.step(filed, Action.OBJECT, "objection")
    assert (nameless.value.given, nameless.value.expected) == (0, 1)
    october.step(filed, Action.OBJECT, "objection", october.stage.enrolled().signs())
    state, ends = october.clocks(filed)
    assert state == "OBJECTION"
    assert ends[-2:] == [("notice", "11-17"), ("objection", "12-01")]
    told = october.told(f"/v1/applications/{filed[0].hex()}")
    assert told["clocks"][1]["pace"] == "stopped"
    assert told["steps"][-1]["action"] == "OBJECT"
    october.at("2026-11-20T09:00")
    examiner = office.second_examiner.signs(Role.EXAMINER)
    own = office.reviewer.signs(Role.REVIEWER)
    with pytest.raises(StaffExamined) as partial:
        october.step(filed, Action.UPHOLD_OBJECTION, "", examiner, own)
    assert partial.value.staff == office.reviewer.party
    reviewer = office.second_reviewer.signs(Role.REVIEWER)
    october.step(filed, Action.UPHOLD_OBJECTION, "", examiner, reviewer)
    assert october.clocks(filed)[0] == "REFUSED"
    assert october.late(filed) == []


def certified(october: October, office: Office, holder: Player, **changes: Any) -> str:
    """A title that passed without a notice."""
    filed = october.file(office, holder, **changes)
    examiner, reviewer = office.examiner.signs(Role.EXAMINER), office.reviewer.signs(Role.REVIEWER)
    october.step(filed, Action.ACCEPT, "examination", office.clerk.signs(Role.ACCEPTANCE))
    october.step(filed, Action.ASSIGN, "examination", examiner)
    october.step(filed, Action.PASS_UNPUBLISHED, "", examiner, reviewer)
    october.deposit(filed, office)
    return october.issue(filed, office)


def test_scenarios_7_and_8_two_honest_holders_stand_and_a_duplicate_is_stopped(
    october: October,
) -> None:
    october.at("2026-11-23T09:00")
    first, second = october.stage.enrolled(), october.stage.enrolled()
    number = certified(october, october.shandong, first)
    told = october.told(f"/v1/certificates/{number}")
    assert (told["state"], told["other_count"]) == ("LIVE", 0)
    mark: Any = bytes.fromhex(told["fingerprint"])
    other = certified(october, october.mongolia, second, fingerprint=mark)
    for one, another in ((number, other), (other, number)):
        told = october.told(f"/v1/certificates/{one}")
        assert (told["state"], [each["number"] for each in told["others"]]) == ("LIVE", [another])
        sheet = october.told(f"/v1/presentations?number={one}&purpose=pledge")
        [same] = [each["values"] for each in sheet["answers"] if each["code"] == "SAME_DATA"]
        assert (same["titles"], same["numbers"], same["keyed"]) == (1, [another], False)
    with pytest.raises(FiledAlready) as stopped:
        october.file(october.mongolia, first, fingerprint=mark)
    assert (stopped.value.fingerprint, stopped.value.applicant) == (mark, first.party)


def test_scenario_13_a_number_of_another_province_is_none_of_this_register(
    october: October,
) -> None:
    october.mirror.catch_up()
    answer = october.client.get("/v1/verdicts?number=SJ4412026090001&purpose=authenticity")
    assert (answer.status_code, answer.json()["code"]) == (404, "NUMBER_UNKNOWN")
    assert answer.json()["fields"] == {"number": 4_412_026_090_001}
    asked = {"items": [{"number": "SJ4412026090001", "purpose": "authenticity"}]}
    [item] = october.client.post("/v1/verdicts", json=asked).json()["items"]
    assert (item["result"], [each["code"] for each in item["blocks"]]) == (
        "INVALID",
        ["NUMBER_UNKNOWN"],
    )
