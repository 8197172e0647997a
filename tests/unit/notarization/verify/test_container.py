"""The evidence container: one form, readable by ordinary tools, and each forgery named."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notarization.verify import container
from notarization.verify.container import (
    MAX_BYTES,
    MAX_FILES,
    ContainerFault,
    ContainerInvalid,
    read_container,
    write_container,
)

FILES = {"manifest.json": b"{}", "chain/header-1.rlp": b"\xf8\x00", "empty": b""}
# All names of one depth and in small letters, so that none stands in another's way.
NAMES = st.lists(st.text("abcz019_", min_size=1, max_size=3), min_size=2, max_size=2)
MAPS = st.dictionaries(NAMES.map("/".join), st.binary(max_size=60), min_size=1, max_size=6)


def fault_of(data: bytes) -> tuple[ContainerFault, str]:
    with pytest.raises(ContainerInvalid) as caught:
        read_container(data)
    assert caught.value.code == "CONTAINER_INVALID"
    return caught.value.fault, caught.value.entry


def zipped(names: list[str], **options: int) -> bytes:
    """Make a ZIP with Python's own writer, as an attacker would."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            for option, value in options.items():
                setattr(info, option, value)
            archive.writestr(info, b"data")
    return target.getvalue()


@given(MAPS)
def test_what_is_written_reads_back_in_order(files: dict[str, bytes]) -> None:
    found = read_container(write_container(files))
    assert (found, list(found)) == (files, sorted(files))


def test_order_of_input_does_not_change_the_bytes() -> None:
    assert write_container(FILES) == write_container(dict(reversed(FILES.items())))


def test_ordinary_tools_read_the_same_files() -> None:
    with zipfile.ZipFile(io.BytesIO(write_container(FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        info = archive.infolist()[0]
        assert (info.date_time, info.compress_type) == ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        assert info.external_attr >> 16 == 0o100644


@given(st.data())
def test_no_byte_can_change_unnoticed(data: st.DataObject) -> None:
    whole = write_container(FILES)
    place = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    changed = whole[:place] + bytes([value]) + whole[place + 1 :]
    try:
        read_container(changed)
    except ContainerInvalid:
        return
    pytest.fail("a changed byte was not noticed")


def test_every_cut_is_refused() -> None:
    whole = write_container(FILES)
    for length in range(len(whole)):
        with pytest.raises(ContainerInvalid):
            read_container(whole[:length])


@pytest.mark.parametrize(
    ("change", "fault", "entry"),
    [
        (lambda whole: b"\x00" + whole, ContainerFault.NOT_A_CONTAINER, ""),
        (lambda _: b"", ContainerFault.NOT_A_CONTAINER, ""),
        (lambda _: b"%PDF-1.7", ContainerFault.NOT_A_CONTAINER, ""),
        (lambda whole: whole + b"\x00", ContainerFault.TRAILING_BYTES, ""),
        (lambda whole: whole + whole, ContainerFault.TRAILING_BYTES, ""),
        (lambda whole: whole[:-2] + b"\x01\x00!", ContainerFault.NOT_CANONICAL, ""),
        (lambda whole: whole[:-30], ContainerFault.TRUNCATED, ""),
        (lambda whole: whole[:20], ContainerFault.TRUNCATED, ""),
        (lambda whole: whole[:60], ContainerFault.TRUNCATED, "a"),
    ],
)
def test_bytes_around_the_container_are_refused(
    change: Callable[[bytes], bytes], fault: ContainerFault, entry: str
) -> None:
    assert fault_of(change(write_container({"a": b"x" * 40}))) == (fault, entry)


def test_container_without_files_is_refused() -> None:
    assert fault_of(zipped([])) == (ContainerFault.EMPTY, "")
    with pytest.raises(ContainerInvalid) as caught:
        write_container({})
    assert caught.value.fault is ContainerFault.EMPTY


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", ["claims.json", "CLAIMS.json"])
def test_two_entries_of_one_name_are_refused(twin: str) -> None:
    found = fault_of(zipped(["claims.json", twin]))
    assert found == (ContainerFault.DUPLICATE_ENTRY, twin)


BAD_NAMES = [
    "../a", "a/../b", "/a", "a/", "a//b", ".", "..", ".hidden", "a/.hidden", "a.", "a./b",
    "C:/a", "a\\b", "a b", "数据", "a\x00b", "a\n", "-a", "x" * 201,
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_name_that_could_leave_the_folder_or_mislead_is_not_written(name: str) -> None:
    with pytest.raises(ContainerInvalid) as caught:
        write_container({name: b""})
    assert (caught.value.fault, caught.value.entry) == (ContainerFault.BAD_NAME, name)


@pytest.mark.parametrize(
    "name", [name for name in BAD_NAMES if name.isascii() and "\x00" not in name]
)
def test_name_that_could_leave_the_folder_or_mislead_is_not_read(name: str) -> None:
    assert fault_of(zipped([name])) == (ContainerFault.BAD_NAME, name)


def test_name_that_is_not_ascii_is_not_read() -> None:
    fault, _ = fault_of(zipped(["数据"]))
    assert fault is ContainerFault.FLAGGED


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"compress_type": zipfile.ZIP_DEFLATED}, ContainerFault.COMPRESSED),
        ({"compress_type": zipfile.ZIP_BZIP2}, ContainerFault.COMPRESSED),
        ({"external_attr": 0o120777 << 16}, ContainerFault.NOT_CANONICAL),
        ({"external_attr": 0o100755 << 16}, ContainerFault.NOT_CANONICAL),
        ({"create_system": 0}, ContainerFault.NOT_CANONICAL),
        ({"extra": b"\x99\x99\x00\x00"}, ContainerFault.EXTRA_FIELD),
        ({"comment": b"note"}, ContainerFault.NOT_CANONICAL),
        ({"date_time": (2026, 11, 22, 0, 0, 0)}, ContainerFault.NOT_CANONICAL),
    ],
)
def test_entry_of_another_kind_is_refused(options: dict[str, int], fault: ContainerFault) -> None:
    assert fault_of(zipped(["a"], **options))[0] is fault


