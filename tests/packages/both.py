"""Both verifiers asked the same: Python's, and the one for browsers, run by node.

Tests of packages ask here, so that every forgery is put to both: they must agree in every line:
number, code, state, values and words; and every code must stand where docs/verifying.md has it.
"""

import json
import shutil
import subprocess
from base64 import b64encode
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from notarization.verify.batch_checks import check_proof as check_by_python
from notarization.verify.report import Report, Status
from notarization.verify.statement import Question
from notarization.verify.verifier import verify as verify_by_python
from tests import browser_domain as domain
from tests.modules import BROWSER
from tests.packages.placed import misplaced
from tests.thorough import usually

# what a line says that is the same in both
COMPARED: Final = ("number", "code", "status", "required", "expected", "found")
# codes whose sentences repeat what a parser says, which no two programs do in the same words
OWN_WORDS: Final = {
    *(*domain.OWN_WORDS, "PART_NOT_CANONICAL", "MANIFEST_NOT_CANONICAL", "TRUST_MALFORMED"),
    *(
        "CAPTURE_BROKEN",
        "CUSTODY_BROKEN",
        "TSA_MALFORMED",
        "PART_MALFORMED",
        "BATCH_MALFORMED",
    ),
}

# the answers for which the browser's verifier was asked
_HEARD: Final[set[tuple[tuple[int, str, Status], ...]]] = set()


def verify(
    package: bytes,
    trust: bytes,
    question: Question = Question(),  # noqa: B008 (frozen)
    signed_verdict: bytes | None = None,
) -> Report:
    """Python's report, with which the browser's agrees."""
    report = verify_by_python(package, trust, question, signed_verdict)
    assert misplaced(report) == [], "docs/verifying.md has these codes elsewhere"
    if not _is_due(report):
        return report
    return _agreed(report, by_browser(package, trust, question, signed_verdict))


def _is_due(report: Report) -> bool:
    """Whether the browser's is asked: always in the whole check, else once for each answer."""
    answer = tuple((check.number, check.code, check.status) for check in report.checks)
    heard = answer in _HEARD
    _HEARD.add(answer)
    return usually(not heard, whole=True)


def check_proof(proof: bytes, trust: bytes) -> Report:
    """Python's report on a proof of a batch, with which the browser's agrees."""
    return _agreed(check_by_python(proof, trust), by_browser(proof, trust))


def _agreed(report: Report, found: Any) -> Report:
    expected = json.loads(report.to_json())
    assert "thrown" not in found, found["thrown"]
    rows = zip_longest(lines_of(found), lines_of(expected))
    differ = [(browser, python) for browser, python in rows if browser != python]
    assert differ == [], json.dumps(differ, ensure_ascii=False, indent=1)
    assert {**found, "checks": []} == {**expected, "checks": []}
    return report


def lines_of(report: dict[str, Any]) -> list[list[Any]]:
    """What is compared of a report."""
    return [
        [*(line[name] for name in COMPARED), line["code"] in OWN_WORDS or line["message"]]
        for line in report["checks"]
    ]


def by_browser(
    package: bytes,
    trust: bytes,
    question: Question = Question(),  # noqa: B008 (frozen)
    signed_verdict: bytes | None = None,
) -> Any:
    """The browser's report; one process answers all questions of a test run."""
    asked = {
        "package": b64encode(package).decode(),
        "trust": b64encode(trust).decode(),
        "verdict": b64encode(signed_verdict).decode() if signed_verdict is not None else None,
        "purpose": question.purpose,
        "time": question.time,
    }
    process = runner()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@cache
def runner() -> "subprocess.Popen[str]":
    """The process; it ends when its input does, with this one."""
    program = shutil.which("node")
    assert program is not None, "node comes with the environment"
    return subprocess.Popen(
        [program, str(BROWSER / "runner.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
