"""Applications and their procedure: commands of FilingDesk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    Action,
    ActKind,
    Application,
    ApplicationId,
    DocumentDigest,
    Ground,
    Notice,
    Step,
    Time,
    TitleId,
)
from ledger.domain.ids import ZERO, application_id
from ledger.registrar.acting import Door, Entered, Hand, enter, require_id
from ledger.registrar.register import Register

BOOK: Final = BookName.FILING_DESK
SUBMIT: Final = Door(BOOK, "submit", ActKind.ApplicationSubmitted, Application)
CORRECT: Final = Door(
    BOOK, "correct", ActKind.ApplicationCorrected, Application, shows_content=True
)
STEP: Final = Door(BOOK, "step", ActKind.ApplicationStepped, Step, shows_content=True)
PUBLISH: Final = Door(BOOK, "publish", ActKind.NoticePublished, Notice, shows_content=True)
NO_DOCUMENT: Final = DocumentDigest(ZERO)
FIRST: Final = ApplicationId(ZERO)
NO_TITLE: Final = TitleId(ZERO)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a step is taken: its ground, and the digest of the document that says more."""

    ground: Ground = Ground.NONE
    document: DocumentDigest = NO_DOCUMENT


NO_REASONS: Final = Reasons()


@dataclass(frozen=True, slots=True)
class Filed:
    """An application that is on file."""

    application: ApplicationId
    entered: Entered


def submit(register: Register, terms: Application, hands: Sequence[Hand]) -> Filed:
    """File an application. Hands: every holder, in the order of the splits."""
    entered = enter(register, SUBMIT, terms, hands)
    application = application_id(terms)
    require_id("application", application, entered.act.raw.subject)
    return Filed(application, entered)


def correction(register: Register, application: ApplicationId, content: Application) -> Application:
    """New content as the correction of an application, on its dossier as it stands."""
    return replace(
        content,
        previous=application,
        seq=register.seq(application),
        deadline=register.deadline(),
    )


def correct(
    register: Register, terms: Application, content: Application, hands: Sequence[Hand]
) -> Entered:
    """File corrected or supplemented content; `content` is what is on file. Hands: every holder."""
    return enter(register, CORRECT, terms, hands, content)


def step_terms(
    register: Register,
    application: ApplicationId,
    action: Action,
    *,
    due: int = 0,
    reasons: Reasons = NO_REASONS,
) -> Step:
    """The terms of a step, on the application's dossier as it stands."""
    seq, deadline = register.seq(application), register.deadline()
    ground, document = reasons.ground, reasons.document
    return Step(application, seq, action, ground, Time(due), document, deadline)


def step(register: Register, terms: Step, content: Application, hands: Sequence[Hand]) -> Entered:
    """Take a step. Hands: as the procedure table says."""
    return enter(register, STEP, terms, hands, content)


def notice_terms(
    register: Register, application: ApplicationId, *, due: int, clear: bytes
) -> Notice:
    """The terms of a publication, on the application's dossier as it stands."""
    seq, deadline = register.seq(application), register.deadline()
    return Notice(application, seq, Time(due), clear, deadline)


def publish(
    register: Register, terms: Notice, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Pass the examination and publish. Hands: an examiner and a reviewer."""
    return enter(register, PUBLISH, terms, hands, content)
