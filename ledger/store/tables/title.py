"""Titles, shares and certificates."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class TitleRow(Row):
    """A title as it was issued."""

    FRESH: ClassVar[bool] = True
    title: bytes
    application: bytes
    registry_code: int
    fingerprint: bytes
    record: bytes
    profile: bytes
    registered_at: int
    valid_until: int
    number: int
    issued_time: int
    block: int
    seq: int


class TitleTable(SQLModel, table=True):
    """Table of TitleRow."""

    __tablename__ = "title"

    title: bytes = key_bytes()
    application: bytes = octets(index=True)
    registry_code: int = whole(index=True)
    fingerprint: bytes = octets(index=True)
    record: bytes = octets()
    profile: bytes = octets()
    registered_at: int = whole()
    valid_until: int = whole()
    number: int = whole(index=True)
    issued_time: int = whole()
    block: int = whole(index=True)
    seq: int = whole()


@value(frozen=True, slots=True)
class TitleStateRow(Row):
    """The record of a title; `ground` and `ended_since` are 0 while it lives."""

    title: bytes
    state: int
    rights: int
    holders: int
    live_orders: int
    barred_until: int
    valid_until: int
    record: bytes
    ground: int
    ended_since: int
    renewing: int
    block: int
    seq: int


class TitleStateTable(SQLModel, table=True):
    """Table of TitleStateRow."""

    __tablename__ = "title_state"

    title: bytes = key_bytes()
    state: int = whole()
    rights: int = whole()
    holders: int = whole()
    live_orders: int = whole()
    barred_until: int = whole()
    valid_until: int = whole()
    record: bytes = octets()
    ground: int = whole()
    ended_since: int = whole()
    renewing: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class TitleNoticeRow(Row):
    """The published fields of a title's record since it was changed, in place of its notice's."""

    title: bytes
    application: bytes
    data_name: str
    industry: str
    region: str
    level: str
    summary: str
    scenarios: str
    published_time: int
    clear: bytes
    fault: str
    block: int
    seq: int


class TitleNoticeTable(SQLModel, table=True):
    """Table of TitleNoticeRow."""

    __tablename__ = "title_notice"

    title: bytes = key_bytes()
    application: bytes = octets(index=True)
    data_name: str = words()
    industry: str = words()
    region: str = words()
    level: str = words()
    summary: str = words()
    scenarios: str = words()
    published_time: int = whole()
    clear: bytes = octets()
    fault: str = words()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class HoldingRow(Row):
    """What a party holds of a title; all zero once it gave everything away."""

    KEYS: ClassVar[int] = 2
    title: bytes
    party: bytes
    hold: int
    use: int
    oper: int
    pledged_hold: int
    pledged_use: int
    pledged_oper: int
    number: int
    version: int
    block: int
    seq: int


class HoldingTable(SQLModel, table=True):
    """Table of HoldingRow."""

    __tablename__ = "holding"

    title: bytes = key_bytes()
    party: bytes = key_bytes(index=True)
    hold: int = whole()
    use: int = whole()
    oper: int = whole()
    pledged_hold: int = whole()
    pledged_use: int = whole()
    pledged_oper: int = whole()
    number: int = whole()
    version: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class CertificateRow(Row):
    """A certificate as it was issued."""

    KEYS: ClassVar[int] = 2
    FRESH: ClassVar[bool] = True
    title: bytes
    number: int
    party: bytes
    issued_time: int
    block: int
    seq: int


class CertificateTable(SQLModel, table=True):
    """Table of CertificateRow."""

    __tablename__ = "certificate"

    title: bytes = key_bytes()
    number: int = key_number(index=True)
    party: bytes = octets()
    issued_time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class CertificateVersionRow(Row):
    """What a certificate said from this act on; all zero: it was closed."""

    KEYS: ClassVar[int] = 3
    FRESH: ClassVar[bool] = True
    title: bytes
    number: int
    version: int
    party: bytes
    hold: int
    use: int
    oper: int
    pledged_hold: int
    pledged_use: int
    pledged_oper: int
    time: int
    block: int
    seq: int


class CertificateVersionTable(SQLModel, table=True):
    """Table of CertificateVersionRow."""

    __tablename__ = "certificate_version"

    title: bytes = key_bytes()
    number: int = key_number()
    version: int = key_number()
    party: bytes = octets()
    hold: int = whole()
    use: int = whole()
    oper: int = whole()
    pledged_hold: int = whole()
    pledged_use: int = whole()
    pledged_oper: int = whole()
    time: int = whole()
    block: int = whole()
    seq: int = whole()
