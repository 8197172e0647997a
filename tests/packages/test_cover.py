"""The cover sheet says its findings in words; sheets of before are held to the words of before."""

import re
from dataclasses import replace

import pytest
from forgeries import open_package

from notarization.verify.container import read_container
from notarization.verify.cover import COVER_NAME, FIRST, SCHEMA, SHEET_NAME, write_cover
from notarization.verify.package import write_package
from notarization.verify.report import Grade
from tests.packages.both import verify
from tests.packages.mutations import rebuilt
from tests.packages.second import second
from tests.packages.test_forgeries import GOOD, TRUST, reasons

BEFORE = (GOOD / "second.evidence.zip").read_bytes()
WORDED = (GOOD / "worded.evidence.zip").read_bytes()


def sheet_of(package: bytes) -> str:
    return read_container(package)[SHEET_NAME].decode()


def test_a_sheet_says_findings_in_words() -> None:
    assert open_package(WORDED).cover.schema == SCHEMA
    assert verify(WORDED, TRUST).grade is Grade.VERIFIED
    assert "缺少本用途所需的报告" in sheet_of(WORDED)
    assert not re.search("[A-Z]_[A-Z]", sheet_of(WORDED))
    assert "CA 证书链" in sheet_of(WORDED)


def test_a_sheet_of_before_still_holds_with_its_bare_codes() -> None:
    assert open_package(BEFORE).cover.schema == FIRST
    assert verify(BEFORE, TRUST).grade is Grade.VERIFIED
    assert "；REPORT_MISSING；" in sheet_of(BEFORE)
    assert second(open_package(BEFORE)) == BEFORE


@pytest.mark.parametrize(("package", "other"), [(BEFORE, SCHEMA), (WORDED, FIRST)])
def test_a_cover_with_the_sheet_of_another_schema_is_refused(package: bytes, other: str) -> None:
    files = dict(read_container(package))
    files[COVER_NAME] = write_cover(replace(open_package(package).cover, schema=other))
    assert reasons(verify(rebuilt(files), TRUST)) == {"COVER_DISAGREES"}


def test_a_cover_of_an_unknown_schema_is_refused() -> None:
    files = dict(read_container(WORDED))
    files[COVER_NAME] = files[COVER_NAME].replace(b"cover/2", b"cover/3")
    assert reasons(verify(rebuilt(files), TRUST)) == {"PART_MALFORMED"}


def test_letters_of_a_newer_unicode_are_on_the_sheet_and_hidden_ones_are_not() -> None:
    """A rare letter of a name is in no table of an older program: both print it all the same."""
    first = open_package(WORDED)
    hidden = "甲\u2028乙\u202e丙\x1b丁\u3000戊"
    named = replace(first.cover, requester="\U00031350\U000323b0\U0003347f某", case_ref=hidden)
    made = write_package(replace(first, cover=named))
    assert verify(made, TRUST).grade is Grade.VERIFIED
    assert "申请人：\U00031350\U000323b0\U0003347f某\n" in sheet_of(made)
    assert "案号或业务编号：甲 乙 丙 丁 戊\n" in sheet_of(made)
