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
