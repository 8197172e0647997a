"""The strict ABI codec and EIP-712 hashing under the generated act classes.

Decoding accepts the one canonical encoding of a value and nothing else: no trailing or missing
bytes, no offset but the next one, no dirty padding, no number out of its type's range. It runs in
time linear in the data, whatever a hostile log says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from struct import Struct, error
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import IntEnum

WORD: Final = 32
OFFSET: Final = Struct(">24xQ")
ADDRESS_BYTES: Final = 20
NATIVE_BITS: Final = 64

T = TypeVar("T")


@dataclass(eq=False)
class AbiError(DomainError):
    """Bytes are not the canonical encoding of the type, or a value does not fit it."""

    code: ClassVar[str] = "ABI_MALFORMED"

    reason: str
    at: int = 0


class Kind:
    """One Solidity type: `width` raw values in the head, and a tail if `dynamic`.

    Static kinds say `take` and `put`, dynamic kinds `read` and `write`; asking for the others is a
    fault of the program, not of the data.
    """

    format: str
    width = 1
    dynamic = False

    def take(self, raws: Sequence[Any], index: int) -> Any:
        """The value of a static type from the head's raw values."""
        raise TypeError(f"{type(self).__name__} lies in the tail")

    def put(self, value: Any) -> tuple[Any, ...]:
        """The raw values of a static type."""
        raise TypeError(f"{type(self).__name__} lies in the tail")

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The value of a dynamic type at `at`, and where its encoding ends."""
        raise TypeError(f"{type(self).__name__} has no tail")

    def write(self, value: Any) -> bytes:
        """The tail of a dynamic type."""
        raise TypeError(f"{type(self).__name__} has no tail")

    def eip712(self, value: Any) -> bytes:
        """The word that stands for the value in EIP-712 encodeData: a static type's ABI word."""
        return Struct(">" + self.format).pack(*self.put(value))


class Uint(Kind):
    """An unsigned integer of `bits` bits."""

    def __init__(self, bits: int) -> None:
        self.limit = 1 << bits
        self.native = bits <= NATIVE_BITS
        self.size = bits // 8
        self.format = "24xQ" if self.native else f"{WORD - self.size}x{self.size}s"

    def take(self, raws: Sequence[Any], index: int) -> int:
        """The integer, refused when it is out of range."""
        raw = raws[index]
        value: int = raw if self.native else int.from_bytes(raw, "big")
        if value >= self.limit:
            raise AbiError(f"uint{self.size * 8} out of range")
        return value

    def put(self, value: Any) -> tuple[Any, ...]:
        """The integer as `struct` wants it."""
        if type(value) is bool or not isinstance(value, int) or not 0 <= value < self.limit:
            raise AbiError(f"{value!r} is no uint{self.size * 8}")
        return (value,) if self.native else (value.to_bytes(self.size, "big"),)


class Int(Kind):
    """A signed integer of `bits` bits, sign-extended to a word."""

    format = "32s"

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.limit = 1 << (bits - 1)

    def take(self, raws: Sequence[Any], index: int) -> int:
        """The integer, refused when it is out of range."""
        value = int.from_bytes(raws[index], "big", signed=True)
        if not -self.limit <= value < self.limit:
            raise AbiError(f"int{self.bits} out of range")
        return value

    def put(self, value: Any) -> tuple[Any, ...]:
        """The word of the integer."""
        if (
            type(value) is bool
            or not isinstance(value, int)
            or not -self.limit <= value < self.limit
        ):
            raise AbiError(f"{value!r} is no int{self.bits}")
        return (value.to_bytes(WORD, "big", signed=True),)


class Bool(Kind):
    """True or false, and nothing between."""

    format = "31xB"

    def take(self, raws: Sequence[Any], index: int) -> bool:
        """The truth value."""
        if raws[index] > 1:
            raise AbiError("bool out of range")
        return bool(raws[index])

    def put(self, value: Any) -> tuple[Any, ...]:
        """Zero or one."""
        if type(value) is not bool:
            raise AbiError(f"{value!r} is no bool")
        return (int(value),)


