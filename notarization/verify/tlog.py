"""A block in a checkpoint log: C2SP tlog-proof files under `checkpoints/`.

    c2sp.org/tlog-proof@v1
    index 73894
    base64(hash) …

    example.org/log
    109482
    base64(root)

    — example.org/log …
    — witness.example/w1 …

The entry is not in the file: it is worked out from the header that the package shows, so that a
proof can be of no other block. Whoever cosigns has seen that the log only grew.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.merkle import MerkleError, root_from_path
from notarization.verify.beliefs import CheckpointTrust
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.note import Note, NoteMalformed, parse_note, verified_time
from notarization.verify.timestamp_errors import ChainGap

FOLDER: Final = "checkpoints/"
SUFFIX: Final = ".tlog-proof"
MAGIC: Final = "c2sp.org/tlog-proof@v1"
MOST_PATH: Final = 63
# a block stands in few logs; so that no package keeps its reader busy with their signatures
MOST_PROOFS: Final = 16
_HASH: Final = 32
_PART: Final = "[a-z0-9][a-z0-9-]{0,31}"
_NAME: Final = re.compile(
    rf"checkpoints/(?P<name>{_PART})(?:\.tlog-proof|\.(?P<series>{_PART})\.(?P<number>[0-9]{{3}})\.tsr)"
)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_TEXT_LINES: Final = 3
NO_HASH: Final = "a hash is no base64 of 32 bytes in its one form"


@dataclass(eq=False)
class CheckpointMalformed(VerificationError):
    """A file under checkpoints/ is no tlog-proof."""

    file: str
    fault: str
    code: ClassVar[str] = "CHECKPOINT_MALFORMED"


@dataclass(eq=False)
class CheckpointMismatch(VerificationError):
    """The log holds another entry there: another block, or none of this package."""

    file: str
    expected: bytes
    found: bytes
    code: ClassVar[str] = "CHECKPOINT_MISMATCH"


@dataclass(eq=False)
class LogInconsistent(VerificationError):
    """The log signed two trees of one size: proof that it deceives. Both files are to be kept."""

    file: str
    expected: bytes
    found: bytes
    code: ClassVar[str] = "LOG_INCONSISTENT"


@dataclass(eq=False)
class WitnessQuorum(VerificationError):
    """Fewer trusted witnesses than the reader wants have seen this checkpoint."""

    file: str
    expected: int
    found: int
    code: ClassVar[str] = "WITNESS_QUORUM"


@dataclass(eq=False)
class CheckpointUntrusted(VerificationError):
    """The checkpoint is of no log that the reader trusts."""

    file: str
    found: str
    code: ClassVar[str] = "CHECKPOINT_UNTRUSTED"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree of a log as it was signed: origin, number of leaves, root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """How many trusted witnesses saw the block in a log, of how many; the proofs that say so.

    `lacking` is why the other proofs that lie beside them count for nothing.
    """

    seen: int
    of: int
    proofs: tuple[str, ...]
    lacking: tuple[VerificationError, ...] = ()


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry stands in a checkpoint's tree."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


def entry_of(chain_id: int, header: Header) -> bytes:
    """A block's entry in the log: canonical JSON."""
    return canonical.encode(
        {
            "chainId": chain_id,
            "number": header.number,
            "blockHash": shown(header.hash),
            "stateRoot": shown(header.state_root),
            "receiptsRoot": shown(header.receipts_root),
            "time": header.timestamp,
        }
    )


def leaf_hash(entry: bytes) -> bytes:
    """RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text (C2SP tlog-checkpoint). Raises NoteMalformed."""
    lines = text.split("\n")
    if len(lines) <= _TEXT_LINES or not lines[0] or not all(lines[:-1]):
        raise NoteMalformed("is no checkpoint")
    return Checkpoint(lines[0], parse_size(lines[1]), _hash(lines[2]))


def parse_proof(name: str, data: bytes) -> TlogProof:
    """A tlog-proof; nothing is verified. Raises CheckpointMalformed."""
    try:
        return _proof(parse_note(data))
    except NoteMalformed as fault:
        raise CheckpointMalformed(name, fault.fault) from fault


def _proof(note: Note) -> TlogProof:
    head, _, text = note.text.partition("\n\n")
    magic, *lines = head.split("\n")
    if lines and lines[0].startswith("extra "):
        del lines[0]
    place, *path = lines or [""]
    if magic != MAGIC or not place.startswith("index ") or len(path) > MOST_PATH:
        raise NoteMalformed("is no tlog-proof with an index")
    index, hashes = parse_size(place.removeprefix("index ")), tuple(map(_hash, path))
    return TlogProof(index, hashes, Note(text, note.signatures), parse_checkpoint(text))


