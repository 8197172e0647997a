"""What becomes of a title when a change or cancellation on request is done to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Action,
    Application,
    FieldGroup,
    Ground,
    Issue,
    Registration,
)
from ledger.domain.desk import Bar
from ledger.domain.fulfilling import bars_by_group
from ledger.domain.party_words import heir_of
from ledger.domain.pledge_words import OPEN
from ledger.domain.state import Dossier
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, PartyRecord
from ledger.queries.errors import SubjectUnknown
from ledger.queries.replay import load_dossier
from ledger.store.repositories import application, desk, pledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session


class Publishing(Enum):
    """What of the new record becomes public: as its notice had it, as the title has it now, none.

    What the law kept from notice (secrecy, privacy, important data) stays unpublished.
    """

    NOTICE = auto()
    RECORD = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was filed, the title that it is about, and what made that title."""

    content: Application
    title: Dossier
    issued: Issue
    first: Application
    publishing: Publishing


def asked_of(session: Session, subject: bytes) -> Asked:
    """An application for a change or a cancellation.

    Raises SubjectUnknown, DossierUnknown: its title, or what made it, is not known here.
    """
    content = _content(session, subject)
    title = load_dossier(session, content.title)
    issued = title.terms.get(RECORD_KEY)
    if not isinstance(issued, Issue):
        raise SubjectUnknown(content.title)
    publishing = _publishing(session, subject, content, issued.application)
    return Asked(content, title, issued, _content(session, issued.application), publishing)


def bars_of_groups(
    session: Session, subject: bytes, time: int
) -> dict[FieldGroup, tuple[Bar, ...]]:
    """What bars each group of fields that a registered request may concern."""
    asked = asked_of(session, subject)
    parties = tuple(record for _, record in askers(session, asked.content))
    found = bars_by_group(asked.title, asked.content, asked.first, time, parties=parties)
    if asked.publishing is Publishing.RECORD:
        kept = desk.filed_record(session, subject)
        if kept is None or kept.root != asked.content.record:
            return {group: (*bars, Bar.RECORD_UNOPENED) for group, bars in found.items()}
    return found


def askers(session: Session, content: Application) -> list[tuple[bytes, PartyRecord]]:
    """Each holder that asks with its own record, then with that of who absorbed it.

    Raises DossierUnknown.
    """
    found = []
    for split in content.splits:
        own = load_dossier(session, split.holder)
        heir = heir_of(own)
        both = (own,) if heir is None else (own, load_dossier(session, heir))
        found += [(bytes(split.holder), each.record(PartyRecord)) for each in both]
    return found


def pledges_by_lot(session: Session, title: bytes) -> dict[bytes, list[bytes]]:
    """Every pledged lot of a title with its open pledges."""
    states = pledge.states(session, (title,)).values()
    recorded = {row.pledge for row in states if row.state in OPEN}
    found: dict[bytes, list[bytes]] = {}
    for row in pledge.of_titles(session, (title,)):
        if row.pledge in recorded:
            found.setdefault(row.lot, []).append(row.pledge)
    return found


def pledgees(session: Session, title: bytes, pledges: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those whom these pledges of a title secure, each once."""
    named = set(pledges)
    rows = pledge.of_titles(session, (title,)) if named else []
    return tuple(sorted({row.pledgee for row in rows if row.pledge in named}))


def _content(session: Session, subject: bytes) -> Application:
    found = load_dossier(session, subject).terms.get(CONTENT_KEY)
    if not isinstance(found, Application):
        raise SubjectUnknown(subject)
    return found


def _publishing(session: Session, subject: bytes, content: Application, first: bytes) -> Publishing:
    """A cancellation publishes nothing."""
    if content.registration is not Registration.CHANGE:
        return Publishing.NOTHING
    notices = application.notices(session, (subject, first))
    if subject in notices:
        return Publishing.NOTICE
    passed = [
        row for row in application.steps(session, subject) if row.action == Action.PASS_UNPUBLISHED
    ]
    immaterial = any(row.ground == Ground.NOT_MATERIAL for row in passed)
    public = first in notices and bool(notices[first].clear)
    return Publishing.RECORD if immaterial and public else Publishing.NOTHING
