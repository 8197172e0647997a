"""Forgeries of a package's form: the container, the manifest, the spelling of its JSON."""

import struct
from collections.abc import Callable
from typing import Final
from zlib import crc32

from ledger.domain import canonical
from notarization.verify.certificate import CERTIFICATE_NAME
from notarization.verify.container import read_container, write_container
from notarization.verify.cover import COVER_NAME, SHEET_NAME
from notarization.verify.manifest import MANIFEST_NAME, read_manifest, write_manifest

Files = dict[str, bytes]
Mutate = Callable[[bytes], bytes]
LOCAL: Final = struct.Struct("<4s5H3I2H")
# Where an entry's sizes stand in its own head, and its attributes in the directory's.
SIZES: Final = 18
EXTERNAL: Final = 38


def sealed(change: Callable[[Files], Files]) -> Mutate:
    """Changed files under a manifest that fits them."""

    def mutate(package: bytes) -> bytes:
        files = read_container(package)
        manifest = read_manifest(files[MANIFEST_NAME])
        changed = change({name: data for name, data in files.items() if name != MANIFEST_NAME})
        made = write_manifest(changed, manifest.about, manifest.parts)
        return write_container({**changed, MANIFEST_NAME: made})

    return mutate


def unsealed(change: Callable[[Files], Files]) -> Mutate:
    """Changed files under the old manifest."""
    return lambda package: write_container(change(read_container(package)))


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    """One spelling in one file for another."""

    def change(files: Files) -> Files:
        if old not in files[name]:
            raise ValueError(f"{name} has no {old!r}")
        return {**files, name: files[name].replace(old, new, 1)}

    return change


def _entry(name: bytes, data: bytes) -> bytes:
    size = len(data)
    head = LOCAL.pack(b"PK\x03\x04", 20, 0, 0, 0, 33, crc32(data), size, size, len(name), 0)
    return head + name + data


def _two_manifests(package: bytes) -> bytes:
    """A second manifest after the first: Python's zipfile reads the last."""
    files = read_container(package)
    return _entry(MANIFEST_NAME.encode(), files[MANIFEST_NAME]) + package


def _symlink(package: bytes) -> bytes:
    """The first entry of the directory claims to be a symbolic link."""
    place = package.index(b"PK\x01\x02") + EXTERNAL
    return package[:place] + struct.pack("<I", 0o120777 << 16) + package[place + 4 :]


def _ten_gigabytes(package: bytes) -> bytes:
    """The first entry claims more bytes than there are in the whole container."""
    huge = struct.pack("<2I", 0xFFFFFFFE, 0xFFFFFFFE)
    return package[:SIZES] + huge + package[SIZES + 8 :]


def _climbs(package: bytes) -> bytes:
    return _entry(b"../cover.json", b"{}") + package


def _upper_hex(files: Files) -> Files:
    data = files[CERTIFICATE_NAME]
    start = data.index(b'"0x') + 3
    return {
        **files,
        CERTIFICATE_NAME: data[:start] + data[start : start + 64].upper() + data[start + 64 :],
    }


def _other_sm3(files: Files) -> Files:
    """SHA-256 agrees, SM3 does not."""
    manifest = canonical.parse_canonical(files[MANIFEST_NAME])
    if not isinstance(manifest, dict) or not isinstance(manifest["files"], list):
        raise TypeError(MANIFEST_NAME)
    first = manifest["files"][0]
    if not isinstance(first, dict):
        raise TypeError(MANIFEST_NAME)
    first["sm3"] = "0x" + "00" * 32
    return {**files, MANIFEST_NAME: canonical.encode(manifest)}


def _bom(files: Files) -> Files:
    return {**files, CERTIFICATE_NAME: b"\xef\xbb\xbf" + files[CERTIFICATE_NAME]}


def _crlf(files: Files) -> Files:
    return {**files, CERTIFICATE_NAME: files[CERTIFICATE_NAME].replace(b",", b",\r\n", 1)}


def _sheet(files: Files) -> Files:
    return {**files, SHEET_NAME: files[SHEET_NAME].replace("已质押".encode(), "未质押".encode())}


def _twice(files: Files) -> Files:
    """A key that stands twice: one reader takes the first, another the last."""
    data = files[COVER_NAME]
    return {**files, COVER_NAME: data[:-1] + b',"purpose":"trade"}'}


ROWS: Final[tuple[tuple[str, str, str, Mutate, str], ...]] = (
    ("two-manifests", "容器内两个清单", "two manifests in the container",
     _two_manifests, "CONTAINER_INVALID"),
    ("climbing-name", "文件名跳出目录", "a name that climbs out of its folder",
     _climbs, "CONTAINER_INVALID"),
    ("symbolic-link", "容器内符号链接", "an entry that is a symbolic link",
     _symlink, "CONTAINER_INVALID"),
    ("ten-gigabytes", "条目自称百亿字节", "an entry that claims ten gigabytes",
     _ten_gigabytes, "CONTAINER_INVALID"),
    ("trailing-byte", "容器尾随字节", "a byte after the container",
     lambda package: package + b"\x00", "CONTAINER_INVALID"),
    ("file-unlisted", "夹带未列清单文件", "a file that the manifest does not list",
     unsealed(lambda files: {**files, "chain/note.json": b"{}"}), "FILE_UNLISTED"),
    ("file-unknown", "夹带格式外文件", "a listed file that has no place in the format",
     sealed(lambda files: {**files, "chain/note.json": b"{}"}), "FILE_UNKNOWN"),
    ("file-missing", "缺少文件", "a file is taken out",
     unsealed(lambda files: {k: v for k, v in files.items() if k != CERTIFICATE_NAME}),
     "FILE_MISSING"),
    ("file-altered", "改动文件未改清单", "a file is altered under the old manifest",
     unsealed(replaced(COVER_NAME, b'"purpose"', b'"purpOse"')), "DIGEST_MISMATCH"),
    ("sm3-altered", "SM3 摘要不符", "SHA-256 agrees and SM3 does not",
     unsealed(_other_sm3), "DIGEST_MISMATCH"),
    ("manifest-respelled", "清单重复键", "the manifest has a key twice",
     unsealed(replaced(MANIFEST_NAME, b'"schema"', b'"schema":"","schema"')),
     "MANIFEST_NOT_CANONICAL"),
    ("key-twice", "JSON 重复键", "a key stands twice", sealed(_twice), "PART_NOT_CANONICAL"),
    ("number-too-large", "超出精度的整数", "an integer that a double cannot hold",
     sealed(replaced(COVER_NAME, b'"preparedAt":', b'"preparedAt":9007199254740993')),
     "PART_NOT_CANONICAL"),
    ("not-a-number", "非数值 NaN", "a number that is none",
     sealed(replaced(COVER_NAME, b'"preparedAt":', b'"preparedAt":NaN,"other":')),
     "PART_NOT_CANONICAL"),
    ("byte-order-mark", "字节顺序标记", "a byte order mark", sealed(_bom), "PART_NOT_CANONICAL"),
    ("line-ends", "换行符改写", "other line ends", sealed(_crlf), "PART_NOT_CANONICAL"),
    ("upper-hex", "十六进制大写", "hex digits in capitals", sealed(_upper_hex), "PART_MALFORMED"),
    ("sheet-altered", "改写封面文字", "the sheet for people says something else",
     sealed(_sheet), "COVER_DISAGREES"),
)  # fmt: skip
