"""A bank, its pledge, and the movables register: scenarios 10, 11, 15 and 22 on a real node."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

import pytest

from api.alerts import alerts_of
from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.domain.acts import Pledge, Time
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.movables import Change, filing_number, filing_word
from ledger.domain.movables_filing import Filing, Later
from ledger.domain.movables_rules import AHEAD, rules
from ledger.domain.numbers import written
from ledger.indexer.alerting import Alerter
from ledger.movables.watch import Round
from ledger.registrar import pledge
from notarization.trust_file import trust_from
from notarization.verify.codes import Step
from notarization.verify.report import Check, Status
from notarization.verify.signed_verdict import read_verdict
from tests.cast import DAY, WHOLE, Player, Stage
from tests.console import console
from tests.mirrors import now
from tests.packages.both import verify
from tests.sessions import opened
from tests.simulators.movables import Fault
from tests.site import Site, environment_of, issued_with_notice, opened_site
from tests.watches import BANKS, Watched, watching

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
HOUR: Final = 3_600
# what else holds an approval back: a second holder, and no valuation on the register
USUAL: Final = ("CO_HOLDERS", "REPORT_MISSING")
# RMB 8,000,000 (scenario 14)
AMOUNT: Final = 800_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """A certificate of HL's, and the site that answers on it."""

    site: Site
    watched: Watched
    holder: Player
    title: Any
    number: str

    def presented(self, **given: str) -> dict[str, Any]:
        self.site.mirror.catch_up()
        found: dict[str, Any] = self.site.get(
            "/v1/presentations", number=self.number, purpose="pledge", **given
        )
        return found

    def warnings(self, purpose: str = "pledge") -> list[dict[str, Any]]:
        """What is said of filings: codes with their values."""
        self.site.mirror.catch_up()
        found = self.site.verdict(self.number, purpose)["warnings"]
        return [each for each in found if each["code"].startswith(("FILING_", "MOVABLES_"))]

    def codes(self, purpose: str = "pledge") -> list[str]:
        return [each["code"] for each in self.warnings(purpose)]

    def terms(self, bank: Player, ago: int) -> Pledge:
        """HL's pledge of 40 % for RMB 8,000,000, filed so many seconds ago."""
        stage = self.site.stage
        made = stage.pledge_terms(self.title, self.holder, bank, 400_000)
        return replace(made, amount=AMOUNT, filed_at=Time(stage.register.time() - ago))

    def noted(self, terms: Pledge, bank: Player) -> pledge.Pledged:
        hands = (self.holder.signs(), bank.signs())
        return pledge.pledge(self.site.stage.register, terms, hands)

    def lent(
        self, *, bank: Player | None = None, ago: int = 60, months: int = 13
    ) -> tuple[Pledge, str]:
        """LB's pledge, filed and noted; the filing's amendment code."""
        bank = bank or self.site.stage.cast.bank
        debtor = self.watched.debtor(self.holder)
        terms, code = self.watched.filed(
            self.terms(bank, ago), debtor, BANKS["LB"], self.number, months=months
        )
        self.noted(terms, bank)
        return terms, code


