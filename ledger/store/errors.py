"""What can go wrong with the mirror's database, by what the caller can do about it."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class StoreError(LedgerError):
    """The database of the mirror is not as it must be."""

    code: ClassVar[str] = "STORE"


@dataclass(eq=False)
class StoreUnavailable(StoreError):
    """The database did not do what it was asked: locked, full, gone. Nothing was written."""

    fault: str
    code: ClassVar[str] = "STORE_UNAVAILABLE"


@dataclass(eq=False)
class CommitUnclear(StoreUnavailable):
    """The database was gone in a commit: all of it stands, or nothing. Look before asking again."""

    code: ClassVar[str] = "COMMIT_UNCLEAR"


@dataclass(eq=False)
class ValueRefused(StoreUnavailable):
    """The database has no place for a value: PostgreSQL for a NUL. Nothing was written."""

    code: ClassVar[str] = "VALUE_REFUSED"


@dataclass(eq=False)
class TablesMissing(StoreUnavailable):
    """The database lacks tables: its address is wrong, or `datadeed mirror follow` never ran."""

    code: ClassVar[str] = "TABLES_MISSING"


def refusal(fault: Exception, told: str) -> StoreUnavailable:
    """What a fault of a driver means to who asked; PEP 249 names the classes of faults.

    It names none for what is not there: PostgreSQL's driver does, SQLite's has only its words.
    """
    names = {each.__name__ for each in type(fault).__mro__}
    if names & {"UndefinedTable", "UndefinedColumn"} or told.startswith("no such "):
        return TablesMissing(told)
    return ValueRefused(told) if "DataError" in names else StoreUnavailable(told)


@dataclass(eq=False)
class AddressWrong(StoreError):
    """The address of the database has no meaning: `sqlite:///file` or `postgresql://…`."""

    scheme: str
    code: ClassVar[str] = "ADDRESS_WRONG"


@dataclass(eq=False)
class EncodingWrong(StoreError):
    """The database cannot hold every text: make it anew with `ENCODING 'UTF8'`."""

    found: str
    code: ClassVar[str] = "ENCODING_WRONG"


@dataclass(eq=False)
class SchemaDiffers(StoreError):
    """The database has other tables than this version knows; `datadeed mirror follow` adds them."""

    expected: str
    found: str
    code: ClassVar[str] = "SCHEMA_DIFFERS"


@dataclass(eq=False)
class SchemaNewer(SchemaDiffers):
    """The database has the tables of a later version: only that one works with it."""

    code: ClassVar[str] = "SCHEMA_NEWER"


@dataclass(eq=False)
class RevisionUnknown(StoreError):
    """The tables have no way down to there: it is none of the versions that they were before."""

    revision: str
    found: str
    code: ClassVar[str] = "REVISION_UNKNOWN"


@dataclass(eq=False)
class TableUnknown(StoreError):
    """The database has no table of this name: nothing was altered."""

    table: str
    code: ClassVar[str] = "TABLE_UNKNOWN"


@dataclass(eq=False)
class DowngradeLoses(StoreError):
    """The earlier version has no place for rows that no chain brings back: nothing was altered.

    Back the database up, then name each table whose rows may go (`--lose`).
    """

    tables: tuple[str, ...]
    code: ClassVar[str] = "DOWNGRADE_LOSES"


@dataclass(eq=False)
class CursorMissing(StoreError):
    """The mirror has never read its chain: there is nothing to answer from."""

    code: ClassVar[str] = "CURSOR_MISSING"
