"""Alerts."""

from typing import Any

from pydantic import Field

from api.schemas.common import AsOf, Shape


class AlertOut(Shape):
    """An alert to a party. `id` is the same whenever it is told; `place` counts up."""

    place: int
    id: str
    kind: str = Field(examples=["ORDER_RECORDED"])
    title: str
    numbers: list[str] = Field(description="The title's certificates.")
    time: str
    block: int = Field(description="The block of the act behind it, 0 for a date.")
    facts: dict[str, Any]
    retracts: str | None = Field(description="The alert that a fork took back, else null.")
    zh: str
    en: str


class AlertsOut(Shape):
    """A part of a party's alerts in their order; `next` is what to ask on with (`after`)."""

    alerts: list[AlertOut]
    next: int
    more: bool
    as_of: AsOf
