"""The registry's desk: for its own staff, and not there for anybody else."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from api import parse
from api.desk import contents, looking, objecting, records, working
from api.desk.contents import suffix
from api.desk.entering import Clerk, enter, require_own
from api.desk.erasing import require_not_erased
from api.desk.errors import ContentNotKept, ReviewersOnly
from api.desk.shaping import claim_shape, entry_shape, file_in_queue, file_shape, step_shape
from api.desk.stepping import person_of, steps_of
from api.desk.working import Told
from api.present import stamp
from api.problems import IdMalformed
from api.routes.documented import SIGNED_IN, WRITES
from api.schemas import desk as shapes
from api.sessions.holding import signed_in
from api.stamped import stamped
from api.wiring import Wiring, reading, wiring_of
from ledger.domain.acts import ApplicationState, Role, SubjectKind
from ledger.domain.commitments import Opening
from ledger.domain.desk import Concern
from ledger.queries import desk as queries
from ledger.queries.names import named
from ledger.queries.pages import bounded
from ledger.store.engine import read_session
from ledger.store.repositories import desk as store
from ledger.store.repositories import offchain

router = APIRouter(prefix="/v1/desk", tags=["desk"], responses=SIGNED_IN)
filing = APIRouter(prefix="/v1/applications", tags=["applications"], responses=WRITES)
Registry = Annotated[int, Path(ge=0, le=65_535, examples=[371])]
FileId = Annotated[str, Path(max_length=66, examples=["02" + "cd" * 31])]
Limit = Annotated[int, Query(ge=1, le=100)]
ConcernName = Annotated[str, Query(pattern="^(" + "|".join(Concern.__members__) + ")$")]
ContentDigest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]
BYTES: Final = "application/octet-stream"
ENTRY_BYTES: Final = 16


def wanted(asked: shapes.QueueIn, clerk: Clerk) -> queries.Queue:
    """Which files are asked for. Raises IdMalformed."""
    state = asked.state
    states = queries.OPEN_STATES if state is None else (ApplicationState[state],)
    match asked.assignee:
        case None:
            whose = None
        case "mine":
            whose = clerk.party
        case "nobody":
            whose = b""
        case text:
            whose = parse.subject(text, SubjectKind.PARTY)
    return queries.Queue(clerk.registry, states, whose, asked.q.strip())


@router.get("/{registry}/files")
def queue(
    request: Request, registry: Registry, asked: Annotated[shapes.QueueIn, Query()]
) -> shapes.QueueOut:
    """The files that the registry works on, the nearest deadline first."""
    clerk = enter(signed_in(request), registry)
    which, after = wanted(asked, clerk), parse.mark(asked.cursor)
    with reading(request) as now:
        person = person_of(now.session, clerk)
        found = queries.queue(now.session, which, person, after=after, limit=asked.limit)
    return shapes.QueueOut(
        files=[file_in_queue(each, found.names) for each in found.entries],
        counts={state.name: count for state, count in found.counts.items()},
        next=found.next.text if found.next else None,
        as_of=stamp(found.as_of),
    )


@router.get("/{registry}/files/{application_id}")
def one(
    request: Request,
    registry: Registry,
    application_id: FileId,
    concern: ConcernName,
) -> shapes.FileOut:
    """A file as staff reads it; the look is logged with its purpose before it is answered."""
    clerk = enter(signed_in(request), registry)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    working.read(wiring_of(request), clerk, subject, Concern[concern])
    with reading(request) as now:
        return file_shape(looking.look(wiring_of(request), now.session, clerk, subject))


@router.get("/{registry}/files/{application_id}/steps")
def steps(request: Request, registry: Registry, application_id: FileId) -> shapes.StepsOut:
    """What may follow in a file, and what keeps each step from being taken now by whoever asks."""
    clerk = enter(signed_in(request), registry)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    with reading(request) as now:
        require_own(now.session, clerk, subject)
        found = steps_of(now.session, clerk, subject)
        return shapes.StepsOut(steps=list(map(step_shape, found)), as_of=stamp(now.as_of))


@router.get(
    "/{registry}/files/{application_id}/contents/{digest}",
    response_class=Response,
    responses={200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)
def content(
    request: Request,
    registry: Registry,
    application_id: FileId,
    digest: ContentDigest,
    concern: ConcernName,
) -> Response:
    """The bytes of a proof, a step's document or its attachment; the look is logged first."""
    clerk = enter(signed_in(request), registry)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    return content_answer(wiring_of(request), clerk, subject, (bytes.fromhex(digest), concern))


