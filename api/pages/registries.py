"""The page of a registry: whose keys it revoked, and what it re-examines for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api import parse
from api.language import language_of
from api.pages.render import page
from api.texts import shown
from api.texts.words import word
from api.wiring import reading
from ledger.queries.mandate import reexaminations

if TYPE_CHECKING:
    from ledger.queries.mandate import KeyRevoked, Reexaminations, ToReexamine
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
MOST = 100


@dataclass(frozen=True, slots=True)
class RevokedView:
    """A revoked key in words."""

    clerk: str
    since: int
    ground: str
    recorded: int


@dataclass(frozen=True, slots=True)
class ReexamineView:
    """An act to be re-examined, in words."""

    what: str
    subject: str
    seq: int
    who: str
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class RegistryView:
    """What the page shows; `following` is the mark of the next page."""

    registry: int
    revoked: tuple[RevokedView, ...]
    acts: tuple[ReexamineView, ...]
    following: str


@router.get("/registries/{code}")
def registry(
    request: Request,
    code: Annotated[int, Path(ge=110, le=999)],
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> HTMLResponse:
    """What a registry re-examines."""
    language = language_of(request.scope)
    with reading(request) as now:
        found = reexaminations(now.session, code, after=parse.mark(cursor), limit=MOST)
    return page(request, "registry.html", page=registry_view(found, language))


def registry_view(found: Reexaminations, language: Language) -> RegistryView:
    """A registry's list in words."""
    return RegistryView(
        registry=found.registry,
        revoked=tuple(_revoked(each, language) for each in found.revocations),
        acts=tuple(_act(each, language) for each in found.acts),
        following=found.next.text if found.next else "",
    )


def _revoked(each: KeyRevoked, language: Language) -> RevokedView:
    clerk = shown.party(each.clerk.hex())
    return RevokedView(clerk, each.since, word(each.ground, language), each.time)


def _act(each: ToReexamine, language: Language) -> ReexamineView:
    return ReexamineView(
        what=word(each.kind, language),
        subject=each.subject.hex(),
        seq=each.seq,
        who=f"{word(each.role, language)} {shown.party(each.clerk.hex())}",
        time=each.time,
        block=each.block,
    )
