"""Acts that staff prepares at the desk: terms by the rules, signed one after the other, relayed.

The server fills terms in and signs nothing. Who prepares, who reviews and who relays look at one
digest; the last day of a period is the rule profile's own, never somebody's choice. What a step
tells its applicant (defects, grounds) is a document that the terms commit to by a salted digest.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from api import typed
from api.desk import contents, records
from api.desk.contents import SALT_BYTES, Attached, Document
from api.desk.entering import Clerk, require_own
from api.desk.errors import (
    DraftChanged,
    DraftGroundWrong,
    DraftSignatureWrong,
    DraftTextMissing,
    DraftUnknown,
    DraftUnsigned,
    NoRoleLeft,
    RecordKeyMissing,
    StepImpossible,
)
from api.doors import door_of
from api.registrant import actfile
from api.registrant.actfile import ActFile
from api.registrant.server import signer_json
from api.routes.acts import signer_of
from api.schemas.acts import SignerIn
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    Address,
    Application,
    ApplicationId,
    DocumentDigest,
    DueRule,
    Ground,
    Issue,
    Notice,
    PartyId,
    Registration,
    Role,
    Signer,
    Time,
)
from ledger.domain.acts import Step as StepTerms
from ledger.domain.deadlines import CLOCK_OF, EXTENSION
from ledger.domain.personal import require_impersonal, require_impersonal_json
from ledger.domain.procedure import TABLE, grounds_of
from ledger.domain.record import notice_of, public_fields
from ledger.domain.signatories import STEP_STAFF
from ledger.domain.words import CONTENT_KEY
from ledger.domain.workdays import calendar, day_of, deadline
from ledger.queries import application, desk
from ledger.queries.as_of import as_of
from ledger.queries.replay import load_dossier
from ledger.registrar import acting, title
from ledger.registrar.application import NO_DOCUMENT, Reasons
from ledger.registrar.title import Registered
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import desk as store
from ledger.store.tables.desk import DraftRow
from notarization.verify.signature import SignatureError, recover

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.chain.profile import ChainProfile
    from ledger.domain.desk import Step
    from ledger.queries.application import ApplicationPage
    from ledger.store.engine import ReadSession, Session, WriteSession

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
# the deposit has a desk of its own, silence needs no clerk
ELSEWHERE: Final = frozenset({Action.DEPOSIT, Action.DEEM_ACCEPTED, Action.LAPSE})
# steps that are acts of their own
KINDS: Final[dict[Action, str]] = {Action.PUBLISH: "notice", Action.CERTIFY: "issue"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that is to be prepared: on which ground, what its applicant is told, with what."""

    action: Action
    ground: Ground = Ground.NONE
    text: str = ""
    files: tuple[bytes, ...] = ()

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
class Draft:
    """A prepared act: what is signed, who must sign it, who has."""

    row: DraftRow
    act: ActFile
    staff: tuple[Role, ...]

    @property
    def missing(self) -> tuple[Role, ...]:
        """The roles that have not signed."""
        signed = {each.role for each in self.act.signers}
        return tuple(role for role in self.staff if role not in signed)

    @property
    def action(self) -> Action:
        """The step that it takes."""
        return _action(self.act.prepared.terms)

    def role_for(self, clerk: Clerk) -> Role | None:
        """The role in which a clerk can sign now; one person never signs in two."""
        if any(each.party == clerk.party for each in self.act.signers):
            return None
        return next((role for role in self.missing if role in clerk.roles), None)


def offered(found: Step) -> bool:
    """Whether the desk prepares this step: its own staff signs, and no other part does it."""
    return bool(found.staff) and found.action not in ELSEWHERE


