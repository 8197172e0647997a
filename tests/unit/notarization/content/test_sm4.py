"""The second suite: SM4 for contents, SM2 for their readers, in every kind of store."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gmssl_pyx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB, GCM

from api.allowed import require_allowed
from api.cli import run
from api.registrant.readers import sealing_for
from ledger.domain import canonical
from ledger.domain.crypto_policy import AlgorithmNotAllowed, Use, own_policy
from ledger.settings import Settings, SettingWrong
from notarization.content import sm4
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentLocked,
    ReaderKeyMalformed,
    SealBroken,
    SuiteKeyMissing,
    SuitesMixed,
)
from notarization.content.ipfs import IpfsStore
from notarization.content.node import Node
from notarization.content.sealing import Identity, Reader, Suite, seal, suite_of, unseal
from notarization.content.store import ContentStore, SealedRef

CLERK, OWNER, STRANGER = (Identity.generate(Suite.SM) for _ in range(3))
OLD = Identity.generate()
NOBODY = Node("http://127.0.0.1:1")
# who changed suites keeps the key of before
BOTH = Identity.parse(f"{CLERK.key}\n{OLD.key}\n")
DATA = bytes(range(256)) * 600  # three chunks
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_sm4_is_the_standards() -> None:
    # GB/T 32907-2016, appendix A.1; RFC 8998, appendix A.2
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(SM4(key), ECB()).encryptor()  # noqa: S305 (one block of the standard's)
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    nonce, beside = (
        bytes.fromhex("00001234567800000000abcd"),
        bytes.fromhex("feedfacedeadbeef" * 2 + "abaddad2"),
    )
    clear = b"".join(bytes([each]) * 8 for each in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    made = Cipher(SM4(key), GCM(nonce)).encryptor()
    made.authenticate_additional_data(beside)
    sealed = made.update(clear) + made.finalize()
    assert sealed.hex().startswith(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    )
    assert made.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    # and GmSSL's, another implementation, opens it
    assert gmssl_pyx.sm4_gcm_decrypt(key, nonce, beside, sealed, made.tag) == clear


@pytest.mark.parametrize("size", [0, 1, sm4.CHUNK - 1, sm4.CHUNK, sm4.CHUNK + 1, 3 * sm4.CHUNK])
def test_what_is_sealed_comes_back_whatever_its_size(size: int) -> None:
    data = (DATA * 2)[:size]
    sealed = seal(data, [CLERK.reader, OWNER.reader, CLERK.reader])
    assert suite_of(sealed) is Suite.SM
    assert unseal(sealed, CLERK) == unseal(sealed, OWNER) == data
    assert seal(data, [CLERK.reader]) != seal(data, [CLERK.reader])
    with pytest.raises(SealBroken, match="is not for this reader"):
        unseal(sealed, STRANGER)


def parts_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    end = sealed.index(b"\n", len(sm4.MAGIC)) + 1
    size = sm4.CHUNK + sm4.TAG
    return sealed[:end], [sealed[at : at + size] for at in range(end, len(sealed), size)]


SEALED = seal(DATA, [CLERK.reader])
HEAD, CHUNKS = parts_of(SEALED)
ANOTHER_HEAD, ANOTHERS = parts_of(seal(DATA, [CLERK.reader]))
WRAP = json.loads(HEAD.split(b"\n")[1])["wraps"][0]


def headed(value: Any) -> bytes:
    return sm4.MAGIC + canonical.encode(value) + b"\n" + b"".join(CHUNKS)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


MORE = {**WRAP, "reader": OWNER.reader.key.removeprefix("sm2:")}
BROKEN = {
    "a flipped byte": (flipped(SEALED, len(HEAD) + 5), "chunk 0 is not the one"),
    "a flipped tag": (flipped(SEALED, len(SEALED) - 1), "chunk 2 is not the one"),
    "cut in a chunk": (SEALED[:-1], "chunk 2 is not the one"),
    "cut between chunks": (HEAD + b"".join(CHUNKS[:-1]), "ends before its last chunk"),
    "cut after the header": (HEAD, "chunk 0 is not the one"),
    "chunks changed over": (HEAD + CHUNKS[1] + CHUNKS[0] + CHUNKS[2], "chunk 0 is not the one"),
    "a chunk left out": (HEAD + CHUNKS[0] + CHUNKS[2], "chunk 1 is not the one"),
    "a chunk twice": (HEAD + CHUNKS[0] * 2 + CHUNKS[1] + CHUNKS[2], "chunk 1 is not the one"),
    "another seal's chunk": (HEAD + CHUNKS[0] + ANOTHERS[1] + CHUNKS[2], "chunk 1 is not the one"),
    "another seal's header": (ANOTHER_HEAD + b"".join(CHUNKS), "chunk 0 is not the one"),
    "bytes behind": (seal(b"short", [CLERK.reader]) + bytes(sm4.CHUNK), "chunk 0 is not the one"),
    "a reader added": (headed({"wraps": [WRAP, MORE]}), "chunk 0 is not the one"),
    "a key that is no wrap": (headed({"wraps": [{**WRAP, "key": "AAAA"}]}), "wraps no key"),
    "a key that is no base64": (headed({"wraps": [{**WRAP, "key": "?"}]}), "another form"),
    "no wraps": (headed({}), "another form"),
    "a header without end": (SEALED[: len(HEAD) - 1], "no seal of this form"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_changed_is_refused_by_name(name: str) -> None:
    sealed, fault = BROKEN[name]
    with pytest.raises(SealBroken, match=fault):
        unseal(sealed, CLERK)


def test_a_last_chunk_with_more_behind_it_is_named() -> None:
    head, (first, last) = parts_of(seal(bytes(2 * sm4.CHUNK), [CLERK.reader]))
    with pytest.raises(SealBroken, match="goes on after its last"):
        unseal(head + first + last + last, CLERK)


def test_a_seal_is_of_one_suite() -> None:
    with pytest.raises(SuitesMixed):
        seal(DATA, [CLERK.reader, OLD.reader])
    with pytest.raises(SealBroken, match="no key here"):
        unseal(seal(b"data", [OLD.reader]), CLERK)


@pytest.fixture(params=["directory", "ipfs"])
def kind(request: pytest.FixtureRequest) -> type[Any]:
    return {
        "directory": DirectoryStore,
        "ipfs": lambda root, staff: IpfsStore(root, (NOBODY,), staff),
    }[request.param]  # type: ignore[return-value]  # what makes a store


def test_what_was_sealed_before_stays_readable_and_is_erased_alike(
    kind: Any, tmp_path: Path
) -> None:
    before: ContentStore = kind(tmp_path, (OLD.reader,))
    after: ContentStore = kind(tmp_path, (BOTH.reader_for(Suite.SM),))
    first = before.put(DATA, public=False)
    second = after.put(DATA, public=False, readers=[OWNER.reader])
    for ref in (first, second):
        assert after.get(ref, BOTH) == DATA
        assert after.get_sealed(SealedRef(ref.sha256, ref.name), BOTH) == DATA
        with pytest.raises(ContentLocked):
            after.get(ref, STRANGER)
    assert after.get(second, OWNER) == DATA
    assert after.erase(second, at=NOON).erased_at == NOON
    with pytest.raises(ContentErased):
        after.get(second, CLERK)
    assert not [each for each in tmp_path.rglob(f"{second.name}*") if each.suffix != ".erased"
                and each.parent.name != "unpin"]  # fmt: skip
    assert after.get(first, BOTH) == DATA


def test_stored_bytes_that_were_changed_are_refused(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path, (CLERK.reader,))
    ref = store.put(DATA, public=False)
    path = tmp_path / ref.name[:2] / ref.name
    path.write_bytes(flipped(path.read_bytes(), 500))
    with pytest.raises(ContentDigestMismatch):
        store.get(ref, CLERK)


def test_a_card_says_its_suite_and_wraps_for_readers_of_either(tmp_path: Path) -> None:
    store = IpfsStore(tmp_path, (NOBODY,), (CLERK.reader,))
    ref = store.put(DATA, public=False)
    store.grant(ref, OLD.reader, CLERK)
    assert store.get(ref, OLD) == DATA
    path = store.card_path(ref.name)
    card = json.loads(path.read_bytes())
    assert card["suite"] == "SM2-SM4"
    path.write_bytes(
        canonical.encode({name: each for name, each in card.items() if name != "suite"})
    )
    with pytest.raises(ContentLocked):
        store.get(ref, CLERK)


@pytest.mark.parametrize(
    "text",
    [
        "", "sm2:", "sm2:04" + "11" * 64, "SM2-SECRET-KEY-", f"{CLERK.key}\n{OWNER.key}",
        CLERK.key.replace("-04", "-05"), "SM2-SECRET-KEY-" + "00" * 32 + CLERK.key[-131:],
        CLERK.key + "\nrubbish",
    ],
)  # fmt: skip
def test_text_that_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    for parse in (Reader.parse, Identity.parse):
        with pytest.raises(ReaderKeyMalformed) as caught:
            parse(text)
        assert str(caught.value) == "READER_KEY_MALFORMED"
    assert CLERK.key.split("-")[3] not in repr(CLERK)


def test_the_setting_says_for_which_key_is_sealed_and_the_policy_whether(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    environment = {"DATADEED_HOME": str(tmp_path), "DATADEED_KEYS": str(keys)}
    chosen = Settings.read({**environment, "DATADEED_CONTENT_SUITE": "SM2-SM4"})
    assert [each.suite for each in sealing_for(chosen).readers] == [Suite.SM]
    with pytest.raises(SuiteKeyMissing):
        sealing_for(Settings.read(environment))
    with pytest.raises(SettingWrong):
        Settings.read({"DATADEED_CONTENT_SUITE": "rot13"})
    for suite in Suite:
        own_policy().require(Use.CONTENT, suite, int(NOON.timestamp()))
    with pytest.raises(AlgorithmNotAllowed):
        require_allowed(chosen, Use.CONTENT, Suite.SM, at=0)


def test_a_key_is_made_and_a_file_opened_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, sealed, output = tmp_path / "key", tmp_path / "file.sm4", tmp_path / "clear"

    def ran(*words: str, code: int = 0) -> Any:
        assert run([*words, "--json"], {}) == code
        return json.loads(capsys.readouterr().out or "null")

    old = ran("content", "key", str(key))["reader"]
    made = ran("content", "key", str(key), "--suite", "SM2-SM4")["reader"]
    assert ran("content", "key", str(key))["reader"] == old
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    opening = ("content", "open", str(sealed), "--key", str(key), "--output", str(output))
    for reader in (old, made):
        sealed.write_bytes(seal(DATA, [Reader.parse(reader)]))
        ran(*opening)
        assert output.read_bytes() == DATA
    output.unlink()
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert ran(*opening, code=1) is None
    assert not output.exists()
