"""Reports: the grade follows from the checks, and the text tells it in two languages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notarization.verify.report import (
    Check,
    CheckNumberOrder,
    Grade,
    Language,
    Message,
    Report,
    Status,
    shorten,
)

MESSAGE = Message("容器可读", "the container can be read")


def check(number: int = 1, status: Status = Status.PASSED, *, required: bool = True) -> Check:
    return Check(number, "CONTAINER", status, MESSAGE, required=required)


STATUSES = st.lists(st.tuples(st.sampled_from(Status), st.booleans()), min_size=1, max_size=6)


@given(STATUSES)
def test_one_failed_check_is_always_rejected(statuses: list[tuple[Status, bool]]) -> None:
    checks = [check(1, status, required=required) for status, required in statuses]
    report = Report((*checks, check(1, Status.FAILED, required=False)))
    assert report.grade is Grade.REJECTED


@given(STATUSES)
def test_verified_means_that_every_required_check_passed(
    statuses: list[tuple[Status, bool]],
) -> None:
    report = Report(tuple(check(1, status, required=required) for status, required in statuses))
    required = [status for status, needed in statuses if needed]
    failed = any(status is Status.FAILED for status, _ in statuses)
    passed = bool(required) and all(status is Status.PASSED for status in required)
    assert (report.grade is Grade.VERIFIED) == (passed and not failed)


def test_required_check_that_was_not_made_is_incomplete() -> None:
    assert Report((check(1), check(2, Status.NOT_CHECKED))).grade is Grade.INCOMPLETE


def test_optional_check_that_was_not_made_does_not_lower_the_grade() -> None:
    optional = check(2, Status.NOT_CHECKED, required=False)
    assert Report((check(1), optional)).grade is Grade.VERIFIED


@pytest.mark.parametrize("checks", [(), (check(1, required=False),)])
def test_no_required_check_at_all_is_never_verified(checks: tuple[Check, ...]) -> None:
    assert Report(checks).grade is Grade.INCOMPLETE


def test_unreadable_package_has_no_other_grade() -> None:
    report = Report((check(1, Status.FAILED),), readable=False)
    assert report.grade is Grade.UNREADABLE
    # the package may be whole and the reader's own file the one that is not
    assert "or the trust file" in report.to_text(Language.EN)
    assert "或信任文件" in report.to_text(Language.ZH)


def test_grades_are_the_exit_codes() -> None:
    assert [(grade.name, int(grade)) for grade in Grade] == [
        ("VERIFIED", 0),
        ("REJECTED", 1),
        ("INCOMPLETE", 2),
        ("UNREADABLE", 3),
    ]


@pytest.mark.parametrize(("numbers", "wrong"), [((2, 1), (2, 1)), ((0,), (0, 0)), ((-1,), (0, -1))])
def test_checks_out_of_number_order_are_refused(
    numbers: tuple[int, ...], wrong: tuple[int, int]
) -> None:
    with pytest.raises(CheckNumberOrder) as caught:
        Report(tuple(check(number) for number in numbers))
    assert (caught.value.after, caught.value.found) == wrong


def test_several_checks_may_share_a_number() -> None:
    assert Report((check(1), check(1), check(3))).grade is Grade.VERIFIED


FULL = Report(
    checks=(
        check(1),
        Check(3, "DIGEST_MISMATCH", Status.FAILED, MESSAGE, "0x" + "12" * 32, "0x" + "98" * 32),
    ),
    as_of=Message("截至第 7 号区块", "as of block 7"),
    not_proven=(Message("同一数据的其他指纹", "the same data under another fingerprint"),),
)


def test_chinese_text_numbers_each_check_and_shortens_its_values() -> None:
    assert FULL.to_text(Language.ZH) == (
        "截至第 7 号区块\n"
        "  1. [通过] CONTAINER: 容器可读\n"
        "  3. [未通过] DIGEST_MISMATCH: 容器可读"
        " (应为 0x12121212…1212121212; 实为 0x98989898…9898989898)\n"
        "本证据不证明：\n"
        "  - 同一数据的其他指纹\n"
        "REJECTED 核验不通过\n"
    )


def test_english_text_says_the_same() -> None:
    assert FULL.to_text(Language.EN) == (
        "as of block 7\n"
        "  1. [passed] CONTAINER: the container can be read\n"
        "  3. [FAILED] DIGEST_MISMATCH: the container can be read"
        " (expected 0x12121212…1212121212; found 0x98989898…9898989898)\n"
        "This evidence does not prove:\n"
        "  - the same data under another fingerprint\n"
        "REJECTED the evidence does not hold\n"
    )


def test_json_holds_whole_values_and_both_languages() -> None:
    value = json.loads(FULL.to_json())
    assert (value["schema"], value["grade"], value["exitCode"]) == (
        "datadeed/report/1",
        "REJECTED",
        1,
    )
    assert value["asOf"] == [{"zh": "截至第 7 号区块", "en": "as of block 7"}]
    assert [item["en"] for item in value["notProven"]] == [
        "the same data under another fingerprint"
    ]
    assert value["checks"][1] == {
        "number": 3,
        "code": "DIGEST_MISMATCH",
        "status": "failed",
        "message": {"zh": MESSAGE.zh, "en": MESSAGE.en},
        "expected": "0x" + "12" * 32,
        "found": "0x" + "98" * 32,
        "required": True,
    }


def test_report_without_block_says_none() -> None:
    assert json.loads(Report((check(1),)).to_json())["asOf"] == []


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\u202egnp", "\r", "\n"])
def test_values_from_a_package_cannot_steer_the_terminal(hostile: str) -> None:
    report = Report((Check(1, "FILE", Status.FAILED, MESSAGE, expected=hostile, found="a"),))
    text = report.to_text(Language.EN)
    check_line, grade_line, after = text.split("\n")
    assert hostile[0] not in check_line + grade_line
    assert after == ""
    assert f"\\u{{{ord(hostile[0]):x}}}" in text


@given(st.text(max_size=80))
def test_short_values_stay_whole_and_long_ones_keep_both_ends(value: str) -> None:
    short = shorten(value)
    assert short == value or (short.startswith(value[:10]) and short.endswith(value[-10:]))
    assert len(short) <= 23