def prepare(wiring: Wiring, clerk: Clerk, subject: bytes, wish: Wish) -> bytes:
    """Prepare a step by the rules of the file; the digest that is to be signed.

    Its document and the files that go with it are kept sealed for the registry.

    Raises:
        SubjectUnknown: no file of this registry.
        StepImpossible: the procedure has no such step now, or its rules are not known here.
        ProfileNotKnown, ProfileIncomplete: they do not say how long a title lasts.
        PersonalDataFound: the notice or the text would name a person by a number.
        DraftTextMissing, DraftGroundWrong: the step owes its applicant a reason, and its ground.
        RecordKeyMissing, ContentError: its files cannot be kept here.
    """
    ground = wish.stated
    if wish.action in REASONED and not wish.text.strip():
        raise DraftTextMissing(wish.action)
    told = wish.document()
    reasons = Reasons(ground, DocumentDigest(told.digest) if told else NO_DOCUMENT)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        require_own(session, clerk, subject)
        page = application.find_application(session, subject)
        _require_step(page, wish.action)
        require_impersonal("text", [wish.text.encode()], day_of(page.as_of.time))
        content = load_dossier(session, subject).terms[CONTENT_KEY]
        if not isinstance(content, Application):
            raise StepImpossible(wish.action, page.standing.state.name)
        terms: Any
        if wish.action is Action.PUBLISH:
            terms = _notice(wiring, session, page)
        elif wish.action is Action.CERTIFY:
            terms = _issue(page, content)
        else:
            terms = _step(page, wish.action, reasons)
    act = actfile.make(wiring.profile(), KINDS.get(wish.action, "step"), terms, content)
    row = _fresh(clerk, subject, act, told)
    with unit_of_work(wiring.engine, silent=True) as work:
        if told is not None:
            _keep(wiring, work, subject, (told, wish.files))
        store.settle_draft(work, replace(row, time=wiring.clock()))
    return row.digest


def _fresh(clerk: Clerk, subject: bytes, act: ActFile, told: Document | None) -> DraftRow:
    """The draft of an act that nobody has signed."""
    return DraftRow(
        digest=act.prepared.digest,
        application=subject,
        registry_code=clerk.registry,
        party=clerk.party,
        act=_bytes(act),
        text=told.text if told else "",
        salt=told.salt if told else b"",
        version=1,
        block=0,
        time=0,
    )


def _keep(
    wiring: Wiring, work: WriteSession, subject: bytes, told: tuple[Document, tuple[bytes, ...]]
) -> None:
    """Keep a document with its files; a text alone is kept with its draft where no key is."""
    document, files = told
    try:
        contents.keep(wiring, work, subject, document.data)
    except RecordKeyMissing:
        if files:
            raise
    for each in files:
        contents.keep(wiring, work, subject, each)


def find(wiring: Wiring, session: Session, clerk: Clerk, digest: bytes) -> Draft:
    """A prepared act of the clerk's registry. Raises DraftUnknown."""
    row = store.draft(session, digest)
    if row is None or row.registry_code != clerk.registry:
        raise DraftUnknown(digest)
    return _draft(row, wiring.profile())


def of_file(wiring: Wiring, session: Session, subject: bytes) -> tuple[Draft, ...]:
    """The acts that were prepared for a file, newest first."""
    profile = wiring.profile()
    return tuple(_draft(row, profile) for row in store.drafts(session, subject))


