"""Rows of licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import (
    BreachNotice,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    struct_hash,
)
from ledger.domain.licence_words import (
    LicenceWord,
    LicensorWord,
    licence_key,
    licensor_key,
)
from ledger.indexer.projections.words import terms_of, terms_under
from ledger.store.tables.licence import LicenceRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def granted(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A licence is granted."""
    yield _row(act, after, struct_hash(terms_of(act, Licence)), LicenceEndGround.NONE)


def breach_notified(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A breach is notified."""
    yield _row(act, after, terms_of(act, BreachNotice).licence, LicenceEndGround.NONE)


def ended(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A licence is ended."""
    terms = terms_of(act, LicenceEnding)
    yield _row(act, after, terms.licence, terms.ground)


def _row(act: Act, after: Dossier, licence: bytes, ground: LicenceEndGround) -> Row:
    terms = terms_under(after, licence_key(licence), Licence)
    return LicenceRow(
        title=after.subject,
        licence=licence,
        licensor=terms.licensor,
        licensee=terms.licensee,
        right=terms.right,
        exclusive=terms.exclusive,
        entrusted=terms.entrusted,
        since=terms.from_,
        until=terms.until,
        state=after.read(licence_key(licence), LicenceWord).state,
        ground=ground,
        noticed_at=after.read(licensor_key(licence), LicensorWord).noticed_at,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
