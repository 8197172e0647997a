"""Filing through the API, with good and with bad applications; verdicts as a bank's list."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.registrant.server import relay_body
from api.texts.shown import iso
from ledger.chain.signer import Key
from ledger.domain import eip712, profiles
from ledger.domain.acts import Action, Application, PartyId, Role, Share, Signer, Split, Time
from ledger.domain.numbers import written
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from ledger.registrar.acting import prepare, sign
from tests.cast import ALL, DAY, Player, Stage
from tests.site import Site, environment_of

pytestmark = pytest.mark.node


def signed(stage: Stage, terms: Application, *players: Player) -> Sequence[Signer]:
    hands = stage.holders(terms, players)
    return sign(prepare(stage.register, application.SUBMIT, terms), hands)


def filed(site: Site, terms: Application, signers: Sequence[Signer]) -> Any:
    return site.client.post("/v1/applications", json=relay_body(terms, signers))


def refused(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_signed_application_is_filed_once_and_told_by_the_mirror(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.registrant
    terms = stage.content({holder: ALL})
    signers = signed(stage, terms, holder)
    first = filed(site, terms, signers)
    assert first.status_code == 200, first.text
    assert filed(site, terms, signers).json() == first.json()
    site.mirror.catch_up()
    told = site.get(f"/v1/applications/{first.json()['subject'][2:]}")
    assert told["application"]["state"] == "SUBMITTED"
    assert told["as_of"]["block"] >= first.json()["block"]
    assert first.json()["seq"] == 1


def test_the_same_object_is_not_filed_again_by_the_same_applicant(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.newcomer
    terms = stage.content({holder: ALL})
    assert filed(site, terms, signed(stage, terms, holder)).status_code == 200
    again = replace(terms, record=stage.content({holder: ALL}).record)
    assert refused(filed(site, again, signed(stage, again, holder))) == (409, "FILED_ALREADY")


def test_shares_that_do_not_sum_are_refused(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.registrant
    terms = stage.content({holder: ALL})
    short = Split(holder.party, Share(999_999), Share(1_000_000), Share(1_000_000))
    terms = replace(terms, splits=(short,))
    answer = filed(site, terms, signed(stage, terms, holder))
    assert refused(answer) == (409, "SPLITS_DO_NOT_SUM")
    assert answer.json()["fields"] == {"right": "HOLD", "sum": 999_999}


def test_an_unknown_party_is_refused(site: Site) -> None:
    nobody = Player(PartyId(b"\x03" + bytes(11) + b"\x99" * 20), Key.new())
    terms = site.stage.content({nobody: ALL})
    answer = filed(site, terms, signed(site.stage, terms, nobody))
    assert refused(answer) == (403, "ACCOUNT_NOT_LIVE")


def test_a_signature_of_another_key_another_chain_or_none_is_refused(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.registrant
    terms = stage.content({holder: ALL})
    good = signed(stage, terms, holder)
    profile = stage.register.profile
    desk = profile.book(application.SUBMIT.book).address
    elsewhere = eip712.digest(profile.chain_id + 1, desk, terms)
    for wrong in (Key.new().sign(good[0].signature[:32]), holder.key.sign(elsewhere)):
        answer = filed(site, terms, [replace(good[0], signature=wrong)])
        assert refused(answer) == (403, "SIGNATURE_WRONG")
    assert refused(filed(site, terms, [])) == (403, "SIGNER_MISSING")
    assert filed(site, terms, good).status_code == 200


def test_a_deadline_outside_its_window_is_refused(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.registrant
    terms = replace(stage.content({holder: ALL}), due=Time(stage.register.time() + 60))
    assert refused(filed(site, terms, signed(stage, terms, holder))) == (409, "DUE_BELOW_FLOOR")
    late = replace(stage.content({holder: ALL}), deadline=stage.register.time() - 1)
    assert refused(filed(site, late, signed(stage, late, holder))) == (403, "CONSENT_EXPIRED")


def test_a_list_of_numbers_becomes_a_table_of_one_block(site: Site, tmp_path: Path) -> None:
    given, made = tmp_path / "numbers.csv", tmp_path / "verdicts.csv"
    numbers = [site.pledgor_number, site.frozen_number, "SJ3712026019999"]
    rows = ["\ufeffnumber,remark", *(f"{each},x" for each in numbers)]
    given.write_text("\n".join(rows), encoding="utf-8")
    command = ["verdict", "--from", str(given), "--purpose", "pledge", "--csv", str(made)]
    assert run(command, environment_of(site.settings)) == 1
    with made.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["number"] for row in table] == numbers
    assert [row["result"] for row in table] == ["VALID", "INVALID", "INVALID"]
    assert [row["blocks"] for row in table] == ["", "FROZEN", "NUMBER_UNKNOWN"]
    (place,) = {(row["block"], row["block_hash"], row["lag_blocks"]) for row in table}
    assert place[2] == "0"


def test_every_deadline_is_told_with_the_rule_that_made_it(site: Site, office: Stage) -> None:
    national, holder, register = profiles.load(), office.cast.registrant, office.register
    accepted_by = deadline(register.time(), 3, calendar()).time
    drafted = office.content({holder: ALL})
    terms = replace(drafted, profile=national.digest, due=Time(accepted_by))
    filed = application.submit(register, terms, office.holders(terms, (holder,)))
    clerk = office.cast.acceptance.signs(Role.ACCEPTANCE)
    office.step((filed.application, terms), Action.ACCEPT, clerk, due=60 * DAY)
    site.mirror.catch_up()
    told = site.get(f"/v1/applications/{filed.application.hex()}")
    assert told["rules"] == "NAT-2026"
    first, second = told["clocks"]
    assert (first["clock"], first["article"], first["working_days"]) == ("acceptance", "17", 3)
    assert first["end"] == first["written"] == iso(accepted_by)
    assert (first["agrees"], first["late"]) == (True, False)
    assert (second["clock"], second["article"]) == ("examination", "28")
    assert second["start"] == first["stopped"]
    assert second["end"] == iso(deadline(register.time(), 10, calendar()).time)
    assert (second["agrees"], second["stopped"]) == (False, None)
    assert (second["pace"], second["days_left"], first["pace"]) == ("running", 10, "over")
    examiner = office.cast.examiner.signs(Role.EXAMINER)
    office.step((filed.application, terms), Action.ASSIGN, examiner, due=20 * DAY)
    office.step((filed.application, terms), Action.ASK_SUPPLEMENT, examiner, due=20 * DAY)
    site.mirror.catch_up()
    page = site.client.get(f"/applications/{filed.application.hex()}").text
    for words in ("受理", "NAT-2026 第17条", "审查", "登记所载：", "停止计时", "进行中"):
        assert words in page
    assert page.count("剩余 10 个工作日") == 2
    _, stopped, running = site.get(f"/v1/applications/{filed.application.hex()}")["clocks"]
    assert [(each["pace"], each["days_left"]) for each in (stopped, running)] == [
        ("stopped", 10),
        ("running", 10),
    ]
    other = site.get(f"/v1/applications/{site.issued.application.hex()}")
    assert (other["rules"], other["clocks"]) == (None, None)


def test_an_old_certificate_keeps_the_names_of_its_rights(site: Site, office: Stage) -> None:
    old = profiles.load("sz-2023").digest
    office.adopt_profile(old)
    before, office.profile_digest = office.profile_digest, old
    issued = office.issued_title({office.cast.newcomer: ALL})
    office.profile_digest = before
    site.mirror.catch_up()
    number = written(issued.issued.numbers[office.cast.newcomer.party])
    told = site.get(f"/v1/certificates/{number}")
    assert (told["rules"], told["right_names"]["table"]) == ("SZ-2023", "rights-2022")
    assert told["right_names"]["oper"]["zh"] == "数据产品经营权"
    assert told["right_names"]["crosswalk"][-1] == {
        "right": "OPER",
        "table": "rights-2026",
        "relation": "wider",
        "zh": "数据经营权",
        "en": "Operating right",
    }
    page = site.client.get(f"/certificates/{number}").text
    assert "数据产品经营权 → 数据经营权（范围更宽）" in page
    assert page.count("数据经营权") == 1
    now = site.get(f"/v1/certificates/{site.pledgor_number}")
    assert now["right_names"]["oper"] == {"zh": "数据经营权", "en": "Operating right"}
    assert now["right_names"]["crosswalk"] == []
    assert "→" not in site.client.get(f"/certificates/{site.pledgor_number}").text


def test_the_console_shows_an_application_as_the_api_does(
    site: Site, office: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    national, holder = profiles.load(), office.cast.registrant
    accepted_by = deadline(office.register.time(), 3, calendar()).time
    terms = replace(office.content({holder: ALL}), profile=national.digest, due=Time(accepted_by))
    filed = application.submit(office.register, terms, office.holders(terms, (holder,)))
    site.mirror.catch_up()
    own, variables = filed.application.hex(), environment_of(site.settings)
    assert run(["application", "show", own, "--json"], variables) == 0
    told, answered = json.loads(capsys.readouterr().out), site.get(f"/v1/applications/{own}")
    moving = {"as_of": None, "clocks": None}
    assert {**told, **moving} == {**answered, **moving}
    assert [each["days_left"] for each in told["clocks"]] == [3]
    assert run(["--lang", "zh", "application", "show", own], variables) == 0
    said = capsys.readouterr().out
    assert "进行中 · 剩余 3 个工作日 · 届满" in said
    assert "NAT-2026 第17条" in said
    assert run(["application", "show", "02" + "ab" * 31], variables) == 1
    assert "SUBJECT_UNKNOWN" in capsys.readouterr().err
