# ruff: noqa: INP001, T201  # a script, never imported, that talks to a terminal
"""How long a batch of 1,000,000 digests takes, beside the hashes alone that its tree is made of.

Bare hashing is the same 1,999,999 calls of SHA-256 over the same bytes, level by level in plain
loops, without tree, log or disk. It runs before and after each of ours, in the same process; times
are of the processor, so that a busy machine does not tell. Fails where the digests entered, synced
to disk, and the root over them together come at less than 70 % of the bare speed.
"""

import argparse
import os
import secrets
import statistics
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final, TypeVar

from ledger.domain.merkle import path_in, root_from_path
from notarization.batches.log import DigestLog, create
from notarization.verify.batch import DOMAIN, Algorithm, Digest, record_leaf
from notarization.verify.tlog import node_hash

LEAVES: Final = 1_000_000
ROUNDS: Final = 5
LEAST: Final = 0.70
PROOFS: Final = 1_000

T = TypeVar("T")


def bare(entries: list[bytes]) -> bytes:
    """The hashes of a tree over these entries, and nothing else."""
    level = [sha256(b"\x00" + entry).digest() for entry in entries]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, and the answer."""
    begun = process_time()
    answer = work()
    return process_time() - begun, answer


def once(folder: Path, leaves: int) -> dict[str, float]:
    """One log from nothing: seconds of each step, and the bare hashes' on both sides of them."""
    create(folder, 371)
    log = DigestLog(folder)
    digests = [Digest.of(Algorithm.SHA256, secrets.token_bytes(32)) for _ in range(leaves)]
    entries = [DOMAIN + each.record for each in digests]
    before, root = timed(lambda: bare(entries))
    added, _ = timed(lambda: log.add(digests))
    rooted, ours = timed(lambda: log.root(leaves))
    after, _ = timed(lambda: bare(entries))
    if ours != root:
        raise SystemExit("the two roots differ")
    levelled, levels = timed(lambda: log.levels(leaves))
    proved, _ = timed(lambda: require_proofs(digests, levels, root))
    opened, _ = timed(lambda: DigestLog(folder))
    return {
        "bare hashes": (before + after) / 2,
        "entered, on disk": added,
        "root": rooted,
        "tree for proofs": levelled,
        f"{PROOFS:,} proofs made and checked": proved,
        "log opened": opened,
    }


def require_proofs(digests: list[Digest], levels: list[list[bytes]], root: bytes) -> None:
    """Proofs of digests all over the log, each checked."""
    size = len(digests)
    for index in range(0, size, max(1, size // PROOFS)):
        leaf = record_leaf(digests[index].record)
        if root_from_path(leaf, index, size, path_in(levels, index), node_hash) != root:
            raise SystemExit(f"the proof of {index} does not hold")


def main() -> int:
    """Measures; 1 where entering and root together are too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=LEAVES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    rounds = []
    for number in range(asked.rounds):
        with TemporaryDirectory() as folder:
            rounds.append(once(Path(folder) / f"log-{number}", asked.leaves))
    print(f"{asked.leaves:,} digests, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}")
    for name in rounds[0]:
        print(f"  {name:36} {statistics.median(each[name] for each in rounds):8.2f} s")
    ratios = [each["bare hashes"] / each["root"] for each in rounds]
    whole = [each["bare hashes"] / (each["root"] + each["entered, on disk"]) for each in rounds]
    print(f"  root, of the bare speed              {statistics.median(ratios):8.0%}")
    print(f"  entered and root, of the bare speed  {statistics.median(whole):8.0%}")
    return int(statistics.median(whole) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
