"""What the page of a file shows: the record against its rules, and all that is laid beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.desk.preparing import OWN_ACTS, REASONED
from api.desk.stepping import offered, reason
from api.pages.deskviews import UNNAMED, ClockView, clock_view, roles_joined
from api.pages.procedure import certificate_of, filing_facts
from api.pages.views import name_of
from api.problems import problem_of
from api.texts import seats, shown
from api.texts.desk import SOURCE_RULES
from api.texts.erasing import erased_name
from api.texts.record import applicants_of, words_of
from api.texts.words import word
from ledger.domain.acts import Action, Ground
from ledger.domain.desk import worked_on
from ledger.domain.errors import DomainError
from ledger.domain.numbers import written
from ledger.domain.profiles import by_digest
from ledger.domain.record import parse_record
from ledger.domain.workdays import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from api.desk.drafts import Draft
    from api.desk.entering import Clerk
    from api.desk.looking import File
    from ledger.domain.desk import Bar
    from ledger.queries.application import ApplicationPage
    from notarization.verify.report import Language


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the record beside the profile's form."""

    label: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that may follow: whether the desk prepares it, and whether it owes a reason.

    `barred` says why it is not open now, or not for the reader; empty where it is. `grounds` are
    those to choose from, by name and in words: none where there is no choice. `groups` are what a
    change may concern, by name, in words, and with what bars each. `court`: it must name the court
    or organ that allows it.
    """

    action: Action
    text: str
    signers: str
    offered: bool
    barred: tuple[str, ...]
    since: int
    reasoned: bool
    grounds: tuple[tuple[str, str], ...]
    documented: bool
    groups: tuple[tuple[str, str, tuple[str, ...]], ...]
    court: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """A file with all that is laid beside it.

    `kept` are the fields that can be erased, `certificate` is the first one that it led to;
    `titles` are those of others over the same data.
    """

    registry: int
    application: str
    data_name: str
    state: str
    rules: str
    applicants: tuple[tuple[str, tuple[str, ...]], ...]
    fields: tuple[FieldView, ...] | None
    kept: tuple[tuple[str, str], ...]
    fault: str
    origin: str
    source_rule: str
    facts: tuple[tuple[str, str], ...]
    same: tuple[tuple[str, str, bool], ...]
    certificate: str
    titles: tuple[str, ...]
    similar: tuple[tuple[str, str, str], ...]
    clocks: tuple[ClockView, ...]
    steps: tuple[StepView, ...]
    drafts: tuple[tuple[str, str, str, int], ...]
    assignee: str
    own: bool
    version: int
    recused: str
    open: bool


def file_view(found: File, clerk: Clerk, made: tuple[Draft, ...], language: Language) -> FileView:
    """A file."""
    page, names = found.page, found.names
    rules = by_digest(page.profile)
    fields = found.record.fields if found.record else None
    return FileView(
        registry=clerk.registry,
        application=page.standing.application.hex(),
        data_name=found.data_name or UNNAMED.text(language),
        state=word(page.standing.told, language),
        rules=rules.id if rules else shown.short(page.profile.hex()),
        applicants=tuple(
            (name_of(names, each.party, language), tuple(map(shown.share, each.shares)))
            for each in page.applicants
        ),
        fields=None if fields is None else _fields(fields, page, language),
        kept=tuple((name, erased_name(name, language)) for name in sorted(fields or ())),
        fault=_fault(fields, page.as_of.time, language),
        origin=word(page.filing.origin, language),
        source_rule=SOURCE_RULES[page.filing.origin].text(language),
        facts=(*filing_facts(page, language), *_outside(found, language)),
        same=_same(found, language),
        certificate=certificate_of(page),
        titles=tuple(
            written(each.number)
            for each in page.data_object.titles.entries
            if each.title != page.title
        ),
        similar=_similar(found),
        clocks=tuple(clock_view(each, language) for each in page.clocks or ()),
        steps=_steps(found, language),
        drafts=_drafts(made, language),
        assignee=name_of(names, found.claim.party, language) if found.claim.party else "",
        own=found.claim.party == clerk.party,
        version=found.claim.version,
        recused="、".join(name_of(names, each, language) for each in found.recused),
        open=worked_on(page.standing.state),
    )


def _outside(found: File, language: Language) -> Iterator[tuple[str, str]]:
    """What the opened record says of the seat, until its notice does."""
    if (away := found.elsewhere) is not None and found.page.notice is None:
        yield seats.OUTSIDE.text(language), seats.told(away, language)


def _same(found: File, language: Language) -> tuple[tuple[str, str, bool], ...]:
    own = found.page.standing.application
    return tuple(
        (name_of(found.names, each.party, language), each.application.hex(), each.live)
        for each in found.page.data_object.filings.entries
        if each.application != own
    )


def _similar(found: File) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            hit.notice.data_name if hit.notice else "",
            ", ".join(map(written, hit.numbers)),
            hit.application.hex(),
        )
        for hit in found.similar
    )


def _drafts(made: tuple[Draft, ...], language: Language) -> tuple[tuple[str, str, str, int], ...]:
    return tuple(
        (
            each.row.digest.hex(),
            word(each.action, language),
            roles_joined(each.missing, language),
            each.row.block,
        )
        for each in made
    )


def _steps(found: File, language: Language) -> tuple[StepView, ...]:
    return tuple(
        StepView(
            action=each.action,
            text=word(each.action, language),
            signers=roles_joined(each.staff, language) or word(each.signatories, language),
            offered=offered(each),
            barred=_why(each.allowed().bars, language),
            since=each.since,
            reasoned=each.action in REASONED,
            grounds=_choice(each.grounds, language),
            documented=each.action not in OWN_ACTS,
            groups=tuple(
                (group.name, word(group, language), _why(bars, language))
                for group, bars in each.allowed().groups
                if group
            ),
            court=each.needs_court,
        )
        for each in found.steps
    )


def _why(bars: Iterable[Bar], language: Language) -> tuple[str, ...]:
    return tuple(reason(bar)[1].text(language) for bar in bars)


def _choice(grounds: tuple[Ground, ...], language: Language) -> tuple[tuple[str, str], ...]:
    several = grounds if len(grounds) > 1 else ()
    return tuple((each.name, word(each, language)) for each in several)


def _fields(
    fields: Mapping[str, Any], page: ApplicationPage, language: Language
) -> tuple[FieldView, ...]:
    """The form of the profile as a checklist: what it asks for, and what is there."""
    rules, words = by_digest(page.profile), words_of(day_of(page.as_of.time), language)
    form = {each.name: each.optional for each in rules.form()} if rules else {}
    names = list(dict.fromkeys((*form, *sorted(fields))))
    parties = applicants_of(fields)
    return tuple(
        FieldView(
            label=words.names.get(name, name),
            value=words.told(name, fields.get(name), parties),
            missing=name not in fields and not form.get(name, True),
        )
        for name in names
        if name in fields or not form.get(name, True)
    )


def _fault(fields: Mapping[str, Any] | None, time: int, language: Language) -> str:
    """The first field that the rules of the form refuse, by its error."""
    if fields is None:
        return ""
    try:
        parse_record(dict(fields), day_of(time))
    except DomainError as fault:
        problem = problem_of(fault)
        told = ", ".join(map(str, problem.fields.values()))
        return f"{problem.title.text(language)} {told}"
    return ""
