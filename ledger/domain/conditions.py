"""What an act needs of other dossiers: its profile's floors, its registry, parties, application.

The books check this when the act is entered. An offline reader checks it again, as he checks the
mandates (ledger.domain.mandates): from the dossiers alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ledger.domain import gates
from ledger.domain.acts import (
    Absorption,
    ActKind,
    Amendment,
    Application,
    ApplicationState,
    Appointment,
    Assignment,
    Burden,
    Closing,
    Correction,
    DisputeRuling,
    DisputeStep,
    Extension,
    Fulfilment,
    Issue,
    Judgment,
    Knowledge,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    Lift,
    Notice,
    Operation,
    Order,
    PartyKind,
    Pledge,
    Recovery,
    Registration,
    RegistryOpening,
    Renaming,
    Renewal,
    Report,
    Role,
    Sale,
    Step,
    Succession,
    Superior,
    Tag,
    Transfer,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.directory import LISTING_KEY, ListingState, ListingWord
from ledger.domain.errors import DomainError
from ledger.domain.examined import EXAMINED_KEY, has_examined
from ledger.domain.order_conditions import barring, check_askers, check_none_left, check_orders
from ledger.domain.party_words import heir_of
from ledger.domain.pledge_conditions import check_pledge_life
from ledger.domain.pledgors import PUBLIC_POWERS, needs_basis
from ledger.domain.report_words import MAKERS
from ledger.domain.rules.absorption import mergeable
from ledger.domain.rules.application import REQUESTS
from ledger.domain.rules.change import changing
from ledger.domain.rules.disposals import needs_authority
from ledger.domain.rules.dispute import ORDERED
from ledger.domain.rules.request import operation_of
from ledger.domain.signatories import registry_subject
from ledger.domain.succession_conditions import check_succession
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


def check_conditions(  # noqa: C901, PLR0912 (a closed set is matched, one line a member)
    act: Act, before: Dossier, histories: Histories
) -> None:
    """Check what an act rests on in other dossiers; `before` is its own just before it.

    Raises ConditionBroken, ConditionUnknown.
    """
    other = _Others(act, histories)
    match act.terms:
        case Application() as terms:
            _application(other, terms)
        case Notice() | Step() as terms:
            _apart(other, before.terms.get(CONTENT_KEY))
            if isinstance(terms, Notice):
                _notice(other, terms, before)
        case Issue() as terms:
            _issue(other, terms)
        case Renewal() | Correction() | Closing() | Fulfilment() as terms:
            _changes(other, terms, before)
        case Succession() as terms:
            check_succession(other, terms, before)
        case Recovery() | Renaming() | Absorption() | Appointment() | RegistryOpening() as terms:
            _parties(other, terms, before)
        case Transfer() | Pledge() as terms:
            _burdens(other, terms)
        case Order() | Extension() | Lift() | Superior() as terms:
            check_orders(other, terms, before)
        case DisputeStep() | DisputeRuling() as terms:
            _dispute(other, terms)
        case Licence() | LicenceEnding() | Report() as terms:
            _uses(other, terms, before)
        case Amendment() | Assignment() | Knowledge() | Judgment() | Sale() as terms:
            check_pledge_life(other, terms, before)
        case _:
            return


def _changes(
    other: _Others, terms: Renewal | Correction | Closing | Fulfilment, title: Dossier
) -> None:
    """Acts on a whole title: its orders, and the application that some come from."""
    match terms:
        case Renewal():
            _authority(other, title, Operation.RENEWAL, terms.court)
            _renewal(other, terms, title)
        case Correction():
            _authority(other, title, changing(terms.group), terms.court)
        case Closing():
            _authority(other, title, Operation.ORDERED_CANCEL, terms.court)
        case Fulfilment():
            _authority(other, title, operation_of(terms), terms.court)
            _fulfilment(other, terms, title)


def _burdens(other: _Others, terms: Transfer | Pledge) -> None:
    """Disposals: who may dispose and secure, and who takes."""
    match terms:
        case Transfer():
            other.require_free(terms.giver, Operation.TRANSFER)
            _living(other, terms.taker)
        case Pledge():
            kind = other.require_free(terms.pledgor, Operation.PLEDGE).kind
            other.require("the pledgor can give security", kind.name, kind not in PUBLIC_POWERS)
            heir = heir_of(other.acting(terms.pledgor))
            kinds = {kind} if heir is None else {kind, other.party(heir).kind}
            asked = any(needs_basis(each, for_another=terms.for_another) for each in kinds)
            founded = any(terms.basis) or not asked
            other.require("the pledgor's decision is named", kind.name, founded)
            _living(other, terms.pledgee)


def _uses(other: _Others, terms: Licence | LicenceEnding | Report, title: Dossier) -> None:
    """Licences and reports: who may license, end by order, and report on a title."""
    match terms:
        case Licence():
            other.require_free(terms.licensor, Operation.LICENCE)
            _living(other, terms.licensee)
        case LicenceEnding():
            if terms.ground is LicenceEndGround.ORDERED:
                kind = other.party(terms.court).kind
                other.require("a court or another organ orders", kind.name, kind in PUBLIC_POWERS)
        case Report():
            _living(other, terms.institution)
            _not_own(other, terms.institution, title.record(TitleRecord).registry)
            listing = other.acting(terms.institution).read(LISTING_KEY, ListingWord)
            state = listing.state(other.act.raw.time)
            listed = state is ListingState.LISTED and listing.kinds >> MAKERS[terms.kind] & 1 == 1
            other.require("the institution is listed for it", state.value, listed)


def _dispute(other: _Others, terms: DisputeStep | DisputeRuling) -> None:
    """A court orders; who passed the title rules on no dispute over it."""
    if isinstance(terms, DisputeStep):
        if terms.action in ORDERED:
            kind = other.party(terms.party).kind
            other.require("a court orders it", kind.name, kind is PartyKind.COURT)
        return
    word = other.state(terms.issued.application).words.get(EXAMINED_KEY, bytes(32))
    passed = any(has_examined(word, actor.party) for actor in other.act.actors)
    other.require("who passed a title rules on no dispute over it", word.hex(), not passed)


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

    def during(self, subject: bytes) -> tuple[Dossier, ...]:
        """A dossier before the act's block and after each act in it. Raises ConditionUnknown."""
        history = self.histories.get(subject)
        if history is None:
            raise ConditionUnknown(self.act.raw.subject.hex(), self.act.seq, subject.hex())
        return history.during(self.act.raw.block)

    def linked(self, subject: bytes) -> Dossier:
        """A dossier that the act itself entered, just before that. Raises ConditionUnknown."""
        history = self.histories.get(subject)
        place = next((each.seq for each in self.act.links if each.subject == subject), None)
        if place is None or history is None or place > len(history.states):
            return self.state(subject)
        return history.states[place - 1]

    def after(self, subject: bytes) -> Dossier:
        """A dossier that the act itself entered, just after that. Raises ConditionUnknown."""
        history = self.histories.get(subject)
        place = next((each.seq for each in self.act.links if each.subject == subject), None)
        if place is None or history is None or place >= len(history.states):
            return self.state(subject)
        return history.states[place]

    def party(self, party: bytes) -> PartyRecord:
        """A party: where it acts here, at the count that it acted at."""
        return self.acting(party).record(PartyRecord)

    def acting(self, party: bytes) -> Dossier:
        """The same, its whole dossier."""
        count = next((each.party_seq for each in self.act.actors if each.party == party), None)
        history = self.histories.get(party)
        if count is None or history is None or count >= len(history.states):
            return self.state(party)
        return history.states[count]

    def possible(self, party: bytes) -> tuple[PartyRecord, ...]:
        """A party where it acts here; else as it stood before the block, or after an act in it.

        Which came first within a block, two dossiers do not tell: either is taken.
        """
        acts = any(each.party == party for each in self.act.actors)
        states = (self.acting(party),) if acts else self.during(party)
        return tuple(state.record(PartyRecord) for state in states)

    def require_free(self, party: bytes, operation: Operation) -> PartyRecord:
        """No order on the whole party bars the operation."""
        dossier = self.acting(party)
        found = barring(self, dossier, operation)
        insolvent = found is Burden.INSOLVENT
        self.require("an administrator acts for who is insolvent", party.hex(), not insolvent)
        self.require("no order bars the party", party.hex(), found is None)
        return dossier.record(PartyRecord)

    def floors(self, profile: bytes) -> ProfileWord:
        """What the rule profile enforces; it must be adopted."""
        words = self.state(GOVERNANCE).words
        key = hash_key(Tag.PROFILE, profile)
        self.require("the profile is adopted", profile.hex(), key in words)
        return self.state(GOVERNANCE).read(key, ProfileWord)


