"""A party: who it is, what it holds, what secures it, who staffs a registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import PartyKind, PledgeState, Realisation, Right, Role
from ledger.domain.clock import StandingOrder, orders_at, state_named
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord, officers_of
from ledger.domain.verdict import Result
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import SubjectUnknown
from ledger.queries.mandate import Authority, authorities
from ledger.queries.names import NamedParty, named
from ledger.queries.pages import Mark, bounded
from ledger.queries.replay import load_dossier
from ledger.store.repositories import absorption, mirror, party, pledge, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.absorption import AbsorptionRow
    from ledger.store.tables.party import StaffRoleRow
    from ledger.store.tables.pledge import PledgeRow, PledgeStateRow
    from ledger.store.tables.title import HoldingRow


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a party; `until` is None while it is open."""

    account: bytes
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A staff role that a party has at a registry until then."""

    party: bytes
    role: Role
    registry: int
    until: int


@dataclass(frozen=True, slots=True)
class HeldTitle:
    """What a party holds of a title, in ppm by Right; `status` UNKNOWN: what it last was."""

    title: bytes
    number: int
    shares: tuple[int, int, int]
    pledged: tuple[int, int, int]
    registry: int
    valid_until: int
    status: str


@dataclass(frozen=True, slots=True)
class PledgeNote:
    """A pledge as the ledger notes it; the amount is in fen.

    `changed_time` is that of the last act on it: of an ended one, when it ended. `known_seizure`
    is since when its pledgee knows of one, 0 for not.
    """

    pledge: bytes
    lot: bytes
    title: bytes
    pledgor: bytes
    pledgee: bytes
    right: Right
    ppm: int
    amount: int
    filed_at: int
    state: PledgeState
    realisation: Realisation
    known_seizure: int
    changed_time: int
    recorded_time: int
    block: int


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A merger: `party` was absorbed by `successor`, as `instrument` says."""

    party: NamedParty
    successor: NamedParty
    instrument: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """A later commitment to a party's real name, since when, and the document behind it."""

    identity: bytes
    instrument: bytes
    since: int


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A party. `orders` are those on all that it owns; `next` asks for more titles.

    `recovery` is that of a lost account while the party may object to it. `absorbed` says who goes
    on in its place, `predecessors` whom it absorbed itself; `renamings` are its later names.
    `officers` are the accounts of whom it signs with beside it: one, or none.
    """

    as_of: AsOf
    party: bytes
    kind: PartyKind
    name: NamedParty
    identity_tag: bytes
    identity: bytes
    enrolled_time: int
    accounts: tuple[Account, ...]
    roles: tuple[RoleHeld, ...]
    authorities: tuple[Authority, ...]
    orders: tuple[StandingOrder, ...]
    recovery: RecoveryWord | None
    officers: tuple[bytes, ...]
    absorbed: Absorbed | None
    predecessors: tuple[Absorbed, ...]
    renamings: tuple[Renamed, ...]
    titles: tuple[HeldTitle, ...]
    next: bytes | None


@dataclass(frozen=True, slots=True)
class PledgeList:
    """Pledges that secure a party, newest first."""

    as_of: AsOf
    pledges: tuple[PledgeNote, ...]
    next: Mark | None


@dataclass(frozen=True, slots=True)
class RegistryFacts:
    """A registry, its institution and its staff."""

    registry: int
    institution: bytes
    until: int
    opened_time: int
    staff: tuple[RoleHeld, ...]


def taken(session: ReadSession, accounts: Iterable[bytes]) -> set[bytes]:
    """Those of these accounts that act or acted for a party, as far as the mirror has read."""
    return {account for account in accounts if party.of_account(session, account)}


def party_page(
    session: ReadSession, subject: bytes, *, after: bytes = b"", limit: int = 50
) -> PartyPage:
    """A party with a page of its titles.

    Raises:
        SubjectUnknown: there is no such party.
        DossierUnknown: its dossier cannot be read.
    """
    row = party.party(session, subject)
    if row is None:
        raise SubjectUnknown(subject)
    stamp, limit = as_of(session), bounded(limit)
    held = title.held_by(session, subject, after, limit + 1)
    dossier = load_dossier(session, subject)
    recovery = dossier.read(RECOVERY_KEY, RecoveryWord)
    return PartyPage(
        as_of=stamp,
        party=subject,
        kind=PartyKind(row.kind),
        name=named(session, (subject,))[subject],
        identity_tag=row.identity_tag,
        identity=row.identity,
        enrolled_time=row.enrolled_time,
        accounts=tuple(
            Account(each.account, each.since, each.until or None)
            for each in party.accounts(session, subject)
        ),
        roles=tuple(_role(each) for each in party.roles(session, subject) if each.held),
        authorities=authorities(session, subject, stamp.time),
        orders=orders_at(dossier, stamp.time),
        recovery=recovery if recovery.pending(stamp.time) else None,
        officers=officers_of(dossier, stamp.time),
        absorbed=next(iter(_mergers(session, absorption.of(session, subject))), None),
        predecessors=_mergers(session, absorption.predecessors(session, subject)),
        renamings=tuple(
            Renamed(each.identity, each.instrument, each.time)
            for each in absorption.renamings(session, subject)
        ),
        titles=_held(session, held[:limit]),
        next=held[limit - 1].title if len(held) > limit else None,
    )


def parties_of_account(session: Session, account: bytes, time: int) -> tuple[bytes, ...]:
    """The parties for which an account acts at a time: its own, and those that they absorbed.

    The accounts of a party that was absorbed act for nobody.
    """
    rows = party.of_account(session, account)
    live = [each.party for each in rows if each.since <= time and not 0 < each.until <= time]
    gone = absorption.absorbed(session, live)
    own = [each for each in live if each not in gone]
    taken_on = (row.party for each in own for row in absorption.predecessors(session, each))
    return (*own, *taken_on)


def pledges_of_pledgee(
    session: ReadSession, subject: bytes, *, below: Mark | None = None, limit: int = 20
) -> PledgeList:
    """The pledges that secure a party, or one that it absorbed, released ones too."""
    limit = bounded(limit)
    own = absorption.with_predecessors(session, subject)
    rows = pledge.of_pledgee(session, own, below.pair if below else None, limit + 1)
    shown = rows[:limit]
    states = pledge.states(session, {row.title for row in shown})
    notes = tuple(_note(row, states[row.pledge]) for row in shown)
    mark = Mark(shown[-1].block, shown[-1].pledge) if len(rows) > limit else None
    return PledgeList(as_of(session), notes, mark)


@dataclass(frozen=True, slots=True)
class RegistryList:
    """All registries, with the names of their institutions."""

    as_of: AsOf
    registries: tuple[RegistryFacts, ...]
    names: Mapping[bytes, NamedParty]


def registry_list(session: ReadSession) -> RegistryList:
    """All registries, as of the mirror's block."""
    found = registries(session)
    return RegistryList(as_of(session), found, named(session, (each.institution for each in found)))


