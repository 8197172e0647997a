"""Disputes over issued titles."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class DisputeRow(Row):
    """A dispute as it is now; `changed_time` is when it was filed as long as nobody took a step."""

    KEYS: ClassVar[int] = 2
    title: bytes
    dispute: bytes
    registry_code: int
    disputant: bytes
    claim: int
    state: int
    blocks: int
    changed_time: int
    block: int
    seq: int


class DisputeTable(SQLModel, table=True):
    """Table of DisputeRow."""

    __tablename__ = "dispute"

    title: bytes = key_bytes()
    dispute: bytes = key_bytes()
    registry_code: int = whole(index=True)
    disputant: bytes = octets(index=True)
    claim: int = whole()
    state: int = whole()
    blocks: int = whole()
    changed_time: int = whole()
    block: int = whole()
    seq: int = whole()
