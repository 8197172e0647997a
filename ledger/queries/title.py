"""The page of a title: what it is, who holds it, what burdens it, at a stated time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.clock import StandingOrder, TitleAt, orders_at, title_at
from ledger.domain.closure import object_subject
from ledger.queries.as_of import AsOf, Moment, as_of
from ledger.queries.certificate import title_of_number
from ledger.queries.errors import SubjectUnknown
from ledger.queries.names import NamedParty, NoticeFacts, named, notice_facts
from ledger.queries.replay import readable_states, require_known
from ledger.store.repositories import application, title

if TYPE_CHECKING:
    from ledger.domain.state import Dossier
    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.title import HoldingRow


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate of a title: whose it is or was."""

    number: int
    party: bytes
    issued_time: int
    issued_block: int
    open: bool


@dataclass(frozen=True, slots=True)
class TitleRef:
    """A title over the same data object."""

    title: bytes
    number: int
    registry: int
    issued_time: int


@dataclass(frozen=True, slots=True)
class FilingRef:
    """A filing over the same data object; `live` until it ended without a title."""

    party: bytes
    application: bytes
    filed_time: int
    live: bool


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What else the register knows over one fingerprint. Other fingerprints prove nothing here."""

    fingerprint: bytes
    keyed: bool
    titles: tuple[TitleRef, ...]
    filings: tuple[FilingRef, ...]


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A title at `time` (seconds since 1970): `at` is the domain's own answer.

    `party_orders` are the orders on all that a holder owns, by holder; `names` has every party
    that the page speaks of.
    """

    as_of: AsOf
    time: int
    title: bytes
    number: int
    at: TitleAt
    certificates: tuple[CertificateFacts, ...]
    party_orders: Mapping[bytes, tuple[StandingOrder, ...]]
    names: Mapping[bytes, NamedParty]
    notice: NoticeFacts | None
    data_object: ObjectFacts


def title_page(
    session: ReadSession, which: bytes | int, *, moment: Moment | None = None
) -> TitlePage:
    """A title by its id or by the number of one of its certificates.

    It is shown at the chain's own time (of the last block that was read) unless another moment is
    stated; names and notices are always the newest.

    Raises:
        NumberUnknown, SubjectUnknown: there is no such title.
        DossierUnknown: its dossier, or a holder's, cannot be read.
    """
    subject = title_of_number(session, which) if isinstance(which, int) else which
    stamp = as_of(session)
    then = Moment(stamp.time, stamp.block) if moment is None else moment
    at = title_at(_dossier_at(session, subject, then), then.time)
    issued = title.title(session, subject)
    if at is None or issued is None:
        raise SubjectUnknown(subject)
    certificates = _certificates(session, subject)
    party_orders = _party_orders(session, at, then)
    return TitlePage(
        as_of=stamp,
        time=then.time,
        title=subject,
        number=issued.number,
        at=at,
        certificates=certificates,
        party_orders=party_orders,
        names=named(session, _spoken_of(at, certificates, party_orders)),
        notice=notice_facts(session, (issued.application,)).get(issued.application),
        data_object=object_facts(session, issued.fingerprint),
    )


def _dossier_at(session: ReadSession, subject: bytes, moment: Moment) -> Dossier:
    """A dossier as it stood then. Raises SubjectUnknown, DossierUnknown."""
    require_known(session, (subject,))
    found = readable_states(session, (subject,), moment.bounds).get(subject)
    if found is None:
        raise SubjectUnknown(subject)
    return found


def object_facts(session: Session, fingerprint: bytes) -> ObjectFacts:
    """Titles and filings over a data object."""
    rows = title.titles_over(session, fingerprint)
    filings = application.filings(session, object_subject(fingerprint))
    contents = application.contents(session, {row.application for row in filings})
    return ObjectFacts(
        fingerprint=fingerprint,
        keyed=any(row.keyed for row in contents.values() if row.fingerprint == fingerprint),
        titles=tuple(
            TitleRef(row.title, row.number, row.registry_code, row.issued_time) for row in rows
        ),
        filings=tuple(
            FilingRef(row.party, row.application, row.filed_time, row.state == 1) for row in filings
        ),
    )


def titles_over_object(session: Session, fingerprint: bytes) -> tuple[TitleRef, ...]:
    """The titles over a data object, in the order of their issue."""
    return object_facts(session, fingerprint).titles


def _certificates(session: Session, subject: bytes) -> tuple[CertificateFacts, ...]:
    held = {row.number for row in title.holdings(session, (subject,)) if _any(row)}
    return tuple(
        CertificateFacts(row.number, row.party, row.issued_time, row.block, row.number in held)
        for row in title.certificates(session, (subject,))
    )


def _any(row: HoldingRow) -> bool:
    return bool(row.hold or row.use or row.oper)


def _party_orders(
    session: Session, at: TitleAt, moment: Moment
) -> Mapping[bytes, tuple[StandingOrder, ...]]:
    holders = {each.party for each in at.holdings}
    require_known(session, holders)
    parties = readable_states(session, holders, moment.bounds)
    found = {party: orders_at(state, moment.time) for party, state in parties.items()}
    return {party: orders for party, orders in sorted(found.items()) if orders}


def _spoken_of(
    at: TitleAt,
    certificates: tuple[CertificateFacts, ...],
    party_orders: Mapping[bytes, tuple[StandingOrder, ...]],
) -> set[bytes]:
    orders = [*at.orders, *(order for each in party_orders.values() for order in each)]
    return {
        *(each.party for each in at.holdings),
        *(each.party for each in certificates),
        *(each.terms.pledgee for each in at.pledges),
        *(each.terms.court for each in orders),
    }
