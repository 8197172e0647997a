"""The roots of the typed errors: a contract refused, and said why in its revert data."""

from dataclasses import dataclass, fields
from typing import ClassVar, Final, Self

from ledger.domain.abi import Row, Text, Uint

SELECTOR: Final = 4
WORD_BITS: Final = 256


@dataclass(eq=False)
class ContractError(Exception):
    """A contract refused; children carry the arguments of its custom error as fields.

    Never frozen: a frozen exception cannot pass through a context manager.
    """

    selector: ClassVar[bytes]
    parameters: ClassVar[Row]

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The error of revert data that starts with its selector; may raise AbiError."""
        return cls(*cls.parameters.decode(data[SELECTOR:]))

    def encode(self) -> bytes:
        """The revert data, as the contract would give it."""
        return self.selector + self.parameters.write(self._values())

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    def __str__(self) -> str:
        """Name and arguments, for logs and tracebacks."""
        shown = (
            f"{field.name}={'0x' + value.hex() if isinstance(value, bytes) else repr(value)}"
            for field, value in zip(fields(self), self._values(), strict=True)
        )
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(eq=False)
class Reverted(ContractError):
    """Code outside our contracts refused with a text."""

    selector: ClassVar[bytes] = bytes.fromhex("08c379a0")
    parameters: ClassVar[Row] = Row((Text(),))

    reason: str


@dataclass(eq=False)
class Panicked(ContractError):
    """An assertion, an overflow or an index out of bounds inside a contract: a fault of ours."""

    selector: ClassVar[bytes] = bytes.fromhex("4e487b71")
    parameters: ClassVar[Row] = Row((Uint(WORD_BITS),))

    panic: int


@dataclass(eq=False)
class RevertUnknown(Exception):
    """Revert data that is empty or starts with no selector of ours."""

    data: bytes

    def __str__(self) -> str:
        """The data in hex."""
        return f"revert data 0x{self.data.hex()}" if self.data else "reverted without data"
