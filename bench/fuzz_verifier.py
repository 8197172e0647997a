# ruff: noqa: INP001  # a script, never imported
"""Fuzzes the offline verifier, guided by coverage (atheris), one target after the other.

    make fuzz INPUTS=1000000

Each target runs in a process of its own, the lowest in priority, bounded in time for each input and
in memory. It begins with the corpus in tests/fuzzing/corpus and leaves what it found in build/fuzz;
`--reduce` takes of it the smallest inputs that run every line that any of them runs.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "build" / "fuzz"
SECONDS: Final = 10
MOST_MEMORY: Final = 400
ADDRESSES: Final = 2**31
LOWEST: Final = 19
# of a thousand inputs; what takes a whole package takes longer
SHARES: Final = {
    "acts": 50, "batch": 60, "container": 120, "header": 120, "json": 120, "note": 100,
    "package": 40, "part": 60, "rlp": 100, "token": 60, "trie": 100, "trust": 40, "verdict": 30,
}  # fmt: skip
LONGEST: Final = {"acts": 8_192, "package": 262_144, "container": 131_072, "part": 16_384}
USUAL: Final = 8_192
STATS: Final = re.compile(r"^stat::(\w+):\s+(\d+)$", re.MULTILINE)
SLOWEST: Final = re.compile(r"^slowest: ([0-9.]+)$", re.MULTILINE)
COVERED: Final = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


def main() -> None:
    """Run all targets, or one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--target", choices=SHARES)
    parser.add_argument("--reduce", action="store_true")
    parser.add_argument("--inside", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if asked.inside:
        _fuzz(asked.target, asked.inside)
        return
    for name in [asked.target] if asked.target else SHARES:
        if asked.reduce:
            _reduce(name)
        else:
            share = 1_000 if asked.target else SHARES[name]
            _say(_run(name, asked.inputs * share // 1_000))


def _run(name: str, inputs: int) -> dict[str, Any]:
    """One target; raises where something was found."""
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for place, data in enumerate(_begun(name)):
        (corpus / f"seed-{place:03}").write_bytes(data)
    command = [
        sys.executable, __file__, "--target", name, "--inside", str(corpus), f"-runs={inputs}",
        f"-max_len={LONGEST.get(name, USUAL)}", f"-timeout={SECONDS}", "-len_control=0",
        "-keep_seed=1",
        f"-rss_limit_mb={MOST_MEMORY}", "-print_final_stats=1", "-close_fd_mask=1",
        f"-artifact_prefix={FOLDER}/found-{name}-",
    ]  # fmt: skip
    begin = time.monotonic()
    log = FOLDER / f"{name}.log"
    with log.open("wb") as file:
        done = subprocess.run(command, stderr=file, check=False, preexec_fn=_bounded)
    said = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode:
        sys.exit(f"{name}: {log}\n{said[-6_000:]}")
    stats = {key: int(value) for key, value in STATS.findall(said)}
    covered = COVERED.findall(said)[-1]
    return {
        "target": name, "inputs": stats["number_of_executed_units"],
        "seconds": round(time.monotonic() - begin, 1), "edges": int(covered[0]),
        "features": int(covered[1]), "kept": int(covered[2]),
        "slowest_ms": round(1_000 * max(map(float, SLOWEST.findall(said)))),
        "peak_mb": stats["peak_rss_mb"],
    }  # fmt: skip


def _begun(name: str) -> list[bytes]:
    from tests.fuzzing.corpus import corpus  # noqa: PLC0415  # as the child finds it, by the path

    return corpus(name)


def _bounded() -> None:
    os.nice(LOWEST)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))


def _fuzz(name: str, arguments: list[str]) -> None:
    """Within the process of a target: what is imported here is instrumented."""
    import atheris  # noqa: PLC0415  # installed by `make fuzz` only

    with atheris.instrument_imports(include=["notarization.verify", "ledger.domain"]):
        from tests.fuzzing import targets  # noqa: PLC0415
    from tests.fuzzing.mutators import mutator  # noqa: PLC0415

    slowest = 0.0

    def one(data: bytes) -> None:
        nonlocal slowest
        begin = time.perf_counter()
        targets.outcome(name, data)
        taken = time.perf_counter() - begin
        if taken > slowest:
            slowest = taken
            sys.stderr.write(f"slowest: {taken:.6f}\n")

    atheris.Setup([sys.argv[0], *arguments], one, custom_mutator=mutator(name))
    atheris.Fuzz()


def _reduce(name: str) -> None:
    from tests.fuzzing.corpus import keep, reduced  # noqa: PLC0415

    found = [path.read_bytes() for path in sorted((FOLDER / name).iterdir())]
    kept = reduced(name, found)
    keep(name, kept)
    _say({"target": name, "of": len(found), "kept": len(kept), "bytes": sum(map(len, kept))})


def _say(row: dict[str, Any]) -> None:
    with (FOLDER / "figures.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(json.dumps(row), flush=True)  # noqa: T201 (figures of a measurement)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "build" / "atheris")]
    main()
