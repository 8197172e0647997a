"""What a page shows, worked out of the queries' answers before a template sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.present import holder_of, orders_of
from api.texts import seats, shown
from api.texts.facets import scenarios_named
from api.texts.findings import describe
from api.texts.rights import crosswalk, right_names
from api.texts.words import word
from ledger.domain.acts import Action, ActKind, Registration, Right, Step
from ledger.domain.clock import Standing, StandingOrder
from ledger.domain.dossier import Actor
from ledger.domain.licences import LicenceAt
from ledger.domain.numbers import written
from ledger.domain.ranks import OpenPledge
from ledger.domain.reports import ReportAt
from ledger.domain.verdict import ALL_RIGHTS
from ledger.queries.names import NamedParty, elsewhere_of
from ledger.queries.title import LISTED, TitleRef
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from ledger.queries.history import Entry, Timeline
    from ledger.queries.title import TitlePage

COLOURS: Final = 8
# Of a title with more acts the page shows the newest; all of them are at /v1.
MOST_MOMENTS: Final = 100
CLOSED: Final = Message("凭证已关闭", "Certificate closed")


@dataclass(frozen=True, slots=True)
class Part:
    """A holder's part of a right: where it begins, how wide it is, how much of it is pledged."""

    name: str
    colour: int
    start: int
    ppm: int
    pledged: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One right, as the holders' parts side by side."""

    right: Right
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A row of the holders' table."""

    name: str
    party: str
    number: str
    version: int
    shares: tuple[int, int, int]
    colour: int


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the timeline; `shown`: the certificate was there, so its page can be shown."""

    text: str
    time: int
    block: int
    actors: tuple[Actor, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The page of a certificate."""

    number: str
    data_name: str
    scenarios: str
    tone: str
    state_text: str
    holder: str
    holder_name: str
    registered_at: int
    valid_until: int
    registry: int
    outside: str
    bars: tuple[Bar, ...]
    crosswalk: tuple[str, ...]
    holders: tuple[Holder, ...]
    pledges: tuple[OpenPledge, ...]
    pledge_count: int
    others: tuple[TitleRef, ...]
    other_count: int
    predecessor: TitleRef | None
    successors: tuple[TitleRef, ...]
    orders: tuple[StandingOrder, ...]
    licences: tuple[LicenceAt, ...]
    reports: tuple[ReportAt, ...]
    timeline: tuple[Moment, ...]
    untold: int
    title: bytes
    fingerprint: bytes
    record: bytes
    banner: str
    head: bytes
    own_pledges: int
    own_orders: int
    qr: str
    names: Mapping[bytes, NamedParty]
    language: Language

    def name_of(self, subject: bytes) -> str:
        """A party's public name, else its kind and the ends of its id."""
        return name_of(self.names, subject, self.language)


@dataclass(frozen=True, slots=True)
class ListView:
    """A part of the long lists of a certificate's title."""

    number: str
    bars: tuple[Bar, ...]
    pledges: tuple[OpenPledge, ...]
    others: tuple[TitleRef, ...]
    names: Mapping[bytes, NamedParty]
    language: Language

    def name_of(self, subject: bytes) -> str:
        """A party's public name, else its kind and the ends of its id."""
        return name_of(self.names, subject, self.language)


def list_view(page: TitlePage, number: int, language: Language) -> ListView:
    """Such a part."""
    return ListView(
        written(number),
        _bars(page, language),
        page.pledges.entries,
        page.others.entries,
        page.names,
        language,
    )


def name_of(names: Mapping[bytes, NamedParty], subject: bytes, language: Language) -> str:
    """A party's public name, else its kind and the ends of its id."""
    return _called(names.get(subject, NamedParty(subject, "", "")), language)


def _called(found: NamedParty, language: Language) -> str:
    return shown.called(found.name, found.kind, found.party.hex(), language)


