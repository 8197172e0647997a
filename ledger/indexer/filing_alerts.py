"""What alerts tell of the filings behind pledges: their ends, and what they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.movables_rules import AHEAD
from ledger.domain.workdays import A_DAY
from ledger.queries.movables import filings_of
from ledger.store.repositories import movables, pledge
from ledger.store.repositories.rows import chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.queries.movables import PledgeFiling
    from ledger.store.engine import Session

LAPSING: Final = "FILING_LAPSING"
LAPSED: Final = "FILING_LAPSED"
NOT_CANCELLED: Final = "FILING_NOT_CANCELLED"
DIFFERS: Final = "FILING_DIFFERS"
UNNOTED: Final = "FILING_UNNOTED"
KINDS: Final = (LAPSING, LAPSED, NOT_CANCELLED, DIFFERS, UNNOTED)
# what a filing says otherwise than its note, or than it said itself
OTHERWISE: Final = frozenset(
    {
        "FILING_TIME_DIFFERS",
        "FILING_AMOUNT_DIFFERS",
        "FILING_TERM_SHORT",
        "FILING_DEBTOR_DIFFERS",
        "FILING_SECURED_DIFFERS",
        "FILING_CONTRADICTS",
        "FILING_MISSING",
        "FILING_CANCELLED",
    }
)


@dataclass(frozen=True, slots=True)
class FilingNews:
    """What is to be told once of a title's filing. `parties` is None for all whom it concerns."""

    kind: str
    title: bytes
    parties: frozenset[bytes] | None
    time: int
    facts: dict[str, Any]


def news(session: Session, time: int) -> Iterator[FilingNews]:
    """All that stands to be told at a moment; what was told before is told by whoever keeps it."""
    if not movables.connected(session):
        return
    for titles in chunks(pledge.titles(session)):
        for of, found in filings_of(session, titles, time).items():
            for remark in found.remarks:
                if remark.code == UNNOTED:
                    yield FilingNews(UNNOTED, of, None, remark.values["filed_at"], remark.values)
            for each in found.pledges:
                yield from _of_pledge(of, each, time)


def _of_pledge(of: bytes, found: PledgeFiling, time: int) -> Iterator[FilingNews]:
    sides = frozenset({found.row.pledgor, found.row.pledgee})
    told = {each.code: each for each in found.remarks}
    pledged = {"pledge": found.row.pledge.hex(), "filing": found.noted.number}
    if LAPSING in told:
        end = told[LAPSING].values["filing_end"]
        days = min(each for each in AHEAD if end - time <= each * A_DAY)
        facts = {**pledged, "filing_end": end, "days": days}
        yield FilingNews(LAPSING, of, sides, end - days * A_DAY, facts)
    if LAPSED in told:
        end = told[LAPSED].values["filing_end"]
        yield FilingNews(LAPSED, of, sides, end, {**pledged, "filing_end": end})
    if NOT_CANCELLED in told:
        due = told[NOT_CANCELLED].values["due"]
        yield FilingNews(NOT_CANCELLED, of, sides, due, {**pledged, "due": due})
    if differing := sorted(OTHERWISE & told.keys()):
        since = found.seen.since if found.seen else time
        yield FilingNews(DIFFERS, of, sides, since, {**pledged, "what": differing})
