"""States of long dossiers, every twenty-five acts: their past is replayed from the last of them."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class CheckpointRow(Row):
    """The state after an act: `changes` is what ledger.domain.checkpoint wrote."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    seq: int
    block: int
    log_index: int
    time: int
    head: bytes
    changes: bytes


class CheckpointTable(SQLModel, table=True):
    """Table of CheckpointRow."""

    __tablename__ = "checkpoint"

    subject: bytes = key_bytes()
    seq: int = key_number()
    block: int = whole()
    log_index: int = whole()
    time: int = whole()
    head: bytes = octets()
    changes: bytes = octets()
