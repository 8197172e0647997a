"""Whether a node serves the chain that a profile describes, and whether a chain can carry us."""

from typing import Final

from ledger.bindings.revert import ContractError, RevertUnknown
from ledger.chain.client import Chain
from ledger.chain.errors import (
    BlockUnknown,
    CodeDiffers,
    NodeRefused,
    NotCancun,
    NotOwnHeight,
    NotSeconds,
    ProofsMissing,
    WrongChain,
    WrongHistory,
)
from ledger.chain.profile import ChainProfile, Confirmations, Finality, FinalizedTag, Instant
from ledger.chain.records import Call, Header, Tag
from ledger.domain.closure import GOVERNANCE
from ledger.domain.dossier import head_slot
from ledger.domain.keccak import keccak256

WORD: Final = 32
# Init code that returns NUMBER and TIMESTAMP, by way of TLOAD and MCOPY: halts without Cancun.
PROBE: Final = bytes.fromhex("43 5f 52 42 60 20 52 5f 5c 50 60 40 5f 60 40 5e 60 40 60 40 f3")
# The register was designed in 2026; in any other unit than seconds a date lies outside these.
EARLIEST: Final = 1_500_000_000
LATEST: Final = 15_000_000_000
DAY: Final = 86_400


def check_profile(chain: Chain, profile: ChainProfile) -> Header:
    """Ask the node whether it is what the profile says; the latest header when it is.

    Raises:
        WrongChain, WrongHistory, CodeDiffers, NotCancun, NotSeconds, NotOwnHeight, ProofsMissing:
            each names what was expected and what was found.
    """
    # 1. The chain's id.
    if (found := chain.chain_id()) != profile.chain_id:
        raise WrongChain(profile.chain_id, found)
    # 2. Its past: the block of the founding is the one that we know.
    check_history(chain, profile)
    # 3. The code of every contract.
    for name, contract in profile.contracts():
        code_hash = keccak256(chain.code(contract.address))
        if code_hash != contract.code_hash:
            raise CodeDiffers(name, contract.code_hash, code_hash)
    # 4. Its machine.
    latest = check_machine(chain)
    # 5. Its proofs.
    if profile.proofs:
        check_proofs(chain, profile.register.address, latest.number)
    return latest


def check_history(chain: Chain, profile: ChainProfile) -> None:
    """Raises WrongHistory when the block of the founding is missing or another."""
    try:
        found = chain.block(profile.start_block).hash
    except BlockUnknown:
        found = b""
    if found != profile.start_hash:
        raise WrongHistory(profile.start_block, profile.start_hash, found)


def check_machine(chain: Chain) -> Header:
    """Run a probe in the chain's machine: Cancun, seconds, and its own height as block.number.

    Raises:
        NotCancun, NotSeconds, NotOwnHeight: with what the node calls itself.
    """
    client = chain.client_version()
    latest = chain.block(Tag.LATEST)
    missing = [name for name in ("blobGasUsed", "parentBeaconBlockRoot") if name not in latest.raw]
    try:
        answer = chain.call(Call(None, PROBE))
    except (NodeRefused, ContractError, RevertUnknown) as fault:
        raise NotCancun(client, ", ".join(["MCOPY or TLOAD", *missing])) from fault
    if len(answer) != 2 * WORD:
        raise NotCancun(client, ", ".join(["MCOPY or TLOAD", *missing]))
    height, time = int.from_bytes(answer[:WORD]), int.from_bytes(answer[WORD:])
    if not EARLIEST < time < LATEST or abs(time - latest.timestamp) > DAY:
        raise NotSeconds(client, latest.timestamp, time)
    # Nodes run a call on the latest block or on the next; others may have come in between.
    if not latest.number <= height <= chain.block(Tag.LATEST).number + 1:
        raise NotOwnHeight(client, latest.number, height)
    return latest


def check_proofs(chain: Chain, address: bytes, block: int) -> None:
    """Raises ProofsMissing when the node gives no proof of the register's latest state."""
    try:
        chain.proof(address, [head_slot(GOVERNANCE)], block)
    except NodeRefused as fault:
        raise ProofsMissing(chain.client_version()) from fault


def final_block(chain: Chain, finality: Finality) -> int:
    """The highest block that cannot change any more; -1 while there is none."""
    match finality:
        case Instant():
            return chain.block(Tag.LATEST).number
        case Confirmations(count):
            return chain.block(Tag.LATEST).number - count
        case FinalizedTag():
            try:
                return chain.block(Tag.FINALIZED).number
            except BlockUnknown:
                return -1
