"""OFF CHAIN: what no rebuild brings back. Never part of the dump."""

from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import SQLModel

from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@dataclass(frozen=True, slots=True)
class HeartbeatRow(Row):
    """When the mirror last spoke to its node, and what stopped it."""

    id: int
    checked: int
    chain_head: int
    chain_final: int
    state: str
    code: str
    fault: str


class HeartbeatTable(SQLModel, table=True):
    """Table of HeartbeatRow."""

    __tablename__ = "offchain_heartbeat"

    id: int = key_number()
    checked: int = whole()
    chain_head: int = whole()
    chain_final: int = whole()
    state: str = words()
    code: str = words()
    fault: str = words()


@dataclass(frozen=True, slots=True)
class AuditRow(Row):
    """The last comparison of all heads with the chain."""

    id: int
    block: int
    checked: int
    dossiers: int
    mismatches: int


class AuditTable(SQLModel, table=True):
    """Table of AuditRow."""

    __tablename__ = "offchain_audit"

    id: int = key_number()
    block: int = whole()
    checked: int = whole()
    dossiers: int = whole()
    mismatches: int = whole()


@dataclass(frozen=True, slots=True)
class StoredProofRow(Row):
    """An evidence package made at a block."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    block: int
    final: int
    path: str
    digest: bytes
    made: int


class StoredProofTable(SQLModel, table=True):
    """Table of StoredProofRow."""

    __tablename__ = "offchain_proof"

    subject: bytes = key_bytes()
    block: int = key_number()
    final: int = whole()
    path: str = words()
    digest: bytes = octets()
    made: int = whole()


@dataclass(frozen=True, slots=True)
class ContentRefRow(Row):
    """Where the content behind a commitment is kept."""

    digest: bytes
    subject: bytes
    address: str
    stored: int


class ContentRefTable(SQLModel, table=True):
    """Table of ContentRefRow."""

    __tablename__ = "offchain_content"

    digest: bytes = key_bytes()
    subject: bytes = octets(index=True)
    address: str = words()
    stored: int = whole()
