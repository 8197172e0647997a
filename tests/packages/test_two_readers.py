"""What two programs could read in two ways: both verifiers are asked each time, and agree."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.crypto_policy import Use
from notarization.verify.beliefs import Accepted
from notarization.verify.container import read_container, write_container
from notarization.verify.custody import CUSTODY_NAME, Handling, HandOver, write_custody
from notarization.verify.fields import shown
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.package import write_package
from notarization.verify.report import Grade, Report, Status
from notarization.verify.statement import Question
from notarization.verify.trust import dump_trust
from notarization.verify.wording import beijing
from tests.packages import both
from tests.packages.countersigned import BLOCK_TIME
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import GOOD, NEWER, PACKAGE
from tests.packages.test_stamp_paths import ISSUES, MANIFEST, NOW, STAMPS, certified
from tests.packages.tokens import rooted, token_of

ATTESTED = (GOOD / "attested.evidence.zip").read_bytes()
TRUST = (GOOD / "attested.trust.json").read_bytes()
FILES = read_container(ATTESTED)
PROOF = "checkpoints/log.tlog-proof"
YEAR = 365 * 86_400


def asked(package: bytes, trust: bytes = TRUST) -> Report:
    """Python's report; the browser's has the same lines, for whatever was asked before."""
    report = both.verify(package, trust)
    told = both.by_browser(package, trust, Question())
    assert both.lines_of(told) == both.lines_of(json.loads(report.to_json()))
    return report


def with_files(**files: bytes) -> bytes:
    return write_container({**FILES, **files})


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    trust = json.loads(TRUST)
    change(trust)
    return json.dumps(trust, ensure_ascii=False).encode()


def faults(report: Report) -> set[str]:
    return {each.code for each in report.checks if each.status is Status.FAILED}


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("a.example/w", Grade.VERIFIED),
        # no white space by Unicode, and by Python; by JavaScript it is
        ("a\ufeffb", Grade.VERIFIED),
        ("a\u200bb", Grade.VERIFIED),
        ("a\u00a0b", Grade.REJECTED),
        ("a\u0085b", Grade.REJECTED),
        ("a\u3000b", Grade.REJECTED),
    ],
)
def test_a_strange_line_under_a_checkpoint(name: str, grade: Grade) -> None:
    line = f"— {name} ".encode() + b64encode(b"abcd" + bytes(72)) + b"\n"
    assert asked(with_files(**{PROOF: FILES[PROOF] + line})).grade is grade


def test_a_signature_that_only_one_of_two_equations_takes_is_none() -> None:
    """A witness made it so (R with a point of order 2): one reader would believe it, one not."""
    key = "evil.example/w+90857517+BHdnoyQtybWLvGhIjBJlzGzF8mxvPIil1V6QGwc03KVy"
    line = (
        "— evil.example/w kIV1FwAAAABqsTuAcE8jbd0MPny6giIbOPchcaFZQMKju/szXrTNjWX6PNWnK2g/BnDi"
        "Qxuo4LxrihKWo/X6Io4XB0vkmdYvX1VaBw==\n"
    )
    package = with_files(**{PROOF: FILES[PROOF] + line.encode()})
    assert asked(package).grade is Grade.VERIFIED

    def known(trust: dict[str, Any]) -> None:
        trust["checkpoints"]["witnesses"].append(key)
        del trust["policy"]

    report = asked(package, changed(known))
    assert (report.grade, faults(report)) == (Grade.REJECTED, {"NOTE_SIGNATURE_WRONG"})


@pytest.mark.parametrize(
    "change",
    [
        lambda trust: trust.update(policy="pin\ufeffAND tsa"),
        lambda trust: trust["checkpoints"].update(log=trust["checkpoints"]["log"] + "="),
        # whose code is meant is not to be guessed, and is no fault of a package
        lambda trust: trust["books"].append({**trust["books"][0], "codeHash": "0x" + "11" * 32}),
        lambda trust: trust["books"].append({**trust["register"], "name": "register"}),
    ],
)
def test_a_trust_file_that_says_two_things_or_none(
    change: Callable[[dict[str, Any]], object],
) -> None:
    report = asked(ATTESTED, changed(change))
    assert (report.grade, faults(report)) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})


@pytest.mark.parametrize(
    ("time", "grade"),
    [
        ("0000-01-01T00:00:00Z", Grade.REJECTED),
        ("0999-12-31T23:59:59Z", Grade.REJECTED),
        ("1000-01-01T00:00:00Z", Grade.VERIFIED),
        ("9999-12-31T23:59:59Z", Grade.VERIFIED),
        ("2026-02-29T00:00:00Z", Grade.REJECTED),
    ],
)
def test_a_time_of_a_custody_log(time: str, grade: Grade) -> None:
    log = write_custody(FILES[MANIFEST_NAME], [HandOver(Handling.MADE, time, "a", "a")])
    assert asked(with_files(**{CUSTODY_NAME: log})).grade is grade


def test_a_file_beside_the_custody_log_is_named() -> None:
    report = asked(with_files(**{f"{CUSTODY_NAME}-2": b"another"}))
    assert [each.found for each in report.checks if each.code == "NOT_EXAMINED"] == [
        f"{CUSTODY_NAME}-2"
    ]


def test_what_renews_a_stamp_that_counts_for_nothing_is_named() -> None:
    stranger = certified("stranger", [ISSUES])
    first = token_of(MANIFEST, NOW, certified("haina", [STAMPS], stranger))
    names = [f"timestamps/haina/{number:03}.tsr" for number in (1, 2, 3)]
    stamps = dict(zip(names, (first, b"anything", b"else"), strict=True))
    package = write_container({**read_container(PACKAGE), **stamps})
    report = asked(package, rooted(certified("root", [ISSUES])))
    assert report.grade is Grade.INCOMPLETE
    told = [each for each in report.checks if each.number == 26]
    assert [(each.code, each.found) for each in told[1:3]] == [
        ("NOT_EXAMINED", names[1]),
        ("NOT_EXAMINED", names[2]),
    ]


def test_a_package_is_not_older_than_its_block_by_saying_so() -> None:
    """An algorithm that ended before the block was made is not saved by the cover's word."""
    older = replace(NEWER, cover=replace(NEWER.cover, prepared_at=BLOCK_TIME - YEAR))
    ended = tuple(
        Accepted(Use.DIGEST, each, 0, BLOCK_TIME - YEAR // 2) for each in ("sha256", "sm3")
    )
    trust = replace(BELIEVED, algorithms=ended)
    report = asked(write_package(older), dump_trust(trust))
    assert report.grade is Grade.INCOMPLETE
    lacking = {
        each.code for each in report.checks if each.required and each.status is not Status.PASSED
    }
    assert lacking == {"ALGORITHM_NOT_ACCEPTED"}


@pytest.mark.parametrize(
    ("made", "tolerance", "told"),
    [
        (BLOCK_TIME, 0, False),
        (BLOCK_TIME - 1, 0, True),
        (BLOCK_TIME - 1, 1, False),
        (BLOCK_TIME - YEAR, 60, True),
    ],
)
def test_a_cover_that_was_made_before_its_block_says_what_cannot_be(
    made: int, tolerance: int, *, told: bool
) -> None:
    older = replace(NEWER, cover=replace(NEWER.cover, prepared_at=made))
    time = replace(BELIEVED.time, tolerance=tolerance)
    report = asked(write_package(older), dump_trust(replace(BELIEVED, time=time)))
    lines = [each.found for each in report.checks if each.code == "MADE_BEFORE_BLOCK"]
    assert lines == ([beijing(made)] if told else [])
    assert report.grade is Grade.VERIFIED


def test_a_line_is_true_wherever_it_stands() -> None:
    """A proof of a log that the reader has none of is not read; no version could."""
    without = changed(lambda trust: (trust.pop("checkpoints"), trust.pop("policy")))
    (line,) = [each for each in asked(ATTESTED, without).checks if each.code == "NOT_EXAMINED"]
    assert (line.found, line.message.zh) == (PROOF, "未核验该文件")
    # over a checkpoint there stands no manifest
    root = certified("root", [ISSUES])
    token = token_of(b"else", NOW, certified("own", [STAMPS], root))

    def known(trust: dict[str, Any]) -> None:
        trust["timeStamps"]["authorities"][0]["roots"].append(shown(root.der))

    report = asked(with_files(**{"checkpoints/log.own.001.tsr": token}), changed(known))
    assert faults(report) == {"TSA_IMPRINT_MISMATCH"}
    (line,) = [each for each in report.checks if each.code == "TSA_IMPRINT_MISMATCH"]
    assert "清单" not in line.message.zh
