"""Who acts for a party by written authority, and which signatures a registry re-examines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ActKind, AgentPower, RevocationGround, Role
from ledger.domain.disowned import Disowned
from ledger.domain.signatories import registry_subject
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import MarkMalformed, SubjectUnknown
from ledger.queries.names import NamedParty, named
from ledger.queries.pages import Mark, bounded
from ledger.store.repositories import mandate, party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession, Session
    from ledger.store.repositories.mandate import Reached
    from ledger.store.tables.mandate import AgentRow, StaffRevocationRow

SUBJECT: Final = 32
NUMBER: Final = 8


@dataclass(frozen=True, slots=True)
class Authority:
    """A written authority; `live` at the time of the answer. `document` is its digest."""

    principal: bytes
    agent: bytes
    powers: tuple[AgentPower, ...]
    since: int
    until: int
    live: bool
    document: bytes


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    """A clerk's key that a registry revoked with effect from `since`."""

    clerk: bytes
    since: int
    ground: RevocationGround
    document: bytes
    time: int


@dataclass(frozen=True, slots=True)
class ToReexamine:
    """A clerk's signature after the effect date of a revocation."""

    subject: bytes
    seq: int
    place: int
    kind: ActKind
    clerk: bytes
    role: Role
    time: int
    block: int
    since: int
    ground: RevocationGround

    @property
    def mark(self) -> Mark:
        """Where a list goes on after it."""
        counts = self.seq.to_bytes(NUMBER) + self.place.to_bytes(NUMBER)
        return Mark(self.block, self.subject + counts)


@dataclass(frozen=True, slots=True)
class Reexaminations:
    """What a registry has to re-examine, in the order of the chain; `next` asks for more."""

    as_of: AsOf
    registry: int
    revocations: tuple[KeyRevoked, ...]
    acts: tuple[ToReexamine, ...]
    names: Mapping[bytes, NamedParty]
    next: Mark | None


def authorities(session: Session, subject: bytes, time: int) -> tuple[Authority, ...]:
    """The agents of a party and those whose agent it is, former ones too."""
    rows = (*mandate.agents(session, subject), *mandate.principals(session, subject))
    return tuple(_authority(row, time) for row in rows)


def reexaminations(
    session: ReadSession, registry: int, *, after: Mark | None = None, limit: int = 50
) -> Reexaminations:
    """The signatures that a registry's revocations reach.

    Raises:
        SubjectUnknown: there is no such registry.
        MarkMalformed: `after` is no mark of this list.
    """
    if party.registry(session, registry) is None:
        raise SubjectUnknown(registry_subject(registry))
    stamp, limit = as_of(session), bounded(limit)
    place = None if after is None else _place(after)
    found = mandate.disowned(session, registry, place, limit + 1)
    acts = tuple(map(_reexamined, found[:limit]))
    revoked = tuple(map(_revoked, mandate.revocations(session, registry)))
    clerks = {each.clerk for each in revoked}
    mark = acts[-1].mark if len(found) > limit else None
    return Reexaminations(stamp, registry, revoked, acts, named(session, clerks), mark)


def disowned_by_dossier(
    session: Session, dossiers: Iterable[bytes], time: int
) -> dict[bytes, list[Disowned]]:
    """The disowned signatures in these dossiers at a time, by dossier."""
    wanted = set(dossiers)
    if not wanted or not mandate.any_revocation(session):
        return {}
    found: dict[bytes, list[Disowned]] = {}
    for signed, revoked in mandate.disowned_of(session, wanted, time):
        ground = RevocationGround(revoked.ground)
        each = Disowned(
            signed.subject, signed.seq, signed.time, signed.party, revoked.since, ground
        )
        found.setdefault(signed.subject, []).append(each)
    return found


def _authority(row: AgentRow, time: int) -> Authority:
    powers = tuple(power for power in AgentPower if row.powers >> power & 1)
    live = row.since <= time < row.until
    return Authority(row.principal, row.agent, powers, row.since, row.until, live, row.authority)


def _revoked(row: StaffRevocationRow) -> KeyRevoked:
    return KeyRevoked(row.party, row.since, RevocationGround(row.ground), row.document, row.time)


def _reexamined(found: Reached) -> ToReexamine:
    signed, revoked = found
    return ToReexamine(
        subject=signed.subject,
        seq=signed.seq,
        place=signed.place,
        kind=ActKind(signed.kind),
        clerk=signed.party,
        role=Role(signed.role),
        time=signed.time,
        block=signed.block,
        since=revoked.since,
        ground=RevocationGround(revoked.ground),
    )


def _place(mark: Mark) -> tuple[int, bytes, int, int]:
    subject, counts = mark.id[:SUBJECT], mark.id[SUBJECT:]
    seq, place = counts[:NUMBER], counts[NUMBER:]
    # no database has a place for a count of 64 bits
    if len(counts) != 2 * NUMBER or seq[0] >> 7 or place[0] >> 7:
        raise MarkMalformed(mark.text[:100])
    return mark.block, subject, int.from_bytes(seq), int.from_bytes(place)
