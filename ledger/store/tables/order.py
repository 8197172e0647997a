"""Orders of courts and other organs."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class OrderRow(Row):
    """An order as it was recorded; title and party are empty where the scope has none."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    order: bytes
    holder: bytes
    kind: int
    scope: int
    registry_code: int
    title: bytes
    party: bytes
    rights: int
    court: bytes
    instrument: bytes
    until: int
    profile: bytes
    recorded_time: int
    block: int
    seq: int


class OrderTable(SQLModel, table=True):
    """Table of OrderRow."""

    __tablename__ = "order_"

    subject: bytes = key_bytes()
    order: bytes = key_bytes()
    holder: bytes = octets()
    kind: int = whole()
    scope: int = whole()
    registry_code: int = whole(index=True)
    title: bytes = octets()
    party: bytes = octets()
    rights: int = whole()
    court: bytes = octets(index=True)
    instrument: bytes = octets()
    until: int = whole()
    profile: bytes = octets()
    recorded_time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class OrderStateRow(Row):
    """Where an order stands."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    order: bytes
    state: int
    version: int
    until: int
    changed_time: int
    block: int
    seq: int


class OrderStateTable(SQLModel, table=True):
    """Table of OrderStateRow."""

    __tablename__ = "order_state"

    subject: bytes = key_bytes()
    order: bytes = key_bytes()
    state: int = whole()
    version: int = whole()
    until: int = whole()
    changed_time: int = whole()
    block: int = whole()
    seq: int = whole()
