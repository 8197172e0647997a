"""Rows of books, profiles and registries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import BookAdmission, ProfileAdoption, RegistryOpening, Tag
from ledger.domain.words import RECORD_KEY, BookWord, ProfileWord, RegistryRecord
from ledger.indexer.projections.words import terms_under, written
from ledger.store.tables.party import BookRow, ProfileRow, RegistryRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row

KINDS_BYTES = 16


def book_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A book is admitted, or its admission ends."""
    for key, word in written(act, Tag.BOOK, BookWord):
        terms = terms_under(after, key, BookAdmission)
        yield BookRow(
            subject=after.subject,
            book=terms.book,
            kinds=word.kinds.to_bytes(KINDS_BYTES),
            code_hash=terms.code_hash,
            since=word.since,
            until=word.until,
            block=act.raw.block,
            seq=act.seq,
        )


def intake_paused(_: Dossier, __: Act, ___: Dossier) -> tuple[Row, ...]:
    """The intake stops or resumes: the word of GOVERNANCE says so, no table needs to."""
    return ()


def batch_anchored(_: Dossier, __: Act, ___: Dossier) -> tuple[Row, ...]:
    """A log's root is anchored: the words of its dossier say so, no table needs to."""
    return ()


def profile_adopted(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A rule profile's floors hold."""
    for key, word in written(act, Tag.PROFILE, ProfileWord):
        yield ProfileRow(
            subject=after.subject,
            profile=terms_under(after, key, ProfileAdoption).profile,
            minimum_notice=word.minimum_notice,
            minimum_acceptance=word.minimum_acceptance,
            maximum_term=word.maximum_term,
            maximum_freeze=word.maximum_freeze,
            block=act.raw.block,
            seq=act.seq,
        )


def registry_opened(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A registry opens."""
    terms = terms_under(after, RECORD_KEY, RegistryOpening)
    record = after.record(RegistryRecord)
    yield RegistryRow(
        subject=after.subject,
        registry_code=terms.registry,
        institution=record.institution,
        record=terms.record,
        until=record.until,
        opened_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
