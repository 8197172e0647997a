"""Verdicts on certificates: one or a list of them, all over one snapshot of the mirror."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import SubjectKind
from ledger.domain.clock import TitleAt, issue_of
from ledger.domain.closure import object_subject
from ledger.domain.disowned import Disowned, needed_signatures, with_disowned
from ledger.domain.party_words import with_heirs
from ledger.domain.seats import ARTICLE
from ledger.domain.state import Dossier
from ledger.domain.verdict import (
    AtHand,
    Finding,
    Purpose,
    Result,
    Verdict,
    decide,
    judge,
    needed_dossiers,
    on_closed,
    require_title,
)
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from ledger.queries.as_of import AsOf, MirrorState, Moment, as_of
from ledger.queries.deposit import NationalStatus, national_status
from ledger.queries.mandate import disowned_by_dossier
from ledger.queries.movables import filings_of
from ledger.queries.names import elsewhere_of, notice_facts
from ledger.queries.recent import Recent
from ledger.queries.replay import contents
from ledger.store.repositories import mirror, offchain, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.title import CertificateRow

NOBODY: Final = b""
# so many titles that cannot be read are named where a number may be of any of them
MOST_LOST: Final = 5
# whoever asks for these relies on what the movables register says of pledges
OF_PLEDGES: Final = frozenset(
    {Purpose.PLEDGE, Purpose.TRADE, Purpose.CONTRIBUTION, Purpose.BOOK_ENTRY}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate by its number, and what it is to be used for."""

    number: int
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdict on what was asked."""

    asked: Asked
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts in the order of the questions, all at one block and one time."""

    as_of: AsOf
    time: int
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """At what moment, and how many blocks the mirror may lack before nothing is called valid.

    `recent` are dossiers that were read before. `alone`: what is said rests on dossiers alone, as
    whoever works it out offline has them. `brief`: without the facts, nor what only they rest on.
    """

    lag_blocks: int
    moment: Moment | None = None
    recent: Recent = field(default_factory=Recent)
    alone: bool = False
    brief: bool = False


def verdicts(session: ReadSession, questions: Sequence[Asked], terms: Terms) -> Verdicts:
    """The verdicts on certificates at the mirror's block, or at an earlier time.

    A mirror that cannot vouch for the chain's present makes every verdict on the present UNKNOWN,
    one that read blocks which the chain has no more those on the past too. Raises CursorMissing.
    """
    stamp = as_of(session)
    now = Moment(stamp.time, stamp.block)
    moment = now if terms.moment is None else terms.moment
    sure = moment.time < stamp.time and not stamp.rewritten
    doubts = () if sure else _doubts(session, stamp, terms.lag_blocks)
    rows = title.certificates_of_numbers(session, (each.number for each in questions))
    states = _states(session, rows.values(), moment, terms)
    disowned = _disowned(session, rows.values(), states, moment)
    seats = {} if terms.alone or terms.brief else _seats(session, states, moment)
    # what other registers said at a stated time is not worked out anew
    past = terms.alone or terms.moment is not None
    seen = {} if past else _seen(session, rows.values(), states, moment)
    hand = _at_hand(session, states, moment) if terms.brief else None
    lost = _lost(session) if len(rows) < len({each.number for each in questions}) else ()
    case = _Case(moment, doubts, lost, states, disowned, seats, seen, hand)
    answers = (Answered(each, case.judge(each, rows.get(each.number))) for each in questions)
    return Verdicts(stamp, moment.time, tuple(answers))


