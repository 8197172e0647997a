"""Whether an act is fit to be signed: the verdict for its purpose, and the register's own rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from api.problems import ActWouldBeRefused
from api.proposals.errors import PurposeBarred
from api.proposals.proposal import title_of
from api.refusing import trial
from ledger.domain.acts import Pledge, Time, TitleState, Transfer
from ledger.domain.verdict import Purpose, Result, Verdict
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from ledger.queries.as_of import as_of
from ledger.queries.replay import load_dossier
from ledger.queries.verdict import Asked, Terms, Verdicts, verdicts

if TYPE_CHECKING:
    from api.registrant.actfile import ActFile
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession

# stands for a filing that is still to be named
SOME_FILING: Final = b"\xff" * 32


@dataclass(frozen=True, slots=True)
class Fitness:
    """What stands against an act: the verdict (None for acts of no purpose), the rule it breaks."""

    verdicts: Verdicts | None
    refusal: ActWouldBeRefused | None

    @property
    def verdict(self) -> Verdict | None:
        """The one verdict."""
        return self.verdicts.answers[0].verdict if self.verdicts else None

    @property
    def fit(self) -> bool:
        """Nothing stands against signing it."""
        valid = self.verdict is None or self.verdict.result is Result.VALID
        return valid and self.refusal is None


def fitness(wiring: Wiring, session: ReadSession, act: ActFile) -> Fitness:
    """What stands against an act now."""
    terms = act.prepared.terms
    now = as_of(session)
    judged = None
    if isinstance(terms, Pledge):
        judged = _judged(wiring, session, (terms.title, terms.pledgor), Purpose.PLEDGE)
        if not any(terms.filing):
            terms = replace(terms, filing=SOME_FILING, filed_at=Time(now.time))
    elif isinstance(terms, Transfer):
        judged = _judged(wiring, session, (terms.title, terms.giver), Purpose.TRADE)
    refusal = trial(session, act.prepared.door.kind, title_of(terms), terms)
    return Fitness(judged, refusal)


def require_fit(wiring: Wiring, session: ReadSession, act: ActFile) -> None:
    """Nothing stands against an act. Raises PurposeBarred, ActWouldBeRefused."""
    found = fitness(wiring, session, act)
    verdict = found.verdict
    if verdict is not None and verdict.result is not Result.VALID:
        codes = [each.code for each in (*verdict.unknown, *verdict.blocks)]
        raise PurposeBarred(verdict.purpose.value, verdict.result.value, codes)
    if found.refusal is not None:
        raise found.refusal


def _judged(
    wiring: Wiring, session: ReadSession, place: tuple[bytes, bytes], purpose: Purpose
) -> Verdicts | None:
    """The verdict for a holder's certificate of a title; None where it holds none."""
    subject, holder = place
    title = load_dossier(session, subject)
    holding = title.read(holding_key(holder), HoldingWord)
    if not holding.number or title.record(TitleRecord).state is TitleState.NONE:
        return None
    asked = Asked(holding.number, purpose)
    given = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    return verdicts(session, [asked], given)
