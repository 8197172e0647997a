"""Stored proofs: which one answers a question, and how many titles lack theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import SubjectKind
from ledger.queries.as_of import as_of
from ledger.queries.pages import MOST
from ledger.store.repositories import journal, mirror, proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.offchain import StoredProofRow


@dataclass(frozen=True, slots=True)
class Stored:
    """A proof that was made at finality; `data` as notarization wrote it."""

    block: int
    time: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A title that cannot be proven, since the act in this block."""

    title: bytes
    block: int
    code: str


@dataclass(frozen=True, slots=True)
class ProofStatus:
    """How far titles are proven: `lacking` have no proof of their newest final head.

    `since` is the time of that head of the one that waits longest, refused ones not counted; 0 if
    none waits. `refused` are the first of those that cannot be proven. `faults` counts the times
    that the node gave no proof; `code` is the last one's, empty since.
    """

    block: int
    kept: int
    lacking: int
    since: int
    refused: tuple[Refusal, ...]
    faults: int
    code: str


def proof_status(session: ReadSession, kept: int) -> ProofStatus | None:
    """How far titles are proven, with so many proofs kept; None where no prover ever ran."""
    found = proof.prover(session)
    if found is None:
        return None
    lacks, since = _lacking(session, found.block)
    return ProofStatus(
        block=max(proof.UNREAD, found.block),
        kept=kept,
        lacking=lacks,
        since=since,
        refused=tuple(
            Refusal(row.title, row.block, row.code) for row in proof.refused(session, MOST)
        ),
        faults=found.faults,
        code=found.code,
    )


def lacking(session: ReadSession) -> tuple[int, int]:
    """How many titles lack a proof, and since when, as ProofStatus has it; none without prover."""
    found = proof.prover(session)
    return (0, 0) if found is None else _lacking(session, found.block)


def _lacking(session: ReadSession, looked: int) -> tuple[int, int]:
    """Those that the prover found up to a block, and those that acted since."""
    final = as_of(session).final_block
    fresh = newly_lacking(session, above=looked, upto=final)
    known = proof.due_among(session, fresh)
    waiting = [row.block for row in proof.due(session, final, 1)]
    waiting += [block for title, block in fresh.items() if title not in known]
    since = journal.time_of(session, min(waiting)) if waiting else 0
    return proof.count_due(session) + len(fresh) - len(known), since


def newly_lacking(session: Session, *, above: int, upto: int) -> dict[bytes, int]:
    """Titles that acted in the blocks above one, up to another, and are not proven since.

    With the block of each one's last act there.
    """
    acted = journal.last_acted(session, SubjectKind.TITLE, above=above, upto=upto)
    proven = proof.proven_blocks(session, acted)
    return {title: block for title, block in acted.items() if proven.get(title, -1) < block}


def covering(session: ReadSession, title: bytes, moment: int) -> Stored | None:
    """The oldest stored proof of a title that covers a moment (seconds since 1970)."""
    return _stored(proof.first_since(session, title, moment))


def newest(session: ReadSession, title: bytes) -> Stored | None:
    """The newest stored proof of a title."""
    return _stored(proof.newest(session, title))


def is_fresh(session: ReadSession, found: Stored, *, max_age: int) -> bool:
    """Whether a proof speaks of now: under the newest final block, or at most so much older.

    `max_age` is in seconds of the chain's time.
    """
    stamp = as_of(session)
    return found.block >= stamp.final_block or stamp.time - found.time <= max_age


def unchanged(session: ReadSession, subjects: Iterable[bytes], block: int) -> bool:
    """Whether none of these dossiers has an act after a block, as far as the mirror has read."""
    return all(head.block <= block for head in mirror.heads(session, subjects).values())


def _stored(row: StoredProofRow | None) -> Stored | None:
    return None if row is None else Stored(row.block, row.time, row.data)