class Enum(Kind):
    """A member of a Solidity enum."""

    format = "31xB"

    def __init__(self, members: type[IntEnum]) -> None:
        self.name = members.__name__
        self.type = members
        self.members = tuple(members)

    def take(self, raws: Sequence[Any], index: int) -> IntEnum:
        """The member, refused when there is none of this number."""
        if raws[index] >= len(self.members):
            raise AbiError(f"{self.name} has no member {raws[index]}")
        member: IntEnum = self.members[raws[index]]
        return member

    def put(self, value: Any) -> tuple[Any, ...]:
        """The member's number."""
        if not isinstance(value, self.type):
            raise AbiError(f"{value!r} is no {self.name}")
        return (int(value),)


class FixedBytes(Kind):
    """Exactly `size` bytes, at the left of the word (or, an address, at the right)."""

    def __init__(self, size: int, *, right: bool = False) -> None:
        self.size = size
        padding = f"{WORD - size}x" if size < WORD else ""
        self.format = f"{padding}{size}s" if right else f"{size}s{padding}"

    def take(self, raws: Sequence[Any], index: int) -> bytes:
        """The bytes."""
        value: bytes = raws[index]
        return value

    def put(self, value: Any) -> tuple[Any, ...]:
        """The bytes, refused when they are more or fewer."""
        if not isinstance(value, bytes) or len(value) != self.size:
            raise AbiError(f"{value!r} is not {self.size} bytes")
        return (value,)


ADDRESS: Final = FixedBytes(ADDRESS_BYTES, right=True)
BOOL: Final = Bool()


class Bytes(Kind):
    """Bytes of any length."""

    format = "24xQ"
    dynamic = True

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The bytes, refused when the padding is not zero."""
        size = _length(data, at)
        start, end = at + WORD, at + WORD + size
        padded = start + (size + WORD - 1) // WORD * WORD
        if padded > len(data):
            raise AbiError("bytes end early", at)
        if any(data[end:padded]):
            raise AbiError("dirty padding", end)
        return data[start:end], padded

    def write(self, value: Any) -> bytes:
        """Length, bytes, zeros up to a whole word."""
        if not isinstance(value, bytes):
            raise AbiError(f"{value!r} is not bytes")
        return OFFSET.pack(len(value)) + value + bytes(-len(value) % WORD)

    def eip712(self, value: Any) -> bytes:
        """The hash of the bytes."""
        return keccak256(value)


class Text(Bytes):
    """A UTF-8 string."""

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The text, refused when it is not UTF-8."""
        raw, end = super().read(data, at)
        try:
            return raw.decode("utf-8"), end
        except UnicodeDecodeError as fault:
            raise AbiError("not UTF-8", at) from fault

    def write(self, value: Any) -> bytes:
        """As bytes."""
        return super().write(value.encode("utf-8"))

    def eip712(self, value: Any) -> bytes:
        """The hash of the UTF-8 bytes."""
        return keccak256(value.encode("utf-8"))


class Array(Kind):
    """A dynamic array of one kind; a tuple in Python."""

    format = "24xQ"
    dynamic = True

    def __init__(self, item: Kind) -> None:
        self.item = item
        self.item_size = WORD if item.dynamic else Struct(">" + item.format).size

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The items, refused when they cannot all be there."""
        count = _length(data, at)
        if count * self.item_size > len(data) - at - WORD:
            raise AbiError("array ends early", at)
        return Row((self.item,) * count).read(data, at + WORD)

    def write(self, value: Any) -> bytes:
        """Count, then the items."""
        return OFFSET.pack(len(value)) + Row((self.item,) * len(value)).write(value)

    def eip712(self, value: Any) -> bytes:
        """The hash of the items' words."""
        return keccak256(b"".join(self.item.eip712(item) for item in value))