@router.post("/{registry}/files/{application_id}/claim")
def claim(
    request: Request, registry: Registry, application_id: FileId, body: shapes.ClaimIn
) -> shapes.ClaimedOut:
    """Take a file that nobody has."""
    clerk = enter(signed_in(request), registry)
    told = Told(parse.subject(application_id, SubjectKind.APPLICATION), body.version)
    return _claimed(request, working.claim(wiring_of(request), clerk, told))


@router.post("/{registry}/files/{application_id}/reassign")
def reassign(
    request: Request, registry: Registry, application_id: FileId, body: shapes.ReassignIn
) -> shapes.ClaimedOut:
    """Give a file to another member of staff."""
    clerk, to = enter(signed_in(request), registry), parse.subject(body.to, SubjectKind.PARTY)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    told = Told(subject, body.version, body.reason)
    return _claimed(request, working.reassign(wiring_of(request), clerk, told, to))


@router.post("/{registry}/files/{application_id}/recuse")
def recuse(
    request: Request, registry: Registry, application_id: FileId, body: shapes.RecuseIn
) -> shapes.ClaimedOut:
    """Have nothing to do with a file any more."""
    clerk = enter(signed_in(request), registry)
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    told = Told(subject, body.version, body.reason)
    return _claimed(request, working.recuse(wiring_of(request), clerk, told))


@router.post("/{registry}/hand-over")
def hand_over(request: Request, registry: Registry, body: shapes.HandOverIn) -> shapes.HandedOut:
    """Give all open files of somebody who leaves to another; for reviewers."""
    clerk = enter(signed_in(request), registry)
    leaving, to = (parse.subject(each, SubjectKind.PARTY) for each in (body.leaving, body.to))
    given, kept = working.hand_over(wiring_of(request), clerk, leaving, to, body.reason)
    return shapes.HandedOut(
        given=[each.hex() for each in given],
        kept=[each.hex() for each in kept],
        as_of=stamped(request),
    )


@router.get("/{registry}/log")
def log(
    request: Request,
    registry: Registry,
    application_id: Annotated[str | None, Query(alias="application", max_length=66)] = None,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 50,
) -> shapes.LogOut:
    """Who did and read what, newest first; for reviewers."""
    clerk = enter(signed_in(request), registry)
    if Role.REVIEWER not in clerk.roles:
        raise ReviewersOnly(registry)
    subject = application_id and parse.subject(application_id, SubjectKind.APPLICATION)
    with reading(request) as now:
        found = store.entries(
            now.session, registry, subject or None, _entry(cursor), bounded(limit) + 1
        )
        shown = found[:limit]
        names = named(now.session, {each.party for each in shown} | {each.other for each in shown})
        as_of = stamp(now.as_of)
    return shapes.LogOut(
        entries=[entry_shape(each, names) for each in shown],
        next=shown[-1].entry.hex() if len(found) > limit else None,
        as_of=as_of,
    )


@filing.post("/{application_id}/record", status_code=204)
def keep_record(request: Request, application_id: FileId, body: shapes.RecordIn) -> Response:
    """Open an application's record for the registry's staff: all its fields with their salts."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    openings = [Opening.of(each.name, bytes.fromhex(each.salt), each.value) for each in body.fields]
    records.keep(wiring_of(request), subject, openings)
    return Response(status_code=204)


def content_answer(
    wiring: Wiring, clerk: Clerk, subject: bytes, asked: tuple[bytes, str]
) -> Response:
    """A file that is kept for an application, once the look is in the log.

    Raises SubjectUnknown, ContentNotKept, ContentErased, ContentError, RecordKeyMissing,
    FileChanged.
    """
    digest, concern = asked
    working.open_content(wiring, clerk, subject, (digest, Concern[concern]))
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = offchain.content(session, digest, subject)
    if row is None:
        opened = objecting.documents(wiring, subject)
        with read_session(wiring.engine, now=wiring.clock()) as session:
            kept = records.kept(wiring, session, subject)
            require_not_erased(session, subject, kept, digest, opened)
        raise ContentNotKept(digest)
    data = contents.opened(wiring, row)
    # only a digest names it; and whatever it is, no browser shows it as a page of this site
    headers = {
        "content-disposition": f'attachment; filename="{digest.hex()[:16]}{suffix(data)}"',
        "cache-control": "no-store",
    }
    return Response(data, media_type=BYTES, headers=headers)


def _claimed(request: Request, found: queries.Claim) -> shapes.ClaimedOut:
    with reading(request) as now:
        names = named(now.session, {found.party} - {b""})
        return shapes.ClaimedOut(claim=claim_shape(found, names), as_of=stamp(now.as_of))


def _entry(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != ENTRY_BYTES:
        raise IdMalformed("entry", f"{2 * ENTRY_BYTES} hexadecimal digits")
    return found
