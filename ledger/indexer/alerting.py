"""Alerts to whoever holds a title or a pledge on it: what others did to it, and dates that come.

An alert has an id that is worked out of its cause, so raising it twice changes nothing. Acts raise
theirs as soon as they are read; where a fork takes the act back, another alert retracts the first,
and where the act comes back, it is told again under an id that names what retracted it. Dates go
by the time of final blocks, which no fork moves.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import (
    ActKind,
    Assignment,
    Enforcement,
    Judgment,
    Knowledge,
    Licence,
    Order,
    OrderKind,
    Pledge,
    Release,
    Report,
    Sale,
    SubjectKind,
    TitleState,
)
from ledger.domain.canonical import encode
from ledger.domain.dossier import parse_act
from ledger.domain.errors import DomainError
from ledger.domain.ids import pledge_id
from ledger.domain.keccak import keccak256
from ledger.domain.pledge_words import OPEN
from ledger.domain.reports import YEAR
from ledger.errors import LedgerError
from ledger.indexer import filing_alerts
from ledger.queries.as_of import as_of
from ledger.queries.replay import raw_act
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import absorption, alert, mirror, report, title
from ledger.store.repositories.rows import chunks
from ledger.store.tables.alert import AlerterRow, AlertRow
from ledger.store.tables.journal import JournalRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from threading import Event

    from ledger.domain.dossier import Act
    from ledger.store.engine import Engine, Session
    from ledger.store.tables.journal import CursorRow
    from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

LOG: Final = logging.getLogger(__name__)
DAY: Final = 86_400
# days before the end of a title's term, and the end itself
AHEAD: Final = (180, 60, 30, 7, 1, 0)
# dates are looked through so often, by the chain's time
EVERY: Final = 3_600
# blocks that one step reads at most
SPAN: Final = 2_000
# titles of a party that are read at once
HELD: Final = 2_000
EVER: Final = 2**62
KINDS: Final[dict[ActKind, str]] = {
    ActKind.PledgeRecorded: "PLEDGE_ADDED",
    ActKind.PledgeReleased: "PLEDGE_RELEASED",
    ActKind.PledgeAmended: "PLEDGE_AMENDED",
    ActKind.PledgeAssigned: "PLEDGE_ASSIGNED",
    ActKind.PledgesRanked: "PLEDGES_RANKED",
    ActKind.LotShrunk: "LOT_SHRUNK",
    ActKind.SeizureKnown: "SEIZURE_KNOWN",
    ActKind.PledgeEnforcing: "PLEDGE_ENFORCING",
    ActKind.PledgeConcluded: "PLEDGE_CONCLUDED",
    ActKind.LotSold: "LOT_SOLD",
    ActKind.OrderRecorded: "ORDER_RECORDED",
    ActKind.OrderLifted: "ORDER_LIFTED",
    ActKind.OrderExtended: "ORDER_EXTENDED",
    ActKind.SharesTransferred: "SHARES_TRANSFERRED",
    ActKind.TitleCorrected: "TITLE_CORRECTED",
    ActKind.TitleChanged: "TITLE_CHANGED",
    ActKind.TitleRenewed: "TITLE_RENEWED",
    ActKind.TitleRevoked: "TITLE_REVOKED",
    ActKind.TitleCancelled: "TITLE_CANCELLED",
    ActKind.TitleSurrendered: "TITLE_SURRENDERED",
    ActKind.RenewalFiled: "RENEWAL_FILED",
    ActKind.RequestFiled: "REQUEST_FILED",
    ActKind.PartySucceeded: "PARTY_SUCCEEDED",
    ActKind.RecoveryFiled: "RECOVERY_FILED",
    ActKind.LicenceGranted: "LICENCE_GRANTED",
    ActKind.LicenceEnded: "LICENCE_ENDED",
    ActKind.ReportFiled: "REPORT_FILED",
    ActKind.ReportWithdrawn: "REPORT_WITHDRAWN",
    ActKind.DisputeFiled: "DISPUTE_FILED",
    ActKind.DisputeStepped: "DISPUTE_STEPPED",
    ActKind.DisputeRuled: "DISPUTE_RULED",
}
RANK_CONFLICT: Final = "RANK_CONFLICT"
EXPIRES: Final = "TITLE_EXPIRES"
EXPIRED: Final = "TITLE_EXPIRED"
STALE: Final = "VALUE_STALE"
UNREADABLE: Final = "DOSSIER_UNREADABLE"
RETRACTED: Final = "RETRACTED"
OTHERS: Final = (RANK_CONFLICT, EXPIRES, EXPIRED, STALE, UNREADABLE, RETRACTED)
EVERY_KIND: Final = (*KINDS.values(), *OTHERS, *filing_alerts.KINDS)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An alert before it has a place."""

    party: bytes
    kind: str
    title: bytes
    time: int
    facts: dict[str, Any]
    act: JournalRow | None = None
    retracts: bytes = b""
    cause: bytes = b""
    after: bytes = b""

    @property
    def id(self) -> bytes:
        """Of its cause and whom it goes to; `after` is what retracted it the last time."""
        act = self.act
        cause = (
            self.cause or encode(self.facts)
            if act is None
            else act.block_hash + act.log_index.to_bytes(8) + act.subject + self.after
        )
        named = self.kind.encode() + b"\x00" + self.party + self.title + self.retracts
        return keccak256(keccak256(named) + cause)[:16]

    def row(self, place: int) -> AlertRow:
        act = self.act
        return AlertRow(
            place=place,
            id=self.id,
            party=self.party,
            kind=self.kind,
            title=self.title,
            subject=act.subject if act else self.title,
            block=act.block if act else 0,
            block_hash=act.block_hash if act else b"",
            log_index=act.log_index if act else -1,
            time=self.time,
            facts=encode(self.facts),
            retracts=self.retracts,
        )


