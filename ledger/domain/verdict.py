"""The verdict: VALID, INVALID or UNKNOWN for one named purpose, with facts, blocks and warnings.

Any block makes INVALID, any dossier that is not at hand makes UNKNOWN; a warning changes nothing
and is never left out. The verdict speaks of the ledger, not of the law: it never says that a
security right exists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ledger.domain.acts import (
    Application,
    Burden,
    Effect,
    Issue,
    Operation,
    OrderScope,
    PartyKind,
    Registration,
    Right,
    TitleState,
)
from ledger.domain.burdens import OF_KIND, effect
from ledger.domain.clock import (
    Holding,
    Standing,
    StandingOrder,
    TitleAt,
    issue_of,
    orders_at,
    title_at,
)
from ledger.domain.closure import object_subject
from ledger.domain.disputes import dispute_values
from ledger.domain.errors import DomainError
from ledger.domain.numbers import written
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord, heirs_of
from ledger.domain.pledgors import PUBLIC_POWERS, REVIEWED
from ledger.domain.state import Dossier
from ledger.domain.uses import facts as used_facts
from ledger.domain.uses import gaps
from ledger.domain.uses import warnings as used_warnings
from ledger.domain.words import CONTENT_KEY, RIGHTS, PartyRecord

if TYPE_CHECKING:
    from collections.abc import Iterator


ALL_RIGHTS: Final = 7
NOT_AT_HAND: Final[Mapping[bytes, Dossier]] = MappingProxyType({})
SOON: Final = 180 * 86_400


class Purpose(StrEnum):
    """What the asker wants to do with the certificate."""

    AUTHENTICITY = "authenticity"
    PLEDGE = "pledge"
    BOOK_ENTRY = "book-entry"
    TRADE = "trade"
    CONTRIBUTION = "contribution"
    DISPUTE = "dispute"


class Result(StrEnum):
    """The three answers."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNKNOWN = "UNKNOWN"


OPERATIONS: Final[dict[Purpose, Operation]] = {
    Purpose.AUTHENTICITY: Operation.VERIFY,
    Purpose.PLEDGE: Operation.PLEDGE,
    Purpose.BOOK_ENTRY: Operation.VERIFY,
    Purpose.TRADE: Operation.TRANSFER,
    Purpose.CONTRIBUTION: Operation.TRANSFER,
    Purpose.DISPUTE: Operation.VERIFY,
}


