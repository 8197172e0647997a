"""The page of a title: what it is, who holds it, what burdens it, at a stated time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ledger.domain.clock import StandingOrder, TitleAt, orders_at, title_at
from ledger.domain.closure import object_subject
from ledger.domain.party_words import heirs_of, with_heirs
from ledger.domain.ranks import OpenPledge
from ledger.queries.as_of import AsOf, Moment, as_of
from ledger.queries.certificate import title_of_number
from ledger.queries.errors import MarkMalformed, SubjectUnknown
from ledger.queries.names import NamedParty, NoticeFacts, named, notice_facts
from ledger.queries.pages import Mark, Part
from ledger.queries.replay import readable_states, require_known
from ledger.store.repositories import application, title

if TYPE_CHECKING:
    from ledger.domain.state import Dossier
    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.title import HoldingRow, TitleRow

# of a long list a page shows so many, and says how many there are
LISTED: Final = 20
LOT_BYTES: Final = 32
LOT_AND_FILING: Final = 64
EVER: Final = 2**62


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
    """What else the register knows over one fingerprint. Other fingerprints prove nothing here.

    Of long lists the first; filings that end in no title may be many.
    """

    fingerprint: bytes
    keyed: bool
    titles: Part[TitleRef]
    filings: Part[FilingRef]


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A title at `time` (seconds since 1970): `at` is the domain's own answer.

    `party_orders` are the orders on all that a holder owns, by holder, with those on all that its
    successor owns; `names` has every party that the page speaks of. Of pledges and of other titles
    over the same data object there is a part; `at` has all pledges.
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
    keyed: bool
    pledges: Part[OpenPledge]
    others: Part[TitleRef]
    predecessor: TitleRef | None
    successors: tuple[TitleRef, ...]

    def under(self, names: Mapping[bytes, NamedParty]) -> TitlePage:
        """The same page with other names of its parties."""
        return replace(self, names=names)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the long lists: what comes after a mark, and how many of each at most."""

    pledges_after: Mark | None = None
    others_after: Mark | None = None
    most: int = LISTED


FIRST: Final = Wanted()


def title_page(
    session: ReadSession,
    which: bytes | int,
    *,
    moment: Moment | None = None,
    wanted: Wanted = FIRST,
) -> TitlePage:
    """A title by its id or by the number of one of its certificates.

    It is shown at the chain's own time (of the last block that was read) unless another moment is
    stated; names and notices are always the newest.

    Raises:
        NumberUnknown, SubjectUnknown: there is no such title.
        MarkMalformed: a mark is none of such a page.
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
    pledges = _pledges(at, wanted.pledges_after, wanted.most)
    over = title.Over(issued.fingerprint, then.time, subject)
    before, *after = _refs(session, (at.predecessor, *at.successors))
    return TitlePage(
        as_of=stamp,
        time=then.time,
        title=subject,
        number=issued.number,
        at=at,
        certificates=certificates,
        party_orders=party_orders,
        names=named(session, _spoken_of(at, pledges, certificates, party_orders)),
        notice=notice_facts(session, (issued.application,)).get(issued.application),
        keyed=application.is_keyed(session, object_subject(issued.fingerprint), issued.fingerprint),
        pledges=pledges,
        others=_titles_over(session, over, wanted.others_after, wanted.most),
        predecessor=before,
        successors=tuple(each for each in after if each is not None),
    )


def _pledges(at: TitleAt, after: Mark | None, most: int) -> Part[OpenPledge]:
    """By lot and filing, which do not change as long as a pledge is open."""
    if after is not None and len(after.id) != LOT_AND_FILING:
        raise MarkMalformed(after.text[:100])
    start = (after.id[:LOT_BYTES], after.block, after.id[LOT_BYTES:]) if after else None
    left = [each for each in at.pledges if start is None or _filed(each) > start]
    shown = tuple(left[:most])
    lot, time, filing = _filed(shown[-1]) if shown else (b"", 0, b"")
    following = Mark(time, lot + filing) if len(left) > most else None
    return Part(shown, len(at.pledges), following)


def _filed(each: OpenPledge) -> tuple[bytes, int, bytes]:
    return each.lot, each.terms.filed_at, each.terms.filing


def _titles_over(
    session: Session, over: title.Over, after: Mark | None, most: int
) -> Part[TitleRef]:
    rows = title.titles_over(session, over, after.pair if after else (-1, b""), most + 1)
    shown = rows[:most]
    return Part(
        tuple(map(_ref, shown)),
        title.count_over(session, over),
        Mark(shown[-1].block, shown[-1].title) if len(rows) > most else None,
    )


def _refs(session: Session, titles: Sequence[bytes | None]) -> list[TitleRef | None]:
    """These titles in their order; None where there is none."""
    rows = title.titles(session, [each for each in titles if each is not None])
    found = [rows.get(each) if each is not None else None for each in titles]
    return [None if row is None else _ref(row) for row in found]


def _ref(row: TitleRow) -> TitleRef:
    return TitleRef(row.title, row.number, row.registry_code, row.issued_time)


def _dossier_at(session: ReadSession, subject: bytes, moment: Moment) -> Dossier:
    """A dossier as it stood then. Raises SubjectUnknown, DossierUnknown."""
    require_known(session, (subject,))
    found = readable_states(session, (subject,), moment.bounds).get(subject)
    if found is None:
        raise SubjectUnknown(subject)
    return found


def object_facts(session: Session, fingerprint: bytes) -> ObjectFacts:
    """Titles and filings over a data object, the first of each."""
    subject = object_subject(fingerprint)
    filings = application.filings(session, subject, LISTED)
    return ObjectFacts(
        fingerprint=fingerprint,
        keyed=application.is_keyed(session, subject, fingerprint),
        titles=_titles_over(session, title.Over(fingerprint, EVER), None, LISTED),
        filings=Part(
            tuple(
                FilingRef(row.party, row.application, row.filed_time, row.state == 1)
                for row in filings
            ),
            application.count_filings(session, subject),
            None,
        ),
    )


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
    parties = _known(session, {each.party for each in at.holdings}, moment)
    known = with_heirs(parties, lambda heirs: _known(session, heirs, moment))
    found = {
        party: tuple(
            order
            for each in (party, *heirs_of(party, known))
            if each in known
            for order in orders_at(known[each], moment.time)
        )
        for party in sorted(parties)
    }
    return {party: orders for party, orders in found.items() if orders}


def _known(session: Session, parties: Collection[bytes], moment: Moment) -> dict[bytes, Dossier]:
    """Their dossiers as they stood then. Raises DossierUnknown."""
    require_known(session, parties)
    return readable_states(session, parties, moment.bounds)


def _spoken_of(
    at: TitleAt,
    pledges: Part[OpenPledge],
    certificates: tuple[CertificateFacts, ...],
    party_orders: Mapping[bytes, tuple[StandingOrder, ...]],
) -> set[bytes]:
    orders = [*at.orders, *(order for each in party_orders.values() for order in each)]
    return {
        *(each.party for each in at.holdings),
        *(each.party for each in certificates),
        *(each.terms.pledgee for each in pledges.entries),
        *(each.terms.court for each in orders),
        *(each.terms.licensor for each in at.licences),
        *(each.terms.licensee for each in at.licences),
        *(each.terms.institution for each in at.reports),
        *(each.terms.disputant for each in at.disputes),
    }
