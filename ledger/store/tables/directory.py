"""The directory of institutions."""

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class InstitutionRow(Row):
    """An institution's listing; kinds: bit n for InstitutionKind n."""

    party: bytes
    kinds: int
    licence: bytes
    since: int
    until: int
    suspended: int
    ground: bytes
    listed_time: int
    block: int
    seq: int


@value(frozen=True, slots=True)
class SuperiorRow(Row):
    """Which court or organ stands directly above another; `basis` is a digest."""

    court: bytes
    superior: bytes
    basis: bytes
    named_time: int
    block: int
    seq: int


class SuperiorTable(SQLModel, table=True):
    """Table of SuperiorRow."""

    __tablename__ = "superior"

    court: bytes = key_bytes()
    superior: bytes = octets(index=True)
    basis: bytes = octets()
    named_time: int = whole()
    block: int = whole()
    seq: int = whole()


class InstitutionTable(SQLModel, table=True):
    """Table of InstitutionRow."""

    __tablename__ = "institution"

    party: bytes = key_bytes()
    kinds: int = whole()
    licence: bytes = octets()
    since: int = whole()
    until: int = whole()
    suspended: int = whole()
    ground: bytes = octets()
    listed_time: int = whole()
    block: int = whole()
    seq: int = whole()
