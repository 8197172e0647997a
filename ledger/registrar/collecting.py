"""Signatures that were collected apart: who is asked, who is missing, and in which order they go.

What the terms alone tell. Where only the dossier knows who must sign (a release, the pledgees of
moved lots, a party that is absorbed for the first time), the book asks when the act is relayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.domain.acts import (
    Absorption,
    AccountChange,
    Action,
    AgentPower,
    Amendment,
    Application,
    Assignment,
    BreachNotice,
    DisputeStep,
    Enforcement,
    Enrolment,
    LicenceEnding,
    OfficerNaming,
    Ranking,
    Realisation,
    Release,
    Role,
    RoleGrant,
    Sale,
    Shrinking,
    Signatories,
    StaffRevocation,
    Step,
    Transfer,
)
from ledger.domain.ids import party_id
from ledger.domain.needs import ONE_PARTY, Need, parties, staff
from ledger.domain.procedure import TABLE
from ledger.domain.signatories import (
    STEP_STAFF,
    dispute_step,
    enrolled,
    holders,
    licence_ending,
    needed_by_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.acts import Signer


def asked(  # noqa: PLR0911 (one line a kind)
    terms: Any, content: Application | None, *, granting: bool = True
) -> tuple[Need, ...]:
    """Whose signatures the terms call for, in the order in which the book takes them.

    `content` is the application on file, for the acts that show it; `granting` tells a grant of
    roles from an end of roles.
    """
    match terms:
        case Step():
            return _step(terms, content)
        case Transfer():
            return parties(terms.giver, terms.taker)
        case Release() | StaffRevocation() | BreachNotice():
            return (ONE_PARTY,)
        case Amendment() | Assignment() | Ranking() | Shrinking() | Enforcement() | Sale():
            return _of_pledge(terms)
        case DisputeStep() | LicenceEnding():
            return _of_sides(terms)
        case Enrolment():
            return enrolled(party_id(terms))
        case Absorption():
            # one that was absorbed before has no account left: it follows its successor unsigned
            return needed_by_terms(terms)[:-1]
        case RoleGrant():
            return (ONE_PARTY, *parties(*([terms.staff] if granting else [])))
        case _:
            return needed_by_terms(terms)


def _of_sides(terms: DisputeStep | LicenceEnding) -> tuple[Need, ...]:
    """Staff, or the sides whom the title's dossier names."""
    if isinstance(terms, LicenceEnding):
        return licence_ending(terms, ONE_PARTY, ONE_PARTY)
    return dispute_step(terms, (ONE_PARTY,))


def _of_pledge(terms: Any) -> tuple[Need, ...]:
    """The sides of a pledge, whom the lot's word names; who else signs signs behind them."""
    match terms:
        case Amendment() | Ranking():
            return (ONE_PARTY, ONE_PARTY)
        case Assignment():
            return (ONE_PARTY, *parties(terms.assignee))
        case Enforcement():
            income = terms.realisation is Realisation.LICENCE_INCOME
            return (ONE_PARTY, ONE_PARTY) if income else (ONE_PARTY,)
        case Sale() if terms.realisation is Realisation.COURT_SALE:
            return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case Sale():
            return (ONE_PARTY, *parties(terms.taker))
        case _:
            return (ONE_PARTY,)


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
    match terms:
        case AccountChange():
            return signer.account == terms.added
        case OfficerNaming():
            return signer.account == terms.officer
        case _:
            return False


def _step(terms: Step, content: Application | None) -> tuple[Need, ...]:
    """By the procedure table: an action has the same signatories from every state."""
    found = {
        row.signatories for (_, action), row in TABLE.items() if action is Action(terms.action)
    }
    (signatories,) = found or {Signatories.ANYONE}
    if signatories is Signatories.APPLICANTS:
        return () if content is None else holders(content, AgentPower.WITHDRAW)
    if signatories is Signatories.ONE_PARTY:
        return (ONE_PARTY,)
    return staff(*STEP_STAFF[signatories])
