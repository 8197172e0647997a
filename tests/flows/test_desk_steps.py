"""What the desk offers is what the register takes: held against its own dry run, step by step."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from api.cli import run
from api.problems import code_of
from api.registrant.session import keep
from ledger.bindings.errors import GroundWrong
from ledger.bindings.revert import ContractError
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    DataClass,
    DataGrade,
    DocumentDigest,
    Origin,
    PartyKind,
    Registration,
    Role,
)
from ledger.domain.procedure import TABLE, grounds_of
from ledger.domain.signatories import STEP_STAFF
from ledger.domain.words import ApplicationRecord
from ledger.registrar import acting, application, title
from ledger.registrar.acting import Prepared
from tests.cast import ALL, DAY, FLOORS, REGISTRY, YEAR, Player, Stage, digest32
from tests.flows.test_absorption_flow import absorbed
from tests.flows.test_agent_flow import appointed
from tests.flows.test_renewal_flow import renewal_of
from tests.flows.test_request_flow import asked_for, shared
from tests.flows.test_request_flow import filed as asked
from tests.records import filed_with_record, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
FILES: Final = f"/v1/desk/{REGISTRY}/files"
Filed = tuple[ApplicationId, Application]


@dataclass(frozen=True)
class Desk:
    """Members of staff by name, signed in; `usual` signs each role where nobody is named."""

    site: Site
    stage: Stage
    players: Mapping[str, Player]
    roles: Mapping[str, frozenset[Role]]
    tokens: Mapping[str, str]
    usual: Mapping[Role, Player]

    def steps(self, who: str, subject: bytes) -> dict[str, Any]:
        """What is open for somebody, by action."""
        path = f"{FILES}/{subject.hex()}/steps"
        answer = self.site.client.get(path, headers=held(self.tokens[who]))
        assert answer.status_code == 200, answer.text
        return {each["action"]: each for each in answer.json()["steps"]}

    def hands(self, who: str, staff: Sequence[Role]) -> list[acting.Hand]:
        """The signatures of a step: one of somebody's, in a role that it holds or in the first."""
        own = next((role for role in staff if role in self.roles[who]), staff[0])
        return [
            (self.players[who] if role is own else self.usual[role]).signs(role) for role in staff
        ]

    def prepared(self, filed: Filed, action: Action) -> Prepared[Any]:
        """A step as whoever knows the register alone prepares it."""
        register, (subject, content) = self.stage.register, filed
        if action is Action.PUBLISH:
            due = register.time() + 30 * DAY
            notice = application.notice_terms(register, subject, due=due, clear=b"{}")
            return acting.prepare(register, application.PUBLISH, notice, content)
        if action is Action.CERTIFY:
            issue = title.issue_terms(register, *filed, valid_until=register.time() + YEAR)
            return acting.prepare(register, title.ISSUE, issue, content)
        receipt = action is Action.DEPOSIT
        reasons = application.Reasons(grounds_of(action)[0], DocumentDigest(digest32()))
        due = register.time() + (0 if receipt else 30 * DAY)
        terms = application.step_terms(register, subject, action, due=due, reasons=reasons)
        return acting.prepare(register, application.STEP, terms, content)

    def refusal(self, who: str, filed: Filed, action: Action) -> str:
        """The code of the register's refusal; empty where it would take the step."""
        state = self.stage.register.record(filed[0], ApplicationRecord).state
        staff = STEP_STAFF[TABLE[state, action].signatories]
        try:
            acting.dry_run(
                self.stage.register, self.prepared(filed, action), self.hands(who, staff)
            )
        except ContractError as fault:
            return code_of(type(fault))
        return ""


