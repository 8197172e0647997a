"""Signatures that a registry disowns: a clerk's, after the date from which the key is revoked.

An act before that date stays valid; a later one is listed for re-examination, whoever used the key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import RevocationGround, Role
from ledger.domain.party_words import revocations
from ledger.domain.verdict import Finding, Result, needed_dossiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ledger.domain.dossier import Act, Actor
    from ledger.domain.history import History
    from ledger.domain.state import Dossier
    from ledger.domain.verdict import Verdict

NO_STAFF: Final = frozenset({Role.PARTY, Role.GOVERNOR})


@dataclass(frozen=True, slots=True)
class Disowned:
    """A clerk's signature under an act, and the revocation that reaches back before it."""

    subject: bytes
    seq: int
    time: int
    clerk: bytes
    since: int
    ground: RevocationGround

    def finding(self) -> Finding:
        """What a verdict says of it."""
        values = {
            "act": self.seq,
            "clerk": self.clerk.hex(),
            "time": self.time,
            "since": self.since,
            "ground": self.ground.name,
        }
        return Finding("SIGNED_AFTER_REVOCATION", values, self.subject)


def disowned_signature(act: Act, actor: Actor, clerk: Dossier) -> Disowned | None:
    """The first revocation in the clerk's dossier that reaches this signature, if one does.

    It reaches what the clerk signed as staff since its date, and before it was recorded: the count
    of the clerk's dossier that the act names tells which came first.
    """
    if actor.role in NO_STAFF:
        return None
    for seq, word in revocations(clerk):
        if actor.party_seq <= seq and act.raw.time >= word.since:
            return Disowned(
                act.raw.subject, act.seq, act.raw.time, actor.party, word.since, word.ground
            )
    return None


def needed_signatures(title: Dossier) -> tuple[bytes, bytes]:
    """The dossiers whose signatures a verdict rests on: the title's and its application's."""
    application, *_ = needed_dossiers(title, b"")
    return (title.subject, application)


def disowned_in(history: History, clerks: Mapping[bytes, History], time: int) -> Iterator[Disowned]:
    """The disowned signatures in one dossier up to a time, by the revocations up to that time."""
    for act in history.acts:
        for actor in act.actors if act.raw.time <= time else ():
            clerk = clerks.get(actor.party)
            found = disowned_signature(act, actor, clerk.at_time(time)) if clerk else None
            if found is not None:
                yield found


def with_disowned(verdict: Verdict, disowned: Iterable[Disowned]) -> Verdict:
    """The verdict when it rests on such signatures: nothing is VALID until they are re-examined."""
    found = tuple(each.finding() for each in disowned)
    if not found:
        return verdict
    unknown = verdict.result is Result.UNKNOWN
    result = Result.UNKNOWN if unknown else Result.INVALID
    return replace(verdict, result=result, blocks=(*verdict.blocks, *found))
