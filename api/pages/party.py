"""What one party has on the register: its applications with their periods, its certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import judging, parse
from api.language import language_of
from api.pages.procedure import ClockView, clock_view
from api.pages.render import page, scripted
from api.pages.views import name_of
from api.schemas.verdicts import VerdictIn
from api.texts import shown
from api.texts.findings import describe
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.acts import SubjectKind
from ledger.domain.deadlines import Pace
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose, Result
from ledger.queries import application
from ledger.queries.application import Filter
from ledger.queries.party import parties_of_account, party_page
from ledger.queries.verdict import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.wiring import Wiring
    from ledger.domain.deadlines import Countdown
    from ledger.queries.application import ApplicationEntry
    from ledger.queries.names import NamedParty
    from ledger.queries.party import HeldTitle
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
PAGE = 20
TONES = {Result.VALID: "good", Result.INVALID: "bad", Result.UNKNOWN: "unsure"}


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application; `clock` is the period that runs now, None where none does."""

    application: str
    data_name: str
    state_text: str
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate with what stands against its transfer, in words."""

    number: str
    data_name: str
    shares: tuple[str, ...]
    pledged: tuple[str, ...]
    valid_until: int
    tone: str
    result: str
    burdens: tuple[str, ...]


@router.get("/mine")
def mine(
    request: Request,
    account: Annotated[str, Query(pattern="^(0x[0-9a-fA-F]{40})?$")] = "",
) -> Response:
    """The way to one's own page: by a wallet, or by an account that is typed in."""
    found: tuple[bytes, ...] = ()
    if account:
        with reading(request) as now:
            time, octets = now.as_of.time, bytes.fromhex(account[2:])
            found = parties_of_account(now.session, octets, time)
    if found:
        return RedirectResponse(f"/parties/{found[0].hex()}", status_code=303)
    return scripted(request, "mine.html", account=account)


@router.get("/parties/{party_id}")
def one(
    request: Request,
    party_id: Annotated[str, Path(max_length=66)],
    after: Annotated[str | None, Query(max_length=66)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> HTMLResponse:
    """A party's applications and certificates, as far as they are public."""
    subject, language = parse.subject(party_id, SubjectKind.PARTY), language_of(request.scope)
    beyond = b"" if after is None else parse.subject(after, SubjectKind.TITLE)
    with reading(request) as now:
        held = party_page(now.session, subject, after=beyond, limit=PAGE)
        filed = application.applications(
            now.session, Filter(party=subject), below=parse.mark(cursor), limit=PAGE
        )
        clocks = application.clocks_of(
            now.session, [each.standing.application for each in filed.entries]
        )
        names = {each.title: each.notice.data_name for each in filed.entries if each.notice}
        titles = _titles(now.session, held.titles, names, wiring_of(request), language)
    return page(
        request,
        "party.html",
        name=name_of({subject: held.name}, subject, language),
        party_id=subject.hex(),
        kind=word(held.kind, language),
        orders=len(held.orders),
        recovery=held.recovery,
        officers=[each.hex() for each in held.officers],
        absorbed=held.absorbed,
        predecessors=[(each, _named(each.party, language)) for each in held.predecessors],
        successor=_named(held.absorbed.successor, language) if held.absorbed else "",
        renamings=held.renamings,
        titles=titles,
        applications=[
            _application(each, clocks[each.standing.application], language)
            for each in filed.entries
        ],
        after=held.next.hex() if held.next else "",
        cursor=filed.next.text if filed.next else "",
    )


def _named(party: NamedParty, language: Language) -> str:
    return name_of({party.party: party}, party.party, language)


def _application(
    entry: ApplicationEntry, clocks: Sequence[Countdown] | None, language: Language
) -> ApplicationLine:
    running = [each for each in clocks or () if each.pace is Pace.RUNNING]
    return ApplicationLine(
        application=entry.standing.application.hex(),
        data_name=entry.notice.data_name if entry.notice else "",
        state_text=word(entry.standing.told, language),
        clock=clock_view(running[-1], language) if running else None,
    )


def _titles(
    session: ReadSession,
    held: Sequence[HeldTitle],
    names: Mapping[bytes | None, str],
    wiring: Wiring,
    language: Language,
) -> list[CertificateLine]:
    """Each certificate with the verdict on its transfer: what that names are its burdens."""
    asked = [VerdictIn(number=written(each.number), purpose=Purpose.TRADE) for each in held]
    if not asked:
        return []
    terms = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    judged, parties = judging.answer(session, asked, terms)
    called = judging.called(parties, language)
    lines = []
    for each, answered in zip(held, judged.answers, strict=True):
        verdict = answered.verdict
        found = (*verdict.unknown, *verdict.blocks, *verdict.warnings)
        lines.append(
            CertificateLine(
                number=written(each.number),
                data_name=names.get(each.title, ""),
                shares=tuple(map(shown.share, each.shares)),
                pledged=tuple(map(shown.share, each.pledged)),
                valid_until=each.valid_until,
                tone=TONES[verdict.result],
                result=word(verdict.result, language),
                burdens=tuple(describe(each.code, each.values, language, called) for each in found),
            )
        )
    return lines
