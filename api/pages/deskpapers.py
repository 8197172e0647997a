"""What lies with a file in the content store: proofs, and objections with what shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk import objecting
from api.desk.contents import Document
from api.texts.form import LABELS
from api.texts.words import word

if TYPE_CHECKING:
    from api.desk.contents import Attached
    from api.desk.drafts import Draft
    from api.desk.looking import File
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language


@dataclass(frozen=True, slots=True)
class PaperView:
    """A file: `kept` where it can be opened, `gone` where it was and is erased or lost."""

    kind: str
    sha256: str
    size: int
    kept: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection: who, when, its text (empty where it cannot be opened), its files."""

    party: str
    ground: str
    time: int
    digest: str
    text: str
    materials: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """All of it."""

    proofs: tuple[PaperView, ...]
    attached: tuple[PaperView, ...]
    objections: tuple[ObjectionView, ...]


def papers(
    wiring: Wiring, session: ReadSession, file: File, asked: tuple[tuple[Draft, ...], Language]
) -> Papers:
    """What lies with a file, and with the acts that were prepared for it."""
    made, language = asked
    subject = file.page.standing.application

    def paper(kind: str, digest: str, size: int) -> PaperView:
        known = file.contents.get(bytes.fromhex(digest))
        return PaperView(kind, digest, size, kept=bool(known), gone=known is False)

    def attached(document: Document | None, kind: str = "") -> tuple[PaperView, ...]:
        named: tuple[Attached, ...] = document.attached if document else ()
        return tuple(paper(kind, each.sha256.hex(), each.size) for each in named)

    def told(draft: Draft) -> Document:
        return Document(draft.row.salt, draft.row.text)

    listed = file.record.fields.get("proofs", ()) if file.record else ()
    return Papers(
        proofs=tuple(
            paper(LABELS[f"proofs.{each['kind']}"].text(language), each["sha256"], each["size"])
            for each in listed
        ),
        attached=tuple(
            view
            for each in made
            for view in attached(
                Document(each.row.salt, each.row.text), word(each.action, language)
            )
        ),
        objections=tuple(
            ObjectionView(
                party=each.party.hex(),
                ground=word(each.ground, language),
                time=each.time,
                digest=each.digest.hex(),
                text=each.document.text if each.document else "",
                materials=attached(each.document),
            )
            for each in objecting.objections(wiring, session, subject)
        ),
    )
