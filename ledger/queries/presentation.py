"""The twenty questions that a bank asks of a certificate, each with value, evidence and source.

They are those of the guide to lending (domain: 3.4). What the register does not keep is said, never
left out: an answer that is missing is not an answer that there is nothing. The verdict goes with
them, and nothing here weighs against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import Application, OrderScope, PartyKind, Registration, ReportKind, Right
from ledger.domain.clock import Holding, TitleAt
from ledger.domain.directory import LISTING_KEY, ListingState, ListingWord
from ledger.domain.disputes import dispute_values
from ledger.domain.movables import filing_number
from ledger.domain.numbers import written
from ledger.domain.party_words import heir_of, heirs_of, with_heirs
from ledger.domain.pledgors import PUBLIC_POWERS, REVIEWED
from ledger.domain.reports import ReportStanding
from ledger.domain.state import Dossier
from ledger.domain.uses import licence_values, report_values
from ledger.domain.verdict import Purpose
from ledger.domain.words import CONTENT_KEY, ApplicationRecord, PartyRecord
from ledger.queries.as_of import Moment
from ledger.queries.deposit import NationalStatus, national_status
from ledger.queries.movables import NOT_CONNECTED, PledgeFiling, TitleFilings, filings_of
from ledger.queries.title import TitlePage, title_page
from ledger.queries.verdict import OF_PLEDGES, Asked, Verdicts, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.queries.verdict import Terms
    from ledger.store.engine import ReadSession

ALL: Final = frozenset(range(1, 21))


class Source(StrEnum):
    """Where an answer comes from."""

    LEDGER = "LEDGER"
    ASKER = "ASKER"
    MOVABLES = "MOVABLES"
    NATIONAL = "NATIONAL"
    NOT_KEPT = "NOT_KEPT"


FINGERPRINT: Final = "FINGERPRINT_OF_COPY"
TERM: Final = "TERM_LEFT"
UPSTREAM: Final = "UPSTREAM_TERM"
OTHERS: Final = "OTHER_REGISTERS"
# the questions in their order, from 1 on
CODES: Final = (
    "ISSUED", "DEPOSITED", TERM, "IDENTITY", "RIGHTS_HELD", "ORIGIN", UPSTREAM,
    "CO_HOLDERS_OF_TITLE", "SAME_DATA", "ENCUMBRANCES", "LICENCES", "ORDERS", "PENDING", "CLASS",
    "MAY_SECURE", "VALUATION", FINGERPRINT, "COMPLETENESS", "OTHER_REGISTERS", "BOOK_ENTRY",
)  # fmt: skip
# what no dossier holds: mandates and source contracts, other registers, books
NOT_KEPT: Final = frozenset({UPSTREAM, "OTHER_REGISTERS", "BOOK_ENTRY"})
OF_APPLICATION: Final = frozenset({"DEPOSITED", "ORIGIN", UPSTREAM, "CLASS"})
OF_HOLDER: Final = frozenset({"IDENTITY", "MAY_SECURE"})
# which of the questions a purpose puts
ASKED: Final[dict[Purpose, frozenset[int]]] = {
    Purpose.AUTHENTICITY: frozenset({1, 2, 3, 4, 18}),
    Purpose.PLEDGE: ALL,
    Purpose.BOOK_ENTRY: ALL - {7, 9, 15, 17, 19},
    Purpose.TRADE: ALL - {15, 16, 20},
    Purpose.CONTRIBUTION: ALL - {15, 20},
    Purpose.DISPUTE: frozenset({1, 2, 3, 4, 5, 6, 8, 10, 12, 13, 17, 18}),
}
# warnings that every verdict of a purpose carries: they hold back nothing by themselves
ALWAYS: Final = frozenset({"NOTE_IS_NO_SECURITY_RIGHT", "NO_PROOF_OF_RECOGNITION"})
UNCONNECTED: Final = "MOVABLES_NOT_CONNECTED"
ENDS_FIRST: Final = "UPSTREAM_ENDS_FIRST"
TITLE_ENDS_FIRST: Final = "TITLE_ENDS_FIRST"
COPY_DIFFERS: Final = "COPY_DIFFERS"
NO_NATIONAL: Final = NationalStatus(connected=False, heard=0, age=0, code="")


@dataclass(frozen=True, slots=True)
class Given:
    """What the asker tells: the end of the loan (seconds since 1970), the escrowed fingerprint.

    `upstream_end`: when the mandate or the contract ends that the data come from, as it was read.
    """

    loan_end: int | None = None
    fingerprint: bytes | None = None
    upstream_end: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the twenty: its values, the dossier that they rest on, and where they come from.

    `subject` is empty, and so are the values, where no dossier says anything.
    """

    number: int
    code: str
    source: Source
    values: dict[str, Any]
    subject: bytes = b""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A verdict with the answers that go with its purpose, at one block.

    `held_back` are the codes for which nobody may approve without a person who looked at them:
    where there are none, an approval may go on by itself.
    """

    verdicts: Verdicts
    page: TitlePage
    answers: tuple[Answer, ...]
    held_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    page: TitlePage
    at: TitleAt
    number: int
    holder: bytes
    holding: Holding | None
    title: Dossier
    application: Dossier | None
    party: Dossier | None
    heirs: tuple[PartyKind, ...]
    listings: Mapping[bytes, ListingState]
    given: Given
    filings: TitleFilings
    national: NationalStatus


def presentation(session: ReadSession, asked: Asked, terms: Terms, given: Given) -> Presentation:
    """The answers on one certificate, over the same snapshot as its verdict.

    Raises NumberUnknown, DossierUnknown.
    """
    page = title_page(session, asked.number, moment=terms.moment)
    judged = verdicts(session, (asked,), terms)
    then = Moment(page.as_of.time, page.as_of.block) if terms.moment is None else terms.moment
    holder = judged.answers[0].verdict.holder
    reporters = {each.terms.institution for each in page.at.reports}
    needed = (page.title, page.at.terms.application, holder, *sorted(reporters))
    states = terms.recent.states(session, needed, then)
    case = _Case(
        page,
        page.at,
        asked.number,
        holder,
        _held(page.at, holder, asked.number),
        states[page.title],
        states.get(page.at.terms.application),
        states.get(holder),
        _heirs(session, holder, terms, then),
        {
            each: states[each].read(LISTING_KEY, ListingWord).state(then.time)
            for each in reporters & states.keys()
        },
        given,
        _filings(session, page, terms.moment),
        _national(session, page, terms.moment),
    )
    every, wanted = enumerate(CODES, start=1), _codes(asked.purpose)
    answers = (_answer(case, number, code) for number, code in every if code in wanted)
    return Presentation(judged, page, tuple(answers), _held_back(case, judged))


def _heirs(
    session: ReadSession, holder: bytes, terms: Terms, then: Moment
) -> tuple[PartyKind, ...]:
    """What those are that absorbed the holder, as far as their dossiers can be read."""
    read = partial(terms.recent.states, session, moment=then)
    known = with_heirs(read({holder}), read)
    heirs = (each for each in heirs_of(holder, known) if each in known)
    return tuple(known[each].record(PartyRecord).kind for each in heirs)


def _held(at: TitleAt, holder: bytes, number: int) -> Holding | None:
    """What stands on the certificate of this number, None where it is closed."""
    found = at.holding(holder)
    return found if found is not None and found.number == number else None


def _filings(session: ReadSession, page: TitlePage, moment: Moment | None) -> TitleFilings:
    """What is seen in the movables register now: of an earlier time nothing is answered."""
    if moment is not None and moment.time < page.as_of.time:
        return NOT_CONNECTED
    return filings_of(session, (page.title,), page.as_of.time)[page.title]


def _national(session: ReadSession, page: TitlePage, moment: Moment | None) -> NationalStatus:
    """When the title's registry last heard from the national system; only now is answered."""
    if moment is not None and moment.time < page.as_of.time:
        return NO_NATIONAL
    return national_status(session, page.as_of.time, page.at.record.registry)


