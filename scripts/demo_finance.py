"""A bank asks, lends, and lets go; a court freezes, and lifts."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from demo_cast import REGISTRY, Cast
from demo_filing import Filing
from demo_movables import Filed, Market
from demo_world import POLL_SECONDS, World

from ledger.bindings.errors import Barred, PledgedNeedsConsent
from ledger.domain import profiles
from ledger.domain.acts import (
    DocumentDigest,
    Lift,
    Order,
    OrderKind,
    OrderScope,
    Pledge,
    Right,
    Role,
    SecurityKind,
    Share,
    Time,
    Transfer,
)
from ledger.domain.ids import lot_id, order_id, pledge_id
from ledger.domain.keccak import keccak256
from ledger.domain.words import OrderWord, order_key
from ledger.registrar import order as orders
from ledger.registrar import pledge as pledges
from ledger.registrar import title as titles
from ledger.registrar.acting import Signatory
from ledger.registrar.title import Move
from ledger.whole_file import write_whole

LONG: Final = 55 * 86_400
YEAR: Final = 365 * 86_400
LOT: Final = 400_000
FEN: Final = 800_000_000
# how often the watch is waited for
LOOKS: Final = 600
# the last of a round
ALL: Final = "all"


class Finance:
    """One round of the story; rounds repeat, registrations do not."""

    def __init__(self, world: World, cast: Cast, filing: Filing) -> None:
        self.world = world
        self.cast = cast
        self.filing = filing
        self.plan = world.plan
        self.register = world.register
        self.screen = world.screen
        self.market = Market(world.movables_url, world.plan)
        self.round = 1
        while self.plan.is_done(self._key(ALL)):
            self.round += 1

    def play(self) -> None:
        """All of it; a step that a killed run has taken is not taken again."""
        self._once("verdict", self._first_verdict)
        self._once("signed", self._signed)
        # the second bank files first, and comes to the ledger last
        self._once("filed", self._file_both)
        self._once("pledge", partial(self._pledge, "pledge", "bank"))
        self._once("junior", partial(self._pledge, "junior", "bank2"))
        self._once("ranked", self._ranked)
        self._once("refused", self._refused)
        self._once("release junior", partial(self._release, "junior", "bank2"))
        self._once("release", partial(self._release, "pledge", "bank"))
        self._once("freeze", self._freeze)
        self._once("lift", self._lift)
        self._once(ALL, lambda: None)

    def _once(self, name: str, step: Callable[[], None]) -> None:
        if self.plan.is_done(self._key(name)):
            self.screen.already(self._key(name))
            return
        step()
        if name != ALL:
            self.screen.look(f"/certificates/{self.filing.number('registrant')}")
        self.plan.note_done(self._key(name))

    def verdict(self, name: str, purpose: str) -> dict[str, Any]:
        """What a bank is told of a holder's certificate."""
        number = self.filing.number(name)
        return self.world.ask("/v1/verdicts", number=number, purpose=purpose)

    def _first_verdict(self) -> None:
        self.screen.title("银行为质押核验凭证", "the bank asks for a verdict, purpose pledge")
        answer = self.verdict("registrant", "pledge")
        self.screen.say(f"结论 {answer['result']}", f"{len(answer['facts'])} facts as of the block")
        self.screen.check("结论为 VALID", holds=answer["result"] == "VALID")
        self.screen.look(f"/verdicts?number={self.filing.number('registrant')}&purpose=pledge")

    @property
    def signed(self) -> Path:
        """The verdict of this round that the registry signed, as the bank keeps it."""
        return self.world.home / "packages" / f"bank-verdict-{self.round}.jws"

    def _signed(self) -> None:
        self.screen.title(
            "银行留存登记机构签署的结论", "the bank keeps a verdict that the registry signed"
        )
        asked = {"number": self.filing.number("registrant"), "purpose": "pledge"}
        told = self.world.tell("/v1/verdicts:sign", asked)
        write_whole(self.signed, told["jws"].encode())
        self.screen.say(
            f"{self.signed.name}  SHA-256 {told['sha256'][:16]}…", f"block {told['block']}"
        )
        self.screen.check("签署的结论为 VALID", holds=told["result"] == "VALID")
        paper = self.world.fetch("/v1/verdicts/document", **asked)
        self.screen.check("核验书（PDF）已制成 on paper", holds=paper.startswith(b"%PDF-"))

    def _terms(self, name: str, make: Callable[[], Pledge] | None = None) -> Pledge:
        def missing() -> Pledge:
            raise KeyError(name)

        return self.plan.terms(self._key(name), make or missing)

    def _filed(self, bank: str) -> Filed:
        """A bank's filing of this round."""
        number = self.filing.number("registrant")
        collateral = f"数据经营权 40%，登记凭证 {number}（第 {self.round} 轮）"
        return self.market.file(self._key(bank), bank, FEN, collateral)

    def _file_both(self) -> None:
        self.screen.title("两家银行先后在中登网登记", "both banks file in the movables register")
        for bank in ("bank2", "bank"):
            filed = self._filed(bank)
            self.screen.say(f"登记编号 {filed.number}", f"{bank}, the register's own time")

    def _pledge(self, name: str, bank: str) -> None:
        first = name == "pledge"
        self.screen.title(
            "质押经营权 40%" if first else "同一标的上的后续质押",
            "both sides sign one text" if first else "a junior pledge on the same lot",
        )
        now, filed = self.register.time(), self._filed(bank)
        terms = self._terms(
            name,
            lambda: Pledge(
                title=self.filing.title,
                pledgor=self.cast.party("registrant"),
                pledgee=self.cast.party(bank),
                right=Right.OPER,
                ppm=Share(LOT),
                lot=pledges.FIRST if first else lot_id(self._terms("pledge")),
                kind=SecurityKind.PLEDGE,
                maximum=False,
                amount=FEN,
                term_end=Time(now + YEAR),
                filed_at=Time(filed.at),
                filing=filed.word,
                document=DocumentDigest(keccak256(f"contract {self.round} {bank}".encode())),
                basis=pledges.NO_DOCUMENT,
                for_another=False,
                past_term=False,
                deadline=self.register.deadline(LONG),
            ),
        )
        hands = (self.cast.hand("registrant"), self.cast.hand(bank))
        done = pledges.pledge(self.register, terms, hands)
        self.screen.say(f"担保金额 {FEN / 100:,.0f} 元", f"gas {done.entered.receipt.gas_used:,}")

    def _ranked(self) -> None:
        self.screen.title("再次核验：顺位按中登网登记时间", "rank by filing time, not by block")
        answer = self.verdict("registrant", "pledge")
        ranks = {
            fact["values"]["pledge"]: fact["values"]["rank"]
            for fact in answer["facts"]
            if fact["code"] == "PLEDGE"
        }
        first, junior = (pledge_id(self._terms(name)).hex() for name in ("pledge", "junior"))
        expected = {first: 2, junior: 1}
        self.screen.check("两笔质押均列出，先登记者在先", holds=ranks == expected)
        codes = {warning["code"] for warning in answer["warnings"]}
        self.screen.check("账本顺序与登记顺序不同已提示", holds="RANK_CONFLICT" in codes)
        self.screen.check("备注与中登网所见一致", holds=self._seen_alike())

    def _seen_alike(self) -> bool:
        """Whether the watch sees both filings as they are noted, once it has asked for them."""
        words = [self._filed(bank).number for bank in ("bank", "bank2")]
        for _ in range(LOOKS):
            found = self.world.ask(f"/v1/certificates/{self.filing.number('registrant')}/filings")
            seen = {each["filing"]: each for each in found["filings"] if each["known"]}
            if seen.keys() >= set(words):
                return not any(seen[number]["remarks"] for number in words)
            self.world.idle(POLL_SECONDS)
        return False

    def _refused(self) -> None:
        self.screen.title("未经质权人同意转让被拒绝", "a transfer of the lot without consent")
        terms = self._transfer("registrant", "second", 700_000)
        hands = (self.cast.hand("registrant"), self.cast.hand("second"))
        try:
            titles.transfer(self.register, terms, hands)
        except PledgedNeedsConsent as refusal:
            self.screen.say(f"拒绝：{type(refusal).__name__}", f"free {refusal.free} ppm of OPER")
            self.screen.check("可自由处分 30%", holds=refusal.free == 700_000 - LOT)
        else:
            self.screen.fail("转让本应被拒绝 the transfer went through over the pledged lot")

    def _release(self, name: str, bank: str) -> None:
        self.screen.title("质权人解除质押", f"{bank} releases")
        pledge = self._terms(name)
        place = (lot_id(pledge), pledge_id(pledge))
        terms = self.plan.terms(
            self._key(f"release {name}"),
            lambda: pledges.release_terms(self.register, self.filing.title, place),
        )
        left = pledges.release(self.register, terms, (self.cast.hand(bank),)).lot_word.open
        self.market.cancel(self._filed(bank))
        self.screen.say(f"该标的尚有 {left} 笔质押", f"{left} pledges left; its filing cancelled")

    def _freeze(self) -> None:
        self.screen.title(
            "法院冻结一名权利人的份额", "two clerks enter a court's freeze of one share"
        )
        terms = self.plan.terms(self._key("freeze"), self._freeze_terms)
        orders.order(self.register, terms, self._clerks())
        self._barred()
        answer = self.verdict("registrant", "trade")
        self.screen.check("被冻结方交易核验为 INVALID", holds=answer["result"] == "INVALID")
        answer = self.verdict("second", "trade")
        self.screen.check("共有方交易核验仍为 VALID", holds=answer["result"] == "VALID")
        authentic = self.verdict("registrant", "authenticity")
        self.screen.check("凭证真实性仍为 VALID", holds=authentic["result"] == "VALID")
        self._move_of_co_holder()

    def _clerks(self) -> list[Signatory]:
        return [self.cast.hand(name, Role.ORDER_CLERK) for name in ("order1", "order2")]

    def _freeze_terms(self) -> Order:
        return Order(
            kind=OrderKind.FREEZE,
            scope=OrderScope.HOLDER,
            registry=REGISTRY,
            title=self.filing.title,
            party=self.cast.party("registrant"),
            rights=7,
            court=self.cast.party("court"),
            instrument=DocumentDigest(keccak256(secrets.token_bytes(32))),
            until=Time(self.register.time() + YEAR),
            profile=profiles.load().digest,
            deadline=self.register.deadline(LONG),
        )

    def _barred(self) -> None:
        giver = self.cast.party("registrant")
        terms = self._transfer("registrant", "second", 1_000)
        hands = (self.cast.hand("registrant"), self.cast.hand("second"))
        try:
            titles.transfer(self.register, terms, hands)
        except Barred as refusal:
            self.screen.check(
                f"被冻结方的转让被拒绝：{refusal.burden.name}", holds=refusal.party == giver
            )
        else:
            self.screen.fail("冻结期间的转让本应被拒绝 the transfer went through")

    def _move_of_co_holder(self) -> None:
        """The co-holder moves 0.1 % to the bank and gets it back: the freeze is not his."""
        for name, giver, taker in (("there", "second", "bank"), ("back", "bank", "second")):
            make = partial(self._transfer, giver, taker, 1_000)
            terms = self.plan.terms(self._key(f"move {name}"), make)
            hands = (self.cast.hand(giver), self.cast.hand(taker))
            titles.transfer(self.register, terms, hands)
        self.screen.check("共有方的转让不受影响", holds=True)

    def _transfer(self, giver: str, taker: str, oper: int) -> Transfer:
        move = Move(self.filing.title, self.cast.party(giver), self.cast.party(taker), (0, 0, oper))
        return titles.transfer_terms(self.register, move)

    def _lift(self) -> None:
        self.screen.title("解除冻结", "the freeze is lifted by two clerks")
        freeze = self.plan.terms(self._key("freeze"), self._freeze_terms)
        order, (subject, holder) = order_id(freeze), orders.scope_of(freeze)
        instrument = DocumentDigest(keccak256(secrets.token_bytes(32)))
        terms = self.plan.terms(
            self._key("lift"),
            lambda: Lift(
                subject=subject,
                holder=holder,
                order=order,
                remaining=(),
                version=self.register.read(subject, order_key(holder, order), OrderWord).version,
                court=freeze.court,
                instrument=instrument,
                deadline=self.register.deadline(LONG),
            ),
        )
        orders.lift(self.register, terms, self._clerks())
        answer = self.verdict("registrant", "trade")
        self.screen.check("解除冻结后交易核验为 VALID", holds=answer["result"] == "VALID")

    def _key(self, name: str) -> str:
        return f"round {self.round}/{name}"
