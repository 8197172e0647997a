"""Filing, the steps of the procedure, notice, issue."""

from dataclasses import replace
from typing import Any, Final

from ledger.bindings import errors
from ledger.domain.acts import (
    Action,
    AgentPower,
    Application,
    ApplicationId,
    ApplicationState,
    DataClass,
    DataGrade,
    DocumentDigest,
    DueRule,
    FingerprintId,
    Ground,
    Origin,
    RecordRoot,
    Registration,
    RegistryCode,
    Role,
    Share,
    Signatories,
    Split,
    Time,
    TitleId,
)
from ledger.domain.closure import object_subject
from ledger.domain.ids import application_id, title_id
from ledger.domain.procedure import TABLE, Row, grounds_of
from ledger.domain.rules.application import REQUESTS
from ledger.domain.signatories import STEP_STAFF
from ledger.domain.words import ApplicationRecord, filing_key
from ledger.registrar import application, title
from ledger.registrar.acting import Hand
from tests.cast import DAY, FLOORS, WHOLE, Player, digest32
from tests.model.mandates import for_each
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

LIVE: Final = (1).to_bytes(32)
UNKNOWN_REGISTRY: Final = RegistryCode(999)
OTHER_DOORS: Final = {Action.PUBLISH, Action.CERTIFY, Action.CORRECT, Action.SUPPLY, Action.NONE}
USUAL: Final = {
    ApplicationState.SUBMITTED: (Action.ACCEPT, Action.ACCEPT, Action.ASK_CORRECTION),
    ApplicationState.CORRECTION: (Action.LAPSE,),
    ApplicationState.ACCEPTED: (Action.ASSIGN,),
    ApplicationState.EXAMINING: (Action.EXTEND, Action.ASK_SUPPLEMENT, Action.PASS_UNPUBLISHED),
    ApplicationState.SUPPLEMENT: (Action.TERMINATE,),
    ApplicationState.NOTICE: (Action.CLOSE_NOTICE, Action.CLOSE_NOTICE, Action.OBJECT),
    ApplicationState.OBJECTION: (
        *(Action.DISMISS_OBJECTION, Action.UPHOLD_OBJECTION, Action.OBJECT),
    ),
    ApplicationState.READY: (Action.DEPOSIT,),
}
CLERKS: Final = {
    Role.ACCEPTANCE: "acceptance",
    Role.EXAMINER: "examiner",
    Role.REVIEWER: "reviewer",
    Role.SEAL_KEEPER: "seal_keeper",
}
OTHERS: Final = {Role.EXAMINER: "second_examiner", Role.REVIEWER: "second_reviewer"}


def submit(town: Town) -> None:
    """One to three people file over a new object, or over one that was filed before."""
    people = town.some(town.random.randint(1, 3))
    content, refusals = _content(town, people)
    if town.contents and town.chance(0.15):
        known = town.random.choice(list(town.contents.values()))
        content = replace(content, fingerprint=known.fingerprint)
    refusals |= filed_already(town, content)
    attempt = Attempt(
        application.SUBMIT,
        content,
        for_each(town, people, AgentPower.FILE),
        refusals=frozenset(refusals),
    )
    if town.give(attempt):
        made = application_id(content)
        town.filed.append(made)
        town.contents[made] = content


def step(town: Town) -> None:
    """A step of the procedure, mostly the next one."""
    found = _application(town)
    if found is None:
        return
    made, content, record = found
    action = town.random.choice(USUAL.get(record.state, (Action.WITHDRAW,)))
    if town.chance(0.15):
        action = town.random.choice([each for each in Action if each is not Action.NONE])
    due = _due(town, record, action)
    ground = town.random.choice(grounds_of(action) if town.chance(0.95) else tuple(Ground))
    reasons = application.Reasons(ground, DocumentDigest(digest32()))
    terms = application.step_terms(town.register, made, action, due=due, reasons=reasons)
    refusals = _step_refusals(town, record, action, due)
    alone = ground is Ground.NOT_MATERIAL and content.registration not in REQUESTS
    if ground not in grounds_of(action) or alone:
        refusals.add(errors.GroundWrong)
    if town.chance(0.05):
        terms = replace(terms, seq=terms.seq + 1)
        refusals.add(errors.VersionStale)
    hands = _hands(town, content, action)
    if record.state is ApplicationState.OBJECTION:
        hands = _decide(town, hands, refusals)
    town.give(Attempt(application.STEP, terms, hands, content, frozenset(refusals)))


def publish(town: Town) -> None:
    """The examination is passed and the clear fields go public."""
    found = _application(town, ApplicationState.EXAMINING)
    if found is None:
        return
    made, content, record = found
    least = town.register.time() + FLOORS.minimum_notice
    due = least + (60 if town.chance(0.85) else -DAY)
    terms = application.notice_terms(town.register, made, due=due, clear=b"{}")
    refusals: set[Refusal] = set()
    if (record.state, Action.PUBLISH) not in TABLE:
        refusals.add(errors.StepNotAllowed)
    if due < least:
        refusals.add(errors.DueBelowFloor)
    if town.chance(0.05):
        terms = replace(terms, clear=b"x" * 2_049)
        refusals.add(errors.NoticeTooLong)
    hands = staff(town, Role.EXAMINER, Role.REVIEWER)
    town.give(Attempt(application.PUBLISH, terms, hands, content, frozenset(refusals)))


