"""A chain that lives: it grows, forks and misbehaves as a random number generator has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, Final

from ledger.chain.profile import Confirmations
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.faults import Faults
from tests.stories import Story

if TYPE_CHECKING:
    from ledger.chain.profile import ChainProfile

DEPTH: Final = 6
OPENING: Final = [[0, 0, 0], [2, 12], [3, 13], [4], [5, 14], [3], [4], [5, 13], [6, 6], [8, 18]]
MISCHIEF: Final[tuple[dict[str, Any], ...]] = (
    {"lag": 2},
    {"lag": 1, "empty_beyond": True},
    {"most_logs": 2},
    {"cut": 90},
    {"cut": 400, "short": True},
    {"status": 502},
    {"renamed": 9},
    {"shuffled": True},
    {"partial": True},
)
# misdeeds that name a block: they are given one of the last
AIMED: Final = ("repeated", "reordered", "removed", "moved", "missing")


@dataclass
class World:
    """The chain, the stories that its last blocks ended, and the profile of its register."""

    random: Random
    chain: SimulatedChain = field(default_factory=SimulatedChain)
    ends: dict[int, Story] = field(default_factory=lambda: {0: Story()})
    highest: int = 0

    def __post_init__(self) -> None:
        self._play(OPENING)

    @classmethod
    def of(cls, seed: int) -> World:
        """The same life for the same seed."""
        return cls(Random(seed))  # noqa: S311 (no secret: a test is told again by its seed)

    @property
    def profile(self) -> ChainProfile:
        """Blocks are final below the deepest fork."""
        return profile_of(self.chain, Confirmations(DEPTH))

    def grow(self, blocks: int) -> None:
        """So many more blocks, with some acts each."""
        self._play(
            [
                [self.random.randrange(100) for _ in range(self.random.randrange(4))]
                for _ in range(blocks)
            ]
        )

    def fork(self, depth: int) -> None:
        """The last blocks are others, and more."""
        self.shrink(depth)
        self.grow(depth + 1)

    def shrink(self, depth: int) -> None:
        """The last blocks are gone; such as were ever final stay."""
        self.highest = max(self.highest, self.chain.height)
        self.chain.cut(max(self.highest - DEPTH, self.chain.height - depth))
        self.ends = {at: end for at, end in self.ends.items() if at <= self.chain.height}

    def mischief(self) -> Faults:
        """One of the ways to misbehave."""
        kind = self.random.randrange(len(MISCHIEF) + len(AIMED) + 1)
        block = self.random.randrange(max(0, self.chain.height - 8), self.chain.height + 1)
        if kind < len(MISCHIEF):
            return Faults(**MISCHIEF[kind])
        if kind == len(MISCHIEF) + len(AIMED):
            return Faults(unlogged={block})
        aim: dict[str, Any] = {AIMED[kind - len(MISCHIEF)]: block}
        return Faults(**aim)

    def _play(self, choices: list[list[int]]) -> None:
        for block in choices:
            story = self.ends[self.chain.height].branch()
            story.play(self.chain, [block])
            self.ends[self.chain.height] = story
            self.ends.pop(self.chain.height - DEPTH - 1, None)
