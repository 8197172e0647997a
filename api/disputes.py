"""The disputes over a title in the shape of the API, for its route and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import party, stamp
from api.schemas.disputes import DisputeNextOut, DisputeOut, DisputesOut, DisputeStepOut
from api.texts.shown import iso
from ledger.domain.acts import DisputeBlock
from ledger.domain.ids import ZERO
from ledger.queries.disputes import disputes_found
from ledger.queries.history import timeline
from ledger.queries.title import title_page

if TYPE_CHECKING:
    from api.present import Names
    from ledger.queries.as_of import Moment
    from ledger.queries.disputes import DisputeStory, DisputeTaken
    from ledger.store.engine import ReadSession


def disputes_shape(
    session: ReadSession, number: int, moment: Moment | None, most: int
) -> DisputesOut:
    """The disputes over the title of a certificate, the newest first, so many at most."""
    page = title_page(session, number, moment=moment)
    found = disputes_found(session, page.at, timeline(session, (page.title,)).entries)
    newest = found.stories[::-1]
    return DisputesOut(
        disputes=[dispute_shape(found.names, each) for each in newest[:most]],
        dispute_count=len(newest),
        running=sum(each.at.open for each in newest),
        time=iso(page.time),
        as_of=stamp(page.as_of),
    )


def dispute_shape(names: Names, story: DisputeStory) -> DisputeOut:
    """A dispute."""
    at, word = story.at, story.at.word
    return DisputeOut(
        dispute=at.dispute.hex(),
        disputant=party(names, at.terms.disputant),
        claim=word.claim.name,
        state=word.state.name,
        effect=at.effect.value,
        blocked_by=word.blocks.name if word.blocks is not DisputeBlock.NONE else None,
        founded=word.founded,
        empty_before=at.empty,
        interest=at.terms.interest.hex(),
        evidence=at.terms.evidence.hex(),
        version=word.version,
        filed=iso(story.filed),
        notice_due=iso(story.due.time),
        notice_exact=story.due.exact,
        notice_late=story.late,
        steps=[_step(names, each) for each in story.steps],
        next=[DisputeNextOut(action=each.name, by=by.value) for each, by in story.following],
    )


def _step(names: Names, each: DisputeTaken) -> DisputeStepOut:
    return DisputeStepOut(
        action=each.action.name,
        actors=[party(names, actor) for actor in each.actors],
        party=party(names, each.party) if each.party != ZERO else None,
        document=each.document.hex() if each.document != ZERO else None,
        time=iso(each.time),
        block=each.block,
    )
