"""What a rule answers: the words that an act must leave, and the terms to remember."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ledger.domain.acts import Body
from ledger.domain.errors import DomainError
from ledger.domain.values import value
from ledger.domain.words import Word


@dataclass(eq=False)
class RuleBroken(DomainError):
    """The terms of an act break a rule that the register holds."""

    code: ClassVar[str] = "RULE_BROKEN"

    rule: str
    values: str = ""


@value(frozen=True, slots=True)
class Outcome:
    """Words by key in the order of writing (a record's seq is filled in), terms by key."""

    writes: tuple[tuple[bytes, Word | bytes], ...] = ()
    terms: dict[bytes, Body] = field(default_factory=dict)


def require(rule: str, *, holds: bool, values: object = "") -> None:
    """Raise RuleBroken unless the rule holds."""
    if not holds:
        raise RuleBroken(rule, str(values))