def registries(session: Session) -> tuple[RegistryFacts, ...]:
    """All registries, by code."""
    return tuple(
        RegistryFacts(
            row.registry_code,
            row.institution,
            row.until,
            row.opened_time,
            tuple(map(_role, party.staff(session, row.registry_code))),
        )
        for row in party.registries(session)
    )


def _mergers(session: Session, rows: Iterable[AbsorptionRow]) -> tuple[Absorbed, ...]:
    every = list(rows)
    names = named(session, {each for row in every for each in (row.party, row.successor)})
    return tuple(
        Absorbed(names[row.party], names[row.successor], row.instrument, row.time) for row in every
    )


def _role(row: StaffRoleRow) -> RoleHeld:
    return RoleHeld(row.party, Role(row.role), row.registry_code, row.until)


def _held(session: Session, rows: list[HoldingRow]) -> tuple[HeldTitle, ...]:
    wanted = [row.title for row in rows]
    lost = mirror.lost(session, wanted)
    titles, states = title.titles(session, wanted), title.states(session, wanted)
    return tuple(
        HeldTitle(
            title=row.title,
            number=row.number,
            shares=(row.hold, row.use, row.oper),
            pledged=(row.pledged_hold, row.pledged_use, row.pledged_oper),
            registry=titles[row.title].registry_code,
            valid_until=states[row.title].valid_until,
            status=Result.UNKNOWN
            if row.title in lost
            else state_named(states[row.title].state, states[row.title].ground),
        )
        for row in rows
    )


def _note(row: PledgeRow, state: PledgeStateRow) -> PledgeNote:
    return PledgeNote(
        pledge=row.pledge,
        lot=row.lot,
        title=row.title,
        pledgor=row.pledgor,
        pledgee=row.pledgee,
        right=Right(row.right),
        ppm=row.ppm,
        amount=int.from_bytes(row.amount),
        filed_at=row.filed_at,
        state=PledgeState(state.state),
        realisation=Realisation(state.realisation),
        known_seizure=state.known_seizure,
        changed_time=state.changed_time,
        recorded_time=row.recorded_time,
        block=row.block,
    )
