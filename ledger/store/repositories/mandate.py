"""Agents, what clerks signed, and the revocations that reach back over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select, tuple_

from ledger.domain.acts import ActKind
from ledger.store.repositories.rows import chunks, find, find_among, has_any, table
from ledger.store.tables.journal import JournalRow
from ledger.store.tables.mandate import AgentRow, StaffActRow, StaffRevocationRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

    from ledger.store.engine import Session

_G: Final = table(AgentRow).columns
_S: Final = table(StaffActRow).columns
_R: Final = table(StaffRevocationRow).columns
_J: Final = table(JournalRow).columns
# a clerk signs every one of these
SIGNED_BY_STAFF: Final = (ActKind.NoticePublished, ActKind.TitleIssued, ActKind.OrderRecorded)
Reached = tuple[StaffActRow, StaffRevocationRow]


def agents(session: Session, principal: bytes) -> list[AgentRow]:
    """A party's agents, former ones too."""
    return find(session, AgentRow, _G.principal == principal, order=(_G.since, _G.agent))


def principals(session: Session, agent: bytes) -> list[AgentRow]:
    """Those for whom a party is or was an agent."""
    return find(session, AgentRow, _G.agent == agent, order=(_G.since, _G.principal))


def examiners(session: Session, applications: Iterable[bytes]) -> list[StaffActRow]:
    """Who passed the examination of these applications, and published them."""
    published = ActKind.NoticePublished
    rows = find_among(session, StaffActRow, "subject", applications)
    return [row for row in rows if row.kind == published]


def revocations(session: Session, registry_code: int) -> list[StaffRevocationRow]:
    """The revocations of a registry, the last one first."""
    order = (_R.block.desc(), _R.party)
    return find(session, StaffRevocationRow, _R.registry_code == registry_code, order=order)


def any_revocation(session: Session) -> bool:
    """Whether any registry ever revoked a key."""
    return has_any(session, StaffRevocationRow)


def disowned(
    session: Session, registry_code: int, after: tuple[int, bytes, int, int] | None, limit: int
) -> list[Reached]:
    """Signatures that a registry's revocations reach, by the chain's order, from a place on."""
    place = (_S.block, _S.subject, _S.seq, _S.place)
    wanted = _reached().where(_R.registry_code == registry_code)
    if after is not None:
        wanted = wanted.where(tuple_(*place) > after)
    return _pairs(session, wanted.order_by(*place, _R.before).limit(limit))


def disowned_of(session: Session, subjects: Iterable[bytes], time: int) -> list[Reached]:
    """Signatures in these dossiers that revocations reach, both up to a time."""
    return [
        pair
        for part in chunks(sorted(set(subjects)))
        for pair in _pairs(
            session,
            _reached()
            .where(_S.subject.in_(part), _S.time <= time, _R.time <= time)
            .order_by(_S.subject, _S.seq, _S.place, _R.before),
        )
    ]


def is_due(session: Session) -> bool:
    """Whether no clerk's signature is on file, though clerks signed."""
    if has_any(session, StaffActRow):
        return False
    acts = select(_J.block).where(_J.kind.in_(SIGNED_BY_STAFF), _J.orphaned == 0).limit(1)
    return session.connection.execute(acts).first() is not None


def _reached() -> Select[Any]:
    """As ledger.domain.disowned says; a signature that two revocations reach comes twice."""
    reaches = and_(_R.party == _S.party, _S.party_seq <= _R.before, _S.time >= _R.since)
    signed, revoked = table(StaffActRow), table(StaffRevocationRow)
    return select(*signed.columns, *revoked.columns).select_from(signed.join(revoked, reaches))


def _pairs(session: Session, statement: Select[Any]) -> list[Reached]:
    """Each signature with the first revocation that reaches it."""
    width = len(_S)
    found: dict[tuple[Any, ...], Reached] = {}
    for each in session.connection.execute(statement):
        signed = StaffActRow.read(each[:width])
        found.setdefault(signed.key(), (signed, StaffRevocationRow.read(each[width:])))
    return list(found.values())