def test_encrypted_entry_is_refused() -> None:
    whole = bytearray(write_container({"a": b"x"}))
    whole[6] = 1
    assert fault_of(bytes(whole)) == (ContainerFault.FLAGGED, "a")


def test_changed_content_breaks_the_checksum() -> None:
    whole = write_container({"a": b"content"})
    forged = whole.replace(b"content", b"forgery")
    assert fault_of(forged) == (ContainerFault.CHECKSUM, "a")


def test_entry_that_claims_ten_gigabytes_is_truncated() -> None:
    whole = bytearray(write_container({"a": b"x"}))
    struct.pack_into("<2I", whole, 18, 0xFFFFFFFE, 0xFFFFFFFE)
    assert fault_of(bytes(whole)) == (ContainerFault.TRUNCATED, "a")


def test_entry_hidden_from_the_directory_is_refused() -> None:
    # The central directory of a container with one file behind the entries of two.
    two, one = write_container({"a": b"1", "b": b"2"}), write_container({"a": b"1"})
    entries = two[: two.index(b"PK\x01\x02")]
    directory = one[one.index(b"PK\x01\x02") :]
    assert fault_of(entries + directory)[0] is ContainerFault.NOT_CANONICAL


def test_entries_out_of_order_are_refused() -> None:
    assert fault_of(zipped(["b", "a"])) == (ContainerFault.NOT_SORTED, "a")


def test_file_that_is_also_a_folder_is_refused() -> None:
    assert fault_of(zipped(["a", "a/b"])) == (ContainerFault.FILE_AND_FOLDER, "a/b")


def test_too_many_files_are_neither_written_nor_read() -> None:
    files = {f"f{number}": b"" for number in range(MAX_FILES + 1)}
    with pytest.raises(ContainerInvalid) as caught:
        write_container(files)
    assert caught.value.fault is ContainerFault.TOO_MANY_FILES
    assert fault_of(zipped(sorted(files)))[0] is ContainerFault.TOO_MANY_FILES


def test_container_as_large_as_the_limit_and_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 64 * 2**20
    whole = write_container(FILES)
    monkeypatch.setattr(container, "MAX_BYTES", len(whole))
    assert read_container(write_container(FILES)) == FILES
    monkeypatch.setattr(container, "MAX_BYTES", len(whole) - 1)
    assert fault_of(whole) == (ContainerFault.TOO_LARGE, "")
    for files in (FILES, {"a": bytes(len(whole))}):
        with pytest.raises(ContainerInvalid) as caught:
            write_container(files)
        assert caught.value.fault is ContainerFault.TOO_LARGE


def test_checksum_is_that_of_the_content() -> None:
    whole = write_container({"a": b"content"})
    assert struct.unpack_from("<I", whole, 14) == (zlib.crc32(b"content"),)
