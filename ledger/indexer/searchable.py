"""What a record can be found by: its public texts, numbers and parties, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, TypeVar

from ledger.domain.acts import ApplicationState, LicenceState, Registration, Right
from ledger.domain.clock import state_named
from ledger.store.pieces import (
    SEPARATOR,
    Place,
    exact_token,
    normalise,
    number_tokens,
    party_token,
    text_of,
    tokens_in,
)
from ledger.store.repositories import application, licence, search, title
from ledger.store.shelf import WIDE, Licensed
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationRow,
    ApplicationStateRow,
    NoticeApplicantRow,
    NoticeRow,
)
from ledger.store.tables.licence import LicenceRow
from ledger.store.tables.search import SearchPartyRow, SearchRecordRow
from ledger.store.tables.title import (
    CertificateRow,
    HoldingRow,
    TitleNoticeRow,
    TitleRow,
    TitleStateRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ledger.store.engine import Session
    from ledger.store.tables.row import Row

PARTY_BYTES: Final = 32
# holders file again and again
REMEMBERED: Final = 4_096
NEVER: Final = 2**40 - 1
R = TypeVar("R", bound="Row")


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows that a record rests on."""

    content: ApplicationRow
    state: ApplicationStateRow
    notice: NoticeRow | None
    changed: TitleNoticeRow | None
    listed: tuple[NoticeApplicantRow, ...]
    applicants: tuple[ApplicantRow, ...]
    title: TitleRow | None
    title_state: TitleStateRow | None
    holdings: tuple[HoldingRow, ...]
    certificates: tuple[CertificateRow, ...]
    licences: tuple[LicenceRow, ...]
    holders: tuple[SearchPartyRow, ...]

    def rows(self) -> Iterator[Row]:
        """Those that the row's block speaks of: its holders' names have blocks of their own."""
        alone = (self.content, self.state, self.notice, self.changed, self.title, self.title_state)
        yield from (row for row in alone if row is not None)
        for rows in (self.listed, self.applicants, self.holdings, self.certificates, self.licences):
            yield from rows


def records_of(session: Session, applications: Iterable[bytes]) -> list[SearchRecordRow]:
    """The records of those applications that are public, each still without its place.

    What is filed over a title that stands already is found with that title, not beside it.
    """
    wanted = list(applications)
    notices = application.notices(session, wanted)
    renewed = {row.application: row for row in application.changed_notices(session, wanted)}
    titles = {row.application: row for row in title.titles_of_applications(session, wanted)}
    shown = [each for each in wanted if each in notices or each in titles]
    contents, states = application.contents(session, shown), application.states(session, shown)
    # a title's application may be UNKNOWN since its first act: there is nothing to be found by
    known = [each for each in shown if each in contents and each in states]
    public = [each for each in known if contents[each].registration == Registration.FIRST]
    listed = _by(application.named_applicants(session, public), "application")
    applicants = _by(application.applicants(session, public), "application")
    subjects = [row.title for row in titles.values()]
    title_states = title.states(session, subjects)
    holdings = _by((row for row in title.holdings(session, subjects) if _holds(row)), "title")
    certificates = _by(title.certificates(session, subjects), "title")
    licences = _by(licence.of_titles(session, subjects), "title")
    holders = {row.party for each in holdings.values() for row in each}
    names = search.parties(session, holders)
    found = []
    for each in public:
        issued = titles.get(each)
        subject = issued.title if issued else b""
        held = holdings.get(subject, ())
        sources = Sources(
            content=contents[each],
            state=states[each],
            notice=notices.get(each),
            changed=renewed.get(each),
            listed=listed.get(each, ()),
            applicants=tuple(row for row in applicants.get(each, ()) if row.current),
            title=issued,
            title_state=title_states.get(subject),
            holdings=held,
            certificates=certificates.get(subject, ()),
            licences=licences.get(subject, ()),
            holders=tuple(names[row.party] for row in held if row.party in names),
        )
        found.append(_record(sources))
    return found


def texts_of(record: SearchRecordRow) -> tuple[str | bytes, ...]:
    """All that a record's tokens are made of."""
    texts = (record.name, record.holders, record.other, record.codes)
    return (*texts, record.numbers, record.parties)


