"""The specification trees say what the Solidity tests beside them say; every function has one."""

import re
import shutil
from pathlib import Path

import check_trees
import pytest


def test_every_tree_matches_its_tests() -> None:
    assert list(check_trees.faults()) == []


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The contracts' tests and interfaces in a folder where a fault may be planted."""
    for name in ("test", "interfaces"):
        shutil.copytree(check_trees.ROOT / "contracts" / name, tmp_path / "contracts" / name)
    monkeypatch.setattr(check_trees, "ROOT", tmp_path)
    monkeypatch.setattr(check_trees, "TESTS", tmp_path / "contracts/test")
    monkeypatch.setattr(check_trees, "INTERFACES", tmp_path / "contracts/interfaces")
    return tmp_path / "contracts/test"


def test_a_leaf_without_a_test_is_found(copied: Path) -> None:
    tree = copied / "pledgeBook/release/release.tree"
    tree.write_text(tree.read_text(encoding="utf-8") + "└── when nobody looks\n", encoding="utf-8")
    (fault,) = check_trees.faults()
    assert fault.startswith("contracts/test/pledgeBook/release/release.tree does not match")


def test_a_test_without_a_leaf_is_found(copied: Path) -> None:
    source = copied / "orderDesk/lift/lift.t.sol"
    text = source.read_text(encoding="utf-8")
    renamed = text.replace("test_RevertWhen_TheOrderIsUnknown", "test_RevertWhen_NobodyKnowsIt")
    source.write_text(renamed, encoding="utf-8")
    (fault,) = check_trees.faults()
    assert fault.startswith("contracts/test/orderDesk/lift/lift.tree does not match")


def test_a_function_without_tests_is_found(copied: Path) -> None:
    shutil.rmtree(copied / "partyBook/revoke")
    assert list(check_trees.faults()) == ["contracts/test/partyBook/revoke: no tests"]


def unasserted(interfaces: Path, tests: Path) -> list[str]:
    """The errors that no Solidity test asserts with their arguments."""
    declared = [
        name
        for path in sorted(interfaces.glob("*.sol"))
        for name in re.findall(r"^\s*error (\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(declared) > 50
    asserted = {
        name
        for path in tests.rglob("*.t.sol")
        for name in check_trees.ERROR.findall(path.read_text(encoding="utf-8"))
    }
    return [name for name in declared if name not in asserted]


def test_every_error_of_the_contracts_is_asserted() -> None:
    assert unasserted(check_trees.INTERFACES, check_trees.TESTS) == []


def test_an_error_that_nothing_asserts_is_found(copied: Path) -> None:
    interface = check_trees.INTERFACES / "IPledgeBook.sol"
    text = interface.read_text(encoding="utf-8")
    planted = text.replace("    error ", "    error Planted();\n    error ", 1)
    interface.write_text(planted, encoding="utf-8")
    assert unasserted(check_trees.INTERFACES, copied) == ["Planted"]
