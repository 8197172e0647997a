"""The addresses of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api import evidence, moments, parse
from api.filings import filings_view
from api.forum import Forum, require_domestic
from api.language import language_of
from api.pages import entries, views
from api.pages.disputing import disputes_view
from api.pages.ended import ended_view
from api.pages.finding import search_view
from api.pages.procedure import procedure_view
from api.pages.render import page, qr, scripted
from api.pages.sliding import moment_of, slider
from api.paper import signing
from api.presentations import called_in
from api.schemas.certificates import SearchIn
from api.schemas.evidence import MOST_TEXT, Text
from api.shaping import status_shape
from api.stamps import backlog
from api.standing import rows
from api.texts.findings import describe
from api.texts.limits import LIMITS
from api.texts.questions import HELD_BACK, answered, question
from api.wiring import reading, wiring_of
from ledger.domain.acts import SubjectKind
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Finding, Purpose, Result, Verdict
from ledger.queries import application, history, search
from ledger.queries.certificate import certificate as certificate_of
from ledger.queries.certificate import title_of_number
from ledger.queries.disputes import disputes_found
from ledger.queries.movables import filings_of
from ledger.queries.presentation import Given, presentation
from ledger.queries.status import status
from ledger.queries.title import Wanted, title_page
from ledger.queries.verdict import Asked, Terms
from notarization.content.backlog import backlog as backlog_of_contents
from notarization.verify.report import Grade, Language, Message, Status
from notarization.verify.verifier import verify

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Number = Annotated[str, Path(max_length=32)]
Cursor = Annotated[str | None, Query(max_length=200)]
Words = Annotated[str, Field(max_length=80)]
TONES = {Result.VALID: "good", Result.INVALID: "bad", Result.UNKNOWN: "unsure"}
MEANINGS = {
    Result.VALID: Message(
        "登记簿中没有妨碍该用途的记载。", "Nothing on the register stands against this purpose."
    ),
    Result.INVALID: Message(
        "登记簿中有妨碍该用途的记载，见下。", "The register holds something against it, see below."
    ),
    Result.UNKNOWN: Message(
        "目前无法得出结论，请勿据此办理。", "No answer can be given now: do not rely on this."
    ),
}
WARNED = Message(
    "登记簿中没有妨碍该用途的记载；须注意下列提示。",
    "Nothing on the register stands against this purpose; mind the warnings below.",
)
HEADINGS = (
    ("unknown", Message("无法判断的原因", "Why nothing can be said")),
    ("blocks", Message("妨碍", "Against it")),
    ("warnings", Message("提示", "Warnings")),
    ("facts", Message("登记簿的记载", "What the register holds")),
)
GRADE_TONES = {
    Grade.VERIFIED: "good",
    Grade.REJECTED: "bad",
    Grade.INCOMPLETE: "unsure",
    Grade.UNREADABLE: "bad",
}
CHECK_TONES = {Status.PASSED: "good", Status.FAILED: "bad", Status.NOT_CHECKED: "unsure"}
MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_CHECKED: "–"}
LISTS = {
    "pledges": Message("质押备注", "Pledge notes"),
    "others": Message("同一指纹的其他权属", "Other titles over the same fingerprint"),
}
MORE = 100
# Seconds that the form waits for the mirror.


@dataclass(frozen=True, slots=True)
class Then:
    """An earlier moment that a page speaks of; its block where one was asked for."""

    time: int
    block: int | None


class PackageAsked(BaseModel):
    """For what and whom a package is made; with nothing told it is for everybody."""

    purpose: Purpose = Purpose.AUTHENTICITY
    requester: Text = ""
    case_ref: Text = ""
    forum: Forum = Forum.DOMESTIC
    at: Annotated[int | None, Field(ge=1, le=2**40)] = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words."""

    code: str
    text: str


def _sentences(
    findings: Sequence[Finding], language: Language, names: Mapping[str, str]
) -> list[Sentence]:
    return [
        Sentence(each.code, describe(each.code, each.values, language, names)) for each in findings
    ]


def _meaning(answer: Verdict) -> Message:
    warned = answer.result is Result.VALID and answer.warnings
    return WARNED if warned else MEANINGS[answer.result]