def correct(town: Town) -> None:
    """Other content takes the place of what was filed."""
    found = _application(town, ApplicationState.CORRECTION, ApplicationState.SUPPLEMENT)
    if found is None:
        return
    made, content, record = found
    now = town.register.time()
    fresh = replace(content, record=RecordRoot(digest32()), due=Time(now + 10 * DAY))
    terms = application.correction(town.register, made, fresh)
    supplies = record.state is ApplicationState.SUPPLEMENT
    action = Action.SUPPLY if supplies else Action.CORRECT
    refusals: set[Refusal] = set()
    if (record.state, action) not in TABLE:
        refusals.add(errors.StepNotAllowed)
    if not supplies and now > record.due:
        refusals.add(errors.StepTooLate)
    if town.chance(0.1):
        terms = replace(terms, fingerprint=FingerprintId(digest32()))
        refusals.add(errors.CorrectionChangesParties)
    hands = tuple(town.player(split.holder).signs() for split in content.splits)
    if town.give(Attempt(application.CORRECT, terms, hands, content, frozenset(refusals))):
        town.contents[made] = terms


def issue(town: Town) -> None:
    """A registered application becomes a title."""
    found = _application(town, ApplicationState.REGISTERED)
    if found is None:
        return
    made, content, record = found
    if content.registration is not Registration.FIRST and town.chance(0.9):
        return
    refusals: set[Refusal] = set()
    if record.state is not ApplicationState.REGISTERED:
        refusals.add(errors.ApplicationNotRegistered)
    if content.registration is not Registration.FIRST:
        refusals.add(errors.RegistrationMakesNoTitle)
    now, longest = town.register.time(), record.deposited_at + FLOORS.maximum_term
    until = town.random.choice((now + 20 * DAY, longest))
    if town.chance(0.1):
        until = longest + DAY
        refusals.add(errors.TermWrong)
    terms = title.issue_terms(town.register, made, content, valid_until=until)
    if town.chance(0.05):
        terms = replace(terms, record=RecordRoot(digest32()))
        refusals.add(errors.IssueDiffers)
    if town.chance(0.05):
        terms = replace(terms, registered_at=Time(record.deposited_at + 1))
        refusals.add(errors.RegisteredAtWrong)
    hands = staff(town, Role.SEAL_KEEPER)
    if town.give(Attempt(title.ISSUE, terms, hands, content, frozenset(refusals))):
        town.titles.append(title_id(terms))
        town.issues[title_id(terms)] = terms


def passed_on(town: Town, made: ApplicationId, ground: Ground) -> bool:
    """A filed application, taken to its deposit without a notice; whether it got there."""
    content, examination = town.contents[made], (Action.ASSIGN, Action.PASS_UNPUBLISHED)
    for action in (Action.ACCEPT, *examination, Action.DEPOSIT):
        record = town.world.state(made).record(ApplicationRecord)
        row = TABLE.get((record.state, action))
        if row is None:
            return False
        now = town.register.time()
        due = now + 10 * DAY if row.due is DueRule.GIVEN else 0
        reasons = application.Reasons(
            ground if action is Action.PASS_UNPUBLISHED else Ground.NONE,
            DocumentDigest(digest32()),
        )
        due = now - 60 if action is Action.DEPOSIT else due
        terms = application.step_terms(town.register, made, action, due=due, reasons=reasons)
        hands = staff(town, *STEP_STAFF[row.signatories])
        town.world.give(Attempt(application.STEP, terms, hands, content))
    return True


def _content(town: Town, people: list[Player]) -> tuple[Application, set[Refusal]]:
    stage = town.stage
    shares = {player: _shares(place, len(people)) for place, player in enumerate(people)}
    content = stage.content(shares)
    wrong: dict[Refusal, dict[str, Any]] = {
        errors.RegistryClosed: {"registry": UNKNOWN_REGISTRY},
        errors.ProfileUnknown: {"profile": digest32()},
        errors.DueBelowFloor: {"due": Time(town.register.time() + DAY)},
        errors.ApplicationUnknown: {"previous": ApplicationId(b"\x02" + digest32()[:31])},
        errors.VersionStale: {"seq": 1},
        errors.SplitsDoNotSum: {"splits": (_more(content.splits[0]), *content.splits[1:])},
        errors.RegistryIsApplicant: {"splits": _with_institution(town, content)},
        errors.RegistrationNotHere: {"registration": Registration.TRANSFER},
        errors.CoreDataRefused: {"grade": DataGrade.CORE},
        errors.PersonalConsentsMissing: {"data_class": DataClass.PERSONAL},
        errors.ClassificationMissing: {"origin": Origin.NONE},
        errors.EntrustmentBasisMissing: {"origin": Origin.ENTRUSTED},
        errors.ParticipantsWrong: {"participants": (people[0].party,)},
        errors.TitleNotConcerned: {"title": TitleId(b"\x01" + digest32()[:31])},
    }
    if not town.chance(0.2):
        return content, set()
    refusal = town.random.choice(list(wrong))
    refusals = {refusal}
    if refusal is errors.RegistryIsApplicant:
        refusals |= {errors.SignerMissing}
    return replace(content, **wrong[refusal]), refusals


