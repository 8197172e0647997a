"""The manifest: canonical, complete, and both digests must agree."""

import json
from typing import Any

import pytest
import rfc8785

from notarization.verify.digests import sha256, sm3
from notarization.verify.manifest import (
    DigestMismatch,
    FileMissing,
    FileUnlisted,
    ManifestMalformed,
    ManifestNotCanonical,
    ManifestSchemaUnknown,
    compare_digests,
    compare_names,
    read_manifest,
    write_manifest,
)

FILES = {"chain/header-1.rlp": b"header", "claims.json": b"[]", "数据": b""}
ABOUT = {"purpose": "pledge", "createdAt": "2026-11-22T04:00:00Z"}
DETACHED = {"manifest.json": b"", "manifest.sig": b"", "timestamps/001.tsr": b""}


def changed(**members: Any) -> bytes:
    return rfc8785.dumps(json.loads(write_manifest(FILES, ABOUT)) | members)


def with_file(**members: Any) -> bytes:
    first, *rest = json.loads(write_manifest(FILES, ABOUT))["files"]
    return changed(files=[first | members, *rest])


def test_manifest_lists_every_file_with_size_and_both_digests() -> None:
    manifest = read_manifest(write_manifest(FILES, ABOUT))
    assert manifest.about == ABOUT
    listed = {file.path: (file.size, file.sha256, file.sm3) for file in manifest.files}
    assert listed == {path: (len(d), sha256(d), sm3(d)) for path, d in FILES.items()}


def test_whole_package_has_no_fault() -> None:
    manifest = read_manifest(write_manifest(FILES | DETACHED, ABOUT))
    assert manifest == read_manifest(write_manifest(FILES, ABOUT))
    assert compare_names(manifest, FILES | DETACHED) == ()
    assert compare_digests(manifest, FILES | DETACHED) == ()


def test_missing_and_unlisted_files_are_named() -> None:
    manifest = read_manifest(write_manifest(FILES, ABOUT))
    held = {"claims.json": b"[]", "数据": b"", "extra": b""}
    missing, unlisted = compare_names(manifest, held)
    assert isinstance(missing, FileMissing)
    assert isinstance(unlisted, FileUnlisted)
    assert (missing.code, missing.path) == ("FILE_MISSING", "chain/header-1.rlp")
    assert (unlisted.code, unlisted.path) == ("FILE_UNLISTED", "extra")
    assert compare_digests(manifest, held) == ()


def test_changed_file_differs_in_both_digests() -> None:
    manifest = read_manifest(write_manifest(FILES, ABOUT))
    faults = compare_digests(manifest, FILES | {"claims.json": b"{}"})
    assert [(fault.code, fault.path, fault.digest) for fault in faults] == [
        ("DIGEST_MISMATCH", "claims.json", "sha256"),
        ("DIGEST_MISMATCH", "claims.json", "sm3"),
    ]
    assert faults[0].expected == "0x" + sha256(b"[]").hex()
    assert faults[0].computed == "0x" + sha256(b"{}").hex()


@pytest.mark.parametrize(
    ("digest", "lie", "computed"),
    [
        ("sha256", "0x" + "00" * 32, "0x" + sha256(b"header").hex()),
        ("sm3", "0x" + "00" * 32, "0x" + sm3(b"header").hex()),
        ("size", 7, "6"),
    ],
)
def test_one_wrong_digest_beside_a_right_one_is_a_fault(
    digest: str, lie: str | int, computed: str
) -> None:
    (fault,) = compare_digests(read_manifest(with_file(**{digest: lie})), FILES)
    assert isinstance(fault, DigestMismatch)
    found = (fault.path, fault.digest, fault.expected, fault.computed)
    assert found == ("chain/header-1.rlp", digest, str(lie), computed)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" " + write_manifest(FILES, ABOUT), "JSON_NOT_CANONICAL"),
        (b"\xef\xbb\xbf" + write_manifest(FILES, ABOUT), "JSON_MALFORMED"),
        (write_manifest(FILES, ABOUT) + b"\r\n", "JSON_NOT_CANONICAL"),
        (b'{"schema":"a","schema":"b"}', "JSON_DUPLICATE_KEY"),
        (b'{"size":NaN}', "JSON_NUMBER_REFUSED"),
        (b'{"size":9007199254740993}', "JSON_NUMBER_REFUSED"),
        (b"", "JSON_MALFORMED"),
    ],
)
def test_manifest_in_another_form_is_not_canonical(data: bytes, reason: str) -> None:
    with pytest.raises(ManifestNotCanonical) as caught:
        read_manifest(data)
    assert caught.value.code == "MANIFEST_NOT_CANONICAL"
    assert caught.value.reason.startswith(reason)


def test_unknown_schema_is_refused() -> None:
    with pytest.raises(ManifestSchemaUnknown) as caught:
        read_manifest(changed(schema="datadeed/evidence/3"))
    assert caught.value.found == "datadeed/evidence/3"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"[]", "manifest"),
        (b"{}", "manifest"),
        (changed(more=1), "manifest"),
        (changed(about=[]), "about"),
        (changed(about={"n": 1}), "about"),
        (changed(files={}), "files"),
        (changed(files=[1]), "files[0]"),
        (with_file(more=1), "files[0]"),
        (with_file(path=1), "files[0].path"),
        (with_file(path="manifest.json"), "files[0].path"),
        (with_file(path="timestamps/001.tsr"), "files[0].path"),
        (with_file(path="zzz"), "files: order"),
        (with_file(path="claims.json"), "files: order"),
        (with_file(size=-1), "files[0].size"),
        (with_file(size=True), "files[0].size"),
        (with_file(size="6"), "files[0].size"),
        (with_file(sha256="0x" + "AB" * 32), "files[0].sha256"),
        (with_file(sha256="ab" * 32), "files[0].sha256"),
        (with_file(sm3=None), "files[0].sm3"),
        (with_file(sm3="0x" + "ab" * 31), "files[0].sm3"),
    ],
)
def test_manifest_of_another_shape_is_refused(data: bytes, where: str) -> None:
    with pytest.raises(ManifestMalformed) as caught:
        read_manifest(data)
    assert (caught.value.code, caught.value.where) == ("MANIFEST_MALFORMED", where)
