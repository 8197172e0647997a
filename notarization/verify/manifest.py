"""`manifest.json`: the list of files that a signature and a time-stamp cover.

    {"about": {…}, "files": [{"path", "sha256", "size", "sm3"}, …], "schema": "datadeed/evidence/1"}

Version 2 has another schema and `parts`: what of each part is held, or why it is not here
(notarization.verify.inventory).

The bytes are canonical JSON, files stand in the order of their paths, digests are 0x and 64 small
hex digits. `about` holds texts that say what the package is for; the later checks read them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonValue
from notarization.verify.digests import sha256, sm3
from notarization.verify.errors import VerificationError
from notarization.verify.inventory import Absence, Entry, Part

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput

SCHEMA: Final = "datadeed/evidence/1"
SECOND: Final = "datadeed/evidence/2"
MANIFEST_NAME: Final = "manifest.json"
# These come after the manifest and cover it, so it cannot list them.
DETACHED_FILES: Final = frozenset({MANIFEST_NAME, "manifest.sig", "manifest.sm2"})
DETACHED_FOLDERS: Final = ("batches/", "checkpoints/", "custody/", "timestamps/")
_DIGEST: Final = re.compile(r"0x[0-9a-f]{64}")


class ManifestError(VerificationError):
    """The manifest cannot be read, or the files are not those that it lists."""

    code: ClassVar[str] = "MANIFEST"


@dataclass(eq=False)
class ManifestNotCanonical(ManifestError):
    """The manifest's bytes are not the one canonical JSON form; `reason` is the JSON fault."""

    reason: str
    code: ClassVar[str] = "MANIFEST_NOT_CANONICAL"


@dataclass(eq=False)
class ManifestMalformed(ManifestError):
    """The manifest is JSON of another shape than its schema says; `where` names the member."""

    where: str
    code: ClassVar[str] = "MANIFEST_MALFORMED"


@dataclass(eq=False)
class ManifestSchemaUnknown(ManifestError):
    """The manifest follows a schema that this verifier does not know."""

    found: str
    code: ClassVar[str] = "MANIFEST_SCHEMA_UNKNOWN"


@dataclass(eq=False)
class FileMissing(ManifestError):
    """The manifest lists a file that the package does not hold."""

    path: str
    code: ClassVar[str] = "FILE_MISSING"


@dataclass(eq=False)
class FileUnlisted(ManifestError):
    """The package holds a file that the manifest does not list."""

    path: str
    code: ClassVar[str] = "FILE_UNLISTED"


@dataclass(eq=False)
class DigestMismatch(ManifestError):
    """A file's size or one of its digests is not what the manifest says."""

    path: str
    digest: str
    expected: str
    computed: str
    code: ClassVar[str] = "DIGEST_MISMATCH"


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One listed file; `size` in bytes, digests of 32 bytes."""

    path: str
    size: int
    sha256: bytes
    sm3: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the package says about itself, and its files in the order of their paths.

    `parts` are those of version 2, None in version 1.
    """

    about: Mapping[str, str]
    files: tuple[ManifestFile, ...]
    parts: tuple[Entry, ...] | None = None


def is_detached(path: str) -> bool:
    """Tell whether a file covers the manifest instead of being covered by it."""
    return path in DETACHED_FILES or path.startswith(DETACHED_FOLDERS)


