"""What a title that follows another needs of other dossiers: the earlier one's end and holders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ledger.domain import order_conditions
from ledger.domain.party_words import heir_of
from ledger.domain.rules.succession import holds, is_over
from ledger.domain.words import NOBODY, TitleRecord

if TYPE_CHECKING:
    from ledger.domain.acts import Succession
    from ledger.domain.state import Dossier


class Others(order_conditions.Others, Protocol):
    """Other dossiers as they were when the act was entered."""

    def linked(self, subject: bytes) -> Dossier:
        """A dossier that the act itself entered, just before that."""


def check_succession(other: Others, terms: Succession, title: Dossier) -> None:
    """The title before is over; all who hold the new one, or whom they absorbed, held it then."""
    last = NOBODY
    for party in terms.holders:
        now = _holders_now(other, title, party)
        other.require("each holds a share", party.hex(), bool(now))
        later = [each for each in now if each > last]
        other.require("holders ascend", party.hex(), bool(later))
        last = min(later)
    before = other.linked(terms.predecessor)
    over = is_over(before.record(TitleRecord), other.act.raw.time)
    other.require("a predecessor is over", terms.predecessor.hex(), over)
    held = all(holds(before, each) for each in terms.holders)
    other.require("each held a share of it", terms.predecessor.hex(), held)


def _holders_now(other: Others, title: Dossier, party: bytes) -> tuple[bytes, ...]:
    """Whoever holds a share of a title, or else who absorbed it and does; nobody else.

    More than one where it changed hands within the block: which it was, two dossiers do not tell.
    """
    if holds(title, party):
        return (party,)
    heirs = (heir_of(each) for each in other.during(party))
    return tuple(heir for heir in heirs if heir is not None and holds(title, heir))