@dataclass(frozen=True, slots=True)
class _Case:
    moment: Moment
    doubts: tuple[Finding, ...]
    lost: tuple[Finding, ...]
    states: Mapping[bytes, Dossier]
    disowned: Mapping[bytes, list[Disowned]]
    seats: Mapping[bytes, tuple[Finding, ...]]
    seen: Mapping[bytes, tuple[Finding, ...]]
    hand: AtHand | None
    titles: dict[bytes, TitleAt] = field(default_factory=dict)

    def judge(self, asked: Asked, row: CertificateRow | None) -> Verdict:
        """One verdict; what cannot be read or vouched for makes it UNKNOWN.

        Where a title cannot be read, nobody can say that a number is none of its certificates.
        """
        if row is None:
            verdict = self._without(asked, NOBODY, NOBODY, "NUMBER_UNKNOWN")
            if not self.lost:
                return verdict
            unknown = (*self.lost, *verdict.unknown)
            return replace(verdict, result=Result.UNKNOWN, blocks=(), unknown=unknown)
        dossier = self.states.get(row.title)
        if dossier is None:
            return self._without(asked, row.title, row.party, "DOSSIER_UNKNOWN")
        if not dossier.seq or not self.moment.covers(row.issued_time, row.block):
            return self._without(asked, row.title, row.party, "NOT_ISSUED_YET")
        verdict = self._judged(dossier, row.party, asked.purpose)
        if dossier.read(holding_key(row.party), HoldingWord).number != asked.number:
            verdict = on_closed(verdict)
        signed = (self.disowned.get(each, ()) for each in needed_signatures(dossier))
        if seats := self.seats.get(row.title):
            verdict = replace(verdict, facts=(*verdict.facts, *seats))
        if asked.purpose in OF_PLEDGES and (said := self.seen.get(row.title)):
            verdict = replace(verdict, warnings=(*verdict.warnings, *said))
        return self._doubted(with_disowned(verdict, chain.from_iterable(signed)))

    def _judged(self, dossier: Dossier, holder: bytes, purpose: Purpose) -> Verdict:
        if self.hand is not None:
            return decide(self._title(dossier), holder, purpose, self.hand)
        others = {
            subject: found
            for subject in needed_dossiers(dossier, holder, self.states)
            if (found := self.states.get(subject)) is not None
        }
        return judge(dossier, holder, purpose, self.moment.time, others)

    def _title(self, dossier: Dossier) -> TitleAt:
        """A title, worked out once for all who hold it. Raises TitleUnknown."""
        found = self.titles.get(dossier.subject)
        if found is None:
            found = require_title(dossier, self.moment.time)
            self.titles[dossier.subject] = found
        return found

    def _without(self, asked: Asked, subject: bytes, holder: bytes, code: str) -> Verdict:
        values = {"subject": subject.hex()} if code == "DOSSIER_UNKNOWN" else {}
        finding = (Finding(code, values, subject),)
        unknown = code == "DOSSIER_UNKNOWN"
        verdict = Verdict(
            purpose=asked.purpose,
            result=Result.UNKNOWN if unknown else Result.INVALID,
            title=subject,
            holder=holder,
            time=self.moment.time,
            facts=(),
            blocks=() if unknown else finding,
            warnings=(),
            unknown=finding if unknown else (),
        )
        return self._doubted(verdict)

    def _doubted(self, verdict: Verdict) -> Verdict:
        if not self.doubts:
            return verdict
        unknown = (*verdict.unknown, *self.doubts)
        return replace(verdict, result=Result.UNKNOWN, unknown=unknown)


def _doubts(session: Session, stamp: AsOf, lag_blocks: int) -> tuple[Finding, ...]:
    """Why the mirror cannot say what the chain holds now."""
    match stamp.state:
        case MirrorState.UNREACHABLE:
            heartbeat = offchain.heartbeat(session)
            checked = heartbeat.checked if heartbeat else 0
            return (Finding("NODE_UNREACHABLE", {"time": checked}, NOBODY),)
        case MirrorState.STOPPED:
            return (Finding("MIRROR_STOPPED", {"reason": stamp.code or "SILENT"}, NOBODY),)
        case MirrorState.DOUBTFUL:
            return (Finding("MIRROR_DOUBTFUL", {"reason": stamp.code}, NOBODY),)
        case MirrorState.LIVE | MirrorState.BEHIND:
            behind = stamp.lag_blocks > lag_blocks
            values = {"lag_blocks": stamp.lag_blocks}
            return (Finding("MIRROR_BEHIND", values, NOBODY),) if behind else ()


