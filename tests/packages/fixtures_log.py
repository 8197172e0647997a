"""Fixtures of checkpoints: what a log, its witnesses or a proof can be false in."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notarization.checkpoints.attaching import attached, entry_of_package
from notarization.checkpoints.keeper import Log
from notarization.checkpoints.keys import Signer
from notarization.verify.beliefs import CheckpointTrust
from notarization.verify.note import KeyType, NoteKey
from notarization.verify.report import Grade
from notarization.verify.tlog import Checkpoint, leaf_hash, write_proof
from notarization.verify.trust import dump_trust
from tests.packages.countersigned import BLOCK_TIME
from tests.packages.fixtures import Asked, Fixture, Make
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE

# A log of five entries, of which the last is the package's block; three witnesses.

ORIGIN: Final = "register.example/log"
ENTRIES: Final = [b"[0]", b"[1]", b"[2]", b"[3]", entry_of_package(PACKAGE)]


def signer(name: str, kind: KeyType) -> Signer:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Signer(NoteKey(name, kind, public), private)


KEEPER: Final = signer(ORIGIN, KeyType.TEXT)
WITNESSES: Final = [signer(f"witness.example/w{n}", KeyType.COSIGNATURE) for n in range(3)]
KEYS: Final = tuple(each.key for each in WITNESSES)


def log_of(entries: list[bytes]) -> Log:
    return Log(Path(), KEEPER, entries)


def note(size: int, root: bytes, *cosigned: Signer) -> bytes:
    """A checkpoint of the log, signed by it and by these witnesses, each a minute later."""
    text = Checkpoint(ORIGIN, size, root).text
    lines = [each.sign(text, BLOCK_TIME + 60 * n) for n, each in enumerate(cosigned)]
    return f"{text}\n{KEEPER.sign(text)}{''.join(lines)}".encode()


def shown(proof: bytes, quorum: int = 2, witnesses: Sequence[NoteKey] = KEYS) -> Asked:
    """The package with this proof, put to who wants so many of these witnesses."""
    return Asked(attached(PACKAGE, "log", proof), watched(quorum, witnesses))


def watched(quorum: int, witnesses: Sequence[NoteKey] = KEYS) -> bytes:
    known = CheckpointTrust(KEEPER.key, tuple(witnesses), quorum)
    return dump_trust(replace(BELIEVED, pins=(), checkpoints=known))


def proof_by(*cosigned: Signer) -> bytes:
    log = log_of(ENTRIES)
    return log.proof(4, note(5, log.root(5), *cosigned))


def seen() -> Asked:
    """All three have seen the checkpoint, and the reader wants two."""
    return shown(proof_by(*WITNESSES))


def altered(old: bytes, new: bytes) -> Make:
    """The proof with another line."""
    return lambda: shown(proof_by(*WITNESSES).replace(old, new))


def one_under_two_names() -> Asked:
    """The reader's own file names one witness twice, so that its word would count for two."""
    twin = replace(KEYS[0], name="witness.example/other")
    good = seen()
    return replace(good, trust=good.trust.replace(KEYS[1].text.encode(), twin.text.encode()))


def two_trees() -> Asked:
    """A second checkpoint of the same size, over another tree."""
    twin = log_of([*ENTRIES[1:], b"[4]"])
    good = seen()
    other = twin.proof(3, note(5, twin.root(5), *WITNESSES))
    return replace(good, package=attached(good.package, "other", other))


def size_of_another() -> Asked:
    """The path in a tree of five under the signed checkpoint over six."""
    bigger = log_of([*ENTRIES, b"[5]"])
    path = proof_by().split(b"\n\n", 1)[0]
    return shown(path + b"\n\n" + note(6, bigger.root(6), *WITNESSES))


def unprefixed_log() -> Asked:
    """A log that hashes its entries without the byte that tells a leaf from a node."""
    root = hashlib.sha256(ENTRIES[-1]).digest()
    return shown(write_proof(0, (), note(1, root, *WITNESSES)))


def entry_as_a_node() -> Asked:
    """A log without the block: its entry stands where an inner node does, with that node's path."""
    log = log_of([*ENTRIES[:4], b"[4]"])
    return shown(write_proof(0, (leaf_hash(b"[4]"),), note(5, log.root(5), *WITNESSES)))


LOGS: Final = {
    21: (
        Fixture(
            "too few witnesses",
            "WITNESS_QUORUM",
            lambda: shown(proof_by(*WITNESSES[:1])),
            seen,
            Grade.INCOMPLETE,
        ),
        Fixture(
            "one witness with two lines",
            "WITNESS_QUORUM",
            lambda: shown(proof_by(WITNESSES[0], WITNESSES[0])),
            seen,
            Grade.INCOMPLETE,
        ),
        Fixture(
            "one witness under two names",
            "TRUST_MALFORMED",
            one_under_two_names,
            seen,
            Grade.UNREADABLE,
        ),
    ),
    22: (Fixture("two trees of one size", "LOG_INCONSISTENT", two_trees, seen),),
    23: (
        Fixture(
            "another place in the log",
            "CHECKPOINT_MALFORMED",
            altered(b"index 4\n", b"index 3\n"),
            seen,
        ),
        Fixture(
            "a place beyond the log",
            "CHECKPOINT_MALFORMED",
            altered(b"index 4\n", b"index 5\n"),
            seen,
        ),
        Fixture(
            "the size of another checkpoint",
            "NOTE_SIGNATURE_WRONG",
            altered(b"\n5\n", b"\n6\n"),
            seen,
        ),
        Fixture("a path under another checkpoint", "CHECKPOINT_MALFORMED", size_of_another, seen),
    ),
    24: (
        Fixture("an inner node as the entry", "CHECKPOINT_MALFORMED", entry_as_a_node, seen),
        Fixture("a leaf without its prefix", "CHECKPOINT_MISMATCH", unprefixed_log, seen),
    ),
}
