"""Line coverage of the contracts by the Solidity tests, one line a file; fails below the floor.

Hardhat counts what a run touches and writes coverage/lcov.info; this reads it back.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LCOV: Final = ROOT / "coverage" / "lcov.info"
TESTS: Final = "contracts/test"
FLOOR: Final = 95.0
INTERFACES: Final = "contracts/interfaces"


@dataclass(frozen=True, slots=True)
class Covered:
    """The lines of one source that hold code, and how often each was run."""

    source: str
    hits: dict[int, int] = field(default_factory=dict)

    @property
    def missed(self) -> list[int]:
        """The lines that no test runs."""
        return [line for line, times in sorted(self.hits.items()) if not times]

    @property
    def percent(self) -> float:
        """Of the lines with code, those that were run."""
        return share([self])


def share(files: list[Covered]) -> float:
    """Lines run in percent of all lines with code; a register without code is not covered."""
    lines = sum(len(each.hits) for each in files)
    return 100 * (lines - sum(len(each.missed) for each in files)) / lines if lines else 0.0


def read(lcov: str) -> list[Covered]:
    """The contracts of a report, without their tests, by name."""
    files: dict[str, Covered] = {}
    current = Covered("")
    for line in lcov.splitlines():
        match line.split(":", 1):
            case ["SF", source]:
                current = files.setdefault(source, Covered(source))
            case ["DA", counted]:
                number, times = counted.split(",")[:2]
                current.hits[int(number)] = max(int(times), current.hits.get(int(number), 0))
    ours = [each for each in files.values() if not each.source.startswith(f"{TESTS}/")]
    return sorted(ours, key=lambda each: each.source)


def faults(files: list[Covered], sources: set[str], floor: float = FLOOR) -> Iterator[str]:
    """One line for each source that the report lacks, and one if too little is covered."""
    for source in sorted(sources - {each.source for each in files}):
        yield f"{source}: not in the report, so nothing says that it is tested"
    if (reached := share(files)) < floor:
        yield f"{reached:.2f} % of the lines are covered, at least {floor:.0f} % are needed"


def contracts() -> set[str]:
    """The sources that hold code: all but interfaces, enumerations and structs."""
    files = (ROOT / "contracts").rglob("*.sol")
    names = {path.relative_to(ROOT).as_posix(): path for path in files}
    return {
        name
        for name, path in names.items()
        if not name.startswith((f"{TESTS}/", f"{INTERFACES}/"))
        and "function " in path.read_text(encoding="utf-8")
    }


def measure() -> None:
    """Run the tests under coverage; what they print is shown if one fails."""
    LCOV.unlink(missing_ok=True)
    hardhat = ROOT / "node_modules" / ".bin" / "hardhat"
    command = [str(hardhat), "test", "solidity", "--coverage"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\na test failed: no coverage")


def main() -> None:
    """Measures, or reads what was measured, and judges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", action="store_true", help="read the last report, run nothing")
    if not parser.parse_args().read:
        measure()
    files = read(LCOV.read_text(encoding="utf-8"))
    for each in files:
        missed = ", ".join(map(str, each.missed)) or "-"
        print(f"  {each.source:36} {each.percent:6.2f} %  not run: {missed}")
    print(f"  {'lines of all contracts':36} {share(files):6.2f} %")
    if found := list(faults(files, contracts())):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