@pytest.fixture(scope="module")
def site(stage: Stage, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on each kind of database."""
    with opened_site(stage, tmp_path_factory.mktemp(database)) as opened:
        yield opened


@pytest.fixture(scope="module")
def watched(site: Site) -> Iterator[Watched]:
    with watching(site.stage, site.mirror) as made:
        yield made


@pytest.fixture
def case(site: Site, watched: Watched) -> Case:
    stage = site.stage
    holder, other = stage.enrolled(), stage.enrolled()
    shares = {holder: (WHOLE, WHOLE, 700_000), other: (0, 0, 300_000)}
    issued = issued_with_notice(stage, shares)
    site.mirror.catch_up()
    watched.movables.faults.clear()
    return Case(site, watched, holder, issued.title, written(issued.issued.numbers[holder.party]))


def answers(found: dict[str, Any]) -> dict[str, Any]:
    return {each["code"]: each for each in found["answers"]}


def test_before_anybody_asks_the_register_is_said_to_be_unconnected(case: Case) -> None:
    """The first test of the file: nothing was asked for yet."""
    found = case.presented()
    told = answers(found)["OTHER_REGISTERS"]
    assert (told["source"], told["values"]) == ("NOT_KEPT", {})
    assert found["held_back"] == sorted((*USUAL, "MOVABLES_NOT_CONNECTED"))
    assert case.codes() == []
    assert case.site.get("/v1/status")["movables"]["connected"] is False


def test_scenario_10_a_clean_check_tells_the_age_of_what_was_seen(case: Case) -> None:
    done = case.watched.look()
    assert (done.found >= 2, done.failed) == (True, 0)
    case.site.stage.pass_time(2 * HOUR)
    found = case.presented()
    assert len(found["answers"]) == 20
    told = answers(found)
    assert told["ENCUMBRANCES"]["values"]["pledges"] == []
    others = told["OTHER_REGISTERS"]
    assert others["source"] == "MOVABLES"
    assert 2 * HOUR <= others["values"]["age"] < 2 * HOUR + 600
    assert (others["values"]["stale"], others["values"]["remarks"]) == (False, [])
    assert "2 h ago" in others["en"]
    assert (found["verdict"]["result"], found["held_back"]) == ("VALID", list(USUAL))


def held_next_day(case: Case, jws: bytes) -> Check:
    """The step that holds a signed verdict against a package of a day later."""
    site, profile = case.site, case.site.stage.register.profile
    site.stage.pass_time(DAY)
    site.mirror.catch_up()
    made = site.client.post("/v1/evidence-packages", json={"number": case.number}).json()
    trust = trust_from(Web3Chain(site.stage.node.url), profile, made["block"])
    data = site.client.get(made["url"]).content
    report = verify(data, trust, signed_verdict=jws)
    [held] = [each for each in report.checks if each.number == Step.SIGNED_VERDICT]
    return held


def test_scenario_10_what_was_seen_is_signed_beside_the_verdict_and_held_offline(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same file, next day: the same result, and what nobody can prove is said to be unproven."""
    site, institution = case.site, case.site.stage.cast.institution
    terms, _ = case.lent()
    case.watched.look(anew=True)
    keys, app = Keystore(site.settings.keys), cast("Any", site.client.app)
    if institution.key.account not in keys.accounts():
        keys.keep_plain(institution.key)
    wiring = app.state.wiring
    signs = "0x" + institution.key.account.hex()
    monkeypatch.setattr(wiring, "settings", replace(wiring.settings, verdict_key=signs))
    asked = {"number": case.number, "purpose": "pledge"}
    jws = site.client.post("/v1/verdicts:sign", json=asked).json()["jws"].encode()
    found = read_verdict(jws)
    assert found.seen is not None
    assert (found.seen["stale"], found.seen["remarks"]) == (False, [])
    [filing] = found.seen["filings"]
    number = str(filing_number(terms.filing))
    assert filing["number"] == number
    assert filing["statement"] == "0x" + case.watched.movables.filings[number].digest.hex()
    check = held_next_day(case, jws)
    assert (check.code, check.status) == ("SIGNED_VERDICT", Status.PASSED)
    assert "not proven" in check.message.en
    other = {**asked, "purpose": "authenticity"}
    plain = site.client.post("/v1/verdicts:sign", json=other).json()["jws"].encode()
    assert read_verdict(plain).seen is None


def test_scenario_11_a_mirror_of_31_hours_is_a_warning_and_holds_approval_back(case: Case) -> None:
    terms, _ = case.lent()
    case.watched.look(anew=True)
    case.site.stage.pass_time(24 * HOUR - 300)
    assert case.codes() == []
    case.watched.movables.faults.extend([Fault.LOSE, Fault.ERROR] * 50)
    case.site.stage.pass_time(7 * HOUR + 300)
    assert case.watched.look().failed > 0
    found = case.presented()
    [stale] = case.warnings()
    assert stale["code"] == "MOVABLES_STALE"
    assert 31 * HOUR <= stale["values"]["age"] < 32 * HOUR
    assert "已过 31 小时" in stale["zh"]
    assert found["verdict"]["result"] == "VALID"
    assert (found["automatic"], "MOVABLES_STALE" in found["held_back"]) == (False, True)
    [shown] = answers(found)["ENCUMBRANCES"]["values"]["pledges"]
    assert shown["registered"]["filed_at"] == terms.filed_at
    status = case.site.get("/v1/status")["movables"]
    assert (status["stale"], status["failing"] > 0) == (True, True)
    case.watched.movables.faults.clear()
    case.watched.look(anew=True)
    assert case.codes() == []
    assert case.site.get("/v1/status")["movables"]["stale"] is False


def test_scenario_15_the_second_note_with_the_earlier_filing_ranks_first(case: Case) -> None:
    stage, watched = case.site.stage, case.watched
    debtor = watched.debtor(case.holder)
    first, _ = case.lent(ago=60)
    junior = replace(case.terms(stage.cast.second_bank, 0), lot=lot_id(first))
    junior = replace(junior, filed_at=Time(first.filed_at - 2))
    junior, _ = watched.filed(junior, debtor, BANKS["JB"], case.number)
    watched.look(anew=True)
    # filed, and not noted yet: whoever asks is told
    [unnoted] = case.warnings()
    assert (unnoted["code"], unnoted["values"]["secured"]) == ("FILING_UNNOTED", "嘉禾银行")
    assert unnoted["values"]["filed_at"] == first.filed_at - 2
    case.noted(junior, stage.cast.second_bank)
    watched.look(anew=True)
    found = case.presented()
    ranks = {
        each["pledgee"]: (each["rank"], each["rank_conflict"])
        for each in answers(found)["ENCUMBRANCES"]["values"]["pledges"]
    }
    assert ranks == {
        stage.cast.second_bank.party.hex(): (1, True),
        stage.cast.bank.party.hex(): (2, True),
    }
    assert "RANK_CONFLICT" in found["held_back"]
    assert case.codes() == []


def test_what_the_register_says_otherwise_is_shown_and_ranks_nothing(case: Case) -> None:
    terms, code = case.lent()
    watched, number = case.watched, str(filing_number(terms.filing))
    watched.look(anew=True)
    watched.movables.entered(Later(number, Change.AMENDED, {"amount": "900000000"}, code))
    watched.look(anew=True)
    [differs] = case.warnings()
    assert differs["code"] == "FILING_AMOUNT_DIFFERS"
    assert differs["values"]["amount_fen"] == "900000000"
    assert "9,000,000.00 元" in differs["zh"]
    # two seconds earlier than the register itself said before
    watched.movables.faults.extend([Fault.CHANGED] * 100)
    watched.look(anew=True)
    said = ["FILING_CONTRADICTS", "FILING_TIME_DIFFERS", "FILING_AMOUNT_DIFFERS"]
    assert case.codes() == said
    [shown] = answers(case.presented())["ENCUMBRANCES"]["values"]["pledges"]
    assert (shown["filed_at"], shown["rank"]) == (terms.filed_at, 1)
    assert shown["registered"]["filed_at"] == terms.filed_at - 2
    watched.movables.faults.clear()
    watched.movables.faults.extend([Fault.MISSING] * 100)
    watched.look(anew=True)
    assert case.codes() == ["FILING_CONTRADICTS", "FILING_MISSING"]


def test_a_filing_s_end_is_told_before_it_and_after_it(case: Case) -> None:
    case.lent(months=1)
    case.watched.look(anew=True)
    assert case.codes() == ["FILING_LAPSING", "FILING_TERM_SHORT"]
    case.site.stage.pass_time(32 * DAY)
    case.watched.look(anew=True)
    assert case.codes() == ["FILING_LAPSED", "FILING_TERM_SHORT"]
    assert case.codes("authenticity") == []


def test_scenario_22_a_release_whose_filing_stays_is_told_after_ten_working_days(
    case: Case,
) -> None:
    stage = case.site.stage
    terms, code = case.lent(months=36)
    case.watched.look(anew=True)
    place = (lot_id(terms), pledge_id(terms))
    released = pledge.release_terms(stage.register, case.title, place)
    pledge.release(stage.register, released, [stage.cast.bank.signs()])
    due = rules().cancel_by(stage.register.time())
    case.watched.look(anew=True)
    assert case.codes() == []
    stage.pass_time(due - stage.register.time() + 60)
    case.watched.look(anew=True)
    [late] = case.warnings()
    assert (late["code"], late["values"]["due"]) == ("FILING_NOT_CANCELLED", due)
    number = late["values"]["filing"]
    case.watched.movables.entered(Later(number, Change.CANCELLED, {}, code))
    case.watched.look(anew=True)
    assert case.codes() == []


def test_an_answer_that_is_not_believed_changes_nothing(case: Case) -> None:
    case.lent()
    case.watched.look(anew=True)
    known = case.presented()["answers"][9]["values"]
    for fault in (Fault.ANOTHER, Fault.FUTURE, Fault.GARBAGE, Fault.OLD):
        case.watched.movables.faults.extend([fault] * 200)
        done = case.watched.look(anew=True)
        case.watched.movables.faults.clear()
        assert (done.answered, done.failed > 0) == (0, True), fault
    shown = case.presented()["answers"][9]["values"]
    assert shown == known


def test_what_is_known_is_not_asked_again_before_its_time(case: Case) -> None:
    case.lent()
    assert case.watched.look(anew=True).answered > 0
    assert case.watched.look() == Round(0, 0, 0, more=False)
    case.site.stage.pass_time(6 * HOUR + 60)
    assert case.watched.look().answered > 0


def test_a_debtor_whose_code_is_not_public_is_said_to_be_unasked(site: Site, case: Case) -> None:
    stage = site.stage
    holder = stage.enrolled()
    issued = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)})
    stage.pledged(issued.title, holder, stage.cast.bank, 400_000)
    case.watched.look()
    number = written(issued.issued.numbers[holder.party])
    found = replace(case, number=number).codes()
    assert found == ["MOVABLES_UNASKED", "FILING_NUMBER_ILLEGIBLE"]


