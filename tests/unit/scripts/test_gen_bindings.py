"""The generator on small contracts: what it makes works, what it cannot make it refuses."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import solcx

from ledger.domain.keccak import keccak256
from tests.thorough import WHOLE_CHECK, usually

ROOT = Path(__file__).resolve().parents[3]
PRAGMA = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n"
TYPES = """
/// What an act did.
enum ActKind { NONE, Opened, Renamed, Marked }
enum Colour { RED, BLUE }
/// Names a deed.
type DeedId is bytes32;
type Share is uint32;
struct Part { DeedId from; Share[] shares; }
/// A deed with its "parts".
struct Deed {
    DeedId id; address owner; Colour colour; uint40 validUntil; Part[] parts; bytes note;
}
struct Name { string text; }
"""
INTERFACES = """
import {Colour, Deed, DeedId, Name, Share} from "../types/Types.sol";
interface IActs {
    event Opened(Deed terms);
    event Renamed(Name terms);
}
interface IDesk {
    /// @notice The deed is not of this colour.
    error ColourWrong(DeedId from, Colour given, int256 difference);
    error Closed();
    /// @notice This selector is not known.
    error SelectorUnknown(bytes4 selector, Deed deed);
}
"""
DESK = """
import {ActKind, Colour, Deed, DeedId, Name, Share} from "./types/Types.sol";
import {IDesk} from "./interfaces/I.sol";
contract Desk is IDesk {
    uint256 private immutable START;
    error Small(uint8 value);
    constructor() { START = block.number; }
    function check(Deed calldata deed) external view {
        if (deed.colour == Colour.BLUE) revert ColourWrong(deed.id, deed.colour, -1);
        if (START == 0) revert Small(3);
    }
}
"""


def standard_input(types: str, interfaces: str, desk: str) -> dict[str, Any]:
    sources = {"types/Types": types, "interfaces/I": interfaces, "Desk": desk}
    return {
        "language": "Solidity",
        "sources": {
            f"project/contracts/{name}.sol": {"content": PRAGMA + text}
            for name, text in sources.items()
        },
        "settings": {
            "evmVersion": "cancun",
            "outputSelection": {
                "*": {
                    "": ["ast"],
                    "*": ["abi", "devdoc", "userdoc", "evm.bytecode", "evm.deployedBytecode"],
                }
            },
        },
    }


def generate(
    root: Path, types: str = TYPES, interfaces: str = INTERFACES, desk: str = DESK
) -> subprocess.CompletedProcess[str]:
    given = standard_input(types, interfaces, desk)
    output = solcx.compile_standard(given, solc_binary=ROOT / "scripts" / "solc")
    for path, value in zip(build_of(root), (given, output), strict=True):
        path.write_text(json.dumps(value), encoding="utf-8")
    return run(root)


def build_of(root: Path) -> tuple[Path, Path]:
    return root / "input.json", root / "output.json"


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/gen_bindings.py", "--root", str(root), "--build"]
    return subprocess.run(
        [*command, *map(str, build_of(root)), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_changed_binding_is_seen(tmp_path: Path) -> None:
    assert generate(tmp_path).returncode == 0
    assert run(tmp_path, "--check").returncode == 0
    acts = tmp_path / "ledger/domain/acts.py"
    acts.write_text(acts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (tmp_path / "ledger/bindings/errors/left_over.py").touch()
    done = run(tmp_path, "--check")
    assert done.returncode == 1
    assert "ledger/domain/acts.py" in done.stderr
    assert "left_over.py" in done.stderr


def module(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module", autouse=True)
def _node_on_the_path() -> None:
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    done = generate(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def acts(root: Path) -> ModuleType:
    return module(root / "ledger/domain/acts.py", "generated_acts")


def test_structs_survive_the_way_to_bytes_and_back(acts: ModuleType) -> None:
    part = acts.Part(from_=b"\x01" * 32, shares=(1, 2))
    deed = acts.Deed(b"\x02" * 32, b"\x03" * 20, acts.Colour.BLUE, 5, (part, part), b"note")
    assert acts.decode(acts.Deed, acts.encode(deed)) == deed
    assert acts.decode_body(acts.ActKind.Opened, acts.encode(deed)) == deed


def test_acts_name_the_body_of_each_kind(acts: ModuleType) -> None:
    assert {kind.name: cls.__name__ for kind, cls in acts.ACTS.items()} == {
        "Opened": "Deed",
        "Renamed": "Name",
    }
    assert frozenset({acts.ActKind.Marked}) == acts.BODILESS
    assert acts.decode_body(acts.ActKind.Marked, b"") is None


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [("Marked", b"\x00", "Marked has no body"), ("NONE", b"", "NONE is no act")],
)
def test_bytes_that_are_no_body_are_refused(
    acts: ModuleType, kind: str, body: bytes, reason: str
) -> None:
    with pytest.raises(acts.AbiError) as caught:
        acts.decode_body(acts.ActKind[kind], body)
    assert caught.value.reason == reason


def test_eip712_types_are_elementary_with_parts_appended(acts: ModuleType) -> None:
    assert acts.record_of(acts.Deed).eip712_type == (
        "Deed(bytes32 id,address owner,uint8 colour,uint40 validUntil,Part[] parts,bytes note)"
        "Part(bytes32 from,uint32[] shares)"
    )


def test_notes_above_solidity_types_become_docs(acts: ModuleType, root: Path) -> None:
    assert acts.Deed.__doc__ == 'A deed with its "parts".'
    assert acts.ActKind.__doc__ == "What an act did."
    text = (root / "ledger/domain/acts.py").read_text(encoding="utf-8")
    assert '# Names a deed.\nDeedId = NewType("DeedId", bytes)' in text


def test_errors_carry_notice_selector_and_typed_arguments(
    acts: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ledger.domain.acts", acts)
    desk = module(root / "ledger/bindings/errors/desk.py", "generated_desk")
    error = desk.ColourWrong(b"\x01" * 32, acts.Colour.RED, -7)
    assert error.encode()[:4].hex() == keccak_selector("ColourWrong(bytes32,uint8,int256)")
    again = desk.ColourWrong.decode(error.encode())
    assert (again.from_, again.given, again.difference) == (b"\x01" * 32, acts.Colour.RED, -7)
    assert desk.ColourWrong.__doc__ == "The deed is not of this colour."
    assert desk.Small.decode(desk.Small(3).encode()).value == 3
    unknown = desk.SelectorUnknown(b"abcd", acts.Deed(b"\x02" * 32, b"\x03" * 20, 1, 5, (), b""))
    assert unknown.selector_ == b"abcd"
    with pytest.raises(acts.AbiError):
        unknown.encode()


def keccak_selector(signature: str) -> str:
    return keccak256(signature.encode())[:4].hex()


def test_every_error_is_in_the_index(root: Path) -> None:
    text = (root / "ledger/bindings/errors/__init__.py").read_text(encoding="utf-8")
    found = set(re.findall(r"^        (\w+),$", text, re.MULTILINE))
    assert found >= {"ColourWrong", "Closed", "SelectorUnknown", "Small", "Panicked", "Reverted"}


@WHOLE_CHECK
def test_generated_code_passes_strict_type_checks(root: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull]
    env = os.environ | {"MYPYPATH": str(ROOT)}
    done = subprocess.run(
        [*command, str(root / "ledger/domain/acts.py")],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


BROKEN = (
    (TYPES, INTERFACES.replace("event Renamed", "event Named"), "no member of ActKind"),
    (TYPES, INTERFACES.replace("Renamed(Name terms)", "Renamed(Share a)"), "one parameter"),
    (TYPES.replace("string text", "uint8[3] text"), INTERFACES, r"knows no type uint8\[3\]"),
    (TYPES, INTERFACES + "enum Colour2 { A }\nstruct Part { uint8 a; }\n"
     "interface IMore { event P(Part p); }", "two types are called Part"),
)  # fmt: skip


@pytest.mark.parametrize(("types", "interfaces", "reason"), usually(BROKEN[:1], whole=BROKEN))
def test_a_broken_convention_is_refused(
    tmp_path: Path, types: str, interfaces: str, reason: str
) -> None:
    done = generate(tmp_path, types, interfaces)
    assert done.returncode == 1
    assert re.search(reason, done.stderr), done.stderr
