"""A bank's own file on its loan: scenario 14's numbers, kept, corrected, exported, logged."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from api.app import create_app
from api.texts.words import word
from ledger.domain import canonical
from ledger.domain.acts import Report, ReportPurpose, Time
from ledger.domain.ids import pledge_id
from ledger.domain.numbers import shanghai_day, written
from ledger.registrar import pledge_life
from notarization.verify.report import Language
from tests.cast import DAY, WHOLE, YEAR, Player, digest32
from tests.console import console
from tests.licensing import VALUE, appraiser, reported
from tests.pledging import Bank as Lent
from tests.pledging import hands
from tests.servers import served
from tests.sessions import held, opened
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
LOAN: Final = {
    "kind": "LOAN",
    "amount_fen": "800000000",
    "on": "2026-11-23",
    "due_on": "2027-11-30",
    "loan": "LB-2026-1123",
}
VALUED: Final = {
    "kind": "VALUED",
    "amount_fen": "1620000000",
    "on": "2026-10-31",
    "appraiser": "青岛某资产评估有限公司",
    "documents": ["ab" * 32],
}
PAID: Final = {"kind": "DISBURSED", "amount_fen": "800000000", "on": "2026-11-24"}


@dataclass(frozen=True, slots=True)
class Loan:
    """A pledge to a bank, and the bank's session."""

    site: Site
    bank: Player
    holder: Player
    pledge: str

    def headers(self, player: Player | None = None) -> dict[str, str]:
        return held(opened(self.site, (player or self.bank).key)["token"])

    def get(self, path: str = "", player: Player | None = None) -> Any:
        address = f"/v1/financing/{self.pledge}{path}"
        return self.site.client.get(address, headers=self.headers(player))

    def enter(self, told: dict[str, Any], player: Player | None = None) -> Any:
        address = f"/v1/financing/{self.pledge}/entries"
        return self.site.client.post(address, headers=self.headers(player), json=told)


@pytest.fixture
def loan(site: Site) -> Loan:
    stage = site.stage
    holder, bank = stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)}).title
    made = stage.pledged(titled, holder, bank, 400_000)
    site.mirror.catch_up()
    return Loan(site, bank, holder, made.pledge.hex())


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_loan_and_valuation_make_49_38_per_cent(loan: Loan) -> None:
    for told in (LOAN, VALUED, PAID):
        made = loan.enter(told)
        assert made.status_code == 201, made.text
    file = loan.get().json()["file"]
    assert file["summary"]["ratio"] == {
        "principal_fen": "800000000",
        "value_fen": "1620000000",
        "per_cent": "49.38",
    }
    assert file["summary"]["revalue_by"] == "2027-10-31"
    assert [each["kind"] for each in file["history"]] == ["PledgeRecorded"]
    assert (file["pledgee"], file["state"]) == (loan.bank.party.hex(), "RECORDED")


def test_a_file_names_the_certificate_of_its_own_pledgor_and_its_block(site: Site) -> None:
    """Of a title that two hold the portfolio named one certificate and the file another."""
    stage = site.stage
    first, second, bank = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({first: (WHOLE, WHOLE, 700_000), second: (0, 0, 300_000)})
    for holder in (first, second):
        made = stage.pledged(issued.title, holder, bank, 100_000)
        site.mirror.catch_up()
        own = Loan(site, bank, holder, made.pledge.hex())
        number = written(issued.issued.numbers[holder.party])
        assert own.get().json()["file"]["number"] == number
        cookies = {"cookie": f"session={opened(site, bank.key)['token']}"}
        page = site.client.get(f"/financing/{own.pledge}", headers=cookies).text
        assert number in page
        assert "截至区块" in page


def test_the_value_is_taken_from_the_register_where_a_report_stands(loan: Loan) -> None:
    site, stage = loan.site, loan.site.stage
    issued = stage.issued_title({loan.holder: (WHOLE, WHOLE, WHOLE)})
    made = stage.pledged(issued.title, loan.holder, loan.bank, 400_000)
    site.mirror.catch_up()
    own = Loan(site, loan.bank, loan.holder, made.pledge.hex())
    now = stage.register.time()
    typed = {**VALUED, "on": "2020-01-01", "amount_fen": "100"}
    for told in (LOAN, typed):
        assert own.enter(told).status_code == 201
    assert own.get().json()["file"]["summary"]["valuation"]["report"] is None
    maker = appraiser(stage)
    record = issued.content.record
    reported(stage, issued.title, record, maker, purpose=ReportPurpose.TRADE, amount=VALUE + 9)
    filed = reported(stage, issued.title, record, maker)
    terms = filed.entered.act.terms
    assert isinstance(terms, Report)
    other = {"base_date": Time(now - DAY), "amount": 1}
    reported(stage, issued.title, digest32(), maker, **other)
    site.mirror.catch_up()
    summary = own.get().json()["file"]["summary"]
    assert summary["valuation"] == {
        "value_fen": str(VALUE),
        "on": shanghai_day(terms.base_date).isoformat(),
        "made_by": maker.party.hex(),
        "report": filed.report.hex(),
        "purpose": "PLEDGE",
        "until": shanghai_day(terms.valid_until).isoformat(),
    }
    assert summary["ratio"]["per_cent"] == "49.38"
    assert summary["revalue_by"] == summary["valuation"]["until"]
    cookies = {"cookie": f"session={opened(site, loan.bank.key)['token']}"}
    page = site.client.get(f"/financing/{own.pledge}?lang=zh", headers=cookies).text
    assert f"登记簿所载报告（{word(ReportPurpose.PLEDGE, Language.ZH)}）" in page
    stage.pass_time(YEAR)
    stage.node.mine()
    site.mirror.catch_up()
    assert own.get().json()["file"]["summary"]["valuation"]["report"] is None