def test_the_console_files_asks_and_watches(case: Case, tmp_path: Path) -> None:
    site, movables = case.site, case.watched.movables
    debtor = case.watched.debtor(case.holder)
    filing = Filing(debtor, BANKS["LB"], AMOUNT, maximum=False, months=13, collateral=("x",))
    path = tmp_path / "filing.json"
    environment = {**environment_of(site.settings), "DATADEED_MOVABLES_URL": movables.url}

    def told(*words: str, code: int = 0) -> str:
        said = console(environment, "--lang", "en", "movables", *words)
        assert said.code == code, said.err
        return said.out or said.err

    path.write_bytes(filing.body)
    receipt = json.loads(told("file", str(path), "--json"))
    assert bytes.fromhex(receipt["filing"]) == filing_word(receipt["number"])
    found = json.loads(told("ask", "--number", receipt["number"]))["filings"]
    assert [each["amount"] for each in found] == [str(AMOUNT)]
    entry = Later(receipt["number"], Change.CANCELLED, {}, receipt["code"])
    path.write_bytes(entry.body)
    told("enter", str(path))
    assert movables.filings[receipt["number"]].cancelled_at
    path.write_bytes(replace(entry, kind=Change.AMENDED).body)
    assert "FILING_REFUSED" in told("enter", str(path), code=1)
    path.write_bytes(b'{"amount": "12.5"}')
    assert "FILING_MALFORMED" in told("file", str(path), code=1)
    assert "0 not answered" in told("watch", "--now")
    movables.faults.extend([Fault.ERROR] * 10_000)
    assert json.loads(told("watch", "--now", "--json", code=1))["failing"] > 0
    movables.faults.clear()


