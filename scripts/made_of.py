"""Says at once whether what is compiled and generated was made of these contracts.

Compiling takes minutes, so `make bindings` leaves one SHA-256 over what goes in (the contracts, how
they are compiled, by which compiler) and what comes out (ledger/bindings, the acts). This compares
it. That the compiler really gives those bytes is for the whole check, which compiles anew.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = Path("ledger/bindings/_abi/made-of.sha256")
COMPILED_BY: Final = ("node_modules/solc", "node_modules/@openzeppelin/contracts")
MADE: Final = (
    "ledger/bindings/_abi/*.json",
    "ledger/bindings/errors/*.py",
    "ledger/domain/acts.py",
)


def digest(root: Path = ROOT) -> str:
    """SHA-256 over all of it, in hex."""
    whole = hashlib.sha256()
    for name, content in parts(root):
        for each in (name.encode(), content):
            whole.update(len(each).to_bytes(8, "big") + each)
    return whole.hexdigest()


def parts(root: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of whatever a generated file depends on, and of the generated files."""
    contracts = set((root / "contracts").rglob("*.sol")) - set((root / "contracts/test").rglob("*"))
    made = {path for pattern in MADE for path in root.glob(pattern)}
    for path in sorted({*contracts, *made, root / "hardhat.config.js"}):
        yield path.relative_to(root).as_posix(), path.read_bytes()
    locked = json.loads((root / "package-lock.json").read_bytes())["packages"]
    for package in COMPILED_BY:
        yield package, locked[package]["integrity"].encode()


def keep(root: Path = ROOT) -> None:
    """Writes down what was just made."""
    (root / KEPT).write_text(digest(root) + "\n", encoding="ascii")


def main() -> None:
    """Fails where something was changed since it was made."""
    kept = ROOT / KEPT
    if not kept.exists() or kept.read_text(encoding="ascii").strip() != digest():
        raise SystemExit(
            "contracts or what is generated of them changed: run `make bindings`, "
            "which compiles them anew (what it changes, commit)"
        )


if __name__ == "__main__":
    main()
