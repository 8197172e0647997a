"""What was read from the chain: the journal of all acts, blocks, heads and the cursor."""

from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class JournalRow(Row):
    """A log of the register, whole.

    `topics` is empty where subject, kind and book say the same. `seq` is what the data claims, 0
    where it claims nothing.
    """

    KEYS: ClassVar[int] = 3
    FRESH: ClassVar[bool] = True
    block: int
    log_index: int
    block_hash: bytes
    tx_hash: bytes
    time: int
    subject: bytes
    kind: int
    book: bytes
    data: bytes
    topics: bytes
    orphaned: int
    seq: int


class JournalTable(SQLModel, table=True):
    """Table of JournalRow."""

    __tablename__ = "journal"
    # those that forks took back are few, and counted at every look at the mirror's state
    __table_args__ = (
        Index(
            "ix_journal_orphaned",
            "orphaned",
            sqlite_where=text("orphaned = 1"),
            postgresql_where=text("orphaned = 1"),
        ),
    )

    block: int = key_number()
    log_index: int = key_number()
    block_hash: bytes = key_bytes()
    tx_hash: bytes = octets()
    time: int = whole()
    subject: bytes = octets(index=True)
    kind: int = whole()
    book: bytes = octets()
    data: bytes = octets()
    topics: bytes = octets()
    orphaned: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class BlockRow(Row):
    """A header: of every block near the head, of the last block of each batch below."""

    number: int
    hash: bytes
    parent: bytes
    time: int


class BlockTable(SQLModel, table=True):
    """Table of BlockRow."""

    __tablename__ = "block"

    number: int = key_number()
    hash: bytes = octets()
    parent: bytes = octets()
    time: int = whole()


@value(frozen=True, slots=True)
class CursorRow(Row):
    """How far the mirror has read, of which register on which chain."""

    id: int
    chain_id: int
    register_address: bytes
    profile: bytes
    start_block: int
    start_hash: bytes
    block: int
    block_hash: bytes
    time: int
    final_block: int


class CursorTable(SQLModel, table=True):
    """Table of CursorRow."""

    __tablename__ = "cursor"

    id: int = key_number()
    chain_id: int = whole()
    register_address: bytes = octets()
    profile: bytes = octets()
    start_block: int = whole()
    start_hash: bytes = octets()
    block: int = whole()
    block_hash: bytes = octets()
    time: int = whole()
    final_block: int = whole()


@value(frozen=True, slots=True)
class HeadRow(Row):
    """The head of a dossier after its last act that was read."""

    subject: bytes
    head: bytes
    block: int
    seq: int


class HeadTable(SQLModel, table=True):
    """Table of HeadRow."""

    __tablename__ = "head"

    subject: bytes = key_bytes()
    head: bytes = octets()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class UnreadableRow(Row):
    """A dossier that is UNKNOWN, since the act that could not be read."""

    subject: bytes
    code: str
    fault: str
    log_index: int
    topics: bytes
    data: bytes
    block: int
    seq: int


class UnreadableTable(SQLModel, table=True):
    """Table of UnreadableRow."""

    __tablename__ = "unreadable"

    subject: bytes = key_bytes()
    code: str = words()
    fault: str = words()
    log_index: int = whole()
    topics: bytes = octets()
    data: bytes = octets()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class CommitRow(Row):
    """Which commit this is: random bytes, other ones after each that can change an answer."""

    id: int
    mark: bytes


class CommitTable(SQLModel, table=True):
    """Table of CommitRow."""

    __tablename__ = "commit_mark"

    id: int = key_number()
    mark: bytes = octets()