def alerted(case: Case, player: Player, kind: str) -> list[dict[str, Any]]:
    """What a party is told of filings, of one kind."""
    mirror = case.site.mirror
    mirror.catch_up()
    Alerter(mirror.engine, clock=now).catch_up()
    with mirror.reading() as session:
        told = alerts_of(session, player.party, 0, 100).alerts
    return [each.model_dump() for each in told if each.kind == kind]


def test_the_end_of_a_filing_is_told_on_its_days_and_once(case: Case) -> None:
    stage, bank = case.site.stage, case.site.stage.enrolled()
    terms, _ = case.lent(bank=bank, months=4)
    number = str(filing_number(terms.filing))
    end = case.watched.movables.filings[number].term_end
    case.watched.look(anew=True)
    alerted(case, bank, "FILING_LAPSING")
    expected: list[int] = []
    for days in (91, 90, 31, 30, 7, 1):
        stage.pass_time(end - days * DAY + 2 * HOUR - stage.register.time())
        case.watched.look(anew=True)
        expected += [days] if days in AHEAD else []
        for player in (bank, case.holder):
            found = alerted(case, player, "FILING_LAPSING")
            assert [each["facts"]["days"] for each in found] == expected
    assert expected == list(AHEAD)
    stage.pass_time(end + 2 * HOUR - stage.register.time())
    case.watched.look(anew=True)
    [lapsed] = alerted(case, bank, "FILING_LAPSED")
    assert lapsed["facts"]["filing"] == number
    assert "届满" in lapsed["zh"]


