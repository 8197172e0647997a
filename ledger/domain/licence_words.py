"""The words of licences in a title's dossier."""

from __future__ import annotations

from typing import Any, ClassVar

from ledger.domain.acts import LicenceState, Right, Tag
from ledger.domain.values import value
from ledger.domain.words import NOBODY, Word, hash_key, low_key


def licence_key(licence: bytes) -> bytes:
    """Key of a licence's word."""
    return hash_key(Tag.LICENCE, licence)


def licensor_key(licence: bytes) -> bytes:
    """Key of who granted a licence."""
    return hash_key(Tag.LICENSOR, licence)


def licensed_key(right: Right) -> bytes:
    """Key of what is licensed of one right of the title."""
    return low_key(Tag.LICENSED, bytes([right]))


@value(frozen=True, slots=True)
class LicenceWord(Word):
    """A licence: to whom, of which right, until when (seconds since 1970)."""

    LAYOUT = (
        ("licensee", 0, 160),
        ("state", 160, 8),
        ("right", 168, 8),
        ("exclusive", 176, 1),
        ("until", 184, 40),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "licensee": bytes,
        "state": LicenceState,
        "right": Right,
        "exclusive": bool,
    }
    licensee: bytes = NOBODY
    state: LicenceState = LicenceState.NONE
    right: Right = Right.HOLD
    exclusive: bool = False
    until: int = 0


@value(frozen=True, slots=True)
class LicensorWord(Word):
    """Who granted a licence, and when it last gave notice of a breach (0: never)."""

    LAYOUT = (("party", 0, 160), ("noticed_at", 160, 40), ("version", 200, 16))
    TYPES: ClassVar[dict[str, Any]] = {"party": bytes}
    party: bytes = NOBODY
    noticed_at: int = 0
    version: int = 0


@value(frozen=True, slots=True)
class LicensedWord(Word):
    """What is licensed of one right: plain licences that nobody ended, and until when.

    `plain_until` is the latest end that one of them was given, `exclusive_until` that of the newest
    exclusive one; 0 for none.
    """

    LAYOUT = (
        ("plain", 0, 32),
        ("plain_until", 32, 40),
        ("exclusive_until", 72, 40),
        ("version", 112, 64),
    )
    plain: int = 0
    plain_until: int = 0
    exclusive_until: int = 0
    version: int = 0
