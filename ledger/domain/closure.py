"""The dossiers that a statement about a title rests on, worked out from the acts, not from a list.

The title, its application, its data object, its registry, GOVERNANCE, and every party that holds,
pledges, orders, signs or acts in any of these, and in the dossiers of those parties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Absorption,
    Application,
    Assignment,
    Closing,
    Correction,
    Dispute,
    DisputeStep,
    Extension,
    Fulfilment,
    Issue,
    Judgment,
    Licence,
    LicenceEnding,
    Lift,
    Order,
    Pledge,
    Recovery,
    RegistryOpening,
    Renaming,
    Renewal,
    RoleGrant,
    Sale,
    StaffRevocation,
    SubjectKind,
    Superior,
    Tag,
    Transfer,
)
from ledger.domain.signatories import registry_subject
from ledger.domain.words import NOBODY, party_of_tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.history import Histories, History

GOVERNANCE = bytes([SubjectKind.GOVERNANCE]) + bytes(31)
OWN_PARTY = bytes([SubjectKind.PARTY]) + bytes(31)


@dataclass(frozen=True, slots=True)
class Closure:
    """Members in the order of their ids, and those that are not at hand."""

    members: tuple[bytes, ...]
    missing: tuple[bytes, ...]


def closure_of(title: bytes, histories: Histories, signers: Iterable[bytes] = ()) -> Closure:
    """The closure of a title over the dossiers at hand.

    `signers` are the parties that signed what goes with it and stands in no dossier: tombstones.
    """
    waiting, members, missing = [title, *signers], set(), set()
    while waiting:
        subject = waiting.pop()
        if subject in members or subject in missing:
            continue
        history = histories.get(subject)
        if history is None or not history.acts:
            missing.add(subject)
            continue
        members.add(subject)
        waiting.extend(_needs(history))
    return Closure(tuple(sorted(members)), tuple(sorted(missing)))


def _needs(history: History) -> Iterator[bytes]:
    """What one dossier leads to. An object leads nowhere: other filers' dossiers are their own."""
    yield GOVERNANCE
    kind = SubjectKind(history.subject[0])
    if kind is SubjectKind.OBJECT:
        return
    for act in history.acts:
        yield from (actor.party for actor in act.actors if actor.party != OWN_PARTY)
        yield from _named(act)
        if kind is SubjectKind.TITLE:
            yield from (link.subject for link in act.links)
            yield from (party_of_tail(key[12:]) for key, _ in act.writes if key[0] == Tag.HOLDING)


# a closed set is matched, one line a member
def _named(act: Act) -> Iterator[bytes]:  # noqa: C901, PLR0912, PLR0915
    match act.terms:
        case Issue() as terms:
            yield registry_subject(terms.registry)
            yield object_subject(terms.fingerprint)
        case Application() as terms:
            yield registry_subject(terms.registry)
            yield from (split.holder for split in terms.splits)
        case Pledge() as terms:
            yield from (terms.pledgor, terms.pledgee)
        case Assignment() as terms:
            yield terms.assignee
        case Sale() as terms:
            yield from (each for each in (terms.taker, terms.court) if each != NOBODY)
        case Transfer() as terms:
            yield from (terms.giver, terms.taker)
        case Licence() as terms:
            yield from (terms.licensor, terms.licensee)
        case Correction() | Closing() | Renewal() | Fulfilment() | LicenceEnding() as terms:
            yield from (each for each in (terms.court,) if each != NOBODY)
        case Judgment() | Lift() | Extension() as terms:
            yield from (each for each in (terms.court,) if each != NOBODY)
        case Superior() as terms:
            yield terms.superior
        case Dispute() as terms:
            yield terms.disputant
        case DisputeStep() as terms:
            yield from (each for each in (terms.party,) if each != NOBODY)
        case Order() as terms:
            yield from (terms.court, registry_subject(terms.registry))
        # a party that absorbs another signs for it
        case RoleGrant() | StaffRevocation() | Recovery() | Renaming() | Absorption() as terms:
            yield registry_subject(terms.registry)
        case RegistryOpening() as terms:
            yield terms.institution
        case _:
            return


def object_subject(fingerprint: bytes) -> bytes:
    """The dossier of a data object, by its fingerprint id."""
    return bytes([SubjectKind.OBJECT]) + fingerprint[:31]
