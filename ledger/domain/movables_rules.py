"""A pledge's note beside its filing in the movables register: what differs, lapses, lacks.

The ledger's note is not put right by what is seen there, nor the other way round: both are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import canonical
from ledger.domain.codes.tables import Label
from ledger.domain.movables import FilingState, Statement
from ledger.domain.profiles import InForce
from ledger.domain.shapes import shaped
from ledger.domain.workdays import A_DAY, calendar, deadline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# days before a filing's end on which its end is told
AHEAD: Final = (90, 30, 7, 1)


@dataclass(frozen=True, slots=True)
class MovablesRules:
    """The measures on the movables register, as their file has them.

    What was not seen in an official text stands under `unverified`.
    """

    schema: str
    id: str
    name: Label
    source: str
    in_force: InForce
    category: int
    least_months: int
    most_months: int
    extension_days: int
    name_months: int
    cancel_working_days: int
    objection_days: int
    stale_seconds: int
    unverified: tuple[str, ...]

    def cancel_by(self, released_at: int) -> int:
        """The last second in which the filing of a released pledge is cancelled in time."""
        return deadline(released_at, self.cancel_working_days, calendar()).time


@cache
def rules() -> MovablesRules:
    """The measures that come with this version."""
    path = files("ledger.domain").joinpath("movables-2021.json")
    return shaped(MovablesRules, canonical.parse(path.read_bytes()))


@dataclass(frozen=True, slots=True)
class Noted:
    """What the ledger says of a pledge; a name or code is empty where it is not public.

    `number` is None where the note names none; `released_at` is 0 while the pledge is open.
    """

    number: str | None
    filed_at: int
    amount: int
    maximum: bool
    term_end: int
    debtor_name: str
    debtor_code: str
    secured_code: str
    released_at: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What was last seen of a filing: None where the register knows none of this number.

    `checked_at` is the register's own time of its last answer, `since` that of the first which
    said the same. `broken`: what was seen before cannot have become this.
    """

    statement: Statement | None
    since: int
    checked_at: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a filing, in a code with its values."""

    code: str
    values: dict[str, Any]


def remarks(noted: Noted, seen: Seen | None, time: int) -> tuple[Remark, ...]:
    """All that is to be said of a pledge's filing at a moment."""
    if noted.number is None:
        return () if noted.released_at else (Remark("FILING_NUMBER_ILLEGIBLE", {}),)
    known = {"filing": noted.number}
    if seen is None:
        return () if noted.released_at else (Remark("FILING_UNCHECKED", known),)
    found = _remarks(noted, seen, time)
    return tuple(Remark(code, {**known, **values}) for code, values in found)


def stale(checked_at: int, time: int) -> Remark | None:
    """What is to be said of an answer of this age."""
    limit = rules().stale_seconds
    if time - checked_at <= limit:
        return None
    return Remark("MOVABLES_STALE", {"checked_at": checked_at, "age": time - checked_at})


def unnoted(statements: Iterable[Statement], known: set[str], time: int) -> Iterator[Remark]:
    """The standing filings of a debtor that no note on its title names."""
    for each in statements:
        if each.state(time) is FilingState.STANDING and each.number not in known:
            values = {
                "filing": each.number,
                "filed_at": each.filed_at,
                "secured": each.secured.name,
            }
            yield Remark("FILING_UNNOTED", values)


def _remarks(noted: Noted, seen: Seen, time: int) -> Iterator[tuple[str, dict[str, Any]]]:
    found = seen.statement
    if seen.broken:
        yield "FILING_CONTRADICTS", {"since": seen.since}
    if noted.released_at:
        due = rules().cancel_by(noted.released_at)
        if found and found.state(time) is FilingState.STANDING and time > due:
            yield "FILING_NOT_CANCELLED", {"released_at": noted.released_at, "due": due}
        return
    if found is None:
        yield "FILING_MISSING", {"checked_at": seen.checked_at}
        return
    yield from _state(found, time)
    yield from _differences(noted, found)


def _state(found: Statement, time: int) -> Iterator[tuple[str, dict[str, Any]]]:
    law, state = rules(), found.state(time)
    if state is FilingState.CANCELLED:
        yield "FILING_CANCELLED", {"cancelled_at": found.cancelled_at}
    elif state is FilingState.LAPSED:
        yield "FILING_LAPSED", {"filing_end": found.term_end}
    elif found.term_end - time <= law.extension_days * A_DAY:
        yield "FILING_LAPSING", {"filing_end": found.term_end}
    if found.objected_at and time <= found.objected_at + law.objection_days * A_DAY:
        yield "FILING_OBJECTED", {"objected_at": found.objected_at}


def _differences(noted: Noted, found: Statement) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of the time, the amount, the term, the parties: what the ledger says, what is filed."""
    if found.filed_at != noted.filed_at:
        yield "FILING_TIME_DIFFERS", {"noted_at": noted.filed_at, "filed_at": found.filed_at}
    if (found.amount, found.maximum) != (noted.amount, noted.maximum):
        values = {"noted_fen": str(noted.amount), "amount_fen": str(found.amount)}
        kinds = {"noted_maximum": noted.maximum, "maximum": found.maximum}
        yield "FILING_AMOUNT_DIFFERS", {**values, **kinds}
    if found.term_end < noted.term_end:
        yield "FILING_TERM_SHORT", {"term_end": noted.term_end, "filing_end": found.term_end}
    own = (found.debtor.name, found.debtor.code)
    if noted.debtor_code and own != (noted.debtor_name, noted.debtor_code):
        yield "FILING_DEBTOR_DIFFERS", {"noted": noted.debtor_name, "filed": found.debtor.name}
    if noted.secured_code and noted.secured_code != found.secured.code:
        yield "FILING_SECURED_DIFFERS", {"filed": found.secured.name}