def write_proof(index: int, path: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The tlog-proof of an entry under a signed checkpoint."""
    lines = [MAGIC, f"index {index}", *(b64encode(each).decode() for each in path)]
    return "\n".join([*lines, "", ""]).encode() + checkpoint


def note_of(proof: bytes) -> bytes:
    """The signed note of a tlog-proof as it stands there: what its time stamps are over."""
    return proof.partition(b"\n\n")[2]


def token_name(name: str, series: str, number: int) -> str:
    """The file of a time stamp over the checkpoint of a proof."""
    return f"{FOLDER}{name}.{series}.{number:03}.tsr"


def proof_files(files: Mapping[str, bytes]) -> list[str]:
    """The names of the proofs.

    Raises CheckpointMalformed for a name of another form, and for more proofs than are judged.
    """
    found = sorted(name for name in files if name.startswith(FOLDER))
    for name in found:
        parts = _NAME.fullmatch(name)
        if not parts:
            raise CheckpointMalformed(
                name, "is no <name>.tlog-proof or <name>.<series>.<number>.tsr"
            )
        if f"{FOLDER}{parts['name']}{SUFFIX}" not in files:
            raise CheckpointMalformed(name, "is of no tlog-proof")
    proofs = [name for name in found if name.endswith(SUFFIX)]
    if len(proofs) > MOST_PROOFS:
        raise CheckpointMalformed(proofs[MOST_PROOFS], f"is one of more than {MOST_PROOFS}")
    return proofs


def token_files(files: Mapping[str, bytes]) -> dict[tuple[str, str], list[str]]:
    """The time stamps over the checkpoints of proofs, by proof and series, in their order.

    Raises CheckpointMalformed.
    """
    proof_files(files)
    found: dict[tuple[str, str], list[str]] = {}
    for name in sorted(files):
        parts = _NAME.fullmatch(name)
        if not parts or not parts["series"]:
            continue
        key = f"{FOLDER}{parts['name']}{SUFFIX}", parts["series"]
        found.setdefault(key, []).append(name)
    return found


def require_whole(names: Sequence[str]) -> None:
    """A series has every number from 1. Raises ChainGap."""
    for number, name in enumerate(names, 1):
        if not name.endswith(f".{number:03}.tsr"):
            raise ChainGap(name, f"number {number:03} is missing")


def check_checkpoints(
    files: Mapping[str, bytes], header: Header, chain_id: int, trust: CheckpointTrust
) -> Witnessed:
    """How many trusted witnesses saw a checkpoint over this block; the best of all proofs.

    Raises CheckpointUntrusted, WitnessQuorum where it cannot be said; CheckpointMalformed,
    CheckpointMismatch, NoteSignatureWrong, LogInconsistent where what is here is false.
    """
    entry = leaf_hash(entry_of(chain_id, header))
    roots: dict[int, bytes] = {}
    seen, lacking = dict[str, int](), list[CheckpointUntrusted | WitnessQuorum]()
    for name in proof_files(files):
        proof = parse_proof(name, files[name])
        checkpoint = proof.checkpoint
        if checkpoint.origin != trust.log.name or verified_time(proof.note, trust.log) is None:
            lacking.append(CheckpointUntrusted(name, checkpoint.origin))
            continue
        known = roots.setdefault(checkpoint.size, checkpoint.root)
        if known != checkpoint.root:
            raise LogInconsistent(name, known, checkpoint.root)
        _require_included(name, proof, entry)
        seen[name] = sum(verified_time(proof.note, each) is not None for each in trust.witnesses)
    enough = tuple(name for name, count in seen.items() if count >= trust.quorum)
    best = max(seen, key=seen.__getitem__, default="")
    few = [WitnessQuorum(each, trust.quorum, seen[each]) for each in seen if each not in enough]
    if not enough:
        raise few[list(seen).index(best)] if few else lacking[-1]
    return Witnessed(seen[best], len(trust.witnesses), enough, (*lacking, *few))


def _require_included(name: str, proof: TlogProof, entry: bytes) -> None:
    checkpoint = proof.checkpoint
    try:
        root = root_from_path(entry, proof.index, checkpoint.size, proof.path, node_hash)
    except MerkleError as fault:
        raise CheckpointMalformed(name, str(fault)) from fault
    if root != checkpoint.root:
        raise CheckpointMismatch(name, checkpoint.root, root)


def parse_size(text: str) -> int:
    """A number as these formats write it. Raises NoteMalformed."""
    if not _NUMBER.fullmatch(text):
        raise NoteMalformed(f"{text[:20]!r} is no number")
    return int(text)


def _hash(text: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except (ValueError, Base64Error) as fault:
        raise NoteMalformed(NO_HASH) from fault
    if len(found) != _HASH or b64encode(found).decode() != text:
        raise NoteMalformed(NO_HASH)
    return found
