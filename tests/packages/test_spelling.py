"""What was once read in two ways, or not at all: found where two verifiers did not agree."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from forgeries import open_package

from notarization.verify.container import read_container
from notarization.verify.cover import COVER_NAME, Cover, write_cover
from notarization.verify.report import Grade
from notarization.verify.statement import Question
from tests.packages.both import verify
from tests.packages.mutations import rebuilt
from tests.packages.test_forgeries import PACKAGE, TRUST, reasons

FAR = 2**40
COVER = open_package(PACKAGE).cover


@pytest.mark.parametrize("name", ["certificate.json", "cover.json"])
@pytest.mark.parametrize("spelled", ["sj", " SJ", "\u3000SJ"])
def test_a_number_has_one_spelling(name: str, spelled: str) -> None:
    files = dict(read_container(PACKAGE))
    files[name] = files[name].replace(b'"number":"SJ', f'"number":"{spelled}'.encode())
    report = verify(rebuilt(files), TRUST)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"NUMBER_MALFORMED"})


@pytest.mark.parametrize(
    "change",
    [lambda cover: replace(cover, as_of=FAR), lambda cover: replace(cover, prepared_at=FAR)],
)
def test_a_cover_of_a_time_in_no_calendar_is_refused_and_breaks_nothing(
    change: Callable[[Cover], Cover],
) -> None:
    files = dict(read_container(PACKAGE))
    files[COVER_NAME] = write_cover(change(COVER))
    report = verify(rebuilt(files), TRUST)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"COVER_DISAGREES"})


@pytest.mark.parametrize(
    ("time", "code"), [(FAR, "AS_OF_NOT_COVERED"), (-FAR, "CERTIFICATE_ABSENT")]
)
def test_a_question_of_a_time_in_no_calendar_is_answered(time: int, code: str) -> None:
    report = verify(PACKAGE, TRUST, Question(time=time))
    assert (report.grade, reasons(report)) == (Grade.INCOMPLETE, {code})
