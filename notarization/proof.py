"""The proof of a title's closure: one header, the register's account, a head for each dossier.

Nodes forget old states, so it is made while they have them and kept (notarization/prover.py). It is
kept as the very files that an evidence package carries, in the same container.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from ledger.chain.profile import ChainProfile
from ledger.chain.records import AccountProof
from ledger.chain.records import Header as ChainHeader
from ledger.domain import canonical
from ledger.domain.dossier import RawAct, head_slot
from notarization.evidence_errors import HeaderUnknown
from notarization.headers import header_rlp_from_json
from notarization.verify import proof_files
from notarization.verify.container import read_container, write_container
from notarization.verify.header import Header, decode_header

HEADER_NAME: Final = "header.rlp"


class Source(Protocol):
    """Where acts and proofs come from: the mirror with a node, or a node alone."""

    @property
    def profile(self) -> ChainProfile:
        """The register that is meant."""

    def final_block(self) -> int:
        """The newest block that is final and whose acts are at hand."""

    def acts(self, subject: bytes, block: int) -> Sequence[RawAct]:
        """All acts of a dossier up to a block, in order; none for an unknown subject."""

    def header(self, block: int) -> ChainHeader:
        """A block's header with the node's JSON. Raises BlockUnknown."""

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """The proof of an account and slots of it. Raises StateUnknown, NodeRefused."""


@dataclass(frozen=True)
class Proof:
    """Trie nodes, from the root down, under the state root of one header (raw RLP)."""

    header: bytes
    address: bytes
    account: tuple[bytes, ...]
    heads: Mapping[bytes, tuple[bytes, ...]]

    @cached_property
    def block(self) -> Header:
        """The block that all is proven under. Raises HeaderMalformed, HeaderFieldCount."""
        return decode_header(self.header)


def prove(source: Source, subjects: Collection[bytes], block: int) -> Proof:
    """Ask the node for the heads of these dossiers at one block.

    Raises:
        HeaderUnknown: the chain hashes other fields than those of its JSON.
        ChainError: the node does not answer, or has no state of that block any more.
    """
    header = source.header(block)
    ordered = sorted(subjects)
    register = source.profile.register.address
    found = source.proof(register, [head_slot(each) for each in ordered], header.number)
    heads = {subject: slot.nodes for subject, slot in zip(ordered, found.slots, strict=True)}
    return Proof(_rlp(header), register, found.nodes, heads)


def write_proof(proof: Proof) -> bytes:
    """The one container of a proof."""
    return write_container(
        {
            HEADER_NAME: proof.header,
            proof_files.ACCOUNT_NAME: proof_files.write_account(proof.address, proof.account),
            proof_files.HEADS_NAME: proof_files.write_heads(proof.heads),
        }
    )


def read_proof(data: bytes) -> Proof:
    """A proof out of its container. Raises ContainerInvalid, CanonicalJsonError, FieldError."""
    files = read_container(data)
    account, heads = files[proof_files.ACCOUNT_NAME], files[proof_files.HEADS_NAME]
    address, nodes = proof_files.read_account(canonical.parse_canonical(account))
    found = proof_files.read_heads(canonical.parse_canonical(heads), heads)
    return Proof(files[HEADER_NAME], address, nodes, found)


def _rlp(header: ChainHeader) -> bytes:
    raw = header_rlp_from_json(header.raw)
    computed = decode_header(raw).hash
    if computed != header.hash:
        raise HeaderUnknown(header.hash, computed)
    return raw
