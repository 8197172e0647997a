"""A dossier with all its acts and the state after each: what mandates and as-of answers need."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ledger.domain.dossier import Act, Anchor, RawAct, parse_act
from ledger.domain.evolve import evolve, open_dossier
from ledger.domain.state import Dossier

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class History:
    """`states[n]` is the dossier after its first n acts; `acts[n - 1]` is the n-th act."""

    subject: bytes
    acts: tuple[Act, ...]
    states: tuple[Dossier, ...]

    @property
    def last(self) -> Dossier:
        """The state after every act."""
        return self.states[-1]

    def at_block(self, block: int) -> Dossier:
        """The state after the last act of this block or an earlier one."""
        return self.states[bisect_right([act.raw.block for act in self.acts], block)]

    def during(self, block: int) -> tuple[Dossier, ...]:
        """The state before this block, then the state after each act in it."""
        blocks = [act.raw.block for act in self.acts]
        return self.states[bisect_left(blocks, block) : bisect_right(blocks, block) + 1]

    def at_time(self, time: int) -> Dossier:
        """The state after the last act up to this time (seconds since 1970)."""
        return self.states[bisect_right([act.raw.time for act in self.acts], time)]


class Histories(Protocol):
    """Dossiers by subject, None where one is not at hand."""

    def get(self, subject: bytes, /) -> History | None:
        """The dossier."""


def history_of(anchor: Anchor, subject: bytes, raws: Iterable[RawAct]) -> History:
    """Replay a dossier. Raises as ledger.domain.evolve does."""
    states = [open_dossier(anchor, subject)]
    acts = []
    for raw in raws:
        act = parse_act(raw)
        states.append(evolve(anchor, states[-1], act))
        acts.append(act)
    return History(subject, tuple(acts), tuple(states))
