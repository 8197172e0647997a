"""The application: routes, pages, middlewares and problem documents, put together once."""

from __future__ import annotations

import logging
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match

from api.admission import RETRY_AFTER
from api.answers import problem_response
from api.kept import KeptVerdicts, Looks
from api.language import language_of
from api.middleware import LOGGED, BodyLimit, Heads, RequestLog, SecurityHeaders
from api.pages import (
    applying,
    board,
    dispute_desk,
    dispute_forms,
    prepared,
    proposal_life,
    signing_in,
)
from api.pages import desk as desk_pages
from api.pages import documents as document_pages
from api.pages import erasing as erasing_pages
from api.pages import evidence_requests as evidence_pages
from api.pages import financing as financing_pages
from api.pages import institutions as institution_pages
from api.pages import orders as order_pages
from api.pages import party as party_pages
from api.pages import portfolio as portfolio_pages
from api.pages import proposals as proposal_pages
from api.pages import registries as registry_pages
from api.pages import routes as pages
from api.pages import uses as use_pages
from api.pages.render import problem_page
from api.pages.sent import typed
from api.pages.signing_in import to_sign_in
from api.present import stamp
from api.problems import (
    ROOTS,
    BodyTooLarge,
    FormMalformed,
    JsonMalformed,
    MethodNotAllowed,
    NotFound,
    RequestInvalid,
    ServerBusy,
    problem_of,
)
from api.rates import RateLimit, buckets
from api.routes import (
    acts,
    alerts,
    applications,
    batches,
    certificates,
    desk,
    desk_acts,
    desk_disputes,
    documents,
    erasures,
    evidence,
    evidence_requests,
    filing,
    financing,
    institutions,
    objections,
    orders,
    parties,
    presentations,
    proposals,
    registries,
    returning,
    sessions,
    status,
    verdictlists,
    verdicts,
    webhooks,
)
from api.routes.documented import Described, asks_session
from api.sessions.errors import SessionMissing
from api.sessions.holding import signed_in
from api.texts.entering import needed
from api.wiring import Wiring

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Scope

    from api.problems import ApiError
    from ledger.settings import Settings

LOG: Final = logging.getLogger("datadeed.api")
STATIC: Final = Path(__file__).parent / "pages" / "static"
ROUTERS: Final = tuple(
    each.router
    for each in (
        certificates,
        verdicts,
        verdictlists,
        presentations,
        parties,
        institutions,
        registries,
        applications,
        filing,
        returning,
        objections,
        acts,
        sessions,
        alerts,
        webhooks,
        proposals,
        financing,
        desk,
        desk_acts,
        orders,
        desk_disputes,
        erasures,
        evidence,
        evidence_requests,
        batches,
        documents,
        status,
    )
)
PAGES: Final = (
    desk.filing,
    evidence_requests.desk,
    pages.router,
    applying.router,
    board.router,
    party_pages.router,
    portfolio_pages.router,
    financing_pages.router,
    # before those that take any word for a proposal's name
    proposal_life.router,
    dispute_forms.router,
    proposal_pages.router,
    use_pages.router,
    registry_pages.router,
    institution_pages.router,
    document_pages.router,
    signing_in.router,
    evidence_pages.router,
    desk_pages.router,
    order_pages.router,
    erasing_pages.router,
    dispute_desk.router,
    # behind those that have a word of the desk's own
    prepared.router,
)
MOST_FAULTS: Final = 20
METHOD_NOT_ALLOWED: Final = 405
TOO_LARGE: Final = 413


