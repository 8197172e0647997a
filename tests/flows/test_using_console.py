"""Licences and reports from the console: files are written, signed by their sides, and entered."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.registrant import actfile
from api.texts.shown import day
from ledger.chain import profile as profiles
from ledger.domain.acts import LicenceEndGround, Right
from ledger.domain.commitments import Record
from ledger.domain.numbers import written
from ledger.registrar import licence, report
from tests.cast import ALL, DAY
from tests.licensing import VALUE, appraiser, console, licensed
from tests.site import Site

pytestmark = pytest.mark.node
SCOPE = {"scenarios": ["金融服务"], "regions": ["37"], "calls": 10_000}


def paper(folder: Path, name: str) -> str:
    path = folder / f"{name}.pdf"
    path.write_bytes(name.encode())
    return str(path)


def prepared(site: Site, folder: Path, *words: str) -> actfile.ActFile:
    """The file that a command writes, read as its next hand reads it."""
    output = folder / "act.json"
    console(site, *words, "--output", str(output))
    return actfile.read(output, profiles.load(site.settings.profile))


def test_a_licence_file_names_every_pledge_and_opens_its_scope_to_who_signs(
    site: Site, tmp_path: Path
) -> None:
    stage, bank = site.stage, site.stage.cast.bank
    owner, firm = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    pledged = stage.pledged(issued.title, owner, bank, 400_000)
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    scope = tmp_path / "scope.json"
    scope.write_text(json.dumps(SCOPE), encoding="utf-8")
    told = ("--licensee", "0x" + firm.party.hex(), "--right", "oper", "--exclusive")
    papers = ("--scope", str(scope), "--contract", paper(tmp_path, "contract"))
    until = ("--until", day(stage.register.time() + 90 * DAY))
    act = prepared(site, tmp_path, "licence", "grant", number, *told, *papers, *until)
    terms: Any = act.prepared.terms
    assert (terms.licensor, terms.right, terms.exclusive) == (owner.party, Right.OPER, True)
    assert (terms.lots, terms.pledges) == ((pledged.lot,), (pledged.pledge,))
    assert {each.name: each.json() for each in act.openings} == SCOPE
    assert Record.of(act.openings).root == terms.scope
    licence.grant(stage.register, terms, [each.signs() for each in (owner, firm, bank)])


def test_a_breach_is_noticed_and_the_licence_ended_by_files(site: Site, tmp_path: Path) -> None:
    stage = site.stage
    owner, firm = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    granted = licensed(stage, issued.title, (owner, firm))
    site.mirror.catch_up()
    number, named = written(min(issued.issued.numbers.values())), "0x" + granted.licence.hex()
    notice = ("--notice", paper(tmp_path, "notice"))
    act = prepared(site, tmp_path, "licence", "notice", number, named, *notice)
    licence.notify(stage.register, act.prepared.terms, [owner.signs()])
    stage.pass_time(30 * DAY)
    stage.node.mine()
    site.mirror.catch_up()
    ground = ("--ground", "breach", "--document", paper(tmp_path, "rescission"))
    act = prepared(site, tmp_path, "licence", "end", number, named, *ground)
    assert act.prepared.terms.ground is LicenceEndGround.BREACH
    licence.end(stage.register, act.prepared.terms, [owner.signs()])
    site.mirror.catch_up()
    [own] = site.get(f"/v1/certificates/{number}/uses")["licences"]
    assert (own["standing"], own["ground"]) == ("ENDED", "BREACH")


def test_a_report_is_filed_on_the_record_as_it_is_and_withdrawn(site: Site, tmp_path: Path) -> None:
    stage = site.stage
    owner, maker = stage.enrolled(), appraiser(stage)
    issued = stage.issued_title({owner: ALL})
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    told = ("--institution", "0x" + maker.party.hex(), "--kind", "valuation", "--purpose", "pledge")
    days = ("--base-date", "2020-01-01", "--until", "2099-12-31", "--amount", "16,200,000")
    papers = ("--report", paper(tmp_path, "report"), "--statement", paper(tmp_path, "statement"))
    act = prepared(site, tmp_path, "report", "file", number, *told, *days, *papers)
    terms: Any = act.prepared.terms
    assert (terms.amount, terms.record) == (VALUE, issued.content.record)
    filed = report.file(stage.register, terms, [maker.signs()])
    site.mirror.catch_up()
    named, ground = "0x" + filed.report.hex(), ("--ground", paper(tmp_path, "ground"))
    act = prepared(site, tmp_path, "report", "withdraw", number, named, *ground)
    report.withdraw(stage.register, act.prepared.terms, [maker.signs()])
    site.mirror.catch_up()
    [own] = site.get(f"/v1/certificates/{number}/uses")["reports"]
    assert own["standing"] == "WITHDRAWN"
