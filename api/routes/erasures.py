"""Erasing what a registry keeps of an application, by its own staff."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request

from api import parse
from api.desk import erasing
from api.desk.entering import enter
from api.desk.erasing import Confirmed, Erasure
from api.routes.desk import FileId, Registry
from api.routes.documented import SIGNED_IN
from api.schemas import erasures as shapes
from api.sessions.holding import signed_in
from api.shaping import tombstone_shape
from api.stamped import stamped
from api.wiring import wiring_of
from ledger.domain.acts import SubjectKind
from ledger.domain.tombstone import Ground

if TYPE_CHECKING:
    from ledger.domain.tombstone import Tombstone

router = APIRouter(prefix="/v1/desk", tags=["desk"], responses=SIGNED_IN)


@router.post("/{registry}/files/{application_id}/erasures:draft")
def draft(
    request: Request, registry: Registry, application_id: FileId, body: shapes.ErasureIn
) -> shapes.ErasureDraftOut:
    """The tombstones that a clerk signs to erase something. Nothing is destroyed."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    stones = erasing.draft(wiring, clerk, asked_of(application_id, body))
    return shapes.ErasureDraftOut(
        time=stones[0].time,
        tombstones=list(map(statement_shape, stones)),
        as_of=stamped(request),
    )


@router.post("/{registry}/files/{application_id}/erasures")
def erase(
    request: Request, registry: Registry, application_id: FileId, body: shapes.ErasureSignedIn
) -> shapes.ErasedOut:
    """Destroy what the signed tombstones name. This cannot be undone."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    signatures = [bytes.fromhex(each[2:]) for each in body.signatures]
    given = Confirmed(body.confirm, body.time, signatures)
    gone = erasing.erase_signed(wiring, clerk, asked_of(application_id, body), given)
    return shapes.ErasedOut(erased=list(map(tombstone_shape, gone)), as_of=stamped(request))


def asked_of(application_id: str, body: shapes.ErasureIn) -> Erasure:
    """What is to go. Raises IdMalformed."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    files = [bytes.fromhex(each) for each in body.files]
    return Erasure(subject, body.fields, Ground(body.ground), files)


def statement_shape(stone: "Tombstone") -> shapes.StatementOut:
    """A tombstone as it is signed."""
    return shapes.StatementOut(
        name=stone.name,
        leaf=stone.leaf.hex(),
        statement=stone.statement.decode(),
        digest="0x" + stone.digest.hex(),
    )
