"""Acts that staff prepares at the desk: signed one after the other, relayed.

The server fills terms in (api.desk.preparing) and signs nothing. Who prepares, who reviews and who
relays look at one digest. Where pledgees must consent, they sign the same digest on their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from api import drafting
from api.desk import contents, preparing, stepping
from api.desk.entering import Clerk, require_own
from api.desk.errors import (
    ConsentNotAsked,
    DraftTextMissing,
    DraftUnknown,
    DraftUnsigned,
    NoRoleLeft,
    RecordKeyMissing,
    StepImpossible,
)
from api.desk.preparing import REASONED, Planned, Wish
from api.registrant import actfile
from api.registrant.actfile import ActFile
from ledger.domain.acts import (
    Action,
    Address,
    Application,
    DocumentDigest,
    Fulfilment,
    Issue,
    Notice,
    PartyId,
    Renewal,
    Role,
    Signer,
    SubjectKind,
)
from ledger.domain.desk import FULFILLING, Step
from ledger.domain.personal import require_fit, require_impersonal
from ledger.domain.procedure import TABLE
from ledger.domain.signatories import STEP_STAFF
from ledger.domain.words import CONTENT_KEY
from ledger.domain.workdays import day_of
from ledger.queries import application
from ledger.queries.fulfilling import pledgees
from ledger.queries.replay import load_dossier
from ledger.registrar import acting
from ledger.registrar.application import NO_DOCUMENT, Reasons
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import application as filings
from ledger.store.repositories import desk as store
from ledger.store.tables.desk import DraftRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from api.desk.contents import Document
    from api.wiring import Wiring
    from ledger.store.engine import Session, WriteSession


@dataclass(frozen=True, slots=True)
class Draft:
    """A prepared act: what is signed, who must sign it, who has.

    `pledgees` must consent, each in its own name.
    """

    row: DraftRow
    act: ActFile
    step: Step
    pledgees: tuple[bytes, ...] = ()

    @property
    def missing(self) -> tuple[Role, ...]:
        """The roles that have not signed."""
        signed = {each.role for each in self.act.signers}
        return tuple(role for role in self.step.staff if role not in signed)

    @property
    def unconsenting(self) -> tuple[bytes, ...]:
        """The pledgees that have not signed."""
        signed = {each.party for each in self.act.signers if each.role is Role.PARTY}
        return tuple(each for each in self.pledgees if each not in signed)

    @property
    def signed(self) -> bool:
        """Whether nobody is missing."""
        return not self.missing and not self.unconsenting

    @property
    def hands(self) -> tuple[Signer, ...]:
        """The signatures as the book takes them: staff by its roles, then who consents."""
        by_role = {each.role: each for each in self.act.signers}
        consents = (each for each in self.act.signers if each.role is Role.PARTY)
        return (*(by_role[role] for role in self.step.staff), *consents)

    @property
    def action(self) -> Action:
        """The step that it takes."""
        return self.step.action

    def role_for(self, clerk: Clerk) -> Role | None:
        """The role in which a clerk can sign now; one person never signs in two."""
        if any(each.party == clerk.party for each in self.act.signers):
            return None
        return next((role for role in self.missing if role in clerk.roles), None)


def prepare(wiring: Wiring, clerk: Clerk, subject: bytes, wish: Wish) -> bytes:
    """Prepare a step by the rules of the file; the digest that is to be signed.

    Its document and the files that go with it are kept sealed for the registry.

    Raises:
        SubjectUnknown: no file of this registry.
        StepImpossible, and what else `stepping.require_open` says.
        ProfileIncomplete: the rules do not say how long a title or a period lasts.
        NoticeTooLong: the register takes no notice of this length.
        PersonalDataFound: notice, text or a file would name a person by a number.
        DraftTextMissing, DraftGroundWrong: the step owes its applicant a reason, and its ground.
        DraftGroupWrong: a change concerns a group of fields, nothing else does.
        RecordKeyMissing, ContentError: its files cannot be kept here.
    """
    ground = wish.stated
    if wish.action in REASONED and not wish.text.strip():
        raise DraftTextMissing(wish.action)
    told = wish.document()
    reasons = Reasons(ground, DocumentDigest(told.digest) if told else NO_DOCUMENT)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        require_own(session, clerk, subject)
        asked = (wish.action, ground, wish.group)
        stepping.require_open(session, clerk, subject, asked, wish.court)
        page = application.find_application(session, subject)
        _require_impersonal(wish, day_of(page.as_of.time))
        content = load_dossier(session, subject).terms[CONTENT_KEY]
        if not isinstance(content, Application):
            raise StepImpossible(wish.action, page.standing.state.name)
        planned = Planned(page, content, wish, reasons)
        kind, terms = preparing.terms_of(wiring, session, planned)
    act = actfile.make(wiring.profile(), kind, terms, content)
    row = _fresh(clerk, subject, act, told)
    with unit_of_work(wiring.engine, silent=True) as work:
        if told is not None:
            _keep(wiring, work, subject, (told, wish.files))
        store.settle_draft(work, replace(row, time=wiring.clock()))
    return row.digest


def _require_impersonal(wish: Wish, day: date) -> None:
    require_impersonal("text", [wish.text.encode()], day)
    for each in wish.files:
        require_fit("attachment", [each], day)


def _fresh(clerk: Clerk, subject: bytes, act: ActFile, told: Document | None) -> DraftRow:
    """The draft of an act that nobody has signed."""
    return DraftRow(
        digest=act.prepared.digest,
        application=subject,
        registry_code=clerk.registry,
        party=clerk.party,
        act=drafting.bytes_of(act),
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
    if row.application[0] != SubjectKind.APPLICATION:
        raise DraftUnknown(digest)
    return _draft(wiring, session, row)


def of_file(wiring: Wiring, session: Session, subject: bytes) -> tuple[Draft, ...]:
    """The acts that were prepared for a file, newest first."""
    return tuple(_draft(wiring, session, row) for row in store.drafts(session, subject))


def overtaken(session: Session, draft: Draft) -> bool:
    """Whether its file went on without it, as far as is read: the register takes it no more."""
    (stands,) = filings.states(session, (draft.row.application,)).values()
    return not draft.row.block and stands.seq > draft.act.prepared.terms.seq


def sign(wiring: Wiring, clerk: Clerk, digest: bytes, signature: bytes) -> Draft:
    """Add the clerk's own signature, in the next role that is missing and that it holds.

    Raises:
        DraftUnknown, NoRoleLeft: there is nothing for this clerk to sign.
        StaffInvolved, StaffIsAgent, StaffExamined, FileRecused: this person signs nothing in this
            file, or not this step.
        DraftSignatureWrong: the account that signed in did not sign this digest.
        DraftChanged: another signed meanwhile.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        draft = find(wiring, work, clerk, digest)
        role = draft.role_for(clerk)
        if role is None or draft.row.block:
            raise NoRoleLeft(digest)
        stepping.require_fit(work, clerk, draft.row.application, draft.step)
        signer = Signer(PartyId(clerk.party), Address(clerk.account), role, signature)
        drafting.require_signed(digest, signer)
        return _with(work, draft, (signer,))


