"""Answers of the queries in the shapes of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from api.schemas import certificates as shapes
from api.schemas.common import AsOf, ElsewhereOut
from api.texts.shown import iso
from ledger.domain import profiles
from ledger.domain.acts import Right
from ledger.domain.numbers import written
from ledger.domain.reports import ReportStanding
from ledger.domain.seats import ARTICLE, Elsewhere
from ledger.queries.errors import NumberUnknown
from ledger.queries.names import NamedParty, elsewhere_of

Names: TypeAlias = Mapping[bytes, NamedParty]

if TYPE_CHECKING:
    from ledger.domain.clock import StandingOrder
    from ledger.domain.ending import EndingWord
    from ledger.domain.ranks import OpenPledge
    from ledger.queries.as_of import AsOf as Stamp
    from ledger.queries.history import Entry, TimelinePage
    from ledger.queries.search import Hit, SearchPage
    from ledger.queries.title import TitlePage, TitleRef

# JavaScript reads whole numbers exactly up to here.
MOST_EXACT: Final = 2**53


def stamp(found: Stamp) -> AsOf:
    """The block that an answer speaks of."""
    return AsOf(
        block=found.block,
        block_hash=found.block_hash.hex(),
        time=iso(found.time),
        final=found.final,
        chain_head=found.chain_head,
        lag_blocks=found.lag_blocks,
        state=found.state.value,
        code=found.code,
        endpoint=found.endpoint,
    )


def party(names: Names, subject: bytes) -> shapes.PartyOut:
    """A party with its public name."""
    return _party(names.get(subject, NamedParty(subject, "", "")))


def _party(found: NamedParty) -> shapes.PartyOut:
    return shapes.PartyOut(
        party=found.party.hex(), name=found.name, uscc=found.uscc, kind=found.kind.name
    )


def shares(ppm: tuple[int, int, int]) -> shapes.SharesOut:
    """Shares by right."""
    return shapes.SharesOut(hold=ppm[0], use=ppm[1], oper=ppm[2])


def holder_of(page: TitlePage, number: int) -> bytes:
    """Whose certificate a number is. Raises NumberUnknown where it was not issued by then."""
    for each in page.certificates:
        if each.number == number and each.issued_time <= page.time:
            return each.party
    raise NumberUnknown(number)


def orders_of(page: TitlePage) -> tuple[StandingOrder, ...]:
    """The orders on the title, on its holders' shares, and on its holders; each once."""
    on_all = (each for found in page.party_orders.values() for each in found)
    return tuple(dict.fromkeys((*page.at.orders, *on_all)))


def certificate(page: TitlePage, number: int) -> shapes.CertificateOut:
    """A certificate by its number, out of its title's page."""
    at, notice = page.at, page.notice
    rules = profiles.by_digest(at.terms.profile)
    return shapes.CertificateOut(
        number=written(number),
        title=page.title.hex(),
        application=at.terms.application.hex(),
        open=at.open(number),
        state=at.record.state.name,
        standing=at.standing.value,
        requested=at.record.requested.name if at.record.requested else None,
        ending=_ending(at.ending),
        expired=at.expired,
        holder=party(page.names, holder_of(page, number)),
        data_name=notice.data_name if notice else "",
        industry=notice.industry if notice else "",
        region=notice.region if notice else "",
        scenarios=list(notice.scenarios) if notice else [],
        registry=at.record.registry,
        out_of_region=elsewhere_shape(elsewhere_of(at.record.registry, notice)),
        rules=rules.id if rules else None,
        right_names=_right_names(at.terms.profile),
        registered_at=iso(at.record.registered_at),
        valid_until=iso(at.record.valid_until),
        fingerprint=at.terms.fingerprint.hex(),
        keyed=page.keyed,
        record=at.root.hex(),
        holdings=[
            shapes.HoldingOut(
                holder=party(page.names, each.party),
                number=written(each.number),
                version=each.version,
                shares=shares(each.shares),
                pledged=shares(each.pledged),
            )
            for each in at.holdings
        ],
        pledges=[_pledge(page.names, each) for each in page.pledges.entries],
        pledge_count=page.pledges.total,
        orders=[order(page.names, each) for each in orders_of(page)],
        licences=sum(each.open for each in at.licences),
        reports=sum(each.standing is not ReportStanding.WITHDRAWN for each in at.reports),
        others=list(map(_other, page.others.entries)),
        other_count=page.others.total,
        predecessor=_other(page.predecessor) if page.predecessor else None,
        successors=list(map(_other, page.successors)),
        time=iso(page.time),
        as_of=stamp(page.as_of),
    )


def _ending(word: EndingWord) -> shapes.EndingOut | None:
    if not word.ground:
        return None
    return shapes.EndingOut(ground=word.ground.name, since=iso(word.since))


def search(page: SearchPage) -> shapes.SearchOut:
    """A page of hits."""
    return shapes.SearchOut(
        found_by=page.found_by.value,
        total=shapes.CountOut(number=page.total.number, more=page.total.more),
        facets=shapes.FacetsOut(
            **{
                facet.value: [
                    shapes.ValueOut(value=value, number=count.number, more=count.more)
                    for value, count in counts
                ]
                for facet, counts in page.facets.items()
            }
        ),
        hits=[_hit(each) for each in page.hits],
        parties=list(map(_party, page.parties)),
        next=page.next.text if page.next else None,
        as_of=stamp(page.as_of),
    )


def history(found: TimelinePage) -> shapes.HistoryOut:
    """A page of the acts of some dossiers."""
    return shapes.HistoryOut(
        entries=list(map(_entry, found.entries)),
        next=found.next.text if found.next else None,
        as_of=stamp(found.as_of),
    )


