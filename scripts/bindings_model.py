"""What the generator knows of the contracts: read from the compiler's output, nothing assumed."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ledger.domain.keccak import keccak256

OURS = "project/contracts/"
INTERFACES = OURS + "interfaces/"
TESTS = (OURS + "test/", OURS + "mocks/")
ACTS_INTERFACE = "IActs"
RESERVED = {"args", "selector", "parameters", "add_note", "with_traceback"}

Json = dict[str, Any]


class ModelError(Exception):
    """The contracts break a convention of the generator."""


@dataclass(frozen=True)
class Shape:
    """One type in its three languages."""

    annotation: str
    codec: str
    eip712: str
    struct: str | None = None


@dataclass(frozen=True)
class Member:
    """One member of a struct, or one parameter of an error."""

    name: str
    python: str
    shape: Shape


@dataclass(frozen=True)
class StructModel:
    """One struct; `doc` is what stands above it in Solidity."""

    name: str
    doc: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class EnumModel:
    """One enum."""

    name: str
    doc: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class ValueModel:
    """One user-defined value type."""

    name: str
    doc: str
    annotation: str


@dataclass(frozen=True)
class ErrorModel:
    """One custom error; `owner` is the contract that declares it."""

    name: str
    doc: str
    owner: str
    signature: str
    members: tuple[Member, ...]

    @property
    def selector(self) -> bytes:
        """The first four bytes of the revert data."""
        return keccak256(self.signature.encode())[:4]


@dataclass
class Model:
    """Everything that is generated, in the order of generation."""

    values: dict[str, ValueModel] = field(default_factory=dict)
    enums: dict[str, EnumModel] = field(default_factory=dict)
    structs: dict[str, StructModel] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)
    errors: dict[bytes, ErrorModel] = field(default_factory=dict)

    def eip712_type(self, name: str) -> str:
        """`encodeType` of EIP-712: the struct, then every struct it refers to, sorted."""
        needed: set[str] = set()
        stack = [name]
        while stack:
            for member in self.structs[stack.pop()].members:
                inner = member.shape.struct
                if inner and inner not in needed:
                    needed.add(inner)
                    stack.append(inner)
        return "".join(self._one_type(each) for each in (name, *sorted(needed - {name})))

    def _one_type(self, name: str) -> str:
        members = self.structs[name].members
        return f"{name}({','.join(f'{m.shape.eip712} {m.name}' for m in members)})"


def snake(name: str) -> str:
    """A Solidity name as Python writes it; `from` becomes `from_`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    return words + "_" if keyword.iskeyword(words) or words in RESERVED else words


def elementary(kind: str) -> Shape:
    """A type of the language itself."""
    named = {"bool": ("bool", "BOOL"), "address": ("Address", "ADDRESS")}
    if kind in named:
        annotation, codec = named[kind]
        return Shape(annotation, codec, kind)
    if kind in {"bytes", "string"}:
        return Shape("bytes", "Bytes()", kind) if kind == "bytes" else Shape("str", "Text()", kind)
    match = re.fullmatch(r"(uint|int|bytes)(\d+)", kind)
    if not match:
        raise ModelError(f"the generator knows no type {kind}")
    family, size = match.groups()
    codec = {"uint": "Uint", "int": "Int", "bytes": "FixedBytes"}[family]
    return Shape("bytes" if family == "bytes" else "int", f"{codec}({size})", kind)


def shape_of(parameter: Json) -> Shape:
    """The type of an ABI parameter; internalType keeps the names that the ABI type loses."""
    kind: str = parameter["type"]
    internal: str = parameter.get("internalType", kind)
    if kind.endswith("[]"):
        item = shape_of(parameter | {"type": kind[:-2], "internalType": internal[:-2]})
        return Shape(
            f"tuple[{item.annotation}, ...]",
            f"Array({item.codec})",
            item.eip712 + "[]",
            item.struct,
        )
    name = internal.rsplit(" ", maxsplit=1)[-1].rsplit(".", maxsplit=1)[-1]
    if kind == "tuple":
        return Shape(name, f"_{snake(name).upper()}", name, name)
    if internal.startswith("enum "):
        return Shape(name, f"Enum({name})", "uint8")
    plain = elementary(kind)
    if internal == kind or internal.startswith("contract ") or internal == "address payable":
        return plain
    return Shape(name, plain.codec, kind)


def members_of(parameters: list[Json]) -> tuple[Member, ...]:
    """Named and typed members; one without a name is called by its place."""
    names = [parameter["name"] or f"value{at}" for at, parameter in enumerate(parameters)]
    shapes = map(shape_of, parameters)
    return tuple(
        Member(name, snake(name), shape) for name, shape in zip(names, shapes, strict=True)
    )


def signature(entry: Json) -> str:
    """`Name(type,…)` with tuples spelled out."""
    return f"{entry['name']}({','.join(map(canonical_type, entry['inputs']))})"


