"""Terms of acts as wallets show and sign them: EIP-712 typed data, and back into structs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from api.problems import TermsMalformed
from ledger.domain.abi import Array, Bool, Bytes, Enum, FixedBytes, Kind, Record, Uint
from ledger.domain.acts import record_of
from ledger.domain.eip712 import NAME, VERSION

if TYPE_CHECKING:
    from ledger.chain.profile import ChainProfile
    from ledger.registrar.acting import Prepared

T = TypeVar("T")
MOST_DIGITS: Final = 78
MOST_BYTES: Final = 4_096
MOST_ITEMS: Final = 256
DOMAIN: Final = (
    ("string", "name"),
    ("string", "version"),
    ("uint256", "chainId"),
    ("address", "verifyingContract"),
)


def message(value: Any) -> dict[str, Any]:
    """A struct as the message of typed data: bytes as 0x…, enums and numbers as numbers."""
    record = record_of(type(value))
    names = [name for _, name in record.eip712_types()[type(value).__name__]]
    values = (getattr(value, own) for own in record.names)
    return {name: _shown(each) for name, each in zip(names, values, strict=True)}


def typed_data(profile: ChainProfile, prepared: Prepared[Any]) -> dict[str, Any]:
    """What eth_signTypedData_v4 takes."""
    struct = type(prepared.terms)
    types = {"EIP712Domain": DOMAIN, **record_of(struct).eip712_types()}
    book = profile.book(prepared.door.book).address
    return {
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": profile.chain_id,
            "verifyingContract": "0x" + book.hex(),
        },
        "primaryType": struct.__name__,
        "types": {
            name: [{"type": kind, "name": member} for kind, member in members]
            for name, members in types.items()
        },
        "message": message(prepared.terms),
    }


def struct_of(cls: type[T], given: Any, place: str = "terms") -> T:
    """The struct of a message. Raises TermsMalformed with the member that is wrong."""
    record = record_of(cls)
    names = [name for _, name in record.eip712_types()[cls.__name__]]
    if not isinstance(given, dict) or set(given) != set(names):
        raise TermsMalformed(place, f"exactly {', '.join(names)}")
    values = (
        _parsed(kind, given[name], f"{place}.{name}")
        for kind, name in zip(record.row.kinds, names, strict=True)
    )
    return cls(*values)


def _shown(value: Any) -> Any:
    match value:
        case bytes():
            return "0x" + value.hex()
        case tuple():
            return [_shown(each) for each in value]
        case bool():
            return value
        case int():
            # Beyond this a JavaScript reader would lose digits.
            return int(value) if value < 2**53 else str(int(value))
        case _:
            return message(value)


def _parsed(kind: Kind, given: Any, place: str) -> Any:
    match kind:
        case Record():
            return struct_of(kind.cls, given, place)
        case Array():
            if not isinstance(given, list) or len(given) > MOST_ITEMS:
                raise TermsMalformed(place, f"a list of at most {MOST_ITEMS}")
            return tuple(_parsed(kind.item, each, f"{place}.{n}") for n, each in enumerate(given))
        case Bool():
            if not isinstance(given, bool):
                raise TermsMalformed(place, "true or false")
            return given
        case Bytes() | FixedBytes():
            return _octets(kind, given, place)
        case _:
            return _number(kind, given, place)


def _octets(kind: Bytes | FixedBytes, given: Any, place: str) -> bytes:
    text = given if isinstance(given, str) and given.startswith("0x") else "?"
    try:
        found = bytes.fromhex(text[2:] if text != "?" else text)
    except ValueError as fault:
        raise TermsMalformed(place, "0x and hexadecimal digits") from fault
    if len(found) > MOST_BYTES or (isinstance(kind, FixedBytes) and len(found) != kind.size):
        size = kind.size if isinstance(kind, FixedBytes) else f"at most {MOST_BYTES}"
        raise TermsMalformed(place, f"{size} bytes")
    return found


def _number(kind: Kind, given: Any, place: str) -> int:
    text = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else "?"
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise TermsMalformed(place, "a whole number")
    number = int(text)
    if isinstance(kind, Enum):
        if number >= len(kind.members):
            raise TermsMalformed(place, f"a number below {len(kind.members)}")
        return kind.members[number]
    if isinstance(kind, Uint) and number >= kind.limit:
        raise TermsMalformed(place, f"a number below {kind.limit}")
    return number
