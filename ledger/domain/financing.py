"""A bank's own file on a loan behind a pledge: what it enters, and what follows from it.

Off the chain and the bank's alone. Amounts are fen; days are those of China. The ratio is secured
principal to collateral value (银监发〔2017〕16号), exact as a fraction, in per cent to two places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.domain.canonical import JsonValue

MOST_TEXT: Final = 80
MOST_DOCUMENTS: Final = 50
MOST_ENTRIES: Final = 1_000
_AMOUNT: Final = re.compile(r"[1-9][0-9]{0,17}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PLACES: Final = Decimal("0.01")


class Kind(StrEnum):
    """What an entry is about."""

    LOAN = "LOAN"
    DISBURSED = "DISBURSED"
    VALUED = "VALUED"
    REPAID = "REPAID"
    CLAIMED = "CLAIMED"
    COMPENSATED = "COMPENSATED"


# the members of each kind beside the documents: the amount, a day, and what else
MEMBERS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.LOAN: ("amount_fen", "on", "due_on", "loan"),
    Kind.DISBURSED: ("amount_fen", "on"),
    Kind.VALUED: ("amount_fen", "on", "appraiser"),
    Kind.REPAID: ("amount_fen", "on"),
    Kind.CLAIMED: ("amount_fen", "on", "fund"),
    Kind.COMPENSATED: ("amount_fen", "on"),
}


@dataclass(eq=False)
class FinancingEntryWrong(DomainError):
    """An entry of a financing file has a member that lacks, is unknown, or is no such value."""

    code: ClassVar[str] = "FINANCING_ENTRY_WRONG"

    member: str
    expected: str


@dataclass(eq=False)
class FinancingSumWrong(DomainError):
    """What is entered goes beyond what was entered before: more paid out than lent, and so on."""

    code: ClassVar[str] = "FINANCING_SUM_WRONG"

    kind: str
    most: int
    given: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. `place` counts from 1; `replaces` is the place of the one that it corrects, or 0.

    `on` is the day of what happened: of the contract, the payment, the valuation's base date, the
    claim. `documents` are SHA-256 (hex) of the papers behind it: they stay with the bank.
    """

    place: int
    kind: Kind
    time: int
    replaces: int
    amount: int
    on: date
    due_on: date | None
    text: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Secured principal to collateral value, both in fen."""

    principal: int
    value: int

    @property
    def per_cent(self) -> str:
        """In per cent with two places, rounded half up."""
        exact = Decimal(self.principal) * 100 / Decimal(self.value)
        return f"{exact.quantize(_PLACES, ROUND_HALF_UP):f}"


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a ratio rests on: a report on the register, or what the bank entered itself.

    `on` is the base date, `made_by` who valued. Of a report: its id, what it was made for and the
    last day that it gives itself; empty and None of an entry.
    """

    amount: int
    on: date
    made_by: str
    report: bytes = b""
    purpose: str = ""
    until: date | None = None

    @property
    def revalue_by(self) -> date:
        """A year after the base date, or the report's own last day before that."""
        year = _a_year_after(self.on)
        return year if self.until is None else min(year, self.until)


@dataclass(frozen=True, slots=True)
class Summary:
    """What follows from the entries that count. Amounts in fen; None where nothing was entered.

    `outstanding` is paid out and not repaid.
    """

    loan: Entry | None
    valuation: Valuation | None
    disbursed: int
    repaid: int
    outstanding: int
    claimed: int
    compensated: int
    ratio: Ratio | None
    outstanding_ratio: Ratio | None
    revalue_by: date | None


def entry_of(place: int, time: int, told: Mapping[str, JsonValue]) -> Entry:
    """The entry that these members are.

    Raises FinancingEntryWrong.
    """
    kind = told.get("kind")
    if not isinstance(kind, str) or kind not in list(Kind):
        raise FinancingEntryWrong("kind", ", ".join(Kind))
    members = MEMBERS[Kind(kind)]
    named = next((each for each in ("loan", "appraiser", "fund") if each in members), "")
    if unknown := told.keys() - {"kind", "replaces", "documents", *members}:
        raise FinancingEntryWrong(min(unknown), f"no such member of {kind}")
    replaces = told.get("replaces", 0)
    if not isinstance(replaces, int) or isinstance(replaces, bool) or not 0 <= replaces < place:
        raise FinancingEntryWrong("replaces", f"the place of an entry before {place}")
    on = _day(told, "on")
    due_on = _day(told, "due_on") if "due_on" in members else None
    if due_on is not None and due_on <= on:
        raise FinancingEntryWrong("due_on", f"after {on}")
    return Entry(
        place=place,
        kind=Kind(kind),
        time=time,
        replaces=replaces,
        amount=_amount(told),
        on=on,
        due_on=due_on,
        text=_text(told, named) if named else "",
        documents=_documents(told, needed=kind == Kind.CLAIMED),
    )


