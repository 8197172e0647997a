"""Forks: finding where the chain left us, and going back there."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ledger.chain.errors import BlockUnknown
from ledger.indexer import searching
from ledger.indexer.applying import replayed
from ledger.indexer.errors import ForkBelowFinality, MirrorAheadOfChain
from ledger.store.repositories import journal, mirror
from ledger.store.repositories.rows import put, remove_projected
from ledger.store.tables.journal import BlockRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.chain.client import Chain
    from ledger.chain.records import Header
    from ledger.domain.dossier import Anchor
    from ledger.store.engine import Session, WriteSession
    from ledger.store.tables.journal import CursorRow

LOG: Final = logging.getLogger(__name__)
STEP: Final = 64


def remember(work: WriteSession, headers: Mapping[int, Header], final: int) -> None:
    """Keep the blocks of a range that a fork can reach, and the last that none can."""
    last = max(headers)
    put(
        work,
        (
            BlockRow(number, header.hash, header.parent_hash, header.timestamp)
            for number, header in headers.items()
            if number >= final or number == last
        ),
    )
    floor = mirror.block_at_or_below(work, final)
    if floor is not None:
        mirror.forget_blocks_below(work, floor.number)


def find_fork(session: Session, chain: Chain, head: Header) -> BlockRow | None:
    """The block to go back to; None while the chain still has what was read.

    Raises:
        MirrorAheadOfChain: it is not the chain that was read.
        ForkBelowFinality: it changed what it had called final.
    """
    cursor = mirror.cursor(session)
    if cursor is None or _still_there(session, chain, cursor, head):
        return None
    started = _hash_at(chain, cursor.start_block)
    if started != cursor.start_hash:
        raise MirrorAheadOfChain(cursor.start_block, cursor.start_hash, started)
    final = min(cursor.final_block, cursor.block)
    if head.number < final:
        raise MirrorAheadOfChain(cursor.block, cursor.block_hash, head.hash)
    fork = _highest_shared(session, chain, min(cursor.block, head.number))
    if fork is None or fork.number < final:
        raise ForkBelowFinality(final, cursor.block_hash, head.hash)
    return fork


def unwind(work: WriteSession, anchor: Anchor, fork: BlockRow) -> int:
    """Take all acts after a block off the books and replay their dossiers; how many acts."""
    touched = journal.subjects_above(work, fork.number)
    gone = journal.orphan_above(work, fork.number)
    remove_projected(work, touched)
    mirror.remove_state(work, touched)
    mirror.forget_blocks_above(work, fork.number)
    replayed(anchor, journal.of_subjects(work, touched)).entered().write(work)
    searching.go_back(work, fork.number)
    cursor = mirror.require_cursor(work)
    put(work, (replace(cursor, block=fork.number, block_hash=fork.hash, time=fork.time),))
    LOG.warning(
        "fork block=%d hash=%s acts=%d dossiers=%d",
        fork.number,
        fork.hash.hex(),
        gone,
        len(touched),
    )
    return gone


def _still_there(session: Session, chain: Chain, cursor: CursorRow, head: Header) -> bool:
    """A node that lags behind us but shares our past is waited for, not gone back to."""
    if head.number >= cursor.block:
        found = head if head.number == cursor.block else chain.block(cursor.block)
        return found.hash == cursor.block_hash
    known = _remembered(session, head.number)
    if known is None:
        return _hash_at(chain, cursor.start_block) == cursor.start_hash
    number, expected = known
    return _hash_at(chain, number) == expected


def _remembered(session: Session, number: int) -> tuple[int, bytes] | None:
    block = mirror.block_at_or_below(session, number)
    if block is not None:
        return block.number, block.hash
    return journal.hash_at_or_below(session, number)


def _highest_shared(session: Session, chain: Chain, number: int) -> BlockRow | None:
    while blocks := mirror.blocks_down(session, number, STEP):
        headers = chain.headers([block.number for block in blocks])
        for block, header in zip(blocks, headers, strict=True):
            if block.hash == header.hash:
                return block
        number = blocks[-1].number - 1
    return None


def _hash_at(chain: Chain, number: int) -> bytes:
    try:
        return chain.block(number).hash
    except BlockUnknown:
        return b""
