"""Evidence from the mirror's journal, with headers and proofs of the node that it follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.chain.client import Chain
from ledger.chain.profile import ChainProfile
from ledger.chain.records import AccountProof, Header
from ledger.domain.dossier import RawAct
from ledger.queries.replay import raw_act
from ledger.store.engine import Engine, read_session
from ledger.store.repositories import journal, mirror


@dataclass(frozen=True, slots=True)
class MirrorSource:
    """Acts as the mirror has them, proofs as the node gives them."""

    engine: Engine
    chain: Chain
    profile: ChainProfile
    clock: Callable[[], int]

    def final_block(self) -> int:
        """The newest block that is final and that the mirror has read. Raises CursorMissing."""
        with read_session(self.engine, now=self.clock()) as session:
            cursor = mirror.require_cursor(session)
        return min(cursor.block, cursor.final_block)

    def acts(self, subject: bytes, block: int) -> Sequence[RawAct]:
        """All acts of a dossier up to a block."""
        with read_session(self.engine, now=self.clock()) as session:
            found = journal.of_subjects(session, (subject,), upto_block=block)
        return [raw_act(row) for row in found.get(subject, [])]

    def header(self, block: int) -> Header:
        """A block's header."""
        return self.chain.block(block)

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """The node's proof."""
        return self.chain.proof(address, slots, block)
