"""A bank's portfolio: what stands beside each of its pledges, and the way to their release."""

import re
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import OrderScope, Time
from ledger.registrar import pledge, title
from ledger.registrar.title import Move
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Player
from tests.flows.test_absorption_flow import absorbed
from tests.licensing import appraiser, reported
from tests.mirrors import unread
from tests.proposing import number_of
from tests.sessions import opened
from tests.site import Site

pytestmark = pytest.mark.node


def page(site: Site, who: Player, language: str = "zh") -> str:
    """The page as somebody reads it that is signed in."""
    token = opened(site, who.key)["token"]
    headers = {"cookie": f"session={token}"}
    answer = site.client.get(f"/portfolio?lang={language}", headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def titled(site: Site, owner: Player, days: int = 720) -> IssuedTitle:
    until = site.stage.register.time() + days * DAY
    return site.stage.issued_title({owner: ALL}, valid_until=until)


def pledged(site: Site, issued: IssuedTitle, sides: tuple[Player, Player], **terms: Any) -> Any:
    owner, bank = sides
    given = replace(site.stage.pledge_terms(issued.title, owner, bank, 400_000), **terms)
    return pledge.pledge(site.stage.register, given, (owner.signs(), bank.signs()))


def test_a_share_pledged_twice_and_a_freeze_are_said_beside_the_pledge(site: Site) -> None:
    stage = site.stage
    owner, bank, other = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = titled(site, owner)
    first = pledged(site, issued, (owner, bank))
    site.mirror.catch_up()
    alone = page(site, bank)
    assert "第 1 顺位，共 1 项" in alone
    assert "重复质押" not in alone
    earlier = Time(stage.register.time() - DAY)
    pledged(site, issued, (owner, other), lot=first.lot, filed_at=earlier)
    stage.ordered(stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=owner.party))
    site.mirror.catch_up()
    shown = page(site, bank)
    assert "第 2 顺位，共 2 项" in shown
    assert "重复质押：同一标的份额上另有 1 项" in shown
    assert "顺位与记入次序不一致" in shown
    assert re.search("⚠ [^<]*冻结[^<]*，至 ", shown)
    english = page(site, bank, "en")
    assert "rank 2 of 2" in english
    assert "pledged more than once: 1 other on the same share" in english
    assert number_of(issued, owner) in shown
    assert "第 1 顺位，共 2 项" in page(site, other)


def test_a_freeze_of_the_pledgor_as_a_whole_is_said(site: Site) -> None:
    stage = site.stage
    owner, bank = stage.enrolled(), stage.enrolled()
    pledged(site, titled(site, owner), (owner, bank))
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=owner.party))
    site.mirror.catch_up()
    assert re.search("⚠ [^<]*冻结[^<]*，至 ", page(site, bank))


def test_a_freeze_of_whoever_the_share_went_to_is_said_and_one_of_the_giver_is_not(
    site: Site,
) -> None:
    stage = site.stage
    owner, bank, buyer = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = titled(site, owner)
    noted = pledged(site, issued, (owner, bank))
    lots = {noted.lot: [noted.pledge]}
    move = Move(issued.title, owner.party, buyer.party, (0, 0, 400_000), lots=lots)
    terms = title.transfer_terms(stage.register, move)
    title.transfer(stage.register, terms, [each.signs() for each in (owner, buyer, bank)])
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=owner.party))
    site.mirror.catch_up()
    assert "冻结" not in page(site, bank)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=buyer.party))
    site.mirror.catch_up()
    assert re.search("⚠ [^<]*冻结[^<]*，至 ", page(site, bank))


def test_a_freeze_of_who_absorbed_the_pledgor_is_said(site: Site) -> None:
    stage = site.stage
    owner, bank, heir = stage.enrolled(), stage.enrolled(), stage.enrolled()
    pledged(site, titled(site, owner), (owner, bank))
    absorbed(stage, owner, heir)
    site.mirror.catch_up()
    assert "冻结" not in page(site, bank)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=heir.party))
    site.mirror.catch_up()
    assert re.search("⚠ [^<]*冻结[^<]*，至 ", page(site, bank))
    with unread(site.mirror, heir.party):
        assert re.search("⚠ 卷宗 [^<]* 不可用", page(site, bank))


def test_who_absorbed_a_bank_has_its_pledges_and_releases_them(site: Site) -> None:
    stage = site.stage
    owner, bank, heir = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = titled(site, owner)
    pledged(site, issued, (owner, bank))
    absorbed(stage, bank, heir)
    site.mirror.catch_up()
    headers = {"cookie": f"session={opened(site, heir.key)['token']}"}
    shown = site.client.get("/portfolio?lang=zh", headers=headers).text
    assert number_of(issued, owner) in shown
    [form] = re.findall(r'<form method="post" action="/proposals/release">(.*?)</form>', shown)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = site.client.post(
        "/proposals/release", data=fields, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text


def test_days_left_and_what_follows_the_term(site: Site) -> None:
    stage = site.stage
    owner, bank = stage.enrolled(), stage.enrolled()
    issued = titled(site, owner, days=100)
    until = Time(stage.register.time() + YEAR)
    pledged(site, issued, (owner, bank), term_end=until, past_term=True)
    site.mirror.catch_up()
    shown = page(site, bank)
    assert re.search("登记有效期尚余 9[0-9] 天", shown)
    assert "债务到期日晚于登记有效期" in shown
    stage.pass_time(101 * DAY)
    stage.node.mine()
    site.mirror.catch_up()
    assert "登记有效期已满，质押备注仍在" in page(site, bank)


def test_a_value_is_missing_fresh_or_stale(site: Site) -> None:
    stage = site.stage
    owner, bank = stage.enrolled(), stage.enrolled()
    issued = titled(site, owner)
    pledged(site, issued, (owner, bank))
    site.mirror.catch_up()
    assert "登记簿中没有估值报告" in page(site, bank)
    maker = appraiser(stage)
    until = Time(stage.register.time() + 30 * DAY)
    reported(stage, issued.title, issued.content.record, maker, valid_until=until)
    site.mirror.catch_up()
    fresh = page(site, bank)
    assert "估值" not in fresh
    stage.pass_time(31 * DAY)
    stage.node.mine()
    site.mirror.catch_up()
    assert "估值已满一年或到期，基准日 " in page(site, bank)


def test_a_released_pledge_is_silent_and_an_open_one_leads_to_its_release(site: Site) -> None:
    stage = site.stage
    owner, bank = stage.enrolled(), stage.enrolled()
    noted = pledged(site, titled(site, owner), (owner, bank))
    site.mirror.catch_up()
    token = opened(site, bank.key)["token"]
    headers = {"cookie": f"session={token}"}
    shown = site.client.get("/portfolio?lang=zh", headers=headers).text
    [form] = re.findall(r'<form method="post" action="/proposals/release">(.*?)</form>', shown)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = site.client.post(
        "/proposals/release", data=fields, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    terms = pledge.release_terms(
        stage.register, noted.entered.act.terms.title, (noted.lot, noted.pledge)
    )
    pledge.release(stage.register, terms, [bank.signs()])
    site.mirror.catch_up()
    after = page(site, bank)
    assert "/proposals/release" not in after
    assert "顺位，共" not in after


def test_of_a_pledgor_whose_dossier_cannot_be_read_nothing_is_said(site: Site) -> None:
    stage = site.stage
    owner, bank = stage.enrolled(), stage.enrolled()
    pledged(site, titled(site, owner), (owner, bank))
    site.mirror.catch_up()
    with unread(site.mirror, owner.party):
        assert re.search("⚠ 卷宗 [^<]* 不可用", page(site, bank))
