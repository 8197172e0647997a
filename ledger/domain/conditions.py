"""What an act needs of other dossiers: its profile's floors, its registry, parties, application.

The books check this when the act is entered. An offline reader checks it again, as he checks the
mandates (ledger.domain.mandates): from the dossiers alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.acts import (
    ActKind,
    Application,
    ApplicationState,
    Burden,
    Closing,
    Correction,
    Effect,
    Issue,
    Notice,
    Operation,
    Order,
    PartyKind,
    Pledge,
    Registration,
    Renewal,
    Tag,
    Transfer,
)
from ledger.domain.burdens import effect
from ledger.domain.closure import GOVERNANCE
from ledger.domain.errors import DomainError
from ledger.domain.rules.change import changing
from ledger.domain.rules.disposals import needs_authority
from ledger.domain.signatories import registry_subject
from ledger.domain.words import (
    CONTENT_KEY,
    ApplicationRecord,
    HoldingWord,
    PartyRecord,
    ProfileWord,
    RegistryRecord,
    TitleRecord,
    hash_key,
    holding_key,
)

if TYPE_CHECKING:
    from ledger.domain.dossier import Act
    from ledger.domain.history import Histories
    from ledger.domain.state import Dossier

# who can order, and who can give no security (SPC Security Interpretation Art. 5)
PUBLIC_POWERS: Final = frozenset({PartyKind.COURT, PartyKind.ORGAN})


@dataclass(eq=False)
class ConditionBroken(DomainError):
    """The act stands, and another dossier says that it could not be entered then."""

    code: ClassVar[str] = "CONDITION_BROKEN"

    subject: str
    seq: int
    condition: str
    values: str


@dataclass(eq=False)
class ConditionUnknown(DomainError):
    """The dossier that would say whether the act could be entered is not at hand."""

    code: ClassVar[str] = "CLOSURE_MISSING"

    subject: str
    seq: int
    detail: str


def check_conditions(act: Act, before: Dossier, histories: Histories) -> None:
    """Check what an act rests on in other dossiers; `before` is its own just before it.

    Raises ConditionBroken, ConditionUnknown.
    """
    other = _Others(act, histories)
    match act.terms:
        case Application() as terms:
            _application(other, terms)
        case Notice() as terms:
            _notice(other, terms, before)
        case Issue() as terms:
            _issue(other, terms)
        case Renewal() | Correction() | Closing() as terms:
            _changes(other, terms, before)
        case Transfer() | Pledge() | Order() as terms:
            _burdens(other, terms)
        case _:
            return


def _changes(other: _Others, terms: Renewal | Correction | Closing, title: Dossier) -> None:
    """Acts on a whole title: its orders, and of a renewal its application."""
    match terms:
        case Renewal():
            _authority(other, title, Operation.RENEWAL, terms.court)
            _renewal(other, terms, title)
        case Correction():
            _authority(other, title, changing(terms.group), terms.court)
        case Closing():
            _authority(other, title, Operation.ORDERED_CANCEL, terms.court)


def _burdens(other: _Others, terms: Transfer | Pledge | Order) -> None:
    """Disposals and orders: who may dispose, secure, order, and for how long."""
    match terms:
        case Transfer():
            other.require_free(terms.giver, Operation.TRANSFER)
        case Pledge():
            kind = other.require_free(terms.pledgor, Operation.PLEDGE).kind
            other.require("the pledgor can give security", kind.name, kind not in PUBLIC_POWERS)
        case Order():
            kind = other.party(terms.court).kind
            other.require("a court or another organ orders", kind.name, kind in PUBLIC_POWERS)
            latest = other.act.raw.time + other.floors(terms.profile).maximum_freeze
            other.require("the order is not too long", terms.until, terms.until <= latest)


class _Others:
    """Other dossiers as they were when the act was entered."""

    def __init__(self, act: Act, histories: Histories) -> None:
        self.act = act
        self.histories = histories

    def require(self, condition: str, values: object, holds: bool) -> None:  # noqa: FBT001
        """Raise ConditionBroken unless it holds."""
        if not holds:
            place = self.act.raw.subject.hex(), self.act.seq
            raise ConditionBroken(*place, condition, str(values))

    def state(self, subject: bytes) -> Dossier:
        """A dossier up to the act's block. Raises ConditionUnknown."""
        history = self.histories.get(subject)
        if history is None:
            raise ConditionUnknown(self.act.raw.subject.hex(), self.act.seq, subject.hex())
        return history.at_block(self.act.raw.block)

    def linked(self, subject: bytes) -> Dossier:
        """A dossier that the act itself entered, just before that. Raises ConditionUnknown."""
        history = self.histories.get(subject)
        place = next((each.seq for each in self.act.links if each.subject == subject), None)
        if place is None or history is None or place > len(history.states):
            return self.state(subject)
        return history.states[place - 1]

    def party(self, party: bytes) -> PartyRecord:
        """A party: where it acts here, at the count that it acted at."""
        count = next((each.party_seq for each in self.act.actors if each.party == party), None)
        history = self.histories.get(party)
        if count is None or history is None or count >= len(history.states):
            return self.state(party).record(PartyRecord)
        return history.states[count].record(PartyRecord)

    def require_free(self, party: bytes, operation: Operation) -> PartyRecord:
        """No order on the whole party bars the operation."""
        record = self.party(party)
        free = record.barred_until <= self.act.raw.time
        bars = effect(operation, Burden.FROZEN) is Effect.BARS
        self.require("no order bars the party", record.barred_until, free or not bars)
        return record

    def floors(self, profile: bytes) -> ProfileWord:
        """What the rule profile enforces; it must be adopted."""
        words = self.state(GOVERNANCE).words
        key = hash_key(Tag.PROFILE, profile)
        self.require("the profile is adopted", profile.hex(), key in words)
        return self.state(GOVERNANCE).read(key, ProfileWord)


