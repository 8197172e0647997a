"""The movables register (中登网): what it says of a filing, and what a pledge's note says of it.

Filings are its secured parties' own; it examines nothing (PBC Order 2021 No. 7). Its interface for
programs is unpublished: form and names here are ours, docs/movables.md has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.canonical import JsonInput

SHOWN: Final = 80
WORD: Final = 32
NUMBER: Final = re.compile(r"[0-9A-Z]{8,32}")


@dataclass(eq=False)
class FilingNumberMalformed(DomainError):
    """A filing's number is 8 to 32 digits and capitals, as the movables register prints it."""

    code: ClassVar[str] = "FILING_NUMBER_MALFORMED"

    text: str


class Change(StrEnum):
    """What was registered later on a filing."""

    AMENDED = "AMENDED"
    EXTENDED = "EXTENDED"
    CANCELLED = "CANCELLED"
    OBJECTED = "OBJECTED"


class By(StrEnum):
    """What filings are asked for by."""

    NUMBER = "number"
    DEBTOR = "debtor"


class FilingState(StrEnum):
    """What a filing is at a moment."""

    STANDING = "STANDING"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Body:
    """A secured party or a debtor as it was filed: its name, its unified social credit code."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A later registration on a filing; `digest` is SHA-256 (hex) of what was filed."""

    kind: Change
    at: int
    digest: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the movables register says of a filing. Times are seconds since 1970, amounts fen.

    `filed_at` is the time that ranks it; `term_end` is its last second. `amount` is the secured
    amount, or its maximum where `maximum`; `attachments` are SHA-256 (hex).
    """

    number: str
    category: int
    filed_at: int
    term_end: int
    debtor: Body
    secured: Body
    amount: int
    maximum: bool
    collateral: tuple[str, ...]
    attachments: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def cancelled_at(self) -> int:
        """When it was cancelled, 0 while it was not."""
        return next((each.at for each in self.entries if each.kind is Change.CANCELLED), 0)

    @property
    def objected_at(self) -> int:
        """When the last objection to it was registered, 0 for none."""
        return max((each.at for each in self.entries if each.kind is Change.OBJECTED), default=0)

    def state(self, time: int) -> FilingState:
        """What it is at a moment."""
        if 0 < self.cancelled_at <= time:
            return FilingState.CANCELLED
        return FilingState.STANDING if time <= self.term_end else FilingState.LAPSED

    def names(self, text: str) -> bool:
        """Whether its collateral is described by this text among others."""
        return any(text in each for each in self.collateral)

    @property
    def data(self) -> bytes:
        """Canonical JSON of it."""
        return canonical.encode(shape_of(self))

    @property
    def digest(self) -> bytes:
        """SHA-256 of its canonical JSON."""
        return sha256(self.data).digest()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the filing of a number, or those of a debtor (by its credit code)."""

    by: By
    key: str


def filing_word(number: str) -> bytes:
    """A filing's number as a pledge's note carries it: its letters, then zeros.

    Words are in the order of the numbers, which decides between equal times.
    Raises FilingNumberMalformed.
    """
    if not NUMBER.fullmatch(number):
        raise FilingNumberMalformed(number[:SHOWN])
    return number.encode("ascii").ljust(WORD, b"\x00")


def filing_number(word: bytes) -> str | None:
    """The number that a pledge's note names; None where the word is none (a digest)."""
    text = word.rstrip(b"\x00").decode("ascii", "replace")
    return text if NUMBER.fullmatch(text) else None


def follows(before: Statement, after: Statement) -> bool:
    """Whether a statement can have become another: what was registered stays registered."""
    same = (before.number, before.filed_at, before.category)
    kept = after.entries[: len(before.entries)] == before.entries
    if same != (after.number, after.filed_at, after.category) or not kept:
        return False
    return after == before or len(after.entries) > len(before.entries)


def shape_of(each: Statement) -> Mapping[str, JsonInput]:
    """A statement as it stands in an answer."""
    return {
        "number": each.number,
        "category": each.category,
        "filed_at": each.filed_at,
        "term_end": each.term_end,
        "debtor": {"name": each.debtor.name, "code": each.debtor.code},
        "secured": {"name": each.secured.name, "code": each.secured.code},
        "amount": str(each.amount),
        "maximum": each.maximum,
        "collateral": list(each.collateral),
        "attachments": list(each.attachments),
        "entries": [
            {"kind": entry.kind.value, "at": entry.at, "digest": entry.digest}
            for entry in each.entries
        ],
    }