class _Around:
    """Who and what stands around titles now: one question of each kind for all of them."""

    def __init__(self, session: Session, titles: set[bytes]) -> None:
        self.holders = alert.holders(session, titles)
        self.pledges = alert.pledges(session, titles)
        self.numbers: dict[bytes, list[int]] = {each: [] for each in titles}
        for row in title.certificates(session, titles):
            self.numbers[row.title].append(row.number)

    def concerned(self, of: bytes, block: int) -> set[bytes]:
        """Who holds a title, or had a pledge on it at a block."""
        return {each.pledgee for each in self.open_then(of, block)} | self.holders.get(of, set())

    def open_then(self, of: bytes, block: int) -> list[PledgeRow]:
        """The pledges that stood at a block, those that ended in it too."""
        return [row for row, state in self.pledges.get(of, ()) if _stood(row, state, block)]


class Alerter:
    """Raises the alerts of one mirror, beside its follower."""

    def __init__(self, engine: Engine, *, clock: Callable[[], int]) -> None:
        self.engine = engine
        self.clock = clock
        self._done: tuple[CursorRow, bool, tuple[AlerterRow | None, int]] | None = None

    def follow(self, stop: Event, *, poll: float) -> None:
        """Raise what is due until told to stop; what cannot be read now is read the next time."""
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if self.step() else poll
            except (LedgerError, DomainError) as fault:
                LOG.warning("alerts wait code=%s fault=%s", fault.code, fault)
                pause = max(poll, 1.0)

    def catch_up(self) -> None:
        """Raise all that is due. Raises StoreUnavailable."""
        while self.step():
            pass

    def step(self) -> bool:
        """Raise what the next blocks and the last hour brought; whether there is more at once.

        Where another alerter wrote meanwhile nothing is raised. Raises StoreUnavailable: neither.
        """
        with read_session(self.engine, now=self.clock()) as session:
            cursor, stood = mirror.cursor(session), _stood_at(session)
            whole = cursor is not None and not as_of(session).lag_blocks
            # dates that pass before all is read for the first time are no news
            if cursor is None or (stood[0] is None and not whole):
                return False
            # what was looked through and found to be told, or known, is not looked through again
            if self._done == (cursor, whole, stood):
                return False
            rows, after = _due(session, cursor, stood, whole=whole)
            if not rows and after == stood[0]:
                self._done = (cursor, whole, stood)
        if rows or after != stood[0]:
            with unit_of_work(self.engine, silent=True) as work:
                if _stood_at(work) != stood:
                    return True
                alert.append(work, rows)
                alert.note(work, after)
        return after.block < min(cursor.block, cursor.final_block)


def _stood_at(session: Session) -> tuple[AlerterRow | None, int]:
    """How far alerts were raised, and the place of the last: each that is raised moves it."""
    return alert.alerter(session), alert.last_place(session)


