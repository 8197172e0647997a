from dataclasses import replace

import pytest

from ledger.chain.codec import ACTED, LogUnreadable, raw_act
from ledger.chain.records import RawLog
from ledger.domain.abi import Bytes, Row

SUBJECT, BOOK = bytes([3]) + bytes(30) + b"\x01", b"\xbb" * 20
LOG = RawLog(
    address=b"\xaa" * 20,
    topics=(ACTED, SUBJECT, (7).to_bytes(32), BOOK.rjust(32, b"\x00")),
    data=Row((Bytes(),)).write((b"act",)),
    block_number=12,
    block_hash=b"\x01" * 32,
    tx_hash=b"\x02" * 32,
    log_index=3,
)


def test_a_log_is_an_act() -> None:
    act = raw_act(LOG, 99)
    assert (act.subject, act.kind, act.book, act.data) == (SUBJECT, 7, BOOK, b"act")
    assert (act.block, act.time) == (12, 99)


@pytest.mark.parametrize(
    ("log", "subject"),
    [
        (replace(LOG, topics=(b"\x00" * 32, *LOG.topics[1:])), b""),
        (replace(LOG, topics=LOG.topics[:3]), b""),
        (replace(LOG, topics=()), b""),
        (replace(LOG, topics=(*LOG.topics[:2], (256).to_bytes(32), LOG.topics[3])), SUBJECT),
        (replace(LOG, topics=(*LOG.topics[:3], b"\x01" * 32)), SUBJECT),
        (replace(LOG, data=LOG.data[:-1]), SUBJECT),
        (replace(LOG, data=LOG.data + b"\x00" * 32), SUBJECT),
        (replace(LOG, data=b""), SUBJECT),
    ],
)
def test_what_is_no_act_names_its_place_and_the_dossier_that_it_claims(
    log: RawLog, subject: bytes
) -> None:
    with pytest.raises(LogUnreadable) as unreadable:
        raw_act(log, 99)
    assert (unreadable.value.block, unreadable.value.log_index) == (12, 3)
    assert unreadable.value.subject == subject
