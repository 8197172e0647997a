"""A register on a real node, and beside it the same dossiers as `ledger.domain` has them.

Whatever is given in is judged twice: by the contracts, and by the domain from the dossiers alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ledger.bindings.revert import ContractError
from ledger.chain.codec import raw_act
from ledger.chain.records import Tag
from ledger.domain import evolve as evolving
from ledger.domain.acts import (
    Absorption,
    AccountChange,
    ActKind,
    ActorMode,
    Amendment,
    Anchoring,
    Application,
    Appointment,
    AppointmentEnd,
    Assignment,
    BreachNotice,
    Closing,
    Correction,
    Dispute,
    DisputeRuling,
    DisputeStep,
    Enforcement,
    Enrolment,
    Extension,
    Fulfilment,
    InstitutionListing,
    Issue,
    Judgment,
    Licence,
    LicenceEnding,
    Lift,
    Notice,
    OfficerEnding,
    OfficerNaming,
    Order,
    Pledge,
    Ranking,
    Recovery,
    RecoveryEnd,
    Registration,
    Release,
    Renaming,
    Renewal,
    Report,
    ReportWithdrawal,
    Revocation,
    RoleGrant,
    Sale,
    Shrinking,
    Signer,
    StaffRevocation,
    Step,
    Succession,
    Superior,
    Suspension,
    Transfer,
)
from ledger.domain.anchor_words import log_subject
from ledger.domain.closure import object_subject
from ledger.domain.conditions import check_conditions
from ledger.domain.dossier import Act, Actor, Link, RawAct, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import SubjectWrong, evolve, open_dossier
from ledger.domain.history import History
from ledger.domain.ids import application_id, party_id, title_id
from ledger.domain.mandates import check_mandates
from ledger.domain.rules.application import LIVE, object_filed
from ledger.domain.rules.change import renewal_filed
from ledger.domain.rules.request import filed as request_filed
from ledger.domain.state import Dossier
from ledger.domain.words import (
    CONTENT_KEY,
    RECORD_KEY,
    HoldingWord,
    TitleRecord,
    filing_key,
    holding_key,
)
from ledger.registrar.acting import Door, Entered, Hand, prepare, relay, sign
from ledger.registrar.order import scope_of
from ledger.registrar.register import Register
from notarization.verify.mandate_checks import recovered
from tests.cast import Stage
from tests.model.browser import SecondOpinion

ZERO: Final = bytes(32)
CHANGED: Final = ActKind.TitleChanged

Refusal = type[ContractError]


class Disagreement(AssertionError):
    """Contracts and domain do not say the same of one act."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act to be given in, and every refusal that the model sees a reason for: none is yes."""

    door: Door[Any]
    terms: Any
    hands: tuple[Hand, ...]
    content: Application | None = None
    refusals: frozenset[Refusal] = frozenset()

    def but(self, *refusals: Refusal, **changes: Any) -> "Attempt":
        """The same with something wrong."""
        return replace(self, refusals=self.refusals | set(refusals), **changes)


