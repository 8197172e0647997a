"""How often one client may ask: reads, searches, acts and what costs much, each with its own rate.

The generic cell rate algorithm: a client has one number, the moment at which all that it asked for
will have been worked off. The clock is a parameter and the memory is bounded, which is why this is
not `limits` (it reads the clock itself, and sweeps in a thread that a hit starts).
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from api.problems import ApiError, TooManyRequests
from ledger import metrics

if TYPE_CHECKING:
    from starlette.types import Receive, Send

    from ledger.settings import Settings

# What somebody hears who is refused before any route: a page or a document.
Refuse: TypeAlias = Callable[[Scope, ApiError], Response]
MINUTE: Final = 60.0
MOST_CLIENTS: Final = 100_000
# A customer with IPv6 has a whole network of this size.
IPV6_PREFIX: Final = 64
CHECKED: Final = "/v1/records:check"
# each counts every facet over all that it found
SEARCHES: Final = ("/", "/v1/certificates")
ACTING: Final = ("/v1/acts/", "/v1/applications", "/v1/desk/", "/desk/")


class Kind(Enum):
    """What a request costs the server."""

    READ = "read"
    SEARCH = "search"
    ACT = "act"
    COSTLY = "costly"


def kind_of(method: str, path: str) -> Kind:
    """What a request is, by its method and address."""
    if method == "POST" and path.startswith(ACTING):
        return Kind.ACT
    # A form asks with every field that is left.
    if path == CHECKED:
        return Kind.READ
    # A package or a PDF is made for who fetches it; a batch is up to 1,000 verdicts.
    if method == "POST" or path.endswith(("/proof", "/document", "/package")):
        return Kind.COSTLY
    return Kind.SEARCH if path in SEARCHES else Kind.READ


def client_of(host: str) -> str:
    """The client that an address stands for: itself, or its IPv6 network."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv4Address):
        return host
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


@dataclass(slots=True)
class Bucket:
    """A rate: `most` a minute, all of them at once if the client has been quiet.

    It remembers the `most_clients` that asked last.
    """

    most: int
    most_clients: int = MOST_CLIENTS
    _until: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait(self, client: str, now: float) -> int:
        """Take one request: 0, or the whole seconds after which the client may ask again."""
        begun = max(self._until.get(client, now), now)
        until = begun + MINUTE / self.most
        if until - now > MINUTE:
            return math.ceil(until - now - MINUTE)
        self._until[client] = until
        self._until.move_to_end(client)
        if len(self._until) > self.most_clients:
            self._until.popitem(last=False)
        return 0


def buckets(settings: Settings) -> Mapping[Kind, Bucket]:
    """The rates of an installation."""
    return {
        Kind.READ: Bucket(settings.reads),
        Kind.SEARCH: Bucket(settings.searches),
        Kind.ACT: Bucket(settings.acts),
        Kind.COSTLY: Bucket(settings.costly),
    }


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Refuses who asks too often: 429, with the seconds to wait."""

    app: ASGIApp
    buckets: Mapping[Kind, Bucket]
    clock: Callable[[], float]
    refuse: Refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, if its client still may ask."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind = kind_of(scope["method"], scope["path"])
        bucket = self.buckets[kind]
        wait = bucket.wait(client_of((scope["client"] or ("-", 0))[0]), self.clock())
        if not wait:
            await self.app(scope, receive, send)
            return
        metrics.REFUSED.labels(reason=f"rate_{kind.value}").inc()
        response = self.refuse(scope, TooManyRequests(bucket.most, wait))
        response.headers["retry-after"] = str(wait)
        await response(scope, receive, send)
