"""Lots and pledges."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class LotRow(Row):
    """A part of a holder's right that pledges rest on."""

    KEYS: ClassVar[int] = 2
    title: bytes
    lot: bytes
    party: bytes
    right: int
    ppm: int
    open: int
    version: int
    block: int
    seq: int


class LotTable(SQLModel, table=True):
    """Table of LotRow."""

    __tablename__ = "lot"

    title: bytes = key_bytes()
    lot: bytes = key_bytes()
    party: bytes = octets(index=True)
    right: int = whole()
    ppm: int = whole()
    open: int = whole()
    version: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class PledgeRow(Row):
    """A pledge as it was recorded; `amount` is big-endian in 16 bytes."""

    KEYS: ClassVar[int] = 2
    FRESH: ClassVar[bool] = True
    title: bytes
    pledge: bytes
    lot: bytes
    pledgor: bytes
    pledgee: bytes
    right: int
    ppm: int
    kind: int
    maximum: int
    amount: bytes
    term_end: int
    filed_at: int
    filing: bytes
    document: bytes
    basis: bytes
    for_another: int
    past_term: int
    recorded_time: int
    block: int
    seq: int


class PledgeTable(SQLModel, table=True):
    """Table of PledgeRow."""

    __tablename__ = "pledge"

    title: bytes = key_bytes()
    pledge: bytes = key_bytes(index=True)
    lot: bytes = octets()
    pledgor: bytes = octets(index=True)
    pledgee: bytes = octets(index=True)
    right: int = whole()
    ppm: int = whole()
    kind: int = whole()
    maximum: int = whole()
    amount: bytes = octets()
    term_end: int = whole()
    filed_at: int = whole()
    filing: bytes = octets()
    document: bytes = octets()
    basis: bytes = octets()
    for_another: int = whole()
    past_term: int = whole()
    recorded_time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class PledgeStateRow(Row):
    """Where a pledge stands, whom it secures and for how much; `known_seizure` 0: not known."""

    KEYS: ClassVar[int] = 2
    title: bytes
    pledge: bytes
    state: int
    version: int
    pledgee: bytes
    amount: bytes
    maximum: int
    term_end: int
    rank: int
    realisation: int
    known_seizure: int
    changed_time: int
    block: int
    seq: int


class PledgeStateTable(SQLModel, table=True):
    """Table of PledgeStateRow."""

    __tablename__ = "pledge_state"

    title: bytes = key_bytes()
    pledge: bytes = key_bytes()
    state: int = whole()
    version: int = whole()
    pledgee: bytes = octets(index=True)
    amount: bytes = octets()
    maximum: int = whole()
    term_end: int = whole()
    rank: int = whole()
    realisation: int = whole()
    known_seizure: int = whole()
    changed_time: int = whole()
    block: int = whole()
    seq: int = whole()