def canonical_type(parameter: Json) -> str:
    """The type as selectors spell it."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(map(canonical_type, parameter["components"]))
    return f"({inner}){kind.removeprefix('tuple')}"


def is_ours(source: str) -> bool:
    """Whether a source is one of ours and no test."""
    return source.startswith(OURS) and not source.startswith(TESTS)


class Reader:
    """Reads a model from the compiler's standard JSON input and output."""

    def __init__(self, standard_input: Json, output: Json, deployables: set[str]) -> None:
        self.texts = {
            source: unit["content"].encode() for source, unit in standard_input["sources"].items()
        }
        self.output = output
        self.deployables = deployables
        self.docs: dict[str, str] = {}
        self.owners: dict[str, str] = {}

    def read(self) -> Model:
        """The whole model."""
        model = Model()
        for source, node, owner in self._definitions():
            self._define(model, source, node, owner)
        for source, contracts in sorted(self.output["contracts"].items()):
            for name, contract in sorted(contracts.items()):
                interface = source.startswith(INTERFACES)
                if interface:
                    self._structs(model, contract["abi"])
                if interface or name in self.deployables:
                    self._errors(model, contract)
                if source.startswith(INTERFACES) and name == ACTS_INTERFACE:
                    model.acts = act_bodies(contract["abi"], model.enums)
        model.structs = in_order(model.structs)
        return model

    def _definitions(self) -> Iterator[tuple[str, Json, str]]:
        for source, unit in sorted(self.output["sources"].items()):
            for node in unit["ast"]["nodes"]:
                stem = source.rsplit("/", 1)[-1].removesuffix(".sol")
                yield source, node, stem
                if node["nodeType"] == "ContractDefinition":
                    for inner in node["nodes"]:
                        yield source, inner, node["name"]

    def _define(self, model: Model, source: str, node: Json, owner: str) -> None:
        kind = node["nodeType"]
        if kind == "ErrorDefinition":
            self.owners.setdefault(node["errorSelector"], owner)
        if not is_ours(source):
            return
        if kind == "EnumDefinition":
            names = tuple(member["name"] for member in node["members"])
            unique(
                model.enums, EnumModel(node["name"], self._doc(source, node), names), model.values
            )
        elif kind == "UserDefinedValueTypeDefinition":
            annotation = elementary(node["underlyingType"]["name"]).annotation
            doc = self._doc(source, node)
            unique(model.values, ValueModel(node["name"], doc, annotation), model.enums)
        elif kind == "StructDefinition":
            self.docs[node["name"]] = self._doc(source, node)

    def _doc(self, source: str, node: Json) -> str:
        """The `///` lines right above a definition: the AST leaves them out for most kinds."""
        start = int(node["src"].split(":")[0])
        lines = self.texts[source][:start].decode().rstrip(" \t").splitlines()
        doc: list[str] = []
        while lines and lines[-1].strip().startswith("///"):
            doc.insert(0, lines.pop().strip().removeprefix("///").strip())
        return " ".join(doc).removeprefix("@notice ").strip()

    def _structs(self, model: Model, parameters: list[Json]) -> None:
        for parameter in parameters:
            for key in ("inputs", "outputs", "components"):
                self._structs(model, parameter.get(key, []))
            if parameter["type"].startswith("tuple"):
                name = shape_of(parameter).struct or ""
                doc = self.docs.get(name, "")
                struct = StructModel(name, doc, members_of(parameter["components"]))
                unique(model.structs, struct, model.enums | model.values)

    def _errors(self, model: Model, contract: Json) -> None:
        for entry in contract["abi"]:
            if entry["type"] != "error":
                continue
            full = signature(entry)
            error = ErrorModel(
                entry["name"],
                error_doc(contract, full),
                self.owners[keccak256(full.encode())[:4].hex()],
                full,
                members_of(entry["inputs"]),
            )
            known = model.errors.setdefault(error.selector, error)
            if known.signature != full:
                raise ModelError(f"{known.signature} and {full} share a selector")
        names = [error.name for error in model.errors.values()]
        for name in names:
            if names.count(name) > 1:
                raise ModelError(f"two errors are called {name}")


def error_doc(contract: Json, full: str) -> str:
    """The @notice of an error, else its @dev, else nothing."""
    notices = contract["userdoc"].get("errors", {}).get(full, [])
    details = contract["devdoc"].get("errors", {}).get(full, [])
    found = [entry["notice"] for entry in notices if "notice" in entry]
    found += [entry["details"] for entry in details if "details" in entry]
    return " ".join(found[0].split()) if found else ""


def unique(into: dict[str, Any], thing: Any, others: dict[str, Any]) -> None:
    """Adds a thing under its name: twins in two Solidity files would be one in Python."""
    known = into.setdefault(thing.name, thing)
    if known != thing or thing.name in others:
        raise ModelError(f"two types are called {thing.name}")


def act_bodies(abi: list[Json], enums: dict[str, EnumModel]) -> dict[str, str]:
    """Act kind → struct of its body, from the events of IActs."""
    if "ActKind" not in enums:
        raise ModelError("there is no enum ActKind")
    bodies = {}
    for event in abi:
        if event["type"] != "event":
            continue
        if event["name"] not in enums["ActKind"].members:
            raise ModelError(f"IActs.{event['name']} is no member of ActKind")
        struct = shape_of(event["inputs"][0]).struct if len(event["inputs"]) == 1 else None
        if struct is None or event["inputs"][0]["type"] != "tuple":
            raise ModelError(f"IActs.{event['name']} must have one parameter, a struct")
        bodies[event["name"]] = struct
    return {kind: bodies[kind] for kind in enums["ActKind"].members if kind in bodies}


def in_order(structs: dict[str, StructModel]) -> dict[str, StructModel]:
    """The structs by name, each after those that it contains."""
    done: dict[str, StructModel] = {}

    def add(name: str) -> None:
        for member in structs[name].members:
            if member.shape.struct and member.shape.struct not in done:
                add(member.shape.struct)
        done[name] = structs[name]

    for name in sorted(structs):
        if name not in done:
            add(name)
    return done
