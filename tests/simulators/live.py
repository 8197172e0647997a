"""A long chain that is shown block by block, as a live one grows.

As a process (`python -m tests.simulators.live --help`) it waits for a line on its input, then shows
a block every so many seconds, and writes each block's number and the time on its output.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.chain import profile as profiles
from ledger.chain.profile import Confirmations
from ledger.domain.dossier import Anchor
from tests.forge import ANCHOR
from tests.simulators.chain import Block, profile_of
from tests.simulators.lives import STAGES
from tests.simulators.long import LongChain
from tests.simulators.served import served

DEPTH = 6
ACTS_A_BLOCK = 102


@dataclass
class LiveChain:
    """A long chain of which the blocks up to `height` exist."""

    chain: LongChain
    height: int = 0
    anchor: Anchor = ANCHOR

    def chain_id(self) -> int:
        """The chain's id."""
        return self.chain.chain_id()

    def client_version(self) -> str:
        """What it says it is."""
        return self.chain.client_version()

    def at(self, number: int) -> Block:
        """A block with its logs."""
        return self.chain.at(number)

    def stored_heads(self, at: int) -> Mapping[bytes, bytes]:
        """The heads after a block, by their slots."""
        return self.chain.stored_heads(at)

    def word(self, subject: bytes, key: bytes, at: int) -> bytes:
        """A word of the register after a block."""
        return self.chain.word(subject, key, at)

    @property
    def full(self) -> int:
        """The first block with as many acts as most have: lives of every age stand in it."""
        return STAGES


def main() -> None:
    """Serve; then grow by a block every so many seconds up to the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, required=True)
    parser.add_argument("--every", type=float, default=1.0)
    parser.add_argument("--profile", type=Path, required=True)
    given = parser.parse_args()
    chain = LiveChain(LongChain((given.blocks + STAGES) * ACTS_A_BLOCK))
    chain.chain.at(chain.chain.height)
    profiles.save(profile_of(chain, Confirmations(DEPTH)), given.profile)
    chain.height = chain.full
    with served(chain) as node:
        sys.stdout.write(f"{node.url} {chain.height}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        begun, first = time.time(), chain.height
        for number in range(first + 1, first + given.blocks + 1):
            time.sleep(max(0.0, begun + (number - first) * given.every - time.time()))
            with node.lock:
                chain.height = number
            sys.stdout.write(f"{number} {time.time()}\n")
            sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main()
