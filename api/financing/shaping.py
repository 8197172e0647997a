"""Financing files in the shape of the API; the export is that shape's canonical JSON."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from api.present import stamp
from api.schemas import financing as shapes
from api.texts.shown import iso
from ledger.domain import canonical
from ledger.domain.acts import PledgeState
from ledger.domain.financing import counting
from ledger.domain.numbers import written

SCHEMA: Final = "datadeed/financing/1"

if TYPE_CHECKING:
    from api.financing.keeping import File
    from ledger.domain.financing import Entry, Ratio, Summary, Valuation
    from ledger.queries.movables import PledgeFiling


def exported(found: File) -> bytes:
    """The file as canonical JSON, at the block that it speaks of."""
    told = _file(found).model_dump(mode="json", by_alias=True)
    told["as_of"] = {"block": found.as_of.block, "block_hash": found.as_of.block_hash.hex()}
    return canonical.encode(told)


def shape(found: File) -> shapes.FinancingOut:
    """The file with its digest."""
    return shapes.FinancingOut(
        file=_file(found),
        digest=sha256(exported(found)).hexdigest(),
        as_of=stamp(found.as_of),
    )


def line(found: File) -> shapes.FinancingLine:
    """The file in short."""
    told = summary_shape(found.summary)
    return shapes.FinancingLine(
        pledge=found.row.pledge.hex(),
        number=written(found.number),
        loan=told.loan,
        principal_fen=told.principal_fen,
        outstanding_fen=told.outstanding_fen,
        per_cent=told.ratio.per_cent if told.ratio else None,
        due_on=told.due_on,
    )


def summary_shape(found: Summary) -> shapes.FinancingSummaryOut:
    """What follows from the entries."""
    loan, valued = found.loan, found.valuation
    return shapes.FinancingSummaryOut(
        loan=loan.text if loan else None,
        principal_fen=str(loan.amount) if loan else None,
        due_on=loan.due_on.isoformat() if loan and loan.due_on else None,
        disbursed_fen=str(found.disbursed),
        repaid_fen=str(found.repaid),
        outstanding_fen=str(found.outstanding),
        value_fen=str(valued.amount) if valued else None,
        valuation=_valuation(valued) if valued else None,
        ratio=_ratio(found.ratio),
        outstanding_ratio=_ratio(found.outstanding_ratio),
        revalue_by=found.revalue_by.isoformat() if found.revalue_by else None,
        claimed_fen=str(found.claimed),
        compensated_fen=str(found.compensated),
    )


def _valuation(found: Valuation) -> shapes.ValuationOut:
    return shapes.ValuationOut(
        value_fen=str(found.amount),
        on=found.on.isoformat(),
        made_by=found.made_by,
        report=found.report.hex() or None,
        purpose=found.purpose or None,
        until=found.until.isoformat() if found.until else None,
    )


def _file(found: File) -> shapes.FinancingFile:
    row = found.row
    counted = {each.place for each in counting(found.entries)}
    return shapes.FinancingFile(
        schema=SCHEMA,
        pledge=row.pledge.hex(),
        title=row.title.hex(),
        number=written(found.number),
        pledgor=row.pledgor.hex(),
        pledgee=row.pledgee.hex(),
        state=PledgeState(found.state.state).name,
        noted_amount_fen=str(int.from_bytes(row.amount)),
        noted_maximum=bool(row.maximum),
        noted_term_end=iso(row.term_end),
        filing=_filing(found.filing) if found.filing else None,
        history=[
            shapes.FinancingStepOut(
                act=each.seq, kind=each.kind.name, time=iso(each.time), block=each.block
            )
            for each in found.steps
        ],
        entries=[_entry(each, counts=each.place in counted) for each in found.entries],
        summary=summary_shape(found.summary),
    )


def _entry(each: Entry, *, counts: bool) -> shapes.FinancingEntryOut:
    return shapes.FinancingEntryOut(
        place=each.place,
        kind=each.kind,
        entered=iso(each.time),
        amount_fen=str(each.amount),
        on=each.on.isoformat(),
        due_on=each.due_on.isoformat() if each.due_on else None,
        name=each.text or None,
        documents=list(each.documents),
        replaces=each.replaces,
        counts=counts,
    )


def _filing(found: PledgeFiling) -> shapes.FinancingFilingOut:
    seen = found.seen
    told = seen.statement if seen else None
    return shapes.FinancingFilingOut(
        number=found.noted.number,
        noted_at=iso(found.noted.filed_at),
        filed_at=iso(told.filed_at) if told else None,
        term_end=iso(told.term_end) if told else None,
        state=told.state(seen.checked_at).value if seen and told else None,
        checked_at=iso(seen.checked_at) if seen else None,
        remarks=[each.code for each in found.remarks],
    )


def _ratio(found: Ratio | None) -> shapes.RatioOut | None:
    if found is None:
        return None
    return shapes.RatioOut(
        principal_fen=str(found.principal), value_fen=str(found.value), per_cent=found.per_cent
    )