def terms(value: Any) -> Any:
    """Terms as JSON: ids in hexadecimal, enums by name, numbers beyond 2^53 as texts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name.rstrip("_"): terms(getattr(value, each.name)) for each in fields(value)}
    match value:
        case bytes():
            return value.hex()
        case Enum():
            return value.name
        case tuple() | list():
            return [terms(each) for each in value]
        case dict():
            return {name: terms(each) for name, each in value.items()}
        case _:
            large = isinstance(value, int) and abs(value) >= MOST_EXACT
            return str(value) if large else value


def _right_names(rules: bytes) -> shapes.RightNamesOut:
    found = profiles.right_names(rules)
    said = {
        code.lower(): shapes.SaidOut(zh=label.zh, en=label.en)
        for code, label in found.labels.items()
    }
    crosswalk = [
        shapes.CrossedOut(
            right=code, table=now.table, relation=now.relation, zh=now.label.zh, en=now.label.en
        )
        for code, now in found.crossed.items()
    ]
    return shapes.RightNamesOut(table=found.table, **said, crosswalk=crosswalk)


def pledges(page: TitlePage) -> shapes.PledgesOut:
    """A part of the open pledges of a title."""
    part = page.pledges
    return shapes.PledgesOut(
        pledges=[_pledge(page.names, each) for each in part.entries],
        total=part.total,
        next=part.next.text if part.next else None,
        time=iso(page.time),
        as_of=stamp(page.as_of),
    )


def others(page: TitlePage) -> shapes.OthersOut:
    """A part of the other titles over the same fingerprint."""
    part = page.others
    return shapes.OthersOut(
        others=list(map(_other, part.entries)),
        total=part.total,
        next=part.next.text if part.next else None,
        time=iso(page.time),
        as_of=stamp(page.as_of),
    )


def _other(each: TitleRef) -> shapes.OtherTitle:
    return shapes.OtherTitle(
        title=each.title.hex(),
        number=written(each.number),
        registry=each.registry,
        issued=iso(each.issued_time),
    )


def _pledge(names: Names, each: OpenPledge) -> shapes.PledgeOut:
    return shapes.PledgeOut(
        pledge=each.pledge.hex(),
        lot=each.lot.hex(),
        pledgor=party(names, each.holder),
        pledgee=party(names, each.terms.pledgee),
        right=each.right.name,
        ppm=each.ppm,
        rank=each.rank,
        rank_conflict=each.rank_conflict,
        rank_agreed=each.agreed,
        state=each.shown.value,
        realisation=each.realisation.name,
        known_seizure=iso(each.known_seizure) if each.known_seizure else None,
        kind=each.terms.kind.name,
        claimed_effect=each.claimed.value,
        maximum=each.terms.maximum,
        amount_fen=str(each.terms.amount),
        filed_at=iso(each.terms.filed_at),
        term_end=iso(each.terms.term_end),
        for_another=each.terms.for_another,
        past_term=each.terms.past_term,
        basis=each.terms.basis.hex() if any(each.terms.basis) else None,
    )


def order(names: Names, each: StandingOrder) -> shapes.OrderOut:
    """An order that stands; its holder is whoever it is on, nobody where that is the title."""
    holder = each.holder if any(each.holder) else each.terms.party
    return shapes.OrderOut(
        order=each.order.hex(),
        kind=each.terms.kind.name,
        scope=each.terms.scope.name,
        holder=holder.hex(),
        rights=[right.name for right in Right if each.rights >> right & 1],
        court=party(names, each.terms.court),
        until=iso(each.until),
        waiting=each.waiting,
    )


def _hit(each: Hit) -> shapes.HitOut:
    notice = each.notice
    return shapes.HitOut(
        application=each.application.hex(),
        title=each.title.hex() if each.title else None,
        state=each.state.name,
        status=each.status,
        registry=each.registry,
        rights=[right.name for right in each.rights],
        data_name=notice.data_name if notice else "",
        industry=notice.industry if notice else "",
        region=notice.region if notice else "",
        scenarios=list(notice.scenarios) if notice else [],
        applicants=[found.name for found in notice.applicants] if notice else [],
        numbers=[written(number) for number in each.numbers],
        holders=list(map(_party, each.holders)),
        highlights=[
            shapes.HighlightOut(
                field=found.field,
                parts=[shapes.PartOut(text=text, hit=hit) for text, hit in found.parts],
            )
            for found in each.highlights
        ],
    )


def _entry(each: Entry) -> shapes.EntryOut:
    return shapes.EntryOut(
        subject=each.subject.hex(),
        seq=each.seq,
        kind=each.kind.name,
        time=iso(each.time),
        block=each.block,
        block_hash=each.block_hash.hex(),
        tx_hash=each.tx_hash.hex(),
        digest=each.digest.hex(),
        head=each.head.hex(),
        actors=[
            shapes.ActorOut(
                party=actor.party.hex(),
                account=actor.account.hex(),
                role=actor.role.name,
                mode=actor.mode.name,
            )
            for actor in each.actors
        ],
        terms=terms(each.terms) if each.terms is not None else None,
    )


def elsewhere_shape(found: Elsewhere | None) -> ElsewhereOut | None:
    """Practice outside a registry's seat; None where nothing is known to be."""
    if found is None:
        return None
    return ElsewhereOut(
        seat=found.seat,
        applicants=list(found.applicants),
        data=found.data or None,
        article=ARTICLE,
    )
