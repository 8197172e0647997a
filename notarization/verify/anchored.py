"""What a batch's proof must show, check by check: a digest's place, and the root on the register.

Used by `batch_checks` for a proof by itself, and by `batch_steps` for those in a package. None of
it says that the block is to be trusted: that is `chain_checks.check_block`.
"""

from collections.abc import Callable
from typing import TypeVar

from ledger.domain.anchor_words import batch_key, log_subject
from ledger.domain.dossier import word_slot
from ledger.domain.merkle import MerkleError, root_from_consistency, root_from_path
from notarization.verify.batch import (
    DIGEST,
    AnchoredRoot,
    BatchLogsDiffer,
    BatchMalformed,
    BatchNotAnchored,
    BatchProof,
    BatchRootDiffers,
    GrowthProof,
    record_leaf,
)
from notarization.verify.chain_checks import CodeNotAllowed, WrongChain, WrongRegister
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.state import Account, ZeroLeaf, prove_account, prove_slot
from notarization.verify.tlog import node_hash
from notarization.verify.trust import Trust

T = TypeVar("T")


def require_place(name: str, proof: BatchProof) -> None:
    """The path leads from the digest to the anchored root.

    Raises BatchMalformed, BatchRootDiffers.
    """
    anchor, leaf = proof.anchor, record_leaf(proof.digest.record)
    found = _translated(
        name, lambda: root_from_path(leaf, proof.index, anchor.size, proof.path, node_hash)
    )
    if found != anchor.root:
        raise BatchRootDiffers(anchor.root, found)


def require_growth(name: str, proof: GrowthProof) -> None:
    """The log of the second root begins with that of the first.

    Raises BatchMalformed, BatchLogsDiffer, BatchRootDiffers.
    """
    first, second = proof.first, proof.second
    logs = [(each.chain_id, each.register, each.registry) for each in (first, second)]
    if logs[0] != logs[1] or first.size > second.size:
        raise BatchLogsDiffer(str(first.size), str(second.size))
    found = _translated(
        name,
        lambda: root_from_consistency(first.size, first.root, second.size, proof.path, node_hash),
    )
    if found != second.root:
        raise BatchRootDiffers(second.root, found)


def require_register(anchor: AnchoredRoot, trust: Trust) -> None:
    """Chain and register are those that are trusted. Raises WrongChain, WrongRegister."""
    if anchor.chain_id != trust.chain_id:
        raise WrongChain(trust.chain_id, anchor.chain_id)
    if anchor.register != trust.register.address:
        raise WrongRegister(trust.register.address, anchor.register)


def proven_account(anchor: AnchoredRoot, header: Header, trust: Trust) -> Account:
    """The register under the anchor's block, with the code that is trusted.

    Raises ProofError, StateError, CodeNotAllowed.
    """
    account = prove_account(header.state_root, anchor.register, anchor.account)
    if account.code_hash != trust.register.code_hash:
        expected, found = shown(trust.register.code_hash), shown(account.code_hash)
        raise CodeNotAllowed(anchor.register, expected, found)
    return account


def require_root(anchor: AnchoredRoot, account: Account, trust: Trust) -> None:
    """The register holds this root for the registry's log and this size: the slot is worked out.

    Raises ProofError, StateError, BatchNotAnchored.
    """
    slot = word_slot(log_subject(anchor.registry), batch_key(anchor.size))
    zero_leaf = ZeroLeaf.COUNTS_AS_ABSENT if trust.development else ZeroLeaf.REFUSED
    proven = prove_slot(account.storage_root, slot, anchor.word, zero_leaf=zero_leaf)
    held = proven.value.to_bytes(DIGEST)
    if held != anchor.root or not any(held):
        raise BatchNotAnchored(anchor.size, anchor.root, held)


def _translated(name: str, path: Callable[[], T]) -> T:
    try:
        return path()
    except MerkleError as fault:
        raise BatchMalformed(name, "path", str(fault)) from fault
