"""The root of every error that notarization raises, outside its offline verifier."""

from typing import ClassVar


class NotarizationError(Exception):
    """Something could not be fingerprinted, stored, stamped, anchored or packed.

    Children are `@dataclass(eq=False)`, never frozen, and carry the offending values. `code` is
    stable and may be shown, stored and compared.
    """

    code: ClassVar[str] = "NOTARIZATION"

    def __str__(self) -> str:
        """Return the code and the offending values, for logs and tracebacks."""
        found = getattr(self, "__dataclass_fields__", {}).values()
        names = (each.name for each in found if each.repr and each.name != "code")
        values = (f"{name}={getattr(self, name)!r}" for name in names)
        return " ".join((self.code, *values))
