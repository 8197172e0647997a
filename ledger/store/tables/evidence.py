"""OFF CHAIN: evidence packages that were asked for, and through whose hands they went."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class EvidenceRequestRow(Row):
    """A request, and what came of it; times are seconds since 1970 by our own clock.

    `at` is the moment asked about, -1 for now; `opened` the fields asked for, separated by spaces,
    `*` for all that are published. `state` is api.evidence_requests.State. What is for a court
    abroad has an `approval` of an `authority` before it is made, entered by `party` at `approved`.
    """

    KEYS: ClassVar[int] = 1
    id: bytes
    registry_code: int
    number: int
    purpose: str
    requester: str
    case_ref: str
    at: int
    opened: str
    forum: str
    state: str
    code: str
    asked: int
    begun: int
    approval: str
    authority: str
    party: bytes
    approved: int
    digest: bytes
    block: int


class EvidenceRequestTable(SQLModel, table=True):
    """Table of EvidenceRequestRow."""

    __tablename__ = "offchain_evidence_request"

    id: bytes = key_bytes()
    registry_code: int = whole(index=True)
    number: int = whole()
    purpose: str = words()
    requester: str = words()
    case_ref: str = words()
    at: int = whole()
    opened: str = words()
    forum: str = words()
    state: str = words()
    code: str = words()
    asked: int = whole()
    begun: int = whole()
    approval: str = words()
    authority: str = words()
    party: bytes = octets()
    approved: int = whole()
    digest: bytes = octets()
    block: int = whole()


@value(frozen=True, slots=True)
class HandOverRow(Row):
    """A line of a package's custody log, by its number from 0."""

    KEYS: ClassVar[int] = 2
    request: bytes
    entry: int
    kind: str
    time: int
    giver: str
    taker: str
    note: str


class HandOverTable(SQLModel, table=True):
    """Table of HandOverRow."""

    __tablename__ = "offchain_hand_over"

    request: bytes = key_bytes()
    entry: int = key_number()
    kind: str = words()
    time: int = whole()
    giver: str = words()
    taker: str = words()
    note: str = words()
