"""The registry's desk over a real register: its queue, claims between clerks, and its log."""

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.registrant.session import keep
from ledger.domain import profiles
from ledger.domain.acts import Action, Application, ApplicationId, PartyKind, RecordRoot, Role, Time
from ledger.domain.record import commit
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from notarization.content.sealing import Identity
from tests.cast import ALL, DAY, REGISTRY, Player, Stage
from tests.databases import values
from tests.factories import a_record
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
FILES = f"/v1/desk/{REGISTRY}/files"
LOG = f"/v1/desk/{REGISTRY}/log"
Filed = tuple[ApplicationId, Application]


@dataclass
class Desk:
    """Three clerks at work: an acceptance clerk, an examiner, a reviewer; and a stranger."""

    site: Site
    stage: Stage
    tokens: dict[str, str]

    def ask(self, who: str, path: str, **query: Any) -> Any:
        known = {name: value for name, value in query.items() if value is not None}
        return self.site.client.get(path, headers=held(self.tokens[who]), params=known)

    def do(self, who: str, filed: bytes, deed: str, **body: Any) -> Any:
        path = f"{FILES}/{filed.hex()}/{deed}"
        return self.site.client.post(path, headers=held(self.tokens[who]), json=body)

    def files(self, who: str, **query: Any) -> list[Any]:
        answer = self.ask(who, FILES, **query)
        assert answer.status_code == 200, answer.text
        found: list[Any] = answer.json()["files"]
        return found

    def filed(self, holder: Player) -> bytes:
        """An application under the national profile, with a deadline of its own rules."""
        drafted = self.stage.content({holder: ALL})
        due = deadline(self.stage.register.time(), 3, calendar()).time
        terms = replace(drafted, profile=profiles.load().digest, due=Time(due + 2 * DAY))
        hands = self.stage.holders(terms, (holder,))
        found = application.submit(self.stage.register, terms, hands).application
        self.site.mirror.catch_up()
        return found


@pytest.fixture(scope="module")
def desk(site: Site, office: Stage) -> Desk:
    cast = office.cast
    site.mirror.catch_up()
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    players = {
        "clerk": cast.acceptance,
        "examiner": cast.examiner,
        "reviewer": cast.reviewer,
        "bank": cast.bank,
    }
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    return Desk(site, office, tokens)


def test_strangers_do_not_learn_that_there_is_a_desk(desk: Desk) -> None:
    filed = desk.filed(desk.stage.cast.registrant)
    assert refused(desk.site.client.get(FILES)) == (401, "SESSION_MISSING")
    foreign = desk.ask("bank", FILES)
    none = desk.ask("examiner", "/v1/desk/999/files")
    assert refused(foreign) == refused(none) == (404, "NOT_FOUND")
    assert refused(desk.do("bank", filed, "claim", version=0)) == (404, "NOT_FOUND")
    one = f"{FILES}/{filed.hex()}"
    assert refused(desk.ask("bank", one, concern="REVIEW")) == (404, "NOT_FOUND")
    cookies = {"session": desk.tokens["examiner"]}
    site = desk.site.client
    site.cookies.update(cookies)
    assert refused(site.get(FILES)) == (401, "SESSION_MISSING")
    site.cookies.clear()


def test_a_file_of_another_registry_is_none(desk: Desk) -> None:
    stage = desk.stage
    other, clerk = stage.enrolled(PartyKind.PUBLIC_INSTITUTION), stage.enrolled()
    code = type(REGISTRY)(372)
    stage.open_registry(other, code)
    stage.employed(clerk, other, Role.REVIEWER, registry=code)
    filed = desk.filed(stage.cast.registrant)
    tokens = {**desk.tokens, "other": opened(desk.site, clerk.key)["token"]}
    elsewhere = replace(desk, tokens=tokens)
    assert elsewhere.ask("other", "/v1/desk/372/files").json()["files"] == []
    answer = elsewhere.ask("other", f"/v1/desk/372/files/{filed.hex()}", concern="REVIEW")
    assert refused(answer) == (404, "SUBJECT_UNKNOWN")
    path = f"/v1/desk/372/files/{filed.hex()}/claim"
    answer = desk.site.client.post(path, headers=held(tokens["other"]), json={"version": 0})
    assert refused(answer) == (404, "SUBJECT_UNKNOWN")
    assert elsewhere.ask("other", "/v1/desk/372/log").json()["entries"] == []


