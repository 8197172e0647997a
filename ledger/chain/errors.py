"""What can go wrong between us and a node, by what the caller can do about it."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class ChainError(LedgerError):
    """The chain, its node, its profile or a key of ours is not as it must be."""

    code: ClassVar[str] = "CHAIN"


@dataclass(eq=False)
class NodeUnreachable(ChainError):
    """No answer from the node: try again later. Nothing is known of what was asked."""

    node: str
    fault: str
    code: ClassVar[str] = "NODE_UNREACHABLE"


@dataclass(eq=False)
class NodeRefused(ChainError):
    """The node answered with an error that is none of the more exact ones below."""

    method: str
    number: int
    message: str
    code: ClassVar[str] = "NODE_REFUSED"


@dataclass(eq=False)
class NodeLies(ChainError):
    """The node's answers contradict each other, or what was asked: trust none of them."""

    subject: str
    expected: str
    found: str
    code: ClassVar[str] = "NODE_LIES"


@dataclass(eq=False)
class RangeTooLarge(ChainError):
    """The node gives logs for fewer blocks at a time: ask for a part of the range."""

    first: int
    last: int
    message: str
    code: ClassVar[str] = "RANGE_TOO_LARGE"


@dataclass(eq=False)
class BlockUnknown(ChainError):
    """The node has no such block, or no such tag."""

    at: str
    code: ClassVar[str] = "BLOCK_UNKNOWN"


@dataclass(eq=False)
class StateUnknown(ChainError):
    """The node no longer has the state of this block."""

    block: int
    message: str
    code: ClassVar[str] = "STATE_UNKNOWN"


class ProfileError(ChainError):
    """The chain profile cannot be read, or the chain is not the one that it describes."""

    code: ClassVar[str] = "PROFILE"


@dataclass(eq=False)
class ProfileMissing(ProfileError):
    """There is no profile file: nothing was deployed, or the path is wrong."""

    path: str
    code: ClassVar[str] = "PROFILE_MISSING"


@dataclass(eq=False)
class ProfileMalformed(ProfileError):
    """A field of the profile is missing, unknown or of the wrong form."""

    field: str
    fault: str
    code: ClassVar[str] = "PROFILE_MALFORMED"


@dataclass(eq=False)
class WrongChain(ProfileError):
    """The node serves another chain."""

    expected: int
    found: int
    code: ClassVar[str] = "WRONG_CHAIN"


@dataclass(eq=False)
class WrongHistory(ProfileError):
    """The chain has the right id but another past: it was made anew, or the start is not ours."""

    block: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "WRONG_HISTORY"


@dataclass(eq=False)
class CodeDiffers(ProfileError):
    """The code at a contract's address is not the code that was deployed."""

    contract: str
    expected: bytes
    found: bytes
    code: ClassVar[str] = "CODE_DIFFERS"


@dataclass(eq=False)
class NotCancun(ProfileError):
    """The chain's machine lacks what Cancun brought: the contracts cannot run on it."""

    client: str
    lacks: str
    code: ClassVar[str] = "NOT_CANCUN"


@dataclass(eq=False)
class NotSeconds(ProfileError):
    """The chain's time is not in seconds: every deadline would be wrong by a factor."""

    client: str
    header: int
    machine: int
    code: ClassVar[str] = "NOT_SECONDS"


@dataclass(eq=False)
class NotOwnHeight(ProfileError):
    """`block.number` in a contract is not this chain's height: no act could be proven."""

    client: str
    header: int
    machine: int
    code: ClassVar[str] = "NOT_OWN_HEIGHT"


@dataclass(eq=False)
class ProofsMissing(ProfileError):
    """The profile promises `eth_getProof` and the node has none."""

    client: str
    code: ClassVar[str] = "PROOFS_MISSING"


class KeyFault(ChainError):
    """A private key cannot be had."""

    code: ClassVar[str] = "KEY"


@dataclass(eq=False)
class KeyMissing(KeyFault):
    """The keystore holds no key of this account."""

    account: bytes
    code: ClassVar[str] = "KEY_MISSING"


@dataclass(eq=False)
class KeyMalformed(KeyFault):
    """Bytes or a file are no private key of the account that they claim."""

    where: str
    code: ClassVar[str] = "KEY_MALFORMED"


@dataclass(eq=False)
class KeyPasswordWrong(KeyFault):
    """The password does not open this account's key file."""

    account: bytes
    code: ClassVar[str] = "KEY_PASSWORD_WRONG"


@dataclass(eq=False)
class KeyExposed(KeyFault):
    """Others may read this key file: its mode must be 0600."""

    where: str
    mode: str
    code: ClassVar[str] = "KEY_EXPOSED"


class SendError(ChainError):
    """A transaction could not be brought to its end."""

    code: ClassVar[str] = "SEND"


@dataclass(eq=False)
class SenderUnfunded(SendError):
    """The relayer's account cannot pay: nothing was sent."""

    account: bytes
    balance: int
    needed: int
    code: ClassVar[str] = "SENDER_UNFUNDED"


@dataclass(eq=False)
class OutcomeUnknown(SendError):
    """The transaction lies in the outbox and is not settled: sending the same again joins it."""

    nonce: int
    tx_hash: bytes
    fault: str
    code: ClassVar[str] = "OUTCOME_UNKNOWN"


@dataclass(eq=False)
class TransactionFailed(SendError):
    """The chain refused in the block what it had allowed in the dry run, and no longer says why."""

    tx_hash: bytes
    block: int
    code: ClassVar[str] = "TRANSACTION_FAILED"


@dataclass(eq=False)
class NonceTaken(SendError):
    """Somebody else used the relayer's key: this act was not entered, and may be sent again."""

    nonce: int
    code: ClassVar[str] = "NONCE_TAKEN"


@dataclass(eq=False)
class FinalityBroken(SendError):
    """The chain no longer has transactions that were final: stop and look."""

    settled: int
    found: int
    code: ClassVar[str] = "FINALITY_BROKEN"


@dataclass(eq=False)
class OutboxMalformed(SendError):
    """A file of the outbox cannot be read: nothing is sent past it."""

    path: str
    fault: str
    code: ClassVar[str] = "OUTBOX_MALFORMED"


@dataclass(eq=False)
class OutboxUnwritable(SendError):
    """The outbox takes no entry, for its disk is full or closed to us: nothing new was sent."""

    path: str
    fault: str
    code: ClassVar[str] = "OUTBOX_UNWRITABLE"


class DevNodeError(ChainError):
    """The development chain does not run."""

    code: ClassVar[str] = "DEV_NODE"


@dataclass(eq=False)
class BinaryMissing(DevNodeError):
    """anvil is not installed: run `make install`."""

    searched: str
    code: ClassVar[str] = "BINARY_MISSING"


@dataclass(eq=False)
class PortInUse(DevNodeError):
    """Another program listens on the port."""

    port: int
    code: ClassVar[str] = "PORT_IN_USE"


@dataclass(eq=False)
class NodeDied(DevNodeError):
    """anvil ended while it was needed; `last` is the end of its log."""

    status: int
    last: str
    code: ClassVar[str] = "NODE_DIED"


@dataclass(eq=False)
class StateTorn(DevNodeError):
    """The chain's state could not be saved: each time it was asked for, a block was being made."""

    tries: int
    code: ClassVar[str] = "STATE_TORN"


@dataclass(eq=False)
class ClockRefused(DevNodeError):
    """The clock only moves forward and never past the wall clock."""

    current: int
    asked: int
    wall: int
    code: ClassVar[str] = "CLOCK_REFUSED"
