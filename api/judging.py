"""Verdicts in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api import present
from api.present import party, stamp
from api.schemas.verdicts import (
    FindingOut,
    ListedVerdict,
    ListHead,
    VerdictItem,
    VerdictOut,
    VerdictsOut,
)
from api.texts import shown
from api.texts.findings import describe
from api.texts.shown import iso
from ledger.domain.acts import SubjectKind
from ledger.domain.numbers import parse_number, written
from ledger.queries.names import NamedParty, named
from ledger.queries.verdict import Asked, verdicts
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from api.schemas.verdicts import VerdictIn
    from ledger.domain.verdict import Finding, Purpose, Verdict
    from ledger.queries.as_of import AsOf
    from ledger.queries.verdict import Answered, Terms, Verdicts
    from ledger.store.engine import ReadSession

PREFIX: Final = f"{SubjectKind.PARTY:02x}" + "00" * 11
DIGITS: Final = 64


def answer(
    session: ReadSession, items: Sequence[VerdictIn], terms: Terms
) -> tuple[Verdicts, Mapping[bytes, NamedParty]]:
    """The verdicts on a list, with all parties that they speak of. Raises NumberMalformed."""
    asked = [Asked(parse_number(each.number), each.purpose) for each in items]
    found = verdicts(session, asked, terms)
    return found, names_of(session, found)


def names_of(session: ReadSession, found: Verdicts) -> Mapping[bytes, NamedParty]:
    """All parties that verdicts speak of."""
    spoken_of = (party for each in found.answers for party in _parties(each.verdict))
    return named(session, spoken_of)


def called(names: Mapping[bytes, NamedParty], language: Language) -> dict[str, str]:
    """What each party is called in a sentence, by its id."""
    return {
        each.party.hex(): shown.called(each.name, each.kind, each.party.hex(), language)
        for each in names.values()
    }


def _parties(verdict: Verdict) -> Iterator[bytes]:
    """The holder, and the parties that the findings speak of."""
    if verdict.holder:
        yield verdict.holder
    for each in (*verdict.facts, *verdict.blocks, *verdict.warnings):
        for value in each.values.values():
            if isinstance(value, str) and value.startswith(PREFIX) and len(value) == DIGITS:
                yield bytes.fromhex(value)


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


def list_head(found: AsOf, purpose: Purpose, count: int) -> ListHead:
    """How a long list begins."""
    return ListHead(purpose=purpose, count=count, time=iso(found.time), as_of=stamp(found))


def listed(found: Verdicts, names: Mapping[bytes, NamedParty]) -> Iterator[ListedVerdict]:
    """The verdicts as lines of a long list."""
    spoken = {language: called(names, language) for language in Language}
    said: dict[str, FindingOut] = {}
    for each in found.answers:
        verdict = each.verdict
        yield ListedVerdict(
            number=written(each.asked.number),
            result=verdict.result,
            holder=party(names, verdict.holder),
            blocks=_again(verdict.blocks, spoken, said),
            warnings=_again(verdict.warnings, spoken, said),
            unknown=_again(verdict.unknown, spoken, said),
        )


def _again(
    found: Iterable[Finding],
    spoken: Mapping[Language, Mapping[str, str]],
    said: dict[str, FindingOut],
) -> list[FindingOut]:
    """Findings as `findings` has them; what a list says of many is put in words once."""
    told = []
    for each in found:
        key = f"{each.code} {each.values}"
        if key not in said:
            (said[key],) = findings((each,), spoken)
        first = said[key]
        told.append(
            FindingOut(
                code=each.code,
                values=first.values,
                subject=each.subject.hex(),
                zh=first.zh,
                en=first.en,
            )
        )
    return told


def _members(each: Answered, names: Mapping[bytes, NamedParty]) -> dict[str, Any]:
    verdict = each.verdict
    spoken = {language: called(names, language) for language in Language}
    return {
        "number": written(each.asked.number),
        "purpose": verdict.purpose,
        "result": verdict.result,
        "title": verdict.title.hex(),
        "holder": party(names, verdict.holder),
        "facts": findings(verdict.facts, spoken),
        "blocks": findings(verdict.blocks, spoken),
        "warnings": findings(verdict.warnings, spoken),
        "unknown": findings(verdict.unknown, spoken),
    }


def findings(
    found: Iterable[Finding], spoken: Mapping[Language, Mapping[str, str]]
) -> list[FindingOut]:
    """Findings with their sentences, given what parties are called in each language."""
    return [
        FindingOut(
            code=each.code,
            values=present.terms(each.values),
            subject=each.subject.hex(),
            zh=describe(each.code, each.values, Language.ZH, spoken[Language.ZH]),
            en=describe(each.code, each.values, Language.EN, spoken[Language.EN]),
        )
        for each in found
    ]
