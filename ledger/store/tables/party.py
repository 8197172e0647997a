"""Parties, accounts, staff, registries, books and profiles."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class PartyRow(Row):
    """A party as it was enrolled."""

    FRESH: ClassVar[bool] = True
    party: bytes
    kind: int
    identity_tag: bytes
    identity: bytes
    enrolled_time: int
    block: int
    seq: int


class PartyTable(SQLModel, table=True):
    """Table of PartyRow."""

    __tablename__ = "party"

    party: bytes = key_bytes()
    kind: int = whole()
    identity_tag: bytes = octets(index=True)
    identity: bytes = octets()
    enrolled_time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class PartyStateRow(Row):
    """The record of a party."""

    party: bytes
    registry_code: int
    live_orders: int
    barred_until: int
    revoked: int
    block: int
    seq: int


class PartyStateTable(SQLModel, table=True):
    """Table of PartyStateRow."""

    __tablename__ = "party_state"

    party: bytes = key_bytes()
    registry_code: int = whole()
    live_orders: int = whole()
    barred_until: int = whole()
    revoked: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class AccountRow(Row):
    """An account of a party; until 0 means open."""

    KEYS: ClassVar[int] = 2
    party: bytes
    account: bytes
    since: int
    until: int
    block: int
    seq: int


class AccountTable(SQLModel, table=True):
    """Table of AccountRow."""

    __tablename__ = "account"

    party: bytes = key_bytes()
    account: bytes = key_bytes(index=True)
    since: int = whole()
    until: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class StaffRoleRow(Row):
    """A staff role that a party has or had; `held` is 0 once it was taken."""

    KEYS: ClassVar[int] = 2
    party: bytes
    role: int
    registry_code: int
    until: int
    held: int
    block: int
    seq: int


class StaffRoleTable(SQLModel, table=True):
    """Table of StaffRoleRow."""

    __tablename__ = "staff_role"

    party: bytes = key_bytes()
    role: int = key_number()
    registry_code: int = whole(index=True)
    until: int = whole()
    held: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class RegistryRow(Row):
    """A registry."""

    subject: bytes
    registry_code: int
    institution: bytes
    record: bytes
    until: int
    opened_time: int
    block: int
    seq: int


class RegistryTable(SQLModel, table=True):
    """Table of RegistryRow."""

    __tablename__ = "registry"

    subject: bytes = key_bytes()
    registry_code: int = whole(index=True)
    institution: bytes = octets(index=True)
    record: bytes = octets()
    until: int = whole()
    opened_time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class BookRow(Row):
    """A book's admission."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    book: bytes
    kinds: bytes
    code_hash: bytes
    since: int
    until: int
    block: int
    seq: int


class BookTable(SQLModel, table=True):
    """Table of BookRow."""

    __tablename__ = "book"

    subject: bytes = key_bytes()
    book: bytes = key_bytes()
    kinds: bytes = octets()
    code_hash: bytes = octets()
    since: int = whole()
    until: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class ProfileRow(Row):
    """A rule profile's floors."""

    KEYS: ClassVar[int] = 2
    subject: bytes
    profile: bytes
    minimum_notice: int
    minimum_acceptance: int
    maximum_term: int
    maximum_freeze: int
    block: int
    seq: int


class ProfileTable(SQLModel, table=True):
    """Table of ProfileRow."""

    __tablename__ = "profile"

    subject: bytes = key_bytes()
    profile: bytes = key_bytes()
    minimum_notice: int = whole()
    minimum_acceptance: int = whole()
    maximum_term: int = whole()
    maximum_freeze: int = whole()
    block: int = whole()
    seq: int = whole()