def certificate_view(
    page: TitlePage, number: int, history: Timeline, language: Language, qr: str
) -> CertificateView:
    """The page of one certificate of a title."""
    at, holder = page.at, holder_of(page, number)
    tone, state = _state(page, number, language)
    telling = [each for each in history.entries if _telling(each)]
    issued = next(each.issued_block for each in page.certificates if each.number == number)
    return CertificateView(
        number=written(number),
        data_name=page.notice.data_name if page.notice else "",
        scenarios=scenarios_named(page.notice.scenarios, language) if page.notice else "",
        tone=tone,
        state_text=state,
        holder=holder.hex(),
        holder_name=name_of(page.names, holder, language),
        registered_at=at.record.registered_at,
        valid_until=at.record.valid_until,
        registry=at.record.registry,
        outside=_outside(page, language),
        bars=_bars(page, language),
        crosswalk=crosswalk(at.terms.profile, language),
        holders=_holders(page, language),
        pledges=page.pledges.entries,
        pledge_count=page.pledges.total,
        others=page.others.entries,
        other_count=page.others.total,
        predecessor=page.predecessor,
        successors=page.successors,
        orders=orders_of(page),
        licences=at.licences[::-1][:LISTED],
        reports=at.reports[::-1][:LISTED],
        timeline=tuple(_moment(each, language, issued) for each in telling[-MOST_MOMENTS:]),
        untold=max(0, len(telling) - MOST_MOMENTS),
        title=page.title,
        fingerprint=at.terms.fingerprint,
        record=at.root,
        banner=_banner(page, language),
        head=_head(history, page.title),
        own_pledges=sum(each.holder == holder for each in at.pledges),
        own_orders=_orders_on(page, holder),
        qr=qr,
        names={**history.names, **page.names},
        language=language,
    )


def _outside(page: TitlePage, language: Language) -> str:
    """What lies outside the registry's seat; empty for nothing that is published."""
    found = elsewhere_of(page.at.record.registry, page.notice)
    return seats.told(found, language) if found else ""


def _holders(page: TitlePage, language: Language) -> tuple[Holder, ...]:
    return tuple(
        Holder(
            name=name_of(page.names, each.party, language),
            party=each.party.hex(),
            number=written(each.number),
            version=each.version,
            shares=each.shares,
            colour=place % COLOURS,
        )
        for place, each in enumerate(page.at.holdings)
    )


def names_joined(parties: Iterable[NamedParty], language: Language) -> str:
    """Parties by their public names, else by kind and the ends of their ids."""
    return _joined((_called(each, language) for each in parties), language)


def _orders_on(page: TitlePage, holder: bytes) -> int:
    """How many orders touch this holder; another's are no burden of his."""
    on_all = page.party_orders.get(holder, ())
    return len(page.at.orders_on(holder, ALL_RIGHTS)) + len(on_all)


def _joined(names: Iterable[str], language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(names)


def _state(page: TitlePage, number: int, language: Language) -> tuple[str, str]:
    at = page.at
    held = any(each.number == number for each in at.holdings)
    if not held:
        return "bad", CLOSED.text(language)
    return "good" if at.live else "bad", word(at.standing, language)


def _banner(page: TitlePage, language: Language) -> str:
    """What whoever sees the page must not miss: that the title does not stand any more."""
    at = page.at
    values: dict[str, Any] = {"valid_until": at.record.valid_until}
    if at.ending.ground:
        values = {"end_ground": at.ending.ground.name, "ended_since": at.ending.since}
    if at.standing is Standing.PENDING_RENEWAL:
        return describe("RENEWAL_PENDING", values, language)
    if at.live and at.record.requested is not Registration.NONE:
        return describe(f"{at.record.requested.name}_PENDING", values, language)
    return "" if at.live else describe(at.standing.value, values, language)


def _bars(page: TitlePage, language: Language) -> tuple[Bar, ...]:
    names = right_names(page.at.terms.profile, language)
    return tuple(Bar(right, names[right], tuple(_parts(page, right, language))) for right in Right)


def _parts(page: TitlePage, right: Right, language: Language) -> list[Part]:
    parts, start = [], 0
    for place, each in enumerate(page.at.holdings):
        if ppm := each.shares[right]:
            name = name_of(page.names, each.party, language)
            parts.append(Part(name, place % COLOURS, start, ppm, each.pledged[right]))
            start += ppm
    return parts


def _telling(entry: Entry) -> bool:
    """Acts that only point to another one say nothing new."""
    return entry.kind is not ActKind.ApplicationCertified


def _moment(entry: Entry, language: Language, issued: int) -> Moment:
    text = word(entry.kind, language)
    if isinstance(entry.terms, Step):
        text = word(Action(entry.terms.action), language)
    return Moment(text, entry.time, entry.block, entry.actors, shown=entry.block >= issued)


def _head(history: Timeline, subject: bytes) -> bytes:
    heads = [each.head for each in history.entries if each.subject == subject]
    return heads[-1]
