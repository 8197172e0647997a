"""The token of a request: in the header of who uses the API, in the cookie of who reads pages.

A cookie opens no address of the API and a header no form, so neither stands in for the other. A
form carries a mark that only the holder of the session's token can make.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from api.sessions.errors import FormForeign, SessionMissing
from api.sessions.opening import SESSION_SECONDS, Principal, principal
from api.wiring import wiring_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BEARER: Final = "bearer "
FORM: Final = b"datadeed form"
OWN_SITES: Final = ("same-origin", "none")


def bearer(request: Request) -> str:
    """The token of the Authorization header; empty without one."""
    given = request.headers.get("authorization", "")
    return given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""


def signed_in(request: Request) -> Principal:
    """Who asks the API. Raises SessionMissing."""
    return principal(wiring_of(request), bearer(request))


def reader(request: Request) -> Principal:
    """Who reads a page. Raises SessionMissing."""
    return principal(wiring_of(request), cookie(request))


def reader_or_none(request: Request) -> Principal | None:
    """Who reads a page, if that is known."""
    try:
        return reader(request)
    except SessionMissing:
        return None


def cookie(request: Request) -> str:
    """The token of the cookie; empty without one."""
    return request.cookies.get(_name(request), "")


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Give a browser the token: for this site's own pages, out of reach of scripts."""
    response.set_cookie(
        _name(request),
        token,
        max_age=SESSION_SECONDS,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="strict",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Take the token away again."""
    response.delete_cookie(
        _name(request), path="/", secure=_secure(request), httponly=True, samesite="strict"
    )


def mark_of(request: Request) -> str:
    """The mark that the forms of this session carry."""
    return hmac.digest(cookie(request).encode(), FORM, hashlib.sha256).hex()


def require_own_form(request: Request, mark: str) -> None:
    """The form was made for this session. Raises FormForeign, SessionMissing."""
    require_own_site(request)
    if not cookie(request):
        raise SessionMissing  # a browser drops the cookie when the session is over
    if not hmac.compare_digest(mark.encode(), mark_of(request).encode()):
        raise FormForeign


def require_own_site(request: Request) -> None:
    """No other site sends the form, as far as the browser tells. Raises FormForeign."""
    if request.headers.get("sec-fetch-site", "same-origin") not in OWN_SITES:
        raise FormForeign


def _secure(request: Request) -> bool:
    return wiring_of(request).settings.public_url.startswith("https://")


def _name(request: Request) -> str:
    return "__Host-session" if _secure(request) else "session"
