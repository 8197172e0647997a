"""The root of every reason for which the offline verifier refuses something."""

from typing import ClassVar


class VerificationError(Exception):
    """A part of the evidence is malformed or does not prove what it claims.

    Children are `@dataclass(eq=False)`, never frozen, and carry the values that were compared.
    `code` is stable: reports print it, tests and courts may rely on it.
    """

    code: ClassVar[str] = "VERIFICATION"

    def __str__(self) -> str:
        """Return the code and the offending values, for logs and tracebacks."""
        names = getattr(self, "__dataclass_fields__", ())
        values = (f"{name}={getattr(self, name)!r}" for name in names if name != "code")
        return " ".join((self.code, *values))