def sign(wiring: Wiring, clerk: Clerk, digest: bytes, signature: bytes) -> Draft:
    """Add the clerk's own signature, in the next role that is missing and that it holds.

    Raises:
        DraftUnknown, NoRoleLeft: there is nothing for this clerk to sign.
        DraftSignatureWrong: the account that signed in did not sign this digest.
        DraftChanged: another signed meanwhile.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        draft = find(wiring, work, clerk, digest)
        role = draft.role_for(clerk)
        if role is None or draft.row.block:
            raise NoRoleLeft(digest)
        try:
            signed = recover(digest, signature)
        except SignatureError as fault:
            raise DraftSignatureWrong(clerk.account) from fault
        if signed != clerk.account:
            raise DraftSignatureWrong(clerk.account)
        signer = Signer(PartyId(clerk.party), Address(clerk.account), role, signature)
        act = draft.act.signed(signer)
        row = replace(draft.row, act=_bytes(act), version=draft.row.version + 1)
        if not store.settle_draft(work, row):
            raise DraftChanged(digest)
    return replace(draft, row=row, act=act)


def relay(wiring: Wiring, clerk: Clerk, digest: bytes) -> Draft:
    """Enter a signed act on chain. Raises DraftUnknown, DraftUnsigned, and as `acting.relay`.

    The same act relayed again is entered once, so a crash between the two loses nothing.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        draft = find(wiring, session, clerk, digest)
    if draft.missing:
        raise DraftUnsigned(digest, [role.name for role in draft.missing])
    by_role = {each.role: each for each in draft.act.signers}
    hands = [by_role[role] for role in draft.staff]
    done = acting.relay(wiring.register(), draft.act.prepared, hands)
    row = replace(draft.row, block=done.receipt.block_number, version=draft.row.version + 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return replace(draft, row=row)


def _require_step(page: ApplicationPage, action: Action) -> None:
    steps = {each.action: each for each in desk.steps_of(page.standing)}
    found = steps.get(action)
    if found is None or not offered(found) or not found.open_at(page.as_of.time):
        raise StepImpossible(action, page.standing.state.name)


def _due(page: ApplicationPage, action: Action) -> int:
    """The end of the period that a step begins, by the rules of the file (NAT-2026 Arts. 17-28)."""
    row = TABLE[page.standing.state, action]
    if row.due not in (DueRule.GIVEN, DueRule.NOTICE_FLOOR):
        return 0
    profile = profiles.by_digest(page.profile)
    clocks = page.clocks
    if profile is None or not clocks:
        raise StepImpossible(action, page.standing.state.name)
    now, table, last = page.as_of.time, calendar(), clocks[-1].run
    if action is Action.EXTEND:
        days = last.working_days + profile.clock(EXTENSION)
        return deadline(last.start, days, table).time
    if CLOCK_OF.get(page.standing.state) == CLOCK_OF[row.to]:
        return last.end
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


def _issue(page: ApplicationPage, content: Application) -> Issue:
    """The issue of a first registration's title, for the longest term that the rules allow."""
    place = page.standing
    if content.registration is not Registration.FIRST:
        # what follows from a title that stands is an act on that title
        raise StepImpossible(Action.CERTIFY, place.state.name)
    stands = Registered(ApplicationId(place.application), place.seq, place.deposited_at)
    return title.terms_of(stands, content, deadline=page.as_of.time + SIGN_SECONDS)


def _notice(wiring: Wiring, session: ReadSession, page: ApplicationPage) -> Notice:
    """The publication of what the profile makes public, out of the record that was opened here."""
    subject = page.standing.application
    record = records.record_for(wiring, session, subject, page.record)
    fields = records.shown(record) if record else {}
    if record is None or "applicants" not in fields:
        raise StepImpossible(Action.PUBLISH, page.standing.state.name)
    clear = notice_of(record.disclose(public_fields(fields)))
    # what a notice shows can never be taken off the chain again
    require_impersonal_json("notice", clear, day_of(page.as_of.time))
    return Notice(
        ApplicationId(subject),
        page.standing.seq,
        Time(_due(page, Action.PUBLISH)),
        clear,
        as_of(session).time + SIGN_SECONDS,
    )


def _draft(row: DraftRow, profile: ChainProfile) -> Draft:
    kept = json.loads(row.act)
    door = door_of(kept["kind"])
    terms = typed.struct_of(door.terms, kept["terms"])
    content = typed.struct_of(Application, kept["content"], "content")
    act = actfile.make(profile, kept["kind"], terms, content)
    signers = tuple(signer_of(SignerIn(**each)) for each in kept["signers"])
    return Draft(row, replace(act, signers=signers), _staff(terms))


def _staff(terms: Any) -> tuple[Role, ...]:
    """Who signs a step: the same in every state that has it."""
    (row, *_) = (row for (_, taken), row in TABLE.items() if taken is _action(terms))
    return STEP_STAFF[row.signatories]


def _action(terms: Any) -> Action:
    """The step that an act takes."""
    match terms:
        case Notice():
            return Action.PUBLISH
        case Issue():
            return Action.CERTIFY
        case _:
            return Action(terms.action)


def _bytes(act: ActFile) -> bytes:
    content = act.prepared.content
    return json.dumps(
        {
            "kind": act.kind,
            "terms": typed.message(act.prepared.terms),
            "content": typed.message(content),
            "signers": [signer_json(each) for each in act.signers],
        }
    ).encode()
