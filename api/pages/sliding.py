"""The slider over a title's timeline: from act to act, by keyboard and without a script."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.problems import MomentUnknown
from ledger.queries.as_of import Moment

if TYPE_CHECKING:
    from ledger.queries.history import Timeline


@dataclass(frozen=True, slots=True)
class Slider:
    """Where a page stands among the blocks that hold acts; `place` counts from 1, 0 for now."""

    blocks: tuple[int, ...]
    times: tuple[int, ...]
    place: int

    @property
    def last(self) -> int:
        """The place of the newest act."""
        return len(self.blocks)

    @property
    def before(self) -> int:
        """The place before this one, 0 for none; before now comes the newest act."""
        return (self.place or self.last + 1) - 1

    @property
    def after(self) -> int:
        """The place behind this one, 0 for none."""
        return self.place + 1 if 0 < self.place < self.last else 0


def slider(acts: Timeline, title: bytes, block: int | None) -> Slider:
    """The slider of a title's page that shows a block, None for now."""
    times = {each.block: each.time for each in acts.entries if each.subject == title}
    blocks = tuple(sorted(times))
    place = 0 if block is None else bisect_right(blocks, block)
    return Slider(blocks, tuple(times[each] for each in blocks), place)


def moment_of(found: Slider, place: int) -> Moment:
    """The moment of an act by its place. Raises MomentUnknown."""
    if not 0 < place <= found.last:
        raise MomentUnknown(str(place))
    return Moment(found.times[place - 1], found.blocks[place - 1])
