"""How uvicorn serves the application: limits, time-outs, file descriptors, proxies, its log."""

from __future__ import annotations

import logging
import resource
from typing import TYPE_CHECKING, Final

import uvicorn

from api.admission import Guard, Patience
from api.connections import protocol_of
from api.logged import log_to_stderr

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ledger.settings import Settings

# Database, node, log, packages being read, static files; and as many refused as admitted.
OWN_FILES: Final = 256
MOST_FILES: Final = 65_536
GRACE: Final = 10


def begin_logging() -> None:
    """One line an event; no library says whom it asks: a webhook's address is a secret."""
    log_to_stderr()
    logging.getLogger("httpx").setLevel(logging.WARNING)


def most_connections(wanted: int, files: int) -> int:
    """As many connections as are wanted and the file descriptors allow, refused ones included."""
    return max(1, min(wanted, (files - OWN_FILES) // 2))


def raise_files() -> int:
    """Raise this process's limit of open files to what it may have; returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    bounded = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < bounded:
        resource.setrlimit(resource.RLIMIT_NOFILE, (bounded, hard))
        return bounded
    return MOST_FILES if soft == resource.RLIM_INFINITY else soft


def configured(
    app: ASGIApp, settings: Settings, patience: Patience | None = None, *, files: int
) -> uvicorn.Config:
    """The server of an installation, for a process that may have so many open files."""
    patience = patience or Patience()
    guard = Guard(
        most=most_connections(settings.connections, files),
        # Behind a proxy every client has the proxy's address: it must count for itself.
        most_each=0 if settings.proxies else settings.client_connections,
        patience=patience,
        most_held=settings.held_bytes,
    )
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=protocol_of(guard),
        ws="none",
        timeout_keep_alive=patience.idle,  # type: ignore[arg-type]  # seconds, handed to call_later
        timeout_graceful_shutdown=GRACE,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
        access_log=False,
        log_config=None,
        server_header=False,
    )
