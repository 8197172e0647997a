"""Objections to a publication: taken in from whoever puts its name to one (NAT-2026 Arts. 24, 25).

The step on chain is signed by one enrolled party and names the digest of a document: who objects,
for what interest, why, and which files go with it. The document is kept sealed for the registry;
files follow, and none is taken that the document does not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.desk import contents, records
from api.desk.contents import Attached, Document
from api.desk.errors import FileChanged, MaterialNotListed, NoticeNotOpen, ObjectionDiffers
from api.texts.shown import iso
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    DocumentDigest,
    Ground,
    Signer,
    Step,
    Time,
)
from ledger.domain.deadlines import CLOCK_OF
from ledger.domain.personal import require_fit, require_impersonal
from ledger.domain.procedure import TABLE
from ledger.domain.tombstone import OBJECTIONS
from ledger.domain.words import CONTENT_KEY, ApplicationRecord
from ledger.domain.workdays import calendar, day_of, deadline
from ledger.queries.errors import DossierUnknown, SubjectUnknown
from ledger.queries.replay import load_dossier, load_histories
from ledger.registrar import acting
from ledger.registrar.application import STEP
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import erasure, offchain
from notarization.content.errors import ContentErased

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from api.wiring import Wiring
    from ledger.domain.dossier import Act
    from ledger.registrar.acting import Entered, Prepared
    from ledger.store.engine import Session
    from ledger.store.tables.erasure import TombstoneRow
    from ledger.store.tables.offchain import ContentRefRow

SIGN_SECONDS: Final = 3_600
MATERIAL: Final = "material"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody objects: by name, on a ground, for an interest, with reasons and files.

    The ground alone is public: it stands in the step.
    """

    party: bytes
    ground: Ground
    interest: str
    reasons: str
    materials: tuple[Attached, ...]
    salt: bytes

    @property
    def document(self) -> Document:
        """What the step commits to."""
        text = (
            f"异议人 Objector: {self.party.hex()}\n"
            f"利害关系 Interest: {self.interest.strip()}\n"
            f"理由 Reasons:\n{self.reasons.strip()}\n"
        )
        return Document.of(self.salt, text, self.materials)

    def require_impersonal(self, day: date) -> None:
        """Interest and reasons name nobody by a number. Raises PersonalDataFound."""
        for told in (self.interest, self.reasons):
            require_impersonal("text", [told.encode()], day)


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection that stands on chain; its document is None where none is kept that opens."""

    party: bytes
    ground: Ground
    time: int
    digest: bytes
    document: Document | None


# the documents of objections, each by its digest and where it lies: empty where it is not kept
Documents = Mapping[tuple[bytes, str], Document | None]


def draft(wiring: Wiring, subject: bytes, wish: Wish) -> Prepared[Step]:
    """The step that its objector signs. Nothing is kept and nothing is sent.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        NoticeNotOpen: nothing is published to which one could object now.
        ProfileNotKnown, ProfileIncomplete: its rules do not say how long an inquiry takes.
        PersonalDataFound: it names a person by a number.
    """
    wish.require_impersonal(day_of(wiring.clock()))
    register, content = wiring.register(), _content(wiring, subject)
    record, now = register.record(subject, ApplicationRecord), register.time()
    if (record.state, Action.OBJECT) not in TABLE or now > record.notice_due:
        until = iso(record.notice_due) if record.notice_due else ""
        raise NoticeNotOpen(subject, record.state.name, until)
    terms = Step(
        application=ApplicationId(subject),
        seq=record.seq,
        action=Action.OBJECT,
        ground=wish.ground,
        due=Time(_end_of_inquiry(content, now)),
        document=DocumentDigest(wish.document.digest),
        deadline=now + SIGN_SECONDS,
    )
    return acting.prepare(register, STEP, terms, content)


def _end_of_inquiry(content: Application, now: int) -> int:
    """The last second of an inquiry that begins now, as the rules have it."""
    days = profiles.of(content.profile).clock(CLOCK_OF[ApplicationState.OBJECTION])
    return deadline(now, days, calendar()).time


def enter(
    wiring: Wiring, signed: tuple[bytes, Step], wish: Wish, signers: Sequence[Signer]
) -> Entered:
    """Send a signed objection and keep its document; the same one sent again is entered once.

    Raises:
        ObjectionDiffers: terms or signature are not those of this objection, or they give the
            inquiry longer than its rules do.
        PersonalDataFound: it names a person by a number; nothing was sent.
        RecordKeyMissing: this server could not keep its document; nothing was sent.
        ProfileNotKnown, ProfileIncomplete: as in `draft`.
        SubjectUnknown, and as `acting.relay`.
    """
    (subject, terms), document = signed, wish.document
    wish.require_impersonal(day_of(wiring.clock()))
    for member, expected, found in (
        ("application", subject.hex(), terms.application.hex()),
        ("action", Action.OBJECT.name, Action(terms.action).name),
        ("ground", wish.ground.name, Ground(terms.ground).name),
        ("document", document.digest.hex(), terms.document.hex()),
        ("party", wish.party.hex(), ", ".join(each.party.hex() for each in signers)),
    ):
        if expected != found:
            raise ObjectionDiffers(member, expected, found)
    records.key_of(wiring)
    register, content = wiring.register(), _content(wiring, subject)
    latest = _end_of_inquiry(content, register.time())
    if terms.due > latest:
        raise ObjectionDiffers("due", iso(latest), iso(terms.due))
    prepared = acting.prepare(register, STEP, terms, content)
    done = acting.relay(register, prepared, signers)
    with unit_of_work(wiring.engine, silent=True) as work:
        # what was erased does not come back with the same objection sent again
        gone = {each.leaf for each in _gone(work, subject) if each.name.count("/") == 1}
        if document.digest not in gone:
            contents.keep(wiring, work, subject, document.data)
    return done


def keep_material(wiring: Wiring, subject: bytes, digest: bytes, data: bytes) -> Attached:
    """Keep a file that an objection names.

    Raises:
        ContentNotKept: no document with this digest is kept for the application.
        ContentErased: these bytes were erased.
        MaterialNotListed: the document does not name these bytes.
        PersonalDataFound: it names a person by a number.
        ContentError, RecordKeyMissing: nothing was kept.
    """
    given = Attached.of(data)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = contents.place(session, subject, digest)
    document = Document.read(contents.opened(wiring, row))
    if given not in document.attached:
        raise MaterialNotListed(given.sha256)
    with unit_of_work(wiring.engine, silent=True) as work:
        contents.place(work, subject, digest)
        _require_not_erased(work, (subject, digest), document, given)
        require_fit(MATERIAL, [data], day_of(wiring.clock()))
        return contents.keep(wiring, work, subject, data)


def documents(wiring: Wiring, subject: bytes) -> Documents:
    """The documents of an application's objections; None for one that is not kept or not opened.

    None is opened while a session is held: whoever waits for a node holds up nobody else. Raises
    GatewayUnreachable, GatewayWrong: one is kept that only a node could give.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        rows = {_place(terms, row): row for _, terms, row in _filed(session, subject)}
    return {place: contents.document(wiring, row) if row else None for place, row in rows.items()}