def _due(
    session: Session, cursor: CursorRow, stood: tuple[AlerterRow | None, int], *, whole: bool
) -> tuple[list[AlertRow], AlerterRow]:
    """What is to be raised, and how far that goes; `whole`: nothing is left to read."""
    before, last = stood
    final = min(cursor.block, cursor.final_block)
    final_time = _time_of(session, cursor, final)
    if before is None:
        # dates that passed before anybody was told of any are no news; of a final block that lies
        # too far back to be remembered the last one's time is the next best
        before = AlerterRow(alert.ONLY, cursor.start_block - 1, final_time or cursor.time)
    end = min(cursor.block, before.block + SPAN)
    # an act that is not read yet may stand on the chain
    upto = EVER if whole and end == cursor.block else end
    drafts = [
        *_retractions(session, before.block, upto),
        *_of_acts(session, before.block, end),
        *_of_unreadable(session, before.block, end),
    ]
    hour = final_time - before.time >= EVERY
    if hour:
        drafts += _of_dates(session, before.time, final_time)
        drafts += _of_values(session, before.time, final_time)
        drafts += _of_filings(session, final_time)
    drafts += _to_successors(session, drafts)
    fresh = _untold(session, drafts)
    rows = [each.row(last + 1 + place) for place, each in enumerate(fresh)]
    block = max(before.block, min(end, final))
    return rows, AlerterRow(alert.ONLY, block, final_time if hour else before.time)


def _to_successors(session: Session, drafts: Iterable[_Draft]) -> list[_Draft]:
    """The same to whoever goes on in the place of one that was absorbed, of what came since then.

    So a mirror that is read anew tells it what it was told.
    """
    news = [each for each in drafts if not each.retracts]
    heirs = absorption.successors(session, {each.party for each in news})
    found = []
    for each in news:
        heir, since = heirs.get(each.party, (b"", 0))
        if heir and (each.act is None or each.act.block >= since):
            found.append(replace(each, party=heir))
    return found


def _untold(session: Session, drafts: Iterable[_Draft]) -> list[_Draft]:
    """Those that nobody was told of yet, or only before a fork took their act back for a while."""
    untold: dict[bytes, _Draft] = {}
    asked = {draft.id: draft for draft in drafts}
    while asked:
        known = alert.known(session, asked)
        untold |= {key: draft for key, draft in asked.items() if key not in known}
        acts = [draft for key, draft in asked.items() if key in known and draft.act is not None]
        taken_back = {_retraction(draft.row(0)).id: draft for draft in acts}
        again = alert.known(session, taken_back)
        drafts = [replace(draft, after=key) for key, draft in taken_back.items() if key in again]
        asked = {draft.id: draft for draft in drafts}
    return list(untold.values())


def _of_filings(session: Session, time: int) -> Iterator[_Draft]:
    """What the movables register says otherwise, and the ends of filings."""
    for each in filing_alerts.news(session, time):
        around = _Around(session, {each.title})
        facts = {**each.facts, "numbers": around.numbers[each.title]}
        # certificates come and go: they are no cause to tell it again
        cause = encode(each.facts)
        for party in sorted(each.parties or around.concerned(each.title, EVER)):
            yield _Draft(party, each.kind, each.title, each.time, facts, cause=cause)


def _time_of(session: Session, cursor: CursorRow, block: int) -> int:
    if block == cursor.block:
        return cursor.time
    found = mirror.block_at_or_below(session, block)
    return found.time if found else 0


def _retractions(session: Session, final: int, upto: int) -> Iterator[_Draft]:
    """For each alert of a block that was not final, up to another, whose act is gone."""
    raised = alert.of_acts_within(session, final, upto)
    standing = alert.standing(session, {row.block for row in raised})
    for row in raised:
        if row.kind != RETRACTED and (row.block_hash, row.log_index) not in standing:
            yield _retraction(row)


def _retraction(row: AlertRow) -> _Draft:
    facts = {"id": row.id.hex(), "kind": row.kind, "block": row.block}
    return _Draft(row.party, RETRACTED, row.title, row.time, facts, retracts=row.id)


def _of_acts(session: Session, above: int, upto: int) -> Iterator[_Draft]:
    rows = alert.acts(session, KINDS, above=above, upto=upto)
    told = ((row, act, of) for row, act in _readable(rows) for of in _titles_of(session, row))
    for part in chunks(told):
        around = _Around(session, {of for _, _, of in part})
        for row, act, of in part:
            yield from _of_act(around, row, act, of)


def _readable(rows: Iterable[JournalRow]) -> Iterator[tuple[JournalRow, Act]]:
    """The others are told as what cannot be read, of whatever kind."""
    for row in rows:
        with suppress(DomainError):
            yield row, parse_act(raw_act(row))


def _of_unreadable(session: Session, above: int, upto: int) -> Iterator[_Draft]:
    """The acts since which a dossier is UNKNOWN, of a kind that this version does not know too."""
    lost = alert.unreadable(session, above=above, upto=upto)
    told = ((row, code, of) for row, code in lost for of in _titles_of(session, row))
    for part in chunks(told):
        around = _Around(session, {of for _, _, of in part})
        for row, code, of in part:
            facts = {"code": code, "numbers": around.numbers[of]}
            for party in sorted(around.concerned(of, row.block)):
                yield _Draft(party, UNREADABLE, of, row.time, facts, row)


