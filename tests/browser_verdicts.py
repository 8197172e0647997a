"""Verdicts of ledger.domain and of the browser's verifier, as both tell them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.disowned import disowned_in, needed_signatures, with_disowned
from ledger.domain.history import History
from ledger.domain.verdict import Finding, Purpose, Verdict, judge, needed_dossiers
from tests.browser_domain import BrowserDomain, tried


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose certificate of which title, for what, when; and the dossiers that are not at hand."""

    title: bytes
    holder: bytes
    purpose: Purpose
    time: int
    gone: tuple[bytes, ...] = ()


def judged_there(browser: BrowserDomain, asked: Asked) -> Any:
    """The browser's verdict, or its refusal."""
    return browser.tried(
        "judged",
        title=asked.title.hex(),
        holder=asked.holder.hex(),
        purpose=asked.purpose.value,
        time=asked.time,
        missing=[each.hex() for each in asked.gone],
    )


def judged_here(histories: Mapping[bytes, History], asked: Asked) -> Any:
    """Python's."""
    others = {subject: each for subject, each in histories.items() if subject not in asked.gone}
    return tried(lambda: told(_judged(others, asked)))


def _judged(histories: Mapping[bytes, History], asked: Asked) -> Verdict:
    title = histories[asked.title].at_time(asked.time)
    known = {subject: each.at_time(asked.time) for subject, each in histories.items()}
    needed = needed_dossiers(title, asked.holder, known)
    dossiers = {subject: known[subject] for subject in needed if subject in known}
    verdict = judge(title, asked.holder, asked.purpose, asked.time, dossiers)
    signed = (histories[each] for each in needed_signatures(title) if each in histories)
    disowned = (found for each in signed for found in disowned_in(each, histories, asked.time))
    return with_disowned(verdict, disowned)


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as node tells it."""
    return {
        "purpose": verdict.purpose.value,
        "result": verdict.result.value,
        "title": verdict.title.hex(),
        "holder": verdict.holder.hex(),
        "time": verdict.time,
        "facts": _findings(verdict.facts),
        "blocks": _findings(verdict.blocks),
        "warnings": _findings(verdict.warnings),
        "unknown": _findings(verdict.unknown),
    }


def _findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "values": each.values, "subject": each.subject.hex()} for each in found
    ]