@dataclass(eq=False)
class TitleUnknown(DomainError):
    """There is no title under this id in the dossiers at hand."""

    code: ClassVar[str] = "TITLE_UNKNOWN"

    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A coded fact, block or warning, its values, and the dossier that it comes from."""

    code: str
    values: dict[str, Any]
    subject: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one certificate (a title and one of its holders) at T."""

    purpose: Purpose
    result: Result
    title: bytes
    holder: bytes
    time: int
    facts: tuple[Finding, ...]
    blocks: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    unknown: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a verdict reads beside the title, all at the title's block.

    `parties` are the dossiers of holders and of who absorbed them, `contents` what applications
    say, by application. `subjects` are all dossiers that can be read: a verdict is UNKNOWN where
    one of needed_dossiers is not among them.
    """

    parties: Mapping[bytes, Dossier]
    contents: Mapping[bytes, Application]
    subjects: Collection[bytes]


@dataclass(frozen=True, slots=True)
class _Case:
    title: TitleAt
    holder: bytes
    holding: Holding | None
    purpose: Purpose
    hand: AtHand


def needed_dossiers(
    title: Dossier, holder: bytes, parties: Mapping[bytes, Dossier] = NOT_AT_HAND
) -> tuple[bytes, ...]:
    """The subjects whose dossiers a verdict reads beside the title's own. Raises TitleUnknown.

    `parties` that are at hand tell who absorbed the holder, and who absorbed that one.
    """
    terms = issue_of(title)
    if terms is None:
        raise TitleUnknown(title.subject.hex())
    return _needed(terms, holder, parties)


def _needed(terms: Issue, holder: bytes, parties: Mapping[bytes, Dossier]) -> tuple[bytes, ...]:
    heirs = heirs_of(holder, parties)
    return (terms.application, object_subject(terms.fingerprint), holder, *heirs)


def judge(
    title: Dossier, holder: bytes, purpose: Purpose, time: int, dossiers: Mapping[bytes, Dossier]
) -> Verdict:
    """The verdict on one holder's certificate.

    `dossiers` holds those of needed_dossiers that are at hand, at the same block as `title`; a
    missing one makes the verdict UNKNOWN. Raises TitleUnknown.
    """
    at = require_title(title, time)
    application = dossiers.get(at.terms.application)
    content = None if application is None else application.terms.get(CONTENT_KEY)
    contents: dict[bytes, Application] = {}
    if isinstance(content, Application):
        contents[at.terms.application] = content
    hand = AtHand(dossiers, contents, dossiers.keys())
    case = _Case(at, holder, at.holding(holder), purpose, hand)
    found = dossiers.get(object_subject(at.terms.fingerprint))
    return replace(decide(at, holder, purpose, hand), facts=tuple(_facts(case, title, found)))


def require_title(title: Dossier, time: int) -> TitleAt:
    """The title at T. Raises TitleUnknown."""
    at = title_at(title, time)
    if at is None:
        raise TitleUnknown(title.subject.hex())
    return at


def decide(at: TitleAt, holder: bytes, purpose: Purpose, hand: AtHand) -> Verdict:
    """As `judge`, without the facts: no object's dossier and of an application's only its content.

    Those who hold one title share its TitleAt.
    """
    case = _Case(at, holder, at.holding(holder), purpose, hand)
    unknown = tuple(
        Finding("DOSSIER_UNKNOWN", {"subject": subject.hex()}, subject)
        for subject in _needed(at.terms, holder, hand.parties)
        if subject not in hand.subjects
    )
    blocks = tuple(_blocks(case))
    result = Result.INVALID if blocks else Result.VALID
    return Verdict(
        purpose=purpose,
        result=Result.UNKNOWN if unknown else result,
        title=at.title,
        holder=holder,
        time=at.time,
        facts=(),
        blocks=blocks,
        warnings=tuple(_warnings(case)),
        unknown=unknown,
    )


def on_closed(verdict: Verdict) -> Verdict:
    """The same of a certificate that its holder has no more, under whose title he holds again.

    Who gave all shares away and took some back has a certificate of another number.
    """
    block = Finding("CERTIFICATE_CLOSED", {"holder": verdict.holder.hex()}, verdict.title)
    result = Result.UNKNOWN if verdict.unknown else Result.INVALID
    return replace(verdict, result=result, blocks=(block,))


def _facts(case: _Case, dossier: Dossier, found: Dossier | None) -> Iterator[Finding]:
    at, subject = case.title, case.title.title
    record = at.record
    term = {"registered_at": record.registered_at, "valid_until": record.valid_until}
    yield Finding("TITLE_STATE", {"state": record.state.name, "expired": at.expired}, subject)
    yield Finding("TERM", term, subject)
    yield Finding("REGISTRY", {"registry": record.registry}, subject)
    yield Finding("FINGERPRINT", {"fingerprint": at.terms.fingerprint.hex()}, subject)
    yield Finding("COMPLETE", {"acts": dossier.seq, "head": dossier.head.hex()}, subject)
    for holding in at.holdings:
        yield Finding("HOLDER", _holding_values(holding), subject)
    yield Finding("PLEDGES", {"open": len(at.pledges)}, subject)
    for pledge in at.pledges:
        yield Finding(
            "PLEDGE",
            {
                "pledge": pledge.pledge.hex(),
                "lot": pledge.lot.hex(),
                "pledgor": pledge.holder.hex(),
                "pledgee": pledge.terms.pledgee.hex(),
                "right": pledge.right.name,
                "ppm": pledge.ppm,
                "rank": pledge.rank,
                "rank_agreed": pledge.agreed,
                "pledge_state": pledge.shown.value,
                "realisation": pledge.realisation.name,
                "known_seizure": pledge.known_seizure,
                "filed_at": pledge.terms.filed_at,
                "kind": pledge.terms.kind.name,
                "amount_fen": str(pledge.terms.amount),
                "maximum": pledge.terms.maximum,
                "term_end": pledge.terms.term_end,
            },
            subject,
        )
    for order in _orders(case, ALL_RIGHTS):
        yield Finding("ORDER", _order_values(order), subject)
    for code, values in used_facts(at):
        yield Finding(code, values, subject)
    for dispute in at.disputes:
        if dispute.open:
            yield Finding("DISPUTE", dispute_values(dispute), subject)
    if found is not None:
        values = {"acts": found.seq, "head": found.head.hex()}
        yield Finding("OBJECT_DOSSIER", values, found.subject)


def _blocks(case: _Case) -> Iterator[Finding]:
    at, subject = case.title, case.title.title
    operation = OPERATIONS[case.purpose]
    if case.holding is None:
        yield Finding("CERTIFICATE_CLOSED", {"holder": case.holder.hex()}, subject)
        return
    if at.record.state is not TitleState.LIVE:
        values = {"end_ground": at.ending.ground.name, "ended_since": at.ending.since}
        yield Finding(at.standing.value, values, subject)
    if at.expired and effect(operation, Burden.EXPIRED) is Effect.BARS:
        yield Finding("EXPIRED", {"valid_until": at.record.valid_until}, subject)
    if at.record.disputes and effect(operation, Burden.CONTESTED) is Effect.BARS:
        yield Finding("CONTESTED", {"disputes": at.record.disputes}, subject)
    for order in _orders(case, _rights(case)):
        # what needs an administrator's consent is barred: no act of one stands here yet
        if effect(operation, OF_KIND[order.terms.kind]) >= Effect.CONSENT:
            yield Finding(OF_KIND[order.terms.kind].name, _order_values(order), subject)
    if case.purpose is Purpose.PLEDGE:
        yield from _pledge_blocks(case, case.holding)
    yield from _report_gaps(case, blocking=True)


def _pledge_blocks(case: _Case, holding: Holding) -> Iterator[Finding]:
    if not holding.shares[Right.OPER]:
        yield Finding("NO_OPERATING_RIGHT", {"article": "NAT-2026 Art. 3"}, case.title.title)
    kind = _party_kind(case)
    if kind in PUBLIC_POWERS:
        values = {"kind": kind.name, "article": "SPC Security Interpretation Art. 5"}
        yield Finding("PLEDGOR_KIND_BARRED", values, case.holder)


def _warnings(case: _Case) -> Iterator[Finding]:
    at, subject = case.title, case.title.title
    operation = OPERATIONS[case.purpose]
    yield from _term_warnings(case)
    yield from _holder_warnings(case)
    own = [pledge for pledge in at.pledges if pledge.holder == case.holder]
    if own:
        values = {"open": len(own), "effect": effect(operation, Burden.PLEDGED).name}
        yield Finding("PLEDGED", values, subject)
    if own and at.record.state is not TitleState.LIVE:
        yield Finding("COLLATERAL_LOST", {"open": len(own)}, subject)
    if any(pledge.rank_conflict for pledge in at.pledges):
        yield Finding("RANK_CONFLICT", {"rule": "Civil Code Art. 414: by filing time"}, subject)
    for order in _orders(case, _rights(case)):
        if effect(operation, OF_KIND[order.terms.kind]) < Effect.CONSENT:
            yield Finding(OF_KIND[order.terms.kind].name, _order_values(order), subject)
    running = sum(each.open for each in at.disputes)
    if running:
        yield Finding("DISPUTED", {"disputes": running}, subject)
    if len(at.holdings) > 1:
        yield Finding("CO_HOLDERS", {"holders": len(at.holdings)}, subject)
    yield from _use_warnings(case)
    yield from _report_gaps(case, blocking=False)
    yield from _purpose_warnings(case)


def _holder_warnings(case: _Case) -> Iterator[Finding]:
    party = case.hand.parties.get(case.holder)
    word = RecoveryWord() if party is None else party.read(RECOVERY_KEY, RecoveryWord)
    if word.pending(case.title.time):
        yield Finding("ACCOUNT_RECOVERY_PENDING", {"since": word.since}, case.holder)
    for place, heir in enumerate(heirs_of(case.holder, case.hand.parties)):
        code = "SUCCESSOR_ABSORBED" if place else "HOLDER_ABSORBED"
        yield Finding(code, {"successor": heir.hex()}, case.holder)


def _term_warnings(case: _Case) -> Iterator[Finding]:
    at, subject = case.title, case.title.title
    operation = OPERATIONS[case.purpose]
    if at.live and at.record.renewing:
        yield Finding("RENEWAL_PENDING", {"valid_until": at.record.valid_until}, subject)
    if at.live and at.record.requested is not Registration.NONE:
        yield Finding(f"{at.record.requested.name}_PENDING", {}, subject)
    if at.standing is Standing.ACTIVE and at.record.valid_until - at.time < SOON:
        yield Finding("EXPIRES_SOON", {"valid_until": at.record.valid_until}, subject)
    if at.expired and effect(operation, Burden.EXPIRED) is not Effect.BARS:
        yield Finding("EXPIRED", {"valid_until": at.record.valid_until}, subject)


def _purpose_warnings(case: _Case) -> Iterator[Finding]:
    content = case.hand.contents.get(case.title.terms.application)
    if content is not None and content.keyed:
        yield Finding("DUPLICATES_NOT_CHECKABLE", {"fingerprint": "keyed"}, case.title.title)
    if case.purpose is Purpose.BOOK_ENTRY:
        yield Finding("NO_PROOF_OF_RECOGNITION", {"rule": "CaiKuai [2023] 11"}, case.title.title)
    if case.purpose is Purpose.PLEDGE:
        yield Finding(
            "NOTE_IS_NO_SECURITY_RIGHT", {"rule": "Civil Code Art. 440"}, case.title.title
        )
        if REVIEWED & _kinds(case):
            values = {"article": "SPC Security Interpretation Art. 6"}
            yield Finding("LEGAL_REVIEW_NEEDED", values, case.holder)


def _use_warnings(case: _Case) -> Iterator[Finding]:
    """Licences on what is disposed of, and reports that are out of date."""
    disposes = OPERATIONS[case.purpose] is not Operation.VERIFY
    for code, values in used_warnings(case.title, _rights(case) if disposes else 0):
        yield Finding(code, values, case.title.title)


def _report_gaps(case: _Case, *, blocking: bool) -> Iterator[Finding]:
    """Reports that the title's rule profile asks for and that are not there."""
    for gap in gaps(case.title, case.purpose.value):
        if gap.needed.blocks is blocking:
            values = {"report_kind": gap.needed.kind.upper(), "why": gap.why}
            values["article"] = gap.needed.article
            yield Finding("REPORT_MISSING", values, case.title.title)


