"""The browser's verifier beside ledger.domain: all acts and refusals of the model, judged twice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.acts import encode
from ledger.domain.dossier import Act, Anchor, RawAct, act_data
from ledger.domain.errors import DomainError
from ledger.domain.history import History
from ledger.domain.state import Dossier
from tests.browser_domain import (
    BrowserDomain,
    Refused,
    answered,
    raw_line,
    refused,
    replayed,
    shown,
)
from tests.browser_verdicts import Asked, judged_here, judged_there


class SecondOpinion:
    """What node says of the same dossiers. Raises AssertionError where it is something else."""

    def __init__(self, browser: BrowserDomain, anchor: Anchor) -> None:
        self._browser, self._anchor = browser, anchor
        browser.register(anchor)

    def follow(self, act: Act, after: Dossier) -> None:
        """One more act of the chain leaves the same words, and the same head."""
        found = self._browser.tried("act", **raw_line(act.raw))
        assert found == shown(after), (act.kind.name, act.raw)

    def judge(self, draft: Act, opinion: DomainError | None) -> None:
        """An act that may come next is taken, or refused for the same reason."""
        found, expected = self._of(draft), opinion and refused(opinion)
        assert found == expected, f"{draft.kind.name}: {found}, not {expected}: {draft.terms}"

    def compare(self, before: Dossier, act: Act, changed: list[RawAct]) -> None:
        """What each of these would be instead of an act; `before` is its dossier just before."""
        found = self._browser.instead(act.raw.subject, act.seq - 1, changed)
        for each, answer in zip(changed, found, strict=True):
            assert answer == replayed(self._anchor, before, each), (act.kind.name, each)

    def answer(self, histories: Mapping[bytes, History], asked: Asked) -> set[str]:
        """The codes of a verdict, the same in both."""
        found = judged_there(self._browser, asked)
        assert found == judged_here(histories, asked), asked
        return {each["code"] for part in ("facts", "blocks", "warnings") for each in found[part]}

    def _of(self, draft: Act) -> Refused | None:
        # a digest stands before actors only
        act = draft if draft.actors else replace(draft, digest=b"")
        raw = replace(act.raw, data=act_data(act, encode(act.terms)))
        [state] = self._browser.instead(raw.subject, act.seq - 1, [raw])
        if isinstance(state, Refused):
            return state
        given: dict[str, Any] = {"subject": raw.subject.hex(), "after": act.seq - 1}
        [found] = self._browser.ask("vouched", acts=[raw_line(raw)], missing=[], **given)
        conditions, mandates = map(answered, found)
        refusals = (each for each in (mandates, conditions) if isinstance(each, Refused))
        return next(refusals, None)
