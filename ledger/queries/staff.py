"""For whom an account acts now, and in which roles: read afresh, never remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import Role
from ledger.queries.party import parties_of_account
from ledger.store.repositories import mirror, party

if TYPE_CHECKING:
    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """A party that an account acts for, with its staff roles by registry."""

    party: bytes
    roles: Mapping[int, frozenset[Role]]


def standing_of(session: Session, account: bytes, time: int) -> Standing | None:
    """The party that an account acts for at a time; None for none.

    A party whose dossier cannot be read has no roles: what it holds is UNKNOWN.
    """
    found = parties_of_account(session, account, time)
    if not found:
        return None
    [subject, *_] = found
    if mirror.lost(session, (subject,)):
        return Standing(subject, {})
    roles: dict[int, set[Role]] = {}
    for row in party.roles(session, subject):
        if row.held and row.until > time:
            roles.setdefault(row.registry_code, set()).add(Role(row.role))
    return Standing(subject, {code: frozenset(each) for code, each in roles.items()})
