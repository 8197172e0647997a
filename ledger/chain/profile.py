"""A chain profile: which chain, which contracts on it, since when, and when a block is final.

A profile is a canonical JSON file. The deployment writes it; everything else reads it and checks
the node against it (ledger.chain.check) before it trusts an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from ledger.chain.errors import ProfileMalformed, ProfileMissing
from ledger.domain import canonical
from ledger.whole_file import write_whole

FORMAT: Final = "datadeed/chain-profile/1"
TIME_UNIT: Final = "seconds"
ADDRESS: Final = 20
HASH: Final = 32

T = TypeVar("T")


class BookName(StrEnum):
    """The books, by the names of their contracts."""

    PARTY_BOOK = "PartyBook"
    FILING_DESK = "FilingDesk"
    TITLE_BOOK = "TitleBook"
    PLEDGE_BOOK = "PledgeBook"
    ORDER_DESK = "OrderDesk"
    MANDATE_BOOK = "MandateBook"
    CHANGE_DESK = "ChangeDesk"
    REQUEST_DESK = "RequestDesk"
    DIRECTORY_BOOK = "DirectoryBook"
    LICENCE_BOOK = "LicenceBook"
    REPORT_BOOK = "ReportBook"
    PLEDGE_DESK = "PledgeDesk"
    DISPUTE_DESK = "DisputeDesk"
    ANCHORS = "Anchors"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract and the hash of its runtime code."""

    address: bytes
    code_hash: bytes


@dataclass(frozen=True, slots=True)
class Instant:
    """A block is final once it is there."""


@dataclass(frozen=True, slots=True)
class Confirmations:
    """A block is final under so many further blocks."""

    count: int


@dataclass(frozen=True, slots=True)
class FinalizedTag:
    """The node says which block is final."""


Finality: TypeAlias = Instant | Confirmations | FinalizedTag


@dataclass(frozen=True, slots=True)
class ChainProfile:
    """One register on one chain.

    `start_block` is the block of the founding and `start_hash` its hash: no act is older, and a
    chain that was made anew under the same id is told apart. `dev` allows what only a development
    chain may do: moving the clock, and losing its last second.
    """

    name: str
    chain_id: int
    start_block: int
    start_hash: bytes
    register: Contract
    authority: Contract
    books: Mapping[BookName, Contract]
    finality: Finality
    proofs: bool
    dev: bool = False
    time_unit: str = TIME_UNIT

    def book(self, name: BookName) -> Contract:
        """A book's contract."""
        return self.books[name]

    def contracts(self) -> tuple[tuple[str, Contract], ...]:
        """Every contract with its name."""
        named = [(name.value, contract) for name, contract in sorted(self.books.items())]
        return (("Register", self.register), ("AccessManager", self.authority), *named)


def dump(profile: ChainProfile) -> bytes:
    """The profile's canonical JSON."""
    return canonical.encode(
        {
            "format": FORMAT,
            "name": profile.name,
            "chainId": profile.chain_id,
            "startBlock": profile.start_block,
            "startHash": _text(profile.start_hash),
            "register": _contract_json(profile.register),
            "authority": _contract_json(profile.authority),
            "books": {name.value: _contract_json(book) for name, book in profile.books.items()},
            "finality": _finality_json(profile.finality),
            "proofs": profile.proofs,
            "dev": profile.dev,
            "timeUnit": profile.time_unit,
        }
    )


def parse(data: bytes) -> ChainProfile:
    """The profile of its JSON bytes. Raises ProfileMalformed with the field that is wrong."""
    try:
        raw = canonical.parse(data)
    except canonical.CanonicalJsonError as fault:
        raise ProfileMalformed("", str(fault)) from fault
    fields = _Fields("", raw)
    if (form := fields.take("format", str)) != FORMAT:
        fields.refuse("format", f"{form!r} is not {FORMAT}")
    if (unit := fields.take("timeUnit", str)) != TIME_UNIT:
        fields.refuse("timeUnit", f"{unit!r} is not {TIME_UNIT}")
    profile = ChainProfile(
        name=fields.take("name", str),
        chain_id=fields.natural("chainId", 1),
        start_block=fields.natural("startBlock", 0),
        start_hash=fields.bytes("startHash", HASH),
        register=_contract(fields.inner("register")),
        authority=_contract(fields.inner("authority")),
        books=_books(fields.inner("books")),
        finality=_finality(fields),
        proofs=fields.take("proofs", bool),
        dev=fields.take("dev", bool),
    )
    fields.end()
    return profile


def save(profile: ChainProfile, path: Path) -> None:
    """Write the profile's file; it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, dump(profile))


def load(path: Path) -> ChainProfile:
    """Read a profile's file. Raises ProfileMissing, ProfileMalformed."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise ProfileMissing(str(path)) from fault
    return parse(data)


class _Fields:
    """Takes the members of a JSON object one by one; what is left over at the end is refused."""

    def __init__(self, place: str, raw: Any) -> None:
        self.place = place
        if not isinstance(raw, dict):
            raise ProfileMalformed(place.rstrip("."), "not an object")
        self.left = dict(raw)

    def refuse(self, name: str, fault: str) -> NoReturn:
        raise ProfileMalformed(self.place + name, fault)

    def take(self, name: str, kind: type[T]) -> T:
        if name not in self.left:
            self.refuse(name, "missing")
        value = self.left.pop(name)
        if type(value) is not kind:
            self.refuse(name, f"not of type {kind.__name__}")
        return value

    def natural(self, name: str, least: int) -> int:
        value = self.take(name, int)
        if value < least:
            self.refuse(name, f"{value} is less than {least}")
        return value

    def bytes(self, name: str, size: int) -> bytes:
        text = self.take(name, str)
        try:
            value = bytes.fromhex(text.removeprefix("0x"))
        except ValueError:
            self.refuse(name, "not hexadecimal")
        if _text(value) != text or len(value) != size:
            self.refuse(name, f"not 0x and {size} bytes in lower case")
        return value

    def inner(self, name: str) -> "_Fields":
        return _Fields(f"{self.place}{name}.", self.take(name, dict))

    def end(self) -> None:
        for name in self.left:
            self.refuse(name, "unknown")


def _text(value: bytes) -> str:
    return "0x" + value.hex()


def _contract_json(contract: Contract) -> dict[str, str]:
    return {"address": _text(contract.address), "codeHash": _text(contract.code_hash)}


def _contract(fields: _Fields) -> Contract:
    contract = Contract(fields.bytes("address", ADDRESS), fields.bytes("codeHash", HASH))
    fields.end()
    return contract


def _books(fields: _Fields) -> Mapping[BookName, Contract]:
    books = {name: _contract(fields.inner(name.value)) for name in BookName}
    fields.end()
    return MappingProxyType(books)


_NAMED_FINALITY: Final[Mapping[str, Callable[[], Finality]]] = MappingProxyType(
    {"instant": Instant, "finalized": FinalizedTag}
)


def _finality(fields: _Fields) -> Finality:
    raw = fields.left.get("finality")
    if isinstance(raw, dict):
        inner = fields.inner("finality")
        count = inner.natural("confirmations", 1)
        inner.end()
        return Confirmations(count)
    name = fields.take("finality", str)
    if name not in _NAMED_FINALITY:
        fields.refuse("finality", f"{name!r} is neither instant, finalized nor confirmations")
    return _NAMED_FINALITY[name]()


def _finality_json(finality: Finality) -> str | dict[str, int]:
    match finality:
        case Instant():
            return "instant"
        case FinalizedTag():
            return "finalized"
        case Confirmations(count):
            return {"confirmations": count}
