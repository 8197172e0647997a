"""Parties, their accounts and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import PartyKind
from ledger.store.repositories.rows import find, find_among, find_one, table
from ledger.store.tables.party import (
    AccountRow,
    BookRow,
    PartyRow,
    PartyStateRow,
    ProfileRow,
    RegistryRow,
    StaffRoleRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_A = table(AccountRow).columns
_R = table(RegistryRow).columns
_S = table(StaffRoleRow).columns


def party(session: Session, subject: bytes) -> PartyRow | None:
    """A party as enrolled."""
    return find_one(session, PartyRow, subject)


def state(session: Session, subject: bytes) -> PartyStateRow | None:
    """Its record."""
    return find_one(session, PartyStateRow, subject)


def accounts(session: Session, subject: bytes) -> list[AccountRow]:
    """Its accounts, open and retired."""
    return find(session, AccountRow, _A.party == subject, order=(_A.since, _A.account))


def of_account(session: Session, account: bytes) -> list[AccountRow]:
    """The parties that an account acts or acted for."""
    return find(session, AccountRow, _A.account == account, order=(_A.since, _A.party))


def roles(session: Session, subject: bytes) -> list[StaffRoleRow]:
    """Its staff roles, taken ones too."""
    return find(session, StaffRoleRow, _S.party == subject, order=(_S.role,))


def staff(session: Session, registry_code: int) -> list[StaffRoleRow]:
    """The staff of a registry."""
    conditions = (_S.registry_code == registry_code, _S.held == 1)
    return find(session, StaffRoleRow, *conditions, order=(_S.role, _S.party))


def registries(session: Session) -> list[RegistryRow]:
    """All registries, by code."""
    return find(session, RegistryRow, order=(_R.registry_code,))


def registry(session: Session, registry_code: int) -> RegistryRow | None:
    """A registry by its code."""
    rows = find(session, RegistryRow, _R.registry_code == registry_code, limit=1)
    return rows[0] if rows else None


def books(session: Session) -> list[BookRow]:
    """All books, by address."""
    return find(session, BookRow, order=(table(BookRow).columns.book,))


def profiles(session: Session) -> list[ProfileRow]:
    """All rule profiles, in the order of their adoption."""
    columns = table(ProfileRow).columns
    return find(session, ProfileRow, order=(columns.block, columns.seq))


def of_kinds(session: Session, kinds_: Iterable[int], limit: int) -> list[bytes]:
    """Parties of these kinds, in the order of their enrolment."""
    columns = table(PartyRow).columns
    wanted = columns.kind.in_([int(each) for each in kinds_])
    found = find(session, PartyRow, wanted, order=(columns.enrolled_time,), limit=limit)
    return [row.party for row in found]


def kinds(session: Session, parties: Iterable[bytes]) -> dict[bytes, int]:
    """The kind of each of these parties that is enrolled."""
    return {row.party: row.kind for row in find_among(session, PartyRow, "party", set(parties))}


def persons(session: Session, parties: Iterable[bytes]) -> set[bytes]:
    """Those that are enrolled as natural persons: nothing that a notice calls them is shown."""
    found = kinds(session, parties)
    return {each for each, kind in found.items() if kind == PartyKind.NATURAL_PERSON}
