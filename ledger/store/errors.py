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
class CursorMissing(StoreError):
    """The mirror has never read its chain: there is nothing to answer from."""

    code: ClassVar[str] = "CURSOR_MISSING"
