"""The desk's pages for a prepared order or step in a dispute: read, signed by all, entered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response

from api import typed
from api.desk import disputing, hands, ordering
from api.desk.entering import enter
from api.language import language_of
from api.pages.desk import Digest, Mark, Registry, Signing, acting, to
from api.pages.render import scripted
from api.pages.views import name_of
from api.problems import NotFound
from api.registrant import actfile
from api.sessions import holding
from api.texts.terms import ACTS, described
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.acts import DisputeRuling, DisputeStep
from ledger.queries.names import named
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.desk.entering import Clerk
    from api.desk.hands import Handed
    from notarization.verify.report import Language

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
Place = Annotated[str, Path(max_length=20)]
TITLES: Final = {
    "order": Message("协助执行事项", "Order"),
    "lift": Message("解除协助执行事项", "Lift of an order"),
    "order-extension": Message("续行协助执行事项", "Extension of an order"),
}


@dataclass(frozen=True, slots=True)
class List:
    """A list at the desk: what is prepared there, its name, and its command."""

    kinds: hands.Kinds
    name: Message
    command: str


LISTS: Final[Mapping[str, List]] = MappingProxyType(
    {
        "orders": List(ordering.KINDS, Message("协助执行事项", "Orders"), "order"),
        "disputes": List(disputing.KINDS, Message("争议", "Disputes"), "dispute"),
    }
)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A prepared act in a list; `mine`: the reader can sign or send it."""

    digest: str
    title: str
    missing: int
    mine: bool
    time: int


def lines_of(waiting: Iterable[Handed], clerk: Clerk, language: Language) -> list[DraftLine]:
    """The prepared acts of a list."""
    return [
        DraftLine(
            each.row.digest.hex(),
            title_of(each, language),
            each.missing,
            each.signable(clerk) or not each.missing,
            each.row.time,
        )
        for each in waiting
    ]


def title_of(found: Handed, language: Language) -> str:
    """What was prepared, in words."""
    terms: Any = found.act.prepared.terms
    if isinstance(terms, DisputeStep | DisputeRuling):
        return word(terms.action, language)
    return TITLES[found.act.kind].text(language)


@router.get("/{registry}/{place}/{digest}")
def one(request: Request, registry: Registry, place: Place, digest: Digest) -> HTMLResponse:
    """A prepared act: exactly what is signed, by whom it is, and who is asked for."""
    list_ = _list(request, place)
    clerk, language = enter(holding.reader(request), registry), language_of(request.scope)
    wiring = wiring_of(request)
    with reading(request) as now:
        which = (bytes.fromhex(digest), list_.kinds)
        found = hands.find(wiring, now.session, clerk, which)
        names = named(now.session, {each.party for each in found.act.signers})
    prepared = {
        "digest": "0x" + digest,
        "typed_data": typed.typed_data(wiring.profile(), found.act.prepared),
        "account": "0x" + clerk.account.hex(),
    }
    return scripted(
        request,
        "desk_prepared.html",
        registry=registry,
        place=place,
        list=list_.name.text(language),
        command=list_.command,
        digest=digest,
        title=title_of(found, language),
        about=ACTS[found.act.kind].text(language),
        terms=list(described(found.act.prepared.terms, language)),
        signed=[
            (name_of(names, each.party, language), each.account.hex()) for each in found.act.signers
        ],
        missing=found.roles,
        signs=found.signable(clerk),
        block=found.row.block,
        prepared=prepared,
        mark=holding.mark_of(request),
    )


@router.get("/{registry}/{place}/{digest}/file")
def act_file(request: Request, registry: Registry, place: Place, digest: Digest) -> Response:
    """The act file of a prepared act, for `datadeed act sign`."""
    which = (bytes.fromhex(digest), _list(request, place).kinds)
    clerk, wiring = enter(holding.reader(request), registry), wiring_of(request)
    with reading(request) as now:
        found = hands.find(wiring, now.session, clerk, which)
    body = json.dumps(actfile.document(found.act, wiring.profile()), ensure_ascii=False, indent=1)
    disposition = {"content-disposition": f'attachment; filename="act-{digest[:16]}.json"'}
    return Response(body, media_type="application/json", headers=disposition)


@router.post("/{registry}/{place}/{digest}/signatures")
def sign(
    request: Request,
    registry: Registry,
    place: Place,
    digest: Digest,
    told: Annotated[Signing, Form()],
) -> Response:
    """Add the reader's own signature, made elsewhere."""
    which = (bytes.fromhex(digest), _list(request, place).kinds)
    clerk = acting(request, registry, told.mark)
    hands.sign(wiring_of(request), clerk, which, bytes.fromhex(told.signature[2:]))
    return to(f"/desk/{registry}/{place}/{digest}")


@router.post("/{registry}/{place}/{digest}/relay")
def relay(
    request: Request, registry: Registry, place: Place, digest: Digest, mark: Mark
) -> Response:
    """Enter what all have signed, and wait until it is final."""
    which = (bytes.fromhex(digest), _list(request, place).kinds)
    hands.relay(wiring_of(request), acting(request, registry, mark), which)
    return to(f"/desk/{registry}/{place}/{digest}")


@router.post("/{registry}/{place}/{digest}/discard")
def discard(
    request: Request, registry: Registry, place: Place, digest: Digest, mark: Mark
) -> Response:
    """Throw a prepared act away that was never entered."""
    which = (bytes.fromhex(digest), _list(request, place).kinds)
    hands.discard(wiring_of(request), acting(request, registry, mark), which)
    return to(f"/desk/{registry}/{place}")


def _list(request: Request, place: str) -> List:
    """A list by the address's word. Raises NotFound."""
    found = LISTS.get(place)
    if found is None:
        raise NotFound(request.url.path)
    return found
