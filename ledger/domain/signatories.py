"""Who must sign an act: the parties and staff that its terms and its dossier call for, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import (
    AccountChange,
    Action,
    Application,
    Enrolment,
    Issue,
    Lift,
    Notice,
    Order,
    Pledge,
    ProfileAdoption,
    RegistryOpening,
    Release,
    Revocation,
    Role,
    RoleGrant,
    Signatories,
    Step,
    SubjectKind,
    Transfer,
)
from ledger.domain.procedure import TABLE
from ledger.domain.words import (
    CONTENT_KEY,
    ApplicationRecord,
    LotWord,
    OrderWord,
    PledgeWord,
    RegistryRecord,
    TitleRecord,
    lot_key,
    order_key,
    pledge_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.mandates import Histories
    from ledger.domain.state import Dossier

NO_ACCOUNT: Final = bytes(20)
_PARTY: Final = frozenset({Role.PARTY})


@dataclass(frozen=True, slots=True)
class Need:
    """One signature that an act needs: in one of these roles, by this party (empty: any)."""

    roles: frozenset[Role]
    party: bytes = b""


# a closed set is matched, one line a member
def needed_signers(act: Act, before: Dossier, histories: Histories) -> tuple[Need, ...]:  # noqa: PLR0911
    """The signatures that an act needs, in the order in which they stand."""
    match act.terms:
        case Application() as terms:
            return _holders(terms)
        case Step() as terms:
            return tuple(_step(terms, before, act))
        case Notice():
            return _staff(Role.EXAMINER, Role.REVIEWER)
        case Issue():
            return _staff(Role.SEAL_KEEPER)
        case Transfer() as terms:
            return tuple(_transfer(terms, before, act))
        case Pledge() as terms:
            return _parties(terms.pledgor, terms.pledgee)
        case Release() as terms:
            word = before.read(pledge_key(terms.lot, terms.pledge), PledgeWord)
            return _parties(word.pledgee)
        case Order() | Lift():
            return _staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case _:
            return _of_parties(act, histories)


# a closed set is matched, one line a member
def _of_parties(act: Act, histories: Histories) -> tuple[Need, ...]:  # noqa: PLR0911
    match act.terms:
        case Enrolment():
            enroller = Need(frozenset({Role.ACCEPTANCE, Role.GOVERNOR}))
            return (*_parties(act.raw.subject), enroller)
        case AccountChange() as terms:
            joins = terms.added != NO_ACCOUNT
            return _parties(*([terms.party] * (1 + joins)))
        case RoleGrant() as terms:
            institution = _institution(terms.registry, act, histories)
            granted = act.kind.name == "RolesGranted"
            return _parties(institution, *([terms.staff] if granted else []))
        case Revocation() as terms:
            return _parties(terms.party)
        case RegistryOpening() as terms:
            return (*_staff(Role.GOVERNOR), *_parties(terms.institution))
        case ProfileAdoption():
            return _staff(Role.GOVERNOR)
        case _:
            return ()


def registry_of(act: Act, before: Dossier) -> int | None:
    """The registry whose staff must sign the act; None where any registry's may."""
    match act.terms:
        case Application() | Enrolment() | RoleGrant() | RegistryOpening() | ProfileAdoption():
            return None
        case Issue() as terms:
            return terms.registry
        case Order() as terms:
            return terms.registry
        case Lift() as terms:
            return before.read(order_key(terms.holder, terms.order), OrderWord).registry
        case _:
            return _record_registry(before)


def registry_subject(code: int) -> bytes:
    """The dossier of a registry."""
    return bytes([SubjectKind.REGISTRY]) + code.to_bytes(31)


def _record_registry(before: Dossier) -> int | None:
    if before.kind is SubjectKind.APPLICATION:
        return before.record(ApplicationRecord).registry
    if before.kind is SubjectKind.TITLE:
        return before.record(TitleRecord).registry
    return None


def _parties(*parties: bytes) -> tuple[Need, ...]:
    return tuple(Need(_PARTY, party) for party in parties)


def _staff(*roles: Role) -> tuple[Need, ...]:
    return tuple(Need(frozenset({role})) for role in roles)


def _holders(terms: Application) -> tuple[Need, ...]:
    return _parties(*(split.holder for split in terms.splits))


# a closed set is matched, one line a member
def _step(terms: Step, before: Dossier, act: Act) -> Iterator[Need]:  # noqa: C901
    row = TABLE.get((before.record(ApplicationRecord).state, Action(terms.action)))
    match row.signatories if row else Signatories.ANYONE:
        case Signatories.ANYONE:
            return
        case Signatories.APPLICANTS:
            content = before.terms[CONTENT_KEY]
            if isinstance(content, Application):
                yield from _holders(content)
        case Signatories.ONE_PARTY:
            yield from _parties(*(actor.party for actor in act.actors[:1]))
            if not act.actors:
                yield Need(_PARTY)
        case Signatories.ACCEPTANCE:
            yield from _staff(Role.ACCEPTANCE)
        case Signatories.EXAMINER:
            yield from _staff(Role.EXAMINER)
        case Signatories.EXAMINER_AND_REVIEWER:
            yield from _staff(Role.EXAMINER, Role.REVIEWER)
        case Signatories.SEAL_KEEPER:
            yield from _staff(Role.SEAL_KEEPER)


def _transfer(terms: Transfer, before: Dossier, act: Act) -> Iterator[Need]:
    """Giver, taker, then every pledgee of a moved lot, in whatever order they signed."""
    yield from _parties(terms.giver, terms.taker)
    place = 0
    pledgees = set()
    for lot in terms.lots:
        count = before.read(lot_key(lot), LotWord).open
        for pledge in terms.pledges[place : place + count]:
            pledgees.add(before.read(pledge_key(lot, pledge), PledgeWord).pledgee)
        place += count
    signed = [actor.party for actor in act.actors[2:]]
    yield from _parties(*signed)
    yield from _parties(*sorted(pledgees - {terms.giver, terms.taker} - set(signed)))


def _institution(registry: int, act: Act, histories: Histories) -> bytes:
    history = histories.get(registry_subject(registry))
    if history is None:
        return b"\xff"
    return history.at_block(act.raw.block).record(RegistryRecord).institution
