"""Numbers of persons are found in workbooks; what cannot be followed is said to be unread."""

import io
import time
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import zipped
from ledger.domain.personal import PersonalDataFound, require_impersonal
from ledger.domain.zipped import Zipped
from tests.factories import A_DAY, OWN_NUMBER

SHEET = f'<sst><si><t>张三</t></si><si><t xml:space="preserve">{OWN_NUMBER}</t></si></sst>'
CLEAN = "<row><c><v>31.2</v></c><c><v>1.39123456789E10</v></c></row>" * 400


class OneWay(io.RawIOBase):
    """A file that cannot go back, as a pipe: sizes then stand behind the members."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def archive(*members: tuple[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made: bytes = into(io.BytesIO(), members, method).getvalue()
    return made


def into(file: Any, members: Iterable[tuple[str, str]], method: int) -> Any:
    target: IO[bytes] = file
    with zipfile.ZipFile(target, "w", method) as made:
        for name, text in members:
            made.writestr(name, text)
    return file


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[place : place + size] for place in range(0, len(data), size))


def refused(data: bytes, size: int = 2**16) -> str:
    with pytest.raises(PersonalDataFound) as found:
        require_impersonal("sample", cut(data, size), A_DAY)
    return found.value.data


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_number_in_a_workbook_is_found_whichever_member_holds_it(method: int) -> None:
    for place in range(3):
        members = [("a.xml", CLEAN), ("b.xml", CLEAN)]
        members.insert(place, ("xl/sharedStrings.xml", SHEET))
        assert refused(archive(*members, method=method)) == "id_number"


@given(st.integers(1, 400))
def test_wherever_the_file_is_cut_the_number_is_found(size: int) -> None:
    assert refused(archive(("a.xml", CLEAN), ("b.xml", SHEET)), size) == "id_number"
    clean = archive(("a.xml", CLEAN), ("b.xml", CLEAN))
    assert require_impersonal("sample", cut(clean, size), A_DAY)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_sizes_behind_the_members_are_passed_over(method: int) -> None:
    members = [("a.xml", CLEAN), ("b.xml", SHEET)]
    streamed = into(OneWay(), members, method).data
    if method == zipfile.ZIP_DEFLATED:
        assert refused(streamed) == "id_number"
        assert require_impersonal("sample", [into(OneWay(), members[:1], method).data], A_DAY)
    else:
        # nothing says where a stored member ends that was written in one go
        assert not require_impersonal("sample", [streamed], A_DAY)


def test_what_cannot_be_followed_is_said_to_be_unread() -> None:
    data = archive(("a.xml", CLEAN))
    encrypted = data[:6] + b"\x01" + data[7:]
    other_method = data[:8] + b"\x0e" + data[9:]
    broken = data[:60] + bytes(40) + data[100:]
    for unread in (encrypted, other_method, broken, data[:80], data[:20]):
        assert not require_impersonal("sample", [unread], A_DAY)


def test_no_more_is_inflated_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(("a.txt", "0" * 10_000_000), ("b.xml", SHEET))
    assert len(bomb) < 20_000
    monkeypatch.setattr(zipped, "MOST", 1_000_000)
    reader = Zipped(bomb, iter(()))
    given_out = [len(part) for part in reader.parts()]
    assert sum(given_out) <= 1_000_000
    assert max(given_out) <= zipped.PART
    assert not reader.whole
    assert not require_impersonal("sample", [bomb], A_DAY)


def test_many_members_and_one_large_part_take_no_more_than_their_bytes() -> None:
    many = archive(*((f"{place}.txt", "31.2") for place in range(20_000)))
    began = time.process_time()
    assert require_impersonal("sample", [many], A_DAY)
    assert time.process_time() - began < 5.0


def test_an_archive_of_nothing_is_read() -> None:
    assert not require_impersonal("sample", [b"PK\x03\x04"], A_DAY)
    reader = Zipped(archive(("empty.txt", "")), iter(()))
    assert b"".join(reader.parts()) == b"\n"
    assert reader.whole
