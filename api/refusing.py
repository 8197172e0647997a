"""Why the register would refuse an act now, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.problems import ActWouldBeRefused
from api.texts.rules import rule_said
from ledger.domain.conditions import ConditionBroken
from ledger.domain.rules.outcome import RuleBroken
from ledger.queries.trial import require_acceptable

if TYPE_CHECKING:
    from ledger.domain.acts import ActKind
    from ledger.store.engine import Session


def trial(session: Session, kind: ActKind, subject: bytes, terms: Any) -> ActWouldBeRefused | None:
    """What an act in this dossier would break; None where nothing that the mirror knows."""
    try:
        require_acceptable(session, kind, subject, terms)
    except RuleBroken as fault:
        return _refused(fault.rule, fault.values)
    except ConditionBroken as fault:
        return _refused(fault.condition, fault.values)
    return None


def _refused(rule: str, values: str) -> ActWouldBeRefused:
    said = rule_said(rule)
    return ActWouldBeRefused(rule, values, said.zh, said.en)
