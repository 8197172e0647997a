"""The verifier: bytes in, numbered checks out. No chain, no database, no network, no clock.

The steps stand in notarization.verify.codes.Step. A step that fails ends the verification: what
would rest on it is listed as not checked. A step that cannot be made (an unknown block, a missing
dossier) leaves the answer INCOMPLETE, and the rest goes on as far as it can.

The caller MUST get the trust file from a source of its own, never from whoever gave the package.
"""

from collections.abc import Mapping
from typing import Final

from ledger.domain.errors import DomainError
from notarization.verify.algorithms import Algorithms, check_algorithms
from notarization.verify.batch_steps import FOLDER as BATCHES
from notarization.verify.batch_steps import check_batches, digests_of
from notarization.verify.beside_steps import check_countersigned, check_signed
from notarization.verify.codes import SECOND, Step
from notarization.verify.container import (
    MAX_BYTES,
    ContainerFault,
    ContainerInvalid,
    read_container,
)
from notarization.verify.content_steps import answer, check_content, check_cover, check_time
from notarization.verify.countersignature import COUNTERSIGNATURE_NAME, Countersigners
from notarization.verify.custody import CUSTODY_NAME
from notarization.verify.digests import sha256, sm3
from notarization.verify.enclosure_steps import check_enclosures
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError
from notarization.verify.header import Header
from notarization.verify.limits import require_modest
from notarization.verify.manifest import (
    MANIFEST_NAME,
    FileMissing,
    Manifest,
    compare_digests,
    compare_names,
    is_detached,
    read_manifest,
)
from notarization.verify.notes import Notes, Stop
from notarization.verify.package import ATTACHMENTS, Evidence, read_package
from notarization.verify.policy import Policy, PolicyUnmet, require_met
from notarization.verify.proof_steps import check_chain, check_dossiers
from notarization.verify.report import Message, Report
from notarization.verify.stamp_steps import check_stamps, unjudged
from notarization.verify.statement import Question, statement
from notarization.verify.timestamps import FOLDER as STAMPS
from notarization.verify.tlog import FOLDER as CHECKPOINTS
from notarization.verify.trust import PinsDisagree, Trust, parse_trust
from notarization.verify.wording import NOT_PROVEN

__all__ = ["MAX_BYTES", "Question", "verify"]

AS_THE_COVER_ASKS: Final = Question()


def verify(
    package: bytes,
    trust_file: bytes,
    question: Question = AS_THE_COVER_ASKS,
    signed_verdict: bytes | None = None,
) -> Report:
    """Check a package against the reader's own trust file. Never raises for what it reads.

    A `signed_verdict` (JWS) over the package's title is worked out anew as of its own block.
    """
    notes = Notes()
    if signed_verdict is not None:
        notes.asked |= {Step.SIGNED_VERDICT}
    try:
        _steps(notes, package, trust_file, question, signed_verdict)
    except (VerificationError, DomainError) as fault:
        notes.failed(fault)
    except Stop:
        pass
    return notes.report(NOT_PROVEN)


