"""The terms of the acts that the desk prepares: worked out by the rules of a file, never chosen.

The last day of a period is the rule profile's own. What a step tells its applicant (defects,
grounds) is a document that the terms commit to by a salted digest.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from api.desk import records
from api.desk.contents import SALT_BYTES, Attached, Document
from api.desk.errors import DraftGroundWrong, DraftGroupWrong, StepImpossible
from ledger.bindings.errors.filing_desk import NoticeTooLong
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    DueRule,
    FieldGroup,
    Fulfilment,
    Ground,
    Issue,
    LotId,
    Notice,
    PartyId,
    PledgeId,
    Registration,
    Renewal,
    Time,
)
from ledger.domain.acts import Step as StepTerms
from ledger.domain.deadlines import CLOCK_OF, EXTENSION
from ledger.domain.fulfilling import GROUPS, asks_consent
from ledger.domain.personal import require_impersonal_json
from ledger.domain.procedure import TABLE, grounds_of
from ledger.domain.record import notice_of, public_fields
from ledger.domain.rules.application import REQUESTS
from ledger.domain.words import RECORD_KEY, TitleRecord
from ledger.domain.workdays import calendar, day_of, deadline
from ledger.queries.application import ApplicationPage
from ledger.queries.as_of import as_of
from ledger.queries.fulfilling import Publishing, asked_of, pledges_by_lot
from ledger.queries.replay import load_dossier
from ledger.registrar import change, request, title
from ledger.registrar.application import Reasons
from ledger.registrar.request import Asked
from ledger.registrar.title import Registered

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession, Session

SIGN_SECONDS: Final = 3 * 86_400
# what a period must have left over the contract's floor, for the act to be signed and sent
MARGIN: Final = 3_600
# steps that owe their applicant a reason
REASONED: Final = frozenset(
    {
        Action.ASK_CORRECTION,
        Action.REJECT_INTAKE,
        Action.EXTEND,
        Action.ASK_SUPPLEMENT,
        Action.TERMINATE,
        Action.REFUSE,
        Action.PASS_UNPUBLISHED,
        Action.DISMISS_OBJECTION,
        Action.UPHOLD_OBJECTION,
    }
)
# steps that are acts of their own, and name no document
OWN_ACTS: Final = frozenset({Action.PUBLISH, Action.CERTIFY})
MOST_CLEAR: Final = 2_048


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that is to be prepared: on which ground, what its applicant is told, with what.

    `group`: the fields that a change concerns. `court`: who allows it where orders stand, empty
    for nobody.
    """

    action: Action
    ground: Ground = Ground.NONE
    text: str = ""
    files: tuple[bytes, ...] = ()
    group: FieldGroup = FieldGroup.NONE
    court: bytes = b""

    @property
    def stated(self) -> Ground:
        """The ground; of a step that has only one, that one. Raises DraftGroundWrong."""
        grounds = grounds_of(self.action)
        if self.ground is Ground.NONE and len(grounds) == 1:
            return grounds[0]
        if self.ground not in grounds:
            raise DraftGroundWrong(self.action, self.ground)
        return self.ground

    def document(self) -> Document | None:
        """What the terms commit to, under a fresh salt; None where nothing is told."""
        if not self.text.strip() and not self.files:
            return None
        attached = map(Attached.of, self.files)
        return Document.of(secrets.token_bytes(SALT_BYTES), self.text, attached)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that is to be prepared, on a file as it stands."""

    page: ApplicationPage
    content: Application
    wish: Wish
    reasons: Reasons


def terms_of(wiring: Wiring, session: ReadSession, planned: Planned) -> tuple[str, Any]:
    """The act that takes a step, by its name, and its terms.

    Raises:
        StepImpossible: what it is made of is not here.
        DraftGroupWrong: a change concerns a group of fields, nothing else does.
        ProfileIncomplete: the rules do not say how long a title or a period lasts.
        NoticeTooLong, PersonalDataFound: of what would be published.
    """
    page, content, wish = planned.page, planned.content, planned.wish
    asks = wish.action is Action.CERTIFY and content.registration in REQUESTS
    groups = GROUPS[content.registration] if asks else (FieldGroup.NONE,)
    if wish.group not in groups:
        raise DraftGroupWrong(wish.action, wish.group)
    if asks:
        made = _fulfilment(wiring, session, page, wish.group)
        return _with_court(made, wish.court)
    if wish.action is Action.PUBLISH:
        return "notice", _notice(wiring, session, page)
    if wish.action is Action.CERTIFY:
        return _with_court(_sealing(session, page, content), wish.court)
    return "step", _step(page, wish.action, planned.reasons)


def _with_court(made: tuple[str, Any], court: bytes) -> tuple[str, Any]:
    """An act that names the court or organ that allows it."""
    kind, terms = made
    return (kind, replace(terms, court=PartyId(court))) if court else made


def _due(page: ApplicationPage, action: Action) -> int:
    """The end of the period that a step begins, by the rules of the file (NAT-2026 Arts. 17-28)."""
    row = TABLE[page.standing.state, action]
    if row.due not in (DueRule.GIVEN, DueRule.NOTICE_FLOOR):
        return 0
    profile, clocks = profiles.of(page.profile), page.clocks
    if not clocks:
        raise StepImpossible(action, page.standing.state.name)
    now, table, last = page.as_of.time, calendar(), clocks[-1].run
    if CLOCK_OF.get(page.standing.state) == CLOCK_OF[row.to]:
        days = profile.clock(EXTENSION) if action is Action.EXTEND else 0
        end = deadline(last.start, last.working_days + days, table).time if days else last.end
        # a registry that is late goes on all the same, and the register takes no end that is past
        return end if end > now + MARGIN else now + SIGN_SECONDS
    end = deadline(now, profile.clock(CLOCK_OF[row.to]), table).time
    if row.due is DueRule.NOTICE_FLOOR:
        return max(end, now + profile.enforced().minimum_notice + MARGIN)
    return end


def _step(page: ApplicationPage, action: Action, reasons: Reasons) -> StepTerms:
    return StepTerms(
        ApplicationId(page.standing.application),
        page.standing.seq,
        action,
        reasons.ground,
        Time(_due(page, action)),
        reasons.document,
        page.as_of.time + SIGN_SECONDS,
    )


def _sealing(
    session: Session, page: ApplicationPage, content: Application
) -> tuple[str, Issue | Renewal]:
    """The title of a first registration, or the new term of one that is renewed.

    Both for the longest term that the rules allow.
    """
    place, until = page.standing, page.as_of.time + SIGN_SECONDS
    stands = Registered(ApplicationId(place.application), place.seq, place.deposited_at)
    if content.registration is Registration.FIRST:
        return "issue", title.terms_of(stands, content, deadline=until)
    dossier = load_dossier(session, content.title)
    issued, end = dossier.terms[RECORD_KEY], dossier.record(TitleRecord).valid_until
    if not isinstance(issued, Issue):
        raise StepImpossible(Action.CERTIFY, place.state.name)
    last = profiles.of(issued.profile).valid_until(end)
    return "title-renewal", change.terms_of_renewal(stands, issued, last, deadline=until)


def _notice(wiring: Wiring, session: ReadSession, page: ApplicationPage) -> Notice:
    """The publication of what the profile makes public."""
    return Notice(
        ApplicationId(page.standing.application),
        page.standing.seq,
        Time(_due(page, Action.PUBLISH)),
        _public(wiring, session, page, Action.PUBLISH),
        as_of(session).time + SIGN_SECONDS,
    )


def _public(wiring: Wiring, session: ReadSession, page: ApplicationPage, action: Action) -> bytes:
    """The public fields of the record that was opened here, as a notice shows them."""
    record = records.record_for(wiring, session, page.standing.application, page.record)
    fields = records.shown(record) if record else {}
    if record is None or "applicants" not in fields:
        raise StepImpossible(action, page.standing.state.name)
    clear = notice_of(record.disclose(public_fields(fields)))
    if len(clear) > MOST_CLEAR:
        raise NoticeTooLong(len(clear), MOST_CLEAR)
    # what a notice shows can never be taken off the chain again
    require_impersonal_json("notice", clear, day_of(page.as_of.time))
    return clear


def _fulfilment(
    wiring: Wiring, session: ReadSession, page: ApplicationPage, group: FieldGroup
) -> tuple[str, Fulfilment]:
    """What all holders of a title asked for, with every pledge whose holder must consent."""
    subject, found = page.standing.application, asked_of(session, page.standing.application)
    lots = pledges_by_lot(session, found.content.title) if asks_consent(group) else {}
    asked = Asked(
        application=ApplicationId(subject),
        issued=found.issued,
        filed=found.first,
        group=group,
        clear=_clear(wiring, session, page, found.publishing),
        lots={LotId(lot): list(map(PledgeId, pledges)) for lot, pledges in lots.items()},
    )
    until = page.as_of.time + SIGN_SECONDS
    terms = request.terms_of(asked, page.standing.seq, deadline=until)
    return "title-surrender" if group is FieldGroup.NONE else "title-change", terms


def _clear(
    wiring: Wiring, session: ReadSession, page: ApplicationPage, publishing: Publishing
) -> bytes:
    """What of the new record is public: what its notice showed, or what the title shows now."""
    match publishing:
        case Publishing.NOTICE:
            return page.notice.clear if page.notice else b""
        case Publishing.RECORD:
            return _public(wiring, session, page, Action.CERTIFY)
        case Publishing.NOTHING:
            return b""
