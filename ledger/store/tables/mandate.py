"""Agents, what clerks signed, and the revocations that reach back over it."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class AgentRow(Row):
    """An agent of a party; powers: bit n for AgentPower n."""

    KEYS: ClassVar[int] = 2
    principal: bytes
    agent: bytes
    powers: int
    since: int
    until: int
    authority: bytes
    block: int
    seq: int


class AgentTable(SQLModel, table=True):
    """Table of AgentRow."""

    __tablename__ = "agent"

    principal: bytes = key_bytes()
    agent: bytes = key_bytes(index=True)
    powers: int = whole()
    since: int = whole()
    until: int = whole()
    authority: bytes = octets()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class StaffActRow(Row):
    """A clerk's signature under an act of a dossier; `party_seq` is the clerk's count then."""

    KEYS: ClassVar[int] = 3
    FRESH: ClassVar[bool] = True
    subject: bytes
    seq: int
    place: int
    party: bytes
    role: int
    party_seq: int
    kind: int
    time: int
    block: int


class StaffActTable(SQLModel, table=True):
    """Table of StaffActRow."""

    __tablename__ = "staff_act"

    subject: bytes = key_bytes()
    seq: int = key_number()
    place: int = key_number()
    party: bytes = octets(index=True)
    role: int = whole()
    party_seq: int = whole()
    kind: int = whole()
    time: int = whole()
    block: int = whole()


@value(frozen=True, slots=True)
class StaffRevocationRow(Row):
    """A registry disowns what its clerk signed from `since` on; `before` is the clerk's count."""

    KEYS: ClassVar[int] = 2
    party: bytes
    before: int
    registry_code: int
    since: int
    ground: int
    document: bytes
    time: int
    block: int
    seq: int


class StaffRevocationTable(SQLModel, table=True):
    """Table of StaffRevocationRow."""

    __tablename__ = "staff_revocation"

    party: bytes = key_bytes()
    before: int = key_number()
    registry_code: int = whole(index=True)
    since: int = whole()
    ground: int = whole()
    document: bytes = octets()
    time: int = whole()
    block: int = whole()
    seq: int = whole()
