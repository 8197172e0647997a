"""acts -> state: the one place where Python says what an act does.

`evolve` reads an act into a dossier twice: it applies the words that the log carries, and it works
out from the terms which words the rules allow. Where the two differ the act is no act of this
register, whatever its head says. Time is not applied here: see ledger.domain.clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ledger.domain.acts import ActKind, SubjectKind
from ledger.domain.dossier import Act, Anchor, RawAct, next_head, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.rules import (
    absorption,
    anchoring,
    application,
    change,
    directory,
    dispute,
    governance,
    licence,
    mandate,
    officer,
    order,
    party,
    pledge,
    pledge_life,
    report,
    request,
    sale,
    succession,
    title,
)
from ledger.domain.rules.outcome import require
from ledger.domain.state import Dossier
from ledger.domain.words import RECORD_KEY, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ledger.domain.rules.outcome import Outcome

    Rule = Callable[[Dossier, Act, Any], Outcome]

WORD_SEQ_MASK: Final = (1 << 40) - 1


@dataclass(eq=False)
class SeqGap(DomainError):
    """An act is not the next of its dossier: one is missing, doubled or out of order."""

    code: ClassVar[str] = "SEQ_GAP"

    subject: str
    expected: int
    found: int


@dataclass(eq=False)
class SubjectWrong(DomainError):
    """An act of this kind cannot stand in a dossier of this kind, or it names another dossier."""

    code: ClassVar[str] = "SUBJECT_WRONG"

    subject: str
    kind: str


@dataclass(eq=False)
class ReplayMismatch(DomainError):
    """The words that an act left are not the words that its terms and the rules give."""

    code: ClassVar[str] = "REPLAY_MISMATCH"

    subject: str
    seq: int
    key: str
    expected: str
    found: str


_S: Final = SubjectKind

RULES: Final[dict[ActKind, tuple[frozenset[SubjectKind], Rule]]] = {
    ActKind.Founded: (frozenset({_S.PARTY}), party.founded),
    ActKind.BookAdmitted: (frozenset({_S.GOVERNANCE}), governance.book_admitted),
    ActKind.BookEnded: (frozenset({_S.GOVERNANCE}), governance.book_ended),
    ActKind.IntakePaused: (frozenset({_S.GOVERNANCE}), governance.intake_paused),
    ActKind.ProfileAdopted: (frozenset({_S.GOVERNANCE}), governance.profile_adopted),
    ActKind.RegistryOpened: (frozenset({_S.REGISTRY}), governance.registry_opened),
    ActKind.PartyEnrolled: (frozenset({_S.PARTY}), party.enrolled),
    ActKind.AccountChanged: (frozenset({_S.PARTY}), party.account_changed),
    ActKind.RolesGranted: (frozenset({_S.PARTY}), party.roles_set),
    ActKind.RolesEnded: (frozenset({_S.PARTY}), party.roles_set),
    ActKind.ConsentRevoked: (frozenset({_S.PARTY}), party.consent_revoked),
    ActKind.ApplicationSubmitted: (frozenset({_S.APPLICATION}), application.submitted),
    ActKind.ApplicationCorrected: (frozenset({_S.APPLICATION}), application.corrected),
    ActKind.ApplicationStepped: (frozenset({_S.APPLICATION}), application.stepped),
    ActKind.NoticePublished: (frozenset({_S.APPLICATION}), application.published),
    ActKind.ApplicationCertified: (frozenset({_S.APPLICATION}), application.certified),
    ActKind.ObjectFiled: (frozenset({_S.OBJECT}), application.object_filed),
    ActKind.ObjectFilingEnded: (frozenset({_S.OBJECT}), application.object_filing_ended),
    ActKind.ObjectTitled: (frozenset({_S.OBJECT}), application.object_titled),
    ActKind.TitleIssued: (frozenset({_S.TITLE}), title.issued),
    ActKind.SharesTransferred: (frozenset({_S.TITLE}), title.transferred),
    ActKind.PledgeRecorded: (frozenset({_S.TITLE}), pledge.recorded),
    ActKind.PledgeReleased: (frozenset({_S.TITLE}), pledge.released),
    ActKind.OrderRecorded: (frozenset({_S.TITLE, _S.PARTY}), order.recorded),
    ActKind.OrderLifted: (frozenset({_S.TITLE, _S.PARTY}), order.lifted),
    ActKind.AgentAppointed: (frozenset({_S.PARTY}), mandate.agent_appointed),
    ActKind.AgentEnded: (frozenset({_S.PARTY}), mandate.agent_ended),
    ActKind.StaffKeyRevoked: (frozenset({_S.PARTY}), mandate.staff_key_revoked),
    ActKind.TitleCorrected: (frozenset({_S.TITLE}), change.corrected),
    ActKind.TitleRevoked: (frozenset({_S.TITLE}), change.revoked),
    ActKind.TitleCancelled: (frozenset({_S.TITLE}), change.cancelled),
    ActKind.ObjectTitleClosed: (frozenset({_S.OBJECT}), application.object_filing_ended),
    ActKind.RenewalFiled: (frozenset({_S.TITLE}), change.renewal_filed),
    ActKind.RenewalEnded: (frozenset({_S.TITLE}), change.renewal_ended),
    ActKind.TitleRenewed: (frozenset({_S.TITLE}), change.renewed),
    ActKind.RequestFiled: (frozenset({_S.TITLE}), request.filed),
    ActKind.RequestEnded: (frozenset({_S.TITLE}), request.given_up),
    ActKind.TitleChanged: (frozenset({_S.TITLE}), request.changed),
    ActKind.TitleSurrendered: (frozenset({_S.TITLE}), request.surrendered),
    ActKind.InstitutionListed: (frozenset({_S.PARTY}), directory.listed),
    ActKind.SuspensionChanged: (frozenset({_S.PARTY}), directory.suspension_changed),
    ActKind.PredecessorNamed: (frozenset({_S.TITLE}), succession.predecessor_named),
    ActKind.RecoveryFiled: (frozenset({_S.PARTY}), mandate.recovery_filed),
    ActKind.RecoveryEnded: (frozenset({_S.PARTY}), mandate.recovery_ended),
    ActKind.PartySucceeded: (frozenset({_S.PARTY}), absorption.succeeded),
    ActKind.PartyRenamed: (frozenset({_S.PARTY}), absorption.renamed),
    ActKind.OfficerNamed: (frozenset({_S.PARTY}), officer.named),
    ActKind.OfficerEnded: (frozenset({_S.PARTY}), officer.ended),
    ActKind.TitleSucceeded: (frozenset({_S.TITLE}), succession.succeeded),
    ActKind.LicenceGranted: (frozenset({_S.TITLE}), licence.granted),
    ActKind.BreachNotified: (frozenset({_S.TITLE}), licence.breach_notified),
    ActKind.LicenceEnded: (frozenset({_S.TITLE}), licence.ended),
    ActKind.ReportFiled: (frozenset({_S.TITLE}), report.filed),
    ActKind.ReportWithdrawn: (frozenset({_S.TITLE}), report.withdrawn),
    ActKind.PledgeAmended: (frozenset({_S.TITLE}), pledge_life.amended),
    ActKind.PledgeAssigned: (frozenset({_S.TITLE}), pledge_life.assigned),
    ActKind.PledgesRanked: (frozenset({_S.TITLE}), pledge_life.ranked),
    ActKind.LotShrunk: (frozenset({_S.TITLE}), pledge_life.shrunk),
    ActKind.SeizureKnown: (frozenset({_S.TITLE}), pledge_life.learned),
    ActKind.PledgeEnforcing: (frozenset({_S.TITLE}), pledge_life.enforcing),
    ActKind.PledgeConcluded: (frozenset({_S.TITLE}), pledge.concluded),
    ActKind.LotSold: (frozenset({_S.TITLE}), sale.sold),
    ActKind.OrderExtended: (frozenset({_S.TITLE, _S.PARTY}), order.extended),
    ActKind.SuperiorNamed: (frozenset({_S.PARTY}), directory.superior_named),
    ActKind.DisputeFiled: (frozenset({_S.TITLE}), dispute.filed),
    ActKind.DisputeStepped: (frozenset({_S.TITLE}), dispute.stepped),
    ActKind.DisputeRuled: (frozenset({_S.TITLE}), dispute.ruled),
    ActKind.BatchAnchored: (frozenset({_S.LOG}), anchoring.anchored),
}


# A dossier begins with one of these, and none of them comes again.
OPENINGS: Final = frozenset(
    {
        ActKind.Founded,
        ActKind.RegistryOpened,
        ActKind.PartyEnrolled,
        ActKind.ApplicationSubmitted,
        ActKind.TitleIssued,
    }
)
# These dossiers begin with whatever comes first.
UNOPENED: Final = frozenset({_S.GOVERNANCE, _S.OBJECT, _S.LOG})


def open_dossier(anchor: Anchor, subject: bytes) -> Dossier:
    """A dossier without acts."""
    return Dossier(subject=subject, head=anchor.empty_head(subject))


def evolve(anchor: Anchor, before: Dossier, act: Act) -> Dossier:
    """The state after one more act.

    Raises:
        SeqGap, SubjectWrong, ReplayMismatch: the act does not follow.
        WordMalformed: a word has no reading.
        RuleBroken: the terms break a rule of the act.
    """
    if act.raw.subject != before.subject:
        raise SubjectWrong(before.subject.hex(), act.kind.name)
    if act.seq != before.seq + 1:
        raise SeqGap(before.subject.hex(), before.seq + 1, act.seq)
    subjects, rule = RULES[act.kind]
    if before.kind not in subjects:
        raise SubjectWrong(before.subject.hex(), act.kind.name)
    require_sound(before, act)
    outcome = rule(before, act, act.terms)
    _require_same(act, outcome)
    head = next_head(before.head, anchor.act_digest(act.raw, act.seq))
    return before.after(act, head, _counted(before, act.seq), outcome.terms)


def require_sound(before: Dossier, act: Act) -> None:
    """What holds of every act: it opens its dossier or follows, and its consent had not run out.

    Raises RuleBroken.
    """
    opens = act.kind in OPENINGS
    fits = opens == (before.seq == 0) or before.kind in UNOPENED
    require("a dossier is opened once, by its first act", holds=fits, values=act.kind.name)
    deadline = getattr(act.terms, "deadline", act.raw.time)
    require("the consent had not run out", holds=act.raw.time <= deadline, values=deadline)


def replay(anchor: Anchor, subject: bytes, acts: Iterable[RawAct]) -> Dossier:
    """The state after all these acts of one dossier. Raises as parse_act and evolve do."""
    state = open_dossier(anchor, subject)
    for raw in acts:
        state = evolve(anchor, state, parse_act(raw))
    return state


def _counted(before: Dossier, seq: int) -> bytes:
    old = int.from_bytes(before.words.get(RECORD_KEY, bytes(32)))
    return (old & ~WORD_SEQ_MASK | seq).to_bytes(32)


def _require_same(act: Act, outcome: Outcome) -> None:
    expected, written = outcome.writes, act.writes
    for (key, word), (found_key, found) in zip(expected, written, strict=False):
        packed = packed_word(key, word, act.seq)
        if packed != found or key != found_key:
            raise ReplayMismatch(
                act.raw.subject.hex(), act.seq, found_key.hex(), packed.hex(), found.hex()
            )
    if len(expected) != len(written):
        raise ReplayMismatch(
            act.raw.subject.hex(), act.seq, "", f"{len(expected)} words", f"{len(written)} words"
        )


def packed_word(key: bytes, word: Word | bytes, seq: int) -> bytes:
    """The bytes of a word that a rule gives, in the act of this count: a record carries it."""
    if key == RECORD_KEY:
        number = int.from_bytes(word) if isinstance(word, bytes) else word.as_number()
        return (number & ~WORD_SEQ_MASK | seq).to_bytes(32)
    return word if isinstance(word, bytes) else word.pack()
