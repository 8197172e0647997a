"""From the trusted block to the heads of the dossiers: header, register, account, slots."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.dossier import head_slot
from notarization.verify.claim import ChainClaim
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header, decode_header
from notarization.verify.package import Evidence
from notarization.verify.report import Message
from notarization.verify.seals import NOT_JUDGED, check_seals
from notarization.verify.state import Account, ZeroLeaf, prove_account, prove_slot
from notarization.verify.tlog import (
    CheckpointUntrusted,
    WitnessQuorum,
    check_checkpoints,
    proof_files,
)
from notarization.verify.trust import Trust

WORD: int = 32


@dataclass(eq=False)
class BlockDisagrees(VerificationError):
    """The header is not of the block that the package says it is."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "BLOCK_DISAGREES"


@dataclass(eq=False)
class WrongChain(VerificationError):
    """The package is of another chain than the one that is trusted."""

    expected: int
    found: int
    code: ClassVar[str] = "WRONG_CHAIN"


@dataclass(eq=False)
class WrongRegister(VerificationError):
    """The package is of another contract than the register that is trusted."""

    expected: bytes
    found: bytes
    code: ClassVar[str] = "WRONG_REGISTER"


@dataclass(eq=False)
class BlockNotPinned(VerificationError):
    """The trust file says nothing of this block: neither right nor wrong."""

    number: int
    found: bytes
    code: ClassVar[str] = "BLOCK_NOT_PINNED"


@dataclass(eq=False)
class BlockHashMismatch(VerificationError):
    """The trust file pins another block at this height."""

    number: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "BLOCK_HASH_MISMATCH"


@dataclass(eq=False)
class CodeNotAllowed(VerificationError):
    """A contract runs code that is not trusted."""

    contract: bytes
    expected: str
    found: str
    code: ClassVar[str] = "CODE_NOT_ALLOWED"


@dataclass(eq=False)
class BookNotNamed(VerificationError):
    """A book performed an act, and the package's own list of books leaves it out."""

    contract: bytes
    found: bytes
    code: ClassVar[str] = "BOOK_NOT_NAMED"


@dataclass(eq=False)
class ProofsDisagree(VerificationError):
    """A dossier has no proof of its head, or a proof has no dossier."""

    subject: bytes
    code: ClassVar[str] = "PROOFS_DISAGREE"


NOT_VOUCHED: Final = (BlockNotPinned, *NOT_JUDGED, CheckpointUntrusted, WitnessQuorum)


def check_header(evidence: Evidence) -> Header:
    """The header, which must be of the block claimed.

    Raises HeaderMalformed, HeaderFieldCount, BlockDisagrees.
    """
    header, claim = decode_header(evidence.header), evidence.claim
    values = {
        "number": (str(claim.number), str(header.number)),
        "hash": (shown(claim.hash), shown(header.hash)),
        "time": (str(claim.time), str(header.timestamp)),
    }
    for member, (claimed, found) in values.items():
        if claimed != found:
            raise BlockDisagrees(member, claimed, found)
    return header


