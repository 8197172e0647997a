"""Whether an account signed: by its key, or by the word of the contract that it is (EIP-1271)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.chain.wallets import signed_by_contract
from notarization.verify.signature import SignatureError, recover

if TYPE_CHECKING:
    from api.wiring import Wiring


def signed_by_key(account: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether the account's own key signed a digest."""
    try:
        return recover(digest, signature) == account
    except SignatureError:
        return False


def signed_by(wiring: Wiring, account: bytes, digest: bytes, signature: bytes) -> bool:
    """The same, or its contract says so; the node is asked only then. Raises NodeUnreachable."""
    own = signed_by_key(account, digest, signature)
    return own or signed_by_contract(wiring.chain(), account, digest, signature)
