"""The desk's answers in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk.stepping import reason
from api.present import Names, elsewhere_shape, party, stamp
from api.registrant import actfile
from api.routes.applications import application_shape, clock_shape, page_shape
from api.schemas import desk as shapes
from api.texts.shown import iso
from ledger.domain.desk import Concern, Deed
from ledger.domain.numbers import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.desk.drafts import Draft
    from api.desk.looking import File
    from ledger.chain.profile import ChainProfile
    from ledger.domain.desk import Bar, Step
    from ledger.queries.as_of import AsOf
    from ledger.queries.desk import Claim, QueueEntry
    from ledger.store.tables.desk import DeskEntryRow
    from notarization.verify.report import Message


def claim_shape(found: Claim, names: Names) -> shapes.ClaimOut:
    """Who has a file."""
    return shapes.ClaimOut(
        assignee=party(names, found.party) if found.party else None,
        since=iso(found.since) if found.party else None,
        version=found.version,
    )


def step_shape(found: Step) -> shapes.NextStepOut:
    """A step that may follow, and why not now."""
    return shapes.NextStepOut(
        action=found.action.name,
        signatories=found.signatories.name,
        staff=[role.name for role in found.staff],
        grounds=[ground.name for ground in found.grounds if ground],
        since=iso(found.since) if found.since else None,
        until=iso(found.until) if found.until else None,
        open=found.open,
        needs_court=found.needs_court,
        bars=_bars(found.bars),
        groups=[
            shapes.GroupOut(group=group.name, open=not bars, bars=_bars(bars))
            for group, bars in found.groups
        ],
    )


def draft_shape(found: Draft, profile: ChainProfile, names: Names, as_of: AsOf) -> shapes.DraftOut:
    """A prepared act, with the file in which it goes from hand to hand."""
    return shapes.DraftOut(
        digest="0x" + found.row.digest.hex(),
        application=found.row.application.hex(),
        action=found.action.name,
        kind=found.act.kind,
        text=found.row.text,
        salt=found.row.salt.hex(),
        signed=[
            shapes.SignedOut(role=each.role.name, party=party(names, each.party))
            for each in found.act.signers
        ],
        missing=[role.name for role in found.missing],
        consents_missing=[party(names, each) for each in found.unconsenting],
        block=found.row.block or None,
        file=actfile.document(found.act, profile),
        as_of=stamp(as_of),
    )


def _bars(bars: Iterable[Bar]) -> list[shapes.BarOut]:
    return [_bar(*reason(each)) for each in bars]


def _bar(code: str, title: Message) -> shapes.BarOut:
    return shapes.BarOut(code=code, titles={"zh": title.zh, "en": title.en})


def file_in_queue(found: QueueEntry, names: Names) -> shapes.DeskFileOut:
    """A file in the queue."""
    shown = application_shape(found.standing, found.applicants, None, None, names)
    return shapes.DeskFileOut(
        application=shown.model_copy(update={"data_name": found.data_name}),
        claim=claim_shape(found.claim, names),
        clock=clock_shape(found.clock) if found.clock else None,
        steps=list(map(step_shape, found.steps)),
    )


def file_shape(found: File) -> shapes.FileOut:
    """A file with all that is laid beside it."""
    page, record = found.page, found.record
    return shapes.FileOut(
        page=page_shape(page),
        claim=claim_shape(found.claim, found.names),
        steps=list(map(step_shape, found.steps)),
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
        out_of_region=elsewhere_shape(found.elsewhere),
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
