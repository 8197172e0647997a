"""A form that was refused: what somebody had typed into it, and the page that it belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.routing import Match

from api.sessions.holding import OWN_SITES
from api.texts.entering import member
from api.wiring import wiring_of
from ledger.domain.personal import findings
from ledger.domain.workdays import day_of

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request

    from notarization.verify.report import Language

DIGITS: Final = re.compile(r"\d")
READING: Final = ("GET", "HEAD")
# what a page fills in by itself, and what opens or proves something
NOT_TYPED: Final = frozenset({"mark", "version", "to", "message", "signature", "code"})


def typed(request: Request, language: Language) -> list[tuple[str, str]]:
    """What was typed, by what the form calls it; nothing of a form that another site sent.

    A text with the number of a person comes back without its digits.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in OWN_SITES:
        return []
    # the form as it was read for the door; starlette gives it to coroutines alone
    form, day = getattr(request, "_form", None), day_of(wiring_of(request).clock())
    return [
        (member(name).text(language), DIGITS.sub("＊", value) if _personal(value, day) else value)
        for name, value in (form.multi_items() if form is not None else ())
        if isinstance(value, str) and value.strip() and name not in NOT_TYPED
    ]


def _personal(value: str, day: date) -> bool:
    return any(True for _ in findings((value,), day))


def place_of(request: Request) -> str:
    """The page that is looked at; of a form that was sent, the one that it stands under."""
    path = request.url.path
    if request.method in READING:
        return path
    parts = path.split("/")
    above = ("/".join(parts[:count]) for count in range(len(parts) - 1, 1, -1))
    return next((each for each in (*above, path) if _is_page(request, each)), "/")


def _is_page(request: Request, path: str) -> bool:
    asked = {**request.scope, "method": "GET", "path": path}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)
