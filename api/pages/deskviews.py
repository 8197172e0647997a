"""What the pages of the desk show, worked out before a template sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from api.desk.stepping import reason
from api.pages.procedure import CLOCKS, PACES
from api.pages.views import name_of, names_joined
from api.schemas.desk import QueueIn
from api.texts import shown
from api.texts.desk import CONCERNS
from api.texts.terms import ACTS, described
from api.texts.words import word
from ledger.domain.acts import Action
from ledger.domain.desk import Concern
from ledger.domain.workdays import day_of
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from enum import IntEnum

    from api.desk.drafts import Draft
    from api.desk.entering import Clerk
    from ledger.domain.deadlines import Countdown
    from ledger.domain.desk import Bar
    from ledger.queries.desk import QueueEntry, QueuePage

SOON: Final = 1
UNNAMED: Final = Message("（登记事项未交）", "(record not opened)")


@dataclass(frozen=True, slots=True)
class ClockView:
    """The period that runs: what, how many working days are left, how that looks."""

    name: str
    left: str
    end: int
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A file in the queue."""

    application: str
    data_name: str
    state: str
    applicants: str
    clock: ClockView | None
    assignee: str
    own: bool


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue; `counts` are states with their numbers and the address that chooses them."""

    registry: int
    entries: tuple[EntryView, ...]
    counts: tuple[tuple[str, int, str, bool], ...]
    asked: QueueIn
    following: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A prepared act in words: all its terms, the text they commit to, who signs.

    `kept_off` says why the reader signs nothing here; empty where that is not so. `pledgees` have
    still to consent.
    """

    registry: int
    application: str
    digest: str
    title: str
    about: str
    terms: tuple[tuple[str, str], ...]
    text: str
    salt: str
    signed: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    role: str
    kept_off: tuple[str, ...]
    pledgees: tuple[str, ...]
    block: int


def queue_view(found: QueuePage, clerk: Clerk, asked: QueueIn, language: Language) -> QueueView:
    """The queue."""
    base = f"/desk/{clerk.registry}"
    kept = {"assignee": asked.assignee, "q": asked.q, "state": asked.state}
    known = {name: value for name, value in kept.items() if value}

    def address(**others: str) -> str:
        return f"{base}?{urlencode(known | others)}"

    return QueueView(
        registry=clerk.registry,
        entries=tuple(entry_view(each, found, clerk, language) for each in found.entries),
        counts=tuple(
            (word(state, language), count, address(state=state.name), state.name == asked.state)
            for state, count in found.counts.items()
        ),
        asked=asked,
        following=address(cursor=found.next.text) if found.next else "",
    )


def entry_view(
    entry: QueueEntry, found: QueuePage, clerk: Clerk | None, language: Language
) -> EntryView:
    """A file in a list."""
    parties = [found.names[each.party] for each in entry.applicants]
    claim = entry.claim.party
    return EntryView(
        application=entry.standing.application.hex(),
        data_name=entry.data_name or UNNAMED.text(language),
        state=word(entry.standing.told, language),
        applicants=names_joined(parties, language),
        clock=clock_view(entry.clock, language) if entry.clock else None,
        assignee=name_of(found.names, claim, language) if claim else "",
        own=clerk is not None and claim == clerk.party,
    )


def clock_view(found: Countdown, language: Language) -> ClockView:
    """A period in words."""
    days = found.days_left
    counted = shown.counted(abs(days), "working day")
    if found.late:
        told = Message(f"逾期 {-days} 个工作日", f"{counted} over")
    elif days < 0:
        # a notice may stand longer than it must
        told = Message(f"已期满 {-days} 个工作日", f"over since {counted}")
    else:
        told = Message(f"余 {days} 个工作日", f"{counted} left")
    tone = "bad" if found.late else "unsure" if days <= SOON else "good"
    return ClockView(
        name=CLOCKS[found.run.clock].text(language),
        left=told.text(language),
        end=found.run.end,
        state=PACES[found.pace].text(language),
        tone=tone,
    )


def calendar_view(
    found: QueuePage, language: Language
) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
    """Files by the day on which their period ends."""
    days: dict[str, list[EntryView]] = {}
    timed = [each for each in found.entries if each.clock]
    for each in sorted(timed, key=lambda entry: entry.clock.run.end if entry.clock else 0):
        end = each.clock.run.end if each.clock else 0
        days.setdefault(day_of(end).isoformat(), []).append(entry_view(each, found, None, language))
    return tuple((day, tuple(entries)) for day, entries in days.items())


def draft_view(found: Draft, clerk: Clerk, bars: tuple[Bar, ...], language: Language) -> DraftView:
    """A prepared act; `bars` keep the reader from signing it."""
    role = None if bars else found.role_for(clerk)
    return DraftView(
        registry=clerk.registry,
        application=found.row.application.hex(),
        digest=found.row.digest.hex(),
        title=word(_deed(found), language),
        about=ACTS[found.act.kind].text(language),
        terms=tuple(described(found.act.prepared.terms, language)),
        text=found.row.text,
        salt=found.row.salt.hex(),
        signed=tuple(
            (word(each.role, language), "0x" + each.account.hex()) for each in found.act.signers
        ),
        missing=tuple(word(each, language) for each in found.missing),
        role="" if role is None or found.row.block else word(role, language),
        kept_off=tuple(reason(each)[1].text(language) for each in bars),
        pledgees=tuple(each.hex() for each in found.unconsenting),
        block=found.row.block,
    )


def _deed(found: Draft) -> IntEnum:
    """The step; at its end, what becomes of the title."""
    return found.act.prepared.door.kind if found.action is Action.CERTIFY else found.action


def concerns(language: Language) -> tuple[tuple[str, str], ...]:
    """For what a file may be read."""
    return tuple((each.name, CONCERNS[each].text(language)) for each in Concern)


def roles_joined(roles: tuple[Any, ...], language: Language) -> str:
    """Roles that sign one after the other."""
    return " + ".join(word(each, language) for each in roles)