def test_both_sides_are_told_of_a_filing_that_is_another_and_of_one_that_stays(case: Case) -> None:
    stage, bank = case.site.stage, case.site.stage.enrolled()
    terms, code = case.lent(bank=bank, months=36)
    number = str(filing_number(terms.filing))
    case.watched.movables.entered(Later(number, Change.AMENDED, {"amount": "1"}, code))
    case.watched.look(anew=True)
    alerted(case, bank, "FILING_DIFFERS")
    stage.pass_time(2 * HOUR)
    case.watched.look(anew=True)
    [differs] = alerted(case, bank, "FILING_DIFFERS")
    assert differs["facts"]["what"] == ["FILING_AMOUNT_DIFFERS"]
    assert differs["en"].endswith("its amount")
    released = pledge.release_terms(stage.register, case.title, (lot_id(terms), pledge_id(terms)))
    pledge.release(stage.register, released, [bank.signs()])
    due = rules().cancel_by(stage.register.time())
    stage.pass_time(due - stage.register.time() + 2 * HOUR)
    case.watched.look(anew=True)
    for player in (bank, case.holder):
        [stays] = alerted(case, player, "FILING_NOT_CANCELLED")
        assert stays["facts"]["due"] == due


def test_a_filing_that_nobody_noted_is_told_to_the_bank_before_it(case: Case) -> None:
    """Scenario 15, before the second bank comes to the ledger."""
    stage, watched, bank = case.site.stage, case.watched, case.site.stage.enrolled()
    first, _ = case.lent(bank=bank)
    junior = replace(case.terms(stage.cast.second_bank, 0), filed_at=Time(first.filed_at - 2))
    watched.filed(junior, watched.debtor(case.holder), BANKS["JB"], case.number)
    watched.look(anew=True)
    alerted(case, bank, "FILING_UNNOTED")
    stage.pass_time(2 * HOUR)
    watched.look(anew=True)
    [told] = alerted(case, bank, "FILING_UNNOTED")
    assert told["facts"]["secured"] == "嘉禾银行"
    assert "嘉禾银行" in told["zh"]


def test_page_door_and_console_show_what_was_seen_and_its_age(case: Case) -> None:
    terms, code = case.lent(months=1)
    number = str(filing_number(terms.filing))
    case.watched.movables.entered(Later(number, Change.AMENDED, {"amount": "1"}, code))
    case.watched.look(anew=True)
    case.site.stage.pass_time(2 * HOUR)
    case.site.mirror.catch_up()
    found = case.site.get(f"/v1/certificates/{case.number}/filings")
    [shown] = found["filings"]
    assert (shown["filing"], shown["state"], shown["entries"]) == (number, "STANDING", ["AMENDED"])
    assert [each["code"] for each in shown["remarks"]] == [
        "FILING_LAPSING",
        "FILING_AMOUNT_DIFFERS",
        "FILING_TERM_SHORT",
    ]
    assert (found["stale"], shown["filed_at"]) == (False, shown["noted_at"])
    page = case.site.client.get(f"/certificates/{case.number}").text
    assert "动产融资统一登记（中登网）所见" in page
    assert "2 小时前" in page
    assert "现可展期" in page
    then = case.site.client.get(f"/certificates/{case.number}?act=1").text
    assert "中登网）所见" not in then
    cookies = {"cookie": f"session={opened(case.site, case.site.stage.cast.bank.key)['token']}"}
    portfolio = case.site.client.get("/portfolio", headers=cookies).text
    assert "中登网：有效" in portfolio
    assert "现可展期" in portfolio
    asked = ("--lang", "en", "certificate", "filings", case.number)
    said = console(environment_of(case.site.settings), *asked)
    assert said.code == 0, said.err
    assert number in said.out
    assert "it may be extended now" in said.out
