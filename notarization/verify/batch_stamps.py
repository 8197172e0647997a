"""Time stamps over an anchored root, in the proof of a digest (`datadeed/batch-proof/2`).

They say that the root was known by their time, whoever sealed which block. A root is known before
its block is made, so a token may be older than the block that the proof is under.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.domain.crypto_policy import Use
from notarization.verify.algorithms import Algorithms
from notarization.verify.batch import BatchProof
from notarization.verify.errors import VerificationError
from notarization.verify.report import Message
from notarization.verify.timestamps import Stamp, judge_series
from notarization.verify.trust import Trust


@dataclass(slots=True)
class Counted:
    """The authorities whose tokens hold, what they say, and what counts for nothing."""

    authorities: set[str] = field(default_factory=set)
    said: list[Message] = field(default_factory=list)
    asides: list[VerificationError] = field(default_factory=list)


def count_stamps(name: str, proof: BatchProof, trust: Trust) -> Counted:
    """Judge every token of a proof. Raises the errors of timestamp_errors: a token is false."""
    counted = Counted()
    for found in _judged(name, proof, trust):
        if isinstance(found, Stamp):
            counted.authorities.add(found.authority)
            counted.said.append(found.words)
        else:
            counted.asides.append(found)
    return counted


def _judged(name: str, proof: BatchProof, trust: Trust) -> Iterator[Stamp | VerificationError]:
    over, algorithms = proof.anchor.stamped, Algorithms(trust.algorithms)
    for number, tokens in enumerate(proof.stamps):
        files = {f"{name} stamps[{number}][{n}]": token for n, token in enumerate(tokens)}
        for found in judge_series(files, list(files), over, trust.time, block_time=0):
            unfit = isinstance(found, Stamp) and algorithms.fault(
                Use.IMPRINT, found.imprint, found.time
            )
            yield unfit or found
