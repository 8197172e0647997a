"""Step 34: whether what the evidence was made with was accepted when it says that it was made.

The crypto policy of this version (ledger/domain) judges, and beside it the reader's own list, which
can only be stricter. There is no clock here: what is judged is a thing's own time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.crypto_policy import Use, own_policy
from ledger.domain.history import History
from ledger.domain.tombstone import Tombstone
from notarization.verify.beliefs import Accepted
from notarization.verify.codes import Step
from notarization.verify.errors import VerificationError
from notarization.verify.notes import Notes

DIGESTS: Final = ("sha256", "sm3")
ACT: Final = "secp256k1-keccak256"
VERDICT: Final = "ES256K"
COUNTERSIGNATURE: Final = "SM2-SM3"


@dataclass(eq=False)
class AlgorithmNotAccepted(VerificationError):
    """An algorithm was not accepted for this use at the time that is found."""

    use: str
    algorithm: str
    by: str
    found: str
    code: ClassVar[str] = "ALGORITHM_NOT_ACCEPTED"


@dataclass(frozen=True, slots=True)
class Algorithms:
    """What the reader accepts beside the policy of this version."""

    readers: tuple[Accepted, ...] = ()

    def fault(self, use: Use, algorithm: str, time: int) -> AlgorithmNotAccepted | None:
        """Why an algorithm is not accepted for what was made at a time; None where it is."""
        own = own_policy()
        if not own.accepts(use, algorithm, time):
            return AlgorithmNotAccepted(use.value, algorithm, own.id, str(time))
        listed = [each for each in self.readers if each.use is use]
        if listed and not any(each.covers(algorithm, time) for each in listed):
            return AlgorithmNotAccepted(use.value, algorithm, "trust", str(time))
        return None


ANY: Final = Algorithms()


def check_algorithms(
    notes: Notes,
    algorithms: Algorithms,
    made: int,
    histories: Iterable[History],
    stones: Iterable[Tombstone],
) -> None:
    """Digests when the package was made (one is enough), acts at their first and last time.

    Tombstones are signed as acts are, so each is one.
    """
    notes.begin(Step.ALGORITHMS)
    times = [act.raw.time for history in histories for act in history.acts]
    times += [each.time for each in stones]
    digests = [algorithms.fault(Use.DIGEST, each, made) for each in DIGESTS]
    acts = [algorithms.fault(Use.ACT, ACT, time) for time in (min(times), max(times))]
    for fault in filter(None, digests):
        if None in digests:
            notes.aside_of(fault)
        else:
            notes.open(fault)
    for fault in filter(None, acts[:1] if acts[0] else acts):
        notes.open(fault)
    if None in digests and acts == [None, None]:
        said = f"{', '.join(DIGESTS)}; {ACT}"
        notes.counted(said, said)