def objections(session: Session, subject: bytes, opened: Documents) -> tuple[Objection, ...]:
    """The objections to an application, the first first; none where its dossier is unreadable.

    Raises FileChanged: one came, or was kept or erased, after their documents were opened.
    """
    found = []
    for act, terms, row in _filed(session, subject):
        place = _place(terms, row)
        if place not in opened:
            raise FileChanged(subject)
        found.append(
            Objection(
                party=act.actors[0].party,
                ground=Ground(terms.ground),
                time=act.raw.time,
                digest=terms.document,
                document=opened[place],
            )
        )
    return tuple(found)


def _filed(session: Session, subject: bytes) -> Iterator[tuple[Act, Step, ContentRefRow | None]]:
    """The objections on chain, each with where its document lies."""
    try:
        history = load_histories(session, (subject,)).get(subject)
    except DossierUnknown:
        return
    for act in history.acts if history else ():
        terms = act.terms
        if isinstance(terms, Step) and terms.action is Action.OBJECT:
            yield act, terms, offchain.content(session, terms.document, subject)


def _place(terms: Step, row: ContentRefRow | None) -> tuple[bytes, str]:
    return terms.document, row.address if row else ""


def _gone(session: Session, subject: bytes) -> Iterator[TombstoneRow]:
    """The tombstones of an application's objections: those of their documents."""
    for each in erasure.tombstones(session, subject):
        if each.name.startswith(f"{OBJECTIONS}/"):
            yield each


def _require_not_erased(
    session: Session, named: tuple[bytes, bytes], document: Document, given: Attached
) -> None:
    subject, digest = named
    for each in _gone(session, subject):
        *_, place = each.name.split("/")
        names_file = each.name.count("/") > 1 and each.leaf == digest
        if names_file and document.attached[int(place)] == given:
            raise ContentErased(each.name, iso(each.time))


def _content(wiring: Wiring, subject: bytes) -> Application:
    with read_session(wiring.engine, now=wiring.clock()) as session:
        content: Any = load_dossier(session, subject).terms.get(CONTENT_KEY)
    if not isinstance(content, Application):
        raise SubjectUnknown(subject)
    return content
