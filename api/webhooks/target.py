"""Where a webhook may lead: into the open network by TLS, never to what stands beside the server.

A name is resolved once and that very address is asked, so that it cannot become another between
the check and the call; the certificate is still held against the name.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx

from api.webhooks.errors import WebhookTargetRefused
from ledger.outside import authorities, cut_after

LONGEST: Final = 500
# for a connection, for its keys, and between two bytes
SECONDS: Final = 10.0
# for all of it: a receiver that drips its answer holds the next one up no longer
WHOLE: Final = 3 * SECONDS
HTTPS: Final = 443
# IPv6 that stands for an IPv4 address (RFC 6052, RFC 4291 2.5.5): a gateway goes on to that one
TRANSLATED: Final = (ip_network("64:ff9b::/96"), ip_network("::/96"), ip_network("::ffff:0:0/96"))


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked up: `name` is the host, `url` has a number in its place."""

    name: str
    host: str
    url: str


def parsed(url: str, *, private: bool) -> SplitResult:
    """An address that may be kept. Raises WebhookTargetRefused."""
    if len(url) > LONGEST or not url.isascii() or any(letter <= " " for letter in url):
        raise WebhookTargetRefused(f"not an address of at most {LONGEST} letters")
    try:
        parts = urlsplit(url)
        port = parts.port
        # a name that cannot be looked up at all
        (parts.hostname or "").encode("idna")
    except ValueError as fault:
        raise WebhookTargetRefused("not an address") from fault
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise WebhookTargetRefused("not https")
    if not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        raise WebhookTargetRefused("a host is missing, or a user or a fragment is named")
    return parts


def resolved(url: str, *, private: bool) -> Target:
    """The address with its host looked up. Raises WebhookTargetRefused."""
    parts = parsed(url, private=private)
    name = parts.hostname or ""
    port = parts.port or (HTTPS if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise WebhookTargetRefused("the host is not known") from fault
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not private and not all(map(_is_open, addresses)):
        raise WebhookTargetRefused("the host is not in the open network")
    first = addresses[0]
    number = f"[{first}]" if first.version == 6 else str(first)  # noqa: PLR2004 (IPv6)
    query = f"?{parts.query}" if parts.query else ""
    placed = f"{parts.scheme}://{number}:{port}{parts.path or '/'}{query}"
    return Target(name, parts.netloc, placed)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address lies in the open network, wherever a gateway passes it on to."""
    if isinstance(address, IPv6Address) and any(address in each for each in TRANSLATED):
        address = IPv4Address(int(address) % 2**32)
    local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not local


def send(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, which is not read. Raises httpx.HTTPError."""
    with (
        cut_after(WHOLE) as line,
        httpx.Client(
            verify=authorities(), timeout=SECONDS, follow_redirects=False, trust_env=False
        ) as client,
    ):
        request = client.build_request(
            "POST",
            target.url,
            content=body,
            headers={**headers, "host": target.host},
            extensions={"sni_hostname": target.name, "trace": line},
        )
        answer = client.send(request, stream=True)
        answer.close()
        return answer.status_code
