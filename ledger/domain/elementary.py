"""The elementary types of Solidity, one word each: how each is packed, read and refused."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import IntEnum

WORD: Final = 32
ADDRESS_BYTES: Final = 20
NATIVE_BITS: Final = 64
ALL_BITS: Final = (1 << 8 * WORD) - 1


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

    `type` is the exact class of nearly all values, `dirt` the bits of its word that no value sets.
    Where both say all that `take` checks, `reader` makes the value of the raw one (LookupError:
    there is none), and `writer` the raw one of the value; None where they are the same.
    """

    format: str
    width = 1
    dynamic = False
    type: type[Any] = bytes
    dirt = 0
    plain = True
    reader: Callable[[Any], Any] | None = None
    writer: Callable[[Any], Any] | None = None

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
        self.type = int
        self.format = "24xQ" if self.native else f"{WORD - self.size}x{self.size}s"
        self.dirt = ALL_BITS ^ (self.limit - 1)
        if not self.native:
            self.reader, self.writer = int.from_bytes, self._sized

    def take(self, raws: Sequence[Any], index: int) -> int:
        """The integer, refused when it is out of range."""
        raw = raws[index]
        value: int = raw if self.native else int.from_bytes(raw, "big")
        if value >= self.limit:
            raise AbiError(f"uint{self.size * 8} out of range")
        return value

    def _sized(self, value: int) -> bytes:
        return value.to_bytes(self.size)

    def put(self, value: Any) -> tuple[Any, ...]:
        """The integer as `struct` wants it."""
        if type(value) is bool or not isinstance(value, int) or not 0 <= value < self.limit:
            raise AbiError(f"{value!r} is no uint{self.size * 8}")
        return (value,) if self.native else (value.to_bytes(self.size, "big"),)


class Int(Kind):
    """A signed integer of `bits` bits, sign-extended to a word."""

    format = "32s"
    plain = False

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
    dirt = ALL_BITS ^ 1

    def __init__(self) -> None:
        self.type = bool
        self.reader = (False, True).__getitem__

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
    dirt = ALL_BITS ^ 0xFF

    def __init__(self, members: type[IntEnum]) -> None:
        self.name = members.__name__
        self.type = members
        self.members = tuple(members)
        self.reader = self.members.__getitem__

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
        clean = (1 << 8 * size) - 1
        self.dirt = ALL_BITS ^ (clean if right else clean << 8 * (WORD - size))

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
