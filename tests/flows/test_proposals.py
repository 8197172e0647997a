"""A pledge from its proposal to its release, between parties that share nothing but the server."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api import typed
from api.proposals import making
from api.texts.shown import iso
from ledger.chain.signer import Key
from ledger.domain.acts import LotId, OrderScope, PledgeId, PledgeState, Right
from ledger.domain.movables import filing_word
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import HoldingWord, holding_key, pledge_key
from ledger.registrar import pledge as pledges
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Player
from tests.flows.test_officer_flow import named
from tests.homes import Home
from tests.proposing import FILING, Dealer, filed, number_of, place, wish
from tests.servers import served
from tests.sessions import refused
from tests.site import Site

pytestmark = pytest.mark.node


@dataclass
class Table:
    """A title, its holder and a bank, both signed in."""

    site: Site
    issued: IssuedTitle
    holder: Dealer
    bank: Dealer

    @property
    def number(self) -> str:
        return number_of(self.issued, self.holder.player)

    def proposed(self, **other: Any) -> Any:
        asked = wish(self.site, self.number, self.bank.player, **other)
        return self.holder.done("POST", "/v1/proposals:pledge", asked)

    def completed(self, proposal: Any) -> Any:
        return self.bank.on(proposal, "filing", filed(self.site))

    def entered(self, proposal: Any) -> Any:
        self.completed(proposal)
        self.bank.signs(proposal)
        self.holder.signs(proposal)
        done = self.bank.on(proposal, "relay")
        self.site.mirror.catch_up()
        return done

    def holding(self) -> HoldingWord:
        key = holding_key(self.holder.player.party)
        return self.site.stage.register.read(self.issued.title, key, HoldingWord)


@pytest.fixture
def table(site: Site) -> Table:
    stage = site.stage
    issued = stage.issued_title()
    site.mirror.catch_up()
    return Table(
        site,
        issued,
        Dealer.at(site, stage.cast.registrant),
        Dealer.at(site, stage.cast.bank),
    )


def test_both_sides_sign_one_pledge_and_its_release(table: Table) -> None:
    made = table.proposed()
    assert (made["waits_for"], made["fitness"]["fit"]) == ("FILING", True)
    assert {each["code"] for each in made["fitness"]["warnings"]} >= {"NOTE_IS_NO_SECURITY_RIGHT"}
    seen = table.bank.done("GET", "/v1/proposals")["proposals"]
    assert seen[0]["proposal"] == made["proposal"]
    whole = table.completed(made)
    assert whole["waits_for"] == "SIGNATURES"
    assert whole["digest"] != made["digest"]
    table.holder.signs(made)
    signed = table.bank.signs(made)
    assert signed["waits_for"] == "SENDING"
    done = table.holder.on(made, "relay")
    assert done["block"]
    assert done["waits_for"] == "NOTHING"
    table.site.mirror.catch_up()
    [lot] = table.site.get(f"/v1/certificates/{table.number}")["pledges"]
    assert (lot["amount_fen"], lot["rank"]) == ("800000000", 1)
    assert table.holding().pledged[Right.OPER] == 1_000_000
    key = pledge_key(bytes.fromhex(lot["lot"]), bytes.fromhex(lot["pledge"]))
    word = table.site.stage.register.read(table.issued.title, key, PledgeWord)
    assert word.state is PledgeState.RECORDED

    # the pledgor asks for the release, which the pledgee alone signs
    asked = {"number": table.number, "pledge": "0x" + lot["pledge"]}
    release = table.holder.done("POST", "/v1/proposals:release", asked)
    assert [each["party"]["party"] for each in release["sides"]] == [table.bank.player.party.hex()]
    own = table.holder.ask("POST", f"{place(release)}/signatures", table.holder.signature(release))
    assert refused(own) == (403, "SIGNATURE_NOT_ASKED")
    table.bank.signs(release)
    table.holder.on(release, "relay")
    assert table.holding().pledged[Right.OPER] == 0


def test_the_filing_stands_in_the_terms_as_it_was_typed(table: Table) -> None:
    made = table.proposed()
    whole = table.completed(made)
    assert whole["file"]["terms"]["filing"] == "0x" + filing_word(FILING).hex()
    wrong = table.bank.ask(
        "POST", f"{place(made)}/filing", filed(table.site) | {"filing": "编号 1"}
    )
    assert refused(wrong) == (422, "FILING_NUMBER_MALFORMED")
    pledgor = table.holder.ask("POST", f"{place(made)}/filing", filed(table.site))
    assert refused(pledgor) == (403, "FILING_NOT_ASKED")


def test_nothing_is_signed_before_the_filing_and_another_filing_undoes_signatures(
    table: Table,
) -> None:
    made = table.proposed()
    early = table.holder.ask("POST", f"{place(made)}/signatures", table.holder.signature(made))
    assert refused(early) == (409, "FILING_MISSING")
    table.completed(made)
    table.holder.signs(made)
    again = table.bank.on(made, "filing", filed(table.site) | {"filing": "9900000000"})
    assert [each["state"] for each in again["sides"]] == ["MISSING", "MISSING"]
    unsent = table.bank.ask("POST", f"{place(made)}/relay")
    assert refused(unsent) == (409, "DRAFT_UNSIGNED")


def test_any_act_between_parties_is_proposed_by_its_terms(
    table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.entered(table.proposed(ppm=300_000))
    [noted] = table.site.get(f"/v1/certificates/{table.number}")["pledges"]
    lot, noted_as = (bytes.fromhex(noted[each]) for each in ("lot", "pledge"))
    terms = pledges.release_terms(
        table.site.stage.register, table.issued.title, (LotId(lot), PledgeId(noted_as))
    )
    body: dict[str, Any] = {"kind": "release", "terms": typed.message(terms)}
    made = table.bank.done("POST", "/v1/proposals", body)
    assert [each["party"]["party"] for each in made["sides"]] == [table.bank.player.party.hex()]
    assert table.holder.shown(made)["kind"] == "release"
    stranger = Dealer.at(table.site, table.site.stage.cast.second_bank)
    assert refused(stranger.ask("POST", "/v1/proposals", body)) == (403, "PROPOSAL_NOT_OWN")
    for wrong, code in (
        ({"kind": "order", "terms": {}}, (422, "TERMS_MALFORMED")),
        ({"kind": "none", "terms": {}}, (404, "ACT_UNKNOWN")),
        ({**body, "terms": {**body["terms"], "version": 9}}, (409, "ACT_WOULD_BE_REFUSED")),
    ):
        assert refused(table.bank.ask("POST", "/v1/proposals", wrong)) == code
    path = tmp_path / "terms.json"
    path.write_text(json.dumps(typed.message(terms)), encoding="utf-8")
    home = Home.of(tmp_path / "bank", table.site, table.bank.player)
    with served(table.site.client.app, table.site.settings) as port:
        home.sign_in(port, table.bank.token)
        again = home.told(capsys, "proposal", "make", "release", str(path), "--json")
    # the same terms proposed twice are one proposal
    assert again["proposal"] == made["proposal"]


def test_acts_of_staff_are_not_proposed_among_parties(table: Table) -> None:
    stage = table.site.stage
    terms = stage.order_terms(OrderScope.TITLE, titled=table.issued.title)
    body = {"kind": "order", "terms": typed.message(terms)}
    assert refused(table.bank.ask("POST", "/v1/proposals", body)) == (404, "ACT_UNKNOWN")


def test_a_stranger_sees_nothing_and_proposes_nothing_of_others(table: Table) -> None:
    made, stage = table.proposed(), table.site.stage
    stranger = Dealer.at(table.site, stage.cast.second_bank)
    assert refused(stranger.ask("GET", place(made))) == (404, "PROPOSAL_UNKNOWN")
    assert stranger.done("GET", "/v1/proposals")["proposals"] == []
    for door in ("filing", "signatures", "relay"):
        body = {"filing": filed(table.site), "signatures": {"signature": "0x" + "11" * 65}}
        answer = stranger.ask("POST", f"{place(made)}/{door}", body.get(door))
        assert refused(answer) == (404, "PROPOSAL_UNKNOWN")
    assert refused(stranger.ask("DELETE", place(made))) == (404, "PROPOSAL_UNKNOWN")
    own = wish(table.site, table.number, stage.cast.bank)
    assert refused(stranger.ask("POST", "/v1/proposals:pledge", own)) == (403, "PROPOSAL_NOT_OWN")
    clerk = Dealer.at(table.site, stage.cast.examiner)
    assert refused(clerk.ask("GET", place(made))) == (404, "PROPOSAL_UNKNOWN")


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"pledgee": "0x03" + "00" * 31}, "pledgee"),
        ({"ppm": 0}, "ppm"),
        ({"document": "0x" + "00" * 32}, "document"),
        ({"term_end": "2001-01-01T00:00:00Z"}, "term_end"),
    ],
)
def test_what_is_missing_is_named(table: Table, change: dict[str, Any], member: str) -> None:
    asked = wish(table.site, table.number, table.bank.player, **change)
    answer = table.holder.ask("POST", "/v1/proposals:pledge", asked)
    assert refused(answer) == (422, "ENTRY_UNCLEAR")
    assert answer.json()["fields"]["member"] == member


def test_more_than_is_free_is_not_proposed(table: Table) -> None:
    table.entered(table.proposed(ppm=400_000))
    asked = wish(table.site, table.number, table.bank.player, ppm=600_001)
    answer = table.holder.ask("POST", "/v1/proposals:pledge", asked)
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    told = answer.json()["fields"]
    assert (told["rule"], told["values"]) == ("the free share suffices", "600000")
    assert "《民法典》第四百一十四条" in told["zh"]
    assert "Civil Code Art. 414" in told["en"]


def test_what_the_gates_ask_for_is_proposed_with_it(table: Table) -> None:
    end = table.site.get(f"/v1/certificates/{table.number}")["valid_until"]
    late = iso(int(datetime.fromisoformat(end).timestamp()) + 86_400)
    told = {"for_another": True, "term_end": late}
    asked = wish(table.site, table.number, table.bank.player, **told)
    answer = table.holder.ask("POST", "/v1/proposals:pledge", asked)
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    assert answer.json()["fields"]["rule"] == "the debt falls due in the title's term"
    answer = table.holder.ask("POST", "/v1/proposals:pledge", {**asked, "past_term": True})
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    assert answer.json()["fields"]["rule"] == "the pledgor's decision is named"
    table.entered(table.proposed(**told, past_term=True, basis="0x" + "ba" * 32))
    [noted] = table.site.get(f"/v1/certificates/{table.number}")["pledges"]
    assert (noted["for_another"], noted["past_term"], noted["basis"]) == (True, True, "ba" * 32)


def test_a_junior_pledge_names_the_lot_and_takes_its_share(table: Table) -> None:
    table.entered(table.proposed(ppm=400_000))
    [first] = table.site.get(f"/v1/certificates/{table.number}")["pledges"]
    second = Dealer.at(table.site, table.site.stage.cast.second_bank)
    asked = wish(table.site, table.number, second.player, ppm=0, lot="0x" + first["lot"])
    junior = table.holder.done("POST", "/v1/proposals:pledge", asked)
    assert junior["file"]["terms"]["ppm"] == 400_000
    assert "PLEDGED" in {each["code"] for each in junior["fitness"]["warnings"]}
    # filed two seconds before the first: rank follows the filing, and the conflict is shown
    second.on(junior, "filing", filed(table.site, 60 * 60))
    second.signs(junior)
    table.holder.signs(junior)
    second.on(junior, "relay")
    table.site.mirror.catch_up()
    ranks = {
        each["pledgee"]["party"]: each["rank"]
        for each in table.site.get(f"/v1/certificates/{table.number}")["pledges"]
    }
    assert ranks == {table.bank.player.party.hex(): 2, second.player.party.hex(): 1}


def test_a_freeze_that_came_meanwhile_stops_the_signature(table: Table) -> None:
    made = table.proposed()
    table.completed(made)
    table.bank.signs(made)
    stage = table.site.stage
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=table.issued.title))
    table.site.mirror.catch_up()
    late = table.holder.ask("POST", f"{place(made)}/signatures", table.holder.signature(made))
    assert refused(late) == (409, "PURPOSE_BARRED")
    assert late.json()["fields"]["findings"] == ["FROZEN"]
    shown = table.holder.shown(made)["fitness"]
    assert (shown["fit"], shown["result"]) == (False, "INVALID")
    assert shown["refusal"]["rule"] == "no order bars it"
    again = table.holder.ask(
        "POST", "/v1/proposals:pledge", wish(table.site, table.number, table.bank.player)
    )
    assert refused(again) == (409, "PURPOSE_BARRED")


def test_only_the_accounts_own_signature_under_these_terms_is_taken(table: Table) -> None:
    made = table.proposed()
    whole = table.completed(made)
    digest = bytes.fromhex(whole["digest"][2:])
    for key, signed in ((Key.new(), digest), (table.holder.player.key, bytes(32))):
        body = {"signature": "0x" + key.sign(signed).hex()}
        answer = table.holder.ask("POST", f"{place(made)}/signatures", body)
        assert refused(answer) == (403, "DRAFT_SIGNATURE_WRONG")
    table.holder.signs(made)
    twice = table.holder.ask("POST", f"{place(made)}/signatures", table.holder.signature(made))
    assert refused(twice) == (403, "SIGNATURE_NOT_ASKED")


def test_an_officer_signs_behind_the_party_from_an_account_of_his_own(table: Table) -> None:
    stage, site = table.site.stage, table.site
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    key = named(stage, owner)
    site.mirror.catch_up()
    party, officer = Dealer.at(site, owner), Dealer.at(site, Player(owner.party, key))
    asked = wish(site, number_of(issued, owner), table.bank.player)
    made = party.done("POST", "/v1/proposals:pledge", asked)
    table.completed(made)
    early = officer.ask("POST", f"{place(made)}/signatures", officer.signature(made))
    assert refused(early) == (409, "PARTY_SIGNS_FIRST")
    alone = party.signs(made)
    assert [each["state"] for each in alone["sides"]] == ["OFFICER_MISSING", "MISSING"]
    table.bank.signs(made)
    assert refused(party.ask("POST", f"{place(made)}/relay")) == (409, "DRAFT_UNSIGNED")
    both = officer.signs(made)
    assert [each["state"] for each in both["sides"]] == ["SIGNED", "SIGNED"]
    assert party.on(made, "relay")["block"]


def test_a_proposal_is_withdrawn_by_either_side_but_not_once_it_stands(table: Table) -> None:
    made = table.proposed()
    assert table.bank.done("DELETE", place(made)) is None
    assert refused(table.holder.ask("GET", place(made))) == (404, "PROPOSAL_UNKNOWN")
    done = table.entered(table.proposed())
    entered = table.holder.ask("DELETE", place(done))
    assert refused(entered) == (409, "PROPOSAL_ENTERED")
    assert refused(table.bank.ask("POST", f"{place(done)}/filing", filed(table.site))) == (
        409,
        "PROPOSAL_ENTERED",
    )
    # sent once more it is the same act
    assert table.holder.on(done, "relay")["block"] == done["block"]


def test_terms_that_nobody_sent_in_time_are_filed_anew(table: Table) -> None:
    made = table.proposed()
    table.completed(made)
    table.site.stage.pass_time(making.SIGN_SECONDS + DAY)
    table.site.stage.node.mine()
    table.site.mirror.catch_up()
    dealer = Dealer.at(table.site, table.holder.player)
    late = dealer.ask("POST", f"{place(made)}/signatures", dealer.signature(made))
    assert refused(late) == (409, "PROPOSAL_EXPIRED")
    assert table.completed(made)["waits_for"] == "SIGNATURES"
    dealer.signs(made)


def test_a_form_that_is_sent_again_blocks_later_is_one_proposal(table: Table) -> None:
    asked = wish(table.site, table.number, table.bank.player)

    def sent(seconds: int, **changes: Any) -> Any:
        table.site.stage.pass_time(seconds)
        table.site.stage.node.mine()
        table.site.mirror.catch_up()
        return table.holder.done("POST", "/v1/proposals:pledge", {**asked, **changes})

    made = sent(1)
    assert sent(60)["proposal"] == made["proposal"]
    other = sent(1, ppm=5)
    assert other["proposal"] != made["proposal"]
    # one that was completed says something else, and so does one of long ago
    table.completed(made)
    again = sent(1)
    assert again["proposal"] not in (made["proposal"], other["proposal"])
    assert sent(making.AGAIN_SECONDS + 60)["proposal"] != again["proposal"]


def test_old_proposals_are_forgotten_and_open_ones_are_few(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = table.site.client.app
    made, clock = table.proposed(), app.state.wiring.clock
    monkeypatch.setattr(making, "MOST_OPEN", 1)
    asked = wish(table.site, table.number, table.bank.player, ppm=5)
    many = table.holder.ask("POST", "/v1/proposals:pledge", asked)
    assert refused(many) == (409, "PROPOSALS_TOO_MANY")
    monkeypatch.setattr(making, "KEPT_SECONDS", -1)
    monkeypatch.setattr(app.state.wiring, "clock", clock)
    kept = table.proposed(ppm=5)
    assert refused(table.holder.ask("GET", place(made))) == (404, "PROPOSAL_UNKNOWN")
    assert table.holder.shown(kept)["waits_for"] == "FILING"


def test_a_server_whose_clock_is_ahead_forgets_no_open_proposal(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = table.site.client.app
    made, clock = table.proposed(), app.state.wiring.clock
    with monkeypatch.context() as ahead:
        for each in (app.state.wiring, table.site.mirror.follower):
            ahead.setattr(each, "clock", lambda: clock() + 40 * DAY)
        table.site.mirror.catch_up()
        dealer = Dealer.at(table.site, table.holder.player)
        asked = wish(table.site, table.number, table.bank.player, ppm=5)
        dealer.done("POST", "/v1/proposals:pledge", asked)
    table.site.mirror.catch_up()
    # sessions were over under that clock
    again = Dealer.at(table.site, table.holder.player)
    assert again.shown(made)["waits_for"] == "FILING"


def test_the_console_does_what_the_pages_do(
    table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"the contract")
    sides = {"holder": table.holder, "bank": table.bank}
    homes = {
        name: Home.of(tmp_path / name, table.site, dealer.player) for name, dealer in sides.items()
    }

    def told(who: str, *words: str) -> Any:
        return homes[who].told(capsys, "proposal", *words)

    with served(table.site.client.app, table.site.settings) as port:
        for who, dealer in sides.items():
            homes[who].sign_in(port, dealer.token)
        until = iso(table.site.stage.register.time() + YEAR)
        asked = ("--amount", "8000000", "--until", until, "--contract", str(contract), "--json")
        pledgee = ("--pledgee", table.bank.player.party.hex())
        name = told("holder", "pledge", table.number, *pledgee, *asked)["proposal"]
        assert told("bank", "list", "--json")["proposals"][0]["proposal"] == name
        at = ("--at", filed(table.site)["filed_at"], "--json")
        assert told("bank", "file", name, FILING, *at)["waits_for"] == "SIGNATURES"
        for who, waits in (("bank", "SIGNATURES"), ("holder", "SENDING")):
            signed = told(who, "sign", name, *homes[who].hand, "--json")
            assert signed["waits_for"] == waits
        assert told("holder", "send", name, "--json")["block"]
        table.site.mirror.catch_up()
        assert told("bank", "show", name, "--json")["waits_for"] == "NOTHING"
        [noted] = table.site.get(f"/v1/certificates/{table.number}")["pledges"]
        release = told("bank", "release", table.number, noted["pledge"], "--json")["proposal"]
        assert told("bank", "withdraw", release) is None
        left = told("bank", "list", "--json")["proposals"]
        assert release not in {each["proposal"] for each in left}
