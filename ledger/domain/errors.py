"""The root of every error that the pure domain raises."""

from dataclasses import fields, is_dataclass
from typing import ClassVar


class DomainError(Exception):
    """A value breaks a rule of the domain; children carry the offending values as fields.

    Children are `@dataclass(eq=False)` and never frozen: a frozen exception cannot pass through a
    context manager. `code` is stable and may be shown, stored and compared.
    """

    code: ClassVar[str] = "DOMAIN"

    def __str__(self) -> str:
        """Return the code and the offending values, for logs and tracebacks."""
        if not is_dataclass(self):
            return self.code
        values = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return " ".join((self.code, *values))