def tokens_of(record: SearchRecordRow) -> set[bytes]:
    """All tokens under which a record is found."""
    found = set(_text_tokens(Place.HOLDER, record.holders))
    found |= _text_tokens(Place.CODE, record.codes)
    found |= tokens_in(Place.NAME, record.name)
    found |= _text_tokens(Place.OTHER, record.other)
    for line in _lines(record.numbers):
        found |= number_tokens(int(line))
    found.update(map(exact_token, _lines(record.name)))
    found |= _exact_tokens(record.holders, record.codes)
    for start in range(0, len(record.parties), PARTY_BYTES):
        found.add(party_token(record.parties[start : start + PARTY_BYTES]))
    return found


@lru_cache(REMEMBERED)
def _text_tokens(place: Place, text: str) -> frozenset[bytes]:
    return frozenset(tokens_in(place, text))


@lru_cache(REMEMBERED)
def _exact_tokens(*texts: str) -> frozenset[bytes]:
    return frozenset(exact_token(line) for text in texts for line in _lines(text))


def _record(sources: Sources) -> SearchRecordRow:
    notice, issued = sources.notice, sources.title
    named = [(row.name, row.uscc) for row in sources.listed]
    named += [(row.name, row.uscc) for row in sources.holders]
    region = (notice.region or (notice.level if notice.level in WIDE else "")) if notice else ""
    published = (notice.industry, notice.region, notice.scenarios, notice.summary) if notice else ()
    entered = [row.block for row in (notice, issued) if row is not None]
    parties = {row.party for row in sources.applicants}
    parties |= {row.party for row in sources.holdings}
    return SearchRecordRow(
        place=0,
        application=sources.content.application,
        title=issued.title if issued else b"",
        name=normalise(notice.data_name) if notice else "",
        holders=text_of(dict.fromkeys(name for name, _ in named)),
        other=text_of(published),
        codes=text_of(dict.fromkeys(uscc for _, uscc in named)),
        numbers=SEPARATOR.join(str(row.number) for row in sources.certificates),
        parties=b"".join(sorted(parties)),
        rights=_rights(sources),
        industry=notice.industry if notice else "",
        region=region,
        source=sources.content.origin,
        status=_status(sources),
        profile=issued.profile if issued else sources.content.profile,
        registry_code=sources.state.registry_code,
        licences=_licences(sources),
        until=_until(sources.title_state),
        entered=min(entered),
        block=max(_block(row) for row in sources.rows()),
    )


def _rights(sources: Sources) -> int:
    if sources.title_state is not None:
        return sources.title_state.rights
    rows = sources.applicants
    asked = {Right.HOLD: "hold", Right.USE: "use", Right.OPER: "oper"}
    return sum(1 << right for right, name in asked.items() if any(getattr(r, name) for r in rows))


def _licences(sources: Sources) -> int:
    """Those that nobody has ended, run out or not: the register counts them so too (ADR 0031)."""
    found = (row for row in sources.licences if row.state == LicenceState.GRANTED)
    return reduce(
        or_, (Licensed.EXCLUSIVE if row.exclusive else Licensed.PLAIN for row in found), 0
    )


def _status(sources: Sources) -> str:
    """The title's state, before it the application's; never what only a moment can say."""
    if sources.title_state is not None:
        return state_named(sources.title_state.state, sources.title_state.ground)
    return ApplicationState(sources.state.state).name


def _until(state: TitleStateRow | None) -> int:
    """The end of the term; while a renewal is pending there is none yet."""
    if state is None:
        return 0
    return NEVER if state.renewing else state.valid_until


def _holds(row: HoldingRow) -> bool:
    return bool(row.hold or row.use or row.oper)


def _block(row: Row) -> int:
    block: int = getattr(row, "block")  # noqa: B009 (each kind has it, their common base has not)
    return block


def _lines(text: str) -> list[str]:
    return text.split(SEPARATOR) if text else []


def _by(rows: Iterable[R], name: str) -> Mapping[bytes, tuple[R, ...]]:
    found: dict[bytes, list[R]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return {key: tuple(listed) for key, listed in found.items()}
