"""The notice board, and objections to what stands on it."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Request, UploadFile

from api import parse, typed
from api.desk import objecting
from api.desk.contents import Attached
from api.desk.objecting import Wish
from api.present import stamp
from api.routes.acts import entered_shape, signer_of
from api.routes.applications import application_shape, clock_shape
from api.routes.documented import READS, WRITES
from api.routes.filing import kept_shape
from api.schemas import objections as shapes
from api.schemas.acts import EnteredOut
from api.schemas.filing import ProofKeptOut
from api.stamped import stamped
from api.wiring import reading, wiring_of
from ledger.domain.acts import ApplicationState, Ground, Step, SubjectKind
from ledger.queries import board as queries

router = APIRouter(prefix="/v1", tags=["objections"])
ApplicationPath = Annotated[str, Path(max_length=66, examples=["02" + "cd" * 31])]
DigestPath = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]


@router.get("/notices", responses=READS)
def notices(
    request: Request,
    state: shapes.PostedState = "NOTICE",
    registry: Annotated[int | None, Query(ge=0, le=65_535)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> shapes.BoardOut:
    """What is on public notice, with the working days that are left to object."""
    below = parse.mark(cursor)
    with reading(request) as now:
        found = queries.board(
            now.session, ApplicationState[state], registry=registry, below=below, limit=limit
        )
    return board_shape(found)


@router.post("/applications/{application_id}/objections:draft", responses=WRITES)
def draft(
    request: Request, application_id: ApplicationPath, body: shapes.ObjectionIn
) -> shapes.ObjectionDraftOut:
    """The step that an objector signs. Nothing is kept and nothing is sent."""
    wiring, subject = wiring_of(request), parse.subject(application_id, SubjectKind.APPLICATION)
    wish = _wish(body)
    prepared = objecting.draft(wiring, subject, wish)
    return shapes.ObjectionDraftOut(
        document=wish.document.text,
        terms=typed.message(prepared.terms),
        digest="0x" + prepared.digest.hex(),
        typed_data=typed.typed_data(wiring.profile(), prepared),
        as_of=stamped(request),
    )


@router.post("/applications/{application_id}/objections", responses=WRITES)
def enter(
    request: Request, application_id: ApplicationPath, body: shapes.ObjectionFiledIn
) -> EnteredOut:
    """Send a signed objection; its document is kept sealed. The same one is entered once."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    terms = typed.struct_of(Step, body.terms)
    signers = [signer_of(each) for each in body.signers]
    done = objecting.enter(wiring_of(request), (subject, terms), _wish(body), signers)
    return entered_shape(request, "step", done)


@router.post(
    "/applications/{application_id}/objections/{digest}/materials",
    status_code=201,
    responses=WRITES,
)
def keep_material(
    request: Request,
    application_id: ApplicationPath,
    digest: DigestPath,
    material: Annotated[UploadFile, File()],
) -> ProofKeptOut:
    """Keep a file that an objection's document names, sealed for the registry alone."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    data = material.file.read()
    kept = objecting.keep_material(wiring_of(request), subject, bytes.fromhex(digest), data)
    return kept_shape(request, kept)


def board_shape(found: queries.Board) -> shapes.BoardOut:
    """The board, for this door and for the console."""
    return shapes.BoardOut(
        notices=[
            shapes.PostedOut(
                application=application_shape(
                    each.entry.standing,
                    each.entry.applicants,
                    each.entry.notice,
                    each.entry.title,
                    found.names,
                ),
                clock=clock_shape(each.clock) if each.clock else None,
            )
            for each in found.posted
        ],
        next=found.next.text if found.next else None,
        as_of=stamp(found.as_of),
    )


def _wish(given: shapes.ObjectionIn) -> Wish:
    return Wish(
        party=bytes.fromhex(given.party[2:]),
        ground=Ground[given.ground],
        interest=given.interest,
        reasons=given.reasons,
        materials=tuple(
            Attached(bytes.fromhex(each.sha256), bytes.fromhex(each.sm3), each.size)
            for each in given.materials
        ),
        salt=bytes.fromhex(given.salt),
    )
