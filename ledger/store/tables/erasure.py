"""OFF CHAIN: what was erased of records, by whom and why."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_text, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class TombstoneRow(Row):
    """An erased field or proof of an application, with the signature of who erased it."""

    KEYS: ClassVar[int] = 3
    application: bytes
    leaf: bytes
    name: str
    ground: str
    time: int
    party: bytes
    account: bytes
    signature: bytes


class TombstoneTable(SQLModel, table=True):
    """Table of TombstoneRow."""

    __tablename__ = "offchain_tombstone"

    application: bytes = key_bytes()
    leaf: bytes = key_bytes()
    name: str = key_text()
    ground: str = words()
    time: int = whole()
    party: bytes = octets()
    account: bytes = octets()
    signature: bytes = octets()
