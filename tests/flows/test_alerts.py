"""Alerts to banks and holders: of acts, of dates, taken back by forks, told again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.alerts import alerts_of
from api.texts.alerts import ALERTS
from ledger.chain.client import Web3Chain
from ledger.chain.profile import Confirmations
from ledger.domain.acts import OrderScope, PledgeState, Realisation, Time, TitleId
from ledger.domain.ids import lot_id
from ledger.indexer import alerting
from ledger.indexer.alerting import AHEAD, EVERY_KIND, Alerter
from ledger.registrar import pledge, pledge_life
from ledger.store.engine import read_session
from tests.cast import ALL, DAY, WHOLE, Player, Stage
from tests.console import console
from tests.flows.test_absorption_flow import absorbed
from tests.licensing import appraiser, reported
from tests.mirrors import Mirror, now, open_mirror
from tests.pledging import Bank, hands
from tests.sessions import held, opened
from tests.site import Site, environment_of

pytestmark = [pytest.mark.node, pytest.mark.both_databases]


@dataclass(frozen=True, slots=True)
class Watch:
    """A mirror of the site's register, and its alerter."""

    mirror: Mirror
    alerter: Alerter

    def told(self, player: Player, after: int = 0) -> list[dict[str, Any]]:
        """What a party is told, once all is read."""
        self.mirror.catch_up()
        self.alerter.catch_up()
        with read_session(self.mirror.engine, now=now()) as session:
            found = alerts_of(session, player.party, after, 100)
        return [each.model_dump(mode="json") for each in found.alerts]

    def kinds(self, player: Player, after: int = 0) -> list[str]:
        """Their kinds."""
        return [each["kind"] for each in self.told(player, after)]

    def last(self, player: Player) -> int:
        """The place of the last."""
        return max((each["place"] for each in self.told(player)), default=0)


@pytest.fixture
def watch(site: Site, tmp_path: Path) -> Iterator[Watch]:
    profile = replace(site.stage.register.profile, finality=Confirmations(3))
    made = open_mirror(tmp_path / "watch.db", Web3Chain(site.stage.node.url), profile)
    yield Watch(made, Alerter(made.engine, clock=now))
    made.engine.dispose()


def test_every_kind_of_alert_has_its_words() -> None:
    assert set(ALERTS) == set(EVERY_KIND)


def pledged_title(stage: Stage) -> tuple[TitleId, Player, Player]:
    """A title of a new holder, pledged to a new bank."""
    holder, bank = stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)}).title
    stage.pledged(titled, holder, bank, 400_000)
    return titled, holder, bank


def test_a_bank_is_told_what_others_do_to_its_collateral_and_not_what_it_did(
    site: Site, watch: Watch
) -> None:
    stage, cast = site.stage, site.stage.cast
    titled, holder, bank = pledged_title(stage)
    assert (watch.kinds(bank), watch.kinds(holder)) == ([], [])
    junior = stage.enrolled()
    made = stage.pledged(titled, holder, junior, 100_000)
    [added] = watch.told(bank)
    assert (added["kind"], added["title"]) == ("PLEDGE_ADDED", titled.hex())
    assert added["facts"]["pledge"] == made.pledge.hex()
    assert added["zh"].startswith("同一权属上新增一项质押备注")
    assert watch.kinds(junior) == []
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    for player in (bank, junior, holder):
        last = watch.told(player)[-1]
        assert (last["kind"], last["facts"]["court"]) == ("ORDER_RECORDED", cast.court.party.hex())
    assert watch.kinds(stage.enrolled()) == []
    assert [each["id"] for each in watch.told(bank, added["place"])] == [
        each["id"] for each in watch.told(bank)[1:]
    ]


def test_an_order_on_a_party_is_told_to_the_banks_of_all_that_it_holds(
    site: Site, watch: Watch
) -> None:
    stage = site.stage
    _, holder, bank = pledged_title(stage)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=holder.party))
    assert watch.kinds(bank) == watch.kinds(holder) == ["ORDER_RECORDED"]


