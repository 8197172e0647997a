"""The browser's verifier beside ledger.domain: all acts and refusals of the model, judged twice."""

from dataclasses import replace
from typing import Any

from ledger.domain.acts import encode
from ledger.domain.dossier import Act, Anchor, act_data
from ledger.domain.errors import DomainError
from ledger.domain.state import Dossier
from tests.browser_domain import BrowserDomain, Refused, answered, raw_line, refused, shown


class SecondOpinion:
    """What node says of the same dossiers. Raises AssertionError where it is something else."""

    def __init__(self, browser: BrowserDomain, anchor: Anchor) -> None:
        self._browser = browser
        browser.register(anchor)

    def follow(self, act: Act, after: Dossier) -> None:
        """One more act of the chain leaves the same words, and the same head."""
        found = self._browser.tried("act", **raw_line(act.raw))
        assert found == shown(after), (act.kind.name, act.raw)

    def judge(self, draft: Act, opinion: DomainError | None) -> None:
        """An act that may come next is taken, or refused for the same reason."""
        found, expected = self._of(draft), opinion and refused(opinion)
        assert found == expected, f"{draft.kind.name}: {found}, not {expected}: {draft.terms}"

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
