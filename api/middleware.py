"""What every request passes: the limit of its body, the headers of its answer, one line of log."""

from __future__ import annotations

import logging
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp

from api.problems import BodyTooLarge
from api.rates import CHECKED, Refuse

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

LOG: Final = logging.getLogger("datadeed.api")
CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
# A page that signs or fingerprints runs scripts of this site alone; none stands inline.
SCRIPTED: Final = f"{CSP}; script-src 'self'; connect-src 'self'; worker-src 'self'"
POLICY: Final = b"content-security-policy"
CACHING: Final = b"cache-control"
SESSION: Final = b"session="
# Evidence packages are files; everything else is a form or a list.
PACKAGE_BYTES: Final = 64 * 2**20
# Proofs of an application are scanned papers and samples; so is what goes with a step or dispute.
PROOF_BYTES: Final = 16 * 2**20
PAPERS: Final = re.compile(
    "/v1/proofs:check"
    "|/v1/applications/[^/]+/proofs"
    "|/v1/applications/[^/]+/objections/[^/]+/materials"
    "|/v1/certificates/[^/]+/disputes/[^/]+/papers"
    "|(/v1)?/desk/[^/]+/files/[^/]+/acts"
    "|/proposals/dispute-paper"
)
# Who reads here is entered in a log of readers or a package's custody: nobody reads a bare head.
LOGGED: Final = re.compile(
    "/v1/evidence-requests/[^/]+/package"
    "|/v1/applications/[^/]+/(record|proofs/[^/]+)"
    "|(/v1)?/desk/.+"
    "|(/v1)?/financing/.+"
)
# A record that a form asks about while it is filled in, at the rate of reads.
RECORD_BYTES: Final = 128 * 2**10
PACKAGE_PATHS: Final = ("/packages/check", "/v1/evidence-packages:check")
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class _TooLarge(Exception):
    """More of a body came than was allowed."""


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Refuses a body that is too long: by its header before it is read, or as soon as it shows."""

    app: ASGIApp
    most: int
    refuse: Refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting `receive`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self._announced(scope) > self._most(scope):
            await self._refuse(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    def _most(self, scope: Scope) -> int:
        path = scope["path"]
        if path == CHECKED:
            return min(self.most, RECORD_BYTES)
        if path in PACKAGE_PATHS:
            return max(self.most, PACKAGE_BYTES)
        return max(self.most, PROOF_BYTES) if PAPERS.fullmatch(path) else self.most

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen, most = 0, self._most(scope)

        async def count() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _TooLarge
            return message

        async def watch(message: Message) -> None:
            # Whatever the application makes of a body that was cut off, the answer is ours.
            if seen <= most:
                await send(message)

        with suppress(_TooLarge):
            await self.app(scope, count, watch)
        if seen > most:
            await self._refuse(scope, receive, send)

    def _announced(self, scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value[:20])
        return 0

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self.refuse(scope, BodyTooLarge(self._most(scope)))
        # The connection stays open: over unread bytes the client would not hear this.
        await response(scope, receive, send)


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Adds the headers that keep a browser from running, fetching or keeping what it should not.

    A page with scripts says so itself (`SCRIPTED`); a script, as a worker has a policy of its own.
    What may be kept of an answer, `_caching` says: the register may have moved on since.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `send` that adds to the head of the answer."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = SCRIPTED if scope["path"].startswith("/static/") else CSP
                said = {name for name, _ in message["headers"]}
                wanted = ((POLICY, policy.encode()), (CACHING, _caching(scope)))
                own = [each for each in wanted if each[0] not in said]
                message["headers"] = [*message["headers"], *HEADERS, *own]
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def _caching(scope: Scope) -> bytes:
    """Whether an answer may be kept: never without asking again, and not of who is signed in.

    But what a form led to stays with the browser until its user signs out: it is the way back to
    what was typed, and a browser that may not keep it would have to send the form a second time.
    """
    asked = dict(scope["headers"])
    if scope["method"] == "POST" and b"text/html" in asked.get(b"accept", b""):
        return b"private, no-cache"
    known = b"authorization" in asked or SESSION in asked.get(b"cookie", b"")
    return b"no-store" if known or scope["method"] != "GET" else b"no-cache"


@dataclass(frozen=True, slots=True)
class Heads:
    """Answers HEAD with the head of GET (RFC 9110, 9.3.2), unless GET would leave a line."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as GET and keep its body back."""
        bared = scope["type"] == "http" and scope["method"] == "HEAD"
        if not bared or LOGGED.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self.app({**scope, "method": "GET"}, receive, bare)


@dataclass(frozen=True, slots=True)
class RequestLog:
    """One line a request: method, route, status, time. No query, no body, no address of a user."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log it once it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            spent = round((time.perf_counter() - begun) * 1_000)
            LOG.info(
                "method=%s route=%s status=%d ms=%d", scope["method"], _route(scope), status, spent
            )


def _route(scope: Scope) -> str:
    """The pattern of the route, so that no value of a user gets into the log."""
    return str(getattr(scope.get("route"), "path", "-"))
