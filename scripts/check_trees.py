"""The specification trees of the contracts' functions: contracts/test/<contract>/<function>/*.tree.

A leaf is one condition and what the function should do; its test's name is the condition. Without
`--write` a tree that does not match the tests beside it is a fault, and so is a function of a book
or of the register without a tree.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "contracts" / "test"
INTERFACES: Final = ROOT / "contracts" / "interfaces"
CONTRACTS: Final = {
    "register": "IRegister",
    "partyBook": "IPartyBook",
    "filingDesk": "IFilingDesk",
    "titleBook": "ITitleBook",
    "pledgeBook": "IPledgeBook",
    "orderDesk": "IOrderDesk",
    "mandateBook": "IMandateBook",
    "changeDesk": "IChangeDesk",
    "requestDesk": "IRequestDesk",
    "directoryBook": "IDirectoryBook",
    "licenceBook": "ILicenceBook",
    "reportBook": "IReportBook",
    "pledgeDesk": "IPledgeDesk",
    "disputeDesk": "IDisputeDesk",
    "anchors": "IAnchors",
}
VIEWS: Final = "views"

FUNCTION: Final = re.compile(
    r"((?:^    /// [^\n]*\n)*)^    function (\w+)\([^{;]*\{\n(.*?)^    \}\n",
    re.MULTILINE | re.DOTALL,
)
ERROR: Final = re.compile(r"I\w+\s*\.(\w+)\s*\.selector")
CALL: Final = re.compile(r"\b(_\w+)\(")
WRITE: Final = re.compile(r"function (\w+)\(([^;]*?)\) external(?! view)", re.DOTALL)


def tree(source: Path) -> str:
    """The tree that the tests in this file make."""
    found = FUNCTION.findall(source.read_text(encoding="utf-8"))
    bodies = {name: body for _, name, body in found}
    leaves = [
        (condition(name), promise(name, comment, bodies))
        for comment, name, _ in found
        if name.startswith("test")
    ]
    return "\n".join([source.parent.name, *drawn(leaves)]) + "\n"


def drawn(leaves: list[tuple[str, str]]) -> Iterator[str]:
    """The branches, the last one closed."""
    for index, (when, should) in enumerate(leaves):
        last = index == len(leaves) - 1
        yield f"{'└' if last else '├'}── when {when}"
        yield f"{' ' if last else '│'}   └── it should {should}"


def condition(name: str) -> str:
    """`test_RevertWhen_TheTitleExists` → `the title exists`."""
    words = re.findall(r"[A-Z][a-z]*|[0-9]+", re.sub(r"^test_(RevertWhen_|When)", "", name))
    return " ".join(words).lower()


def promise(name: str, comment: str, bodies: dict[str, str]) -> str:
    """What the test asserts: its errors, or the sentence above it."""
    if "RevertWhen" not in name:
        match = re.search(r"/// it should (.*)", comment)
        if not match:
            raise SystemExit(f"{name} has no `/// it should …` above it")
        return match.group(1)
    errors = sorted(errors_of(name, bodies, set()))
    if not errors:
        raise SystemExit(f"{name} names no error")
    return f"revert with {' or '.join(errors)}"


def errors_of(name: str, bodies: dict[str, str], seen: set[str]) -> set[str]:
    """The errors that a test names, itself or through the helpers of its file."""
    if name in seen or name not in bodies:
        return set()
    seen.add(name)
    errors = set(ERROR.findall(bodies[name]))
    return errors.union(*(errors_of(call, bodies, seen) for call in CALL.findall(bodies[name])))


def faults() -> Iterator[str]:
    """One line for each tree that is missing or stale."""
    for folder, interface in CONTRACTS.items():
        text = (INTERFACES / f"{interface}.sol").read_text(encoding="utf-8")
        for function in [name for name, _ in WRITE.findall(text)] + [VIEWS] * (
            folder == "register"
        ):
            place = TESTS / folder / function
            if not (place / f"{function}.t.sol").exists():
                yield f"{place.relative_to(ROOT)}: no tests"
    for source in sources():
        path = source.with_name(f"{source.parent.name}.tree")
        if not path.exists() or path.read_text(encoding="utf-8") != tree(source):
            yield f"{path.relative_to(ROOT)} does not match its tests: run this script with --write"


def sources() -> list[Path]:
    """The test files of single functions."""
    return sorted(path for folder in CONTRACTS for path in (TESTS / folder).glob("*/*.t.sol"))


def main() -> None:
    """Writes or checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the trees")
    if parser.parse_args().write:
        for source in sources():
            source.with_name(f"{source.parent.name}.tree").write_text(tree(source), "utf-8")
    if found := list(faults()):
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
