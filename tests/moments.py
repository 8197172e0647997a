"""Moments as people in China tell them."""

from datetime import UTC, datetime

from ledger.domain.numbers import SHANGHAI


def beijing(moment: str) -> int:
    """Seconds since 1970 of a moment in China."""
    return int((datetime.fromisoformat(moment).replace(tzinfo=UTC) - SHANGHAI).timestamp())