def _steps(
    notes: Notes,
    package: bytes,
    trust_file: bytes,
    question: Question,
    signed_verdict: bytes | None,
) -> None:
    # 1 to 5: files, digests, the reader's trust, formats.
    files, manifest = _check_form(notes, package)
    trust = _read_trust(notes, trust_file)
    notes.begin(Step.PARTS)
    evidence = read_package(files)
    held = len(evidence.dossiers)
    notes.counted(f"{len(files)} 个文件、{held} 个案卷", f"{len(files)} files, {held} dossiers")
    # 6 to 17: block, register, heads, dossiers, signatures.
    header, proven = check_chain(notes, evidence, trust, files)
    histories = check_dossiers(notes, evidence, trust, header, proven)
    # 18 to 22: what the dossiers say.
    check_content(notes, evidence, histories)
    check_cover(notes, evidence, manifest, files)
    # 23 and 24: the answer.
    time = evidence.cover.as_of if question.time is None else question.time
    check_time(notes, evidence, trust, header, time)
    then = answer(notes, evidence, histories, question, header)
    if then:
        notes.as_of = statement(*then, header, trust, time)
    # 25: what this version does not look into.
    _look_beyond(notes, files, trust, second=manifest.parts is not None)
    # 26: since when the package is known to exist.
    check_stamps(notes, files, trust, header.timestamp, evidence.cover.prepared_at)
    # 27: what the reader brings beside the package.
    algorithms = Algorithms(trust.algorithms)
    known = Countersigners(trust.countersigners, header.timestamp, trust.time.tolerance, algorithms)
    if signed_verdict is not None:
        check_signed(notes, signed_verdict, evidence, histories, known)
    # 28 to 32: what version 2 adds.
    if manifest.parts is not None:
        check_enclosures(notes, evidence, histories, manifest.parts, files)
    # 33: who signed beside the register; and whether all that vouches is as much as is wanted.
    check_countersigned(notes, files, known)
    _check_policy(notes, trust.policy)
    # 34: what all of it was made with.
    made, stones = _made(evidence, header), [each.tombstone for each in evidence.tombstones]
    check_algorithms(notes, algorithms, made, histories.values(), stones)
    # 35: what of it was notarized in batches.
    if Step.BATCHES in notes.asked:
        named = digests_of(manifest, files[MANIFEST_NAME], evidence.object)
        check_batches(notes, files, named, trust, header)


def _made(evidence: Evidence, header: Header) -> int:
    """When a package was made, by its own word: not before the block that it shows."""
    return max(evidence.cover.prepared_at, header.timestamp)


def _check_form(notes: Notes, package: bytes) -> tuple[dict[str, bytes], Manifest]:
    try:
        files = read_container(package)
    except ContainerInvalid as fault:
        notes.readable = fault.fault is not ContainerFault.NOT_A_CONTAINER
        raise
    digests = f"sha256 {sha256(package).hex()} sm3 {sm3(package).hex()}"
    notes.passed(digests)
    notes.begin(Step.MANIFEST)
    require_modest(files)
    if MANIFEST_NAME not in files:
        raise FileMissing(MANIFEST_NAME)
    manifest = read_manifest(files[MANIFEST_NAME])
    if manifest.parts is not None:
        notes.asked |= SECOND
    if any(name.startswith(BATCHES) for name in files):
        notes.asked |= {Step.BATCHES}
    notes.all_of(compare_names(manifest, files))
    listed = len(manifest.files)
    notes.counted(f"{listed} 个文件", f"{listed} files")
    notes.begin(Step.DIGESTS)
    notes.all_of(compare_digests(manifest, files))
    notes.passed()
    return files, manifest


def _read_trust(notes: Notes, trust_file: bytes) -> Trust:
    notes.begin(Step.TRUST)
    try:
        trust = parse_trust(trust_file)
    except (FieldError, PinsDisagree):
        notes.readable = False
        raise
    pins = len(trust.pins)
    notes.counted(f"{pins} 个区块", f"{pins} pinned blocks")
    return trust


def _look_beyond(notes: Notes, files: Mapping[str, bytes], trust: Trust, *, second: bool) -> None:
    notes.begin(Step.BEYOND)
    named = (MANIFEST_NAME, COUNTERSIGNATURE_NAME, *([CUSTODY_NAME] if second else []))
    folders = (STAMPS, BATCHES, *([CHECKPOINTS] if trust.checkpoints else []))
    others = [
        name
        for name in files
        if name.startswith(ATTACHMENTS)
        or (is_detached(name) and name not in named and not name.startswith(folders))
    ]
    if trust.checkpoints:
        others += unjudged(notes, files)
    for name in others:
        notes.aside("NOT_EXAMINED", name)
    if not others:
        notes.counted("无", "nothing")


def _check_policy(notes: Notes, policy: Policy | None) -> None:
    """What vouches for block and time is as much as the reader wants."""
    if policy is None:
        return
    try:
        require_met(policy, notes.held)
        notes.told(
            Message(
                f"核验方的策略已满足：{policy.text}", f"the reader's policy is met: {policy.text}"
            )
        )
    except PolicyUnmet as fault:
        notes.vouched = False
        notes.open(fault)
