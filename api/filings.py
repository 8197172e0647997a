"""The filings behind a title's pledges, for its route, its page and its command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.present import stamp
from api.schemas.filings import FilingOut, FilingsOut, RemarkOut
from api.texts.findings import describe
from api.texts.shown import hours, iso
from api.texts.words import word
from ledger.queries.as_of import as_of
from ledger.queries.movables import filings_of
from notarization.verify.report import Language

if TYPE_CHECKING:
    from ledger.domain.movables_rules import Remark
    from ledger.queries.movables import PledgeFiling, TitleFilings
    from ledger.store.engine import ReadSession


@dataclass(frozen=True, slots=True)
class FilingLine:
    """A pledge's filing in words; times are seconds since 1970, 0 where nothing was seen."""

    number: str
    noted_at: int
    filed_at: int
    term_end: int
    state: str
    checked_at: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingsView:
    """The filings behind a title in words, with the age of what was seen."""

    connected: bool
    stale: bool
    checked_at: int
    age: str
    lines: tuple[FilingLine, ...]
    remarks: tuple[str, ...]


def filings_shape(session: ReadSession, title: bytes) -> FilingsOut:
    """The filings behind a title in the shape of the API. Raises CursorMissing."""
    stamped = as_of(session)
    found = filings_of(session, (title,), stamped.time)[title]
    return FilingsOut(
        connected=found.connected,
        checked_at=iso(found.checked_at) if found.checked_at else None,
        stale=found.stale,
        filings=[_shape(each) for each in found.pledges],
        remarks=[_remark(each) for each in found.remarks],
        as_of=stamp(stamped),
    )


def filings_view(found: TitleFilings, time: int, language: Language) -> FilingsView:
    """The filings behind a title as a page shows them at a moment."""
    age = hours(max(0, time - found.checked_at), language) if found.checked_at else ""
    lines = tuple(line(each, language) for each in found.pledges if _is_shown(each))
    remarks = tuple(describe(each.code, each.values, language) for each in found.remarks)
    return FilingsView(found.connected, found.stale, found.checked_at, age, lines, remarks)


def line(found: PledgeFiling, language: Language) -> FilingLine:
    """One filing in words."""
    seen = found.seen
    told = seen.statement if seen else None
    return FilingLine(
        number=found.noted.number or "",
        noted_at=found.noted.filed_at,
        filed_at=told.filed_at if told else 0,
        term_end=told.term_end if told else 0,
        state=word(told.state(seen.checked_at), language) if seen and told else "",
        checked_at=seen.checked_at if seen else 0,
        remarks=tuple(describe(each.code, each.values, language) for each in found.remarks),
    )


def _is_shown(each: PledgeFiling) -> bool:
    """Of released pledges, those whose filing stayed."""
    return bool(each.remarks) or not each.noted.released_at


def _shape(each: PledgeFiling) -> FilingOut:
    seen = each.seen
    told = seen.statement if seen else None
    return FilingOut(
        pledge=each.row.pledge.hex(),
        filing=each.noted.number,
        noted_at=iso(each.noted.filed_at),
        released_at=iso(each.noted.released_at) if each.noted.released_at else None,
        known=told is not None,
        filed_at=iso(told.filed_at) if told else None,
        term_end=iso(told.term_end) if told else None,
        state=told.state(seen.checked_at).value if seen and told else None,
        amount_fen=str(told.amount) if told else None,
        maximum=told.maximum if told else None,
        debtor=told.debtor.name if told else None,
        secured=told.secured.name if told else None,
        entries=[entry.kind.value for entry in told.entries] if told else [],
        digest=told.digest.hex() if told else None,
        since=iso(seen.since) if seen else None,
        checked_at=iso(seen.checked_at) if seen else None,
        remarks=[_remark(remark) for remark in each.remarks],
    )


def _remark(each: Remark) -> RemarkOut:
    return RemarkOut(
        code=each.code,
        values=each.values,
        zh=describe(each.code, each.values, Language.ZH),
        en=describe(each.code, each.values, Language.EN),
    )