def test_a_claim_that_goes_to_another_bank_leaves_each_its_own_file(loan: Loan) -> None:
    stage, buyer = loan.site.stage, loan.site.stage.enrolled()
    lent = Lent(stage, stage.issued_title({loan.holder: (WHOLE, WHOLE, WHOLE)}).title, loan.holder)
    terms = lent.noted(loan.bank, 400_000)
    loan.site.mirror.catch_up()
    sold = Loan(loan.site, loan.bank, loan.holder, pledge_id(terms).hex())
    sold.enter(LOAN)
    assert refused(sold.get(player=buyer)) == (404, "FINANCING_UNKNOWN")
    pledge_life.assign(stage.register, lent.assignment(terms, buyer), hands(loan.bank, buyer))
    loan.site.mirror.catch_up()
    taken = sold.get(player=buyer).json()["file"]
    assert (taken["pledgee"], taken["entries"]) == (buyer.party.hex(), [])
    assert len(sold.get().json()["file"]["entries"]) == 1


def test_what_was_entered_is_corrected_and_never_taken_away(loan: Loan) -> None:
    loan.enter(LOAN)
    loan.enter(PAID)
    loan.enter({**PAID, "amount_fen": "700000000", "replaces": 2})
    file = loan.get().json()["file"]
    assert [each["counts"] for each in file["entries"]] == [True, False, True]
    assert file["summary"]["disbursed_fen"] == "700000000"


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (PAID, "FINANCING_ENTRY_WRONG", {"member": "kind"}),
        ({**LOAN, "due_on": "2026-11-22"}, "FINANCING_ENTRY_WRONG", {"member": "due_on"}),
        ({**LOAN, "on": "2026-02-30"}, "FINANCING_ENTRY_WRONG", {"member": "on"}),
        ({**LOAN, "fund": "x"}, "FINANCING_ENTRY_WRONG", {"member": "fund"}),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_by_its_member(
    loan: Loan, told: dict[str, Any], code: str, field: dict[str, str]
) -> None:
    answer = loan.enter(told)
    assert refused(answer) == (422, code)
    assert field.items() <= answer.json()["fields"].items()
    assert loan.get().json()["file"]["entries"] == []


def test_more_than_was_lent_is_not_paid_out(loan: Loan) -> None:
    loan.enter(LOAN)
    answer = loan.enter({**PAID, "amount_fen": "800000001"})
    assert refused(answer) == (422, "FINANCING_SUM_WRONG")
    assert answer.json()["fields"] == {
        "kind": "DISBURSED",
        "most": 800_000_000,
        "given": 800_000_001,
    }


def test_nobody_else_sees_that_there_is_a_file(loan: Loan) -> None:
    loan.enter(LOAN)
    address = f"/v1/financing/{loan.pledge}"
    assert loan.site.client.get(address).status_code == 401
    for stranger in (loan.holder, loan.site.stage.cast.second_bank):
        for path in ("", "/export", "/readings"):
            assert refused(loan.get(path, stranger)) == (404, "FINANCING_UNKNOWN")
        assert refused(loan.enter(LOAN, stranger)) == (404, "FINANCING_UNKNOWN")
        listed = loan.site.client.get("/v1/financing", headers=loan.headers(stranger))
        assert listed.json()["files"] == []
    own = loan.site.client.get("/v1/financing", headers=loan.headers()).json()["files"]
    assert [(each["pledge"], each["loan"]) for each in own] == [(loan.pledge, "LB-2026-1123")]
    unknown = loan.site.client.get(f"/v1/financing/{'ab' * 32}", headers=loan.headers())
    assert refused(unknown) == (404, "FINANCING_UNKNOWN")


def test_an_export_is_canonical_with_its_digest_and_each_reading_is_logged(loan: Loan) -> None:
    loan.enter(LOAN)
    shown = loan.get().json()
    answer = loan.get("/export")
    assert canonical.encode(canonical.parse(answer.content)) == answer.content
    digest = sha256(answer.content).digest()
    told = re.fullmatch(r"sha-256=:(.+):", answer.headers["repr-digest"])
    assert told is not None
    assert b64decode(told[1]) == digest == bytes.fromhex(shown["digest"])
    found = json.loads(answer.content)
    assert (found["schema"], found["pledge"]) == ("datadeed/financing/1", loan.pledge)
    readings = loan.get("/readings").json()["readings"]
    assert [each["exported"] for each in readings] == [False, True]
    assert {each["account"] for each in readings} == {"0x" + loan.bank.key.account.hex()}


