"""The pages by which a browser signs in and out."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.language import chosen
from api.pages.render import scripted
from api.pages.sent import READING, place_of
from api.problems import Problem, problem_of
from api.sessions import holding, opening
from api.sessions.errors import SignInError
from api.sessions.message import MOST
from api.sessions.opening import Opened
from api.texts.remedies import remedy
from api.wiring import Wiring, wiring_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
OK: Final = 200
SEE_OTHER: Final = 303
DESK: Final = "/desk"
MOST_PLACE: Final = 300
Place = Annotated[str, Field(max_length=300)]


class SigningIn(BaseModel):
    """A signed message, or a code."""

    message: Annotated[str, Field(max_length=2 * MOST)] = ""
    signature: Annotated[str, Field(pattern=r"^(0x([0-9a-f]{2}){1,1024})?$")] = ""
    code: Annotated[str, Field(max_length=40)] = ""
    to: Place = DESK


@router.get("/sign-in")
def form(request: Request, to: Annotated[str, Query(max_length=300)] = DESK) -> HTMLResponse:
    """The form."""
    return _form(request, _own(to))


@router.post("/sign-in")
def sign_in(request: Request, told: Annotated[SigningIn, Form()]) -> Response:
    """Open a session for this browser, by a wallet's signature or by a code.

    Who was not let in has the form again, with the reason and the way to where it was going.
    """
    holding.require_own_site(request)
    try:
        opened = _opened(wiring_of(request), told)
    except SignInError as fault:
        return _form(request, _own(told.to), problem_of(fault))
    response = RedirectResponse(_own(told.to), status_code=SEE_OTHER)
    holding.set_cookie(request, response, opened.token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, mark: Annotated[str, Form(max_length=64)]) -> Response:
    """End the session of this browser, and what it kept of it."""
    holding.require_own_form(request, mark)
    opening.close(wiring_of(request), holding.cookie(request))
    response = RedirectResponse("/sign-in", status_code=SEE_OTHER)
    response.headers["clear-site-data"] = '"cache"'
    holding.drop_cookie(request, response)
    return response


def to_sign_in(request: Request) -> Response:
    """To the form in the language asked for, and from there back to what was asked for."""
    asked, reads = place_of(request), request.method in READING
    query = f"?{request.url.query}" if request.url.query and reads else ""
    told, language = {"to": (asked + query)[:MOST_PLACE]}, chosen(request.scope)
    spoken = {} if language is None else {"lang": language.value}
    return RedirectResponse(f"/sign-in?{urlencode(told | spoken)}", status_code=SEE_OTHER)


def _form(request: Request, to: str, problem: Problem | None = None) -> HTMLResponse:
    who = holding.reader_or_none(request)
    return scripted(
        request,
        "sign_in.html",
        status=problem.status if problem else OK,
        who=who,
        to=to,
        mark=holding.mark_of(request) if who else "",
        problem=problem,
        remedy=remedy(problem.code, problem.status) if problem else None,
    )


def _opened(wiring: Wiring, told: SigningIn) -> Opened:
    """The session that a code or a signed message opens. Raises SignInError and its like."""
    if told.code:
        return opening.open_by_code(wiring, told.code)
    # a form's field writes its line ends as CR LF
    text = told.message.replace("\r\n", "\n")
    return opening.open_session(wiring, text, bytes.fromhex(told.signature[2:]))


def _own(place: str) -> str:
    """A place of this site; any other becomes the desk."""
    # a browser drops tabs and line ends out of an address, and reads what is left
    inside = place.startswith("/") and not place.startswith(("//", "/\\"))
    return place if inside and place.isprintable() else DESK