@pytest.fixture(scope="module")
def desk(site: Site, office: Stage) -> Desk:
    with_key(site)
    cast = office.cast
    players = {
        "clerk": cast.acceptance,
        "examiner": cast.examiner,
        "reviewer": cast.reviewer,
        "partner": office.enrolled(PartyKind.NATURAL_PERSON),
        "agent": office.enrolled(PartyKind.NATURAL_PERSON),
    }
    roles = {
        "clerk": frozenset({Role.ACCEPTANCE, Role.SEAL_KEEPER}),
        "examiner": frozenset({Role.EXAMINER}),
        "reviewer": frozenset({Role.REVIEWER}),
        "partner": frozenset({Role.ACCEPTANCE, Role.EXAMINER, Role.SEAL_KEEPER}),
        "agent": frozenset({Role.ACCEPTANCE, Role.REVIEWER, Role.SEAL_KEEPER}),
    }
    appointed(office, cast.newcomer, players["agent"])
    for name in ("partner", "agent"):
        office.employed(players[name], cast.institution, *sorted(roles[name]))
    site.mirror.catch_up()
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    usual = {
        Role.ACCEPTANCE: cast.acceptance,
        Role.EXAMINER: cast.second_examiner,
        Role.REVIEWER: cast.second_reviewer,
        Role.SEAL_KEEPER: cast.acceptance,
    }
    return Desk(site, office, players, roles, tokens, usual)


def filed(desk: Desk, **changes: Any) -> Filed:
    return filed_with_record(desk.site, desk.stage, desk.stage.cast.newcomer, **changes)


