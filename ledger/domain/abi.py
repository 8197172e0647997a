"""The strict ABI codec and EIP-712 hashing under the generated act classes.

Decoding accepts the one canonical encoding of a value and nothing else: no trailing or missing
bytes, no offset but the next one, no dirty padding, no number out of its type's range. It runs in
time linear in the data, whatever a hostile log says.

A struct's head has fixed places: it is unpacked at once, and one mask over all of it finds every
bit that no value of its types sets. What the mask finds, the kinds then name member by member.
"""

from __future__ import annotations

import re
from struct import Struct, error
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ledger.domain.elementary import (
    ADDRESS,
    ALL_BITS,
    BOOL,
    NATIVE_BITS,
    WORD,
    AbiError,
    Bool,
    Enum,
    FixedBytes,
    Int,
    Kind,
    Uint,
)
from ledger.domain.keccak import keccak256
from ledger.domain.values import members_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ADDRESS",
    "BOOL",
    "AbiError",
    "Array",
    "Bool",
    "Bytes",
    "Enum",
    "FixedBytes",
    "Int",
    "Kind",
    "Record",
    "Row",
    "Text",
    "Uint",
]

OFFSET: Final = Struct(">24xQ")
OFFSET_DIRT: Final = ALL_BITS ^ ((1 << NATIVE_BITS) - 1)
FIRST_TAIL: Final = WORD.to_bytes(WORD)

T = TypeVar("T")


class Bytes(Kind):
    """Bytes of any length."""

    format = "24xQ"
    dynamic = True
    dirt = OFFSET_DIRT

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
    dirt = OFFSET_DIRT

    def __init__(self, item: Kind) -> None:
        self.item = item
        self.item_size = WORD if item.dynamic else Struct(">" + item.format).size
        self.row = item.row if isinstance(item, Record) else Row((item,))

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The items, refused when they cannot all be there."""
        count = _length(data, at)
        start, end = at + WORD, at + WORD + count * self.item_size
        if end > len(data):
            raise AbiError("array ends early", at)
        found = None if self.item.dynamic else self.row.repeated(data[start:end], count)
        if found is None:
            values, end = Row((self.item,) * count).read(data, start)
            return tuple(values), end
        if isinstance(self.item, Record):
            return tuple(self.item.cls(*values) for values in found), end
        return tuple(value for (value,) in found), end

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
        self.plain = all(kind.plain and kind.width == 1 for kind in kinds)
        self.dirt = _side_by_side(kind.dirt for kind in kinds)
        self.readers = [(n, kind.reader) for n, kind in enumerate(kinds) if kind.reader]
        self.tails = [(n, kind) for n, kind in enumerate(kinds) if kind.dynamic]

    def read(self, data: bytes, at: int) -> tuple[Sequence[Any], int]:
        """The values, and where the last tail ends."""
        head = self.head
        end = at + head.size
        if end > len(data):
            raise AbiError("data ends early", at)
        if not self.plain or int.from_bytes(data[at:end]) & self.dirt:
            return self._read_each(data, at)
        values = self._valued(head.unpack_from(data, at))
        if values is None:
            return self._read_each(data, at)
        for place, kind in self.tails:
            if values[place] != end - at:
                raise AbiError("offset is not the next", at)
            values[place], end = kind.read(data, end)
        return values, end

    def repeated(self, data: bytes, count: int) -> list[list[Any]] | None:
        """So many rows without tails; None where they must be read value by value."""
        dirt = self.dirt.to_bytes(self.head.size)
        if not self.plain or int.from_bytes(data) & int.from_bytes(dirt * count):
            return None
        found = [self._valued(raws) for raws in self.head.iter_unpack(data)]
        valued = [values for values in found if values is not None]
        return valued if len(valued) == count else None

    def _valued(self, raws: tuple[Any, ...]) -> list[Any] | None:
        values = list(raws)
        try:
            for place, reader in self.readers:
                values[place] = reader(values[place])
        except LookupError:
            return None
        return values

    def _read_each(self, data: bytes, at: int) -> tuple[Sequence[Any], int]:
        head = self.head
        end = at + head.size
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
        return values, end

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
        return tuple(self.whole(data, 0))

    def whole(self, data: bytes, at: int) -> Sequence[Any]:
        """The values that begin here and end where the data does."""
        values, end = self.read(data, at)
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
        shape: Any = cls  # mypy takes a type variable's class for unhashable
        self.names = names_of(shape)
        self.members = members_of(shape)
        self.type = cls
        self.dynamic = self.row.dynamic
        self.format = "24xQ" if self.dynamic else self.row.format
        self.width = 1 if self.dynamic else self.row.width
        self.dirt = OFFSET_DIRT if self.dynamic else self.row.dirt
        self.framed = Row((self,))
        self.hashed = _Hashed(kinds)

    def _values(self, value: Any) -> tuple[Any, ...]:
        if type(value) is not self.cls:
            raise AbiError(f"{value!r} is no {self.cls.__name__}")
        return self.members(value)

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
        return keccak256(self.type_hash + self.hashed.words(self._values(value)))

    def decode(self, data: bytes) -> T:
        """The record of `abi.encode(record)`.

        Raises:
            AbiError: the bytes are not its canonical encoding.
        """
        if not self.dynamic:
            return self.cls(*self.row.whole(data, 0))
        if data[:WORD] == FIRST_TAIL:
            return self.cls(*self.row.whole(data, WORD))
        value: T = self.framed.decode(data)[0]
        return value

    def encode(self, value: T) -> bytes:
        """`abi.encode(record)`."""
        return self.framed.write((value,))


class _Hashed:
    """`encodeData` of EIP-712: a word a member, all of them packed at once where they are sound."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self.kinds = kinds
        within = [kind.dynamic or isinstance(kind, Record) for kind in kinds]
        pairs = list(zip(kinds, within, strict=True))
        self.inner = [(n, kind) for n, (kind, hashed) in enumerate(pairs) if hashed]
        self.head = Struct(
            ">" + "".join("32s" if hashed else kind.format for kind, hashed in pairs)
        )
        self.types = [bytes if hashed else kind.type for kind, hashed in pairs]
        self.dirt = _side_by_side(0 if hashed else kind.dirt for kind, hashed in pairs)
        self.plain = all(hashed or kind.plain for kind, hashed in pairs)
        self.writers = [(n, kind.writer) for n, kind in enumerate(kinds) if kind.writer]

    def words(self, members: tuple[Any, ...]) -> bytes:
        """The words of these members. Raises AbiError where one does not fit its type."""
        values = list(members)
        for place, kind in self.inner:
            values[place] = kind.eip712(values[place])
        if not self.plain or list(map(type, values)) != self.types:
            return self._each(members)
        try:
            for place, writer in self.writers:
                values[place] = writer(values[place])
            words = self.head.pack(*values)
        except (error, OverflowError):
            return self._each(members)
        # bytes of another length are cut or filled up by `pack`
        if list(self.head.unpack(words)) != values or int.from_bytes(words) & self.dirt:
            return self._each(members)
        return words

    def _each(self, members: tuple[Any, ...]) -> bytes:
        pairs = zip(self.kinds, members, strict=True)
        return b"".join(kind.eip712(member) for kind, member in pairs)


def _side_by_side(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole = whole << 8 * WORD | mask
    return whole


def _length(data: bytes, at: int) -> int:
    try:
        (size,) = OFFSET.unpack_from(data, at)
    except error as fault:
        raise AbiError("length is missing", at) from fault
    if any(data[at : at + WORD - 8]) or size > len(data):
        raise AbiError("length exceeds the data", at)
    return int(size)
