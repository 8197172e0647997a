"""The word of a title that ended before its term."""

from typing import Any, ClassVar, Final

from ledger.domain.acts import EndGround, Tag
from ledger.domain.values import value
from ledger.domain.words import Word, low_key

ENDING_KEY: Final = low_key(Tag.ENDING, b"")


@value(frozen=True, slots=True)
class EndingWord(Word):
    """Why a title ended before its term, and since when it counts for nothing."""

    LAYOUT = (("ground", 0, 8), ("since", 8, 40))
    TYPES: ClassVar[dict[str, Any]] = {"ground": EndGround}
    ground: EndGround = EndGround.NONE
    since: int = 0
