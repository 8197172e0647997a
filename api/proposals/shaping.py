"""Proposals in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from api import judging
from api.present import Names, party, stamp
from api.proposals.fitting import fitness
from api.registrant import actfile
from api.schemas import proposals as shapes
from api.texts.shown import iso
from ledger.queries.as_of import as_of
from ledger.queries.names import named
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.proposals.fitting import Fitness
    from api.proposals.proposal import Proposal
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession


def names_in(session: ReadSession, found: Iterable[Proposal]) -> Names:
    """What the parties of proposals are called."""
    return named(session, {each for one in found for each in (one.row.party, *one.sees)})


def line_shape(found: Proposal, names: Names) -> shapes.ProposalLine:
    """A proposal in a list."""
    return shapes.ProposalLine(
        proposal="0x" + found.row.digest.hex(),
        kind=found.act.kind,
        title=found.title.hex(),
        proposer=party(names, found.row.party),
        sides=[
            shapes.SideOut(party=party(names, each.party), state=each.state.value)
            for each in found.sides
        ],
        waits_for=waits_for(found),
        block=found.row.block or None,
        proposed=iso(found.row.time),
    )


def waits_for(found: Proposal) -> Literal["FILING", "SIGNATURES", "SENDING", "NOTHING"]:
    """What comes next."""
    if found.row.block:
        return "NOTHING"
    if found.waits_for_filing:
        return "FILING"
    return "SENDING" if found.signed else "SIGNATURES"


def proposal_shape(wiring: Wiring, session: ReadSession, found: Proposal) -> shapes.ProposalOut:
    """A proposal with its act file, and whether it can be signed now."""
    names = names_in(session, [found])
    line = line_shape(found, names)
    return shapes.ProposalOut(
        **{name: getattr(line, name) for name in shapes.ProposalLine.model_fields},
        digest="0x" + found.act.prepared.digest.hex(),
        file=actfile.document(found.act, wiring.profile()),
        fitness=fit_shape(session, fitness(wiring, session, found.act)),
        proceeds=_proceeds_shape(found),
        as_of=stamp(as_of(session)),
    )


def _proceeds_shape(found: Proposal) -> shapes.ProceedsOut | None:
    told = found.proceeds
    if told is None:
        return None
    return shapes.ProceedsOut(
        depositary=told.deposit.depositary,
        amount_fen=str(told.deposit.amount),
        pledges=[each.hex() for each in told.pledges],
        contract=told.contract.hex(),
        receipt=told.deposit.receipt.hex(),
        statement=told.statement.decode(),
    )


def fit_shape(session: ReadSession, found: Fitness) -> shapes.FitOut:
    """What stands against an act, in words."""
    names = judging.names_of(session, found.verdicts) if found.verdicts else {}
    spoken = {language: judging.called(names, language) for language in Language}
    verdict, refusal = found.verdict, found.refusal
    return shapes.FitOut(
        fit=found.fit,
        result=verdict.result.value if verdict else None,
        blocks=judging.findings(verdict.blocks if verdict else (), spoken),
        warnings=judging.findings(verdict.warnings if verdict else (), spoken),
        unknown=judging.findings(verdict.unknown if verdict else (), spoken),
        refusal=shapes.AgainstOut(
            rule=refusal.rule, values=refusal.values, zh=refusal.zh, en=refusal.en
        )
        if refusal
        else None,
    )