@router.get("/")
def find(request: Request, wanted: Annotated[SearchIn, Query()]) -> HTMLResponse:
    """The search, and the latest records where nothing is asked."""
    language = language_of(request.scope)
    wanted = wanted.model_copy(update={"q": wanted.q.strip()})
    with reading(request) as now:
        page_ = search.find(
            now.session,
            wanted.asked(),
            mark=wanted.cursor,
            shelves=wiring_of(request).shelves,
        )
    return page(request, "search.html", found=search_view(page_, wanted, language))


@router.get("/certificates/{number}")
def certificate(
    request: Request,
    number: Number,
    at: Annotated[str | None, Query(max_length=40)] = None,
    act: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> HTMLResponse:
    """A certificate, now or as it stood at an earlier block or time, or after its nth act."""
    known, language = parse_number(number), language_of(request.scope)
    with reading(request, moments.block_of(at)) as now:
        acts = history.history(now.session, known)
        title = title_of_number(now.session, known)
        moment = moments.moment(now, at)
        if act is not None:
            moment = moment_of(slider(acts, title, None), act)
        found = title_page(now.session, known, moment=moment)
        filed = filings_of(now.session, (title,), now.as_of.time)[title]
        ended = ended_view(now.session, title, (acts, moment), language)
        disputes = disputes_found(now.session, found.at, acts.entries)
    base = wiring_of(request).settings.public_url
    code = qr(f"{base}/certificates/{written(known)}#{found.at.root.hex()}")
    view = views.certificate_view(found, known, acts, language, code)
    then = None if moment is None else Then(found.time, moment.block)
    return page(
        request,
        "certificate.html",
        page=view,
        ended=ended,
        disputes=disputes_view(disputes, language),
        filings=filings_view(filed, found.time, language) if moment is None else None,
        limits=LIMITS,
        then=then,
        slider=slider(acts, title, None if moment is None else moment.block),
        purposes=tuple(Purpose),
        most_text=MOST_TEXT,
    )


@router.get("/certificates/{number}/pledges")
def pledges(request: Request, number: Number, cursor: Cursor = None) -> HTMLResponse:
    """All open pledges of a title, page by page."""
    return _more(request, number, "pledges", Wanted(pledges_after=parse.mark(cursor), most=MORE))


@router.get("/certificates/{number}/others")
def others(request: Request, number: Number, cursor: Cursor = None) -> HTMLResponse:
    """All other titles over the same fingerprint, page by page."""
    return _more(request, number, "others", Wanted(others_after=parse.mark(cursor), most=MORE))


def _more(request: Request, number: str, which: str, wanted: Wanted) -> HTMLResponse:
    known, language = parse_number(number), language_of(request.scope)
    with reading(request) as now:
        found = title_page(now.session, known, wanted=wanted)
    part = found.pledges if which == "pledges" else found.others
    return page(
        request,
        "more.html",
        page=views.list_view(found, known, language),
        heading=LISTS[which].text(language),
        list=which,
        total=part.total,
        following=part.next.text if part.next else "",
    )


class Comparing(BaseModel):
    """The question of a verdict, and what a bank tells to have compared: days of China."""

    number: Annotated[str, Field(max_length=32)] = ""
    purpose: Purpose = Purpose.AUTHENTICITY
    loan_end: Words = ""
    upstream_end: Words = ""
    fingerprint: Words = ""

    def given(self) -> Given:
        """What is told. Raises EntryUnclear."""
        copy = self.fingerprint.strip()
        return Given(
            _day("loan_end", self.loan_end),
            entries.octets_of("fingerprint", copy) if copy else None,
            _day("upstream_end", self.upstream_end),
        )

    def words(self) -> dict[str, str]:
        """What is told, as an address carries it on."""
        names = ("loan_end", "upstream_end", "fingerprint")
        return {name: text for name in names if (text := getattr(self, name).strip())}


def _day(member: str, text: str) -> int | None:
    return entries.seconds_of(member, text) if text.strip() else None


@router.get("/verdicts")
def verdict(request: Request, told: Annotated[Comparing, Query()]) -> HTMLResponse:
    """The verdict on a certificate for a purpose; without a number the question."""
    if not told.number.strip():
        return page(request, "ask.html", purposes=tuple(Purpose))
    known, language = parse_number(told.number), language_of(request.scope)
    wiring, given = wiring_of(request), told.given()
    terms = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    with reading(request) as now:
        found = certificate_of(now.session, known)
        shown = presentation(now.session, Asked(known, told.purpose), terms, given)
        names = called_in(now.session, shown)[language]
    answer = shown.verdicts.answers[0].verdict
    answers = [
        (each, question(each.code, language), answered(each.code, each.values, language, names))
        for each in shown.answers
    ]
    groups = [
        (heading.text(language), _sentences(getattr(answer, name), language, names))
        for name, heading in HEADINGS
    ]
    return page(
        request,
        "verdict.html",
        number=written(known),
        data_name=found.notice.data_name if found.notice else "",
        verdict=answer,
        tone=TONES[answer.result],
        meaning=_meaning(answer).text(language),
        purposes=tuple(Purpose),
        groups=groups,
        answers=answers,
        held_back=shown.held_back,
        reasons=[
            (HELD_BACK[code].text(language), code) for code in shown.held_back if code in HELD_BACK
        ],
        told=told,
        carried=urlencode({"number": written(known), **told.words()}),
        signs=wiring.settings.verdict_key != "-",
    )


@router.post("/verdicts/sign")
def sign_verdict(
    request: Request,
    number: Annotated[str, Form(max_length=32)],
    purpose: Annotated[Purpose, Form()] = Purpose.AUTHENTICITY,
) -> RedirectResponse:
    """Have the registry sign the verdict, and go and fetch it."""
    known = parse_number(number)
    with reading(request) as now:
        made = signing.sign(now, wiring_of(request), known, purpose)
    return RedirectResponse(f"/v1/verdicts/signed/{made.digest}", status_code=303)


@router.get("/applications/{application_id}")
def procedure(
    request: Request, application_id: Annotated[str, Path(max_length=66)]
) -> HTMLResponse:
    """An application with its periods and its steps."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    language = language_of(request.scope)
    with reading(request) as now:
        found = application.find_application(now.session, subject)
    return page(request, "application.html", page=procedure_view(found, language))


@router.post("/certificates/{number}/package")
def make_package(
    request: Request, number: Number, told: Annotated[PackageAsked, Form()]
) -> RedirectResponse:
    """Make an evidence package, and go and fetch it: the public one where nothing is told."""
    require_domestic(told.forum)
    known = parse_number(number)
    asked = evidence.Request(known, told.purpose, told.requester, told.case_ref, at=told.at)
    made = evidence.make(wiring_of(request), asked)
    public = f"/v1/certificates/{written(known)}/proof"
    place = public if asked.public else f"/v1/evidence-packages/{made.digest}"
    return RedirectResponse(place, status_code=303)


@router.get("/packages/check")
def check_form(request: Request) -> HTMLResponse:
    """The form for an evidence package."""
    return page(request, "check.html", report=None)


@router.post("/packages/check")
def check(
    request: Request,
    package: Annotated[UploadFile, File()],
    trust: Annotated[UploadFile, File()],
) -> HTMLResponse:
    """The verifier's report on an evidence package."""
    report = verify(package.file.read(), trust.file.read())
    return page(
        request,
        "check.html",
        report=report,
        tone=GRADE_TONES[report.grade],
        tones=CHECK_TONES,
        marks=MARKS,
    )


@router.get("/fingerprint")
def fingerprint(request: Request) -> HTMLResponse:
    """The fingerprint of a file, made in the browser."""
    return scripted(request, "fingerprint.html")


@router.get("/status")
def state(request: Request) -> HTMLResponse:
    """Mirror and chain."""
    language, wiring = language_of(request.scope), wiring_of(request)
    with reading(request) as now:
        known = status(now.session, wiring.counts)
    stamping = backlog(wiring.settings, wiring.clock())
    found = status_shape(known, stamping, backlog_of_contents(wiring.settings.content))
    told = rows(found, language)
    return page(request, "status.html", rows=told, unreadable=found.unreadable)
