"""Proofs of batches in a package: what they are of, by whom they are believed, every way to lie."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import run
from ledger.domain.crypto_policy import Use
from notarization.batches.attaching import attached
from notarization.batches.errors import BatchNotAttachable
from notarization.countersigning import countersign
from notarization.verify.batch import Algorithm, Digest, GrowthProof, read_anchor
from notarization.verify.batch_steps import MOST_PROOFS
from notarization.verify.beliefs import Accepted
from notarization.verify.container import read_container, write_container
from notarization.verify.fields import Fields
from notarization.verify.object_file import read_object
from notarization.verify.policy import parse_policy
from notarization.verify.report import Grade, Language, Report, Status
from notarization.verify.trust import dump_trust
from tests.fuzzing.mutators import mutator
from tests.packages.batched import (
    FILES,
    changed,
    header_of,
    holding,
    of,
    proofs,
    trusting,
    under_its_own_block,
)
from tests.packages.both import verify
from tests.packages.countersigned import NOW, REGISTRY, known
from tests.packages.test_forgeries import GOOD, PACKAGE, TRUST, reasons
from tests.thorough import usually

STRANGE = Digest.of(Algorithm.SHA256, b"\x11" * 32)
COVER, SHEET, MANIFEST = FILES["cover.json"], FILES["cover.zh.txt"], FILES["manifest.json"]
# a log that holds a file, another by SM3, and the manifest, among what is none of the package's
LOG = [STRANGE, of(COVER), of(SHEET, Algorithm.SM3), of(MANIFEST), STRANGE]
_, FIRST, BY_SM3, OF_MANIFEST, OTHER = proofs(LOG)
KNOWN = trusting(FIRST)
ANCHOR = read_anchor(Fields(json.loads(FIRST)["anchor"], ""))


def lines(report: Report) -> list[tuple[str, Status, str]]:
    return [
        (each.code, each.status, each.message.text(Language.EN))
        for each in report.checks
        if each.number == 35
    ]


def test_what_was_notarized_is_said_with_its_block_and_the_package_is_verified() -> None:
    package, held = attached(PACKAGE, [FIRST, BY_SM3, OF_MANIFEST])
    report = verify(package, KNOWN)
    assert (report.grade, held) == (Grade.VERIFIED, 3)
    header = header_of(FIRST)
    said = [text for _, _, text in lines(report)]
    assert {status for _, status, _ in lines(report)} == {Status.PASSED}
    for text, (what, place) in zip(
        said, [("cover.json", 1), ("cover.zh.txt", 2), ("manifest.json", 3)], strict=True
    ):
        begin = f"proofs of batches: {what}, in the log of registry 371 at place {place} by block"
        assert text.startswith(f"{begin} {header.number} (")
    assert not [each for each in report.checks if each.code == "NOT_EXAMINED"]
    # nothing else was touched, and undone again it is the package that it was
    files = read_container(package)
    assert {name: files[name] for name in FILES} == FILES
    assert sorted(set(files) - set(FILES)) == [f"batches/00{n}.json" for n in (1, 2, 3)]
    assert 35 not in {each.number for each in verify(PACKAGE, TRUST).checks}


def test_the_data_object_is_found_in_a_batch_with_a_package_of_version_2() -> None:
    package = (GOOD / "second.evidence.zip").read_bytes()
    said = read_object(json.loads(read_container(package)["object/fingerprint.json"]))
    found = proofs([Digest.of(Algorithm.SM3, said.fingerprint.sm3)])
    report = verify(holding(*found, package=package), trusting(*found))
    assert report.grade is Grade.VERIFIED
    [(code, _, text)] = lines(report)
    assert (code, "the data object, in the log" in text) == ("BATCHES", True)


def test_the_golden_package_with_proofs_is_verified() -> None:
    package = (GOOD / "batched.evidence.zip").read_bytes()
    report = verify(package, (GOOD / "batched.trust.json").read_bytes())
    assert report.grade is Grade.VERIFIED
    assert len(lines(report)) == 3
    assert reasons(verify(package, TRUST)) == {"BLOCK_NOT_PINNED"}


def test_no_random_change_of_a_proof_is_accepted() -> None:
    changed_at_random = mutator("batch")
    for seed in range(usually(12, whole=60)):
        data = changed_at_random(FIRST, len(FIRST) + 100, seed)
        assert data == FIRST or verify(holding(data), KNOWN).grade is not Grade.VERIFIED


def test_a_block_that_the_reader_does_not_know_leaves_it_incomplete() -> None:
    report = verify(holding(FIRST, BY_SM3), TRUST)
    assert (report.grade, reasons(report)) == (Grade.INCOMPLETE, {"BLOCK_NOT_PINNED"})
    named = [
        "[batches/001.json]" in lines(report)[0][2],
        "[batches/002.json]" in lines(report)[1][2],
    ]
    assert named == [True, True]


def test_the_readers_policy_is_for_the_batchs_block_too() -> None:
    wanted = parse_policy("pin AND tsa")
    report = verify(holding(FIRST), trusting(FIRST, policy=wanted))
    assert report.grade is Grade.INCOMPLETE
    assert [code for code, _, _ in lines(report)] == ["POLICY_UNMET"]
    met = verify(holding(FIRST), trusting(FIRST, policy=parse_policy("pin")))
    assert met.grade is Grade.VERIFIED


def test_under_the_packages_own_block_what_vouches_for_the_package_vouches_for_the_batch() -> None:
    package, believed, proof = under_its_own_block(PACKAGE, of(COVER))
    held = holding(proof, package=package)
    assert verify(held, dump_trust(believed)).grade is Grade.VERIFIED
    wanting = replace(believed, countersigners=(known(),), policy=parse_policy("pin AND sm2"))
    signed = countersign(held, REGISTRY, NOW)
    assert verify(signed, dump_trust(wanting)).grade is Grade.VERIFIED
    assert reasons(verify(held, dump_trust(replace(believed, pins=())))) == {"BLOCK_NOT_PINNED"}


def test_a_digest_whose_algorithm_was_not_accepted_counts_for_nothing() -> None:
    accepted = (Accepted(Use.DIGEST, "sha256", 0, 2**40),)
    report = verify(holding(FIRST, BY_SM3), trusting(FIRST, algorithms=accepted))
    assert report.grade is Grade.VERIFIED
    assert [code for code, _, _ in lines(report)] == ["BATCHES", "ALGORITHM_NOT_ACCEPTED"]


LIES = {
    "of nothing in the package": (OTHER, "BATCH_UNBOUND"),
    "another digest of the package": (
        changed(FIRST, digest="0x" + of(SHEET).value.hex()),
        "BATCH_ROOT_DIFFERS",
    ),
    "another place": (changed(FIRST, index=2), "BATCH_ROOT_DIFFERS"),
    "a place beyond the log": (changed(FIRST, index=5), "BATCH_MALFORMED"),
    "another path": (changed(FIRST, path=["0x" + "00" * 32] * 3), "BATCH_ROOT_DIFFERS"),
    "another root": (changed(FIRST, anchor={"root": "0x" + "00" * 32}), "BATCH_ROOT_DIFFERS"),
    "another chain": (changed(FIRST, anchor={"chainId": 1}), "WRONG_CHAIN"),
    "another register": (changed(FIRST, anchor={"register": "0x" + "22" * 20}), "WRONG_REGISTER"),
    "another registry's log": (changed(FIRST, anchor={"registry": 442}), "PROOF_TRAILING_NODES"),
    "no word": (changed(FIRST, anchor={"word": []}), "PROOF_TRUNCATED"),
    "no header": (changed(FIRST, anchor={"header": "0x"}), "HEADER_MALFORMED"),
    "a member too many": (changed(FIRST, more=1), "BATCH_MALFORMED"),
    "a growth": (GrowthProof(ANCHOR, ANCHOR, ()).dump(), "BATCH_MALFORMED"),
    "no JSON": (b"", "BATCH_MALFORMED"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_false_proof_refuses_the_package_for_its_one_reason(lie: str) -> None:
    proof, code = LIES[lie]
    report = verify(holding(BY_SM3, proof), KNOWN)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})
    assert "batches/002.json" in lines(report)[-1][2]


def test_a_log_that_the_register_does_not_hold_is_refused() -> None:
    theirs = json.loads(proofs([STRANGE] * len(LOG), number=9)[0])["anchor"]
    shown = {name: theirs[name] for name in ("header", "account", "word")}
    forged = changed(FIRST, anchor=shown)
    report = verify(holding(forged), trusting(FIRST, forged))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"BATCH_NOT_ANCHORED"})


def test_a_root_under_another_block_of_a_pinned_number_is_refused() -> None:
    mine, theirs = proofs([of(COVER)]), proofs([of(COVER), STRANGE])
    report = verify(holding(mine[0]), trusting(theirs[0]))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"BLOCK_HASH_MISMATCH"})


@pytest.mark.parametrize("name", ["batches/1.json", "batches/001.txt", "batches/a/001.json"])
def test_a_proof_under_another_name_is_refused(name: str) -> None:
    report = verify(write_container({**FILES, name: FIRST}), KNOWN)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"BATCH_MALFORMED"})


def test_more_proofs_than_are_judged_are_refused_by_all() -> None:
    many = proofs([of(COVER)] * (MOST_PROOFS + 1))
    report = verify(holding(*many), trusting(many[0]))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"BATCH_MALFORMED"})
    assert verify(holding(*many[1:]), trusting(many[0])).grade is Grade.VERIFIED
    with pytest.raises(BatchNotAttachable, match="65 proofs"):
        attached(PACKAGE, many)


def test_what_does_not_belong_is_not_attached() -> None:
    for proof, code in (OTHER, "BATCH_UNBOUND"), LIES["another path"], LIES["a growth"]:
        with pytest.raises(BatchNotAttachable, match=code):
            attached(PACKAGE, [proof])
    with pytest.raises(BatchNotAttachable, match="CONTAINER"):
        attached(b"no package", [FIRST])


def test_the_console_attaches_once_and_says_what_it_refuses(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    package, one, other = (tmp_path / name for name in ("p.zip", "one.json", "other.json"))
    for path, data in (package, PACKAGE), (one, FIRST), (other, OTHER):
        path.write_bytes(data)
    asked = ["batch", "attach", str(package), str(one)]
    assert run([*asked, str(one), "--json"], {}) == 0
    assert '"proofs": 1' in capfd.readouterr().out
    first = package.read_bytes()
    assert run(asked, {}) == 0
    assert package.read_bytes() == first
    assert run([*asked, str(other)], {}) != 0
    assert "BATCH_NOT_ATTACHABLE" in capfd.readouterr().err
    assert package.read_bytes() == first
