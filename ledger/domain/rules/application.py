"""Applications and the filings over a data object."""

from ledger.domain.acts import (
    Action,
    Application,
    ApplicationState,
    DueRule,
    Notice,
    Step,
    SubjectKind,
    Tag,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.procedure import TABLE, Row
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, ApplicationRecord

LIVE = (1).to_bytes(32)
ENDED = (2).to_bytes(32)


def submitted(state: Dossier, _: Act, terms: Application) -> Outcome:
    """A first filing."""
    content = struct_hash(terms)
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
    content = struct_hash(terms)
    after = replace(_due(record, row, terms.due), state=row.to, corrected=True)
    return Outcome(((RECORD_KEY, after), (CONTENT_KEY, content)), terms={CONTENT_KEY: terms})


def stepped(state: Dossier, act: Act, terms: Step) -> Outcome:
    """A step of the procedure table."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    row = _row(record, terms.action)
    after = replace(_due(record, row, terms.due), state=row.to)
    if terms.action is Action.EXTEND:
        require("extended once only", holds=not record.extended)
        after = replace(after, extended=True)
    if terms.action is Action.DEPOSIT:
        after = replace(after, deposited_at=terms.due)
    _require_time(record, terms.action, act.raw.time)
    return Outcome(((RECORD_KEY, after),))


def published(state: Dossier, act: Act, terms: Notice) -> Outcome:
    """The examination is passed, the clear fields are public, the notice runs."""
    _require_own(state, act, terms.application, terms.seq)
    record = state.record(ApplicationRecord)
    row = _row(record, Action.PUBLISH)
    after = replace(_due(record, row, terms.due), state=row.to)
    return Outcome(((RECORD_KEY, after),))


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


def _filings(act: Act, word: bytes) -> Outcome:
    """Who filed stands in the linked dossier; here only that these are filings, in order."""
    _require_secondary(act)
    keys = [key for key, _ in act.writes]
    filings = bool(keys) and all(key[0] == Tag.FILING and not any(key[1:12]) for key in keys)
    require("an object's words are filings", holds=filings)
    require("applicants ascend", holds=sorted(set(keys)) == keys)
    return Outcome(tuple((key, word) for key in keys))


def _require_secondary(act: Act) -> None:
    secondary = not act.actors and bool(act.links)
    require("the act's first dossier carries its actors", holds=secondary)


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