class Row(Kind):
    """Values side by side: parameters of a call, members of a struct, items of an array."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self.kinds = kinds
        self.format = "".join(kind.format for kind in kinds)
        self.width = sum(kind.width for kind in kinds)
        self.dynamic = any(kind.dynamic for kind in kinds)
        self.head = Struct(">" + self.format)

    def read(self, data: bytes, at: int) -> tuple[tuple[Any, ...], int]:
        """The values, and where the last tail ends."""
        head = self.head
        end = at + head.size
        if end > len(data):
            raise AbiError("data ends early", at)
        raws = head.unpack_from(data, at)
        if head.pack(*raws) != data[at:end]:
            raise AbiError("dirty padding", at)
        values = []
        index = 0
        for kind in self.kinds:
            if kind.dynamic:
                if raws[index] != end - at:
                    raise AbiError("offset is not the next", at)
                value, end = kind.read(data, end)
            else:
                value = kind.take(raws, index)
            values.append(value)
            index += kind.width
        return tuple(values), end

    def write(self, values: Sequence[Any]) -> bytes:
        """Heads, then tails in the same order."""
        if len(values) != len(self.kinds):
            raise AbiError(f"{len(values)} values for {len(self.kinds)} types")
        raws: list[Any] = []
        tails: list[bytes] = []
        offset = self.head.size
        for kind, value in zip(self.kinds, values, strict=True):
            if kind.dynamic:
                raws.append(offset)
                tails.append(kind.write(value))
                offset += len(tails[-1])
            else:
                raws.extend(kind.put(value))
        return b"".join((self.head.pack(*raws), *tails))

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """The values of `abi.encode(…)`, all of it and nothing after it."""
        values, end = self.read(data, 0)
        if end != len(data):
            raise AbiError("bytes after the end", end)
        return values


class Record(Kind, Generic[T]):
    """A struct: a frozen dataclass in Python, one EIP-712 type."""

    def __init__(self, cls: type[T], eip712_type: str, kinds: tuple[Kind, ...]) -> None:
        self.cls = cls
        self.eip712_type = eip712_type
        self.type_hash = keccak256(eip712_type.encode("ascii"))
        self.row = Row(kinds)
        self.names = tuple(field.name for field in fields(cls))  # type: ignore[arg-type]
        self.dynamic = self.row.dynamic
        self.format = "24xQ" if self.dynamic else self.row.format
        self.width = 1 if self.dynamic else self.row.width
        self.whole = Row((self,))

    def _values(self, value: Any) -> tuple[Any, ...]:
        if type(value) is not self.cls:
            raise AbiError(f"{value!r} is no {self.cls.__name__}")
        return tuple(getattr(value, name) for name in self.names)

    def take(self, raws: Sequence[Any], index: int) -> T:
        """The record from the raw values of its members."""
        values = []
        for kind in self.row.kinds:
            values.append(kind.take(raws, index))
            index += kind.width
        return self.cls(*values)

    def put(self, value: Any) -> tuple[Any, ...]:
        """The raw values of the members."""
        pairs = zip(self.row.kinds, self._values(value), strict=True)
        return tuple(raw for kind, member in pairs for raw in kind.put(member))

    def read(self, data: bytes, at: int) -> tuple[T, int]:
        """The record and where it ends."""
        values, end = self.row.read(data, at)
        return self.cls(*values), end

    def write(self, value: Any) -> bytes:
        """The members, heads and tails."""
        return self.row.write(self._values(value))

    def eip712_types(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Struct name → (type, name) of each member, as wallets ask for the types of a message."""
        parts = re.findall(r"(\w+)\(([^)]*)\)", self.eip712_type)
        return {
            name: tuple(tuple(member.split(" ", 1)) for member in members.split(",") if member)
            for name, members in parts
        }

    def eip712(self, value: Any) -> bytes:
        """`hashStruct` of EIP-712."""
        pairs = zip(self.row.kinds, self._values(value), strict=True)
        words = b"".join(kind.eip712(member) for kind, member in pairs)
        return keccak256(self.type_hash + words)

    def decode(self, data: bytes) -> T:
        """The record of `abi.encode(record)`.

        Raises:
            AbiError: the bytes are not its canonical encoding.
        """
        value: T = self.whole.decode(data)[0]
        return value

    def encode(self, value: T) -> bytes:
        """`abi.encode(record)`."""
        return self.whole.write((value,))


def _length(data: bytes, at: int) -> int:
    try:
        (size,) = OFFSET.unpack_from(data, at)
    except error as fault:
        raise AbiError("length is missing", at) from fault
    if any(data[at : at + WORD - 8]) or size > len(data):
        raise AbiError("length exceeds the data", at)
    return int(size)
