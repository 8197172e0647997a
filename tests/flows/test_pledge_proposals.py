"""The acts of a pledge's life agreed on by proposal: refused in words, signed by all, entered."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api import typed
from api.app import create_app
from ledger.domain.acts import PledgeId, Realisation
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import pledge_key
from tests.cast import ALL
from tests.console import console
from tests.pledging import MILLIONS, Bank
from tests.proposing import Dealer, number_of, place
from tests.servers import served
from tests.sessions import opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
DEPOSIT = {
    "depositary": "青岛市某公证处",
    "amount_fen": "800000000",
    "receipt": "0x" + "e1" * 32,
}


@dataclass(frozen=True, slots=True)
class Round:
    """A holder and two banks at a table; the title that secures both."""

    site: Site
    bank: Bank
    number: str
    holder: Dealer
    lb: Dealer
    jb: Dealer

    def refused(self, who: Dealer, kind: str, terms: Any) -> tuple[int, str, str]:
        """Status, code and rule of a proposal that is not taken."""
        answer = who.ask("POST", "/v1/proposals", {"kind": kind, "terms": typed.message(terms)})
        return (*refused(answer), answer.json()["fields"].get("rule", ""))

    def agreed(self, kind: str, terms: Any, *sides: Dealer) -> Any:
        """Proposed by the first, shown to all in both languages, signed and sent."""
        self.site.mirror.catch_up()
        body = {"kind": kind, "terms": typed.message(terms)}
        made = sides[0].done("POST", "/v1/proposals", body)
        asked = {bytes.fromhex(each["party"]["party"]) for each in made["sides"]}
        assert asked == {each.player.party for each in sides}
        for each in sides:
            self.shown(each, made)
            each.signs(made)
        done = sides[-1].on(made, "relay")
        assert done["waits_for"] == "NOTHING"
        self.site.mirror.catch_up()
        return made

    def shown(self, who: Dealer, made: Any) -> str:
        """Its page in Chinese, once it was there in English too."""
        cookies = {"cookie": f"session={who.token}"}
        address = f"/proposals/{made['proposal'][2:]}"
        pages = [
            self.site.client.get(f"{address}?lang={language}", headers=cookies)
            for language in ("en", "zh")
        ]
        assert [each.status_code for each in pages] == [200, 200]
        assert self.number in pages[1].text
        return str(pages[1].text)

    def newcomer(self) -> Dealer:
        """Another company, signed in."""
        player = self.bank.stage.enrolled()
        self.site.mirror.catch_up()
        return Dealer.at(self.site, player)

    @property
    def pledges(self) -> list[dict[str, Any]]:
        self.site.mirror.catch_up()
        found: list[dict[str, Any]] = self.site.get(f"/v1/certificates/{self.number}")["pledges"]
        return found


@pytest.fixture
def table(site: Site) -> Round:
    stage = site.stage
    holder, lb, jb = (stage.enrolled() for _ in range(3))
    issued = stage.issued_title({holder: ALL})
    site.mirror.catch_up()
    dealers = (Dealer.at(site, each) for each in (holder, lb, jb))
    return Round(site, Bank(stage, issued.title, holder), number_of(issued, holder), *dealers)


def both(table: Round, ppm: int = 500_000) -> tuple[Any, Any]:
    """LB's pledge and JB's on the same lot."""
    lb = table.bank.noted(table.lb.player, ppm)
    jb = table.bank.noted(table.jb.player, ppm, lot=lot_id(lb))
    table.site.mirror.catch_up()
    return lb, jb


def test_a_larger_amount_waits_for_every_pledgee(table: Round) -> None:
    lb, jb = both(table)
    alone = table.bank.amendment(lb, amount=2 * MILLIONS)
    found = table.refused(table.holder, "pledge-amendment", alone)
    assert found == (409, "ACT_WOULD_BE_REFUSED", "every open pledge is named")
    more = table.bank.amendment(lb, lb, jb, amount=2 * MILLIONS)
    table.agreed("pledge-amendment", more, table.holder, table.lb, table.jb)
    amounts = {each["pledge"]: each["amount_fen"] for each in table.pledges}
    assert amounts[pledge_id(lb).hex()] == str(2 * MILLIONS)


def test_less_is_agreed_by_two(table: Round) -> None:
    lb, _ = both(table)
    less = table.bank.amendment(lb, amount=1_000)
    table.agreed("pledge-amendment", less, table.lb, table.holder)
    assert {each["amount_fen"] for each in table.pledges} == {"1000", str(MILLIONS)}


def test_a_claim_is_assigned_and_its_pledgor_looks_on(table: Round) -> None:
    lb, _ = both(table)
    buyer = table.newcomer()
    terms = table.bank.assignment(lb, buyer.player)
    stranger = table.newcomer()
    assert table.refused(stranger, "pledge-assignment", terms)[:2] == (403, "PROPOSAL_NOT_OWN")
    made = table.agreed("pledge-assignment", terms, table.lb, buyer)
    assert table.holder.shown(made)["waits_for"] == "NOTHING"
    assert refused(table.jb.ask("GET", place(made))) == (404, "PROPOSAL_UNKNOWN")
    assert {each["pledgee"]["party"] for each in table.pledges} == {
        buyer.player.party.hex(),
        table.jb.player.party.hex(),
    }


def test_banks_agree_on_their_rank(table: Round) -> None:
    lb, jb = both(table)
    found = table.refused(table.lb, "pledge-ranking", table.bank.ranking(lb))
    assert found == (409, "ACT_WOULD_BE_REFUSED", "each open pledge is ranked once")
    table.agreed("pledge-ranking", table.bank.ranking(jb, lb), table.jb, table.lb)
    ranked = [(each["pledge"], each["rank_agreed"]) for each in sorted(table.pledges, key=_rank)]
    assert ranked == [(pledge_id(jb).hex(), True), (pledge_id(lb).hex(), True)]


def _rank(each: dict[str, Any]) -> int:
    return int(each["rank"])


def test_a_lot_is_shrunk_by_holder_and_pledgees(table: Round) -> None:
    lb, jb = both(table)
    terms = table.bank.shrinking(200_000, lb, jb)
    table.agreed("lot-shrinking", terms, table.holder, table.lb, table.jb)
    assert {each["ppm"] for each in table.pledges} == {200_000}


def test_a_lot_is_sold_to_a_newcomer_after_a_default(table: Round) -> None:
    lb, jb = both(table)
    buyer = table.newcomer()
    early = table.bank.sale(Realisation.AGREEMENT, buyer.player, (lb, jb), (lb,))
    found = table.refused(table.holder, "lot-sale", early)
    assert found == (409, "ACT_WOULD_BE_REFUSED", "default was declared")
    table.agreed("pledge-enforcement", table.bank.enforcement(lb), table.lb)
    income = table.bank.enforcement(lb, Realisation.LICENCE_INCOME)
    table.agreed("pledge-enforcement", income, table.lb, table.holder)
    sale = table.bank.sale(Realisation.AGREEMENT, buyer.player, (lb, jb), (lb,))
    table.agreed("lot-sale", sale, table.holder, buyer, table.lb, table.jb)
    [left] = table.pledges
    assert (left["pledge"], left["pledgor"]["party"]) == (
        pledge_id(jb).hex(),
        buyer.player.party.hex(),
    )
    key = pledge_key(lot_id(lb), pledge_id(lb))
    assert table.bank.read(key, PledgeWord).realisation is Realisation.AGREEMENT


def test_a_courts_sale_is_entered_by_clerks_and_nothing_to_propose(table: Round) -> None:
    lb, jb = both(table)
    buyer = table.bank.stage.enrolled()
    terms = table.bank.sale(Realisation.COURT_SALE, buyer, (lb, jb), (lb,))
    found = table.refused(table.holder, "lot-sale", terms)
    assert found[:2] == (409, "PROPOSAL_NOT_BETWEEN_PARTIES")
    judged = table.refused(table.holder, "pledge-judgment", terms)
    assert judged[0] in {404, 422}


def test_an_unknown_pledge_is_refused_in_words(table: Round) -> None:
    lb, _ = both(table)
    terms = replace(table.bank.enforcement(lb), pledge=PledgeId(bytes(31) + b"\x07"))
    found = table.refused(table.lb, "pledge-enforcement", terms)
    assert found[:2] in {(403, "PROPOSAL_NOT_OWN"), (409, "ACT_WOULD_BE_REFUSED")}


def wished(table: Round, kind: str, terms: Any, **told: Any) -> dict[str, Any]:
    """What the door for a pledge's life takes; versions and other pledges are filled in there."""
    own = {"kind": kind, "number": table.number, "pledge": "0x" + pledge_id(terms).hex()}
    return {**own, "document": "0x" + "d0" * 32, **told}


