"""Rows as the rest of the ledger sees them: frozen records without a word of SQL."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, ClassVar, Self

from ledger.domain.values import members_of, value


@value(frozen=True, slots=True)
class Row:
    """One row; its first KEYS fields are the table's key.

    A row of a projection comes from one dossier, which stands in the field OWNER (empty: the first
    field), and from the act that its fields `block` and `seq` name. Rows that are written once, as
    a rule, are FRESH.
    """

    KEYS: ClassVar[int] = 1
    OWNER: ClassVar[str] = ""
    FRESH: ClassVar[bool] = False

    def values(self) -> tuple[Any, ...]:
        """The columns in their order."""
        kind: Any = type(self)
        return members_of(kind)(self)

    def key(self) -> tuple[Any, ...]:
        """What tells the row from others of its table."""
        return self.values()[: self.KEYS]

    @classmethod
    def read(cls, columns: Any) -> Self:
        """The row of a table's columns, in their order."""
        return cls(*columns)


def names(kind: type[Row]) -> tuple[str, ...]:
    """The columns of a kind of row."""
    # mypy takes a class for unhashable when its instances have a __hash__ of their own
    hashable: Any = kind
    return _names(hashable)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
