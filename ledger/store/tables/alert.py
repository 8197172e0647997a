"""OFF CHAIN: alerts to parties in the order in which they were raised, and how far that went."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class AlertRow(Row):
    """An alert to a party about a title. `place` counts up; `id` is the same whenever it is made.

    `block_hash` and `log_index` name the act behind it (empty, -1: a date), `retracts` the alert
    that a fork took back, `facts` are canonical JSON.
    """

    KEYS: ClassVar[int] = 1
    place: int
    id: bytes
    party: bytes
    kind: str
    title: bytes
    subject: bytes
    block: int
    block_hash: bytes
    log_index: int
    time: int
    facts: bytes
    retracts: bytes


class AlertTable(SQLModel, table=True):
    """Table of AlertRow."""

    __tablename__ = "offchain_alert"

    place: int = key_number()
    id: bytes = octets(index=True)
    party: bytes = octets(index=True)
    kind: str = words()
    title: bytes = octets()
    subject: bytes = octets()
    block: int = whole(index=True)
    block_hash: bytes = octets()
    log_index: int = whole()
    time: int = whole()
    facts: bytes = octets()
    retracts: bytes = octets()


@value(frozen=True, slots=True)
class AlerterRow(Row):
    """All final acts up to `block` and all dates up to `time` have raised their alerts."""

    id: int
    block: int
    time: int


class AlerterTable(SQLModel, table=True):
    """Table of AlerterRow."""

    __tablename__ = "offchain_alerter"

    id: int = key_number()
    block: int = whole()
    time: int = whole()
