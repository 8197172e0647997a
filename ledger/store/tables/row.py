"""Rows as the rest of the ledger sees them: frozen records without a word of SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its first KEYS fields are the table's key.

    A row of a projection comes from one dossier, which stands in the field OWNER (empty: the first
    field), and from the act that its fields `block` and `seq` name.
    """

    KEYS: ClassVar[int] = 1
    OWNER: ClassVar[str] = ""

    def values(self) -> dict[str, Any]:
        """The columns by name."""
        return {name: getattr(self, name) for name in names(type(self))}

    def key(self) -> tuple[Any, ...]:
        """What tells the row from others of its table."""
        return tuple(getattr(self, name) for name in names(type(self))[: self.KEYS])

    @classmethod
    def read(cls, columns: Any) -> Self:
        """The row of a table's columns, in their order."""
        return cls(*columns)


_NAMES: dict[type[Row], tuple[str, ...]] = {}


def names(kind: type[Row]) -> tuple[str, ...]:
    """The columns of a kind of row."""
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return found
