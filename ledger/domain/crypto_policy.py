"""Which algorithms are accepted for what, from when until when: dated data, as rule profiles are.

A maker uses what is allowed on the day; a verifier accepts what was accepted at the time that the
thing made with it names. Days begin at midnight in Beijing, and the last one is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.codes.tables import Label
from ledger.domain.errors import DomainError
from ledger.domain.shapes import shaped

SCHEMA: Final = "datadeed/crypto-policy/1"
_OWN: Final = "crypto-policy-2026.json"
_BEIJING: Final = timezone(timedelta(hours=8))


class Use(StrEnum):
    """What an algorithm is for."""

    DIGEST = "digest"
    ACT = "act"
    VERDICT = "verdict"
    COUNTERSIGNATURE = "countersignature"
    IMPRINT = "imprint"
    CONTENT = "content"


@dataclass(eq=False)
class AlgorithmNotAllowed(DomainError):
    """Nothing is made with this algorithm on this day."""

    use: str
    algorithm: str
    policy: str
    code: ClassVar[str] = "ALGORITHM_NOT_ALLOWED"


@dataclass(eq=False)
class CryptoPolicyMalformed(DomainError):
    """The file is no crypto policy."""

    fault: str
    code: ClassVar[str] = "CRYPTO_POLICY_MALFORMED"


@dataclass(frozen=True, slots=True)
class Rule:
    """An algorithm: the first day, and the days from which nothing is made or accepted any more."""

    algorithm: str
    since: date
    make_until: date | None
    accept_until: date | None


@dataclass(frozen=True, slots=True)
class CryptoPolicy:
    """The algorithms of each use. What was not seen in an official text is `unverified`."""

    schema: str
    id: str
    name: Label
    source: str
    unverified: tuple[str, ...]
    uses: dict[Use, tuple[Rule, ...]]

    def accepts(self, use: Use, algorithm: str, moment: int) -> bool:
        """Whether a verifier accepts what says that it was made then (seconds since 1970)."""
        return any(
            _covers(each.since, each.accept_until, moment)
            for each in self.uses[use]
            if each.algorithm == algorithm
        )

    def require(self, use: Use, algorithm: str, moment: int) -> None:
        """Let a maker use the algorithm then. Raises AlgorithmNotAllowed."""
        if not any(
            _covers(each.since, each.make_until, moment)
            for each in self.uses[use]
            if each.algorithm == algorithm
        ):
            raise AlgorithmNotAllowed(use.value, algorithm, self.id)


def parse_policy(data: bytes) -> CryptoPolicy:
    """A policy that says something of every use. Raises CryptoPolicyMalformed."""
    try:
        value: Any = canonical.parse(data)
        uses = {Use(use): rules for use, rules in value["uses"].items()}
        found = shaped(CryptoPolicy, {**value, "uses": uses})
    except (CanonicalJsonError, TypeError, ValueError, LookupError, AttributeError) as fault:
        raise CryptoPolicyMalformed(str(fault)[:200]) from fault
    if found.schema != SCHEMA or found.uses.keys() != set(Use):
        raise CryptoPolicyMalformed(f"is not {SCHEMA}, or not of all of: {', '.join(Use)}")
    return found


@cache
def own_policy() -> CryptoPolicy:
    """The one that comes with this version."""
    return parse_policy(files("ledger.domain").joinpath(_OWN).read_bytes())


def _covers(since: date, until: date | None, moment: int) -> bool:
    return _begins(since) <= moment and (until is None or moment < _begins(until))


def _begins(day: date) -> int:
    return int(datetime.combine(day, time(), _BEIJING).timestamp())
