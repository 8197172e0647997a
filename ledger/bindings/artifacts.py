"""The compiled contracts, as `make bindings` left them in _abi."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

FOLDER: Final = files(__package__).joinpath("_abi")


@dataclass(frozen=True, slots=True)
class Artifact:
    """One deployable contract.

    `immutable_references` names the byte ranges of the runtime code that the constructor fills in;
    a code comparison must leave them out.
    """

    name: str
    abi: list[dict[str, Any]]
    bytecode: bytes
    deployed_bytecode: bytes
    immutable_references: dict[str, list[dict[str, int]]]
    storage_layout: dict[str, Any]


def names() -> tuple[str, ...]:
    """The deployable contracts."""
    paths = (path.name for path in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in paths if name.endswith(".json")))


@cache
def load(name: str) -> Artifact:
    """The contract of this name; raises FileNotFoundError when there is none."""
    raw = json.loads(FOLDER.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Artifact(
        name=raw["contractName"],
        abi=raw["abi"],
        bytecode=bytes.fromhex(raw["bytecode"].removeprefix("0x")),
        deployed_bytecode=bytes.fromhex(raw["deployedBytecode"].removeprefix("0x")),
        immutable_references=raw["immutableReferences"],
        storage_layout=raw["storageLayout"],
    )
