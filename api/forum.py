"""For whose court a package is: data that are kept in China go to none abroad without approval.

Data Security Law Art. 36. Whether a package is for a court abroad says who asks for it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from api.problems import ApiError


class Forum(StrEnum):
    """For whose court a package is."""

    DOMESTIC = "domestic"
    FOREIGN = "foreign"


@dataclass(eq=False)
class EvidenceByCase(ApiError):
    """What is for a court abroad is asked for by case, and waits for an approval (DSL Art. 36)."""

    code: ClassVar[str] = "EVIDENCE_BY_CASE"
    status: ClassVar[int] = 409

    forum: str


def require_domestic(forum: Forum) -> None:
    """What is made at once is for nobody abroad. Raises EvidenceByCase."""
    if forum is not Forum.DOMESTIC:
        raise EvidenceByCase(forum.value)
