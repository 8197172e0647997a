"""Applications: lists and one."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from api import parse
from api.present import Names, elsewhere_shape, party, shares, stamp
from api.routes.documented import READS
from api.schemas import parties as shapes
from api.shaping import deposit_shape, refile_path, tombstone_shape
from api.texts.shown import iso
from api.wiring import reading
from ledger.domain.acts import ApplicationState, SubjectKind
from ledger.domain.deadlines import Countdown
from ledger.domain.profiles import by_digest
from ledger.queries import application as queries
from ledger.queries.application import (
    Applicant,
    ApplicationList,
    ApplicationPage,
    Standing,
    StepTaken,
)
from ledger.queries.names import NoticeFacts, elsewhere_of

router = APIRouter(prefix="/v1/applications", tags=["applications"], responses=READS)
States = Annotated[str | None, Query(pattern="^(" + "|".join(ApplicationState.__members__) + ")$")]
EXAMPLE = "02" + "cd" * 31


@router.get("")
def find(
    request: Request,
    state: States = None,
    registry: Annotated[int | None, Query(ge=0, le=65_535)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> shapes.ApplicationsOut:
    """Applications in a state or of a registry, the last changed first."""
    number = None if state is None else int(ApplicationState[state])
    which, below = queries.Filter(registry, number), parse.mark(cursor)
    with reading(request) as now:
        found = queries.applications(now.session, which, below=below, limit=limit)
    return list_shape(found)


@router.get("/{application_id}")
def one(
    request: Request, application_id: Annotated[str, Path(max_length=66, examples=[EXAMPLE])]
) -> shapes.ApplicationPageOut:
    """An application with its steps."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    with reading(request) as now:
        return page_shape(queries.find_application(now.session, subject))


def list_shape(found: ApplicationList) -> shapes.ApplicationsOut:
    """A page of applications, for its door and for the console."""
    return shapes.ApplicationsOut(
        applications=[
            application_shape(each.standing, each.applicants, each.notice, each.title, found.names)
            for each in found.entries
        ],
        next=found.next.text if found.next else None,
        as_of=stamp(found.as_of),
    )


def page_shape(found: ApplicationPage) -> shapes.ApplicationPageOut:
    """An application with its steps, periods and deposit, for this door and for the console."""
    profile = by_digest(found.profile)
    return shapes.ApplicationPageOut(
        application=application_shape(
            found.standing, found.applicants, found.notice, found.title, found.names
        ),
        seq=found.standing.seq,
        fingerprint=found.fingerprint.hex(),
        keyed=found.keyed,
        registration=found.filing.registration.name,
        concerns=found.filing.title.hex() if found.filing.title else None,
        origin=found.filing.origin.name,
        data_class=found.filing.data_class.name,
        grade=found.filing.grade.name,
        basis=found.filing.basis.hex() if found.filing.basis else None,
        participants=[party(found.names, each) for each in found.filing.participants],
        record=found.record.hex(),
        profile=found.profile.hex(),
        content=found.content.hex(),
        steps=[_step(each) for each in found.steps],
        rules=profile.id if profile else None,
        clocks=None if found.clocks is None else list(map(clock_shape, found.clocks)),
        erased=list(map(tombstone_shape, found.erased)),
        deposit=deposit_shape(found.deposit) if found.deposit else None,
        out_of_region=elsewhere_shape(elsewhere_of(found.standing.registry, found.notice)),
        refile=refile_path(found),
        unknown=found.standing.unknown,
        as_of=stamp(found.as_of),
    )


def application_shape(
    standing: Standing,
    applicants: tuple[Applicant, ...],
    notice: NoticeFacts | None,
    title: bytes | None,
    names: Names,
) -> shapes.ApplicationOut:
    """An application in a list."""
    return shapes.ApplicationOut(
        application=standing.application.hex(),
        registry=standing.registry,
        state=standing.state.name,
        unknown=standing.unknown,
        due=iso(standing.due) if standing.due else None,
        notice_due=iso(standing.notice_due) if standing.notice_due else None,
        changed=iso(standing.changed_time),
        data_name=notice.data_name if notice else "",
        applicants=[
            shapes.ApplicantOut(party=party(names, each.party), shares=shares(each.shares))
            for each in applicants
        ],
        title=title.hex() if title else None,
    )


def clock_shape(found: Countdown) -> shapes.ClockOut:
    """One run of a clock as it stands."""
    run = found.run
    return shapes.ClockOut(
        clock=run.clock,
        article=run.article,
        start=iso(run.start),
        working_days=run.working_days,
        end=iso(run.end),
        exact=run.exact,
        written=iso(run.written) if run.written else None,
        agrees=run.agrees,
        stopped=iso(run.stopped) if run.stopped else None,
        pace=found.pace,
        days_left=found.days_left,
        late=found.late,
    )


def _step(each: StepTaken) -> dict[str, Any]:
    return {
        "seq": each.seq,
        "action": each.action.name,
        "ground": each.ground.name if each.ground else None,
        "time": iso(each.time),
        "due": iso(each.due) if each.due else None,
        "block": each.block,
    }
