"""OFF CHAIN: for which parties an act waits that one of them proposed (see DraftRow)."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class DraftSideRow(Row):
    """A party that may see a draft which parties make among themselves; no registry's staff may."""

    KEYS: ClassVar[int] = 2
    party: bytes
    draft: bytes


class DraftSideTable(SQLModel, table=True):
    """Table of DraftSideRow."""

    __tablename__ = "offchain_draft_side"

    party: bytes = key_bytes()
    draft: bytes = key_bytes(index=True)