@dataclass(repr=False)
class World:
    """Dossiers by subject, as the domain replays them; `alone` are the refusals of books only.

    `tally` counts what was given in by kind of act, and by refusal where it was refused.
    """

    stage: Stage
    alone: frozenset[Refusal]
    histories: dict[bytes, History] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    accepted: list[Attempt] = field(default_factory=list)

    read: int = -1
    second: SecondOpinion | None = None

    def catch_up(self) -> None:
        """Read what was entered on the chain by others."""
        chain, profile = self.register.chain, self.register.profile
        first = max(self.read + 1, profile.start_block)
        self.read = end = chain.block(Tag.LATEST).number
        if end < first:
            return
        logs = chain.logs(profile.register.address, first, end)
        headers = chain.headers(sorted({log.block_number for log in logs}))
        times = {header.number: header.timestamp for header in headers}
        for log in logs:
            self._follow(parse_act(raw_act(log, times[log.block_number])))

    @property
    def register(self) -> Register:
        """The register on its node."""
        return self.stage.register

    def state(self, subject: bytes) -> Dossier:
        """A dossier as the domain has it."""
        history = self.histories.get(subject)
        return history.last if history else open_dossier(self.register.anchor, subject)

    def give(self, attempt: Attempt, *, through: Register | None = None) -> Entered | None:
        """Give an act in. Raises Disagreement unless contracts, model and domain agree on it."""
        register = through or self.register
        prepared = prepare(register, attempt.door, attempt.terms, attempt.content)
        signers = sign(prepared, attempt.hands)
        opinion = self._opinion(attempt, signers, prepared.digest)
        name = attempt.door.kind.name
        try:
            entered = relay(register, prepared, signers)
        except ContractError as refusal:
            self._refused(attempt, refusal, opinion)
            self.tally[type(refusal).__name__] += 1
            return None
        if attempt.refusals or opinion is not None:
            expected = sorted(each.__name__ for each in attempt.refusals)
            raise Disagreement(f"{name} was accepted: {expected}, {opinion!r}, {attempt.terms}")
        for act in entered.acts:
            self._follow(act)
        self.read = entered.receipt.block_number
        self.tally[name] += 1
        self.accepted.append(attempt)
        return entered

    def _refused(
        self, attempt: Attempt, refusal: ContractError, opinion: DomainError | None
    ) -> None:
        name = attempt.door.kind.name
        if type(refusal) not in attempt.refusals:
            expected = sorted(each.__name__ for each in attempt.refusals)
            raise Disagreement(f"{name} refused: {refusal}, not {expected}: {attempt.terms}")
        if opinion is None and type(refusal) not in self.alone:
            raise Disagreement(f"{name}: the domain sees nothing of {refusal}: {attempt.terms}")

    def _follow(self, act: Act) -> None:
        subject = act.raw.subject
        before = self.histories.get(subject) or self._empty(subject)
        after = evolve(self.register.anchor, before.last, act)
        self.histories[subject] = History(subject, (*before.acts, act), (*before.states, after))
        if self.second:
            self.second.follow(act, after)

    def _empty(self, subject: bytes) -> History:
        return History(subject, (), (open_dossier(self.register.anchor, subject),))

    def _opinion(
        self, attempt: Attempt, signers: Sequence[Signer], digest: bytes
    ) -> DomainError | None:
        """What the dossiers alone say against an act; None for nothing."""
        draft, fault = self._judged(self._draft(attempt, signers, digest))
        if self.second:
            self.second.judge(draft, fault)
        if fault is None and isinstance(attempt.terms, Application) and draft.seq == 1:
            try:
                self._judge_filing(attempt.terms, draft)
            except DomainError as filing:
                return filing
        return fault

    def _draft(self, attempt: Attempt, signers: Sequence[Signer], digest: bytes) -> Act:
        """The act as the register would enter it, but for the words that rules give."""
        door = attempt.door
        subject = subject_of(attempt.terms)
        before = self.state(subject)
        actors = tuple(
            Actor(
                each.party,
                each.account,
                each.role,
                ActorMode.SIGNED,
                self.state(each.party).seq,
                each.signature,
            )
            for each in signers
        )
        block = self.register.chain.block(Tag.LATEST).number + 1
        book = self.register.profile.book(door.book).address
        raw = RawAct(subject, int(door.kind), book, b"", block, self.register.time())
        words = self._words(attempt)
        return Act(raw, door.kind, before.seq + 1, (), digest, actors, words, attempt.terms)

    def _judged(self, draft: Act) -> tuple[Act, DomainError | None]:
        """The act with its words as far as rules give them, and what stands against it."""
        subject, act = draft.raw.subject, draft
        before = self.state(subject)
        known = self.histories | {subject: self.histories.get(subject) or self._empty(subject)}
        try:
            subjects, rule = evolving.RULES[draft.kind]
            if before.kind not in subjects:
                raise SubjectWrong(subject.hex(), draft.kind.name)
            evolving.require_sound(before, draft)
            outcome = rule(before, draft, draft.terms)
            packed = tuple(
                (key, evolving.packed_word(key, word, draft.seq)) for key, word in outcome.writes
            )
            act = replace(draft, writes=packed)
            check_mandates(self.register.anchor, act, before, known, recovered)
            check_conditions(act, before, known)
        except DomainError as fault:
            return act, fault
        return act, None

    def _judge_filing(self, terms: Application, act: Act) -> None:
        """The entry of a first filing in its object's dossier."""
        if terms.registration is not Registration.FIRST:
            self._judge_pending(terms, act)
            return
        over = self.state(object_subject(terms.fingerprint))
        raw = replace(act.raw, subject=over.subject, kind=int(ActKind.ObjectFiled))
        words = tuple((filing_key(split.holder), LIVE) for split in terms.splits)
        links = (Link(act.raw.subject, act.seq),)
        draft = Act(raw, ActKind.ObjectFiled, over.seq + 1, links, b"", (), words, None)
        object_filed(over, draft, None)

    def _judge_pending(self, terms: Application, act: Act) -> None:
        """The entry of a filing in the dossier of the title that it is about."""
        over = self.state(terms.title)
        renews = terms.registration is Registration.RENEWAL
        kind = ActKind.RenewalFiled if renews else ActKind.RequestFiled
        raw = replace(act.raw, subject=over.subject, kind=int(kind))
        links = (Link(act.raw.subject, act.seq),)
        pending = replace(over.record(TitleRecord), requested=terms.registration)
        words = () if renews else ((RECORD_KEY, pending.pack()),)
        draft = Act(raw, kind, over.seq + 1, links, b"", (), words, None)
        (renewal_filed if renews else request_filed)(over, draft, None)

    def _words(self, attempt: Attempt) -> tuple[tuple[bytes, bytes], ...]:
        """The words that only the register can know: numbers that it gives."""
        match attempt.terms:
            case Issue() as terms if attempt.content is not None:
                number = self.register.ask("nextNumber", terms.registry)
                holdings = [
                    HoldingWord.of(
                        (each.hold, each.use, each.oper),
                        (0, 0, 0),
                        number=number + place,
                        version=1,
                    )
                    for place, each in enumerate(attempt.content.splits)
                ]
                keys = [holding_key(each.holder) for each in attempt.content.splits]
                packed = [each.pack() for each in holdings]
                return ((RECORD_KEY, ZERO), *zip(keys, packed, strict=True))
            case Transfer() | Sale() as terms:
                key = holding_key(terms.taker)
                word = self.state(terms.title).read(key, HoldingWord)
                if word.ended:
                    registry = self.state(terms.title).record(TitleRecord).registry
                    word = HoldingWord(number=self.register.ask("nextNumber", registry))
                return ((key, word.pack()),)
            case Fulfilment() if attempt.content is not None and attempt.door.kind is CHANGED:
                holders = [holding_key(each.holder) for each in attempt.content.splits]
                root = (CONTENT_KEY, bytes(attempt.content.record))
                return ((RECORD_KEY, ZERO), root, *((key, ZERO) for key in holders))
            case _:
                return ()


