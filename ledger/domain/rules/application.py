"""Applications and the filings over a data object."""

from ledger.domain import gates
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationState,
    DataGrade,
    DueRule,
    Notice,
    Role,
    Step,
    SubjectKind,
    Tag,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.procedure import TABLE, Row, grounds_of, makes_title
from ledger.domain.rules.outcome import Outcome, RuleBroken, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    CONTENT_KEY,
    EXAMINER_KEY,
    RECORD_KEY,
    ApplicationRecord,
)

KEPT = ("registry", "registration", "title", "profile", "fingerprint", "keyed")
LIVE = 1
ENDED = 2


def submitted(state: Dossier, _: Act, terms: Application) -> Outcome:
    """A first filing."""
    content = struct_hash(terms)
    own = bytes([SubjectKind.APPLICATION]) + content[:31]
    require("id is the terms' hash", holds=own == state.subject, values=state.subject.hex())
    require("a first registration", holds=makes_title(terms.registration))
    _require_open(terms)
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
    _require_kept(state, terms)
    _require_open(terms)
    content = struct_hash(terms)
    after = replace(_due(record, row, terms.due), state=row.to, corrected=True)
    return Outcome(((RECORD_KEY, after), (CONTENT_KEY, content)), terms={CONTENT_KEY: terms})


def stepped(state: Dossier, act: Act, terms: Step) -> Outcome:
    """A step of the procedure table."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    row = _row(record, terms.action)
    admitted = terms.ground in grounds_of(terms.action)
    require("the step admits the ground", holds=admitted, values=terms.ground.name)
    after = replace(_due(record, row, terms.due), state=row.to)
    if terms.action is Action.EXTEND:
        require("extended once only", holds=not record.extended)
        after = replace(after, extended=True)
    if terms.action is Action.DEPOSIT:
        after = replace(after, deposited_at=terms.due)
    _require_time(record, terms.action, act.raw.time)
    _require_uninvolved(state, act)
    if record.state is ApplicationState.OBJECTION and terms.action is not Action.WITHDRAW:
        examined = state.words.get(EXAMINER_KEY, bytes(32))[12:]
        impartial = all(actor.party[12:] != examined for actor in act.actors)
        require("who examined decides no objection", holds=impartial, values=examined.hex())
    return Outcome(((RECORD_KEY, after),))


def published(state: Dossier, act: Act, terms: Notice) -> Outcome:
    """The examination is passed, the clear fields are public, the notice runs."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    row = _row(record, Action.PUBLISH)
    important = _content(state).grade is DataGrade.IMPORTANT
    require("important data is not published", holds=not important)
    _require_uninvolved(state, act)
    after = replace(_due(record, row, terms.due), state=row.to)
    examiner = bytes(12) + next((actor.party[12:] for actor in act.actors), bytes(20))
    return Outcome(((RECORD_KEY, after), (EXAMINER_KEY, examiner)))


def certified(state: Dossier, act: Act, _: None) -> Outcome:
    """The title was issued; the linked act says which."""
    _require_secondary(act)
    record = state.record(ApplicationRecord)
    row = _row(record, Action.CERTIFY)
    return Outcome(((RECORD_KEY, replace(record, state=row.to)),))


def object_filed(_: Dossier, act: Act, __: None) -> Outcome:
    """Applicants filed over this object; the linked application says more."""
    return _filings(act, LIVE)


def object_filing_ended(_: Dossier, act: Act, __: None) -> Outcome:
    """A filing over this object ended without a title."""
    return _filings(act, ENDED)


def object_titled(_: Dossier, act: Act, __: None) -> Outcome:
    """A title was issued over this object."""
    _require_secondary(act)
    return Outcome()


def _filings(act: Act, filing: int) -> Outcome:
    """Who filed stands in the linked dossier; here only that these are its filings, in order."""
    _require_secondary(act)
    keys = [key for key, _ in act.writes]
    filings = bool(keys) and all(key[0] == Tag.FILING and not any(key[1:12]) for key in keys)
    require("an object's words are filings", holds=filings)
    require("applicants ascend", holds=sorted(set(keys)) == keys)
    word = filing_word(act.links[0].subject, filing)
    return Outcome(tuple((key, word) for key in keys))


def filing_word(application: bytes, state: int) -> bytes:
    """Whose filing over an object it is, and its state: LIVE or ENDED."""
    return application[1:] + bytes([state])


def _require_secondary(act: Act) -> None:
    secondary = not act.actors and bool(act.links)
    require("the act's first dossier carries its actors", holds=secondary)


def _content(state: Dossier) -> Application:
    content = state.terms.get(CONTENT_KEY)
    if not isinstance(content, Application):
        raise RuleBroken("the content is on file")  # noqa: TRY004 (a broken rule, not a broken call)
    return content


def _require_open(terms: Application) -> None:
    gate = gates.shut(terms)
    require("every gate is open", holds=gate is None, values=gate)


def _require_kept(state: Dossier, terms: Application) -> None:
    """A correction keeps what it is about and who applies."""
    before = _content(state)
    same = all(getattr(before, name) == getattr(terms, name) for name in KEPT)
    holders = [[split.holder for split in each.splits] for each in (before, terms)]
    require("a correction keeps it", holds=same and holders[0] == holders[1])


def _require_uninvolved(state: Dossier, act: Act) -> None:
    """Nobody acts as staff on an application that is its own or of its own fusion."""
    content = _content(state)
    for actor in act.actors:
        own = actor.role is not Role.PARTY and gates.involves(content, actor.party)
        require("staff is not involved", holds=not own, values=actor.party.hex())


def _require_own(state: Dossier, act: Act, application: bytes, seq: int) -> None:
    own = application == state.subject
    require("application is the dossier's", holds=own, values=application.hex())
    require("terms name the count", holds=seq == act.seq - 1, values=seq)


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
