"""Licences of rights of titles."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class LicenceRow(Row):
    """A licence as it is now: `since` to `until` in seconds since 1970; `ground` 0: not ended."""

    KEYS: ClassVar[int] = 2
    title: bytes
    licence: bytes
    licensor: bytes
    licensee: bytes
    right: int
    exclusive: int
    entrusted: int
    since: int
    until: int
    state: int
    ground: int
    noticed_at: int
    changed_time: int
    block: int
    seq: int


class LicenceTable(SQLModel, table=True):
    """Table of LicenceRow."""

    __tablename__ = "licence"

    title: bytes = key_bytes()
    licence: bytes = key_bytes()
    licensor: bytes = octets(index=True)
    licensee: bytes = octets(index=True)
    right: int = whole()
    exclusive: int = whole()
    entrusted: int = whole()
    since: int = whole()
    until: int = whole()
    state: int = whole()
    ground: int = whole()
    noticed_at: int = whole()
    changed_time: int = whole()
    block: int = whole()
    seq: int = whole()
