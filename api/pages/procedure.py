"""What the page of an application shows: where it stands, its clocks, its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.pages.views import name_of
from api.shaping import refile_path
from api.texts import seats, shown
from api.texts.erasing import erased_name
from api.texts.terms import LABELS
from api.texts.words import word
from ledger.domain.deadlines import Pace
from ledger.domain.deposit import ALARMS, DepositState
from ledger.domain.numbers import written
from ledger.domain.profiles import by_digest
from ledger.domain.tombstone import Ground
from ledger.queries.names import elsewhere_of
from notarization.verify.report import Language, Message
from notarization.verify.wording import ERASURE_GROUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.deadlines import Countdown
    from ledger.queries.application import ApplicationPage, StepTaken
    from ledger.queries.deposit import DepositFacts

CLOCKS: Final = {
    "acceptance": Message("受理", "Acceptance"),
    "correction": Message("补正", "Correction"),
    "examination": Message("审查", "Examination"),
    "extension": Message("审查（含延长）", "Examination, extended"),
    "supplement": Message("补充材料", "Supplement"),
    "notice": Message("公示", "Public notice"),
    "objection": Message("异议调查", "Inquiry into an objection"),
}
PACES: Final = {
    Pace.RUNNING: Message("进行中", "running"),
    Pace.STOPPED: Message("停止计时", "clock stopped"),
    Pace.OVER: Message("已结束", "over"),
}
LATE: Final = Message("逾期", "late")
WINDOW: Final = Message("续期申请期间", "Window of the renewal")
WINDOW_MISSED: Final = Message("提出时间", "Filed")
OUT_OF_WINDOW: Final = Message(
    "不在申请期间内（第三十六条）", "outside the window of the rules (Art. 36)"
)
DEPOSITS: Final = {
    DepositState.QUEUED: Message("待汇交国家系统", "to be sent to the national system"),
    DepositState.SENT: Message("已汇交，尚无回执", "sent, no receipt yet"),
    DepositState.RECEIPTED: Message("已收到回执", "receipt received"),
    DepositState.REFUSED: Message(
        "国家系统拒收，工作人员处理中", "refused, the staff looks into it"
    ),
    DepositState.ALARM: Message("汇交受阻，工作人员处理中", "stuck, the staff looks into it"),
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """One run of a clock in words; `left` is None once it is over; `tone`: good, unsure or bad."""

    name: str
    article: str | None
    days: int
    left: int | None
    start: int
    end: int
    exact: bool
    written: int
    differs: bool
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that was taken; `ground` is empty where it needs none."""

    text: str
    ground: str
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class DepositView:
    """The national deposit in words; `received_at` is 0 before there is a receipt."""

    state: str
    tone: str
    number: str
    received_at: int
    receipt: str


@dataclass(frozen=True, slots=True)
class ErasedView:
    """A field or a proof that was erased."""

    name: str
    ground: str
    time: int
    leaf: str


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """An application; `clocks` is None where they cannot be worked out.

    `refile` leads to the form filled in from it, where it led to nothing; `certificate` is the
    first one of the title that it led to.
    """

    application: str
    data_name: str
    state_text: str
    on_notice: bool
    rules: str
    facts: tuple[tuple[str, str], ...]
    applicants: tuple[tuple[str, tuple[str, ...]], ...]
    clocks: tuple[ClockView, ...] | None
    deposit: DepositView | None
    erased: tuple[ErasedView, ...]
    steps: tuple[StepView, ...]
    refile: str
    certificate: str
    unknown: bool


def procedure_view(found: ApplicationPage, language: Language) -> ProcedureView:
    """The page of one application."""
    profile = by_digest(found.profile)
    return ProcedureView(
        application=found.standing.application.hex(),
        data_name=found.notice.data_name if found.notice else "",
        state_text=word(found.standing.told, language),
        on_notice=found.standing.objectable(found.as_of.time),
        rules=profile.id if profile else shown.short(found.profile.hex()),
        facts=tuple(filing_facts(found, language)),
        applicants=tuple(
            (name_of(found.names, each.party, language), tuple(map(shown.share, each.shares)))
            for each in found.applicants
        ),
        clocks=None
        if found.clocks is None
        else tuple(clock_view(each, language) for each in found.clocks),
        deposit=_deposit(found.deposit, language) if found.deposit else None,
        erased=tuple(
            ErasedView(
                erased_name(each.name, language),
                ERASURE_GROUNDS[Ground(each.ground)].text(language),
                each.time,
                shown.short(each.leaf.hex()),
            )
            for each in found.erased
        ),
        steps=tuple(_step(each, language) for each in found.steps),
        refile=refile_path(found) or "",
        certificate=certificate_of(found),
        unknown=found.standing.unknown,
    )


def certificate_of(found: ApplicationPage) -> str:
    """The number of the first certificate of its title; empty where it led to none."""
    titles = found.data_object.titles.entries
    return next((written(each.number) for each in titles if each.title == found.title), "")


def filing_facts(found: ApplicationPage, language: Language) -> Iterator[tuple[str, str]]:
    """What is applied for and what the gates go by, label and value."""
    filing = found.filing
    for name in ("registration", "origin", "data_class", "grade"):
        yield LABELS[name].text(language), word(getattr(filing, name), language)
    for name in ("title", "basis"):
        if value := getattr(filing, name):
            yield LABELS[name].text(language), value.hex()
    if filing.window:
        opens, closes = map(shown.day, filing.window)
        yield WINDOW.text(language), f"{opens} – {closes}"
        if not _in_time(found, filing.window):
            yield WINDOW_MISSED.text(language), OUT_OF_WINDOW.text(language)
    for party in filing.participants:
        yield LABELS["participants"].text(language), name_of(found.names, party, language)
    if outside := elsewhere_of(found.standing.registry, found.notice):
        yield seats.OUTSIDE.text(language), seats.told(outside, language)


def _in_time(found: ApplicationPage, window: tuple[int, int]) -> bool:
    """Whether it was filed in the window, as far as its clocks are known."""
    return not found.clocks or window[0] <= found.clocks[0].run.start <= window[1]


def _step(each: StepTaken, language: Language) -> StepView:
    ground = word(each.ground, language) if each.ground else ""
    return StepView(word(each.action, language), ground, each.time, each.block)


def clock_view(found: Countdown, language: Language) -> ClockView:
    """One run of a clock in words."""
    run = found.run
    state = LATE if found.late else PACES[found.pace]
    return ClockView(
        name=CLOCKS[run.clock].text(language),
        article=run.article,
        days=run.working_days,
        left=None if found.pace is Pace.OVER else found.days_left,
        start=run.start,
        end=run.end,
        exact=run.exact,
        written=run.written,
        differs=not run.agrees,
        state=state.text(language),
        tone="bad" if found.late else "good" if found.pace is Pace.OVER else "unsure",
    )


def _deposit(found: DepositFacts, language: Language) -> DepositView:
    receipted = found.state is DepositState.RECEIPTED
    return DepositView(
        state=DEPOSITS[found.state].text(language),
        tone="bad" if found.state in ALARMS else "good" if receipted else "unsure",
        number=found.number,
        received_at=found.received_at,
        receipt=shown.short(found.receipt_digest.hex()),
    )