def write_manifest(
    files: Mapping[str, bytes],
    about: Mapping[str, str],
    parts: tuple[Entry, ...] | None = None,
) -> bytes:
    """Return the manifest over every file that is not detached; with `parts` it is of version 2."""
    listed: list[JsonInput] = [
        {
            "path": path,
            "sha256": "0x" + sha256(files[path]).hex(),
            "size": len(files[path]),
            "sm3": "0x" + sm3(files[path]).hex(),
        }
        for path in sorted(files)
        if not is_detached(path)
    ]
    if parts is None:
        return canonical.encode({"about": about, "files": listed, "schema": SCHEMA})
    said: list[JsonInput] = [
        {"part": each.part.value, "held": each.held, "absent": each.absent} for each in parts
    ]
    return canonical.encode({"about": about, "files": listed, "parts": said, "schema": SECOND})


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises ManifestNotCanonical, ManifestMalformed, ManifestSchemaUnknown.
    """
    try:
        value = canonical.parse_canonical(data)
    except CanonicalJsonError as error:
        raise ManifestNotCanonical(str(error)) from error
    second = isinstance(value, dict) and value.get("schema") == SECOND
    names = {"about", "files", "schema"} | ({"parts"} if second else set())
    members = _object(value, names, "manifest")
    if members["schema"] not in (SCHEMA, SECOND):
        raise ManifestSchemaUnknown(str(members["schema"])[:80])
    files = _files(members["files"])
    parts = _parts(members["parts"]) if second else None
    return Manifest(about=_about(members["about"]), files=files, parts=parts)


def compare_names(manifest: Manifest, files: Mapping[str, bytes]) -> tuple[ManifestError, ...]:
    """Return every file that is listed and missing, or held and not listed."""
    listed = {file.path for file in manifest.files}
    held = {path for path in files if not is_detached(path)}
    missing = (FileMissing(path) for path in sorted(listed - held))
    unlisted = (FileUnlisted(path) for path in sorted(held - listed))
    return (*missing, *unlisted)


def compare_digests(manifest: Manifest, files: Mapping[str, bytes]) -> tuple[DigestMismatch, ...]:
    """Return every difference in size, SHA-256 or SM3; both digests MUST agree.

    Files that are missing are left to `compare_names`.
    """
    held = (file for file in manifest.files if file.path in files)
    return tuple(fault for file in held for fault in _differences(file, files[file.path]))


def _differences(file: ManifestFile, data: bytes) -> list[DigestMismatch]:
    values = {
        "size": (str(file.size), str(len(data))),
        "sha256": ("0x" + file.sha256.hex(), "0x" + sha256(data).hex()),
        "sm3": ("0x" + file.sm3.hex(), "0x" + sm3(data).hex()),
    }
    return [
        DigestMismatch(file.path, digest, expected, computed)
        for digest, (expected, computed) in values.items()
        if expected != computed
    ]


def _object(value: JsonValue, names: set[str], where: str) -> dict[str, JsonValue]:
    if not isinstance(value, dict) or value.keys() != names:
        raise ManifestMalformed(where)
    return value


def _about(value: JsonValue) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ManifestMalformed("about")
    texts = {name: text for name, text in value.items() if isinstance(text, str)}
    if len(texts) != len(value):
        raise ManifestMalformed("about")
    return texts


def _files(value: JsonValue) -> tuple[ManifestFile, ...]:
    if not isinstance(value, list):
        raise ManifestMalformed("files")
    files = tuple(_file(item, f"files[{index}]") for index, item in enumerate(value))
    paths = [file.path for file in files]
    if paths != sorted(set(paths)):
        raise ManifestMalformed("files: order")
    return files


def _parts(value: JsonValue) -> tuple[Entry, ...]:
    """All parts in their order, each with the places held or with a reason."""
    if not isinstance(value, list) or len(value) != len(Part):
        raise ManifestMalformed("parts")
    return tuple(_part(item, part) for part, item in zip(Part, value, strict=True))


def _part(value: JsonValue, part: Part) -> Entry:
    members = _object(value, {"absent", "held", "part"}, f"parts.{part}")
    held, absent = members["held"], members["absent"]
    if members["part"] != part or not isinstance(held, list):
        raise ManifestMalformed(f"parts.{part}")
    places = tuple(each for each in held if isinstance(each, str))
    if len(places) != len(held):
        raise ManifestMalformed(f"parts.{part}.held")
    if not isinstance(absent, str) or absent not in ("", *Absence):
        raise ManifestMalformed(f"parts.{part}.absent")
    return Entry(part, places, absent)


def _file(value: JsonValue, where: str) -> ManifestFile:
    members = _object(value, {"path", "sha256", "size", "sm3"}, where)
    path, size = members["path"], members["size"]
    if not isinstance(path, str) or is_detached(path):
        raise ManifestMalformed(f"{where}.path")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ManifestMalformed(f"{where}.size")
    return ManifestFile(
        path=path,
        size=size,
        sha256=_digest(members["sha256"], f"{where}.sha256"),
        sm3=_digest(members["sm3"], f"{where}.sm3"),
    )


def _digest(value: JsonValue, where: str) -> bytes:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ManifestMalformed(where)
    return bytes.fromhex(value[2:])
