# ruff: noqa: INP001  # part of a script
"""A chain of real acts: whole lives of titles through the real contracts on a real anvil.

`python bench/real_chain.py --acts 200000` builds it once under build/chains, in a folder named by
the contracts' code, this generator's source and the number of acts; what is there whole is kept. It
is built in parts: a build that is interrupted goes on after its last part. The node's own state
file is what is kept, without the traces of transactions, which nobody here asks for and which are
most of it.

`serving(folder)` starts anvil on it. It has every block with its logs, and the latest state alone.
"""

import argparse
import gzip
import json
import os
import shutil
import sys
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import real_lives
from bench.processes import end_cleanly
from bench.real_lives import Office, TimeTable, cohort
from ledger.bindings import artifacts
from ledger.chain import hexes
from ledger.chain import profile as profiles
from ledger.chain.devnode import STATE, DevNode, DevNodeOptions, find_binary, free_port
from ledger.chain.devstate import METHOD
from ledger.chain.profile import BookName
from ledger.chain.records import Tag
from ledger.chain.rpc import Rpc
from ledger.chain.signer import Key
from ledger.domain.acts import PartyId
from ledger.domain.keccak import keccak256
from ledger.registrar.plan import AUTHORITY, REGISTER
from ledger.whole_file import write_whole
from tests import cast
from tests.cast import COINS, Cast, Player, deployed_stage
from tests.simulators import lives

ROOT: Final = Path(__file__).resolve().parent.parent
CHAINS: Final = ROOT / "build/chains"
GENESIS: Final = 1_577_836_800  # 2020-01-01
# peers count a block as final by a number of their own: Subsquid is told 64, Ponder takes 30
QUIET_BLOCKS: Final = 70
QUIET_SECONDS: Final = 12
BLOCK_GAS: Final = 1_000_000_000
PART: Final = 400
SEED: Final = 1
PATIENCE: Final = 900.0
ACTS_OF: Final = {3: 2, 9: 3}
# whoever changes what `_open` and `_build` put on the chain changes this too
EDITION: Final = 1
SOURCES: Final = (real_lives.__file__, lives.__file__, cast.__file__)


class ChainWrong(Exception):
    """What stands on the chain is not what was sent."""


@dataclass(frozen=True)
class Facts:
    """What a chain that is whole holds: acts of the register from its founding on, blocks."""

    acts: int
    first: int
    last: int


def folder_of(acts: int, *, chains: Path = CHAINS) -> Path:
    """Where the chain of these acts is kept: another code or another generator, another folder."""
    contracts = (AUTHORITY, REGISTER, *(name.value for name in BookName))
    codes = [artifacts.load(name).bytecode for name in contracts]
    sources = [Path(source).read_bytes() for source in SOURCES]
    made = keccak256(b"".join(map(keccak256, (*codes, *sources))) + EDITION.to_bytes(8))
    return chains / f"{acts}-{made.hex()[:16]}"


