"""The words by which a record is found: whoever finds a pair of characters finds the record."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class SearchTextRow(Row):
    """The normalised public text of an application."""

    application: bytes
    text: str
    block: int
    seq: int


class SearchTextTable(SQLModel, table=True):
    """Table of SearchTextRow."""

    __tablename__ = "search_text"

    application: bytes = key_bytes()
    text: str = words()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class SearchGramRow(Row):
    """Two neighbouring characters of it (the last one stands alone), by block of the notice."""

    KEYS: ClassVar[int] = 3
    OWNER: ClassVar[str] = "application"
    gram: bytes
    block: int
    application: bytes
    seq: int


class SearchGramTable(SQLModel, table=True):
    """Table of SearchGramRow."""

    __tablename__ = "search_gram"

    gram: bytes = key_bytes()
    block: int = key_number()
    application: bytes = key_bytes(index=True)
    seq: int = whole()
