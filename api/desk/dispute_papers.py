"""Papers of disputes: the files that a dispute and its steps name, kept sealed for the registry.

They lie with the application that the title came from, so that its registry's desk opens, logs and
erases them as it does an objection's. None is taken that no act names by its SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.desk import contents
from api.desk.contents import Attached
from api.desk.errors import PaperNotNamed
from api.desk.objecting import MATERIAL
from api.texts.shown import iso
from ledger.bindings.errors.dispute_desk import DisputeUnknown
from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeId,
    DisputeRuling,
    DisputeStep,
    TitleId,
    struct_hash,
)
from ledger.domain.personal import require_fit
from ledger.domain.tombstone import dispute_name
from ledger.domain.workdays import day_of
from ledger.queries.errors import DossierUnknown
from ledger.queries.replay import load_histories
from ledger.store.engine import unit_of_work
from ledger.store.repositories import erasure, title
from notarization.content.errors import ContentErased

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.wiring import Wiring
    from ledger.store.engine import Session

# the first two papers of a dispute; those of its steps follow
INTEREST: Final = 0
EVIDENCE: Final = 1


@dataclass(frozen=True, slots=True)
class DisputePaper:
    """A file that a dispute names: the statement of interest, the evidence, or a step's document.

    `name` is what a tombstone calls it; `action` is NONE for what it was filed with.
    """

    dispute: bytes
    name: str
    place: int
    action: DisputeAction
    digest: bytes


def papers(session: Session, titled: bytes) -> tuple[DisputePaper, ...]:
    """What the disputes over a title name; nothing where its dossier is unreadable."""
    try:
        history = load_histories(session, (titled,)).get(titled)
    except DossierUnknown:
        return ()
    named: dict[bytes, list[tuple[DisputeAction, bytes]]] = {}
    for act in history.acts if history else ():
        match act.terms:
            case Dispute() as filed:
                filed_with = (filed.interest, filed.evidence)
                named[struct_hash(filed)] = [(DisputeAction.NONE, each) for each in filed_with]
            case DisputeStep() | DisputeRuling() as step:
                named[step.dispute].append((DisputeAction(step.action), step.document))
    return tuple(
        DisputePaper(dispute, dispute_name(which, place), place, action, digest)
        for which, (dispute, own) in enumerate(named.items())
        for place, (action, digest) in enumerate(own)
        if any(digest)
    )


def application_of(session: Session, titled: bytes) -> bytes:
    """The application that a title came from, with which its papers lie."""
    return title.titles(session, (titled,))[titled].application


def of_application(session: Session, application: bytes) -> Mapping[str, bytes]:
    """The digests of all papers that lie with an application, by the names of their tombstones."""
    rows = title.titles_of_applications(session, (application,))
    return {each.name: each.digest for row in rows for each in papers(session, row.title)}


def keep(wiring: Wiring, place: tuple[bytes, bytes], data: bytes) -> Attached:
    """Keep a file that a dispute over a title names, once.

    Raises:
        DisputeUnknown: there is no such dispute over this title.
        PaperNotNamed: neither the dispute nor a step of it names these bytes.
        ContentErased: these bytes were erased.
        PersonalDataFound: it names a person by a number.
        ContentError, RecordKeyMissing: nothing was kept.
    """
    (titled, dispute), given = place, Attached.of(data)
    with unit_of_work(wiring.engine, silent=True) as work:
        own = [each for each in papers(work, titled) if each.dispute == dispute]
        if not own:
            raise DisputeUnknown(TitleId(titled), DisputeId(dispute))
        names = {each.name for each in own if each.digest == given.sha256}
        if not names:
            raise PaperNotNamed(dispute, given.sha256)
        application = application_of(work, titled)
        for stone in erasure.tombstones(work, application):
            if stone.name in names:
                raise ContentErased(stone.name, iso(stone.time))
        require_fit(MATERIAL, [data], day_of(wiring.clock()))
        return contents.keep(wiring, work, application, data)
