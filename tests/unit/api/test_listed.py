"""A list of certificates to check: every row is a number, or the whole list is refused."""

import csv
from pathlib import Path

import pytest

from api.cli import run
from api.listed import RowMalformed, listed
from api.registrant.errors import TextUnreadable

FIRST, SECOND = "SJ3712026100001", "SJ3712026100002"


def read(folder: Path, data: bytes) -> list[str]:
    path = folder / "f.csv"
    path.write_bytes(data)
    with path.open("rb") as file:
        return listed(file)


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (b"", []),
        (b"\n\n,,\n", []),
        (b"number\n", []),
        (f"{FIRST}\n{SECOND}\n".encode(), [FIRST, SECOND]),
        (f"{FIRST}\n\n{SECOND},x\n{FIRST}".encode(), [FIRST, SECOND, FIRST]),
        (f"\n登记凭证编号,备注\n{FIRST},青岛\n".encode(), [FIRST]),
        (f"\ufeff{FIRST}\r\n".encode(), [FIRST]),
        (f"\ufeffnumber\r\n{FIRST}\r\n".encode(), [FIRST]),
        (f"登记凭证编号,备注\n{FIRST},青岛\n".encode("gb18030"), [FIRST]),
        ("ＳＪ３７１２０２６１００００１\n\u3000sj3712026100002 \n".encode(), [FIRST, SECOND]),
        (f'"{FIRST}","two\nlines"\n{SECOND}'.encode(), [FIRST, SECOND]),
    ],
)
def test_every_number_is_read_in_its_order(tmp_path: Path, data: bytes, numbers: list[str]) -> None:
    assert read(tmp_path, data) == numbers


@pytest.mark.parametrize(
    ("rows", "text", "line"),
    [
        ([FIRST, "bad", SECOND], "bad", 2),
        ([FIRST, "number"], "number", 2),
        (["number", "remark", FIRST], "remark", 2),
        (["", "number", "", FIRST, "", "3712026100002"], "3712026100002", 6),
        (["3712026100001", SECOND], "3712026100001", 1),
        (["SJ", FIRST], "SJ", 1),
        ([FIRST, ",remark"], "", 2),
        ([FIRST, "SJ371202610000①"], "SJ371202610000①", 2),
        ([FIRST, "SJ3712026130001"], "SJ3712026130001", 2),
    ],
)
def test_a_row_that_is_no_number_refuses_the_list_by_its_line(
    tmp_path: Path, rows: list[str], text: str, line: int
) -> None:
    with pytest.raises(RowMalformed) as refused:
        read(tmp_path, "\n".join(rows).encode())
    assert (refused.value.text, refused.value.line) == (text, line)


def test_a_cell_longer_than_any_is_refused_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(RowMalformed) as refused:
        read(tmp_path, f"{FIRST}\n".encode() + b"1" * (csv.field_size_limit() + 1))
    assert refused.value.line == 2


def test_bytes_that_are_no_text_are_refused_with_file_and_encodings(tmp_path: Path) -> None:
    with pytest.raises(TextUnreadable) as refused:
        read(tmp_path, b"\xff\xfe" + FIRST.encode("utf-16-le"))
    assert refused.value.path == str(tmp_path / "f.csv")
    assert refused.value.encoding == "utf-8-sig, gb18030"


def test_nothing_is_answered_to_a_list_with_a_bad_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"{FIRST}\nbad\n", encoding="utf-8")
    asked = ["verdict", "--from", str(path), "--csv", "-"]
    assert run(asked, {"DATADEED_HOME": str(tmp_path)}) == 1
    said = capsys.readouterr()
    assert "NUMBER_MALFORMED" in said.err
    assert "line=2" in said.err
    assert said.out.strip("\ufeff\r\n") == ""
