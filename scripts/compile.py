"""Compiles the contracts, by Hardhat and by py-solc-x, and writes what the deployer needs.

Both get the same standard JSON (Hardhat's build info, verbatim) and must give the same bytecode.
One JSON a deployable contract goes to ledger/bindings/_abi: abi, bytecode, deployedBytecode,
immutableReferences, storageLayout. `--check` writes nothing and fails when a file is stale;
`--fast` leaves the second compile out.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import solcx

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "build" / "artifacts"
BUILD_INFO = ARTIFACTS / "build-info"
ABI = ROOT / "ledger" / "bindings" / "_abi"
OURS = "project/contracts/"
DEPLOYED_LIBRARY_CONTRACTS = {"AccessManager"}
# EIP-170 allows 24,576; what is compiled together moves a book by some hundred bytes
CODE_LIMIT = 22_000

Json = dict[str, Any]


def load(path: Path) -> Json:
    """One JSON file."""
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


def hardhat_build() -> tuple[Json, Json]:
    """Hardhat's standard JSON input and output for all contracts without their tests.

    After an incremental compile the artifacts come from several inputs; then all is compiled anew,
    for a contract's bytecode may depend on what it is compiled together with.
    """
    run_hardhat()
    ids = build_ids()
    if len(ids) > 1:
        run_hardhat("--force")
        ids = build_ids()
    if len(ids) != 1:
        raise SystemExit(f"{len(ids)} builds of the contracts in {ARTIFACTS}, expected one")
    (build,) = ids
    info, output = (load(BUILD_INFO / f"{build}{end}") for end in (".json", ".output.json"))
    return info["input"], output["output"]


def run_hardhat(*options: str) -> None:
    """`hardhat build` without tests, under the node that lies beside this Python."""
    hardhat = ROOT / "node_modules" / ".bin" / "hardhat"
    for needed in (hardhat, ROOT / "node_modules" / "solc" / "soljson.js"):
        if not needed.exists():
            missing = needed.relative_to(ROOT)
            raise SystemExit(f"no compiler: {missing} is missing; run `make install`")
    done = subprocess.run(
        [hardhat, "build", "--no-tests", "--quiet", *options],
        cwd=ROOT,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Hardhat did not compile the contracts:\n{done.stdout}{done.stderr}")


def node_environment() -> dict[str, str]:
    """The environment with this Python's node first on the path."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def build_ids() -> set[str]:
    """The builds that the artifacts stem from."""
    paths = set(ARTIFACTS.rglob("*.json")) - set(BUILD_INFO.glob("*.json"))
    return {load(path)["buildInfoId"] for path in paths}


def is_contract_source(source: str) -> bool:
    """Whether a source is one of ours and no test."""
    return source.startswith(OURS) and not source.startswith((OURS + "test/", OURS + "mocks/"))


def solcx_build(standard_input: Json) -> Json:
    """The output of py-solc-x for the same input; kept in build/, for it takes a minute."""
    text = json.dumps(standard_input, sort_keys=True)
    compiler = ROOT / "scripts" / "solc"
    key = hashlib.sha256(text.encode() + compiler.read_bytes()).hexdigest()
    kept = ROOT / "build" / "solcx" / f"{key}.json"
    if not kept.exists():
        os.environ.update(node_environment())  # the shim looks for node on the path
        output = solcx.compile_standard(standard_input, solc_binary=compiler)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(bytecodes(output)), encoding="utf-8")
    return load(kept)


def bytecodes(output: Json) -> Json:
    """Contract → creation code and runtime code, in hex."""
    return {
        f"{source}:{name}": [contract["evm"][part]["object"] for part in PARTS]
        for source, contracts in output["contracts"].items()
        for name, contract in contracts.items()
    }


PARTS = ("bytecode", "deployedBytecode")


def deployables(output: Json) -> dict[str, Json]:
    """The contracts that are deployed: ours with code, and OpenZeppelin's AccessManager."""
    found = {}
    for source, unit in output["sources"].items():
        for node in unit["ast"]["nodes"]:
            if node["nodeType"] != "ContractDefinition" or node["contractKind"] != "contract":
                continue
            name = node["name"]
            wanted = is_contract_source(source) or name in DEPLOYED_LIBRARY_CONTRACTS
            if wanted and not node["abstract"]:
                found[name] = output["contracts"][source][name]
    return dict(sorted(found.items()))


def artifact(name: str, contract: Json) -> Json:
    """What the deployer and the chain profile need of one contract."""
    evm = contract["evm"]
    if any(evm[part]["linkReferences"] for part in PARTS):
        raise SystemExit(f"{name} must be linked: libraries have internal functions only")
    # type names carry AST numbers, which shift with every source: `t_struct(Lot)123_storage`
    layout = json.loads(re.sub(r"\)\d+", ")", json.dumps(contract["storageLayout"])))
    storage = [
        {key: value for key, value in slot.items() if key not in {"astId", "contract"}}
        for slot in layout["storage"]
    ]
    return {
        "contractName": name,
        "abi": contract["abi"],
        "bytecode": "0x" + evm["bytecode"]["object"],
        "deployedBytecode": "0x" + evm["deployedBytecode"]["object"],
        "immutableReferences": evm["deployedBytecode"].get("immutableReferences", {}),
        "storageLayout": {"storage": storage, "types": layout["types"]},
    }


def size_faults(contracts: dict[str, Json]) -> list[str]:
    """One line for each contract whose runtime code is over the limit."""
    sizes = {
        name: len(contract["evm"]["deployedBytecode"]["object"]) // 2
        for name, contract in contracts.items()
    }
    for name, size in sizes.items():
        print(f"  {name:16} {size:6,} of {CODE_LIMIT:,} bytes")
    return [
        f"{name}: runtime code of {size:,} bytes is over {CODE_LIMIT:,}"
        for name, size in sizes.items()
        if size > CODE_LIMIT
    ]


def write_artifacts(files: dict[Path, str]) -> None:
    """Brings _abi up to date, without contracts that are gone."""
    ABI.mkdir(parents=True, exist_ok=True)
    for path in set(ABI.glob("*.json")) - set(files):
        path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


def stale_artifacts(files: dict[Path, str]) -> list[str]:
    """One line for each committed file that differs from the compile."""
    gone = set(ABI.glob("*.json")) - set(files)
    stale = [
        path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text
    ]
    return [
        f"{path.relative_to(ROOT)} is stale: run `make bindings`"
        for path in sorted(gone | {*stale})
    ]


def main() -> None:
    """Compiles, compares, writes or checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on stale files")
    parser.add_argument("--fast", action="store_true", help="compile by Hardhat alone")
    arguments = parser.parse_args()
    standard_input, output = hardhat_build()
    contracts = deployables(output)
    faults = size_faults(contracts)
    if not arguments.fast and bytecodes(output) != solcx_build(standard_input):
        faults.append("py-solc-x and Hardhat give different bytecode for the same input")
    files = {
        ABI / f"{name}.json": json.dumps(artifact(name, contract), indent=1, sort_keys=True) + "\n"
        for name, contract in contracts.items()
    }
    if arguments.check:
        faults += stale_artifacts(files)
    else:
        write_artifacts(files)
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