def _lost(session: Session) -> tuple[Finding, ...]:
    """The first titles that cannot be read: a number that is not known may be one of theirs."""
    lost = mirror.lost_of_kind(session, SubjectKind.TITLE, MOST_LOST)
    return tuple(Finding("DOSSIER_UNKNOWN", {"subject": each.hex()}, each) for each in lost)


def _states(
    session: ReadSession, rows: Iterable[CertificateRow], moment: Moment, terms: Terms
) -> dict[bytes, Dossier]:
    """The titles, and every dossier that their verdicts need; none that cannot be read."""
    every, recent = list(rows), terms.recent
    titles = recent.states(session, {row.title for row in every}, moment)
    needed = {
        subject
        for row in every
        if (then := titles.get(row.title)) is not None and then.seq
        for subject in ((row.party,) if terms.brief else needed_dossiers(then, row.party))
    }
    known = titles | recent.states(session, needed, moment)
    return with_heirs(known, partial(recent.states, session, moment=moment))


def _at_hand(session: Session, states: Mapping[bytes, Dossier], moment: Moment) -> AtHand:
    """What brief verdicts read beside their titles: of an object, that it can be read."""
    issues = [issue for each in states.values() if (issue := issue_of(each)) is not None]
    applications = {each.application for each in issues}
    objects = {object_subject(each.fingerprint) for each in issues}
    heads = mirror.readable_heads(session, applications | objects)
    said = contents(session, applications & heads.keys(), moment.bounds)
    return AtHand(states, said, states.keys() | heads.keys())


def _seats(
    session: Session, states: Mapping[bytes, Dossier], moment: Moment
) -> dict[bytes, tuple[Finding, ...]]:
    """What of titles lies outside their registry's seat, by the fields that were public then."""
    issued = {
        subject: terms
        for subject, state in states.items()
        if (terms := issue_of(state)) is not None
    }
    notices = notice_facts(session, {terms.application for terms in issued.values()})
    told: dict[bytes, tuple[Finding, ...]] = {}
    for subject, terms in issued.items():
        notice = notices.get(terms.application)
        shown = notice if notice and notice.published_time <= moment.time else None
        if found := elsewhere_of(terms.registry, shown):
            values = {
                "seat": found.seat,
                "applicants_of": list(found.applicants),
                "data_of": found.data,
                "article": ARTICLE,
            }
            told[subject] = (Finding("OUT_OF_REGION", values, terms.application),)
    return told


def _seen(
    session: Session,
    rows: Iterable[CertificateRow],
    states: Mapping[bytes, Dossier],
    moment: Moment,
) -> dict[bytes, tuple[Finding, ...]]:
    """What is to be said of the movables register and of the national system, by title."""
    found = filings_of(session, {row.title for row in rows}, moment.time)
    registries: dict[int, NationalStatus] = {}
    told: dict[bytes, tuple[Finding, ...]] = {}
    for of, filings in found.items():
        said = [Finding(each.code, each.values, of) for each in filings.every]
        if of in states and states[of].seq:
            registry = states[of].record(TitleRecord).registry
            if registry not in registries:
                registries[registry] = national_status(session, moment.time, registry)
            said += _national(registries[registry], of)
        told[of] = tuple(said)
    return told


def _national(found: NationalStatus, of: bytes) -> Iterator[Finding]:
    if found.stale and not found.heard:
        yield Finding("NATIONAL_UNHEARD", {}, of)
    elif found.stale:
        yield Finding("NATIONAL_STALE", {"checked_at": found.heard, "age": found.age}, of)


def _disowned(
    session: Session,
    rows: Iterable[CertificateRow],
    states: Mapping[bytes, Dossier],
    moment: Moment,
) -> Mapping[bytes, list[Disowned]]:
    """The clerks' signatures under these titles and applications that a registry disowns."""
    found = (states.get(row.title) for row in rows)
    titles = (state for state in found if state is not None and state.seq)
    dossiers = {each for state in titles for each in needed_signatures(state)}
    return disowned_by_dossier(session, dossiers, moment.time)