def _orders(case: _Case, rights: int) -> tuple[StandingOrder, ...]:
    """Orders on the title, on the holder's shares, on the whole party and on its successors."""
    known = case.hand.parties
    parties = [known.get(each) for each in (case.holder, *heirs_of(case.holder, known))]
    own = (orders_at(each, case.title.time) for each in parties if each is not None)
    return (*case.title.orders_on(case.holder, rights), *chain.from_iterable(own))


def _rights(case: _Case) -> int:
    """The rights that the purpose disposes of: the operating right for a pledge, else all held."""
    if case.purpose is Purpose.PLEDGE:
        return 1 << Right.OPER
    shares = case.holding.shares if case.holding else (0, 0, 0)
    return sum(1 << right for right in RIGHTS if shares[right])


def _party_kind(case: _Case) -> PartyKind:
    party = case.hand.parties.get(case.holder)
    return PartyKind.NONE if party is None else party.record(PartyRecord).kind


def _kinds(case: _Case) -> set[PartyKind]:
    """Of the holder, and of who absorbed it and gives its security now."""
    known = case.hand.parties
    parties = (known.get(each) for each in (case.holder, *heirs_of(case.holder, known)))
    return {each.record(PartyRecord).kind for each in parties if each is not None}


def _holding_values(holding: Holding) -> dict[str, Any]:
    return {
        "party": holding.party.hex(),
        "number": written(holding.number),
        "version": holding.version,
        "shares": list(holding.shares),
        "pledged": list(holding.pledged),
    }


def _order_values(order: StandingOrder) -> dict[str, Any]:
    return {
        "order": order.order.hex(),
        "kind": order.terms.kind.name,
        "scope": OrderScope(order.terms.scope).name,
        "holder": order.holder.hex(),
        "rights": order.rights,
        "court": order.terms.court.hex(),
        "until": order.until,
        "waiting": order.waiting,
    }