def test_the_queue_tells_clock_steps_and_who_signs(desk: Desk) -> None:
    filed = desk.filed(desk.stage.cast.newcomer)
    (entry,) = desk.files("clerk", q=filed.hex()[:20])
    assert entry["application"]["state"] == "SUBMITTED"
    assert (entry["clock"]["clock"], entry["clock"]["pace"]) == ("acceptance", "running")
    assert 0 <= entry["clock"]["days_left"] <= 3
    assert entry["claim"] == {"assignee": None, "since": None, "version": 0}
    steps = {each["action"]: each for each in entry["steps"]}
    assert steps["ACCEPT"]["staff"] == ["ACCEPTANCE"]
    assert (steps["ACCEPT"]["open"], steps["DEEM_ACCEPTED"]["open"]) == (True, False)
    assert steps["WITHDRAW"]["signatories"] == "APPLICANTS"
    counts = desk.ask("clerk", FILES).json()["counts"]
    assert counts["SUBMITTED"] == len(desk.files("clerk", state="SUBMITTED"))


def test_pages_of_the_queue_join_without_gap_or_repetition(desk: Desk) -> None:
    for _ in range(3):
        desk.filed(desk.stage.cast.registrant)
    whole = [each["application"]["application"] for each in desk.files("clerk")]
    found, cursor = [], None
    while True:
        answer = desk.ask("clerk", FILES, limit=2, cursor=cursor).json()
        found += [each["application"]["application"] for each in answer["files"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert found == whole
    assert len(set(found)) == len(found) >= 3
    due = [each["application"]["due"] or "9999" for each in desk.files("clerk")]
    assert due == sorted(due)
    assert refused(desk.ask("clerk", FILES, cursor="zz")) == (400, "MARK_MALFORMED")


def test_of_two_clerks_at_one_file_the_second_hears_who_was_first(desk: Desk) -> None:
    filed, cast = desk.filed(desk.stage.cast.registrant), desk.stage.cast
    first = desk.do("examiner", filed, "claim", version=0)
    assert first.status_code == 200, first.text
    claim = first.json()["claim"]
    assert claim["assignee"]["party"] == cast.examiner.party.hex()
    second = desk.do("reviewer", filed, "claim", version=0)
    assert refused(second) == (409, "FILE_TAKEN")
    assert second.json()["fields"] == {
        "application": "0x" + filed.hex(),
        "party": "0x" + cast.examiner.party.hex(),
        "since": claim["since"],
        "version": 1,
    }
    late = desk.do("reviewer", filed, "claim", version=1)
    assert refused(late) == (409, "FILE_TAKEN")
    assert [each["application"]["application"] for each in desk.files("examiner", assignee="mine")
            ] == [filed.hex()]  # fmt: skip
    assert filed.hex() not in str(desk.files("examiner", assignee="nobody"))
    assert filed.hex() in str(desk.files("clerk", assignee=cast.examiner.party.hex()))


def test_a_file_is_given_on_by_who_has_it_or_a_reviewer(desk: Desk) -> None:
    filed, cast = desk.filed(desk.stage.cast.registrant), desk.stage.cast
    desk.do("examiner", filed, "claim", version=0)
    to = "0x" + cast.reviewer.party.hex()
    told: dict[str, Any] = {"to": to, "version": 1, "reason": "休假"}
    assert refused(desk.do("clerk", filed, "reassign", **told)) == (403, "FILE_NOT_YOURS")
    stranger = {**told, "to": "0x" + cast.bank.party.hex()}
    answer = desk.do("examiner", filed, "reassign", **stranger)
    assert refused(answer) == (422, "STAFF_UNKNOWN")
    assert answer.json()["fields"] == {"party": stranger["to"]}
    assert refused(desk.do("examiner", filed, "reassign", **{**told, "reason": " "}))[0] == 422
    given = desk.do("examiner", filed, "reassign", **told)
    assert given.json()["claim"]["assignee"]["party"] == cast.reviewer.party.hex()
    assert refused(desk.do("examiner", filed, "reassign", **told)) == (409, "FILE_TAKEN")


def test_who_recused_itself_never_has_the_file_again(desk: Desk) -> None:
    filed, cast = desk.filed(desk.stage.cast.registrant), desk.stage.cast
    desk.do("examiner", filed, "claim", version=0)
    left = desk.do("examiner", filed, "recuse", version=1, reason="与申请人有利害关系")
    assert left.json()["claim"] == {"assignee": None, "since": None, "version": 2}
    answer = desk.do("examiner", filed, "claim", version=2)
    assert refused(answer) == (409, "FILE_RECUSED")
    party = "0x" + cast.examiner.party.hex()
    assert answer.json()["fields"] == {"application": "0x" + filed.hex(), "party": party}
    desk.do("reviewer", filed, "claim", version=2)
    again = desk.do("reviewer", filed, "reassign", version=3, to=party, reason="x")
    assert refused(again) == (409, "FILE_RECUSED")
    shown = desk.ask("reviewer", f"{FILES}/{filed.hex()}", concern="REVIEW").json()
    assert [each["party"] for each in shown["recused"]] == [cast.examiner.party.hex()]


def test_a_file_that_is_over_is_not_claimed(desk: Desk) -> None:
    holder = desk.stage.cast.registrant
    content = desk.stage.content({holder: ALL})
    hands = desk.stage.holders(content, (holder,))
    filed = application.submit(desk.stage.register, content, hands).application
    desk.stage.step((filed, content), Action.WITHDRAW, holder.signs())
    desk.site.mirror.catch_up()
    answer = desk.do("examiner", filed, "claim", version=0)
    assert refused(answer) == (409, "FILE_CLOSED")
    assert answer.json()["fields"] == {"application": "0x" + filed.hex(), "state": "WITHDRAWN"}
    assert filed.hex() not in str(desk.files("examiner"))
    assert filed.hex() in str(desk.files("examiner", state="WITHDRAWN"))
    assert "/claim" not in page_of(desk, filed)
    assert "/claim" in page_of(desk, desk.filed(holder))


def page_of(desk: Desk, filed: bytes) -> str:
    """What an examiner sees of a file."""
    client = desk.site.client
    client.cookies.set("session", desk.tokens["examiner"])
    shown = client.get(f"/desk/{REGISTRY}/files/{filed.hex()}", params={"concern": "REVIEW"})
    client.cookies.clear()
    assert shown.status_code == 200
    return str(shown.text)


def test_what_a_file_led_to_is_no_other_title_over_the_same_data(desk: Desk) -> None:
    issued, site = desk.site.issued.application, desk.site
    number = min(site.pledgor_number, site.frozen_number)
    own, others = page_of(desk, issued).split('aria-labelledby="same"')
    assert f'href="/certificates/{number}"' in own
    assert number not in others
    shown = site.client.get(f"/applications/{issued.hex()}").text
    assert f'href="/certificates/{number}"' in shown


def test_a_look_is_logged_with_its_purpose_and_only_reviewers_see_the_log(desk: Desk) -> None:
    filed, cast = desk.filed(desk.stage.cast.registrant), desk.stage.cast
    one = f"{FILES}/{filed.hex()}"
    assert refused(desk.ask("examiner", one)) == (422, "REQUEST_INVALID")
    assert desk.ask("examiner", one, concern="EXAMINATION").status_code == 200
    desk.do("examiner", filed, "claim", version=0)
    desk.do("examiner", filed, "recuse", version=1, reason="亲属")
    assert refused(desk.ask("examiner", LOG)) == (403, "REVIEWERS_ONLY")
    told = desk.ask("reviewer", LOG, application=filed.hex()).json()["entries"]
    assert {each["party"]["party"] for each in told} == {cast.examiner.party.hex()}
    assert sorted((each["deed"], each["concern"], each["reason"]) for each in told) == [
        ("CLAIMED", None, ""),
        ("READ", "EXAMINATION", ""),
        ("RECUSED", None, "亲属"),
    ]
    first = desk.ask("reviewer", LOG, limit=1).json()
    second = desk.ask("reviewer", LOG, limit=1, cursor=first["next"]).json()
    assert first["entries"] != second["entries"]
    assert refused(desk.ask("reviewer", LOG, cursor="ab")) == (400, "ID_MALFORMED")


def test_a_record_is_opened_for_staff_by_who_has_its_salts(desk: Desk) -> None:
    stage, holder = desk.stage, desk.stage.cast.registrant
    fields = {**a_record(), "summary": "只供工作人员"}
    salts = {name: secrets.token_bytes(16) for name in fields}
    content = replace(stage.content({holder: ALL}), record=RecordRoot(commit(fields, salts).root))
    filed = application.submit(stage.register, content, stage.holders(content, (holder,)))
    desk.site.mirror.catch_up()
    path = f"/v1/applications/{filed.application.hex()}/record"
    body = {
        "fields": [
            {"name": name, "salt": salts[name].hex(), "value": value}
            for name, value in fields.items()
        ]
    }
    one = f"{FILES}/{filed.application.hex()}"
    nothing = desk.ask("examiner", one, concern="EXAMINATION").json()["record"]
    assert nothing == {"fields": None, "stored": None}
    wrong = {"fields": [{**body["fields"][0], "value": "其他"}, *body["fields"][1:]]}
    answer = desk.site.client.post(path, json=wrong)
    assert refused(answer) == (409, "RECORD_OPENS_DIFFERENTLY")
    assert answer.json()["fields"]["committed"] == "0x" + content.record.hex()
    unknown = f"/v1/applications/02{'00' * 31}/record"
    assert refused(desk.site.client.post(unknown, json=body)) == (404, "SUBJECT_UNKNOWN")
    assert desk.site.client.post(path, json=body).status_code == 204
    shown = desk.ask("examiner", one, concern="EXAMINATION").json()
    assert shown["record"]["fields"] == fields
    (entry,) = desk.files("examiner", q=str(fields["data_name"])[2:8], state="SUBMITTED")
    assert entry["application"]["application"] == filed.application.hex()
    assert entry["application"]["data_name"] == fields["data_name"]
    assert desk.site.issued.application.hex() in {each["application"] for each in shown["similar"]}
    hidden = "只供工作人员".encode()
    assert [
        name for name, held_ in values(desk.site.settings.database_url) if hidden in held_
    ] == []


def test_what_else_was_filed_over_the_object_stands_beside_it(desk: Desk) -> None:
    stage, cast = desk.stage, desk.stage.cast
    first = stage.content({cast.registrant: ALL})
    other = replace(stage.content({cast.coholder: ALL}), fingerprint=first.fingerprint)
    a = application.submit(stage.register, first, stage.holders(first, (cast.registrant,)))
    b = application.submit(stage.register, other, stage.holders(other, (cast.coholder,)))
    desk.site.mirror.catch_up()
    shown = desk.ask("examiner", f"{FILES}/{a.application.hex()}", concern="EXAMINATION").json()
    (beside,) = shown["same_object"]
    assert beside["application"] == b.application.hex()
    assert beside["party"]["party"] == cast.coholder.party.hex()
    assert beside["ended"] is False


def test_the_console_does_what_the_desk_does(desk: Desk, tmp_path: Path, capsys: Any) -> None:
    filed, cast = desk.filed(desk.stage.cast.registrant), desk.stage.cast
    with served(desk.site.client.app, desk.site.settings) as port:
        homes = {}
        for who in ("examiner", "reviewer"):
            home = tmp_path / who
            session = {"token": desk.tokens[who], "until": ""}
            keep(replace(desk.site.settings, home=home), f"http://{HOST}:{port}", session)
            homes[who] = environment_of(desk.site.settings) | {"DATADEED_HOME": str(home)}

        def told(who: str, *words: str) -> tuple[int, str, str]:
            code = run(["desk", *words, "--registry", str(REGISTRY)], homes[who])
            said = capsys.readouterr()
            return code, said.out, said.err

        code, out, _ = told("examiner", "list", "--search", filed.hex())
        assert (code, out.count(filed.hex())) == (0, 1)
        code, out, _ = told("examiner", "claim", filed.hex(), "--version", "0")
        assert (code, cast.examiner.party.hex() in out) == (0, True)
        code, _, err = told("reviewer", "claim", filed.hex(), "--version", "0")
        assert (code, "FILE_TAKEN" in err) == (1, True)
        code, out, _ = told("examiner", "show", filed.hex(), "--concern", "EXAMINATION")
        assert json.loads(out)["claim"]["version"] == 1
        words = ("--version", "1", "--reason", "换人", "--to", cast.reviewer.party.hex())
        assert told("examiner", "reassign", filed.hex(), *words)[0] == 0
        why = ("--version", "2", "--reason", "回避")
        assert told("reviewer", "recuse", filed.hex(), *why)[0] == 0
