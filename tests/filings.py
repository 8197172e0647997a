"""Records as the projections leave them, for tests of what is worked out of the projections."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.acts import (
    ApplicationState,
    DataClass,
    LicenceState,
    Origin,
    Registration,
    TitleState,
)
from ledger.domain.ids import ZERO
from ledger.indexer import searching
from ledger.store.engine import Engine, unit_of_work
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import put
from ledger.store.shelf import Licensed
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationRow,
    ApplicationStateRow,
    NoticeApplicantRow,
    NoticeRow,
)
from ledger.store.tables.journal import CursorRow
from ledger.store.tables.licence import LicenceRow
from ledger.store.tables.row import Row
from ledger.store.tables.title import CertificateRow, HoldingRow, TitleRow, TitleStateRow

FIRST_NUMBER: Final = 3_712_026_100_001
HOLDER: Final = b"\x03" + bytes(11) + b"\x07" * 20
NOW: Final = 1_000


@dataclass(frozen=True, slots=True)
class Filed:
    """A record: where its notice stands, and what that says."""

    application: bytes
    block: int
    number: int
    data_name: str
    company: str
    uscc: str = ""
    summary: str = ""
    scenarios: str = ""
    industry: str = "A04"
    region: str = "370200"
    origin: Origin = Origin.SELF_GENERATED
    rights: int = 0b111
    until: int = NOW + 1
    holder: bytes = HOLDER
    registration: Registration = Registration.FIRST
    licences: tuple[tuple[Licensed, LicenceState], ...] = ()

    @property
    def title(self) -> bytes:
        return b"\x01" + self.application[1:]

    def rows(self) -> Iterator[Row]:
        """What the projections leave of it."""
        subject, block, title = self.application, self.block, self.title
        gates = (self.origin, self.registration, ZERO, DataClass.ENTERPRISE, 1, ZERO)
        yield ApplicationRow(subject, 371, ZERO, ZERO, 0, *gates, ZERO, b"", block, 1)
        yield ApplicationStateRow(
            subject, 371, ApplicationState.CERTIFIED, 0, 0, 0, 0, 0, 0, block, 9
        )
        yield ApplicantRow(subject, HOLDER, 1, 1, 1, 1, block, 1)
        yield NoticeRow(
            application=subject,
            data_name=self.data_name,
            industry=self.industry,
            region=self.region,
            level="city",
            summary=self.summary,
            scenarios=self.scenarios,
            due=0,
            published_time=0,
            clear=b"",
            fault="",
            block=block,
            seq=5,
        )
        yield NoticeApplicantRow(subject, 0, self.company, self.uscc, HOLDER, block, 5)
        yield TitleRow(
            title, subject, 371, ZERO, ZERO, ZERO, 0, self.until, self.number, 0, block, 1
        )
        yield TitleStateRow(
            title, TitleState.LIVE, self.rights, 1, 0, 0, self.until, title, 0, 0, 0, block, 1
        )
        yield CertificateRow(title, self.number, self.holder, 0, block, 1)
        yield HoldingRow(title, self.holder, 1, 1, 1, 0, 0, 0, self.number, 1, block, 1)
        for place, (kind, state) in enumerate(self.licences):
            sides, exclusive = (self.holder, HOLDER), kind is Licensed.EXCLUSIVE
            times = (0, NOW, state, 0, 0, 0)
            yield LicenceRow(title, bytes([place]), *sides, 2, exclusive, 0, *times, block, 1)


def filed(texts: Sequence[tuple[str, str]]) -> list[Filed]:
    """Records in blocks of two, with ids that do not follow the blocks."""
    ids = [bytes([2, 251 * place % 256]) + bytes(30) for place in range(len(texts))]
    return [
        Filed(ids[place], place // 2, FIRST_NUMBER + 37 * place, *text)
        for place, text in enumerate(texts)
    ]


def enter(engine: Engine, rows: Iterable[Row], **options: int) -> None:
    """As a batch of the mirror does."""
    with unit_of_work(engine) as work:
        every = list(rows)
        put(work, [CursorRow(mirror.ONLY, 1, b"", b"", 0, b"", 99, b"", NOW, 99), *every])
        searching.enter(work, by_kind(every), **options)


def by_kind(rows: Iterable[Row]) -> searching.Rows:
    """Rows as a batch has them."""
    found: dict[type[Row], dict[tuple[Any, ...], tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(type(row), {})[row.key()] = row.values()
    return found