def check_register(evidence: Evidence, trust: Trust) -> None:
    """The chain and the register are those of the trust file, the code claimed is theirs.

    Raises WrongChain, WrongRegister, CodeNotAllowed.
    """
    claim = evidence.claim
    if claim.chain_id != trust.chain_id:
        raise WrongChain(trust.chain_id, claim.chain_id)
    for address in (claim.register.address, evidence.address):
        if address != trust.register.address:
            raise WrongRegister(trust.register.address, address)
    known = {book.address: book.code_hash for book in trust.books}
    known[trust.register.address] = trust.register.code_hash
    for contract in (claim.register, *claim.books):
        _require_code(contract.address, contract.code_hash, known)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Why a block is trusted, in words; how many of each voice say so; in which logs it is.

    `lacking` are the voices that are here and count for nothing, and why.
    """

    reason: Message
    held: Mapping[str, int]
    checkpoints: tuple[str, ...] = ()
    lacking: tuple[VerificationError, ...] = ()


def check_block(header: Header, trust: Trust, files: Mapping[str, bytes]) -> Vouched:
    """The block is one that the verifying party knows, or that those whom it believes vouch for.

    Raises NOT_VOUCHED where nobody vouches for it; BlockHashMismatch, and the other errors of seals
    and tlog, where what is said of it is false.
    """
    reasons: list[Message] = []
    held: dict[str, int] = {}
    checkpoints: tuple[str, ...] = ()
    lacking: list[VerificationError] = []
    pinned = trust.pin(header.number)
    if pinned is not None and pinned != header.hash:
        raise BlockHashMismatch(header.number, pinned, header.hash)
    if pinned:
        held["pin"] = 1
        reasons.append(Message(shown(pinned), shown(pinned)))
    if trust.qbft and header.qbft and (trust.policy or not pinned):
        try:
            sealed, of = check_seals(header, header.qbft, trust.qbft)
            held["qbft"] = 1
            reasons.append(Message(f"{sealed}/{of} 个验证节点签封", f"{sealed}/{of} sealed it"))
        except NOT_JUDGED as fault:
            lacking.append(fault)
    if trust.checkpoints and proof_files(files):
        try:
            found = check_checkpoints(files, header, trust.chain_id, trust.checkpoints)
            held["checkpoint"], checkpoints = found.seen, found.proofs
            lacking += found.lacking
            said = f"{found.seen}/{found.of}"
            reasons.append(Message(f"{said} 个见证方已见证", f"{said} witnesses saw it"))
        except (CheckpointUntrusted, WitnessQuorum) as fault:
            lacking.append(fault)
    if not reasons:
        raise lacking[-1] if lacking else BlockNotPinned(header.number, header.hash)
    zh, en = "；".join(each.zh for each in reasons), "; ".join(each.en for each in reasons)
    return Vouched(Message(zh, en), held, checkpoints, tuple(lacking))


def check_account(evidence: Evidence, header: Header, trust: Trust) -> Account:
    """The register's account under the header's state root, with the code that is trusted.

    Raises ProofError, StateError, CodeNotAllowed.
    """
    account = prove_account(header.state_root, trust.register.address, evidence.account)
    known = {trust.register.address: trust.register.code_hash}
    _require_code(trust.register.address, account.code_hash, known)
    return account


def check_slots(evidence: Evidence, account: Account, trust: Trust) -> dict[bytes, bytes]:
    """The proven head of every dossier; its slot is worked out here, from the subject.

    Raises ProofsDisagree, ProofError, StateError.
    """
    for subject in sorted(set(evidence.dossiers) ^ set(evidence.heads)):
        raise ProofsDisagree(subject)
    zero_leaf = ZeroLeaf.COUNTS_AS_ABSENT if trust.development else ZeroLeaf.REFUSED
    return {
        subject: prove_slot(
            account.storage_root, head_slot(subject), nodes, zero_leaf=zero_leaf
        ).value.to_bytes(WORD)
        for subject, nodes in sorted(evidence.heads.items())
    }


def check_books(acting: Mapping[bytes, bytes], trust: Trust, claim: ChainClaim) -> None:
    """Every book that performed an act runs trusted code, and the package names it.

    `acting` is code hash by address. Raises CodeNotAllowed, BookNotNamed.
    """
    known = {book.address: book.code_hash for book in trust.books}
    named = {book.address for book in claim.books}
    for address, code_hash in sorted(acting.items()):
        _require_code(address, code_hash, known)
        if address not in named:
            raise BookNotNamed(address, code_hash)


def _require_code(address: bytes, found: bytes, known: Mapping[bytes, bytes]) -> None:
    expected = known.get(address)
    if expected != found:
        said = shown(expected) if expected else "a contract of the trust file"
        raise CodeNotAllowed(address, said, shown(found))