def sides(made: Any) -> list[str]:
    return [each["party"]["party"] for each in made["sides"]]


def test_the_title_fills_in_what_an_act_on_its_pledge_names(table: Round) -> None:
    lb, jb = both(table)
    holder, first, second = (each.player.party.hex() for each in (table.holder, table.lb, table.jb))
    buyer = table.bank.stage.enrolled().party.hex()
    table.agreed("pledge-enforcement", table.bank.enforcement(lb), table.lb)
    order = ["0x" + pledge_id(each).hex() for each in (jb, lb)]
    other = {"other": "0x" + buyer}
    sold = {**other, "deposit": DEPOSIT}
    for kind, told, asked in (
        ("pledge-amendment", {"amount_fen": "1000"}, [holder, first]),
        ("pledge-amendment", {"amount_fen": str(2 * MILLIONS)}, [holder, first, second]),
        ("pledge-assignment", {**other, "notice": "0x" + "aa" * 32}, [first, buyer]),
        ("pledge-ranking", {"order": order}, [first, second]),
        ("lot-shrinking", {"ppm": 200_000}, [holder, first, second]),
        ("pledge-enforcement", {"realisation": "LICENCE_INCOME"}, [first, holder]),
        ("lot-sale", {**sold, "realisation": "SELF_SALE"}, [holder, buyer, first, second]),
    ):
        body = wished(table, kind, lb, **told)
        made = table.lb.done("POST", "/v1/proposals:pledge-life", body)
        assert (made["kind"], made["fitness"]["fit"]) == (kind, True)
        ends = [pledge_id(lb).hex()] if kind == "lot-sale" else None
        assert (made["proceeds"] or {"pledges": None})["pledges"] == ends
        assert set(sides(made)) == set(asked), kind


