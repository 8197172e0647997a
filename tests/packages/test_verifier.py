"""What a reader may ask, what he must bring, and what the verifier says about it."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from forgeries import open_package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.cli import run as console
from api.commands.speech import Speech
from api.commands.verify import command
from ledger.domain.mandates import OWN
from ledger.domain.verdict import Purpose
from notarization.verify.__main__ import main
from notarization.verify.container import read_container, write_container
from notarization.verify.digests import sha256
from notarization.verify.manifest import MANIFEST_NAME, write_manifest
from notarization.verify.options import OPTIONS, USAGE
from notarization.verify.package import write_package
from notarization.verify.report import Grade, Language, Status
from notarization.verify.statement import Question
from notarization.verify.trust import Pin, dump_trust, parse_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED, ISSUED
from tests.packages.test_forgeries import GOOD, PACKAGE, TRUST, reasons
from tests.simulators.lying_register import lying
from tests.thorough import usually

VECTORS = Path(__file__).parents[1] / "vectors" / "evidence_packages.json"
PATHS = ["--trust", str(GOOD / "trust.json")]
PLEDGED = str(GOOD / "pledged.evidence.zip")
UNSHARE = shutil.which("unshare") or ""
# version, seq, no links, one actor, digest, party; then the account
SENDER = range(1 + 5 + 1 + 1 + 32 + 20, 80)
BLOCK_TIME = open_package(PACKAGE).claim.time


def trust_with(**changes: Any) -> bytes:
    return dump_trust(replace(BELIEVED, **changes))


def grade_of(trust: bytes, package: bytes = PACKAGE) -> tuple[Grade, set[str]]:
    report = verify(package, trust)
    return report.grade, reasons(report)


# The trust file


def test_without_a_pin_nothing_is_verified() -> None:
    assert grade_of(trust_with(pins=())) == (Grade.INCOMPLETE, {"BLOCK_NOT_PINNED"})


def test_an_older_block_under_a_newer_pin_is_incomplete() -> None:
    newer = [pin for pin in BELIEVED.pins if pin.number == open_package(PACKAGE).claim.number]
    found = grade_of(trust_with(pins=tuple(newer)), ISSUED)
    assert found == (Grade.INCOMPLETE, {"BLOCK_NOT_PINNED"})


def test_another_hash_for_the_block_rejects() -> None:
    number = open_package(PACKAGE).claim.number
    trust = trust_with(pins=(Pin(number, bytes(32)),))
    assert grade_of(trust) == (Grade.REJECTED, {"BLOCK_HASH_MISMATCH"})


@pytest.mark.parametrize(
    ("trust", "code"),
    [
        (b"", "TRUST_MALFORMED"),
        (b"[]", "TRUST_MALFORMED"),
        (TRUST.replace(b'"chainId"', b'"chain"'), "TRUST_MALFORMED"),
        (TRUST.replace(b"datadeed/trust/1", b"datadeed/trust/2"), "TRUST_MALFORMED"),
        (trust_with(pins=(Pin(1, bytes(32)), Pin(1, b"\x01" * 32))), "PINS_DISAGREE"),
    ],
)
def test_an_unreadable_trust_file_leaves_nothing_to_say(trust: bytes, code: str) -> None:
    assert grade_of(trust) == (Grade.UNREADABLE, {code})


def test_a_trust_file_may_be_written_by_hand() -> None:
    assert verify(PACKAGE, json.dumps(json.loads(TRUST), indent=2).encode()).grade == 0


def test_a_trust_file_comes_back() -> None:
    assert dump_trust(parse_trust(TRUST)) == TRUST


def test_the_package_cannot_bring_its_own_trust() -> None:
    files = dict(read_container(PACKAGE))
    about = {"asOf": "1"}
    files["trust.json"] = TRUST
    files[MANIFEST_NAME] = write_manifest(files, about)
    assert grade_of(TRUST, write_container(files)) == (Grade.REJECTED, {"FILE_UNKNOWN"})


# The question


@pytest.mark.parametrize("purpose", Purpose)
def test_the_reader_may_ask_for_another_purpose(purpose: Purpose) -> None:
    report = verify(PACKAGE, TRUST, Question(purpose=purpose))
    (verdict,) = [check for check in report.checks if check.code == "VERDICT"]
    assert report.grade is Grade.VERIFIED
    assert verdict.status is Status.PASSED


def test_the_reader_may_ask_for_an_earlier_time() -> None:
    early = open_package(ISSUED).claim.time
    report = verify(PACKAGE, TRUST, Question(Purpose.PLEDGE, early))
    assert report.grade is Grade.VERIFIED
    assert report.as_of is not None
    assert "0 open pledge(s)" in report.as_of.en


def test_a_time_after_the_block_is_not_covered() -> None:
    report = verify(PACKAGE, TRUST, Question(time=BLOCK_TIME + 1))
    assert (report.grade, reasons(report)) == (Grade.INCOMPLETE, {"AS_OF_NOT_COVERED"})


def test_the_trust_file_says_how_old_a_block_may_be() -> None:
    trust = trust_with(maximum_age=86_400)
    assert verify(PACKAGE, trust, Question(time=BLOCK_TIME + 86_400)).grade is Grade.VERIFIED
    assert verify(PACKAGE, trust, Question(time=BLOCK_TIME + 86_401)).grade is Grade.INCOMPLETE


def test_a_time_before_the_title_has_no_answer() -> None:
    report = verify(PACKAGE, TRUST, Question(time=1_600_000_000))
    assert report.grade is Grade.INCOMPLETE
    assert len(reasons(report)) == 1
    assert report.as_of is None


def test_the_statement_never_says_free_of_liens() -> None:
    report = verify(ISSUED, TRUST)
    assert report.as_of is not None
    assert "free" not in report.as_of.en
    assert "Beijing time" in report.as_of.en
    assert len(report.not_proven) >= 5


def test_an_attachment_is_listed_as_not_examined() -> None:
    evidence = replace(open_package(PACKAGE), attachments={"deed.pdf": b"%PDF-"})
    report = verify(write_package(evidence), TRUST)
    (line,) = [check for check in report.checks if check.code == "NOT_EXAMINED"]
    assert (report.grade, line.found) == (Grade.VERIFIED, "attachments/deed.pdf")


def test_a_package_written_again_is_the_same() -> None:
    for package in (PACKAGE, ISSUED):
        assert write_package(open_package(package)) == package


def test_golden_packages_have_the_digests_of_the_vectors() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for name, digests in vectors["packages"].items():
        package = (GOOD / f"{name}.evidence.zip").read_bytes()
        assert sha256(package).hex() == digests["container"]
        found = {path: sha256(data).hex() for path, data in read_container(package).items()}
        assert found == digests["files"]


def test_the_report_of_a_golden_package_is_stable() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for name, digest in vectors["reports"].items():
        package = (GOOD / f"{name}.evidence.zip").read_bytes()
        assert sha256(verify(package, TRUST).to_json()).hex() == digest


# The command


def test_the_command_prints_and_exits_by_grade(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main([PLEDGED, *PATHS, "--lang", "en"]) == 0
    assert capfdbinary.readouterr().out.decode() == verify(PACKAGE, TRUST).to_text(Language.EN)
    assert main([PLEDGED, *PATHS, "--json", "--purpose", "trade"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["grade"] == "VERIFIED"
    assert main([PLEDGED, *PATHS, "--at", "2099-01-01T00:00:00+08:00"]) == 2
    assert main([str(GOOD / "trust.json"), *PATHS]) == 3
    assert main([str(GOOD / "nothing.zip"), *PATHS]) == 3


TYPED = (
    ["--purpose", "trade"],
    ["--at", "2099-01-01T00:00:00+08:00"],
    ["--at", "2099-01-01"],
    ["--json"],
    ["--lang", "en", "--purpose=dispute"],
    ["--purpose", "war"],
    ["--at", "yesterday"],
    ["--purp", "trade"],
    ["--unknown"],
)


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_both_names_of_the_command_answer_alike(
    typed: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    own = main([PLEDGED, *PATHS, *typed])
    said = capfdbinary.readouterr().out
    assert console(["--lang", "zh", "verify", PLEDGED, *PATHS, *typed], {}) == own
    assert capfdbinary.readouterr().out == said
    assert bool(said) == (own != USAGE)


def test_a_wrong_command_line_is_no_grade(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert USAGE not in set(map(int, Grade))
    assert main([PLEDGED]) == USAGE
    assert b"--trust" in capfdbinary.readouterr().err
    assert console(["verify", PLEDGED], {}) == USAGE
    assert b"--trust" in capfdbinary.readouterr().err


def test_both_names_of_the_command_have_the_same_options() -> None:
    made = command(Speech(Language.EN))
    flags = {each.opts[0] for each in made.params if each.opts[0].startswith("--")}
    assert flags == {option.flag for option in OPTIONS}


def run(*prefix: str) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-m", "notarization.verify", PLEDGED, *PATHS]
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not UNSHARE, reason="needs unshare")
def test_the_command_works_where_there_is_no_network() -> None:
    if subprocess.run([UNSHARE, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    done = run(UNSHARE, "-rn")
    assert done.returncode == 0, done.stderr
    assert "核验通过" in done.stdout


# Whatever is read


MANY = usually(50, whole=150)


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_altered_byte_is_verified_and_none_crashes(data: st.DataObject) -> None:
    files = read_container(PACKAGE)
    name = data.draw(st.sampled_from(sorted(set(files) - {MANIFEST_NAME})))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != files[name][place]))
    altered = files[name][:place] + bytes([byte]) + files[name][place + 1 :]
    changed = {k: v for k, v in files.items() if k != MANIFEST_NAME} | {name: altered}
    about = json.loads(files[MANIFEST_NAME])["about"]
    package = write_container({**changed, MANIFEST_NAME: write_manifest(changed, about)})
    assert verify(package, TRUST).grade is not Grade.VERIFIED


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_altered_act_is_believed_even_where_heads_fit(data: st.DataObject) -> None:
    """All but the sender's address of the register's own acts, which nobody signed."""
    evidence = open_package(PACKAGE)
    subject = data.draw(st.sampled_from(sorted(evidence.dossiers)))
    acts = list(evidence.dossiers[subject])
    place = data.draw(st.integers(0, len(acts) - 1))
    raw = acts[place].data
    at = data.draw(st.integers(6, len(raw) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != raw[at]))
    acts[place] = replace(acts[place], data=raw[:at] + bytes([byte]) + raw[at + 1 :])
    lied = replace(evidence, dossiers={**evidence.dossiers, subject: acts})
    verified = verify(*lying(lied, BELIEVED)).grade is Grade.VERIFIED
    assert not verified or (acts[place].kind in OWN and at in SENDER)