def test_an_order_on_who_absorbed_a_holder_is_told_to_the_banks_of_what_that_one_holds(
    site: Site, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It bars what the absorbed party holds, so who lent on that is told; of one of many too."""
    monkeypatch.setattr(alerting, "HELD", 1)
    stage = site.stage
    _, first, bank = pledged_title(stage)
    second, third = stage.enrolled(), stage.enrolled()
    other = stage.issued_title({first: ALL})
    absorbed(stage, first, second)
    absorbed(stage, second, third)
    place = watch.last(first)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=third.party))
    assert watch.kinds(bank)[-1] == "ORDER_RECORDED"
    told = watch.told(first, place)
    assert {each["kind"] for each in told} == {"ORDER_RECORDED"}
    assert {each["title"] for each in told} >= {other.title.hex()}
    assert len(told) == 2


def test_who_absorbed_a_bank_is_told_in_its_place(site: Site, watch: Watch) -> None:
    stage = site.stage
    titled, holder, bank = pledged_title(stage)
    second, third = stage.enrolled(), stage.enrolled()
    absorbed(stage, bank, second)
    stage.pledged(titled, holder, stage.enrolled(), 100_000)
    absorbed(stage, second, third)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    told = watch.told(third)
    assert [(each["kind"], each["title"]) for each in told] == [("ORDER_RECORDED", titled.hex())]
    # of the pledge before it went on in its place, it is told nothing
    assert watch.kinds(bank) == ["PLEDGE_ADDED", "ORDER_RECORDED"]
    assert watch.kinds(holder) == ["ORDER_RECORDED"]
    # once, however often it is looked at
    assert watch.told(third) == told


def test_both_banks_hear_of_a_pledge_that_was_filed_first_and_noted_last(
    site: Site, watch: Watch
) -> None:
    """Scenario 15: the later note has the earlier filing."""
    stage = site.stage
    holder, first, second = (stage.enrolled() for _ in range(3))
    titled = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)}).title
    terms = stage.pledge_terms(titled, holder, first, 400_000)
    pledge.pledge(stage.register, terms, (holder.signs(), first.signs()))
    junior = replace(
        stage.pledge_terms(titled, holder, second, 400_000),
        lot=lot_id(terms),
        filed_at=Time(terms.filed_at - 2),
    )
    pledge.pledge(stage.register, junior, (holder.signs(), second.signs()))
    assert watch.kinds(first) == ["PLEDGE_ADDED", "RANK_CONFLICT"]
    assert watch.kinds(second) == ["RANK_CONFLICT"]


def test_what_becomes_of_a_pledge_is_told_to_those_who_did_not_sign(
    site: Site, watch: Watch
) -> None:
    stage, register = site.stage, site.stage.register
    holder, first, second = (stage.enrolled() for _ in range(3))
    lent = Bank(stage, stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)}).title, holder)
    lb = lent.noted(first, 500_000, maximum=True)
    jb = lent.noted(second, 500_000, lot=lot_id(lb))
    watch.told(holder)
    last = watch.last(first)
    pledge_life.rank(register, lent.ranking(jb, lb), hands(first, second))
    pledge_life.amend(register, lent.amendment(lb, amount=1), hands(holder, first))
    pledge_life.enforce(register, lent.enforcement(jb), hands(second))
    sale = lent.sale(Realisation.AGREEMENT, stage.cast.newcomer, (lb, jb), (jb,))
    pledge_life.sell(register, sale, hands(holder, stage.cast.newcomer, first, second))
    pledge_life.conclude(register, lent.judgment(lb, PledgeState.VOIDED), stage.clerks())
    assert watch.kinds(first, last) == ["PLEDGE_ENFORCING", "PLEDGE_CONCLUDED"]
    assert watch.told(first)[-1]["en"] == "A judgment ended a pledge note: Void by judgment"
    assert watch.kinds(holder)[:2] == ["PLEDGES_RANKED", "PLEDGE_ENFORCING"]


def test_what_a_fork_takes_back_is_retracted_once(site: Site, watch: Watch) -> None:
    stage, node = site.stage, site.stage.node
    titled, holder, bank = pledged_title(stage)
    node.mine(4)
    point = node.snapshot()
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    [frozen] = watch.told(bank)
    node.revert(point)
    node.mine(2)
    known, taken = watch.told(bank)
    assert known == frozen
    assert (taken["kind"], taken["retracts"]) == ("RETRACTED", frozen["id"])
    assert watch.kinds(holder) == ["ORDER_RECORDED", "RETRACTED"]
    node.mine(6)
    assert watch.kinds(bank) == ["ORDER_RECORDED", "RETRACTED"]


def test_the_end_of_a_term_is_told_on_its_days_once(site: Site, watch: Watch) -> None:
    stage = site.stage
    holder, bank = stage.enrolled(), stage.enrolled()
    until = stage.register.time() + 40 * DAY
    shares = {holder: (WHOLE, WHOLE, WHOLE)}
    titled = stage.issued_title(shares, valid_until=until).title
    stage.pledged(titled, holder, bank, 400_000)
    stage.node.mine(4)
    assert watch.kinds(bank) == []
    told: list[tuple[str, int]] = []
    for days in (11, 12, 11, 6, 1):
        stage.pass_time(days * DAY)
        stage.node.mine(4)
        assert watch.kinds(bank) == watch.kinds(holder)
        told = [(each["kind"], each["facts"]["days"]) for each in watch.told(bank)]
    assert told == [*(("TITLE_EXPIRES", days) for days in AHEAD[2:-1]), ("TITLE_EXPIRED", 0)]


def test_who_lent_is_told_that_the_value_is_stale_once_and_not_while_a_newer_one_stands(
    site: Site, watch: Watch
) -> None:
    stage = site.stage
    holder, bank = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)})
    stage.pledged(issued.title, holder, bank, 400_000)
    maker = appraiser(stage)
    root, stale = issued.content.record, "VALUE_STALE"

    def valued(days: int) -> Any:
        until = Time(stage.register.time() + days * DAY)
        return reported(stage, issued.title, root, maker, valid_until=until).entered.act.terms

    valued(60)
    stage.node.mine(4)
    assert stale not in watch.kinds(bank)
    stage.pass_time(40 * DAY)
    second = valued(60)
    for days, count in ((30, 0), (40, 1), (5, 1)):
        stage.pass_time(days * DAY)
        for _ in range(2):
            stage.node.mine(4)
            watch.told(bank)
        assert watch.kinds(bank).count(stale) == count
    assert stale not in watch.kinds(holder)
    [told] = [each for each in watch.told(bank) if each["kind"] == stale]
    assert told["facts"]["base_date"] == second.base_date
    assert "银监发〔2017〕16号" in told["zh"]


def test_only_who_is_signed_in_reads_alerts_and_only_the_own(site: Site) -> None:
    stage = site.stage
    titled, holder, bank = pledged_title(stage)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    site.mirror.catch_up()
    Alerter(site.mirror.engine, clock=now).catch_up()
    assert site.client.get("/v1/alerts").status_code == 401
    mine = alerts_seen(site, bank)
    assert [each["kind"] for each in mine["alerts"]] == ["ORDER_RECORDED"]
    assert alerts_seen(site, holder)["alerts"][0]["id"] != mine["alerts"][0]["id"]
    assert alerts_seen(site, bank, after=mine["next"])["alerts"] == []


def test_a_bank_reads_its_pledges_and_alerts_on_a_page_of_its_own(site: Site) -> None:
    stage = site.stage
    titled, holder, bank = pledged_title(stage)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    site.mirror.catch_up()
    Alerter(site.mirror.engine, clock=now).catch_up()
    elsewhere = site.client.get("/portfolio", follow_redirects=False)
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (
        303,
        "/sign-in?to=%2Fportfolio",
    )
    for player, noted in ((bank, True), (holder, False)):
        cookies = {"cookie": f"session={opened(site, player.key)['token']}"}
        seen = site.client.get("/portfolio", headers=cookies).text
        assert ("数据经营权 40%" in seen, "司法查封" in seen) == (noted, True)
        english = site.client.get("/portfolio?lang=en", headers=cookies).text
        assert "An order was recorded: Court freeze" in english


def test_the_console_tells_alerts_from_a_place_on(site: Site) -> None:
    stage = site.stage
    titled, _, bank = pledged_title(stage)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=titled))
    site.mirror.catch_up()
    Alerter(site.mirror.engine, clock=now).catch_up()

    def told(*words: str) -> Any:
        command = ("alerts", bank.party.hex(), *words, "--json")
        said = console(environment_of(site.settings), *command)
        assert said.code == 0, said.err
        return json.loads(said.out)

    found = told()
    assert [each["kind"] for each in found["alerts"]] == ["ORDER_RECORDED"]
    assert told("--after", str(found["next"]))["alerts"] == []


def alerts_seen(site: Site, player: Player, after: int = 0) -> Any:
    """What a party reads over the API."""
    headers = held(opened(site, player.key)["token"])
    answer = site.client.get("/v1/alerts", headers=headers, params={"after": after})
    assert answer.status_code == 200, answer.text
    return answer.json()
