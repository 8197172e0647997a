"""The demo's banks file in the movables register, a service of ours, before the ledger notes it."""

from dataclasses import dataclass
from typing import Final

from demo_cast import PARTIES
from demo_plan import Plan

from ledger.domain.movables import Body, Change, filing_word
from ledger.domain.movables_filing import Filing, Later
from ledger.movables.client import HttpMovables

MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing as a note names it: its word, its time, and the number that people read."""

    number: str
    at: int
    code: str

    @property
    def word(self) -> bytes:
        """The number as the terms of a pledge carry it."""
        return filing_word(self.number)


class Market:
    """What the banks do in the register; a killed demo does the same again, which is one filing."""

    def __init__(self, url: str, plan: Plan) -> None:
        self.register = HttpMovables(url)
        self.plan = plan

    def file(self, key: str, bank: str, amount: int, collateral: str) -> Filed:
        """A bank's filing against the registrant, made once under this key."""

        def made() -> dict[str, object]:
            receipt = self.register.file(
                Filing(
                    debtor=_body("registrant"),
                    secured=_body(bank),
                    amount=amount,
                    maximum=False,
                    months=MONTHS,
                    collateral=(collateral,),
                )
            )
            # a chain that a kill set back is brought to this time again
            self.plan.note_clock(receipt.at)
            return {"number": receipt.number, "at": receipt.at, "code": receipt.code}

        return Filed(**self.plan.fact(f"filing/{key}", made))

    def cancel(self, filed: Filed) -> None:
        """Cancel a filing after its pledge was released."""
        self.register.enter(Later(filed.number, Change.CANCELLED, {}, filed.code))


def _body(name: str) -> Body:
    member = next(each for each in PARTIES if each.name == name)
    return Body(member.zh, member.uscc)
