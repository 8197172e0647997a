"""The language of an answer: `?lang=`, else the cookie, else Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from notarization.verify.report import Language

if TYPE_CHECKING:
    from starlette.types import Scope

COOKIE: Final = "lang"


def chosen(scope: Scope) -> Language | None:
    """The language that the address asks for."""
    asked = HTTPConnection(scope).query_params.get("lang", "")
    return Language(asked) if asked in tuple(Language) else None


def language_of(scope: Scope) -> Language:
    """The language of the answer to this request."""
    kept = HTTPConnection(scope).cookies.get(COOKIE, "")
    return chosen(scope) or (Language(kept) if kept in tuple(Language) else Language.ZH)
