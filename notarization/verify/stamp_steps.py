"""Step 26: time stamps over the manifest, and over checkpoints of logs that vouch for the block.

What is over a checkpoint says that the block was in the log by then. It speaks for block and time
as a policy wants them (`tsa`), and not for the rest of the package: `needed` does not count it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.domain.crypto_policy import Use
from notarization.verify.algorithms import Algorithms
from notarization.verify.codes import Step
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.notes import Notes
from notarization.verify.timestamp_errors import StampsMissing, TokenMalformed
from notarization.verify.timestamps import MOST_TOKENS, Stamp, judge_series, series_of
from notarization.verify.tlog import note_of, require_whole, token_files
from notarization.verify.trust import Trust
from notarization.verify.wording import beijing


@dataclass(frozen=True, slots=True)
class _Series:
    """The tokens of a series, in their order, and what the first is over; words before each."""

    names: list[str]
    over: bytes
    of: str = ""


def check_stamps(
    notes: Notes, files: Mapping[str, bytes], trust: Trust, block_time: int, made: int
) -> None:
    """Every series; it counts for each authority of whom a token in it holds.

    `made` is when the cover says that the package was made: not after a stamp over its manifest.
    Raises the errors of timestamp_errors that make a package false, and CheckpointMalformed.
    """
    notes.begin(Step.TIME_STAMPS)
    own = [_Series(names, files[MANIFEST_NAME]) for names in series_of(files).values()]
    before = sum(len(each.names) for each in own)
    beside = _over_checkpoints(notes, files, before) if trust.checkpoints else []
    counted = _counted(notes, files, own, trust, block_time)
    witnessed = _counted(notes, files, beside, trust, block_time)
    authorities = {each.authority for each in counted}
    notes.held["tsa"] = len(authorities | {each.authority for each in witnessed})
    if any(each.time + each.accuracy + trust.time.tolerance < made for each in counted):
        notes.aside("MADE_AFTER_STAMP", beijing(made))
    if len(authorities) < trust.time.needed:
        notes.open(StampsMissing(trust.time.needed, len(authorities)))
    elif not own and not beside:
        notes.counted("无", "none")


def unjudged(notes: Notes, files: Mapping[str, bytes]) -> list[str]:
    """The tokens over checkpoints that do not vouch for the block. Raises CheckpointMalformed."""
    found = token_files(files).items()
    return [each for (proof, _), names in found if proof not in notes.checkpoints for each in names]


def _over_checkpoints(notes: Notes, files: Mapping[str, bytes], before: int) -> list[_Series]:
    found = []
    for (proof, _), names in token_files(files).items():
        require_whole(names)
        if proof not in notes.checkpoints:
            continue
        before += len(names)
        if before > MOST_TOKENS:
            raise TokenMalformed(names[-1], f"is one of more than {MOST_TOKENS}")
        found.append(_Series(names, note_of(files[proof]), "检查点，"))
    return found


def _counted(
    notes: Notes,
    files: Mapping[str, bytes],
    series: list[_Series],
    trust: Trust,
    block_time: int,
) -> list[Stamp]:
    """The tokens that hold; each is told, or why it counts for nothing.

    What renews one that counts for nothing is named, and not examined.
    """
    counted, algorithms = list[Stamp](), Algorithms(trust.algorithms)
    for each in series:
        judged = 0
        for found in judge_series(files, each.names, each.over, trust.time, block_time):
            judged += 1
            if not isinstance(found, Stamp):
                notes.aside_of(found)
            elif unfit := algorithms.fault(Use.IMPRINT, found.imprint, found.time):
                notes.aside_of(unfit)
            else:
                counted.append(found)
                said = found.words
                notes.counted(each.of + said.zh, f"{said.en}, {found.file}")
        for name in each.names[judged:]:
            notes.aside("NOT_EXAMINED", name)
    return counted
