"""Reports of institutions on titles."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class ReportRow(Row):
    """A report as it is now; `amount` in fen, big-endian in 16 bytes, zero where none is valued."""

    KEYS: ClassVar[int] = 2
    title: bytes
    report: bytes
    institution: bytes
    kind: int
    purpose: int
    record: bytes
    base_date: int
    valid_until: int
    amount: bytes
    document: bytes
    state: int
    changed_time: int
    block: int
    seq: int


class ReportTable(SQLModel, table=True):
    """Table of ReportRow."""

    __tablename__ = "report"

    title: bytes = key_bytes()
    report: bytes = key_bytes()
    institution: bytes = octets(index=True)
    kind: int = whole()
    purpose: int = whole()
    record: bytes = octets()
    base_date: int = whole()
    valid_until: int = whole()
    amount: bytes = octets()
    document: bytes = octets()
    state: int = whole()
    changed_time: int = whole()
    block: int = whole()
    seq: int = whole()
