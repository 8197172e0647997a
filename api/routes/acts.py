"""Acts: what to sign, and the relay of what was signed. No coins and no account are needed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from api import typed
from api.doors import DOORS, door_of
from api.routes.documented import WRITES
from api.schemas.acts import EnteredOut, PreparedOut, PrepareIn, RelayIn, SignerIn
from api.schemas.common import AsOf
from api.stamped import stamped
from api.wiring import wiring_of
from ledger.domain.acts import Address, Application, Notice, PartyId, Role, Signer
from ledger.domain.personal import require_impersonal_json
from ledger.domain.workdays import day_of
from ledger.registrar import acting
from ledger.registrar.register import Register
from ledger.store.errors import StoreError

router = APIRouter(tags=["acts"], responses=WRITES)
Kind = Annotated[str, Path(max_length=40, examples=["pledge"], description=", ".join(DOORS))]


@router.post("/v1/acts/{kind}:prepare")
def prepare(request: Request, kind: Kind, body: PrepareIn) -> PreparedOut:
    """The EIP-712 typed data of an act. Nothing is sent."""
    register = wiring_of(request).register()
    prepared = _prepared(register, kind, body)
    return PreparedOut(
        kind=kind,
        digest="0x" + prepared.digest.hex(),
        typed_data=typed.typed_data(register.profile, prepared),
        as_of=stamped(request),
    )


@router.post("/v1/acts/{kind}:relay")
def relay(request: Request, kind: Kind, body: RelayIn) -> EnteredOut:
    """Send a signed act and wait until it is final. The same act sent twice is entered once."""
    return entered(request, kind, body)


@router.post("/v1/applications", tags=["applications"])
def submit(request: Request, body: RelayIn) -> EnteredOut:
    """File an application that every holder signed."""
    return entered(request, "application", body)


def entered(request: Request, kind: str, body: RelayIn) -> EnteredOut:
    """Relay an act and say where it stands."""
    register = wiring_of(request).register()
    prepared = _prepared(register, kind, body)
    done = acting.relay(register, prepared, [signer_of(each) for each in body.signers])
    return entered_shape(request, kind, done)


def entered_shape(request: Request, kind: str, done: acting.Entered) -> EnteredOut:
    """An act that stands on the chain."""
    act = done.act
    return EnteredOut(
        kind=kind,
        tx_hash="0x" + done.receipt.tx_hash.hex(),
        block=done.receipt.block_number,
        block_hash="0x" + done.receipt.block_hash.hex(),
        subject="0x" + act.raw.subject.hex(),
        seq=act.seq,
        touched=["0x" + each.raw.subject.hex() for each in done.acts],
        as_of=_stamp_if_any(request),
    )


def _stamp_if_any(request: Request) -> AsOf | None:
    """The mirror's block; without a mirror an act stands all the same."""
    try:
        return stamped(request)
    except StoreError:
        return None


def _prepared(register: Register, kind: str, body: PrepareIn) -> acting.Prepared[Any]:
    door = door_of(kind)
    terms = typed.struct_of(door.terms, body.terms)
    content = body.content
    shown = None if content is None else typed.struct_of(Application, content, "content")
    if isinstance(terms, Notice):
        # what a notice shows can never be taken off the chain again
        require_impersonal_json("notice", terms.clear, day_of(register.time()))
    return acting.prepare(register, door, terms, shown)


def signer_of(given: SignerIn) -> Signer:
    """A signature as the books take it."""
    return Signer(
        PartyId(bytes.fromhex(given.party[2:])),
        Address(bytes.fromhex(given.account[2:])),
        Role(given.role),
        bytes.fromhex(given.signature[2:]),
    )