def _shares(place: int, count: int) -> tuple[int, int, int]:
    part = WHOLE // count
    own = WHOLE - part * (count - 1) if place == 0 else part
    return (WHOLE if place == 0 else 0, own, own)


def _more(split: Split) -> Split:
    return replace(split, use=Share(split.use + 1))


def _with_institution(town: Town, content: Application) -> tuple[Split, ...]:
    own = Split(town.stage.cast.institution.party, Share(0), Share(0), Share(1))
    return tuple(sorted((*content.splits, own), key=lambda split: split.holder))


def filed_already(town: Town, content: Application) -> set[Refusal]:
    """Whether one of the applicants has a live filing over the object."""
    words = town.world.state(object_subject(content.fingerprint)).words
    live = any(words.get(filing_key(split.holder)) == LIVE for split in content.splits)
    return {errors.FiledAlready} if live else set()


def _application(
    town: Town, *wanted: ApplicationState
) -> tuple[ApplicationId, Application, ApplicationRecord] | None:
    """One of those filed, mostly in a state that is wanted."""
    if not town.filed:
        return None
    known = {each: town.world.state(each).record(ApplicationRecord) for each in town.filed}
    fitting = [each for each in town.filed if not wanted or known[each].state in wanted]
    live = [each for each in fitting if known[each].state < ApplicationState.CERTIFIED]
    if not live and town.chance(0.85):
        return None
    # what is filed over a title comes late: it does not wait behind every first filing
    late = [each for each in live if town.contents[each].registration is not Registration.FIRST]
    if late and town.chance(0.5):
        live = late
    made = town.random.choice(live if live and town.chance(0.95) else town.filed)
    return made, town.contents[made], known[made]


def _due(town: Town, record: ApplicationRecord, action: Action) -> int:
    now = town.register.time()
    if action is Action.DEPOSIT:
        return now - 60 if town.chance(0.9) else now + DAY
    row = TABLE.get((record.state, action))
    if row is None or row.due is not DueRule.GIVEN:
        return 0
    return now + 10 * DAY if town.chance(0.95) else now - DAY


def _step_refusals(town: Town, record: ApplicationRecord, action: Action, due: int) -> set[Refusal]:
    now = town.register.time()
    row = TABLE.get((record.state, action))
    if row is None or action in OTHER_DOORS:
        return {errors.StepNotAllowed}
    refusals = _time_refusals(record, action, now)
    if row.due is DueRule.GIVEN and due < now:
        refusals.add(errors.DueBelowFloor)
    if action is Action.DEPOSIT and due > now:
        refusals.add(errors.ReceiptInFuture)
    return refusals


def _time_refusals(record: ApplicationRecord, action: Action, now: int) -> set[Refusal]:
    early = (action in {Action.DEEM_ACCEPTED, Action.LAPSE} and now <= record.due) or (
        action is Action.CLOSE_NOTICE and now <= record.notice_due
    )
    refusals: set[Refusal] = {errors.StepTooEarly} if early else set()
    if action is Action.OBJECT and now > record.notice_due:
        refusals.add(errors.StepTooLate)
    if action is Action.EXTEND and record.extended:
        refusals.add(errors.ExtendedAlready)
    return refusals


def _hands(town: Town, content: Application, action: Action) -> tuple[Hand, ...]:
    rows: list[Row] = [row for (_, each), row in TABLE.items() if each is action]
    match rows[0].signatories if rows else Signatories.ANYONE:
        case Signatories.APPLICANTS:
            return tuple(town.player(split.holder).signs() for split in content.splits)
        case Signatories.ONE_PARTY:
            return (town.random.choice(town.people).signs(),)
        case signatories:
            return staff(town, *STEP_STAFF[signatories])


def _decide(town: Town, hands: tuple[Hand, ...], refusals: set[Refusal]) -> tuple[Hand, ...]:
    """Who decides on an objection, mostly neither of the two who passed the examination."""
    decided = {hand.role for hand in hands} == set(OTHERS)
    if not decided or town.chance(0.2):
        if any(hand.role in OTHERS for hand in hands):
            refusals.add(errors.StaffExamined)
        return hands
    cast = town.stage.cast
    return tuple(getattr(cast, name).signs(role) for role, name in OTHERS.items())


def staff(town: Town, *roles: Role) -> tuple[Hand, ...]:
    """Clerks of the registry in these roles."""
    cast = town.stage.cast
    return tuple(getattr(cast, CLERKS[role]).signs(role) for role in roles)
