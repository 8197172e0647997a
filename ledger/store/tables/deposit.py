"""OFF CHAIN: deposits in the national system, and their receipts."""

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class DepositRow(Row):
    """The deposit of an application that is ready: what is sent, and what came of it.

    `body` is decided once. `queued`, `tried` and `next` are seconds since 1970 by our own clock:
    when it was found, last sent, and may be sent again. `code` names the last fault, empty since
    all went well, and `reason` what a refusal said. `number`, `received_at` and `receipt` are the
    national system's, empty before there is a receipt; `terms` are those of the clerk's step.
    """

    application: bytes
    state: int
    body: bytes
    queued: int
    attempts: int
    tried: int
    next: int
    code: str
    reason: str
    number: str
    received_at: int
    receipt: bytes
    terms: bytes


class DepositTable(SQLModel, table=True):
    """Table of DepositRow."""

    __tablename__ = "offchain_deposit"

    application: bytes = key_bytes()
    state: int = whole(index=True)
    body: bytes = octets()
    queued: int = whole()
    attempts: int = whole()
    tried: int = whole()
    next: int = whole()
    code: str = words()
    reason: str = words()
    number: str = words()
    received_at: int = whole()
    receipt: bytes = octets()
    terms: bytes = octets()


@value(frozen=True, slots=True)
class NationalRow(Row):
    """When a registry last heard from the national system: `heard`, by the chain's time; 0: never.

    `application` is the last of which there is a receipt, empty for none; `tried` when anything was
    last asked, by our own clock; `code` why that was not answered, empty where it was.
    """

    registry_code: int
    application: bytes
    tried: int
    heard: int
    code: str


class NationalTable(SQLModel, table=True):
    """Table of NationalRow."""

    __tablename__ = "offchain_national"

    registry_code: int = key_number()
    application: bytes = octets()
    tried: int = whole()
    heard: int = whole()
    code: str = words()
