"""Rows of titles, shares and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Issue, Tag
from ledger.domain.clock import root_of
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.words import HoldingWord, TitleRecord
from ledger.indexer.projections.lots import lots
from ledger.indexer.projections.words import party_in, terms_of, written
from ledger.store.tables.title import (
    CertificateRow,
    CertificateVersionRow,
    HoldingRow,
    TitleRow,
    TitleStateRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def issued(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A title with its first certificates."""
    terms = terms_of(act, Issue)
    numbers = [word.number for _, word in written(act, Tag.HOLDING, HoldingWord)]
    yield TitleRow(
        title=after.subject,
        application=terms.application,
        registry_code=terms.registry,
        fingerprint=terms.fingerprint,
        record=terms.record,
        profile=terms.profile,
        registered_at=terms.registered_at,
        valid_until=terms.valid_until,
        number=min(numbers),
        issued_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
    yield from transferred(before, act, after)


def transferred(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Shares moved; lots moved with them."""
    yield state(act, after)
    yield from holdings(before, act)
    yield from lots(act, after)


def holdings(before: Dossier, act: Act) -> Iterator[Row]:
    """Holdings that an act wrote, with the certificates that it issued or changed."""
    for key, word in written(act, Tag.HOLDING, HoldingWord):
        title, party = act.raw.subject, party_in(key)
        if before.read(key, HoldingWord).number != word.number:
            yield CertificateRow(title, word.number, party, act.raw.time, act.raw.block, act.seq)
        yield _holding(act, party, word)
        yield _version(act, party, word)


def state(act: Act, after: Dossier) -> Row:
    """The title's record after an act."""
    record, ending = after.record(TitleRecord), after.read(ENDING_KEY, EndingWord)
    return TitleStateRow(
        title=after.subject,
        state=record.state,
        rights=record.rights,
        holders=record.holders,
        live_orders=record.live_orders,
        barred_until=record.barred_until,
        valid_until=record.valid_until,
        record=root_of(after),
        ground=ending.ground,
        ended_since=ending.since,
        renewing=int(record.renewing),
        block=act.raw.block,
        seq=act.seq,
    )


def _holding(act: Act, party: bytes, word: HoldingWord) -> Row:
    return HoldingRow(
        title=act.raw.subject,
        party=party,
        hold=word.hold,
        use=word.use,
        oper=word.oper,
        pledged_hold=word.pledged_hold,
        pledged_use=word.pledged_use,
        pledged_oper=word.pledged_oper,
        number=word.number,
        version=word.version,
        block=act.raw.block,
        seq=act.seq,
    )


def _version(act: Act, party: bytes, word: HoldingWord) -> Row:
    return CertificateVersionRow(
        title=act.raw.subject,
        number=word.number,
        version=word.version,
        party=party,
        hold=word.hold,
        use=word.use,
        oper=word.oper,
        pledged_hold=word.pledged_hold,
        pledged_use=word.pledged_use,
        pledged_oper=word.pledged_oper,
        time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
