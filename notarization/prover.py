"""The prover: makes the proof of a title when its newest act is final, and stores it.

Nodes forget old states, so it is made at once. What it needs is all in the database: titles that
acted since it last looked become due in one transaction, and a proof is stored, and its title no
longer due, in another. Killed between them it does the same again; nothing is made twice. A title
that acted ten times between two looks needs one proof: a proof covers all that was before.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ledger.chain.errors import ChainError
from ledger.chain.records import Header
from ledger.domain.acts import Tag
from ledger.domain.dossier import RawAct
from ledger.domain.errors import DomainError
from ledger.domain.verdict import Purpose
from ledger.domain.words import HoldingWord, holding_key, party_of_tail
from ledger.errors import LedgerError
from ledger.indexer.auditing import MOST_LAG
from ledger.queries.as_of import as_of
from ledger.queries.proof import newly_lacking
from ledger.store.engine import Engine, read_session, unit_of_work
from ledger.store.errors import CursorMissing
from ledger.store.repositories import mirror, proof
from ledger.store.repositories import title as titles
from ledger.store.tables.offchain import ProofDueRow, ProverRow, StoredProofRow
from notarization.enclosing import Handed
from notarization.erased import signed_tombstones
from notarization.errors import NotarizationError
from notarization.evidence import PackageRequest, gather, proven
from notarization.evidence_errors import EvidenceRefused
from notarization.mirror_source import MirrorSource
from notarization.proof import Proof, write_proof
from notarization.verify.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from ledger.chain.client import Chain
    from ledger.chain.profile import ChainProfile
    from ledger.chain.records import AccountProof
    from ledger.domain.history import History

LOG: Final = logging.getLogger(__name__)
AT_ONCE: Final = 50
PATIENCE: Final = 30.0
AGAIN: Final = 600
HOLDER_AT: Final = 12


@dataclass(frozen=True, slots=True)
class Round:
    """What one look did; `more` are due still, refused ones not counted."""

    block: int
    made: int
    refused: int
    more: bool


class Prover:
    """One maker of proofs of one register. Several of one database only do work twice."""

    def __init__(
        self, engine: Engine, chain: Chain, profile: ChainProfile, *, clock: Callable[[], int]
    ) -> None:
        self.engine = engine
        self.chain = chain
        self.profile = profile
        self.clock = clock
        self.source = MirrorSource(engine, chain, profile, clock)

    def run_once(self) -> Round:
        """Note which titles are due, and prove the first of them under the newest final block.

        Raises:
            ChainError: the node gives no proof now; what is due stays due.
            CursorMissing: the mirror has read nothing yet.
            StoreUnavailable: nothing was written; the same comes again.
        """
        block = self.source.final_block()
        self._note_due(block)
        with read_session(self.engine, now=self.clock()) as session:
            waiting = proof.due(session, block, AT_ONCE)
        shared = _Shared(self.source, block)
        try:
            made = sum(self._proved(row, shared) for row in waiting)
        except ChainError as fault:
            self._count_fault(fault)
            raise
        return Round(block, made, len(waiting) - made, more=len(waiting) == AT_ONCE)

    def catch_up(self) -> Round:
        """Prove all that is due. Raises as run_once."""
        while (done := self.run_once()).more:
            pass
        return done

    def follow(self, stop: Event, *, poll: float) -> None:
        """Prove until told to stop; a node or a database that does not answer is asked again.

        What was refused is tried again now and then: this version may know better than the last,
        and a node that gave a proof of another state may have come to itself.
        """
        pause, asked = 0.0, 0
        while not stop.wait(pause):
            try:
                if not 0 <= (time := self.clock()) - asked < AGAIN:
                    self.ask_again()
                    asked = time
                pause = 0.0 if self._near() and self.run_once().more else poll
            except CursorMissing:
                pause = poll
            except LedgerError as fault:
                _say(fault)
                pause = min(PATIENCE, max(poll, 2 * pause))

    def _near(self) -> bool:
        """Whether the mirror has all but read: a state further back, its node may not keep."""
        with read_session(self.engine, now=self.clock()) as session:
            return as_of(session).lag_blocks <= MOST_LAG

    def ask_again(self) -> None:
        """Let titles that were refused a proof be tried again."""
        with unit_of_work(self.engine, silent=True) as work:
            proof.ask_again(work)

    def _note_due(self, final: int) -> None:
        with read_session(self.engine, now=self.clock()) as session:
            known = proof.prover(session)
        if known is not None and known.block >= final:
            return
        if known is not None and known.block == proof.DOUBTED:
            # who had it read anew was killed before this
            forget_lost(self.engine, self.chain)
        with unit_of_work(self.engine, silent=True) as work:
            start = mirror.require_cursor(work).start_block - 1
            before = proof.prover(work) or ProverRow(proof.ONLY, start, 0, 0, "")
            found = newly_lacking(work, above=before.block, upto=final)
            proof.add_due(work, (ProofDueRow(*each, code="") for each in found.items()))
            proof.note(work, replace(before, block=final))

    def _proved(self, row: ProofDueRow, shared: _Shared) -> bool:
        """Prove a title, or write down why it cannot be proven."""
        try:
            made = self._made(row.title, shared)
        except (DomainError, NotarizationError, VerificationError) as fault:
            self._refuse(row, fault)
            return False
        data = write_proof(made)
        kept = StoredProofRow(
            title=row.title,
            block=made.block.number,
            block_hash=made.block.hash,
            time=made.block.timestamp,
            digest=hashlib.sha256(data).digest(),
            data=data,
            made=self.clock(),
        )
        with unit_of_work(self.engine, silent=True) as work:
            proof.keep(work, kept)
            if (known := proof.prover(work)) is not None:
                proof.note(work, replace(known, made=known.made + 1, code=""))
        return True

    def _made(self, title: bytes, shared: _Shared) -> Proof:
        """A proof that the offline verifier accepts in a package of the newest version.

        With the heads of who signed tombstones: what was erased is told under it, too.
        """
        with read_session(self.engine, now=self.clock()) as session:
            row = titles.titles(session, (title,)).get(title)
            erased = signed_tombstones(session, row.application) if row else ()
        request = PackageRequest(
            title=title,
            holder=_holder(gather(title, shared, shared.block)[title]),
            purpose=Purpose.AUTHENTICITY,
            requester="-",
            case_ref="-",
            prepared_at=self.clock(),
            tombstones=erased,
            handed=Handed(maker="-", repeat="-"),
        )
        return proven(request, shared, shared.block)

    def _refuse(
        self, row: ProofDueRow, fault: DomainError | NotarizationError | VerificationError
    ) -> None:
        code = fault.codes[0] if isinstance(fault, EvidenceRefused) else fault.code
        LOG.error("no proof title=%s block=%d fault=%s", row.title.hex(), row.block, fault)
        with unit_of_work(self.engine, silent=True) as work:
            proof.refuse(work, row, code)

    def _count_fault(self, fault: ChainError) -> None:
        with unit_of_work(self.engine, silent=True) as work:
            if (known := proof.prover(work)) is not None:
                proof.note(work, replace(known, faults=known.faults + 1, code=fault.code))


def _say(fault: LedgerError) -> None:
    LOG.error("prover waits code=%s fault=%s", fault.code, fault)


def forget_lost(engine: Engine, chain: Chain) -> int:
    """Drop the proofs under blocks that the chain does not have (any more); how many blocks.

    For a mirror that reads its chain anew, perhaps because the chain was made anew. A node that is
    behind has not the highest blocks yet: where it has every other one that a proof is under, it
    is the same chain, and those stay. Raises ChainError.
    """
    with unit_of_work(engine, silent=True) as work:
        known = proof.blocks(work)
        top = mirror.require_cursor(work).block
        present = sorted(number for number in known if number <= top)
        hashes = {header.number: header.hash for header in chain.headers(present)}
        lost = [number for number in present if hashes.get(number) != known[number]]
        if lost or not present:
            lost += known.keys() - present
        proof.forget_blocks(work, lost)
    return len(lost)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A source for one look: the header and the dossiers that titles share are read once."""

    source: MirrorSource
    block: int
    headers: dict[int, Header] = field(default_factory=dict)
    read: dict[bytes, Sequence[RawAct]] = field(default_factory=dict)

    @property
    def profile(self) -> ChainProfile:
        return self.source.profile

    def final_block(self) -> int:
        return self.block

    def acts(self, subject: bytes, block: int) -> Sequence[RawAct]:
        if subject not in self.read:
            self.read[subject] = self.source.acts(subject, block)
        return self.read[subject]

    def header(self, block: int) -> Header:
        if block not in self.headers:
            self.headers[block] = self.source.header(block)
        return self.headers[block]

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        return self.source.proof(address, slots, block)


def _holder(history: History) -> bytes:
    """Any party that has a certificate of the title: the statement is about all dossiers anyway."""
    state = history.last
    tails = sorted(key[HOLDER_AT:] for key in state.words if key[0] == Tag.HOLDING)
    holders = (party_of_tail(tail) for tail in tails)
    return next(each for each in holders if state.read(holding_key(each), HoldingWord).number)
