"""What can be wrong with a webhook."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError


@dataclass(eq=False)
class WebhookUnknown(ApiError):
    """The party has no webhook of this id."""

    id: str
    code: ClassVar[str] = "WEBHOOK_UNKNOWN"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class WebhooksTooMany(ApiError):
    """A party has so many webhooks at most."""

    most: int
    code: ClassVar[str] = "WEBHOOKS_TOO_MANY"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class WebhookTargetRefused(ApiError):
    """Nothing is sent to this address: `fault` says why."""

    fault: str
    code: ClassVar[str] = "WEBHOOK_TARGET_REFUSED"
    status: ClassVar[int] = 422
