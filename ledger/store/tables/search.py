"""What search looks into: records by their places, who has which piece of text, what they are.

These tables are worked out of the projections' and hold nothing else: not one dossier's rows but
what several leave together.
"""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class SearchRecordRow(Row):
    """A record's public texts in their searchable form.

    Places are counted from 0 in the order in which records became public. `block` is the last whose
    acts the row rests on, but for holders' names; `entered` the one that made the record public.
    Codes and numbers have a line each, parties 32 bytes; `rights` has a bit a right, `licences` one
    for plain and one for exclusive ones that nobody has ended. `status` is that of no moment:
    whether a title has expired is worked out when somebody asks.
    """

    place: int
    application: bytes
    title: bytes
    name: str
    holders: str
    other: str
    codes: str
    numbers: str
    parties: bytes
    rights: int
    industry: str
    region: str
    source: int
    status: str
    profile: bytes
    registry_code: int
    licences: int
    until: int
    entered: int
    block: int


class SearchRecordTable(SQLModel, table=True):
    """Table of SearchRecordRow."""

    __tablename__ = "search_record"

    place: int = key_number()
    application: bytes = octets(index=True)
    title: bytes = octets()
    name: str = words()
    holders: str = words()
    other: str = words()
    codes: str = words()
    numbers: str = words()
    parties: bytes = octets()
    rights: int = whole()
    industry: str = words()
    region: str = words()
    source: int = whole()
    status: str = words()
    profile: bytes = octets()
    registry_code: int = whole()
    licences: int = whole()
    until: int = whole()
    entered: int = whole()
    block: int = whole(index=True)


@value(frozen=True, slots=True)
class SearchPostingRow(Row):
    """The records of a segment of places that have a token (ledger.store.pieces, .bits)."""

    KEYS: ClassVar[int] = 2
    token: bytes
    segment: int
    data: bytes


class SearchPostingTable(SQLModel, table=True):
    """Table of SearchPostingRow."""

    __tablename__ = "search_posting"

    token: bytes = key_bytes()
    segment: int = key_number()
    data: bytes = octets()


@value(frozen=True, slots=True)
class SearchSegmentRow(Row):
    """What the records of a segment are, by facet (ledger.store.shelf); `digest` is the data's."""

    segment: int
    digest: bytes
    data: bytes


class SearchSegmentTable(SQLModel, table=True):
    """Table of SearchSegmentRow."""

    __tablename__ = "search_segment"

    segment: int = key_number()
    digest: bytes = octets()
    data: bytes = octets()


@value(frozen=True, slots=True)
class SearchPartyRow(Row):
    """The name and credit code under which a party's records are found: its newest public ones."""

    party: bytes
    name: str
    uscc: str
    block: int


class SearchPartyTable(SQLModel, table=True):
    """Table of SearchPartyRow."""

    __tablename__ = "search_party"

    party: bytes = key_bytes()
    name: str = words(index=True)
    uscc: str = words(index=True)
    block: int = whole(index=True)


@value(frozen=True, slots=True)
class SearchRenamingRow(Row):
    """A party whose records are still found under another name, from a place on."""

    party: bytes
    place: int


class SearchRenamingTable(SQLModel, table=True):
    """Table of SearchRenamingRow."""

    __tablename__ = "search_renaming"

    party: bytes = key_bytes()
    place: int = whole()
