"""A certificate by its number: the quick answer, out of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import TitleState
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import NumberUnknown
from ledger.queries.names import NamedParty, NoticeFacts, named, notice_facts
from ledger.store.repositories import mirror, title

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.title import CertificateRow, CertificateVersionRow


@dataclass(frozen=True, slots=True)
class Version:
    """What a certificate said from an act on: ppm by Right."""

    version: int
    shares: tuple[int, int, int]
    pledged: tuple[int, int, int]
    time: int
    block: int
    seq: int

    @property
    def closed(self) -> bool:
        """Nothing is held any more."""
        return not any(self.shares)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with all its versions.

    `closed_time` is None while its holder holds, `ended_since` 0 while the title lives.
    `unknown`: its title cannot be read any more, and what
    stands here is from before.
    """

    as_of: AsOf
    number: int
    title: bytes
    application: bytes
    holder: NamedParty
    registry: int
    title_state: TitleState
    rights: int
    valid_until: int
    issued_time: int
    issued_block: int
    closed_time: int | None
    ended_since: int
    versions: tuple[Version, ...]
    notice: NoticeFacts | None
    unknown: bool

    @property
    def current(self) -> Version:
        """What it says now."""
        return self.versions[-1]


def certificate(session: ReadSession, number: int) -> Certificate:
    """The certificate of a number.

    Raises:
        NumberUnknown: there is none, as far as the mirror has read.
    """
    row = _row(session, number)
    subject = row.title
    issued = title.titles(session, (subject,))[subject]
    state = title.states(session, (subject,))[subject]
    versions = tuple(map(_version, title.versions(session, subject, number)))
    return Certificate(
        as_of=as_of(session),
        number=number,
        title=subject,
        application=issued.application,
        holder=named(session, (row.party,))[row.party],
        registry=issued.registry_code,
        title_state=TitleState(state.state),
        rights=state.rights,
        valid_until=state.valid_until,
        issued_time=row.issued_time,
        issued_block=row.block,
        closed_time=versions[-1].time if versions[-1].closed else None,
        versions=versions,
        ended_since=state.ended_since,
        notice=notice_facts(session, (issued.application,)).get(issued.application),
        unknown=bool(mirror.lost(session, (subject,))),
    )


def title_of_number(session: Session, number: int) -> bytes:
    """The title that a certificate belongs to. Raises NumberUnknown."""
    return _row(session, number).title


def _row(session: Session, number: int) -> CertificateRow:
    row = title.certificate(session, number)
    if row is None:
        raise NumberUnknown(number)
    return row


def _version(row: CertificateVersionRow) -> Version:
    return Version(
        version=row.version,
        shares=(row.hold, row.use, row.oper),
        pledged=(row.pledged_hold, row.pledged_use, row.pledged_oper),
        time=row.time,
        block=row.block,
        seq=row.seq,
    )
