"""Webhooks."""

from pydantic import Field

from api.schemas.common import AsOf, Shape


class WebhookIn(Shape):
    """An address that takes alerts by POST."""

    url: str = Field(max_length=500, examples=["https://bank.example/datadeed"])


class ReplayIn(Shape):
    """From where alerts are told once more."""

    after: int = Field(ge=0, le=2**53)


class WebhookOut(Shape):
    """A webhook: alerts up to the place `after` were taken there."""

    id: str
    url: str
    after: int
    failures: int
    code: str = Field(description="Why the last call was not taken, empty where it was.")
    ended: bool = Field(description="The address answered 410: nothing is sent any more.")


class WebhookMade(Shape):
    """A new webhook with its secret, which is shown once."""

    webhook: WebhookOut
    secret: str = Field(description="For Standard Webhooks: HMAC-SHA256 over id, time and body.")
    as_of: AsOf


class WebhookShown(Shape):
    """A webhook as it stands."""

    webhook: WebhookOut
    as_of: AsOf


class WebhooksOut(Shape):
    """A party's webhooks."""

    webhooks: list[WebhookOut]
    as_of: AsOf
