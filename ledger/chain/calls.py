"""Contract functions as bytes: the selector and the strict codec, both from the committed ABI."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ledger.bindings import artifacts
from ledger.domain import acts
from ledger.domain.abi import (
    ADDRESS,
    BOOL,
    Array,
    Bytes,
    Enum,
    FixedBytes,
    Int,
    Kind,
    Row,
    Text,
    Uint,
)
from ledger.domain.keccak import keccak256

SELECTOR: Final = 4
STRUCTS: Final = {record.__name__: codec for record, codec in acts.RECORDS.items()}


@dataclass(frozen=True, slots=True)
class Function:
    """One function of one contract."""

    name: str
    selector: bytes
    inputs: Row
    outputs: Row

    def encode(self, *values: Any) -> bytes:
        """The call's data. Raises AbiError when a value does not fit."""
        return self.selector + self.inputs.write(values)

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """The values that the function returned. Raises AbiError."""
        return self.outputs.decode(data)


@cache
def function(contract: str, name: str) -> Function:
    """A function by its contract's and its own name; raises LookupError unless there is one."""
    found = [
        entry
        for entry in artifacts.load(contract).abi
        if entry["type"] == "function" and entry["name"] == name
    ]
    if len(found) != 1:
        raise LookupError(f"{contract} has {len(found)} functions {name}")
    inputs, outputs = found[0]["inputs"], found[0]["outputs"]
    signature = f"{name}({','.join(map(_canonical, inputs))})"
    return Function(
        name=name,
        selector=keccak256(signature.encode("ascii"))[:SELECTOR],
        inputs=Row(tuple(map(_kind, inputs))),
        outputs=Row(tuple(map(_kind, outputs))),
    )


def creation(contract: str, *values: Any) -> bytes:
    """The code that creates a contract, with its constructor's arguments."""
    artifact = artifacts.load(contract)
    constructors = [entry for entry in artifact.abi if entry["type"] == "constructor"]
    inputs = constructors[0]["inputs"] if constructors else []
    return artifact.bytecode + Row(tuple(map(_kind, inputs))).write(values)


def _canonical(parameter: dict[str, Any]) -> str:
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(map(_canonical, parameter["components"]))
    return f"({inner}){kind.removeprefix('tuple')}"


def _kind(parameter: dict[str, Any]) -> Kind:
    kind, internal = parameter["type"], parameter.get("internalType", parameter["type"])
    if kind.endswith("[]"):
        return Array(_kind(parameter | {"type": kind[:-2], "internalType": internal[:-2]}))
    name = internal.split(" ")[-1].split(".")[-1]
    if kind == "tuple":
        return STRUCTS[name]
    if internal.startswith("enum "):
        return Enum(getattr(acts, name))
    named: dict[str, Kind] = {"address": ADDRESS, "bool": BOOL, "bytes": Bytes(), "string": Text()}
    return named.get(kind) or _sized(kind)


def _sized(kind: str) -> Kind:
    for family, codec in (("uint", Uint), ("int", Int), ("bytes", FixedBytes)):
        if kind.startswith(family):
            return codec(int(kind.removeprefix(family)))
    raise LookupError(f"no codec for {kind}")
