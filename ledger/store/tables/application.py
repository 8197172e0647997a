"""Applications, their notices, and the filings over data objects."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class ApplicationRow(Row):
    """The content of an application in force."""

    FRESH: ClassVar[bool] = True
    application: bytes
    registry_code: int
    profile: bytes
    fingerprint: bytes
    keyed: int
    origin: int
    registration: int
    title: bytes
    data_class: int
    grade: int
    basis: bytes
    record: bytes
    content: bytes
    block: int
    seq: int


class ApplicationTable(SQLModel, table=True):
    """Table of ApplicationRow."""

    __tablename__ = "application"

    application: bytes = key_bytes()
    registry_code: int = whole()
    profile: bytes = octets()
    fingerprint: bytes = octets(index=True)
    keyed: int = whole()
    origin: int = whole()
    registration: int = whole()
    title: bytes = octets()
    data_class: int = whole()
    grade: int = whole()
    basis: bytes = octets()
    record: bytes = octets()
    content: bytes = octets()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class ApplicationStateRow(Row):
    """Where an application stands."""

    application: bytes
    registry_code: int
    state: int
    due: int
    notice_due: int
    deposited_at: int
    corrected: int
    extended: int
    changed_time: int
    block: int
    seq: int


class ApplicationStateTable(SQLModel, table=True):
    """Table of ApplicationStateRow."""

    __tablename__ = "application_state"

    application: bytes = key_bytes()
    registry_code: int = whole(index=True)
    state: int = whole(index=True)
    due: int = whole()
    notice_due: int = whole()
    deposited_at: int = whole()
    corrected: int = whole()
    extended: int = whole()
    changed_time: int = whole()
    block: int = whole(index=True)
    seq: int = whole()


@value(frozen=True, slots=True)
class ApplicantRow(Row):
    """Shares that a party applies for; `current` is 0 when a correction left it out."""

    KEYS: ClassVar[int] = 2
    application: bytes
    party: bytes
    hold: int
    use: int
    oper: int
    current: int
    block: int
    seq: int


class ApplicantTable(SQLModel, table=True):
    """Table of ApplicantRow."""

    __tablename__ = "applicant"

    application: bytes = key_bytes()
    party: bytes = key_bytes(index=True)
    hold: int = whole()
    use: int = whole()
    oper: int = whole()
    current: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class ParticipantRow(Row):
    """Who took part in a fusion and holds nothing; `current` as of an applicant."""

    KEYS: ClassVar[int] = 2
    application: bytes
    party: bytes
    current: int
    block: int
    seq: int


class ParticipantTable(SQLModel, table=True):
    """Table of ParticipantRow."""

    __tablename__ = "participant"

    application: bytes = key_bytes()
    party: bytes = key_bytes(index=True)
    current: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class StepRow(Row):
    """One step of an application."""

    KEYS: ClassVar[int] = 2
    FRESH: ClassVar[bool] = True
    application: bytes
    step: int
    action: int
    ground: int
    due: int
    document: bytes
    time: int
    block: int
    seq: int


class StepTable(SQLModel, table=True):
    """Table of StepRow."""

    __tablename__ = "step"

    application: bytes = key_bytes()
    step: int = key_number()
    action: int = whole()
    ground: int = whole()
    due: int = whole()
    document: bytes = octets()
    time: int = whole()
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class CertifiedRow(Row):
    """The title that an application led to."""

    FRESH: ClassVar[bool] = True
    application: bytes
    title: bytes
    block: int
    seq: int


class CertifiedTable(SQLModel, table=True):
    """Table of CertifiedRow."""

    __tablename__ = "certified"

    application: bytes = key_bytes()
    title: bytes = octets(index=True)
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class NoticeRow(Row):
    """A notice; `fault` says why its clear fields cannot be believed; a scenario has a line."""

    FRESH: ClassVar[bool] = True
    application: bytes
    data_name: str
    industry: str
    region: str
    level: str
    summary: str
    scenarios: str
    due: int
    published_time: int
    clear: bytes
    fault: str
    block: int
    seq: int


class NoticeTable(SQLModel, table=True):
    """Table of NoticeRow."""

    __tablename__ = "notice"

    application: bytes = key_bytes()
    data_name: str = words()
    industry: str = words()
    region: str = words()
    level: str = words()
    summary: str = words()
    scenarios: str = words()
    due: int = whole()
    published_time: int = whole()
    clear: bytes = octets()
    fault: str = words()
    block: int = whole(index=True)
    seq: int = whole()


@value(frozen=True, slots=True)
class NoticeApplicantRow(Row):
    """A name of the notice; party is empty unless it is one of the applicants."""

    KEYS: ClassVar[int] = 2
    FRESH: ClassVar[bool] = True
    application: bytes
    place: int
    name: str
    uscc: str
    party: bytes
    block: int
    seq: int


class NoticeApplicantTable(SQLModel, table=True):
    """Table of NoticeApplicantRow."""

    __tablename__ = "notice_applicant"

    application: bytes = key_bytes()
    place: int = key_number()
    name: str = words(index=True)
    uscc: str = words(index=True)
    party: bytes = octets(index=True)
    block: int = whole()
    seq: int = whole()


@value(frozen=True, slots=True)
class ObjectFilingRow(Row):
    """An applicant's filing over a data object: 1 live, 2 ended."""

    KEYS: ClassVar[int] = 2
    object: bytes
    party: bytes
    state: int
    application: bytes
    filed_time: int
    block: int
    seq: int


class ObjectFilingTable(SQLModel, table=True):
    """Table of ObjectFilingRow."""

    __tablename__ = "object_filing"

    object: bytes = key_bytes()
    party: bytes = key_bytes(index=True)
    state: int = whole()
    application: bytes = octets(index=True)
    filed_time: int = whole()
    block: int = whole()
    seq: int = whole()
