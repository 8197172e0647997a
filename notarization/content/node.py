"""One IPFS node by its RPC address: the only place that speaks to it.

ipfshttpclient 0.7.0 is from 2021. Its version check (`connect`) refuses today's Kubo, so the plain
`Client` is used; it follows redirects, obeys the environment's proxies and reads answers of any
length, so a hook refuses the first and bounds the last (ADR 0043).
"""

import ipaddress
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import ipfshttpclient
import requests
import urllib3

from notarization.content.cid import CHUNK
from notarization.content.errors import GatewayRefused, GatewayUnreachable

# seconds to connect, between two pieces of an answer, and for the whole of one
CONNECT: Final = 5.0
SILENCE: Final = 60.0
WHOLE: Final = 600.0
# bytes of an answer that is no content
MOST: Final = 2**20
_PIECE: Final = 65_536
_REASON: Final = 200
# ipfshttpclient hands urllib3 a parameter that means nothing any more; users need not hear of it
warnings.filterwarnings("ignore", "The 'strict' parameter", FutureWarning)
_PORTS: Final = {"http": 80, "https": 443}


class _Redirected(requests.RequestException):
    """An answer would have us ask elsewhere."""


class _TooLong(requests.RequestException):
    """An answer is longer, or takes longer, than can be right."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node, by the http address of its RPC (`http://127.0.0.1:5001`)."""

    address: str

    def add(self, data: bytes) -> str:
        """Let the node keep and pin the bytes; returns the CID that it says.

        Raises GatewayUnreachable, GatewayRefused.
        """
        with self._asked(MOST) as client:
            told = client.add(
                BytesIO(data),
                cid_version=1,
                raw_leaves=True,
                chunker=f"size-{CHUNK}",
                pin=True,
                opts={"cid-base": "base32"},
            )
            return str(told["Hash"])

    def cat(self, cid: str, size: int) -> bytes:
        """The bytes that the node itself has for a CID, unchecked, and at most one too many.

        It does not look for them elsewhere, which can take for ever. Raises GatewayUnreachable,
        GatewayRefused.
        """
        with self._asked(size + _PIECE) as client:
            return bytes(client.cat(cid, length=size + 1, offline=True))

    def pinned(self, cid: str) -> bool:
        """Tell whether the node says that it keeps this. Raises as `add`."""
        try:
            with self._asked(MOST) as client:
                return cid in client.pin.ls(cid, type="recursive")["Keys"]
        except GatewayRefused as refused:
            if "not pinned" in refused.reason:
                return False
            raise

    def unpin(self, cid: str) -> None:
        """Let the node drop this when it next tidies up. Raises as `add`."""
        try:
            with self._asked(MOST) as client:
                client.pin.rm(cid)
        except GatewayRefused as refused:
            if "not pinned" not in refused.reason:
                raise

    @contextmanager
    def _asked(self, most: int) -> Iterator[Any]:
        """A client for one question, and every way it fails as one of our errors."""
        try:
            yield _client(self.address, most)
        except ipfshttpclient.exceptions.StatusError as error:
            raise GatewayRefused(self.address, _short(error)) from error
        except _Redirected as error:
            raise GatewayRefused(self.address, "redirect") from error
        except _TooLong as error:
            raise GatewayRefused(self.address, "answer too long") from error
        except (
            ipfshttpclient.exceptions.CommunicationError,
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
        ) as error:
            raise GatewayUnreachable(self.address, type(error).__name__) from error
        except (ipfshttpclient.exceptions.Error, AssertionError, LookupError, TypeError) as error:
            raise GatewayRefused(self.address, "answer unreadable") from error


def _client(address: str, most: int) -> Any:
    client = ipfshttpclient.Client(_multiaddr(address), timeout=(CONNECT, SILENCE))
    # there is no public way to hand these to its session
    client._client._session_props.update(  # noqa: SLF001
        hooks={"response": [_bound(most, time.monotonic() + WHOLE)]}, trust_env=False
    )
    return client


def _bound(most: int, until: float) -> Callable[..., None]:
    def hook(response: requests.Response, **_: Any) -> None:
        if response.is_redirect:
            response.close()
            raise _Redirected
        pieces = response.iter_content

        def iter_content(*_: Any, **__: Any) -> Iterator[bytes]:
            size = 0
            for piece in pieces(chunk_size=_PIECE):
                size += len(piece)
                if size > most or time.monotonic() > until:
                    response.close()
                    raise _TooLong
                yield piece

        response.iter_content = iter_content  # type: ignore[method-assign]

    return hook


def _multiaddr(address: str) -> str:
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        kind = f"ip{ipaddress.ip_address(host).version}"
    except ValueError:
        kind = "dns"
    port = parts.port or _PORTS[parts.scheme]
    return f"/{kind}/{host}/tcp/{port}/{parts.scheme}"


def _short(error: Exception) -> str:
    """The node's own words, as much of them as fits in a line."""
    said = " ".join(str(error).split())
    return "".join(letter for letter in said if letter.isprintable())[:_REASON]
