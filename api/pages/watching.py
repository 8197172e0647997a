"""What a pledgee should see beside a pledge of its own: rank, others' pledges, orders, terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.texts import shown
from api.texts.words import word
from ledger.domain.acts import Realisation, Right
from ledger.domain.clock import orders_at, title_at
from ledger.domain.pledge_words import OPEN
from ledger.domain.reports import valuation_of, value_until
from ledger.domain.verdict import SOON
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.domain.clock import TitleAt
    from ledger.domain.ranks import OpenPledge
    from ledger.domain.state import Dossier
    from ledger.queries.party import PledgeNote
    from notarization.verify.report import Language

DAY: Final = 86_400
RANKED: Final = Message("第 {rank} 顺位，共 {all} 项", "rank {rank} of {all}")
AGREED: Final = Message("（依质权人约定）", " as the pledgees agreed")
KNOWN: Final = Message("{since} 知道查封", "seizure known since {since}")
ENDED: Final = Message("{time} 终止", "ended {time}")
SHARED: Final = Message(
    "重复质押：同一标的份额上另有 {others} 项",
    "pledged more than once: {others} other on the same share",
)
CONFLICT: Final = Message(
    "顺位与记入次序不一致（《民法典》第四百一十四条）",
    "rank differs from the order of entry (Civil Code Art. 414)",
)
ORDERED: Final = Message("{kind}，至 {until}", "{kind} until {until}")
ENDS: Final = Message("登记有效期尚余 {days} 天", "the title's term ends in {left}")
OVER: Final = Message("登记有效期已满，质押备注仍在", "the title's term is over, the note stands")
LOST: Final = Message(
    "权属已{state}：担保物不复存在", "the title is {state}: the collateral is lost"
)
UNVALUED: Final = Message("登记簿中没有估值报告", "no valuation is on the register")
STALE: Final = Message(
    "估值已满一年或到期，基准日 {base_date}（银监发〔2017〕16号）",
    "the valuation of {base_date} is a year old or over (CBRC 2017 No. 16)",
)
PAST: Final = Message("债务到期日晚于登记有效期", "the debt falls due after the title's term")


def rank_of(state: Dossier, note: PledgeNote, time: int, language: Language) -> str:
    """Where a pledge stands among those of its lot; empty for one that is not open."""
    at = title_at(state, time)
    found = None if at is None else _find(at, note)
    if at is None or found is None:
        return ""
    told = RANKED.text(language).format(rank=found.rank, all=len(_lot(at, found)))
    return told + (AGREED.text(language) if found.agreed else "")


def share_of(state: Dossier, note: PledgeNote, time: int) -> int:
    """What of the right a pledge rests on: its lot's share, of one that ended the recorded one."""
    at = title_at(state, time)
    found = None if at is None else _find(at, note)
    return note.ppm if found is None else found.ppm


def state_of(note: PledgeNote, language: Language) -> tuple[str, ...]:
    """What a pledge is now: its state, how it is or was realised, its end, a known seizure."""
    told = [word(note.state, language)]
    if note.realisation is not Realisation.NONE:
        told.append(word(note.realisation, language))
    if note.state not in OPEN:
        told.append(ENDED.text(language).format(time=shown.moment(note.changed_time)))
    elif note.known_seizure:
        told.append(KNOWN.text(language).format(since=shown.moment(note.known_seizure)))
    return tuple(told)


def remarks(
    state: Dossier, parties: Iterable[Dossier], note: PledgeNote, asked: tuple[int, Language]
) -> Iterator[str]:
    """What stands against an open pledge at a time.

    `parties` are the dossiers of who holds what it rests on, and of who absorbed that one.
    """
    time, language = asked
    at = title_at(state, time)
    found = None if at is None else _find(at, note)
    if at is None or found is None or note.state not in OPEN:
        return
    others = len(_lot(at, found)) - 1
    if others:
        yield SHARED.text(language).format(others=others)
    if found.rank_conflict:
        yield CONFLICT.text(language)
    orders = (
        *at.orders_on(found.holder, 1 << Right.OPER),
        *(order for each in parties for order in orders_at(each, time)),
    )
    for each in orders:
        yield ORDERED.text(language).format(
            kind=word(each.terms.kind, language), until=shown.day(each.until)
        )
    yield from _of_term(at, found, language)
    yield from _of_value(at, language)


def _of_term(at: TitleAt, found: OpenPledge, language: Language) -> Iterator[str]:
    if at.ending.ground:
        yield LOST.text(language).format(state=word(at.standing, language))
    elif at.expired:
        yield OVER.text(language)
    elif at.record.valid_until - at.time < SOON:
        days = max(0, at.record.valid_until - at.time) // DAY
        yield ENDS.text(language).format(days=days, left=shown.counted(days, "day"))
    if found.terms.term_end > at.record.valid_until:
        yield PAST.text(language)


def _of_value(at: TitleAt, language: Language) -> Iterator[str]:
    found = valuation_of(at.reports)
    if found is None:
        yield UNVALUED.text(language)
    elif at.time >= value_until(found.terms):
        yield STALE.text(language).format(base_date=shown.day(found.terms.base_date))


def _find(at: TitleAt, note: PledgeNote) -> OpenPledge | None:
    return next((each for each in at.pledges if each.pledge == note.pledge), None)


def _lot(at: TitleAt, found: OpenPledge) -> list[OpenPledge]:
    return [each for each in at.pledges if each.lot == found.lot]


def holder_of(state: Dossier, note: PledgeNote, time: int) -> bytes:
    """Who holds what an open pledge rests on, its pledgor or who took it over; else its pledgor."""
    at = title_at(state, time)
    found = None if at is None else _find(at, note)
    return note.pledgor if found is None else found.holder


def certificate_of(state: Dossier, note: PledgeNote, time: int) -> int:
    """The number of the holder's certificate; 0 where he holds nothing any more."""
    at = title_at(state, time)
    holding = None if at is None else at.holding(holder_of(state, note, time))
    return 0 if holding is None else holding.number
