"""The block that an answer speaks of which is read from no snapshot of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import stamp
from api.wiring import reading

if TYPE_CHECKING:
    from fastapi import Request

    from api.schemas.common import AsOf


def stamped(request: Request) -> AsOf:
    """The block that the mirror stands at now. Raises StoreUnavailable, CursorMissing."""
    with reading(request) as now:
        return stamp(now.as_of)
