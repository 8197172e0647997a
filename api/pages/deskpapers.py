"""What lies with a file in the content store: proofs, objections, and papers of disputes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.desk import dispute_papers, objecting
from api.desk.contents import Document
from api.texts.erasing import erased_name, erasure_of
from api.texts.form import LABELS
from api.texts.words import word
from ledger.domain.tombstone import PROOFS, objection_name, proof_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.desk.contents import Attached
    from api.desk.drafts import Draft
    from api.desk.looking import File
    from api.desk.objecting import Documents
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language


@dataclass(frozen=True, slots=True)
class PaperView:
    """A file: `kept` where it can be opened, `gone` where it was and is lost.

    `erased` says why and when it was destroyed; empty where it was not. `size` is 0 if not known.
    """

    kind: str
    sha256: str
    size: int
    kept: bool
    gone: bool
    erased: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection: who, when, its text (empty where it cannot be opened), its files.

    `erased` says why and when its document was destroyed; empty where it was not.
    """

    name: str
    party: str
    ground: str
    time: int
    digest: str
    text: str
    materials: tuple[PaperView, ...]
    erased: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """All of it. `files` are those that can be erased, by name and SHA-256."""

    proofs: tuple[PaperView, ...]
    attached: tuple[PaperView, ...]
    objections: tuple[ObjectionView, ...]
    disputes: tuple[PaperView, ...]
    files: tuple[tuple[str, str], ...]


def papers(
    session: ReadSession,
    file: File,
    opened: Documents,
    asked: tuple[tuple[Draft, ...], Language],
) -> Papers:
    """What lies with a file, and with the acts that were prepared for it. Raises FileChanged."""
    made, language = asked
    documents = (
        _attached(file, Document(each.row.salt, each.row.text), word(each.action, language))
        for each in made
    )
    proofs = tuple(_proofs(file, language))
    objections = tuple(_objections(session, file, opened, language))
    disputes = tuple(_disputes(session, file, language))
    return Papers(
        proofs=proofs,
        attached=tuple(view for views in documents for view in views),
        objections=objections,
        disputes=disputes,
        files=(*_files(proofs, objections), *_named(disputes)),
    )


def _files(
    proofs: tuple[PaperView, ...], objections: tuple[ObjectionView, ...]
) -> Iterator[tuple[str, str]]:
    """What is kept and can be erased."""
    yield from ((each.kind, each.sha256) for each in proofs if each.kept and not each.erased)
    for each in objections:
        if each.text:
            yield each.name, each.digest
        yield from ((paper.kind, paper.sha256) for paper in each.materials if paper.kept)


def _named(disputes: tuple[PaperView, ...]) -> Iterator[tuple[str, str]]:
    yield from ((each.kind, each.sha256) for each in disputes if each.kept)


def _disputes(session: ReadSession, file: File, language: Language) -> Iterator[PaperView]:
    """Papers of disputes over the title that the application led to: left here, or erased."""
    stones = {each.name: each for each in file.page.erased}
    named = dispute_papers.of_application(session, file.page.standing.application)
    for name, digest in named.items():
        paper = _paper(file, erased_name(name, language), digest.hex(), 0)
        told = erasure_of(stones[name], language) if name in stones else ""
        if paper.kept or paper.gone or told:
            yield replace(paper, erased=told)


def _objections(
    session: ReadSession, file: File, opened: Documents, language: Language
) -> Iterator[ObjectionView]:
    stones = {each.name: each for each in file.page.erased}
    found = objecting.objections(session, file.page.standing.application, opened)
    for place, each in enumerate(found):
        stone = stones.get(objection_name(place))
        materials = []
        for number, paper in enumerate(_attached(file, each.document)):
            name = objection_name(place, number)
            gone = erasure_of(stones[name], language) if name in stones else ""
            materials.append(replace(paper, kind=erased_name(name, language), erased=gone))
        yield ObjectionView(
            name=erased_name(objection_name(place), language),
            party=each.party.hex(),
            ground=word(each.ground, language),
            time=each.time,
            digest=each.digest.hex(),
            text=each.document.text if each.document else "",
            materials=tuple(materials),
            erased=erasure_of(stone, language) if stone else "",
        )


def _proofs(file: File, language: Language) -> Iterator[PaperView]:
    """The proofs that the record lists; of those that were erased, why."""
    stones = {each.name: each for each in file.page.erased}
    listed = file.record.fields.get(PROOFS, ()) if file.record else ()
    for place, each in enumerate(listed):
        kind, stone = str(each["kind"]), stones.get(proof_name(place, str(each["kind"])))
        told = erasure_of(stone, language) if stone else ""
        label = LABELS[f"{PROOFS}.{kind}"].text(language)
        yield replace(_paper(file, label, each["sha256"], each["size"]), erased=told)


def _attached(file: File, document: Document | None, kind: str = "") -> tuple[PaperView, ...]:
    named: tuple[Attached, ...] = document.attached if document else ()
    return tuple(_paper(file, kind, each.sha256.hex(), each.size) for each in named)


def _paper(file: File, kind: str, digest: str, size: int) -> PaperView:
    known = file.contents.get(bytes.fromhex(digest))
    return PaperView(kind, digest, size, kept=bool(known), gone=known is False)
