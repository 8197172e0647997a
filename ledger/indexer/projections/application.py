"""Rows of applications, their notices, and the filings over data objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Application, Notice, PartyId, Split, Step, SubjectKind, Tag
from ledger.domain.words import CONTENT_KEY, ApplicationRecord
from ledger.indexer.projections import notice
from ledger.indexer.projections.words import party_in, terms_of, terms_under
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationRow,
    ApplicationStateRow,
    CertifiedRow,
    ObjectFilingRow,
    ParticipantRow,
    StepRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def filed(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """An application's content is there, or another takes its place."""
    terms = terms_of(act, Application)
    yield ApplicationRow(
        application=after.subject,
        registry_code=terms.registry,
        profile=terms.profile,
        fingerprint=terms.fingerprint,
        keyed=terms.keyed,
        origin=terms.origin,
        registration=terms.registration,
        title=terms.title,
        data_class=terms.data_class,
        grade=terms.grade,
        basis=terms.basis,
        record=terms.record,
        content=after.words[CONTENT_KEY],
        block=act.raw.block,
        seq=act.seq,
    )
    holders = {split.holder for split in terms.splits}
    for split in _splits(before):
        if split.holder not in holders:
            yield _applicant(act, split, current=False)
    for split in terms.splits:
        yield _applicant(act, split, current=True)
    for party in _participants(before.terms.get(CONTENT_KEY)):
        if party not in terms.participants:
            yield ParticipantRow(after.subject, party, 0, act.raw.block, act.seq)
    for party in terms.participants:
        yield ParticipantRow(after.subject, party, 1, act.raw.block, act.seq)
    yield state(act, after)


def stepped(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A step of the procedure."""
    terms = terms_of(act, Step)
    yield StepRow(
        application=after.subject,
        step=act.seq,
        action=terms.action,
        ground=terms.ground,
        due=terms.due,
        document=terms.document,
        time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
    yield state(act, after)


def published(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The clear fields are public and can be found."""
    content = terms_under(after, CONTENT_KEY, Application)
    yield from notice.rows(act, terms_of(act, Notice), content)
    yield state(act, after)


def certified(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A title was issued."""
    for link in act.links:
        if link.subject[0] == SubjectKind.TITLE:
            yield CertifiedRow(after.subject, link.subject, act.raw.block, act.seq)
    yield state(act, after)


def object_filings(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Filings over this object begin or end; a title over it begins none."""
    for key, word in act.writes:
        if key[0] == Tag.FILING:
            yield ObjectFilingRow(
                object=after.subject,
                party=party_in(key),
                state=int.from_bytes(word),
                application=_first_link(act),
                filed_time=act.raw.time,
                block=act.raw.block,
                seq=act.seq,
            )


def state(act: Act, after: Dossier) -> Row:
    """The application's record after an act."""
    record = after.record(ApplicationRecord)
    return ApplicationStateRow(
        application=after.subject,
        registry_code=record.registry,
        state=record.state,
        due=record.due,
        notice_due=record.notice_due,
        deposited_at=record.deposited_at,
        corrected=record.corrected,
        extended=record.extended,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )


def _first_link(act: Act) -> bytes:
    """The dossier that carries the actors: of the application, or of the title."""
    return act.links[0].subject


def _splits(before: Dossier) -> tuple[Split, ...]:
    content = before.terms.get(CONTENT_KEY)
    return content.splits if isinstance(content, Application) else ()


def _participants(content: object) -> tuple[PartyId, ...]:
    return content.participants if isinstance(content, Application) else ()


def _applicant(act: Act, split: Split, *, current: bool) -> Row:
    return ApplicantRow(
        application=act.raw.subject,
        party=split.holder,
        hold=split.hold,
        use=split.use,
        oper=split.oper,
        current=current,
        block=act.raw.block,
        seq=act.seq,
    )