def create_app(settings: Settings) -> FastAPI:
    """The API and the pages of one installation."""
    app = Described(
        title="DataDeed 数契",
        version="1",
        summary="The register of data rights: every answer names its block.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_closing,
    )
    app.state.wiring = Wiring.of(settings)
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for root in ROOTS:
        app.add_exception_handler(root, _told)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _told)
    wiring = app.state.wiring
    # the wiring's clock as it will be: a test sets another
    looks = Looks(wiring.engine, lambda: wiring.clock())  # noqa: PLW0108
    [route, *_] = verdicts.router.routes
    app.add_middleware(KeptVerdicts, kept=wiring.kept, looks=looks, route=route)
    app.add_middleware(BodyLimit, most=settings.body_bytes, refuse=_refused)
    rates = buckets(settings)
    app.add_middleware(RateLimit, buckets=rates, clock=time.monotonic, refuse=_refused)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)
    app.add_middleware(Heads)
    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    """At the end the database's connections are given back."""
    yield
    app.state.wiring.engine.dispose()


def _refused(scope: Scope, fault: ApiError) -> Response:
    """What is refused before any route: a browser shows people a page here as well."""
    return _told(Request(scope), fault)


def _told(request: Request, fault: Exception) -> Response:
    problem = problem_of(fault)
    if problem.status >= 500:  # noqa: PLR2004 (the server's own)
        LOG.error("fault=%s code=%s detail=%s", type(fault).__name__, problem.code, _detail(fault))
    if _is_page(request, fault):
        if isinstance(fault, SessionMissing) and not typed(request, language_of(request.scope)):
            return to_sign_in(request)
        response: Response = problem_page(request, problem)
    else:
        found = getattr(request.state, "as_of", None)
        as_of = None if found is None else stamp(found)
        language = language_of(request.scope)
        response = problem_response(problem, language, request.url.path, as_of)
    if isinstance(fault, ServerBusy):
        response.headers["retry-after"] = str(RETRY_AFTER)
    return response


def _detail(fault: Exception) -> str:
    """The typed errors name no secret; what others say is not repeated."""
    return str(fault) if isinstance(fault, ROOTS) else "-"


def _http(request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 404)
    if status == METHOD_NOT_ALLOWED:
        response = _told(request, MethodNotAllowed(request.method))
        response.headers["allow"] = ", ".join(_methods(request))
        return response
    if status == TOO_LARGE:
        return _told(request, BodyTooLarge(request.app.state.wiring.settings.body_bytes))
    if status == 400:  # noqa: PLR2004 (a body that cannot be taken apart)
        json = "json" in request.headers.get("content-type", "")
        return _unread(request, JsonMalformed() if json else FormMalformed())
    return _told(request, NotFound(request.url.path[:200]))


def _methods(request: Request) -> list[str]:
    """The methods that this address knows; starlette names those of one of its routes only."""
    known = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    found = {
        method
        for method in known
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    }
    # below the files' own address no route is left: they are read
    found = found or {"GET"}
    bared = "GET" in found and not LOGGED.fullmatch(request.url.path)
    return sorted(found | {"HEAD"} if bared else found)


def _invalid(request: Request, fault: Exception) -> Response:
    errors = fault.errors() if isinstance(fault, RequestValidationError) else []
    if any(each["type"] == "json_invalid" for each in errors):
        return _unread(request, JsonMalformed())
    return _unread(request, RequestInvalid([_fault(each) for each in errors[:MOST_FAULTS]]))


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    where, said = ".".join(map(str, error["loc"])), str(error["msg"])[:200]
    return {"where": where[:200], "fault": said, "zh": needed(said).zh}


def _unread(request: Request, fault: ApiError) -> Response:
    """What is wrong with a request, to who may ask: nobody else learns what a door takes."""
    route = request.scope["route"]
    if asks_session(request.method, route.path, getattr(route, "responses", ())):
        try:
            signed_in(request)
        except ROOTS as barred:
            return _told(request, barred)
    return _told(request, fault)


def _is_page(request: Request, fault: Exception) -> bool:
    """Whether a person looks at the answer: on a page, or where a link of a page led to a file."""
    if not request.url.path.startswith(("/v1", "/metrics", "/static")):
        return True
    # which no program sends; no page opens the API's own sessions
    followed = request.headers.get("sec-fetch-mode") == "navigate"
    return followed and not isinstance(fault, SessionMissing)
