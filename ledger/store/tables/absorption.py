"""Mergers of parties, and the names that parties took later."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class AbsorptionRow(Row):
    """A party that was absorbed, and who goes on in its place."""

    party: bytes
    successor: bytes
    registry_code: int
    instrument: bytes
    time: int
    block: int
    seq: int


class AbsorptionTable(SQLModel, table=True):
    """Table of AbsorptionRow."""

    __tablename__ = "absorption"

    party: bytes = key_bytes()
    successor: bytes = octets(index=True)
    registry_code: int = whole()
    instrument: bytes = octets()
    time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class RenamingRow(Row):
    """A commitment to a party's real name that took the place of the one before."""

    KEYS: ClassVar[int] = 2
    party: bytes
    seq: int
    identity: bytes
    registry_code: int
    instrument: bytes
    time: int
    block: int


class RenamingTable(SQLModel, table=True):
    """Table of RenamingRow."""

    __tablename__ = "renaming"

    party: bytes = key_bytes()
    seq: int = key_number()
    identity: bytes = octets()
    registry_code: int = whole()
    instrument: bytes = octets()
    time: int = whole()
    block: int = whole()
