"""What pages, paper and doors say of a pledge's life: agreed rank, realisation, end (ADR 0030)."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from ledger.chain.records import Tag
from ledger.domain.acts import Judgment, OrderScope, PledgeState, Realisation, Sale, Time
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.numbers import written
from ledger.registrar import pledge, pledge_life
from tests.cast import DAY, WHOLE, Player
from tests.flows.test_documents import certificate, text_of
from tests.pledging import Bank, hands
from tests.sessions import held, opened
from tests.site import Site, issued_with_notice

pytestmark = pytest.mark.node


@dataclass(frozen=True, slots=True)
class Shop:
    """A title with two banks of its own, and the site that shows it."""

    site: Site
    bank: Bank
    number: str
    lb: Player
    jb: Player

    def page(self, path: str, language: str = "zh", who: Player | None = None) -> str:
        """A page's words, without its marks."""
        self.site.mirror.catch_up()
        cookie = f"session={opened(self.site, who.key)['token']}" if who else ""
        headers = {"cookie": cookie} if who else {}
        mark = "&" if "?" in path else "?"
        answer = self.site.client.get(f"{path}{mark}lang={language}", headers=headers)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))

    @property
    def paper(self) -> str:
        return re.sub(r"\s+", "", text_of(certificate(self.site, self.number)))

    def ended(self, **asked: str) -> Any:
        self.site.mirror.catch_up()
        return self.site.get(f"/v1/certificates/{self.number}/ended-pledges", **asked)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ids of pledges by how they ended, the block of the first end, the terms of the others."""

    pledges: dict[str, str]
    block: int
    judgment: Judgment
    sale: Sale


@pytest.fixture
def shop(site: Site) -> Shop:
    stage = site.stage
    holder, other, lb, jb = (stage.enrolled() for _ in range(4))
    shares = {holder: (WHOLE, WHOLE, 700_000), other: (0, 0, 300_000)}
    issued = issued_with_notice(stage, shares)
    number = written(issued.issued.numbers[holder.party])
    return Shop(site, Bank(stage, issued.title, holder), number, lb, jb)


def test_an_agreed_rank_is_shown_everywhere(shop: Shop) -> None:
    now = shop.bank.stage.register.time()
    first = shop.bank.noted(shop.lb, filed_at=Time(now - 300))
    second = shop.bank.noted(shop.jb, filed_at=Time(now - 200), lot=lot_id(first))
    assert "依质权人约定" not in shop.page(f"/certificates/{shop.number}")
    ranking = shop.bank.ranking(second, first)
    pledge_life.rank(shop.bank.stage.register, ranking, hands(shop.lb, shop.jb))
    assert "1 依质权人约定" in shop.page(f"/certificates/{shop.number}")
    assert "1 as agreed" in shop.page(f"/certificates/{shop.number}", "en")
    told = f"/verdicts?number={shop.number}&purpose=pledge"
    assert "依质权人约定：是" in shop.page(told)
    assert "agreed by the pledgees: yes" in shop.page(told, "en")
    assert "第 1 顺位，共 2 项（依质权人约定）" in shop.page("/portfolio", who=shop.jb)
    assert "rank 2 of 2 as the pledgees agreed" in shop.page("/portfolio", "en", shop.lb)
    assert "1（依质权人约定）" in shop.paper


def test_a_default_its_realisation_and_a_known_seizure_are_shown_everywhere(shop: Shop) -> None:
    stage = shop.bank.stage
    noted = shop.bank.noted(shop.lb, maximum=True)
    ordered = stage.ordered(stage.order_terms(OrderScope.TITLE, titled=shop.bank.title))
    since = stage.register.time()
    knowledge = shop.bank.knowledge(noted, ordered.order, since)
    pledge_life.learn(stage.register, knowledge, hands(shop.lb))
    pledge_life.enforce(stage.register, shop.bank.enforcement(noted), hands(shop.lb))
    income = shop.bank.enforcement(noted, Realisation.LICENCE_INCOME)
    pledge_life.enforce(stage.register, income, hands(shop.lb, shop.bank.holder))
    shown = shop.page(f"/certificates/{shop.number}")
    assert re.search("最高额 8,000,000.00 .* 实现中 以许可收益受偿 知道查封：", shown)
    english = shop.page(f"/certificates/{shop.number}", "en")
    assert "Being enforced Income from licences seizure known: " in english
    told = shop.page(f"/verdicts?number={shop.number}&purpose=pledge")
    assert "实现中；实现方式：以许可收益受偿；知道查封的时间：20" in told
    mine = shop.page("/portfolio", who=shop.lb)
    assert "实现中 以许可收益受偿" in mine
    assert "知道查封" in mine
    assert "实现中；以许可收益受偿；" in shop.paper
    assert "知道查封" in shop.paper


@pytest.fixture
def ends(shop: Shop) -> Ends:
    """Three pledges one after the other, each with another end."""
    stage, register = shop.bank.stage, shop.bank.stage.register
    released = shop.bank.noted(shop.lb, 100_000)
    place = (lot_id(released), pledge_id(released))
    given = pledge.release_terms(register, shop.bank.title, place)
    pledge.release(register, given, hands(shop.lb))
    block = stage.node.chain.block(Tag.LATEST).number
    voided = shop.bank.noted(shop.jb, 200_000)
    judgment = shop.bank.judgment(voided, PledgeState.VOIDED)
    pledge_life.conclude(register, judgment, stage.clerks())
    sold, buyer = shop.bank.noted(shop.lb, 300_000), stage.enrolled()
    sale = shop.bank.sale(Realisation.COURT_SALE, buyer, (sold,), (sold,))
    pledge_life.sell(register, sale, stage.clerks())
    ids = {"released": released, "voided": voided, "sold": sold}
    return Ends({name: pledge_id(each).hex() for name, each in ids.items()}, block, judgment, sale)


def test_how_each_pledge_ended_is_read_from_the_titles_history(shop: Shop, ends: Ends) -> None:
    told = shop.ended()
    newest, second, oldest = told["pledges"]
    first = shop.ended(limit="2")
    rest = shop.ended(limit="2", cursor=first["next"])
    assert first["pledges"] + rest["pledges"] == told["pledges"]
    assert (len(first["pledges"]), rest["next"], told["next"]) == (2, None, None)
    assert [
        (each["state"], each["realisation"], each["kind"], each["pledge"])
        for each in (newest, second, oldest)
    ] == [
        ("ENFORCED", "COURT_SALE", "LotSold", ends.pledges["sold"]),
        ("VOIDED", "NONE", "PledgeConcluded", ends.pledges["voided"]),
        ("RELEASED", "NONE", "PledgeReleased", ends.pledges["released"]),
    ]
    assert newest["document"] == ends.sale.document.hex()
    assert second["document"] == ends.judgment.instrument.hex()
    assert second["court"]["party"] == shop.site.stage.cast.court.party.hex()
    assert (oldest["court"], oldest["pledgee"]["party"]) == (None, shop.lb.party.hex())
    then = shop.ended(at=str(ends.block))
    assert [each["state"] for each in then["pledges"]] == ["RELEASED"]


def test_how_each_pledge_ended_is_shown_on_its_page_and_to_its_pledgee(
    shop: Shop, ends: Ends
) -> None:
    shown = shop.page(f"/certificates/{shop.number}")
    assert re.search("已终止的质押备注 .*已实现 司法拍卖、变卖 .*依判决无效 .*已注销 ", shown)
    english = shop.page(f"/certificates/{shop.number}", "en")
    assert re.search("Enforced A court.s sale .*Void by judgment .*Released ", unescape(english))
    then = shop.page(f"/certificates/{shop.number}?at={ends.block}")
    assert "已注销" in then
    assert "依判决无效" not in then.split("登记经过")[0]
    mine = shop.page("/portfolio", who=shop.lb)
    assert re.search("已实现 司法拍卖、变卖 20[^ ]+ [^ ]+ 终止", mine)
    assert re.search("Void by judgment ended 20", shop.page("/portfolio", "en", shop.jb))


def test_a_share_that_was_let_go_counts_no_more_in_a_portfolio(shop: Shop) -> None:
    noted = shop.bank.noted(shop.lb, 500_000)
    shrunk = shop.bank.shrinking(200_000, noted)
    register = shop.bank.stage.register
    pledge_life.shrink(register, shrunk, hands(shop.bank.holder, shop.lb))
    assert "数据经营权 20%" in shop.page("/portfolio", who=shop.lb)


def test_a_financing_file_lists_every_act_that_names_its_pledge(shop: Shop) -> None:
    stage, register = shop.bank.stage, shop.bank.stage.register
    lb = shop.bank.noted(shop.lb, 500_000, term_end=Time(stage.register.time() + 100 * DAY))
    jb = shop.bank.noted(shop.jb, 500_000, lot=lot_id(lb))
    pledge_life.rank(register, shop.bank.ranking(jb, lb), hands(shop.lb, shop.jb))
    less = shop.bank.amendment(lb, amount=1_000)
    pledge_life.amend(register, less, hands(shop.bank.holder, shop.lb))
    shrunk = shop.bank.shrinking(200_000, lb, jb)
    pledge_life.shrink(register, shrunk, hands(shop.bank.holder, shop.lb, shop.jb))
    shop.site.mirror.catch_up()
    headers = held(opened(shop.site, shop.lb.key)["token"])
    address = f"/v1/financing/{pledge_id(lb).hex()}"
    file = shop.site.client.get(address, headers=headers).json()["file"]
    assert [each["kind"] for each in file["history"]] == [
        "PledgeRecorded",
        "PledgesRanked",
        "PledgeAmended",
        "LotShrunk",
    ]
