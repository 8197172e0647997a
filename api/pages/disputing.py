"""Disputes over a title in words, for the title's page and the desk's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.pages.views import name_of
from api.texts.words import word
from ledger.domain.acts import DisputeAction
from ledger.domain.disputes import DisputeEffect
from ledger.domain.ids import ZERO
from ledger.domain.workdays import Deadline

if TYPE_CHECKING:
    from ledger.queries.disputes import DisputesFound, DisputeStory, DisputeTaken
    from notarization.verify.report import Language

TONES: Final = {
    DisputeEffect.WARNS: "unsure",
    DisputeEffect.BARS: "bad",
    DisputeEffect.NOTED: "soft",
}
# of a title with more disputes the page shows the newest; all of them are at /v1
LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class TakenView:
    """A step in words; `party` and `document` are empty for none."""

    text: str
    by: str
    party: str
    document: str
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute in words; `due` is None once the holders were told of it."""

    dispute: str
    claim: str
    state: str
    effect: str
    tone: str
    blocks: str
    disputant: str
    filed: int
    due: Deadline | None
    late: bool
    empty: int
    open: bool
    founded: bool
    steps: tuple[TakenView, ...]
    following: tuple[tuple[DisputeAction, str, str], ...]


@dataclass(frozen=True, slots=True)
class DisputesView:
    """The disputes over a title, the newest first; `total` of all, `bars` whether one bars."""

    shown: tuple[DisputeView, ...]
    total: int
    running: int
    bars: bool


def disputes_view(found: DisputesFound, language: Language) -> DisputesView:
    """The disputes over a title."""
    stories = found.stories[::-1]
    return DisputesView(
        shown=tuple(_view(each, found, language) for each in stories[:LISTED]),
        total=len(stories),
        running=sum(each.at.open for each in stories),
        bars=any(each.at.effect is DisputeEffect.BARS for each in stories),
    )


def _view(story: DisputeStory, found: DisputesFound, language: Language) -> DisputeView:
    at, word_ = story.at, story.at.word
    return DisputeView(
        dispute=at.dispute.hex(),
        claim=word(word_.claim, language),
        state=word(word_.state, language),
        effect=word(at.effect, language),
        tone=TONES[at.effect],
        blocks=word(word_.blocks, language) if word_.blocks else "",
        disputant=name_of(found.names, at.terms.disputant, language),
        filed=story.filed,
        due=None if story.steps else story.due,
        late=story.late,
        empty=at.empty,
        open=at.open,
        founded=word_.founded,
        steps=tuple(_taken(each, found, language) for each in story.steps),
        following=tuple(
            (action, word(action, language), word(by, language)) for action, by in story.following
        ),
    )


def _taken(each: DisputeTaken, found: DisputesFound, language: Language) -> TakenView:
    joined = "、" if language.value == "zh" else ", "
    return TakenView(
        text=word(each.action, language),
        by=joined.join(name_of(found.names, actor, language) for actor in each.actors),
        party=name_of(found.names, each.party, language) if each.party != ZERO else "",
        document=each.document.hex() if each.document != ZERO else "",
        time=each.time,
        block=each.block,
    )
