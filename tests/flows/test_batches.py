"""Batches of digests from the log on disk to the register, and their proofs without either."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.bindings.errors import StaffMissing
from ledger.domain import canonical
from ledger.domain.acts import Role
from ledger.domain.anchor_words import log_subject
from notarization.batches import anchors
from notarization.batches.anchoring import anchor
from notarization.batches.errors import BatchAnchorMissing, BatchDigestUnknown, BatchLogBehind
from notarization.batches.log import DigestLog, create
from notarization.batches.proving import growth, prove
from notarization.trust_file import trust_of
from notarization.verify.batch import Algorithm, BatchProof, Digest, GrowthProof
from notarization.verify.batch_checks import check_proof
from notarization.verify.header import decode_header
from notarization.verify.report import Grade
from notarization.verify.trust import Pin, dump_trust
from tests.cast import REGISTRY, Stage

pytestmark = pytest.mark.node
Json = dict[str, Any]


def digest(number: int) -> Digest:
    return Digest.of(Algorithm.SHA256, hashlib.sha256(b"document %d" % number).digest())


class Office:
    """A registry's log, anchored by its seal keeper on the stage's register."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        create(folder, REGISTRY)
        self.log = DigestLog(folder)

    def anchored(self) -> int:
        keeper = self.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)
        found = anchor(self.log, self.stage.register, keeper)
        return found.size if found else 0

    @property
    def acts(self) -> int:
        return self.stage.register.seq(log_subject(REGISTRY))

    def trust(self, proof: BatchProof | GrowthProof) -> bytes:
        """The trust of a reader who knows the blocks that the proof is under."""
        roots = [proof.anchor] if isinstance(proof, BatchProof) else [proof.first, proof.second]
        known = {header.number: header for header in (decode_header(each.header) for each in roots)}
        pins = [Pin(number, header.hash) for number, header in known.items()]
        return dump_trust(trust_of(self.stage.register.profile, pins))


@pytest.fixture(scope="module")
def office(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two batches: five digests, then three more."""
    made = Office(stage, tmp_path_factory.mktemp("office") / "log")
    assert made.anchored() == 0
    made.log.add([digest(number) for number in range(5)])
    assert made.anchored() == 5
    made.log.add([digest(number) for number in range(8)])
    assert made.anchored() == 8
    return made


@pytest.mark.parametrize(("number", "size"), [(0, 5), (4, 5), (5, 8), (7, 8)])
def test_a_digest_is_proven_offline_under_the_batch_that_first_held_it(
    office: Office, number: int, size: int
) -> None:
    [proof] = prove(office.log, [digest(number)])
    assert (proof.index, proof.anchor.size) == (number, size)
    report = check_proof(proof.dump(), office.trust(proof), digest(number))
    assert report.grade is Grade.VERIFIED
    assert [check.number for check in report.checks] == [*range(1, 11)]


def test_a_log_is_shown_to_have_only_grown(office: Office) -> None:
    proof = growth(office.log, 5, 8)
    report = check_proof(proof.dump(), office.trust(proof))
    assert report.grade is Grade.VERIFIED
    altered = GrowthProof(proof.first, proof.second, proof.path[::-1])
    assert check_proof(altered.dump(), office.trust(proof)).grade is Grade.REJECTED


def test_what_is_anchored_is_not_anchored_again_whenever_a_run_was_killed(office: Office) -> None:
    acts = office.acts
    assert office.anchored() == 8
    (office.folder / anchors.FOLDER / "8.json").unlink()  # entered, killed before it was noted
    assert office.anchored() == 8
    assert office.acts == acts
    [proof] = prove(DigestLog(office.folder), [digest(6)])
    assert check_proof(proof.dump(), office.trust(proof)).grade is Grade.VERIFIED


def test_an_old_copy_of_the_log_anchors_nothing(office: Office, tmp_path: Path) -> None:
    other = Office(office.stage, tmp_path / "other")
    other.log.add([digest(99)])
    with pytest.raises(BatchLogBehind):
        other.anchored()
    other.log.add([digest(number) for number in range(20)])
    with pytest.raises(BatchLogBehind):
        other.anchored()


def test_nobody_but_a_seal_keeper_anchors(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(office.folder, copy)
    log, examiner = DigestLog(copy), office.stage.cast.examiner.signs(Role.EXAMINER)
    log.add([digest(50)])
    with pytest.raises(StaffMissing):
        anchor(log, office.stage.register, examiner)


def test_what_is_not_in_a_batch_has_no_proof(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(office.folder, copy)
    log = DigestLog(copy)
    log.add([digest(60)])
    with pytest.raises(BatchAnchorMissing):
        list(prove(log, [digest(60)]))
    with pytest.raises(BatchDigestUnknown):
        list(prove(log, [digest(61)]))


def of_anchor(name: str, value: Any) -> Callable[[Json], None]:
    return lambda proof: proof["anchor"].update({name: value})


LIES: Final[dict[str, tuple[Callable[[Json], None], str]]] = {
    "another digest": (lambda proof: proof.update(digest="0x" + "11" * 32), "BATCH_ROOT_DIFFERS"),
    "another algorithm": (lambda proof: proof.update(algorithm="sm3"), "BATCH_ROOT_DIFFERS"),
    "another place": (lambda proof: proof.update(index=1), "BATCH_ROOT_DIFFERS"),
    "a place beyond the log": (lambda proof: proof.update(index=8), "BATCH_MALFORMED"),
    "a longer path": (lambda proof: proof["path"].append("0x" + "00" * 32), "BATCH_MALFORMED"),
    "a member too many": (lambda proof: proof.update(more=1), "BATCH_MALFORMED"),
    "another register": (of_anchor("register", "0x" + "22" * 20), "WRONG_REGISTER"),
    "another chain": (of_anchor("chainId", 1), "WRONG_CHAIN"),
    "another registry": (of_anchor("registry", 442), "PROOF"),
    "no word": (of_anchor("word", []), "PROOF"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_false_proof_is_refused_for_its_one_reason(office: Office, lie: str) -> None:
    [proof] = prove(office.log, [digest(6)])
    told = json.loads(proof.dump())
    change, code = LIES[lie]
    change(told)
    report = check_proof(canonical.encode(told), office.trust(proof))
    assert report.grade in {Grade.REJECTED, Grade.UNREADABLE}
    [found] = [check.code for check in report.checks if check.status == "failed"]
    assert found.startswith(code) or code == "PROOF"


def test_a_proof_of_another_digest_or_an_unknown_block_is_never_verified(office: Office) -> None:
    [proof] = prove(office.log, [digest(6)])
    asked = check_proof(proof.dump(), office.trust(proof), digest(7))
    assert asked.grade is Grade.REJECTED
    unpinned = dump_trust(trust_of(office.stage.register.profile, []))
    assert check_proof(proof.dump(), unpinned).grade is Grade.INCOMPLETE
    assert check_proof(b"{}", unpinned).grade is Grade.UNREADABLE
