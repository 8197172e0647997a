"""What can be said of a signature on a document, mark by mark, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Grade(StrEnum):
    """A document's signature as a whole: what is false is BAD, what is lacking is INCOMPLETE."""

    GOOD = "GOOD"
    INCOMPLETE = "INCOMPLETE"
    BAD = "BAD"
    UNSIGNED = "UNSIGNED"


class MarkCode(StrEnum):
    """One thing that was looked at, and how it was found."""

    SIGNATURE_HOLDS = "SIGNATURE_HOLDS"
    CONTENT_CHANGED = "CONTENT_CHANGED"
    SIGNATURE_WRONG = "SIGNATURE_WRONG"
    SIGNATURE_MISSING = "SIGNATURE_MISSING"
    SIGNATURE_UNREADABLE = "SIGNATURE_UNREADABLE"
    SIGNATURES_MANY = "SIGNATURES_MANY"
    FILE_COVERED = "FILE_COVERED"
    FILE_PARTLY_COVERED = "FILE_PARTLY_COVERED"
    EDITED_AFTER = "EDITED_AFTER"
    SIGNER_TRUSTED = "SIGNER_TRUSTED"
    SIGNER_NOT_CHECKED = "SIGNER_NOT_CHECKED"
    SIGNER_UNKNOWN = "SIGNER_UNKNOWN"
    SIGNER_EXPIRED = "SIGNER_EXPIRED"
    SIGNER_REVOKED = "SIGNER_REVOKED"
    SIGNER_NOT_NAMED = "SIGNER_NOT_NAMED"
    TIME_STAMPED = "TIME_STAMPED"
    TIME_STAMP_MISSING = "TIME_STAMP_MISSING"
    TIME_STAMP_NOT_CHECKED = "TIME_STAMP_NOT_CHECKED"
    TIME_STAMP_LATE = "TIME_STAMP_LATE"
    TIME_STAMP_WRONG = "TIME_STAMP_WRONG"
    REVOCATION_EMBEDDED = "REVOCATION_EMBEDDED"
    REVOCATION_NOT_PROVEN = "REVOCATION_NOT_PROVEN"


HOLDS: Final = frozenset(
    {
        MarkCode.SIGNATURE_HOLDS,
        MarkCode.FILE_COVERED,
        MarkCode.SIGNER_TRUSTED,
        MarkCode.TIME_STAMPED,
        MarkCode.REVOCATION_EMBEDDED,
    }
)
LACKS: Final = frozenset(
    {
        MarkCode.SIGNER_NOT_CHECKED,
        MarkCode.TIME_STAMP_MISSING,
        MarkCode.TIME_STAMP_NOT_CHECKED,
        MarkCode.TIME_STAMP_LATE,
        MarkCode.REVOCATION_NOT_PROVEN,
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, and what was found in its own words."""

    code: MarkCode
    detail: str = ""

    @property
    def grade(self) -> Grade:
        """How much it says against the document."""
        if self.code in HOLDS:
            return Grade.GOOD
        return Grade.INCOMPLETE if self.code in LACKS else Grade.BAD


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed by the certificate's own words, when by a believed time stamp (0: not known)."""

    grade: Grade
    signer: str = ""
    time: int = 0
    marks: tuple[Mark, ...] = ()


UNSIGNED: Final = Signed(Grade.UNSIGNED)


def signed_by(signer: str, time: int, marks: tuple[Mark, ...]) -> Signed:
    """The whole: as bad as its worst mark."""
    found = {each.grade for each in marks}
    order = (Grade.BAD, Grade.INCOMPLETE, Grade.GOOD)
    return Signed(next(each for each in order if each in found), signer, time, marks)
