"""Evidence from a node alone: the acts of all dossiers are read from the register's logs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.chain.client import Chain
from ledger.chain.codec import raw_act
from ledger.chain.profile import ChainProfile
from ledger.chain.records import AccountProof, Header
from ledger.domain.dossier import RawAct


@dataclass(frozen=True, slots=True)
class ChainSource:
    """Acts up to `last`, by subject; headers and proofs as the node gives them."""

    chain: Chain
    profile: ChainProfile
    last: int
    by_subject: dict[bytes, list[RawAct]]

    def final_block(self) -> int:
        """The block up to which the logs were read."""
        return self.last

    def acts(self, subject: bytes, block: int) -> Sequence[RawAct]:
        """All acts of a dossier up to a block."""
        return [act for act in self.by_subject.get(subject, []) if act.block <= block]

    def header(self, block: int) -> Header:
        """A block's header."""
        return self.chain.block(block)

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """The node's proof."""
        return self.chain.proof(address, slots, block)


def read_chain(chain: Chain, profile: ChainProfile, final: int) -> ChainSource:
    """Read the logs of the register from its founding to a final block.

    For small chains and for whoever keeps no mirror: it asks for all logs at once. Raises
    ChainError, LogUnreadable.
    """
    logs = chain.logs(profile.register.address, profile.start_block, final)
    times = _times(chain, {log.block_number for log in logs})
    by_subject: dict[bytes, list[RawAct]] = {}
    for log in logs:
        act = raw_act(log, times[log.block_number])
        by_subject.setdefault(act.subject, []).append(act)
    return ChainSource(chain, profile, final, by_subject)


def _times(chain: Chain, blocks: Iterable[int]) -> dict[int, int]:
    return {header.number: header.timestamp for header in chain.headers(sorted(blocks))}