# a closed set is matched, one line a member
def subject_of(terms: Any) -> bytes:  # noqa: C901, PLR0911, PLR0912
    """The dossier in which an act's terms stand."""
    match terms:
        case Application() as content:
            return content.previous if any(content.previous) else application_id(content)
        case Step() | Notice():
            return bytes(terms.application)
        case Issue() as issue:
            return title_id(issue)
        case Transfer() | Pledge() | Release() | Correction() | Closing() | Renewal():
            return bytes(terms.title)
        case Succession() | Fulfilment() | Licence() | BreachNotice() | LicenceEnding():
            return bytes(terms.title)
        case Report() | ReportWithdrawal() | Dispute() | DisputeStep() | DisputeRuling():
            return bytes(terms.title)
        case Assignment() | Ranking() | Shrinking() | Enforcement() | Judgment() | Sale():
            return bytes(terms.title)
        case Amendment():
            return bytes(terms.pledged.title)
        case Order() as order:
            return bytes(scope_of(order)[0])
        case Lift() | Extension():
            return bytes(terms.subject)
        case Enrolment() as enrolment:
            return party_id(enrolment)
        case AccountChange() | Revocation() | Recovery() | RecoveryEnd() | Renaming():
            return bytes(terms.party)
        case OfficerNaming() | OfficerEnding():
            return bytes(terms.party)
        case RoleGrant() | StaffRevocation():
            return bytes(terms.staff)
        case Absorption():
            return bytes(terms.absorbed)
        case Appointment() | AppointmentEnd():
            return bytes(terms.principal)
        case InstitutionListing() | Suspension():
            return bytes(terms.institution)
        case Superior():
            return bytes(terms.court)
        case Anchoring():
            return log_subject(terms.registry)
    raise TypeError(type(terms).__name__)