def _application(other: _Others, terms: Application) -> None:
    registry = other.state(registry_subject(terms.registry)).record(RegistryRecord)
    time = other.act.raw.time
    other.require("the registry is open", terms.registry, time < registry.until)
    own = any(split.holder == registry.institution for split in terms.splits)
    other.require("a registry is not its own applicant", registry.institution.hex(), not own)
    floors = other.floors(terms.profile)
    if other.act.kind is ActKind.ApplicationSubmitted:
        least = time + floors.minimum_acceptance
        other.require("acceptance has its floor", terms.due, terms.due >= least)
        if terms.registration is Registration.RENEWAL:
            _renewal_filed(other, terms, floors)


def _renewal_filed(other: _Others, terms: Application, floors: ProfileWord) -> None:
    """In its window, at the title's own registry, by all holders with what they hold (Art. 36)."""
    title = other.linked(terms.title)
    record, time = title.record(TitleRecord), other.act.raw.time
    opens, closes = (
        record.valid_until - floors.renewal_opens,
        record.valid_until - floors.renewal_closes,
    )
    within = bool(floors.renewal_opens) and opens <= time <= closes
    other.require("a renewal is filed in its window", time, within)
    other.require("at the title's registry", terms.registry, terms.registry == record.registry)
    held = all(
        title.read(holding_key(split.holder), HoldingWord).shares
        == (split.hold, split.use, split.oper)
        for split in terms.splits
    )
    whole = held and len(terms.splits) == record.holders
    other.require("all holders file for what they hold", len(terms.splits), whole)


def _notice(other: _Others, terms: Notice, before: Dossier) -> None:
    content = before.terms.get(CONTENT_KEY)
    if isinstance(content, Application):
        least = other.act.raw.time + other.floors(content.profile).minimum_notice
        other.require("the notice has its floor", terms.due, terms.due >= least)


def _registered(other: _Others, filed: bytes, seq: int) -> Dossier:
    """The application of these terms at the count that they name: registered, and the newest."""
    history = other.histories.get(filed)
    if history is None or seq >= len(history.states):
        raise ConditionUnknown(other.act.raw.subject.hex(), other.act.seq, filed.hex())
    application = history.states[seq]
    state = application.record(ApplicationRecord).state
    registered = state is ApplicationState.REGISTERED
    other.require("the application is registered", state.name, registered)
    later = history.acts[seq:]
    stale = any(act.raw.block < other.act.raw.block for act in later)
    other.require("the application has not gone on", seq, not stale)
    return application


def _authority(other: _Others, title: Dossier, operation: Operation, court: bytes) -> None:
    """Where orders stand and the act needs it, who is named is a court or another organ."""
    if needs_authority(title.record(TitleRecord), operation, other.act.raw.time):
        kind = other.party(court).kind
        other.require("a court or another organ allows it", kind.name, kind in PUBLIC_POWERS)


def _renewal(other: _Others, terms: Renewal, before: Dossier) -> None:
    application = _registered(other, terms.application, terms.seq)
    latest = (
        before.record(TitleRecord).valid_until + other.floors(terms.issued.profile).maximum_term
    )
    other.require("the new term is the profile's", terms.valid_until, terms.valid_until <= latest)
    content = application.terms.get(CONTENT_KEY)
    asked = isinstance(content, Application) and (
        (content.registration, content.title, content.fingerprint, content.profile)
        == (Registration.RENEWAL, terms.title, terms.issued.fingerprint, terms.issued.profile)
    )
    other.require("a renewal of this title was filed", terms.application.hex(), asked)


def _issue(other: _Others, terms: Issue) -> None:
    application = _registered(other, terms.application, terms.seq)
    record = application.record(ApplicationRecord)
    same = terms.registered_at == record.deposited_at
    other.require("registered at its deposit", terms.registered_at, same)
    latest = record.deposited_at + other.floors(terms.profile).maximum_term
    runs = other.act.raw.time < terms.valid_until <= latest
    other.require("the term is the profile's", terms.valid_until, runs)
    content = application.terms.get(CONTENT_KEY)
    asked = isinstance(content, Application) and (
        (content.registration, content.registry, content.fingerprint)
        == (Registration.FIRST, terms.registry, terms.fingerprint)
        and (content.record, content.profile) == (terms.record, terms.profile)
    )
    other.require("what was filed is issued", terms.application.hex(), asked)
