"""What a kind of security is claimed to do: the sides' claim, which the register does not judge.

Whether a right in data can be pledged is unsettled: some hold that a pledge arises with its
registration, others that only a mortgage is possible, which arises by contract and holds against
third parties once it is registered; what no statute names binds its sides (SPC Security
Interpretation Art. 63).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ledger.domain.acts import SecurityKind


class ClaimedEffect(StrEnum):
    """Since when, and against whom, a security is said to hold."""

    NONE = "NONE"
    FROM_REGISTRATION = "FROM_REGISTRATION"
    AGAINST_THIRD_PARTIES = "AGAINST_THIRD_PARTIES"
    BETWEEN_SIDES = "BETWEEN_SIDES"


CLAIMED: Final[Mapping[SecurityKind, ClaimedEffect]] = MappingProxyType(
    {
        SecurityKind.NONE: ClaimedEffect.NONE,
        SecurityKind.PLEDGE: ClaimedEffect.FROM_REGISTRATION,
        SecurityKind.MORTGAGE: ClaimedEffect.AGAINST_THIRD_PARTIES,
        SecurityKind.OTHER: ClaimedEffect.BETWEEN_SIDES,
    }
)