def _titles_of(session: Session, row: JournalRow) -> Iterator[bytes]:
    """The title of the dossier, or all that a party holds, and those whom it absorbed."""
    if row.subject[0] == SubjectKind.TITLE:
        yield row.subject
    if row.subject[0] == SubjectKind.PARTY:
        for each in absorption.with_predecessors(session, row.subject):
            yield from _held_by(session, each)


def _held_by(session: Session, party: bytes) -> Iterator[bytes]:
    after = b""
    while rows := title.held_by(session, party, after, HELD):
        yield from (each.title for each in rows)
        after = rows[-1].title


def _of_act(around: _Around, row: JournalRow, act: Act, of: bytes) -> Iterator[_Draft]:
    """To everybody whom the title concerns but those who signed the act."""
    signers = {actor.party for actor in act.actors}
    facts = _facts(act, around.numbers[of])
    for party in sorted(around.concerned(of, row.block) - signers):
        yield _Draft(party, KINDS[act.kind], of, row.time, facts, row)
    if isinstance(act.terms, Pledge):
        yield from _conflicts(row, act.terms, around.open_then(of, row.block), facts)


def _conflicts(
    row: JournalRow, terms: Pledge, pledges: Iterable[PledgeRow], facts: dict[str, Any]
) -> Iterator[_Draft]:
    """A pledge that was filed before one of its lot that came into the ledger first: to both."""
    own = pledge_id(terms)
    mine = next((each for each in pledges if each.pledge == own), None)
    later = [
        each
        for each in pledges
        if mine and each.lot == mine.lot and each.pledge != own and each.filed_at > mine.filed_at
    ]
    if later:
        for party in sorted({terms.pledgee, *(each.pledgee for each in later)}):
            yield _Draft(party, RANK_CONFLICT, terms.title, row.time, facts, row)


def _stood(row: PledgeRow, state: PledgeStateRow, block: int) -> bool:
    return row.block <= block and (state.state in OPEN or state.block >= block)


def _facts(act: Act, numbers: list[int]) -> dict[str, Any]:
    """What is told of the act itself: no names, no documents."""
    found: dict[str, Any] = {"act": act.seq, "numbers": numbers}
    match act.terms:
        case Pledge() as terms:
            found |= {"pledge": pledge_id(terms).hex(), "filed_at": terms.filed_at}
        case Judgment() as terms:
            found |= {"pledge": terms.pledge.hex(), "pledge_state": terms.state.name}
            found["court"] = terms.court.hex()
        case Sale() as terms:
            found |= {"lot": terms.lot.hex(), "realisation": terms.realisation.name}
        case Assignment() | Enforcement() | Knowledge() | Release() as terms:
            found["pledge"] = terms.pledge.hex()
        case Order() as terms:
            kind = OrderKind(terms.kind).name
            found |= {"kind": kind, "court": terms.court.hex(), "until": terms.until}
        case Licence() as terms:
            found |= {"right": terms.right.name, "exclusive": terms.exclusive}
            found["licence_until"] = terms.until
        case Report() as terms:
            found |= {"report_kind": terms.kind.name, "report_until": terms.valid_until}
        case _:
            pass
    return found


def _of_dates(session: Session, above: int, upto: int) -> Iterator[_Draft]:
    """The titles of which an end came so many days near since the last time."""
    for days in AHEAD:
        lead = days * DAY
        ending = alert.ending_within(session, TitleState.LIVE, above=above + lead, upto=upto + lead)
        around = _Around(session, {row.title for row in ending})
        for row in ending:
            facts: dict[str, Any] = {"days": days, "valid_until": row.valid_until}
            facts["numbers"] = around.numbers[row.title]
            kind = EXPIRES if days else EXPIRED
            for party in sorted(around.concerned(row.title, EVER)):
                yield _Draft(party, kind, row.title, row.valid_until - lead, facts)


def _of_values(session: Session, above: int, upto: int) -> Iterator[_Draft]:
    """To whoever lent on a title: its newest valuation is fresh no more since the last time."""
    for row in report.valuations_ending(session, above, upto):
        newest, *_ = report.valuations(session, row.title)
        if newest.report != row.report:
            continue
        end = min(row.base_date + YEAR, row.valid_until)
        around = _Around(session, {row.title})
        facts = {"base_date": row.base_date, "numbers": around.numbers[row.title]}
        for party in sorted({each.pledgee for each in around.open_then(row.title, EVER)}):
            yield _Draft(party, STALE, row.title, end, facts)
