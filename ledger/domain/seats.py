"""Where a registry has its seat, and what it registers for elsewhere (NAT-2026 Art. 10, Annex 6).

A registry may practise outside its seat: that is a fact about a file, never a reason to refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.codes.tables import provinces
from ledger.domain.codes.uscc import uscc_valid

if TYPE_CHECKING:
    from collections.abc import Iterable

ARTICLE: Final = "NAT-2026 Art. 10"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Practice outside the seat, all by the first two digits of GB/T 2260.

    `applicants`: where those applicants are registered that are of another province than the
    registry; `data`: the province that the data are of, empty where it is the registry's or none.
    """

    seat: str
    applicants: tuple[str, ...]
    data: str


def seat_of(registry: int) -> str:
    """The province of a registry, which its code begins with; empty where GB/T 2260 has none."""
    return _province(f"{registry // 10:02d}")


def elsewhere(registry: int, usccs: Iterable[str], region: str) -> Elsewhere | None:
    """What of an application lies outside the registry's seat; None for nothing that is known.

    `usccs` are the applicants' credit codes, whose third to eighth digits name the division that
    registered them (GB 32100-2015); `region` is the division that the data are of, or empty.
    """
    seat = seat_of(registry)
    if not seat:
        return None
    homes = {_province(each[2:4]) for each in usccs if uscc_valid(each)}
    others, data = tuple(sorted(homes - {seat, ""})), _province(region[:2])
    data = "" if data == seat else data
    return Elsewhere(seat, others, data) if others or data else None


def _province(digits: str) -> str:
    return digits if digits in provinces() else ""
