"""Applications and the filings over a data object."""

from ledger.domain import gates
from ledger.domain.acts import (
    ACTS,
    Action,
    Application,
    ApplicationState,
    DataGrade,
    DueRule,
    Ground,
    Notice,
    Registration,
    Role,
    Step,
    SubjectKind,
    Tag,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.examined import EXAMINED_KEY, examined_word, has_examined
from ledger.domain.procedure import TABLE, Row, grounds_of
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, WHOLE, ApplicationRecord

LIVE = (1).to_bytes(32)
ENDED = (2).to_bytes(32)
# the acts that say what is applied for; the last one stands
CONTENT_ACTS = frozenset(kind for kind, body in ACTS.items() if body is Application)
MOST_CLEAR = 2_048
MOST_HOLDERS = 16
TWO = 2
# what all holders of a title apply for
REQUESTS = frozenset({Registration.CHANGE, Registration.CANCELLATION})
OTHER_DOORS = frozenset({Action.PUBLISH, Action.CERTIFY, Action.CORRECT, Action.SUPPLY})


def submitted(state: Dossier, _: Act, terms: Application) -> Outcome:
    """A first filing."""
    content = struct_hash(terms)
    require("a first filing corrects nothing", holds=not any(terms.previous) and terms.seq == 0)
    _require_registration(terms)
    _require_splits(terms)
    _require_open(terms)
    own = bytes([SubjectKind.APPLICATION]) + content[:31]
    require("id is the terms' hash", holds=own == state.subject, values=state.subject.hex())
    record = ApplicationRecord(
        registry=terms.registry, state=ApplicationState.SUBMITTED, due=terms.due
    )
    return Outcome(
        ((RECORD_KEY, record), (CONTENT_KEY, content)),
        terms={RECORD_KEY: terms, CONTENT_KEY: terms},
    )


def corrected(state: Dossier, act: Act, terms: Application) -> Outcome:
    """Corrected or supplemented content takes the place of the old."""
    _require_own(state, act, terms.previous, terms.seq)
    record = state.record(ApplicationRecord)
    supplement = record.state is ApplicationState.SUPPLEMENT
    row = _row(record, Action.SUPPLY if supplement else Action.CORRECT)
    intime = supplement or act.raw.time <= record.due
    require("the correction is in time", holds=intime, values=act.raw.time)
    require("a deadline lies ahead", holds=terms.due >= act.raw.time, values=terms.due)
    _require_same_parties(state.terms[CONTENT_KEY], terms)
    _require_splits(terms)
    _require_open(terms)
    content = struct_hash(terms)
    after = replace(_due(record, row, terms.due), state=row.to, corrected=True)
    return Outcome(((RECORD_KEY, after), (CONTENT_KEY, content)), terms={CONTENT_KEY: terms})


def stepped(state: Dossier, act: Act, terms: Step) -> Outcome:
    """A step of the procedure table."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    own_door = terms.action not in OTHER_DOORS
    require("the step has no act of its own", holds=own_door, values=terms.action.name)
    row = _row(record, terms.action)
    if row.due is DueRule.GIVEN:
        require("a deadline lies ahead", holds=terms.due >= act.raw.time, values=terms.due)
    admitted = terms.ground in grounds_of(terms.action) and _fits(state, terms.ground)
    require("the step admits the ground", holds=admitted, values=terms.ground.name)
    after = replace(_due(record, row, terms.due), state=row.to)
    if terms.action is Action.EXTEND:
        require("extended once only", holds=not record.extended)
        after = replace(after, extended=True)
    if terms.action is Action.DEPOSIT:
        require("the receipt is not of the future", holds=terms.due <= act.raw.time)
        after = replace(after, deposited_at=terms.due)
    _require_time(record, terms.action, act.raw.time)
    _require_uninvolved(state, act)
    if record.state is ApplicationState.OBJECTION:
        _require_others(state, act)
    return Outcome(((RECORD_KEY, after),))


def published(state: Dossier, act: Act, terms: Notice) -> Outcome:
    """The examination is passed, the clear fields are public, the notice runs."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    row = _row(record, Action.PUBLISH)
    require("the notice is not too long", holds=len(terms.clear) <= MOST_CLEAR)
    content = state.terms[CONTENT_KEY]
    important = isinstance(content, Application) and content.grade is DataGrade.IMPORTANT
    require("important data is not published", holds=not important)
    _require_uninvolved(state, act)
    after = replace(_due(record, row, terms.due), state=row.to)
    clerks = [actor.party for actor in act.actors]
    require("examiner and reviewer pass it", holds=len(clerks) == TWO, values=len(clerks))
    return Outcome(((RECORD_KEY, after), (EXAMINED_KEY, examined_word(*clerks))))


def certified(state: Dossier, act: Act, _: None) -> Outcome:
    """The title was issued; the linked act says which."""
    require_secondary(act)
    record = state.record(ApplicationRecord)
    row = _row(record, Action.CERTIFY)
    return Outcome(((RECORD_KEY, replace(record, state=row.to)),))


def object_filed(state: Dossier, act: Act, __: None) -> Outcome:
    """Applicants filed over this object; the linked application says more."""
    live = any(state.words.get(key) == LIVE for key, _ in act.writes)
    require("no applicant has a live filing", holds=not live)
    return _filings(act, LIVE)


def object_filing_ended(_: Dossier, act: Act, __: None) -> Outcome:
    """A filing over this object ended: without a title, or with its title."""
    return _filings(act, ENDED)


def object_titled(_: Dossier, act: Act, __: None) -> Outcome:
    """A title was issued over this object."""
    require_secondary(act)
    return Outcome()


def _filings(act: Act, word: bytes) -> Outcome:
    """Who filed stands in the linked dossier; here only that these are filings, in order."""
    require_secondary(act)
    keys = [key for key, _ in act.writes]
    filings = bool(keys) and all(key[0] == Tag.FILING and not any(key[1:12]) for key in keys)
    require("an object's words are filings", holds=filings)
    require("applicants ascend", holds=sorted(set(keys)) == keys)
    return Outcome(tuple((key, word) for key in keys))


def require_secondary(act: Act) -> None:
    """The act is the other end of one in another dossier, which says who acted."""
    secondary = not act.actors and bool(act.links)
    require("the act's first dossier carries its actors", holds=secondary)


def _fits(state: Dossier, ground: Ground) -> bool:
    """Only where a title is changed or cancelled can there be nothing material to publish."""
    content = state.terms[CONTENT_KEY]
    request = isinstance(content, Application) and content.registration in REQUESTS
    return request or ground is not Ground.NOT_MATERIAL


def _require_own(state: Dossier, act: Act, application: bytes, seq: int) -> None:
    own = application == state.subject
    require("application is the dossier's", holds=own, values=application.hex())
    require("terms name the count", holds=seq == act.seq - 1, values=seq)


def _require_open(terms: Application) -> None:
    gate = gates.shut(terms)
    require("every gate is open", holds=gate is None, values=gate)


def _require_uninvolved(state: Dossier, act: Act) -> None:
    """Nobody acts as staff on an application of its own, or of a fusion that it took part in."""
    content = state.terms[CONTENT_KEY]
    if not isinstance(content, Application):
        return
    for actor in act.actors:
        own = actor.role is not Role.PARTY and gates.involves(content, actor.party)
        require("staff is not involved", holds=not own, values=actor.party.hex())


def _require_others(state: Dossier, act: Act) -> None:
    """Who passed the examination decides on no objection against it."""
    word = state.words.get(EXAMINED_KEY, b"")
    for actor in act.actors:
        same = actor.role is not Role.PARTY and has_examined(word, actor.party)
        require("others decide on an objection", holds=not same, values=actor.party.hex())


def _require_registration(terms: Application) -> None:
    known = terms.registration not in (Registration.NONE, Registration.TRANSFER)
    require("a registration that is filed here", holds=known, values=terms.registration.name)
    own = terms.registration is not Registration.FIRST or not any(terms.title)
    require("a first registration concerns no title", holds=own, values=terms.title.hex())


def _require_splits(terms: Application) -> None:
    holders = [split.holder for split in terms.splits]
    few = 1 <= len(holders) <= MOST_HOLDERS
    require("holders ascend", holds=few and sorted(set(holders)) == holders, values=len(holders))
    shares = [(split.hold, split.use, split.oper) for split in terms.splits]
    require("each holder has some share", holds=all(any(each) for each in shares))
    sums = [sum(each) for each in zip(*shares, strict=True)]
    require("shares sum to the whole", holds=set(sums) <= {0, WHOLE}, values=sums)


def _require_same_parties(filed: object, terms: Application) -> None:
    def kept(content: Application) -> tuple[object, ...]:
        holders = tuple(split.holder for split in content.splits)
        kind = content.registration, content.title
        return *kind, content.registry, content.profile, content.fingerprint, content.keyed, holders

    same = isinstance(filed, Application) and kept(filed) == kept(terms)
    require("registration, title, registry, profile, object, applicants stay", holds=same)


def _row(record: ApplicationRecord, action: Action) -> Row:
    row = TABLE.get((record.state, action))
    if row is None:
        step = f"{record.state.name} {action.name}"
        require("the procedure has this step", holds=False, values=step)
        raise AssertionError(step)
    return row


def _due(record: ApplicationRecord, row: Row, given: int) -> ApplicationRecord:
    match row.due:
        case DueRule.NONE:
            return replace(record, due=0)
        case DueRule.KEPT:
            return record
        case DueRule.GIVEN:
            return replace(record, due=given)
        case DueRule.NOTICE_FLOOR:
            return replace(record, due=given, notice_due=given)
        case DueRule.NOTICE_KEPT:
            return replace(record, due=record.notice_due)


def _require_time(record: ApplicationRecord, action: Action, time: int) -> None:
    match action:
        case Action.DEEM_ACCEPTED | Action.LAPSE:
            require("the deadline is over", holds=time > record.due, values=time)
        case Action.CLOSE_NOTICE:
            require("the notice is over", holds=time > record.notice_due, values=time)
        case Action.OBJECT:
            require("the notice runs", holds=time <= record.notice_due, values=time)
        case _:
            return