def test_files_and_readings_are_listed_by_the_page(loan: Loan) -> None:
    titled = loan.site.stage.issued_title({loan.holder: (WHOLE, WHOLE, WHOLE)}).title
    other = loan.site.stage.pledged(titled, loan.holder, loan.bank, 400_000).pledge.hex()
    loan.site.mirror.catch_up()
    both = [loan, replace(loan, pledge=other)]
    for each in both:
        each.enter(LOAN)
        each.get()
        each.get("/export")
    headers = loan.headers()

    def pages(path: str, member: str, which: str, **asked: Any) -> list[Any]:
        address = f"/v1/financing{path}"
        told = loan.site.client.get(address, headers=headers, params={"limit": 1, **asked}).json()
        [only] = told[member]
        if told["next"] is None:
            return [only[which]]
        return [only[which], *pages(path, member, which, cursor=told["next"])]

    assert pages("", "files", "pledge") == sorted(each.pledge for each in both)
    assert pages(f"/{other}/readings", "readings", "exported") == [False, True]


def test_the_page_shows_the_file_and_takes_an_entry(loan: Loan) -> None:
    client = loan.site.client
    cookies = {"cookie": f"session={opened(loan.site, loan.bank.key)['token']}"}
    address = f"/financing/{loan.pledge}"
    assert f'href="{address}"' in client.get("/portfolio", headers=cookies).text
    first = client.get(address, headers=cookies).text
    mark = re.search(r'name="mark" value="([^"]+)"', first)
    assert mark is not None
    form = {
        "kind": "LOAN",
        "amount": "8,000,000.00",
        "on": "2026-11-23",
        "due_on": "2027-11-30",
        "name": "LB-2026-1123",
        "mark": mark[1],
    }
    made = client.post(address, data=form, headers=cookies, follow_redirects=False)
    assert (made.status_code, made.headers["location"]) == (303, address)
    shown = client.get(address, headers=cookies).text
    assert "LB-2026-1123" in shown
    assert "8,000,000.00" in shown
    foreign = client.post(address, data={**form, "mark": "x"}, headers=cookies)
    assert foreign.status_code == 403
    other = {"cookie": f"session={opened(loan.site, loan.holder.key)['token']}"}
    assert client.get(address, headers=other).status_code == 404


def test_a_form_that_was_sent_twice_enters_once_and_a_second_like_it_again(loan: Loan) -> None:
    """Two repayments of one sum on one day are two; one that was pressed twice is one."""
    client, address = loan.site.client, f"/financing/{loan.pledge}"
    cookies = {"cookie": f"session={opened(loan.site, loan.bank.key)['token']}"}
    loan.enter(LOAN)
    loan.enter(PAID)

    def sent(times: int) -> None:
        page = client.get(address, headers=cookies).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        form = {"kind": "REPAID", "amount": "100,000.00", "on": "2026-12-24", **hidden}
        for _ in range(times):
            made = client.post(address, data=form, headers=cookies, follow_redirects=False)
            assert (made.status_code, made.headers["location"]) == (303, address)

    def entered() -> list[str]:
        return [each["kind"] for each in loan.get().json()["file"]["entries"]]

    sent(2)
    assert entered() == ["LOAN", "DISBURSED", "REPAID"]
    sent(1)
    assert entered() == ["LOAN", "DISBURSED", "REPAID", "REPAID"]


def test_the_console_keeps_a_file_too(loan: Loan, tmp_path: Path) -> None:
    site = loan.site
    with served(create_app(site.settings), site.settings) as port:
        url = f"http://127.0.0.1:{port}"
        token = opened(site, loan.bank.key)
        home = tmp_path / "bank"
        home.mkdir()
        kept = {"server": url, "token": token["token"], "until": token["until"]}
        (home / "session.json").write_text(json.dumps(kept), encoding="utf-8")
        environment = {**environment_of(site.settings), "DATADEED_HOME": str(home)}

        def told(*words: str) -> str:
            said = console(environment, "--lang", "en", "financing", *words)
            assert said.code == 0, said.err
            return said.out

        report = tmp_path / "report.pdf"
        report.write_bytes(b"%PDF-1.7")
        dates = ("--on", "2026-11-23", "--due", "2027-11-30")
        told("enter", loan.pledge, "LOAN", "--amount", "8,000,000", *dates, "--loan", "LB-1")
        valued = ("--amount", "16200000", "--on", "2026-10-31", "--appraiser", "青岛评估")
        shown = told("enter", loan.pledge, "VALUED", *valued, "--document", str(report))
        assert "49.38 %" in shown
        assert loan.pledge in told("list")
        out = tmp_path / "file.json"
        printed = told("export", loan.pledge, "--out", str(out))
        digest = sha256(out.read_bytes()).hexdigest()
        assert digest in printed
        assert sha256(report.read_bytes()).hexdigest() in out.read_text(encoding="utf-8")
        assert "exported" in told("readings", loan.pledge)