def consent(wiring: Wiring, clerk: Clerk, digest: bytes, signers: Sequence[Signer]) -> Draft:
    """Add the signatures of pledgees, which a clerk brings as they came.

    Whether an account signs for its party is the register's to say; one that is a contract is
    asked itself (EIP-1271). Raises DraftUnknown,
    ConsentNotAsked: of this party, or in another role; DraftSignatureWrong, DraftChanged.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        draft = find(wiring, session, clerk, digest)
    for each in signers:
        if each.party not in draft.pledgees or each.role is not Role.PARTY or draft.row.block:
            raise ConsentNotAsked(each.party)
        drafting.require_consented(wiring, digest, each)
    with unit_of_work(wiring.engine, silent=True) as work:
        return _with(work, draft, signers)


def _with(work: WriteSession, draft: Draft, signers: Sequence[Signer]) -> Draft:
    """A draft with more signatures. Raises DraftChanged."""
    act = draft.act
    for each in signers:
        act = act.signed(each)
    return replace(draft, row=drafting.settle(work, draft.row, act), act=act)


def relay(wiring: Wiring, clerk: Clerk, digest: bytes) -> Draft:
    """Enter a signed act on chain. Raises DraftUnknown, DraftUnsigned, and as `acting.relay`.

    The same act relayed again is entered once, so a crash between the two loses nothing.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        draft = find(wiring, session, clerk, digest)
    if not draft.signed:
        pledgees_ = [each.hex() for each in draft.unconsenting]
        raise DraftUnsigned(digest, [*(role.name for role in draft.missing), *pledgees_])
    done = acting.relay(wiring.register(), draft.act.prepared, draft.hands)
    row = replace(draft.row, block=done.receipt.block_number, version=draft.row.version + 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return replace(draft, row=row)


def _draft(wiring: Wiring, session: Session, row: DraftRow) -> Draft:
    act = drafting.act_of(wiring, row)
    terms = act.prepared.terms
    asked: tuple[bytes, ...] = ()
    if isinstance(terms, Fulfilment):
        asked = pledgees(session, terms.title, terms.pledges)
    return Draft(row, act, _step_of(terms), asked)


def _step_of(terms: Any) -> Step:
    """A step with who signs it: the same in every state that has it."""
    action = _action(terms)
    (row, *_) = (row for (_, taken), row in TABLE.items() if taken is action)
    signatories = FULFILLING if isinstance(terms, Fulfilment) else row.signatories
    return Step(action, signatories, STEP_STAFF[signatories])


def _action(terms: Any) -> Action:
    """The step that an act takes."""
    match terms:
        case Notice():
            return Action.PUBLISH
        case Issue() | Renewal() | Fulfilment():
            return Action.CERTIFY
        case _:
            return Action(terms.action)