def _parties(
    other: _Others,
    terms: Recovery | Renaming | Absorption | Appointment | RegistryOpening,
    party: Dossier,
) -> None:
    """Who is taken over, renamed or appointed, and by whom."""
    match terms:
        case Recovery() | Renaming():
            _not_own(other, terms.party, terms.registry)
        case Absorption():
            _absorption(other, terms, party)
        case Appointment():
            _living(other, terms.agent)
        case RegistryOpening():
            _living(other, terms.institution)


def _absorption(other: _Others, terms: Absorption, absorbed: Dossier) -> None:
    """Into a legal person that goes on; one absorbed before follows the party that absorbed it."""
    successor, time = other.acting(terms.successor), other.act.raw.time
    _living(other, terms.successor)
    other.require("legal persons merge", terms.successor.hex(), mergeable(successor, time))
    for party in (terms.absorbed, terms.successor):
        _not_own(other, party, terms.registry)
    former = heir_of(absorbed)
    if former is not None:
        heir = heir_of(other.state(former))
        other.require("it follows its successor", former.hex(), heir == terms.successor)
        check_none_left(other, former, absorbed.record(PartyRecord))


def _apart(other: _Others, content: object) -> None:
    """No registry decides on the file of a party that its own institution absorbed."""
    clerks = any(actor.role is not Role.PARTY for actor in other.act.actors)
    if not clerks or not isinstance(content, Application):
        return
    registry = other.state(registry_subject(content.registry)).record(RegistryRecord)
    heirs = {heir_of(other.state(split.holder)) for split in content.splits}
    apart = registry.institution not in heirs
    other.require("a registry is not its own applicant", registry.institution.hex(), apart)


