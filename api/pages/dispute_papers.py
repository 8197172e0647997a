"""The papers of disputes as pages list them: what each is, and whether it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk import contents, dispute_papers
from api.desk.dispute_papers import INTEREST
from api.pages.deskpapers import PaperView
from api.texts.erasing import erasure_of
from api.texts.words import word
from ledger.store.repositories import erasure
from notarization.verify.report import Message

if TYPE_CHECKING:
    from api.desk.dispute_papers import DisputePaper
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language


def paper_views(
    wiring: Wiring, session: ReadSession, place: tuple[bytes, bytes], language: Language
) -> tuple[PaperView, ...]:
    """The papers that a dispute over a title names, each once."""
    titled, dispute = place
    application = dispute_papers.application_of(session, titled)
    known = contents.kept(wiring, session, application)
    stones = {each.name: each for each in erasure.tombstones(session, application)}
    found = {}
    for each in dispute_papers.papers(session, titled):
        if each.dispute == dispute and each.digest not in found:
            there, stone = known.get(each.digest), stones.get(each.name)
            found[each.digest] = PaperView(
                kind=_what(each, language),
                sha256=each.digest.hex(),
                size=0,
                kept=bool(there),
                gone=there is False,
                erased=erasure_of(stone, language) if stone else "",
            )
    return tuple(found.values())


def _what(paper: DisputePaper, language: Language) -> str:
    if paper.action:
        return word(paper.action, language)
    interest = paper.place == INTEREST
    filed = Message("利害关系说明", "Interest") if interest else Message("证据", "Evidence")
    return filed.text(language)
