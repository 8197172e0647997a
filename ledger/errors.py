"""The root of every error that the ledger's rooms above the domain raise."""

from dataclasses import dataclass
from typing import ClassVar


class LedgerError(Exception):
    """Something in the ledger failed; children carry the offending values as fields.

    Children are `@dataclass(eq=False)` and never frozen: a frozen exception cannot pass through a
    context manager. `code` is stable and may be shown, stored and compared. A contract's own
    refusals are `ledger.bindings.revert.ContractError`, the pure domain's are `DomainError`.
    """

    code: ClassVar[str] = "LEDGER"

    def __str__(self) -> str:
        """Return the code and the offending values, for logs and tracebacks."""
        names = getattr(self, "__dataclass_fields__", ())
        values = (f"{name}={_shown(getattr(self, name))}" for name in names if name != "code")
        return " ".join((self.code, *values))


@dataclass(eq=False)
class SystemRefused(LedgerError):
    """The operating system refused: no room, no permission, no such file or address."""

    fault: str
    what: str
    code: ClassVar[str] = "SYSTEM_REFUSED"


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else repr(value)