def _held_back(case: _Case, judged: Verdicts) -> tuple[str, ...]:
    verdict, asked = judged.answers[0].verdict, judged.answers[0].asked
    found = {each.code for each in (*verdict.blocks, *verdict.unknown, *verdict.warnings)}
    if asked.purpose in OF_PLEDGES and not case.filings.connected:
        found.add(UNCONNECTED)
    told = (
        (UPSTREAM, _upstream(case)["covers_loan"], ENDS_FIRST),
        (TERM, _term(case)["covers_loan"], TITLE_ENDS_FIRST),
        (FINGERPRINT, _fingerprint(case)["same"], COPY_DIFFERS),
    )
    put = _codes(asked.purpose)
    found |= {code for question, holds, code in told if question in put and holds is False}
    return tuple(sorted(found - ALWAYS))


def _codes(purpose: Purpose) -> frozenset[str]:
    """The questions that a purpose puts."""
    return frozenset(CODES[number - 1] for number in ASKED[purpose])


def _answer(case: _Case, number: int, code: str) -> Answer:
    if code == OTHERS and (case.filings.connected or case.national.connected):
        source = Source.MOVABLES if case.filings.connected else Source.NATIONAL
        return Answer(number, code, source, _others(case), case.page.title)
    if code == UPSTREAM and case.given.upstream_end is not None:
        return Answer(number, code, Source.ASKER, _upstream(case), _subject(case, code))
    if code in NOT_KEPT:
        return Answer(number, code, Source.NOT_KEPT, {})
    told = code == FINGERPRINT and case.given.fingerprint is not None
    source = Source.ASKER if told else Source.LEDGER
    return Answer(number, code, source, _VALUES[code](case), _subject(case, code))


