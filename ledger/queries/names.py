"""What a record is called in public: the clear fields of its notice, and who is named there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import PartyKind
from ledger.domain.seats import elsewhere
from ledger.store.pieces import SEPARATOR
from ledger.store.repositories import application, party, search

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.domain.seats import Elsewhere
    from ledger.store.engine import Session
    from ledger.store.tables.application import NoticeRow
    from ledger.store.tables.search import SearchPartyRow


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party with its public name and credit code; both empty where no notice named it.

    Its kind is public for every party that is enrolled: NONE is for an applicant that a notice
    names without saying which party that is.
    """

    party: bytes
    name: str
    uscc: str
    kind: PartyKind = PartyKind.NONE


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice's clear fields. `fault` says why they cannot be believed; then they are empty."""

    application: bytes
    data_name: str
    industry: str
    region: str
    summary: str
    scenarios: tuple[str, ...]
    applicants: tuple[NamedParty, ...]
    published_time: int
    due: int
    block: int
    clear: bytes
    fault: str


def elsewhere_of(registry: int, notice: NoticeFacts | None) -> Elsewhere | None:
    """What of a published file lies outside its registry's seat (NAT-2026 Art. 10)."""
    if notice is None:
        return None
    return elsewhere(registry, (each.uscc for each in notice.applicants), notice.region)


def named(session: Session, parties: Iterable[bytes]) -> Mapping[bytes, NamedParty]:
    """These parties with their newest public names, and their kinds."""
    wanted = set(parties)
    known, kinds = search.parties(session, wanted), party.kinds(session, wanted)
    return {each: _named(each, known.get(each), kinds.get(each, 0)) for each in sorted(wanted)}


def names_upto(
    session: Session, known: Mapping[bytes, NamedParty], block: int
) -> Mapping[bytes, NamedParty]:
    """The same parties under the names that they had at a block: a later notice changes nothing."""
    then = search.newest_names(session, set(known), upto=block)
    return {each: _named(each, then.get(each), known[each].kind) for each in known}


def notice_facts(session: Session, applications: Iterable[bytes]) -> Mapping[bytes, NoticeFacts]:
    """The notices of applications, where there are any."""
    return facts_of(session, application.notices(session, applications).values())


def facts_of(session: Session, rows: Iterable[NoticeRow]) -> Mapping[bytes, NoticeFacts]:
    """Notices with the names in them, in the order of the rows."""
    every = list(rows)
    listed: dict[bytes, list[NamedParty]] = {}
    for each in application.named_applicants(session, (row.application for row in every)):
        listed.setdefault(each.application, []).append(NamedParty(each.party, each.name, each.uscc))
    return {row.application: _facts(row, tuple(listed.get(row.application, ()))) for row in every}


def _named(subject: bytes, row: SearchPartyRow | None, kind: int) -> NamedParty:
    name, uscc = (row.name, row.uscc) if row else ("", "")
    return NamedParty(subject, name, uscc, PartyKind(kind))


def _facts(row: NoticeRow, applicants: tuple[NamedParty, ...]) -> NoticeFacts:
    return NoticeFacts(
        application=row.application,
        data_name=row.data_name,
        industry=row.industry,
        region=row.region,
        summary=row.summary,
        scenarios=tuple(filter(None, row.scenarios.split(SEPARATOR))),
        applicants=applicants,
        published_time=row.published_time,
        due=row.due,
        block=row.block,
        clear=row.clear,
        fault=row.fault,
    )
