"""A directory of keys: encrypted JSON keystores (version 3), or plain files on a demo's chain."""

import json
from pathlib import Path
from typing import Any, Final

from ledger.chain.errors import KeyExposed, KeyMalformed, KeyMissing, KeyPasswordWrong
from ledger.chain.signer import Key
from ledger.whole_file import OWNER_ONLY, write_whole

OTHERS: Final = 0o077
SCRYPT_ROUNDS: Final = 1 << 18


class Keystore:
    """Keys by account. Files: `<account>.json` encrypted, `<account>.key` plain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, password: str, *, rounds: int = SCRYPT_ROUNDS) -> Key:
        """Make a key and keep it encrypted."""
        key = Key.new()
        self.keep(key, password, rounds=rounds)
        return key

    def keep(self, key: Key, password: str, *, rounds: int = SCRYPT_ROUNDS) -> Path:
        """Keep a key encrypted."""
        from eth_account import Account  # noqa: PLC0415 (as in the signer)

        sealed = Account.encrypt(key.reveal(), password, kdf="scrypt", iterations=rounds)
        return self._write(key.account, "json", json.dumps(sealed, sort_keys=True))

    def new_plain(self) -> Key:
        """Make a key and keep it readable for this user only: for a demo's chain, no other."""
        key = Key.new()
        self.keep_plain(key)
        return key

    def keep_plain(self, key: Key) -> Path:
        """Keep a key readable for this user only: for a demo's chain, no other."""
        return self._write(key.account, "key", key.reveal().hex() + "\n")

    def load(self, account: bytes, password: str) -> Key:
        """Open an encrypted key.

        Raises:
            KeyMissing, KeyExposed, KeyMalformed: there is no sound file of it.
            KeyPasswordWrong: the password does not open it.
        """
        from eth_account import Account  # noqa: PLC0415

        path = self._path(account, "json")
        sealed: Any = None
        try:
            sealed = json.loads(self._read(account, path))
            secret = bytes(Account.decrypt(sealed, password))
        except json.JSONDecodeError as fault:
            raise KeyMalformed(path.name) from fault
        except ValueError as fault:
            # eth-account has one exception for a wrong password and an unknown version.
            if isinstance(sealed, dict) and sealed.get("version") == 3:  # noqa: PLR2004
                raise KeyPasswordWrong(account) from fault
            raise KeyMalformed(path.name) from fault
        except (TypeError, KeyError, AttributeError, NotImplementedError) as fault:
            raise KeyMalformed(path.name) from fault
        return self._of(account, secret, path)

    def load_plain(self, account: bytes) -> Key:
        """Read a plain key. Raises KeyMissing, KeyExposed, KeyMalformed."""
        path = self._path(account, "key")
        try:
            secret = bytes.fromhex(self._read(account, path).strip())
        except ValueError:
            raise KeyMalformed(path.name) from None
        return self._of(account, secret, path)

    def accounts(self) -> tuple[bytes, ...]:
        """The accounts whose keys are kept here."""
        paths = [*self.folder.glob("*.json"), *self.folder.glob("*.key")]
        return tuple(sorted({bytes.fromhex(path.stem) for path in paths}))

    def _path(self, account: bytes, end: str) -> Path:
        return self.folder / f"{account.hex()}.{end}"

    def _write(self, account: bytes, end: str, text: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(account, end)
        write_whole(path, text.encode("ascii"), mode=OWNER_ONLY, new=True)
        return path

    def _read(self, account: bytes, path: Path) -> str:
        try:
            mode = path.stat().st_mode
        except FileNotFoundError as fault:
            raise KeyMissing(account) from fault
        if mode & OTHERS:
            raise KeyExposed(path.name, oct(mode & 0o777))
        return path.read_text(encoding="ascii")

    def _of(self, account: bytes, secret: bytes, path: Path) -> Key:
        key = Key(secret)
        if key.account != account:
            raise KeyMalformed(path.name)
        return key