def _living(other: _Others, party: bytes) -> None:
    living = any(not each.succeeded for each in other.possible(party))
    other.require("who was absorbed takes on nothing new", party.hex(), living)


def _not_own(other: _Others, party: bytes, registry: int) -> None:
    institution = other.state(registry_subject(registry)).record(RegistryRecord).institution
    other.require("no registry decides on its own institution", registry, institution != party)


def _application(other: _Others, terms: Application) -> None:
    registry = other.state(registry_subject(terms.registry)).record(RegistryRecord)
    time = other.act.raw.time
    other.require("the registry is open", terms.registry, time < registry.until)
    heir = heir_of(other.state(registry.institution))
    own = any(split.holder in (registry.institution, heir) for split in terms.splits)
    other.require("a registry is not its own applicant", registry.institution.hex(), not own)
    floors = other.floors(terms.profile)
    if other.act.kind is ActKind.ApplicationSubmitted:
        # who was absorbed takes on nothing new; a new term is that of what it has
        if terms.registration is not Registration.RENEWAL:
            for split in terms.splits:
                _living(other, split.holder)
        least = time + floors.minimum_acceptance
        other.require("acceptance has its floor", terms.due, terms.due >= least)
        if terms.registration is not Registration.FIRST:
            _filed_on_title(other, terms)
        if terms.registration is Registration.RENEWAL:
            _in_window(other, terms, floors)


def _in_window(other: _Others, terms: Application, floors: ProfileWord) -> None:
    """A renewal is filed in its window (Art. 36)."""
    record, time = other.linked(terms.title).record(TitleRecord), other.act.raw.time
    opens, closes = (
        record.valid_until - floors.renewal_opens,
        record.valid_until - floors.renewal_closes,
    )
    within = bool(floors.renewal_opens) and opens <= time <= closes
    other.require("a renewal is filed in its window", time, within)


def _filed_on_title(other: _Others, terms: Application) -> None:
    """At the title's own registry, by all holders with what they hold; pending as what it is."""
    title = other.linked(terms.title)
    record = title.record(TitleRecord)
    _by_all_holders(other, terms, title)
    if terms.registration in REQUESTS and other.act.links:
        pending = other.after(terms.title).record(TitleRecord).requested
        other.require("pending as what it is", pending.name, pending is terms.registration)
    other.require("at the title's registry", terms.registry, terms.registry == record.registry)


def _by_all_holders(other: _Others, terms: Application, title: Dossier) -> None:
    held = all(
        title.read(holding_key(split.holder), HoldingWord).shares
        == (split.hold, split.use, split.oper)
        for split in terms.splits
    )
    whole = held and len(terms.splits) == title.record(TitleRecord).holders
    other.require("all holders file for what they hold", len(terms.splits), whole)


def _fulfilment(other: _Others, terms: Fulfilment, title: Dossier) -> None:
    """What is done is what was applied for, over the same data, by those who hold it still."""
    content = _registered(other, terms.application, terms.seq).terms.get(CONTENT_KEY)
    issued = other.histories.get(terms.issued.application)
    origin = terms.issued.application.hex()
    if issued is None or terms.issued.seq >= len(issued.states):
        raise ConditionUnknown(other.act.raw.subject.hex(), other.act.seq, origin)
    first = issued.states[terms.issued.seq].terms.get(CONTENT_KEY)
    other.require("the title's own application", origin, first == terms.filed)
    changes = other.act.kind is ActKind.TitleChanged
    registration = Registration.CHANGE if changes else Registration.CANCELLATION
    place = terms.application.hex()
    if not isinstance(content, Application):
        other.require("an application is fulfilled", place, False)
        return
    asked = (content.registration, content.title) == (registration, terms.title)
    other.require("it was applied for", place, asked)
    other.require("data, source and rules stay", place, _source(content) == _source(terms.filed))
    _by_all_holders(other, content, title)
    holders = (split.holder for split in content.splits)
    check_askers(other, holders, operation_of(terms), terms.court)
    _apart(other, content)
    root = dict(other.act.writes).get(CONTENT_KEY, content.record)
    other.require("the record that was applied for", root.hex(), root == content.record)
    own = any(
        actor.role is not Role.PARTY and gates.involves(content, actor.party)
        for actor in other.act.actors
    )
    other.require("staff is not involved", place, not own)


def _source(content: Application) -> tuple[object, ...]:
    return content.fingerprint, content.keyed, content.origin, content.profile


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
