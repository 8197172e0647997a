"""OFF CHAIN: what the movables register was asked, and what was seen of its filings."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_number, key_text, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class FilingLookRow(Row):
    """A question that is asked again and again: by number, or by a debtor's credit code.

    `checked` is the register's own time of its last answer that was believed (0: none yet),
    `digest` SHA-256 of that answer, `found` how many filings it held. `tried` and `next` are by the
    chain's clock; `code` names the last fault, empty since all went well.
    """

    KEYS: ClassVar[int] = 2
    by: str
    about: str
    checked: int
    digest: bytes
    found: int
    tried: int
    next: int
    attempts: int
    code: str


class FilingLookTable(SQLModel, table=True):
    """Table of FilingLookRow."""

    __tablename__ = "offchain_filing_look"

    by: str = key_text()
    about: str = key_text()
    checked: int = whole(index=True)
    digest: bytes = octets()
    found: int = whole()
    tried: int = whole()
    next: int = whole(index=True)
    attempts: int = whole()
    code: str = words()


@value(frozen=True, slots=True)
class FilingSeenRow(Row):
    """What was seen of a filing: a new version whenever the register said something else.

    `since` and `checked` are the register's times of the first and the last answer that said so.
    `data` is the statement's canonical JSON, empty where the register knew no such number;
    `broken`: the version before cannot have become this one.
    """

    KEYS: ClassVar[int] = 2
    number: str
    version: int
    debtor: str
    since: int
    checked: int
    broken: int
    data: bytes


class FilingSeenTable(SQLModel, table=True):
    """Table of FilingSeenRow."""

    __tablename__ = "offchain_filing_seen"

    number: str = key_text()
    version: int = key_number()
    debtor: str = words(index=True)
    since: int = whole()
    checked: int = whole()
    broken: int = whole()
    data: bytes = octets()
