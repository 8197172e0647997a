"""Logs as the chain gives them into rows of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.chain.codec import LogUnreadable, raw_act
from ledger.domain.dossier import SEQ_BYTES, VERSION
from ledger.indexer.errors import LogForeign
from ledger.store.tables.journal import JournalRow

if TYPE_CHECKING:
    from ledger.chain.records import Header, RawLog


def journal_row(log: RawLog, header: Header) -> JournalRow:
    """The journal's row of a log; one that is no act is kept as it is, topics and all.

    Raises:
        LogForeign: the topics do not name a dossier.
    """
    try:
        act = raw_act(log, header.timestamp)
    except LogUnreadable as fault:
        if not fault.subject:
            topics = b"".join(log.topics)
            raise LogForeign(log.block_number, log.log_index, topics) from fault
        return _row(log, header, subject=fault.subject, data=log.data, clean=False)
    return _row(log, header, subject=act.subject, data=act.data, clean=True)


def _row(log: RawLog, header: Header, *, subject: bytes, data: bytes, clean: bool) -> JournalRow:
    _, _, kind, book = log.topics
    return JournalRow(
        block=log.block_number,
        log_index=log.log_index,
        block_hash=log.block_hash,
        tx_hash=log.tx_hash,
        time=header.timestamp,
        subject=subject,
        kind=kind[-1],
        book=book[-20:],
        data=data,
        topics=b"" if clean else b"".join(log.topics),
        orphaned=0,
        seq=_claimed_seq(data) if clean else 0,
    )


def _claimed_seq(data: bytes) -> int:
    if len(data) <= SEQ_BYTES or data[0] != VERSION:
        return 0
    return int.from_bytes(data[1 : 1 + SEQ_BYTES])
