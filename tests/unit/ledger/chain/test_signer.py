import copy
import json
import logging
import pickle
import stat
from pathlib import Path

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.errors import KeyExposed, KeyMalformed, KeyMissing, KeyPasswordWrong
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from tests.disks import filled, small_disk

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ROUNDS = 2


@given(
    st.integers(1, ORDER - 1).map(lambda number: number.to_bytes(32)),
    st.binary(min_size=32, max_size=32),
)
def test_a_signature_is_65_bytes_low_s_and_its_accounts(secret: bytes, digest: bytes) -> None:
    key = Key(secret)
    signature = key.sign(digest)
    assert len(signature) == 65
    assert signature[64] in {27, 28}
    assert int.from_bytes(signature[32:64]) <= ORDER // 2
    recovered = Account._recover_hash(digest, signature=signature)
    assert bytes.fromhex(recovered[2:]) == key.account
    assert Account.from_key(secret).address == recovered


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(32), ORDER.to_bytes(32), b"\xff" * 32])
def test_what_is_no_private_key_is_refused_without_showing_it(secret: bytes) -> None:
    with pytest.raises(KeyMalformed) as malformed:
        Key(secret)
    assert malformed.value.where == "secret"
    assert malformed.value.__cause__ is None
    assert malformed.value.__suppress_context__ or malformed.value.__context__ is None


def test_only_digests_are_signed() -> None:
    with pytest.raises(KeyMalformed):
        Key.new().sign(b"hello")


def test_a_key_shows_its_account_and_never_its_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = bytes(range(1, 33))
    key = Key(secret)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("key=%s %r %s", key, key, [key])
    shown = caplog.text + repr(key) + str(key) + f"{key}" + repr({"key": key})
    assert key.account.hex() in shown
    assert secret.hex() not in shown
    assert str(int.from_bytes(secret)) not in shown
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            way(key)
    assert not hasattr(key, "__dict__")


def test_an_encrypted_key_opens_with_its_password_only(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys")
    key = store.new("correct horse", rounds=ROUNDS)
    assert store.load(key.account, "correct horse").reveal() == key.reveal()
    assert store.accounts() == (key.account,)
    with pytest.raises(KeyPasswordWrong) as wrong:
        store.load(key.account, "battery staple")
    assert wrong.value.account == key.account
    (path,) = (tmp_path / "keys").iterdir()
    assert key.reveal().hex() not in path.read_text()
    assert json.loads(path.read_text())["version"] == 3
    assert Account.decrypt(path.read_text(), "correct horse") == key.reveal()


def test_key_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys")
    plain = store.new_plain()
    sealed = store.new("p", rounds=ROUNDS)
    for path in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert store.load_plain(plain.account).reveal() == plain.reveal()
    for path in (tmp_path / "keys").iterdir():
        path.chmod(0o640)
    with pytest.raises(KeyExposed) as exposed:
        store.load_plain(plain.account)
    assert (exposed.value.where, exposed.value.mode) == (f"{plain.account.hex()}.key", "0o640")
    with pytest.raises(KeyExposed):
        store.load(sealed.account, "p")


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    store = Keystore(tmp_path)
    key = store.new_plain()
    with pytest.raises(FileExistsError):
        store.keep_plain(key)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_key_for_which_there_is_no_room_leaves_no_file(tmp_path: Path, *, sealed: bool) -> None:
    key = Key.new()
    with small_disk(tmp_path, 2**20) as disk:
        store = Keystore(disk)

        def keep() -> Path:
            return store.keep(key, "p", rounds=ROUNDS) if sealed else store.keep_plain(key)

        with filled(disk), pytest.raises(OSError, match="space"):
            keep()
        assert store.accounts() == ()
        keep()
        assert store.accounts() == (key.account,)


def test_a_file_that_holds_another_key_or_none_is_refused(tmp_path: Path) -> None:
    store, key, other = Keystore(tmp_path), Key.new(), Key.new()
    with pytest.raises(KeyMissing) as missing:
        store.load_plain(key.account)
    assert missing.value.account == key.account
    path = store.keep_plain(key)
    path.write_text(other.reveal().hex())
    with pytest.raises(KeyMalformed) as swapped:
        store.load_plain(key.account)
    assert swapped.value.where == path.name
    path.write_text("no hex")
    with pytest.raises(KeyMalformed):
        store.load_plain(key.account)
    for text in ("{", "[]", "{}", '{"version":4}', '{"version":3}'):
        sealed = tmp_path / f"{key.account.hex()}.json"
        sealed.write_text(text)
        sealed.chmod(0o600)
        with pytest.raises((KeyMalformed, KeyPasswordWrong)):
            store.load(key.account, "p")
