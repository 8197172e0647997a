"""What the browser works out of a file or a record is what Python works out of it."""

import hashlib
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain import canonical
from ledger.domain.fingerprint import CHUNK_BYTES, Fingerprint, public_id
from ledger.domain.merkle import tree_root
from notarization.fingerprint import FolderFingerprint, fingerprint, fingerprint_bytes
from notarization.verify.digests import sm3
from tests.modules import run_module

SIZES: Final = (0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, CHUNK_BYTES - 1, CHUNK_BYTES)
LARGE: Final = (CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17)
# The published examples of GB/T 32905-2016, appendix A.
STANDARD: Final = {
    "616263": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "61626364" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
PATTERN: Final = """
const pattern = (size) => Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) & 255);
"""


def pattern(size: int) -> bytes:
    """The same bytes as in the scripts above."""
    return bytes((at * 7 + (at >> 8)) & 255 for at in range(size))


def shown(mark: Fingerprint) -> dict[str, Any]:
    """A fingerprint as the page has it."""
    digests = {name: getattr(mark, name).hex() for name in ("sha256", "sm3", "merkle")}
    return {**digests, "size": mark.size, "fingerprint": public_id(mark).value.hex()}


def test_sm3_is_the_standards() -> None:
    names = {"Sm3": "sm3.js", "bytesToHex, hexToBytes": "vendor/noble-hashes/utils.js"}
    body = "return given.map((e) => bytesToHex(new Sm3().update(hexToBytes(e)).digest()));"
    assert run_module(names, body, list(STANDARD)) == list(STANDARD.values())


def test_sm3_is_the_same_however_the_bytes_come() -> None:
    names = {"Sm3": "sm3.js", "bytesToHex": "vendor/noble-hashes/utils.js"}
    body = f"""{PATTERN}
    const bytes = pattern(1_000);
    return given.map((step) => {{
      const digest = new Sm3();
      for (let at = 0; at < bytes.length; at += step) digest.update(bytes.subarray(at, at + step));
      return bytesToHex(digest.digest());
    }});"""
    told = run_module(names, body, [1, 3, 63, 64, 65, 130, 1_000])
    assert set(told) == {sm3(pattern(1_000)).hex()}


def test_a_file_of_any_size_has_the_fingerprint_that_python_gives_it() -> None:
    body = f"""{PATTERN}
    return Promise.all(given.map(async (size) => {{
      const found = await fingerprintFile(new Blob([pattern(size)]));
      return {{ ...found, fingerprint: publicId(found) }};
    }}));"""
    names = {"fingerprintFile, publicId": "fingerprint.js"}
    sizes = [*SIZES, *LARGE]
    assert run_module(names, body, sizes) == [shown(fingerprint_bytes(pattern(n))) for n in sizes]


def test_a_folder_has_the_order_and_the_fingerprint_that_python_gives_it(tmp_path: Path) -> None:
    paths = ("b.csv", "a/z.csv", "a.csv", "数据.csv", "\U00020000.csv", "\uffee.csv", "a/b/c", "é")
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    body = """
    const entries = given.map((path) => ({ path, file: new Blob([path]) }));
    const found = await fingerprintFolder(entries);
    return { ...found, fingerprint: publicId(found) };"""
    names = {"fingerprintFolder, publicId": "fingerprint.js"}
    folder = fingerprint(tmp_path)
    assert isinstance(folder, FolderFingerprint)
    assert run_module(names, body, list(paths)) == shown(folder.fingerprint)


OUTCOME: Final = "try { return await (async () => { %s })(); } catch (fault) { return fault.code; }"


def reading(how: str) -> str:
    """A file of nine bytes that is read so."""
    return f"{{ size: 9, slice: (start, end) => ({{ arrayBuffer: async () => {how} }}) }}"


@pytest.mark.parametrize(
    "how",
    [
        "new ArrayBuffer(8)",
        "{ throw new Error('gone'); }",
        "{ if (turn++) throw new Error('gone'); return new ArrayBuffer(end - start); }",
    ],
)
def test_a_file_that_does_not_stand_still_has_no_fingerprint(how: str) -> None:
    body = "let turn = 0; " + OUTCOME % f"return fingerprintFile({reading(how)});"
    assert run_module({"fingerprintFile": "fingerprint.js"}, body) == "FILE_CHANGED"


def test_an_empty_folder_has_no_fingerprint() -> None:
    body = OUTCOME % "return fingerprintFolder([]);"
    assert run_module({"fingerprintFolder": "fingerprint.js"}, body) == "FOLDER_EMPTY"


def test_a_tree_of_any_size_has_the_root_that_python_gives_it() -> None:
    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(left + right).digest()

    names = {
        "Tree": "merkle.js",
        "sha256": "vendor/noble-hashes/sha2.js",
        "bytesToHex, concatBytes": "vendor/noble-hashes/utils.js",
    }
    body = """return given.map((size) => {
      const tree = new Tree((left, right) => sha256(concatBytes(left, right)));
      for (let at = 0; at < size; at += 1) tree.push(Uint8Array.of(at));
      return tree.root() && bytesToHex(tree.root());
    });"""
    told = run_module(names, body, list(range(40)))
    leaves = [bytes([at]) for at in range(40)]
    assert told == [None, *(tree_root(leaves[:size], node).hex() for size in range(1, 40))]


TEXT: Final = st.text(st.characters(codec="utf-8"), max_size=8)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=5)
@given(st.lists(JSON, min_size=20, max_size=40))
def test_a_value_has_the_canonical_bytes_that_python_gives_it(values: list[Any]) -> None:
    names = {"encode": "canonical.js", "bytesToHex": "vendor/noble-hashes/utils.js"}
    told = run_module(names, "return given.map((each) => bytesToHex(encode(each)));", values)
    assert told == [canonical.encode(each).hex() for each in values]


@pytest.mark.parametrize(
    "value", ["1.5", "2 ** 53", "'\\ud800'", "undefined", "new Date(0)", "NaN"]
)
def test_a_value_without_a_canonical_form_is_refused(value: str) -> None:
    body = OUTCOME % f"return encode({{ a: {value} }});"
    assert run_module({"encode": "canonical.js"}, body) == "JSON_REFUSED"
