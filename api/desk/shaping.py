"""The desk's answers in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import Names, party, stamp
from api.routes.applications import application_shape, clock_shape, page_shape
from api.schemas import desk as shapes
from api.texts.shown import iso
from ledger.domain.desk import Concern, Deed
from ledger.domain.numbers import written
from ledger.domain.procedure import grounds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.desk.looking import File
    from ledger.domain.desk import Step
    from ledger.queries.desk import Claim, QueueEntry
    from ledger.store.tables.desk import DeskEntryRow


def claim_shape(found: Claim, names: Names) -> shapes.ClaimOut:
    """Who has a file."""
    return shapes.ClaimOut(
        assignee=party(names, found.party) if found.party else None,
        since=iso(found.since) if found.party else None,
        version=found.version,
    )


def step_shape(found: Step, time: int) -> shapes.NextStepOut:
    """A step that may follow."""
    return shapes.NextStepOut(
        action=found.action.name,
        signatories=found.signatories.name,
        staff=[role.name for role in found.staff],
        grounds=[ground.name for ground in grounds_of(found.action) if ground],
        since=iso(found.since) if found.since else None,
        until=iso(found.until) if found.until else None,
        open=found.open_at(time),
    )


def file_in_queue(found: QueueEntry, names: Names, time: int) -> shapes.DeskFileOut:
    """A file in the queue."""
    shown = application_shape(found.standing, found.applicants, None, None, names)
    return shapes.DeskFileOut(
        application=shown.model_copy(update={"data_name": found.data_name}),
        claim=claim_shape(found.claim, names),
        clock=clock_shape(found.clock) if found.clock else None,
        steps=[step_shape(each, time) for each in found.steps],
    )


def file_shape(found: File) -> shapes.FileOut:
    """A file with all that is laid beside it."""
    page, record = found.page, found.record
    return shapes.FileOut(
        page=page_shape(page),
        claim=claim_shape(found.claim, found.names),
        steps=[step_shape(each, page.as_of.time) for each in found.steps],
        record=shapes.OpenedOut(
            fields=record.fields if record else None,
            stored=iso(record.stored) if record else None,
        ),
        contents=[
            shapes.ContentOut(sha256=digest.hex(), kept=there)
            for digest, there in found.contents.items()
        ],
        same_object=list(_same_object(found)),
        similar=[
            shapes.SimilarOut(
                data_name=hit.notice.data_name if hit.notice else "",
                numbers=[written(each) for each in hit.numbers],
                application=hit.application.hex(),
            )
            for hit in found.similar
        ],
        recused=[party(found.names, each) for each in found.recused],
        as_of=stamp(page.as_of),
    )


def entry_shape(found: DeskEntryRow, names: Names) -> shapes.EntryOut:
    """An entry of the log."""
    return shapes.EntryOut(
        time=iso(found.time),
        deed=Deed(found.deed).name,
        concern=Concern(found.concern).name if found.concern >= 0 else None,
        application=found.application.hex(),
        party=party(names, found.party),
        account="0x" + found.account.hex(),
        other=party(names, found.other) if found.other else None,
        reason=found.reason,
    )


def _same_object(found: File) -> Iterator[shapes.SameObjectOut]:
    facts = found.page.data_object
    for each in facts.filings.entries:
        if each.application != found.page.standing.application:
            yield shapes.SameObjectOut(
                party=party(found.names, each.party),
                application=each.application.hex(),
                title=None,
                ended=not each.live,
            )
    for title in facts.titles.entries:
        yield shapes.SameObjectOut(
            party=None, application=None, title=title.title.hex(), ended=False
        )
