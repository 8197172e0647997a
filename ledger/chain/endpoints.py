"""Several doors to one chain: one is asked, the others say whether they see the same blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.chain.client import Chain


class Endpoints:
    """The nodes that a mirror may ask, numbered from 1. Who holds `asked` asks the one in turn."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self.chains = tuple(chains)
        self.number = 1

    @property
    def current(self) -> Chain:
        """The node in turn itself."""
        return self.chains[self.number - 1]

    @property
    def asked(self) -> Chain:
        """Whichever node is in turn when it is asked."""
        return cast("Chain", _Asked(self))

    def others(self) -> Iterator[tuple[int, Chain]]:
        """All but the one in turn, with their numbers."""
        for number, chain in enumerate(self.chains, start=1):
            if number != self.number:
                yield number, chain

    def turn_to(self, number: int) -> None:
        """Ask this one from now on."""
        self.number = number

    def turn(self) -> None:
        """Ask the next one from now on."""
        self.number = self.number % len(self.chains) + 1


class _Asked:
    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    def __getattr__(self, name: str) -> Any:
        return getattr(self._endpoints.current, name)