def summary(entries: Sequence[Entry], reported: Sequence[Valuation] = ()) -> Summary:
    """What follows from a file's entries, in their order, beside the reports on the register.

    The newest base date counts; of one day a report goes before what the bank entered.

    Raises:
        FinancingEntryWrong: one replaces an entry of another kind, or one that is replaced; the
            first is no loan, or there are two.
        FinancingSumWrong: more is paid out than lent, repaid than paid out, paid than claimed.
    """
    counted = counting(entries)
    loans = [each for each in counted if each.kind is Kind.LOAN]
    if counted and len(loans) != 1:
        raise FinancingEntryWrong("kind", "one LOAN, before anything else")
    sums = {kind: sum(each.amount for each in counted if each.kind is kind) for kind in Kind}
    for kind, under in (
        (Kind.DISBURSED, Kind.LOAN),
        (Kind.REPAID, Kind.DISBURSED),
        (Kind.COMPENSATED, Kind.CLAIMED),
    ):
        if sums[kind] > sums[under]:
            raise FinancingSumWrong(kind.value, sums[under], sums[kind])
    loan = loans[0] if loans else None
    own = (Valuation(each.amount, each.on, each.text) for each in counted if _values(each))
    # of several of one rank the last one counts
    ranked = sorted((*own, *reported), key=lambda each: (each.on, bool(each.report)))
    newest = ranked[-1] if ranked else None
    outstanding = sums[Kind.DISBURSED] - sums[Kind.REPAID]
    return Summary(
        loan=loan,
        valuation=newest,
        disbursed=sums[Kind.DISBURSED],
        repaid=sums[Kind.REPAID],
        outstanding=outstanding,
        claimed=sums[Kind.CLAIMED],
        compensated=sums[Kind.COMPENSATED],
        ratio=Ratio(loan.amount, newest.amount) if loan and newest else None,
        outstanding_ratio=Ratio(outstanding, newest.amount) if newest else None,
        revalue_by=newest.revalue_by if newest else None,
    )


def _values(each: Entry) -> bool:
    return each.kind is Kind.VALUED


def counting(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that no later one replaces. Raises FinancingEntryWrong."""
    known = {each.place: each for each in entries}
    replaced: set[int] = set()
    for each in entries:
        if not each.replaces:
            continue
        before = known.get(each.replaces)
        if before is None or before.kind is not each.kind or each.replaces in replaced:
            raise FinancingEntryWrong("replaces", f"a {each.kind} that nothing replaces yet")
        replaced.add(each.replaces)
    return tuple(each for each in entries if each.place not in replaced)


def _a_year_after(day: date) -> date:
    """The day that corresponds a year later; of 29 February the last of the month."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _amount(told: Mapping[str, JsonValue]) -> int:
    value = told.get("amount_fen")
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise FinancingEntryWrong("amount_fen", "fen in digits, more than nothing")
    return int(value)


def _day(told: Mapping[str, JsonValue], member: str) -> date:
    value = told.get(member)
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise FinancingEntryWrong(member, "a day, 2026-11-30")
    try:
        return date.fromisoformat(value)
    except ValueError as fault:
        raise FinancingEntryWrong(member, "a day, 2026-11-30") from fault


def _text(told: Mapping[str, JsonValue], member: str) -> str:
    value = told.get(member)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MOST_TEXT:
        raise FinancingEntryWrong(member, f"a text of at most {MOST_TEXT} characters")
    if not value.isprintable():
        raise FinancingEntryWrong(member, "printable characters")
    return value.strip()


def _documents(told: Mapping[str, JsonValue], *, needed: bool) -> tuple[str, ...]:
    value = told.get("documents", [])
    listed = value if isinstance(value, list) else [None]
    whole = all(isinstance(each, str) and _DIGEST.fullmatch(each) for each in listed)
    if not whole or len(listed) > MOST_DOCUMENTS or (needed and not listed):
        raise FinancingEntryWrong("documents", f"SHA-256 of {int(needed)} to {MOST_DOCUMENTS}")
    return tuple(map(str, listed))
