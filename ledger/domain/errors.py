"""The root of every error that the pure domain raises."""

from typing import ClassVar


class DomainError(Exception):
    """A value breaks a rule of the domain; children carry the offending values as fields.

    Children are `@dataclass(eq=False)` and never frozen: a frozen exception cannot pass through a
    context manager. `code` is stable and may be shown, stored and compared.
    """

    code: ClassVar[str] = "DOMAIN"

    def __str__(self) -> str:
        """Return the code and the offending values, for logs and tracebacks."""
        names = getattr(self, "__dataclass_fields__", ())
        values = (f"{name}={getattr(self, name)!r}" for name in names if name != "code")
        return " ".join((self.code, *values))
