"""Disputes over issued titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain.acts import DisputeState
from ledger.store.repositories.rows import find, table
from ledger.store.tables.dispute import DisputeRow

if TYPE_CHECKING:
    from ledger.store.engine import Session

_D: Final = table(DisputeRow).columns


def running(
    session: Session, registry_code: int, above: tuple[int, bytes] | None, limit: int
) -> list[DisputeRow]:
    """The disputes over a registry's titles that have not ended, the longest untouched first."""
    conditions = [_D.registry_code == registry_code, _D.state < DisputeState.RETURNED]
    if above is not None:
        block, dispute = above
        conditions.append((_D.block > block) | ((_D.block == block) & (_D.dispute > dispute)))
    order = (_D.block, _D.dispute)
    return find(session, DisputeRow, *conditions, order=order, limit=limit)
