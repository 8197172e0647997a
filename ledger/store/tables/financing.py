"""OFF CHAIN: banks' own files on the loans behind pledges, and who read them."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class FinancingEntryRow(Row):
    """An entry of a party's file on a pledge: nothing of it is ever changed or taken away.

    `body` is canonical JSON, `account` who entered it.
    """

    KEYS: ClassVar[int] = 3
    pledge: bytes
    party: bytes
    place: int
    account: bytes
    time: int
    body: bytes


class FinancingEntryTable(SQLModel, table=True):
    """Table of FinancingEntryRow."""

    __tablename__ = "offchain_financing_entry"

    pledge: bytes = key_bytes()
    party: bytes = key_bytes(index=True)
    place: int = key_number()
    account: bytes = octets()
    time: int = whole()
    body: bytes = octets()


@value(frozen=True, slots=True)
class FinancingReadingRow(Row):
    """Somebody read a file (`exported`: took it away); nothing of it is ever changed."""

    KEYS: ClassVar[int] = 3
    pledge: bytes
    party: bytes
    place: int
    account: bytes
    exported: int
    time: int


class FinancingReadingTable(SQLModel, table=True):
    """Table of FinancingReadingRow."""

    __tablename__ = "offchain_financing_reading"

    pledge: bytes = key_bytes()
    party: bytes = key_bytes()
    place: int = key_number()
    account: bytes = octets()
    exported: int = whole()
    time: int = whole()
