"""OFF CHAIN: who works on which file, who may not, and who looked at what.

Coordination of a registry's staff and the log of its readers (NAT-2026 Art. 30): no act rests on
it.
"""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class ClaimRow(Row):
    """Who works on an application (`party` is empty for nobody); each change adds a version."""

    application: bytes
    registry_code: int
    party: bytes
    since: int
    version: int


class ClaimTable(SQLModel, table=True):
    """Table of ClaimRow."""

    __tablename__ = "offchain_claim"

    application: bytes = key_bytes()
    registry_code: int = whole()
    party: bytes = octets(index=True)
    since: int = whole()
    version: int = whole()


@value(frozen=True, slots=True)
class RecusalRow(Row):
    """A member of staff that has nothing to do with an application any more."""

    KEYS: ClassVar[int] = 2
    application: bytes
    party: bytes
    time: int


class RecusalTable(SQLModel, table=True):
    """Table of RecusalRow."""

    __tablename__ = "offchain_recusal"

    application: bytes = key_bytes()
    party: bytes = key_bytes()
    time: int = whole()


@value(frozen=True, slots=True)
class DeskEntryRow(Row):
    """One entry of the desk's log: nothing of it is ever changed or taken away.

    `entry` begins with the time, so that entries stand in its order. `concern` is for what a file
    was read, -1 for other deeds; `other` is to whom a file was given.
    """

    entry: bytes
    registry_code: int
    application: bytes
    party: bytes
    account: bytes
    deed: int
    concern: int
    other: bytes
    reason: str
    time: int


class DeskEntryTable(SQLModel, table=True):
    """Table of DeskEntryRow."""

    __tablename__ = "offchain_desk_entry"

    entry: bytes = key_bytes()
    registry_code: int = whole(index=True)
    application: bytes = octets(index=True)
    party: bytes = octets()
    account: bytes = octets()
    deed: int = whole()
    concern: int = whole()
    other: bytes = octets()
    reason: str = words()
    time: int = whole()


@value(frozen=True, slots=True)
class FiledRecordRow(Row):
    """The record of an application as its applicant opened it for the registry's staff.

    `sealed` are its fields with their salts, for the registry's key alone; `data_name` is kept so
    that a clerk finds the file. `root` is the commitment that they were held against.
    """

    application: bytes
    root: bytes
    data_name: str
    sealed: bytes
    stored: int


class FiledRecordTable(SQLModel, table=True):
    """Table of FiledRecordRow."""

    __tablename__ = "offchain_filed_record"

    application: bytes = key_bytes()
    root: bytes = octets()
    data_name: str = words()
    sealed: bytes = octets()
    stored: int = whole()


@value(frozen=True, slots=True)
class DraftRow(Row):
    """An act that a member of staff prepared, by the digest that is signed.

    `act` is JSON: kind, terms, filed content, signatures so far. `text` is the document that its
    terms commit to, with its salt. `block` is where it was entered, 0 until then.
    """

    digest: bytes
    application: bytes
    registry_code: int
    party: bytes
    act: bytes
    text: str
    salt: bytes
    version: int
    block: int
    time: int


class DraftTable(SQLModel, table=True):
    """Table of DraftRow."""

    __tablename__ = "offchain_draft"

    digest: bytes = key_bytes()
    application: bytes = octets(index=True)
    registry_code: int = whole()
    party: bytes = octets()
    act: bytes = octets()
    text: str = words()
    salt: bytes = octets()
    version: int = whole()
    block: int = whole()
    time: int = whole()
