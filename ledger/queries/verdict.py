"""Verdicts on certificates: one or a list of them, all over one snapshot of the mirror."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from ledger.domain.disowned import Disowned, needed_signatures, with_disowned
from ledger.domain.state import Dossier
from ledger.domain.verdict import Finding, Purpose, Result, Verdict, judge, needed_dossiers
from ledger.queries.as_of import AsOf, MirrorState, Moment, as_of
from ledger.queries.mandate import disowned_by_dossier
from ledger.queries.recent import Recent
from ledger.store.repositories import offchain, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.title import CertificateRow

NOBODY: Final = b""


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

    `recent` are dossiers that were read before.
    """

    lag_blocks: int
    moment: Moment | None = None
    recent: Recent = field(default_factory=Recent)


def verdicts(session: ReadSession, questions: Sequence[Asked], terms: Terms) -> Verdicts:
    """The verdicts on certificates at the mirror's block, or at an earlier time.

    A mirror that cannot vouch for the chain's present makes every verdict on the present UNKNOWN.
    Raises CursorMissing.
    """
    stamp = as_of(session)
    now = Moment(stamp.time, stamp.block)
    moment = now if terms.moment is None else terms.moment
    doubts = () if moment.time < stamp.time else _doubts(session, stamp, terms.lag_blocks)
    rows = title.certificates_of_numbers(session, (each.number for each in questions))
    states = _states(session, rows.values(), moment, terms.recent)
    case = _Case(moment, doubts, states, _disowned(session, rows.values(), states, moment))
    answers = (Answered(each, case.judge(each, rows.get(each.number))) for each in questions)
    return Verdicts(stamp, moment.time, tuple(answers))


@dataclass(frozen=True, slots=True)
class _Case:
    moment: Moment
    doubts: tuple[Finding, ...]
    states: Mapping[bytes, Dossier]
    disowned: Mapping[bytes, list[Disowned]]

    def judge(self, asked: Asked, row: CertificateRow | None) -> Verdict:
        """One verdict; what cannot be read or vouched for makes it UNKNOWN."""
        if row is None:
            return self._without(asked, NOBODY, NOBODY, "NUMBER_UNKNOWN")
        dossier = self.states.get(row.title)
        if dossier is None:
            return self._without(asked, row.title, row.party, "DOSSIER_UNKNOWN")
        if not dossier.seq:
            return self._without(asked, row.title, row.party, "NOT_ISSUED_YET")
        others = {
            subject: found
            for subject in needed_dossiers(dossier, row.party)
            if (found := self.states.get(subject)) is not None
        }
        verdict = judge(dossier, row.party, asked.purpose, self.moment.time, others)
        signed = (self.disowned.get(each, ()) for each in needed_signatures(dossier))
        return self._doubted(with_disowned(verdict, chain.from_iterable(signed)))

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


def _states(
    session: ReadSession, rows: Iterable[CertificateRow], moment: Moment, recent: Recent
) -> dict[bytes, Dossier]:
    """The titles, and every dossier that their verdicts need; none that cannot be read."""
    every = list(rows)
    titles = recent.states(session, {row.title for row in every}, moment)
    needed = {
        subject
        for row in every
        if (then := titles.get(row.title)) is not None and then.seq
        for subject in needed_dossiers(then, row.party)
    }
    return titles | recent.states(session, needed, moment)


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
