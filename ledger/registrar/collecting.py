"""Signatures that were collected apart: who is asked, who is missing, and in which order they go.

What the terms alone tell. Where only the dossier knows who must sign (a release, the pledgees of
moved lots), the book asks when the act is relayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    Transfer,
)
from ledger.domain.ids import party_id
from ledger.domain.procedure import TABLE
from ledger.domain.signatories import NO_ACCOUNT, Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.acts import Signer

ONE_PARTY = Need(frozenset({Role.PARTY}))
STAFF = {
    Signatories.ACCEPTANCE: (Role.ACCEPTANCE,),
    Signatories.EXAMINER: (Role.EXAMINER,),
    Signatories.EXAMINER_AND_REVIEWER: (Role.EXAMINER, Role.REVIEWER),
    Signatories.SEAL_KEEPER: (Role.SEAL_KEEPER,),
}


# a closed set is matched, one line a member
def asked(  # noqa: C901, PLR0911, PLR0912
    terms: Any, content: Application | None, *, granting: bool = True
) -> tuple[Need, ...]:
    """Whose signatures the terms call for, in the order in which the book takes them.

    `content` is the application on file, for the acts that show it; `granting` tells a grant of
    roles from an end of roles.
    """
    match terms:
        case Application():
            return _parties(*(split.holder for split in terms.splits))
        case Step():
            return _step(terms, content)
        case Enrolment():
            enroller = Need(frozenset({Role.ACCEPTANCE, Role.GOVERNOR}))
            return (*_parties(party_id(terms)), enroller)
        case AccountChange():
            return _parties(*([terms.party] * (1 + (terms.added != NO_ACCOUNT))))
        case RoleGrant():
            return (ONE_PARTY, *_parties(*([terms.staff] if granting else [])))
        case RegistryOpening():
            return (*_staff(Role.GOVERNOR), *_parties(terms.institution))
        case ProfileAdoption():
            return _staff(Role.GOVERNOR)
        case Revocation():
            return _parties(terms.party)
        case Notice():
            return _staff(Role.EXAMINER, Role.REVIEWER)
        case Issue():
            return _staff(Role.SEAL_KEEPER)
        case Transfer():
            return _parties(terms.giver, terms.taker)
        case Pledge():
            return _parties(terms.pledgor, terms.pledgee)
        case Release():
            return (ONE_PARTY,)
        case Order() | Lift():
            return _staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case _:
            return ()


def ordered(terms: Any, needs: Iterable[Need], signers: Iterable[Signer]) -> tuple[Signer, ...]:
    """Signatures as the book takes them: those that the terms ask for, then the others."""
    waiting = sorted(signers, key=lambda each: _joins(terms, each))
    placed, others = _matched(tuple(needs), waiting)
    return (*(each for each in placed if each is not None), *others)


def missing(needs: Iterable[Need], signers: Iterable[Signer]) -> tuple[Need, ...]:
    """The signatures that are asked for and not there yet."""
    every = tuple(needs)
    placed, _ = _matched(every, list(signers))
    return tuple(need for need, found in zip(every, placed, strict=True) if found is None)


def _matched(
    needs: tuple[Need, ...], waiting: list[Signer]
) -> tuple[list[Signer | None], list[Signer]]:
    """A signature for each need, those that name a party first; what nobody asked for."""
    left = list(waiting)
    placed: list[Signer | None] = [None] * len(needs)
    for place in sorted(range(len(needs)), key=lambda each: not needs[each].party):
        need = needs[place]
        found = next((each for each in left if _meets(need, each)), None)
        if found is not None:
            left.remove(found)
            placed[place] = found
    return placed, left


def _meets(need: Need, signer: Signer) -> bool:
    return signer.role in need.roles and need.party in {b"", signer.party}


def _joins(terms: Any, signer: Signer) -> bool:
    """An account that joins its party signs after one that stands."""
    return isinstance(terms, AccountChange) and signer.account == terms.added


def _step(terms: Step, content: Application | None) -> tuple[Need, ...]:
    """By the procedure table: an action has the same signatories from every state."""
    found = {
        row.signatories for (_, action), row in TABLE.items() if action is Action(terms.action)
    }
    (signatories,) = found or {Signatories.ANYONE}
    if signatories is Signatories.APPLICANTS and content is not None:
        return _parties(*(split.holder for split in content.splits))
    if signatories is Signatories.ONE_PARTY:
        return (ONE_PARTY,)
    return _staff(*STAFF.get(signatories, ()))


def _parties(*parties: bytes) -> tuple[Need, ...]:
    return tuple(Need(ONE_PARTY.roles, party) for party in parties)


def _staff(*roles: Role) -> tuple[Need, ...]:
    return tuple(Need(frozenset({role})) for role in roles)
