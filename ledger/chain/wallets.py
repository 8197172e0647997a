"""Signatures of contracts (EIP-1271): the contract itself says whether it signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.bindings.revert import ContractError, RevertUnknown
from ledger.chain.errors import NodeRefused
from ledger.chain.records import Call

if TYPE_CHECKING:
    from ledger.chain.client import Chain

# bytes4(keccak256("isValidSignature(bytes32,bytes)")): what is asked, and what says yes
MAGIC: Final = bytes.fromhex("1626ba7e")
WORD: Final = 32


def signed_by_contract(chain: Chain, account: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether an account is a contract that says it signed. Raises NodeUnreachable."""
    if not chain.code(account):
        return False
    padded = signature + bytes(-len(signature) % WORD)
    place, size = (2 * WORD).to_bytes(WORD), len(signature).to_bytes(WORD)
    try:
        answer = chain.call(Call(account, MAGIC + digest + place + size + padded))
    except (ContractError, RevertUnknown, NodeRefused):
        return False
    return answer == MAGIC + bytes(WORD - len(MAGIC))
