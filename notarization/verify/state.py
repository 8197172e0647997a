"""Accounts and storage slots proven under a header's state root (EIP-1186)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from ledger.domain.keccak import keccak256
from notarization.verify import rlp
from notarization.verify.errors import VerificationError
from notarization.verify.rlp import RlpMalformed
from notarization.verify.trie import prove

ADDRESS_BYTES: Final = 20
WORD_BYTES: Final = 32
_ACCOUNT_ITEMS: Final = 4
_ZERO: Final = b"\x80"


class StateError(VerificationError):
    """A proof leads somewhere, but not to what was asked for."""

    code: ClassVar[str] = "STATE"


@dataclass(eq=False)
class AccountAbsent(StateError):
    """The proof shows that no account has this address under this state root."""

    address: bytes
    code: ClassVar[str] = "ACCOUNT_ABSENT"


@dataclass(eq=False)
class AccountMalformed(StateError):
    """The proven account is not nonce, balance, storage root and code hash."""

    reason: str
    code: ClassVar[str] = "ACCOUNT_MALFORMED"


@dataclass(eq=False)
class SlotMalformed(StateError):
    """The proven slot is not a number of at most 32 bytes without leading zeros."""

    reason: str
    code: ClassVar[str] = "SLOT_MALFORMED"


@dataclass(eq=False)
class NonCanonicalZeroLeaf(StateError):
    """The trie keeps a leaf for a slot that is zero: no real chain does, anvil does."""

    slot: bytes
    code: ClassVar[str] = "NON_CANONICAL_ZERO_LEAF"


@dataclass(eq=False)
class KeyLength(StateError):
    """An address is not 20 bytes long, or a slot not 32."""

    expected: int
    found: int
    code: ClassVar[str] = "KEY_LENGTH"


class SlotProof(StrEnum):
    """How a slot's value was proven."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    ZERO_LEAF = "zero_leaf"


class ZeroLeaf(StrEnum):
    """What a leaf that holds zero means: refused everywhere but on a development chain."""

    REFUSED = "refused"
    COUNTS_AS_ABSENT = "counts_as_absent"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the state trie holds it; `balance` is in wei."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


@dataclass(frozen=True, slots=True)
class SlotValue:
    """The number in a slot, 0 when it was never written or is cleared, and how that is known."""

    value: int
    proof: SlotProof


def prove_account(state_root: bytes, address: bytes, nodes: Sequence[bytes]) -> Account:
    """Return the account at the address; raises AccountAbsent, AccountMalformed, ProofError."""
    _require_length(address, ADDRESS_BYTES)
    value = prove(state_root, keccak256(address), nodes)
    if value is None:
        raise AccountAbsent(address)
    try:
        return _account(value)
    except RlpMalformed as error:
        raise AccountMalformed(error.reason) from error


def prove_slot(
    storage_root: bytes,
    slot: bytes,
    nodes: Sequence[bytes],
    *,
    zero_leaf: ZeroLeaf = ZeroLeaf.REFUSED,
) -> SlotValue:
    """Return what a slot holds, which MUST be the root of an account proven before.

    The caller MUST derive the slot itself, never take it from the evidence. Raises
    NonCanonicalZeroLeaf, SlotMalformed, ProofError.
    """
    _require_length(slot, WORD_BYTES)
    value = prove(storage_root, keccak256(slot), nodes)
    if value is None:
        return SlotValue(value=0, proof=SlotProof.EXCLUSION)
    if value == _ZERO:
        if zero_leaf is ZeroLeaf.REFUSED:
            raise NonCanonicalZeroLeaf(slot)
        return SlotValue(value=0, proof=SlotProof.ZERO_LEAF)
    return SlotValue(value=_slot_number(value), proof=SlotProof.INCLUSION)


def _account(value: bytes) -> Account:
    items = rlp.decode(value)
    if not isinstance(items, list) or len(items) != _ACCOUNT_ITEMS:
        raise RlpMalformed("not a list of four items")
    nonce, balance, storage_root, code_hash = items
    if not (
        isinstance(nonce, bytes)
        and isinstance(balance, bytes)
        and isinstance(storage_root, bytes)
        and isinstance(code_hash, bytes)
    ):
        raise RlpMalformed("an item is a list")
    if not len(storage_root) == len(code_hash) == WORD_BYTES:
        raise RlpMalformed("a root is no hash")
    return Account(
        nonce=rlp.decode_integer(nonce, max_bytes=8),
        balance=rlp.decode_integer(balance, max_bytes=WORD_BYTES),
        storage_root=storage_root,
        code_hash=code_hash,
    )


def _slot_number(value: bytes) -> int:
    try:
        number = rlp.decode(value)
        if isinstance(number, bytes):
            return rlp.decode_integer(number, max_bytes=WORD_BYTES)
    except RlpMalformed as error:
        raise SlotMalformed(error.reason) from error
    raise SlotMalformed("not a byte string")


def _require_length(key: bytes, expected: int) -> None:
    if len(key) != expected:
        raise KeyLength(expected=expected, found=len(key))
