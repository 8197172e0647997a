"""Fixtures of what stands beside a manifest: proofs of batches, time stamps."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from cryptography.x509.oid import ExtendedKeyUsageOID

from notarization.verify.batch import DOMAIN, Algorithm, BatchProof, Digest
from notarization.verify.container import read_container
from notarization.verify.package import write_package
from notarization.verify.report import Grade
from notarization.verify.statement import Question
from tests.packages.batched import FILES, anchored, dumped, holding, levels_of, of, proofs, trusting
from tests.packages.countersigned import BLOCK_TIME
from tests.packages.fixtures import Asked, Fixture, Make
from tests.packages.lies import ISSUED
from tests.packages.stamps import FIRST, MANIFEST, with_files
from tests.packages.test_batched import FIRST as OF_COVER
from tests.packages.test_batched import KNOWN, LIES
from tests.packages.test_forgeries import NEWER, PACKAGE
from tests.packages.tokens import FOR_STAMPS, Holder, holder, rooted, token_of

# Batches: the cover in a log of five digests.

OTHER: Final = Digest.of(Algorithm.SHA256, b"\x11" * 32)
LOG: Final = [OTHER, of(FILES["cover.json"]), OTHER, OTHER, OTHER]


def notarized(proof: bytes, package: bytes = PACKAGE) -> Asked:
    return Asked(holding(proof, package=package), trusting(proof))


def in_batch() -> Asked:
    return notarized(proofs(LOG)[1])


def batch_lie(name: str) -> Fixture:
    """A false proof of the tests of batches."""
    proof, code = LIES[name]
    return Fixture(
        f"a batch: {name}",
        code,
        lambda: Asked(holding(proof), KNOWN),
        lambda: Asked(holding(OF_COVER), KNOWN),
    )


def file_of(data: bytes) -> bytes:
    """The golden package with a file of these bytes."""
    return write_package(replace(NEWER, attachments={"node.bin": data}))


LEVELS: Final = levels_of(LOG)
# what an inner node is hashed from: the file's SHA-256 is the node
NODE: Final = b"\x01" + LEVELS[0][0] + LEVELS[0][1]


def inner_node_as_leaf() -> Asked:
    """A file whose digest is an inner node of the log, with the path from there on."""
    root = LEVELS[-1][0]
    path = (LEVELS[1][1], LEVELS[2][1])
    proof = BatchProof(of(NODE), 0, path, anchored(5, root, {5: root}))
    return notarized(proof.dump(), file_of(NODE))


def unprefixed_batch() -> Asked:
    """A log whose leaves were hashed without their prefix, anchored like any other."""
    levels = levels_of(LOG, lambda record: hashlib.sha256(DOMAIN + record).digest())
    root = levels[-1][0]
    return notarized(dumped(LOG, levels, anchored(5, root, {5: root}))[1])


def never_anchored() -> Asked:
    """The register holds another root for this size."""
    root = LEVELS[-1][0]
    return notarized(dumped(LOG, LEVELS, anchored(5, root, {5: b"\x22" * 32}))[1])


def anchored_later() -> Asked:
    """Under the block shown the register holds an earlier root, and none for this size."""
    root = LEVELS[-1][0]
    return notarized(dumped(LOG, LEVELS, anchored(5, root, {4: b"\x22" * 32}, number=6))[1])


BATCHES: Final = {
    1: (batch_lie("another registry's log"),),
    23: (batch_lie("another place"), batch_lie("a place beyond the log")),
    24: (
        Fixture(
            "a batch: an inner node as a file's digest",
            "BATCH_MALFORMED",
            inner_node_as_leaf,
            lambda: notarized(proofs([of(NODE), *LOG[1:]])[0], file_of(NODE)),
        ),
        Fixture("a batch: leaves without prefix", "BATCH_ROOT_DIFFERS", unprefixed_batch, in_batch),
    ),
    37: (
        Fixture("a root that was never anchored", "BATCH_NOT_ANCHORED", never_anchored, in_batch),
        Fixture("a root that was anchored later", "BATCH_NOT_ANCHORED", anchored_later, in_batch),
    ),
}

# Time stamps by an authority below a root that the reader trusts.

NOW: Final = datetime.fromtimestamp(BLOCK_TIME, UTC)
ROOT: Final = holder("p256", "root", now=NOW)
MINUTE, HOUR = 60, 3_600


@cache
def authority(*usages: Any) -> Holder:
    return holder("p256", "authority", ROOT, usages=usages, now=NOW)


def stamp(data: bytes = MANIFEST, time: int = BLOCK_TIME + MINUTE, *usages: Any) -> bytes:
    return token_of(data, time, authority(*(usages or FOR_STAMPS)))


def with_stamp(token: bytes, **trust: Any) -> Asked:
    return Asked(with_files(PACKAGE, **{FIRST: token}), rooted(ROOT, **trust))


def stamped() -> Asked:
    return with_stamp(stamp())


def older_block_under_a_fresh_stamp(package: bytes) -> Make:
    """A block before the pledge, stamped after it, for a reader who asks of the later time."""

    def make() -> Asked:
        token = stamp(read_container(package)["manifest.json"])
        asked = Asked(with_files(package, **{FIRST: token}), rooted(ROOT))
        return replace(asked, question=Question(time=BLOCK_TIME))

    return make


def own_root() -> Asked:
    """The token shows the root above it; the reader trusts another one."""
    token = token_of(MANIFEST, BLOCK_TIME + MINUTE, authority(*FOR_STAMPS), ROOT)
    other = holder("p256", "root", now=NOW)
    return Asked(with_files(PACKAGE, **{FIRST: token}), rooted(other))


STAMPS: Final = {
    4: (
        Fixture(
            "an older block under a fresh stamp",
            "AS_OF_NOT_COVERED",
            older_block_under_a_fresh_stamp(ISSUED),
            older_block_under_a_fresh_stamp(PACKAGE),
            Grade.INCOMPLETE,
        ),
    ),
    28: (
        Fixture(
            "a stamp over another package",
            "TSA_IMPRINT_MISMATCH",
            lambda: with_stamp(stamp(b"another manifest")),
            stamped,
        ),
        Fixture(
            "an authority that is not for stamps",
            "TSA_EKU",
            lambda: with_stamp(
                stamp(MANIFEST, BLOCK_TIME + MINUTE, ExtendedKeyUsageOID.SERVER_AUTH)
            ),
            stamped,
        ),
        Fixture(
            "a stamp before the block",
            "TSA_BEFORE_BLOCK",
            lambda: with_stamp(stamp(time=BLOCK_TIME - MINUTE)),
            stamped,
        ),
    ),
    29: (
        Fixture(
            "a stamp that brings its own root",
            "TSA_MISSING",
            own_root,
            stamped,
            Grade.INCOMPLETE,
            "TSA_UNTRUSTED",
        ),
    ),
    40: (
        Fixture(
            "a chain's clock ahead by more than the reader bears",
            "TSA_BEFORE_BLOCK",
            lambda: with_stamp(stamp(time=BLOCK_TIME - HOUR), tolerance=10 * MINUTE),
            lambda: with_stamp(stamp(time=BLOCK_TIME - 5 * MINUTE), tolerance=10 * MINUTE),
        ),
    ),
}
