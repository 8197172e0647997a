"""SM2 keys under a password: OpenSSL's are read, ours are read by OpenSSL, others are named."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import core, keys, pem
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7

from api.cli import run
from notarization.countersigning import CountersigningKeyUnusable, new_key, read_key
from notarization.pkcs8 import Unopened, opened
from notarization.verify import sm2

OPENSSL = shutil.which("openssl") or "openssl"
SECRET = "口令 password"
WAYS = {
    "aes": ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"),
    "sm4": ("-v2", "sm4-cbc", "-v2prf", "hmacWithSHA512"),
    "scrypt": ("-scrypt",),
}
UNREAD = {
    "pkcs12_sha1_tripledes_3key": ("-v1", "PBE-SHA1-3DES"),
    "tripledes_3key": ("-v2", "des3"),
}


def openssl(folder: Path, *words: str) -> str:
    (folder / "password").write_text(SECRET, encoding="utf-8")
    done = subprocess.run((OPENSSL, *words), cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def encrypted(folder: Path, way: tuple[str, ...]) -> Path:
    words = ("-in", "plain.pem", "-out", "key.pem", "-passout", "file:password")
    openssl(folder, "pkcs8", "-topk8", *words, *way)
    (folder / "key.pem").chmod(0o600)
    return folder / "key.pem"


@pytest.mark.parametrize("way", WAYS)
def test_a_key_that_openssl_encrypted_is_read_with_its_password(tmp_path: Path, way: str) -> None:
    plain = new_key(tmp_path / "plain.pem")
    path = encrypted(tmp_path, WAYS[way])
    found = read_key(path, lambda: SECRET)
    assert found == replace(plain, path=str(path))
    assert sm2.verifies(plain.public, b"data", found.sign(b"data"))
    for fault, password in (
        ("no password is given", None),
        ("its password is another", lambda: "other"),
    ):
        with pytest.raises(CountersigningKeyUnusable, match=fault):
            read_key(path, password)


def test_openssl_reads_a_key_that_the_console_encrypted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, word = tmp_path / "key.pem", tmp_path / "word"
    word.write_text(SECRET, encoding="utf-8")
    for _ in ("made", "shown"):
        assert run(["key", "sm2", str(path), "--password-file", str(word)], {}) == 0
    made, shown = capsys.readouterr().out.split()
    assert made == shown == "0x" + read_key(path, lambda: SECRET).public.hex()
    told = openssl(tmp_path, "pkey", "-in", "key.pem", "-noout", "-text", "-passin", "file:word")
    assert made[2:] in "".join(told.replace(":", "").split())


@pytest.mark.parametrize("name", UNREAD)
def test_a_way_of_encrypting_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    new_key(tmp_path / "plain.pem")
    path = encrypted(tmp_path, UNREAD[name])
    with pytest.raises(CountersigningKeyUnusable, match=name):
        read_key(path, lambda: SECRET)


def test_the_sm_suite_encrypts_keys_too_and_endless_work_is_refused(tmp_path: Path) -> None:
    new_key(tmp_path / "plain.pem")
    _, _, plain = pem.unarmor((tmp_path / "plain.pem").read_bytes())
    salt, iv = bytes(16), bytes(range(16))
    key = PBKDF2HMAC(hashes.SM3(), 16, salt, 1_000).derive(SECRET.encode())
    padder, sealing = PKCS7(128).padder(), Cipher(SM4(key), CBC(iv)).encryptor()
    sealed = sealing.update(padder.update(plain) + padder.finalize()) + sealing.finalize()

    def told(rounds: int, prf: str) -> bytes:
        given = {
            "salt": ("specified", core.OctetString(salt)),
            "iteration_count": rounds,
            "prf": {"algorithm": prf, "parameters": core.Null()},
        }
        way = {
            "key_derivation_func": {"algorithm": "pbkdf2", "parameters": given},
            "encryption_scheme": {
                "algorithm": "1.2.156.10197.1.104.2",
                "parameters": core.OctetString(iv),
            },
        }
        made = keys.EncryptedPrivateKeyInfo(
            {
                "encryption_algorithm": {"algorithm": "pbes2", "parameters": way},
                "encrypted_data": sealed,
            }
        )
        return bytes(made.dump())

    for prf in ("1.2.156.10197.1.401.2", "1.2.156.10197.1.401.3.1"):
        assert opened(told(1_000, prf), SECRET) == plain
    with pytest.raises(Unopened, match="more work"):
        opened(told(10**8, "sha256"), SECRET)
    with pytest.raises(Unopened, match=r"1\.2\.3\.4"):
        opened(told(1_000, "1.2.3.4"), SECRET)