def files(desk: Desk) -> Iterator[tuple[str, Filed]]:
    """One file in every state in which staff acts, and those at which a gate stands."""
    stage, cast = desk.stage, desk.stage.cast
    examiner, reviewer = cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)
    yield "submitted", filed(desk)
    accepted = filed(desk)
    stage.step(accepted, Action.ACCEPT, cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
    yield "accepted", accepted
    yield "examining", stage.taken_on(filed(desk))
    yield "important", stage.taken_on(filed(desk, grade=DataGrade.IMPORTANT))
    extended = stage.taken_on(filed(desk))
    stage.step(extended, Action.EXTEND, examiner, due=30 * DAY)
    yield "extended", extended
    waiting = stage.taken_on(filed(desk))
    stage.step(waiting, Action.ASK_SUPPLEMENT, examiner, due=30 * DAY)
    yield "supplement", waiting
    objected = stage.published(stage.taken_on(filed(desk)))
    stage.step(objected, Action.OBJECT, cast.bank.signs(), due=20 * DAY)
    yield "objection", objected
    over = stage.published(stage.taken_on(filed(desk)))
    stage.pass_time(FLOORS.minimum_notice + 120)
    yield "notice over", over
    yield "notice", stage.published(stage.taken_on(filed(desk)))
    passed = stage.taken_on(filed(desk))
    stage.step(passed, Action.PASS_UNPUBLISHED, examiner, reviewer)
    yield "ready", passed
    registered = stage.taken_on(filed(desk))
    stage.step(registered, Action.PASS_UNPUBLISHED, examiner, reviewer)
    yield "registered", stage.deposited(registered)


def test_what_is_offered_is_what_the_register_takes_and_what_not_is_why(desk: Desk) -> None:
    made = dict(files(desk))
    firm = desk.stage.enrolled()
    fusion: dict[str, Any] = {
        "origin": Origin.FUSED,
        "participants": (desk.players["partner"].party,),
    }
    shares = desk.stage.content({firm: (ALL[0], ALL[1], 0)}).splits
    made["fused"] = filed_with_record(desk.site, desk.stage, firm, **fusion, splits=shares)
    desk.stage.node.mine()
    desk.site.mirror.catch_up()
    seen = dict[str, int]()
    for name, one in made.items():
        for who in desk.players:
            for action, step in desk.steps(who, one[0]).items():
                if not step["staff"]:
                    continue
                told = {each["code"] for each in step["bars"]}
                found = desk.refusal(who, one, Action[action])
                assert step["open"] == (found == ""), (name, who, action, told, found)
                assert found in told or step["open"], (name, who, action, told, found)
                seen[found] = seen.get(found, 0) + 1
    assert set(seen) == {
        "",
        "ROLE_NOT_HELD",
        "STAFF_INVOLVED",
        "STAFF_IS_AGENT",
        "STAFF_EXAMINED",
        "STEP_TOO_EARLY",
        "EXTENDED_ALREADY",
        "IMPORTANT_NOT_PUBLISHED",
    }


def forms(desk: Desk, who: str, method: str, path: str, **fields: str) -> Any:
    """A page or a form of the desk, by somebody who signed in."""
    client = desk.site.client
    client.cookies.set("session", desk.tokens[who])
    try:
        if method == "POST":
            page = client.get("/sign-in").text
            mark = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
            assert mark is not None
            fields["mark"] = mark[1]
        return client.request(method, path, data=fields or None, follow_redirects=False)
    finally:
        client.cookies.clear()


def page_code(answer: Any) -> str:
    found = re.search(r'<p class="code">\d+ ([A-Z_]+)</p>', answer.text)
    assert found is not None, answer.text[:300]
    return found[1]


def test_the_page_offers_no_publication_of_important_data_and_says_why(desk: Desk) -> None:
    one = desk.stage.taken_on(filed(desk, grade=DataGrade.IMPORTANT))
    desk.site.mirror.catch_up()
    path = f"/desk/{REGISTRY}/files/{one[0].hex()}"
    page = forms(desk, "examiner", "GET", f"{path}?concern=EXAMINATION").text
    assert 'value="PUBLISH"' not in page
    assert 'value="PASS_UNPUBLISHED"' in page
    assert "重要数据不予公示" in page
    answer = forms(desk, "examiner", "POST", f"{path}/acts", action="PUBLISH")
    assert (answer.status_code, page_code(answer)) == (409, "IMPORTANT_NOT_PUBLISHED")
    for who, code in (("clerk", "ROLE_NOT_HELD"), ("agent", "STAFF_IS_AGENT")):
        answer = forms(desk, who, "POST", f"{path}/acts", action="REFUSE", text="x",
                       ground="FALSE_PROOF")  # fmt: skip
        assert (answer.status_code, page_code(answer)) == (403, code)


def test_what_an_organ_collected_is_let_through_by_no_desk_and_its_product_is(desk: Desk) -> None:
    """Art. 15: the register cannot tell, so who accepts and who examines is told."""
    bureau, site = desk.stage.enrolled(PartyKind.ORGAN), desk.site
    public: dict[str, Any] = {"data_class": DataClass.PUBLIC}
    own = filed_with_record(site, desk.stage, bureau, **public)
    of_firm = filed(desk, **public)
    basis = DocumentDigest(digest32())
    product = filed_with_record(
        site, desk.stage, bureau, **public, origin=Origin.AUTHORISED, basis=basis
    )
    site.mirror.catch_up()
    for one in (of_firm, product):
        assert desk.steps("clerk", one[0])["ACCEPT"]["open"]
    offered = desk.steps("clerk", own[0])
    assert (offered["ACCEPT"]["open"], offered["REJECT_INTAKE"]["open"]) == (False, True)
    [why] = offered["ACCEPT"]["bars"]
    assert why["code"] == "GOVERNMENT_DATA_NOT_TAKEN_ON"
    path = f"/desk/{REGISTRY}/files/{own[0].hex()}"
    shown = forms(desk, "clerk", "GET", f"{path}?concern=ACCEPTANCE").text
    assert "不予产权登记（指引第15条）" in shown
    answer = forms(desk, "clerk", "POST", f"{path}/acts", action="ACCEPT")
    assert (answer.status_code, page_code(answer)) == (409, "GOVERNMENT_DATA_NOT_TAKEN_ON")
    # accepted elsewhere or by silence, it is not passed either
    desk.stage.taken_on(own)
    site.mirror.catch_up()
    examining = desk.steps("examiner", own[0])
    told = {name: examining[name]["open"] for name in ("PUBLISH", "PASS_UNPUBLISHED", "REFUSE")}
    assert told == {"PUBLISH": False, "PASS_UNPUBLISHED": False, "REFUSE": True}


def test_an_agent_of_who_absorbed_the_applicant_is_kept_off_as_the_register_does(
    desk: Desk,
) -> None:
    stage, gone = desk.stage, desk.stage.enrolled()
    one = stage.taken_on(filed_with_record(desk.site, stage, gone))
    desk.site.mirror.catch_up()
    assert desk.steps("agent", one[0])["REFUSE"]["open"]
    absorbed(stage, gone, stage.cast.newcomer)
    desk.site.mirror.catch_up()
    [bar] = desk.steps("agent", one[0])["REFUSE"]["bars"]
    assert bar["code"] == desk.refusal("agent", one, Action.REFUSE) == "STAFF_IS_AGENT"
    path = f"/desk/{REGISTRY}/files/{one[0].hex()}/acts"
    answer = forms(desk, "agent", "POST", path, action="REFUSE", text="x", ground="FALSE_PROOF")
    assert (answer.status_code, page_code(answer)) == (403, "STAFF_IS_AGENT")
    assert desk.steps("reviewer", one[0])["REFUSE"]["open"]


def test_who_may_not_act_on_a_file_signs_nothing_that_others_prepared(desk: Desk) -> None:
    one, agent = desk.stage.taken_on(filed(desk)), desk.players["agent"]
    desk.site.mirror.catch_up()
    path = f"/desk/{REGISTRY}/files/{one[0].hex()}"
    made = forms(desk, "examiner", "POST", f"{path}/acts", action="REFUSE", text="x",
                 ground="FALSE_PROOF")  # fmt: skip
    act = made.headers["location"]
    digest = act.rpartition("/")[2]
    shown = forms(desk, "agent", "GET", act).text
    assert "data-sign-act" not in shown
    assert "经办人是或曾是申请人的代理人" in shown
    assert "data-sign-act" in forms(desk, "reviewer", "GET", act).text
    signature = "0x" + agent.key.sign(bytes.fromhex(digest)).hex()
    answer = forms(desk, "agent", "POST", f"{act}/signatures", signature=signature)
    assert (answer.status_code, page_code(answer)) == (403, "STAFF_IS_AGENT")


def test_who_recused_himself_prepares_and_signs_nothing(desk: Desk) -> None:
    one = desk.stage.taken_on(filed(desk))
    desk.site.mirror.catch_up()
    path = f"/desk/{REGISTRY}/files/{one[0].hex()}"
    recusal = {"version": "0", "reason": "配偶任职于申请人"}
    assert forms(desk, "examiner", "POST", f"{path}/recuse", **recusal).status_code == 303
    assert not any(
        each["open"] for each in desk.steps("examiner", one[0]).values() if each["staff"]
    )
    answer = forms(desk, "examiner", "POST", f"{path}/acts", action="EXTEND", text="x",
                   ground="COMPLEX_CASE")  # fmt: skip
    assert page_code(answer) == "FILE_RECUSED"
    assert desk.steps("reviewer", one[0])["REFUSE"]["open"]


def test_a_registry_that_is_late_gives_the_file_to_an_examiner_all_the_same(desk: Desk) -> None:
    one, cast = filed(desk), desk.stage.cast
    desk.stage.step(one, Action.ACCEPT, cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
    desk.stage.pass_time(60 * DAY)
    desk.stage.node.mine()
    desk.site.mirror.catch_up()
    path = f"/desk/{REGISTRY}/files/{one[0].hex()}/acts"
    act = forms(desk, "examiner", "POST", path, action="ASSIGN").headers["location"]
    digest = act.rpartition("/")[2]
    signature = "0x" + cast.examiner.key.sign(bytes.fromhex(digest)).hex()
    for form, told in (("signatures", {"signature": signature}), ("relay", {})):
        assert forms(desk, "examiner", "POST", f"{act}/{form}", **told).status_code == 303
    desk.site.mirror.catch_up()
    shown = desk.site.get(f"/v1/applications/{one[0].hex()}")
    assert shown["application"]["state"] == ApplicationState.EXAMINING.name
    assert shown["clocks"][-1]["late"]


def test_the_seal_keeper_prolongs_a_title_from_the_desk(desk: Desk) -> None:
    stage, cast = desk.stage, desk.stage.cast
    made = filed_with_record(desk.site, stage, cast.registrant)
    first = stage.titled(
        stage.deposited(stage.unopposed(stage.published(stage.taken_on(made)))),
        valid_until=stage.register.time() + 60 * DAY,
    )
    content = replace(renewal_of(stage, first), profile=made[1].profile)
    hands = stage.holders(content, (cast.registrant,))
    again = application.submit(stage.register, content, hands).application, content
    stage.deposited(stage.unopposed(stage.published(stage.taken_on(again))))
    desk.site.mirror.catch_up()
    path = f"/desk/{REGISTRY}/files/{again[0].hex()}/acts"
    act = forms(desk, "clerk", "POST", path, action="CERTIFY").headers["location"]
    shown = forms(desk, "clerk", "GET", f"{act}/file").json()
    assert (shown["kind"], shown["terms"]["title"]) == ("title-renewal", "0x" + first.title.hex())
    digest = act.rpartition("/")[2]
    signature = "0x" + cast.acceptance.key.sign(bytes.fromhex(digest)).hex()
    for form, told in (("signatures", {"signature": signature}), ("relay", {})):
        assert forms(desk, "clerk", "POST", f"{act}/{form}", **told).status_code == 303
    state = stage.register.record(again[0], ApplicationRecord).state
    assert state is ApplicationState.CERTIFIED


def grounds_taken(desk: Desk, one: Filed) -> list[str]:
    """The grounds on which the register would let a file pass without a notice."""
    stage, found = desk.stage, []
    for ground in grounds_of(Action.PASS_UNPUBLISHED):
        reasons = application.Reasons(ground, DocumentDigest(digest32()))
        terms = application.step_terms(
            stage.register, one[0], Action.PASS_UNPUBLISHED, reasons=reasons
        )
        prepared = acting.prepare(stage.register, application.STEP, terms, one[1])
        hands = desk.hands("examiner", (Role.EXAMINER, Role.REVIEWER))
        with suppress(GroundWrong):
            acting.dry_run(stage.register, prepared, hands)
            found.append(ground.name)
    return found


def test_a_request_passes_on_its_own_ground_and_leads_to_no_issue(desk: Desk) -> None:
    stage = desk.stage
    issued = stage.issued_title(shared(stage))
    request = asked(stage, asked_for(stage, issued, Registration.CHANGE))
    first = stage.taken_on(filed(desk))
    stage.taken_on(request)
    desk.site.mirror.catch_up()
    for one, material in ((first, False), (request, True)):
        offered = desk.steps("examiner", one[0])["PASS_UNPUBLISHED"]["grounds"]
        assert offered == grounds_taken(desk, one)
        assert ("NOT_MATERIAL" in offered) == material
    path = f"/desk/{REGISTRY}/files/{first[0].hex()}"
    page = forms(desk, "examiner", "GET", f"{path}?concern=EXAMINATION").text
    assert 'value="NOT_MATERIAL"' not in page
    answer = forms(desk, "examiner", "POST", f"{path}/acts", action="PASS_UNPUBLISHED", text="x",
                   ground="NOT_MATERIAL")  # fmt: skip
    assert (answer.status_code, page_code(answer)) == (422, "DRAFT_GROUND_WRONG")
    examiner, reviewer = stage.cast.examiner, stage.cast.reviewer
    stage.step(
        request,
        Action.PASS_UNPUBLISHED,
        examiner.signs(Role.EXAMINER),
        reviewer.signs(Role.REVIEWER),
    )
    stage.deposited(request)
    desk.site.mirror.catch_up()
    certify = desk.steps("clerk", request[0])["CERTIFY"]
    told = {each["code"] for each in certify["bars"]}
    assert (certify["staff"], told) == (["EXAMINER", "REVIEWER"], {"ROLE_NOT_HELD"})
    assert desk.refusal("clerk", request, Action.CERTIFY) == "REGISTRATION_MAKES_NO_TITLE"


def test_the_console_lists_what_is_open_and_why_the_rest_is_not(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    one, settings = filed(desk), desk.site.settings
    app: Any = desk.site.client.app
    told = ["desk", "steps", one[0].hex(), "--registry", str(REGISTRY)]
    with served(app, settings) as port:
        session = opened(desk.site, desk.players["agent"].key)
        keep(settings, f"http://{HOST}:{port}", session)
        assert run(told, environment_of(settings)) == 0
        shown = capsys.readouterr().out
        assert run([*told, "--json"], environment_of(settings)) == 0
        listed = json.loads(capsys.readouterr().out)["steps"]
    assert "✗ ACCEPT" in shown
    assert "STAFF_IS_AGENT" in shown
    assert {each["action"]: each for each in listed} == desk.steps("agent", one[0])


def test_the_steps_of_a_file_are_not_told_to_strangers(desk: Desk) -> None:
    one = filed(desk)
    bank = opened(desk.site, desk.stage.cast.bank.key)["token"]
    path = f"{FILES}/{one[0].hex()}/steps"
    answer = desk.site.client.get(path, headers=held(bank))
    assert refused(answer) == (404, "NOT_FOUND")
    other = desk.site.client.get(
        f"{FILES}/{'02' + 'ab' * 31}/steps", headers=held(desk.tokens["clerk"])
    )
    assert refused(other) == (404, "SUBJECT_UNKNOWN")
