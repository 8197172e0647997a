"""Rows of agents, of what clerks signed, and of revocations that reach back over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Appointment, Role, StaffRevocation, Tag
from ledger.domain.party_words import AgentWord, DisownedWord
from ledger.indexer.projections import party
from ledger.indexer.projections.words import party_in, terms_of, terms_under, written
from ledger.store.tables.mandate import AgentRow, StaffActRow, StaffRevocationRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def agent_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A written authority holds, or ends."""
    for key, word in written(act, Tag.AGENT, AgentWord):
        yield AgentRow(
            principal=after.subject,
            agent=party_in(key),
            powers=word.powers,
            since=word.since,
            until=word.until,
            authority=terms_under(after, key, Appointment).authority,
            block=act.raw.block,
            seq=act.seq,
        )


def staff_key_revoked(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A clerk's roles end; what the clerk signed since a date is to be re-examined."""
    terms = terms_of(act, StaffRevocation)
    for _, word in written(act, Tag.DISOWNED, DisownedWord):
        yield StaffRevocationRow(
            party=after.subject,
            before=terms.seq,
            registry_code=word.registry,
            since=word.since,
            ground=word.ground,
            document=terms.document,
            time=act.raw.time,
            block=act.raw.block,
            seq=act.seq,
        )
    yield from party.roles_set(before, act, after)


def staff_signatures(act: Act) -> Iterator[Row]:
    """Who signed an act as staff: a row a clerk, whatever the act is."""
    for place, actor in enumerate(act.actors):
        if actor.role not in {Role.PARTY, Role.GOVERNOR}:
            yield StaffActRow(
                subject=act.raw.subject,
                seq=act.seq,
                place=place,
                party=actor.party,
                role=actor.role,
                party_seq=actor.party_seq,
                kind=act.kind,
                time=act.raw.time,
                block=act.raw.block,
            )