def built(acts: int, *, chains: Path = CHAINS, part: int = PART, most: int | None = None) -> Path:
    """The folder of a chain, built or taken up where it was left.

    `part` is in blocks; `most` ends it after so many parts, for another time to go on.

    Raises:
        ChainWrong: an act was refused.
    """
    folder = folder_of(acts, chains=chains)
    if not (folder / "facts.json").exists():
        if not (folder / "office.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _open(folder, acts)
        _build(folder, part, most)
    return folder


def facts_of(folder: Path) -> Facts:
    """What a chain that is whole holds."""
    return Facts(**json.loads((folder / "facts.json").read_text(encoding="utf-8")))


@contextmanager
def serving(folder: Path) -> Iterator[DevNode]:
    """The node of a chain that is built; nothing that is done to it is kept."""
    node = _node(folder)
    try:
        yield node.start()
    finally:
        node.kill()


def _node(folder: Path) -> DevNode:
    extra = ("--gas-limit", str(BLOCK_GAS), "--order", "fifo", "--prune-history")
    binary, port = find_binary(ROOT), free_port()
    return DevNode(DevNodeOptions(binary, folder, port, GENESIS, extra=extra, patience=PATIENCE))


def _open(folder: Path, acts: int) -> None:
    """Deploy, enrol the staff, and write down who they are: the keys are of this chain alone."""
    node = _node(folder)
    try:
        stage = deployed_stage(node.start(), folder)
        people = {field.name: getattr(stage.cast, field.name) for field in fields(Cast)}
        relayer = Key.new()
        node.fund(relayer.account, COINS)
        node.mine()
        head = node.chain.block(Tag.LATEST)
        found = {
            "rules": stage.profile_digest.hex(),
            "relayer": relayer.reveal().hex(),
            "people": {
                name: [who.party.hex(), who.key.reveal().hex()] for name, who in people.items()
            },
            "first": head.number + 1,
            "start": (head.timestamp // real_lives.SPACING + 1) * real_lives.SPACING,
            "acts": acts,
        }
        profiles.save(stage.register.profile, folder / "profile.json")
        _save(node, folder)
        write_whole(folder / "office.json", json.dumps(found).encode())
    finally:
        node.kill()


@dataclass(frozen=True)
class Plan:
    """A chain's people and its time table, as they are written down."""

    folder: Path

    @cached_property
    def _found(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "office.json").read_text("utf-8"))
        return found

    @cached_property
    def table(self) -> TimeTable:
        """When what is done."""
        return TimeTable(*(self._found[name] for name in ("acts", "first", "start")))

    @cached_property
    def office(self) -> Office:
        """Who serves."""
        people = {
            name: Player(PartyId(bytes.fromhex(party)), Key(bytes.fromhex(secret)))
            for name, (party, secret) in self._found["people"].items()
        }
        profile = profiles.load(self.folder / "profile.json")
        relayer = Key(bytes.fromhex(self._found["relayer"]))
        return Office(profile, bytes.fromhex(self._found["rules"]), Cast(**people), relayer)


_plan: Plan | None = None


def _begin(folder: Path) -> None:
    global _plan  # noqa: PLW0603 (a process that signs reads the keys once: they are not sent to it)
    _plan = Plan(folder)


def _signed(which: int) -> list[tuple[int, int, bytes]]:
    if _plan is None:
        raise RuntimeError("no plan")
    return cohort(_plan.office, _plan.table, SEED, which)


def _blocks(folder: Path, table: TimeTable, start: int) -> Iterator[list[bytes]]:
    """The transactions of each block from a place on, signed a little ahead by other processes."""
    waiting: defaultdict[int, list[tuple[int, bytes]]] = defaultdict(list)
    asked: deque[Future[list[tuple[int, int, bytes]]]] = deque()
    # lives that began earlier have no stage left
    begin = max(0, start - real_lives.LENGTH + 1)
    every = iter(range(begin, table.cohorts))
    with ProcessPoolExecutor(os.cpu_count(), initializer=_begin, initargs=(folder,)) as signers:
        for place in range(begin, table.blocks):
            while len(asked) < 4 * (os.cpu_count() or 1):
                if (which := next(every, None)) is None:
                    break
                asked.append(signers.submit(_signed, which))
            for at, nonce, raw in asked.popleft().result() if asked else ():
                waiting[at].append((nonce, raw))
            found = waiting.pop(place, [])
            if place >= start:
                yield [raw for _, raw in sorted(found)]


def _build(folder: Path, part: int, most: int | None) -> None:
    """Part after part, each checked and saved before the next."""
    plan, node = Plan(folder), _node(folder)
    table = plan.table
    try:
        node.start()
        rpc = Rpc(node.url, timeout=PATIENCE)
        rpc.ask("evm_setAutomine", False)
        start = node.chain.block(Tag.LATEST).number + 1 - table.first
        with Progress(disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task(f"{table.acts:,} acts", total=table.blocks, completed=start)
            for place, raws in enumerate(_blocks(folder, table, start), start):
                _mine(rpc, raws, table.time(place))
                progress.update(bar, advance=1)
                if place % part == part - 1:
                    _require_entered(node, plan, place + 1 - part, place)
                    _save(node, folder)
                    if most is not None and place + 1 >= start + most * part:
                        return
        _require_entered(node, plan, max(0, table.blocks - part), table.blocks - 1)
        quiet = QUIET_BLOCKS - max(0, start - table.blocks)
        rpc.ask("anvil_mine", hexes.quantity(quiet), hexes.quantity(QUIET_SECONDS))
        _save(node, folder)
        _write_facts(node, plan)
    finally:
        node.kill()


def _mine(rpc: Rpc, raws: list[bytes], time: int) -> None:
    """One block of these transactions, in their order, at this time."""
    rpc.ask_all([("eth_sendRawTransaction", (hexes.text(raw),)) for raw in raws])
    rpc.ask("evm_setNextBlockTimestamp", time)
    rpc.ask("evm_mine")


def _require_entered(node: DevNode, plan: Plan, first: int, last: int) -> None:
    """Every act of these blocks was taken: a refused one logs nothing."""
    table = plan.table
    register = plan.office.profile.register.address
    for place in range(first, last + 1):
        stages = table.stages(place)
        expected = table.cohort * sum(ACTS_OF.get(stage, 1) for _, stage in stages)
        number = table.first + place
        found = len(node.chain.logs(register, number, number))
        if found != expected:
            raise ChainWrong(f"block {number}: {found} of {expected} acts; stages {stages}")


def _save(node: DevNode, folder: Path) -> None:
    """The node's state without traces, whole or as it was before."""
    rpc = Rpc(node.url, timeout=PATIENCE, most_bytes=None)
    answer = hexes.parse_bytes(rpc.ask(METHOD, False), METHOD)
    state = msgspec.json.decode(gzip.decompress(answer), type=dict[str, msgspec.Raw])
    transactions = msgspec.json.decode(state["transactions"], type=list[dict[str, msgspec.Raw]])
    for each in transactions:
        info = msgspec.json.decode(each["info"], type=dict[str, msgspec.Raw])
        info["traces"] = msgspec.Raw(b"[]")
        each["info"] = msgspec.Raw(msgspec.json.encode(info))
    state["transactions"] = msgspec.Raw(msgspec.json.encode(transactions))
    write_whole(folder / STATE, msgspec.json.encode(state))


def _write_facts(node: DevNode, plan: Plan) -> None:
    profile, table = plan.office.profile, plan.table
    opened = node.chain.logs(profile.register.address, profile.start_block, table.first - 1)
    last = node.chain.block(Tag.LATEST).number
    found = Facts(len(opened) + table.entered, profile.start_block, last)
    write_whole(plan.folder / "facts.json", json.dumps(asdict(found)).encode())


def main() -> None:
    """Build, or find built, and say what there is."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--parts", type=int, help=f"stop after so many parts of {PART} blocks")
    given = parser.parse_args()
    folder = built(given.acts, most=given.parts)
    if not (folder / "facts.json").exists():
        raise SystemExit("not whole yet: the same command goes on")
    size = (folder / STATE).stat().st_size
    print(json.dumps({"folder": str(folder), "bytes": size, **asdict(facts_of(folder))}))  # noqa: T201


if __name__ == "__main__":
    main()
