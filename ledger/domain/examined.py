"""Who passed an application's examination: they decide on no objection against it.

One word in the application's dossier, half of it for each of the two; see docs/dossier.md.
"""

from typing import Final

from ledger.domain.acts import Tag
from ledger.domain.words import low_key

EXAMINED_KEY: Final = low_key(Tag.EXAMINED, b"")
HALF: Final = 16


def examined_word(examiner: bytes, reviewer: bytes) -> bytes:
    """The 32 bytes for two parties: the last 16 of each id, the examiner's in the low half."""
    return reviewer[-HALF:] + examiner[-HALF:]


def has_examined(word: bytes, party: bytes) -> bool:
    """Whether a party is one of the two."""
    return party[-HALF:] in (word[:HALF], word[HALF:])
