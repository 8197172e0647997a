"""A party's page: its applications with the period that runs, its certificates with burdens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from api.texts.shown import day
from ledger.domain import profiles
from ledger.domain.acts import Action, Role, Time
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from tests.browser import ZH, reader, running_browser
from tests.cast import ALL, DAY, Player, Stage
from tests.servers import HOST, served
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


def text_of(site: Site, player: Player, language: str = "zh") -> str:
    path = f"/parties/{player.party.hex()}"
    answer = site.client.get(path, params={"lang": language})
    assert answer.status_code == 200, answer.text
    text: str = answer.text
    return text


def test_certificates_stand_with_their_shares_burdens_and_links(site: Site) -> None:
    cast = site.stage.cast
    pledgor, frozen = text_of(site, cast.registrant), text_of(site, cast.coholder, "en")
    assert f"/certificates/{site.pledgor_number}" in pledgor
    assert "（质押 40%）" in pledgor
    assert f"/verdicts?number={site.pledgor_number}" in pledgor
    assert f"/v1/certificates/{site.pledgor_number}/proof" in pledgor
    assert f"/certificates/{site.frozen_number}" in frozen
    assert site.pledgor_number not in frozen
    assert site.verdict(site.frozen_number, "trade")["result"] == "INVALID"
    assert '<span class="bad">For a trade: Invalid</span>' in frozen
    assert "frozen" in frozen.lower()


def test_an_application_stands_with_the_period_that_runs_now(site: Site, office: Stage) -> None:
    player, register = office.enrolled(), office.register
    terms = replace(
        office.content({player: ALL}),
        profile=profiles.load().digest,
        due=Time(deadline(register.time(), 3, calendar()).time),
    )
    filed = application.submit(register, terms, [player.signs()])
    clerk = office.cast.acceptance.signs(Role.ACCEPTANCE)
    site.mirror.catch_up()
    before = text_of(site, player)
    assert f"/applications/{filed.application.hex()}" in before
    assert "受理 至" in before
    assert "个工作日" in before
    office.step((filed.application, terms), Action.ACCEPT, clerk, due=20 * DAY)
    site.mirror.catch_up()
    after = text_of(site, player)
    assert "审查 至" in after
    assert "受理 至" not in after


def test_a_term_is_shown_by_its_last_day(site: Site) -> None:
    """It ends with that day (Civil Code Art. 203), whatever the second that the register has."""
    player = site.stage.cast.registrant
    shown, held = text_of(site, player), site.get(f"/v1/parties/{player.party.hex()}")["titles"]
    assert held
    for each in held:
        end = int(datetime.fromisoformat(each["valid_until"]).timestamp())
        assert f"有效期至 {day(end)}<br>" in shown


def test_a_party_without_anything_and_one_that_is_none(site: Site, office: Stage) -> None:
    player = office.enrolled()
    site.mirror.catch_up()
    empty = text_of(site, player)
    assert "没有申请。" in empty
    assert "没有有效的登记凭证。" in empty
    assert site.client.get("/parties/" + "03" + "cd" * 31).status_code == 404


def test_an_account_that_is_typed_leads_to_its_page(site: Site) -> None:
    player = site.stage.cast.registrant
    answer = site.client.get(
        "/mine", params={"account": "0x" + player.key.account.hex()}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/parties/{player.party.hex()}"
    unknown = site.client.get("/mine", params={"account": "0x" + "11" * 20, "lang": "zh"})
    assert "该账户目前不是任何当事人的账户。" in unknown.text
    assert site.client.get("/mine", params={"account": "0x1"}).status_code == 422


@WHOLE_CHECK
@pytest.mark.parametrize("has", [True, False])
def test_the_wallets_account_leads_to_ones_own_page(
    browser: Browser, site: Site, *, has: bool
) -> None:
    player = site.stage.cast.registrant
    account = "0x" + player.key.account.hex().upper()
    with (
        served(site.client.app, site.settings) as port,
        reader(browser, f"http://{HOST}:{port}", ZH) as visitor,
    ):
        if has:
            visitor.page.add_init_script(
                f"window.ethereum = {{ request: async () => ['{account}'] }};"
            )
        visitor.open("/mine?lang=zh")
        visitor.page.get_by_role("button", name="用钱包账户").click()
        if has:
            visitor.page.wait_for_url(f"**/parties/{player.party.hex()}")
        else:
            expect(visitor.page.locator("#progress")).to_contain_text("此浏览器没有钱包")
        assert visitor.faults == []