@pytest.mark.parametrize(
    ("kind", "told", "member"),
    [
        ("pledge-assignment", {"other": "0x" + "03" + "ab" * 31}, "notice"),
        ("lot-shrinking", {}, "ppm"),
        ("pledge-ranking", {}, "order"),
        ("lot-sale", {"realisation": "LICENCE_INCOME"}, "realisation"),
        ("lot-shrinking", {"ppm": 1, "deposit": DEPOSIT}, "depositary"),
        ("lot-shrinking", {"ppm": 1, "document": "0x" + "00" * 32}, "document"),
    ],
)
def test_a_member_that_lacks_is_named(
    table: Round, kind: str, told: dict[str, Any], member: str
) -> None:
    lb, _ = both(table)
    answer = table.lb.ask("POST", "/v1/proposals:pledge-life", wished(table, kind, lb, **told))
    assert refused(answer) == (422, "ENTRY_UNCLEAR")
    assert answer.json()["fields"]["member"] == member


def test_a_form_proposes_it_too_and_says_what_is_wrong(table: Round) -> None:
    lb, _ = both(table)
    client, cookies = table.site.client, {"cookie": f"session={table.lb.token}"}
    shown = client.get("/portfolio?lang=zh", headers=cookies).text
    address = f"/proposals/life?number={table.number}&amp;pledge={pledge_id(lb).hex()}"
    assert address in shown
    form = client.get(address.replace("&amp;", "&") + "&lang=zh", headers=cookies).text
    assert "同一份额上的质押" in form
    mark = re.search(r'name="mark" value="([^"]+)"', form)
    assert mark is not None
    told = {"number": table.number, "pledge": pledge_id(lb).hex(), "kind": "lot-shrinking"}
    told |= {"document": "d0" * 32, "mark": mark[1]}
    wrong = client.post("/proposals/life?lang=zh", data=told, headers=cookies)
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (422, True)
    told["share"] = "20"
    made = client.post("/proposals/life", data=told, headers=cookies, follow_redirects=False)
    assert made.status_code == 303, made.text
    page = client.get(f"{made.headers['location']}?lang=zh", headers=cookies).text
    assert "部分解除" in page
    gone = client.get(f"/proposals/life?number={table.number}&pledge={'ab' * 32}", headers=cookies)
    assert gone.status_code == 404


def test_the_console_proposes_it_too(table: Round, tmp_path: Path) -> None:
    lb, _ = both(table)
    site, contract = table.site, tmp_path / "contract.txt"
    contract.write_text("agreed", encoding="utf-8")
    with served(create_app(site.settings), site.settings) as port:
        session = opened(site, table.holder.player.key)
        kept = {"server": f"http://127.0.0.1:{port}", **session}
        (tmp_path / "session.json").write_text(json.dumps(kept), encoding="utf-8")
        words = ("proposal", "life", "lot-shrinking", table.number, pledge_id(lb).hex())
        told = ("--share", "20", "--document", str(contract), "--json")
        home = environment_of(site.settings) | {"DATADEED_HOME": str(tmp_path)}
        done = console(home, *words, *told)
    assert done.code == 0, done.err
    made = json.loads(done.out)
    assert (made["kind"], len(made["sides"])) == ("lot-shrinking", 3)
