"""Verdicts in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.present import party, stamp, terms
from api.schemas.verdicts import FindingOut, VerdictItem, VerdictOut, VerdictsOut
from api.texts.findings import describe
from api.texts.shown import iso
from ledger.domain.numbers import parse_number, written
from ledger.queries.names import NamedParty, named
from ledger.queries.verdict import Asked, Terms, verdicts
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.schemas.verdicts import VerdictIn
    from ledger.domain.verdict import Finding
    from ledger.queries.as_of import Moment
    from ledger.queries.verdict import Answered, Verdicts
    from ledger.store.engine import ReadSession


def answer(
    session: ReadSession,
    items: Sequence[VerdictIn],
    *,
    lag_blocks: int,
    moment: Moment | None = None,
) -> tuple[Verdicts, Mapping[bytes, NamedParty]]:
    """The verdicts on a list, with the public names of the holders. Raises NumberMalformed."""
    asked = [Asked(parse_number(each.number), each.purpose) for each in items]
    found = verdicts(session, asked, Terms(lag_blocks, moment))
    holders = {each.verdict.holder for each in found.answers if each.verdict.holder}
    return found, named(session, holders)


def one(found: Verdicts, names: Mapping[bytes, NamedParty]) -> VerdictOut:
    """The only verdict of a list of one."""
    (only,) = found.answers
    return VerdictOut(**_members(only, names), time=iso(found.time), as_of=stamp(found.as_of))


def many(found: Verdicts, names: Mapping[bytes, NamedParty]) -> VerdictsOut:
    """All verdicts, under one stamp."""
    return VerdictsOut(
        time=iso(found.time),
        as_of=stamp(found.as_of),
        items=[VerdictItem(**_members(each, names)) for each in found.answers],
    )


def _members(each: Answered, names: Mapping[bytes, NamedParty]) -> dict[str, Any]:
    verdict = each.verdict
    return {
        "number": written(each.asked.number),
        "purpose": verdict.purpose,
        "result": verdict.result,
        "title": verdict.title.hex(),
        "holder": party(names, verdict.holder),
        "facts": _findings(verdict.facts),
        "blocks": _findings(verdict.blocks),
        "warnings": _findings(verdict.warnings),
        "unknown": _findings(verdict.unknown),
    }


def _findings(findings: Iterable[Finding]) -> list[FindingOut]:
    return [
        FindingOut(
            code=each.code,
            values=terms(each.values),
            subject=each.subject.hex(),
            zh=describe(each.code, each.values, Language.ZH),
            en=describe(each.code, each.values, Language.EN),
        )
        for each in findings
    ]