def _subject(case: _Case, code: str) -> bytes:
    """The dossier that an answer rests on."""
    if code in OF_APPLICATION:
        return case.at.terms.application
    return case.holder if code in OF_HOLDER else case.page.title


def _issued(case: _Case) -> dict[str, Any]:
    return {
        "number": written(case.number),
        "registry": case.at.record.registry,
        "open": case.holding is not None,
    }


def _deposited(case: _Case) -> dict[str, Any]:
    record = None if case.application is None else case.application.record(ApplicationRecord)
    return {"record": case.at.root.hex(), "deposited_at": record.deposited_at if record else 0}


def _term(case: _Case) -> dict[str, Any]:
    until, end = case.at.record.valid_until, case.given.loan_end
    covers = None if end is None else end <= until
    return {
        "standing": case.at.standing.value,
        "valid_until": until,
        "days_left": max(0, until - case.at.time) // 86_400,
        "loan_end": end,
        "covers_loan": covers,
    }


def _upstream(case: _Case) -> dict[str, Any]:
    """What the asker read of the source's term, beside the digest of what the title rests on."""
    ends, loan = case.given.upstream_end, case.given.loan_end
    covers = None if ends is None or loan is None else loan <= ends
    return {"upstream_end": ends, "loan_end": loan, "covers_loan": covers, **_origin(case)}


def _identity(case: _Case) -> dict[str, Any]:
    named = case.page.names.get(case.holder)
    heir = None if case.party is None else heir_of(case.party)
    return {
        "party": case.holder.hex(),
        "name": named.name if named else "",
        "uscc": named.uscc if named else "",
        "absorbed_by": heir.hex() if heir else None,
    }


def _rights(case: _Case) -> dict[str, Any]:
    shares = case.holding.shares if case.holding else (0, 0, 0)
    pledged = case.holding.pledged if case.holding else (0, 0, 0)
    return {
        "shares": list(shares),
        "pledged": list(pledged),
        "operating": bool(shares[Right.OPER]),
    }


def _origin(case: _Case) -> dict[str, Any]:
    content = _content(case)
    if content is None:
        return {"origin": None}
    basis = any(content.basis)
    return {"origin": content.origin.name, "basis": content.basis.hex() if basis else None}


def _class(case: _Case) -> dict[str, Any]:
    content = _content(case)
    if content is None:
        return {"data_class": None}
    return {"data_class": content.data_class.name, "grade": content.grade.name}


def _content(case: _Case) -> Application | None:
    found = case.application.terms.get(CONTENT_KEY) if case.application else None
    return found if isinstance(found, Application) else None


def _co_holders(case: _Case) -> dict[str, Any]:
    others = [each for each in case.at.holdings if each.party != case.holder]
    return {
        "holders": len(others),
        "shares": [{"party": each.party.hex(), "shares": list(each.shares)} for each in others],
    }


def _same_data(case: _Case) -> dict[str, Any]:
    """Other titles; `linked` are those that this one follows, or that follow it."""
    linked = [each for each in (case.page.predecessor, *case.page.successors) if each is not None]
    return {
        "titles": case.page.others.total,
        "numbers": [written(each.number) for each in case.page.others.entries],
        "linked": [written(each.number) for each in linked],
        "keyed": case.page.keyed,
    }


def _others(case: _Case) -> dict[str, Any]:
    """The last word of the national system and of the movables register, and what to look at."""
    checked, time = case.filings.checked_at, case.page.as_of.time
    national = case.national
    return {
        "national": {
            "connected": national.connected,
            "heard_at": national.heard,
            "age": national.age if national.heard else None,
            "stale": national.stale,
        },
        "connected": case.filings.connected,
        "checked_at": checked,
        "age": max(0, time - checked) if checked else None,
        "stale": case.filings.stale,
        "remarks": [{"code": each.code, **each.values} for each in case.filings.every],
    }


