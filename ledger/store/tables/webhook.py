"""OFF CHAIN: addresses to which parties have their alerts sent, and how far each was told."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class WebhookRow(Row):
    """An address. Alerts up to the place `after` were taken there.

    `failures` in a row, the last of them `code`, put the next try off to `next_try`. `ended`: the
    address said that it is gone for good.
    """

    KEYS: ClassVar[int] = 1
    id: bytes
    party: bytes
    url: str
    secret: bytes
    after: int
    failures: int
    code: str
    next_try: int
    made: int
    ended: int


class WebhookTable(SQLModel, table=True):
    """Table of WebhookRow."""

    __tablename__ = "offchain_webhook"

    id: bytes = key_bytes()
    party: bytes = octets(index=True)
    url: str = words()
    secret: bytes = octets()
    after: int = whole()
    failures: int = whole()
    code: str = words()
    next_try: int = whole(index=True)
    made: int = whole()
    ended: int = whole()
