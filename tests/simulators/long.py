"""A chain as long as a benchmark wants, made block by block when it is asked for.

`LongChain(acts=200_000)` has whole lives of titles, a stage of each in a block of its own, so that
every dossier is touched again and again. The same seed gives the same bytes on every machine.
Serve it with `served(LongChain(...))`, or as a process: `python -m tests.simulators.long --help`.
"""

import argparse
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from types import MappingProxyType

from ledger.chain import profile as profiles
from ledger.chain.profile import Instant
from ledger.chain.records import Header, RawLog
from ledger.domain.acts import RegistryCode
from ledger.domain.dossier import Anchor, RawAct
from tests import forge
from tests.forge import ANCHOR, BOOK, REGISTER, Forge
from tests.simulators.chain import START_TIME, Block, heads_of, log_of, profile_of, word_of
from tests.simulators.headers import OUTSIDE, bloom_of, sealed
from tests.simulators.lives import ACTS, STAGES, Life
from tests.simulators.mould import Moulds
from tests.simulators.served import served

SECONDS = 12
# certificates of one registry and month: each life takes three
LIVES_A_REGISTRY = 3_333
FIRST_REGISTRY = 371


@dataclass
class LongChain:
    """So many acts (rounded up to whole cohorts of lives), about so many in a block.

    spread: only each so manieth block has acts. apart: after so many of those the next lives begin.
    """

    acts: int
    seed: int = 1
    acts_a_block: int = 102
    spread: int = 1
    apart: int = 1
    anchor: Anchor = ANCHOR
    _hashes: list[bytes] = field(default_factory=list)
    _moulds: dict[int, Moulds] = field(default_factory=dict)
    _cohorts: OrderedDict[int, list[list[RawLog]]] = field(default_factory=OrderedDict)
    _stored: tuple[int, Mapping[bytes, bytes]] = (-1, MappingProxyType({}))

    @property
    def cohort(self) -> int:
        """Lives that begin in the same block."""
        return max(1, self.acts_a_block // ACTS)

    @cached_property
    def lives(self) -> int:
        """How many titles there will be."""
        whole = -(-self.acts // (ACTS * self.cohort))
        return whole * self.cohort

    @property
    def height(self) -> int:
        """The number of the last block."""
        return self.spread * ((self.lives // self.cohort - 1) * self.apart + STAGES)

    def chain_id(self) -> int:
        """The chain's id."""
        return self.anchor.chain_id

    def client_version(self) -> str:
        """What it says it is."""
        return f"simulated/{self.seed}/{self.acts}"

    def at(self, number: int) -> Block:
        """A block, made anew from the hash of the one before it: the hashes are kept."""
        while len(self._hashes) <= number:
            self._hashes.append(self._header(len(self._hashes)).hash)
        header = self._header(number)
        return header, _placed(self._logs(number), header)

    def stored_heads(self, at: int) -> Mapping[bytes, bytes]:
        """The heads after a block, by their slots; those of the last that was asked are kept."""
        if self._stored[0] != at:
            self._stored = at, heads_of(self.anchor, self._acts(at))
        return self._stored[1]

    def word(self, subject: bytes, key: bytes, at: int) -> bytes:
        """A word of the register after a block, looked for in all acts up to it."""
        return word_of(self._acts(at), subject, key)

    def life(self, number: int) -> Life:
        """One of the lives."""
        registry = FIRST_REGISTRY + number // LIVES_A_REGISTRY
        return Life(self.seed, number, RegistryCode(registry))

    def times(self, cohort: int) -> tuple[int, ...]:
        """When the stages of a cohort's lives are."""
        first = cohort * self.apart + 1
        return tuple(_time(self.spread * (first + stage)) for stage in range(STAGES))

    def acts_of(self, number: int) -> list[RawAct]:
        """The acts of a block."""
        time = _time(number)
        return [
            RawAct(log.topics[1], log.topics[2][-1], BOOK, _unframed(log.data), number, time)
            for log in self._logs(number)
        ]

    def _acts(self, upto: int) -> Iterator[RawAct]:
        return (act for number in range(upto + 1) for act in self.acts_of(number))

    def _header(self, number: int) -> Header:
        parent = self._hashes[number - 1] if number else bytes(32)
        seeded = {**OUTSIDE, "mixHash": f"0x{self.seed:064x}"}
        logs = self._logs(number)
        return sealed(number, parent, _time(number), bloom_of(logs), seeded)

    def _logs(self, number: int) -> list[RawLog]:
        """The stages that fall on a block: of the cohort that begins in it, and those before."""
        found: list[RawLog] = []
        place, between = divmod(number, self.spread)
        if between:
            return found
        for stage in range(STAGES):
            which, between = divmod(place - 1 - stage, self.apart)
            if not between and 0 <= which < self.lives // self.cohort:
                found += self._cohort(which)[stage]
        return found

    def _cohort(self, which: int) -> list[list[RawLog]]:
        known = self._cohorts.get(which)
        if known is None:
            known = self._cohorts[which] = self._made(which)
            while len(self._cohorts) > 2 * STAGES:
                self._cohorts.popitem(last=False)
        return known

    def _made(self, which: int) -> list[list[RawLog]]:
        times = self.times(which)
        made: list[list[RawLog]] = [[] for _ in range(STAGES)]
        for number in range(which * self.cohort, (which + 1) * self.cohort):
            life = self.life(number)
            moulds = self._moulds.get(life.registry) or self._mould(life.registry)
            for stage, logs in enumerate(cast(moulds, life, times)):
                made[stage] += logs
        return made

    def _mould(self, registry: RegistryCode) -> Moulds:
        """The rules' own acts of a life that is not on the chain, with times of its own.

        Where two of its values run into each other by chance (a hash that ends in 0 before a word
        that begins with it), what is cast is no life: the next one is tried.
        """
        times = tuple(_time(1_000_003 + stage * 997) for stage in range(STAGES))
        for number in count(10**7 + registry, 10**4):
            life, other = (Life(self.seed, each, registry) for each in (number, number + 10**3))
            stages = [[log_of(act) for act in acts] for acts in forged(life, times)]
            moulds = Moulds.of(stages, life.values(times), life.numbers(times))
            expected = [[log_of(act) for act in acts] for acts in forged(other, times)]
            if cast(moulds, other, times) == expected:
                self._moulds[registry] = moulds
                return moulds
        raise AssertionError


def cast(moulds: Moulds, life: Life, times: tuple[int, ...]) -> list[list[RawLog]]:
    """The logs of a life, stage by stage."""
    values = moulds.values(life.values(times), life.numbers(times))
    return [[_log(mould.topics, *mould.cast(values)) for mould in each] for each in moulds.stages]


def forged(life: Life, times: Sequence[int], first: int = 1) -> list[list[RawAct]]:
    """A life's acts as the rules make them, stage by stage, one block each."""
    book = Forge()
    titled = forge.title_id(life.issue(times[9]))
    return [life.acts(book, stage, first + stage, times[stage], titled) for stage in range(STAGES)]


def _log(topics: tuple[bytes, ...], subject: bytes, data: bytes) -> RawLog:
    signature, _, kind, book = topics
    return RawLog(REGISTER, (signature, subject, kind, book), data, 0, b"", b"", 0)


def _placed(logs: Sequence[RawLog], header: Header) -> tuple[RawLog, ...]:
    return tuple(
        RawLog(
            log.address,
            log.topics,
            log.data,
            header.number,
            header.hash,
            header.hash[:28] + index.to_bytes(4),
            index,
        )
        for index, log in enumerate(logs)
    )


def _unframed(data: bytes) -> bytes:
    return data[64 : 64 + int.from_bytes(data[32:64])]


def _time(number: int) -> int:
    return START_TIME + SECONDS * number


def main() -> None:
    """Serve a long chain until ended; its address is printed once it has all its headers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--profile", type=Path, help="where to write the register's chain profile")
    parser.add_argument("--heads", action="store_true", help="work out its heads beforehand")
    given = parser.parse_args()
    chain = LongChain(given.acts, given.seed)
    chain.at(chain.height)
    if given.heads:
        chain.stored_heads(chain.height)
    if given.profile:
        profiles.save(profile_of(chain, Instant()), given.profile)
    with served(chain, port=given.port) as node:
        sys.stdout.write(f"{node.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