def _pledges(case: _Case) -> dict[str, Any]:
    seen = {each.row.pledge: each for each in case.filings.pledges}
    return {
        "open": len(case.at.pledges),
        "pledges": [
            {
                "pledge": each.pledge.hex(),
                "filing": filing_number(each.terms.filing) or each.terms.filing.hex(),
                "filed_at": each.terms.filed_at,
                "rank": each.rank,
                "rank_conflict": each.rank_conflict,
                "right": each.right.name,
                "ppm": each.ppm,
                "security_kind": each.terms.kind.name,
                "claimed_effect": each.claimed.value,
                "amount_fen": str(each.terms.amount),
                "maximum": each.terms.maximum,
                "pledge_state": each.shown.value,
                "pledgee": each.terms.pledgee.hex(),
                "own": each.holder == case.holder,
                "registered": _registered(seen.get(each.pledge)),
            }
            for each in case.at.pledges
        ],
    }


def _registered(found: PledgeFiling | None) -> dict[str, Any] | None:
    """What the movables register says of a pledge's filing; None where it was not seen."""
    if found is None or found.seen is None:
        return None
    told, seen = found.seen.statement, found.seen
    facts: dict[str, Any] = {"checked_at": seen.checked_at, "known": told is not None}
    if told is not None:
        facts |= {"filed_at": told.filed_at, "term_end": told.term_end}
        facts |= {"state": told.state(seen.checked_at).value, "amount_fen": str(told.amount)}
    return {**facts, "remarks": [each.code for each in found.remarks]}


def _orders(case: _Case) -> dict[str, Any]:
    every = (*case.at.orders, *case.page.party_orders.get(case.holder, ()))
    return {
        "standing": len(every),
        "orders": [
            {
                "order": each.order.hex(),
                "kind": each.terms.kind.name,
                "scope": each.terms.scope.name,
                "rights": each.rights,
                "court": each.terms.court.hex(),
                "until": each.until,
                "waiting": each.waiting,
                "own": each.terms.scope is not OrderScope.HOLDER or each.holder == case.holder,
            }
            for each in every
        ],
    }


def _licences(case: _Case) -> dict[str, Any]:
    bind = [each for each in case.at.licences if each.open]
    return {
        "exclusive": sum(each.terms.exclusive for each in bind),
        "licences": [licence_values(each) for each in bind],
    }


def _valuation(case: _Case) -> dict[str, Any]:
    """Valuations that were not withdrawn, each with what its maker's listing is worth now."""
    listings = case.listings
    return {
        "valuations": [
            {**report_values(each), "listing": listings.get(each.terms.institution)}
            for each in case.at.reports
            if each.terms.kind is ReportKind.VALUATION
            and each.standing is not ReportStanding.WITHDRAWN
        ],
    }


def _pending(case: _Case) -> dict[str, Any]:
    requested = case.at.record.requested
    return {
        "requested": None if requested is Registration.NONE else requested.name,
        "renewal": bool(case.at.record.renewing),
        "contested": bool(case.at.record.disputes),
        "disputes": [dispute_values(each) for each in case.at.disputes if each.open],
    }


def _may_secure(case: _Case) -> dict[str, Any]:
    kind = PartyKind.NONE if case.party is None else case.party.record(PartyRecord).kind
    return {
        "kind": kind.name,
        "barred": kind in PUBLIC_POWERS,
        "legal_review": any(each in REVIEWED for each in (kind, *case.heirs)),
    }


def _fingerprint(case: _Case) -> dict[str, Any]:
    own, given = case.at.terms.fingerprint, case.given.fingerprint
    same = None if given is None else given == own
    return {"fingerprint": own.hex(), "keyed": case.page.keyed, "same": same}


def _complete(case: _Case) -> dict[str, Any]:
    return {
        "acts": case.title.seq,
        "head": case.title.head.hex(),
        "block": case.page.as_of.block,
        "final": case.page.as_of.final,
    }


_VALUES: Final[Mapping[str, Callable[[_Case], dict[str, Any]]]] = {
    "ISSUED": _issued,
    "DEPOSITED": _deposited,
    TERM: _term,
    "IDENTITY": _identity,
    "RIGHTS_HELD": _rights,
    "ORIGIN": _origin,
    "CO_HOLDERS_OF_TITLE": _co_holders,
    "SAME_DATA": _same_data,
    "ENCUMBRANCES": _pledges,
    "LICENCES": _licences,
    "ORDERS": _orders,
    "PENDING": _pending,
    "CLASS": _class,
    "MAY_SECURE": _may_secure,
    "VALUATION": _valuation,
    FINGERPRINT: _fingerprint,
    "COMPLETENESS": _complete,
}
