"""SM2 as both verifiers judge it: the standard's own example, OpenSSL, and what is no signature."""

import shutil
import subprocess
from pathlib import Path

import gmssl_pyx
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from notarization.countersigning import SmKey, read_key
from notarization.verify import sm2
from notarization.verify.sm2 import ORDER, PRIME
from tests.modules import BROWSER, run_module

# GB/T 32918.5-2017, appendix A.2
SECRET = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
KEY = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
MESSAGE = b"message digest"
E = 0xF0B43E94_BA45ACCA_ACE692ED_534382EB_17E6AB5A_19CE7B31_F4486FDF_C0D28640
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
R, S = int.from_bytes(SIGNATURE[:32]), int.from_bytes(SIGNATURE[32:])
OTHER = b"\x04" + gmssl_pyx.sm2_key_generate()[0]
OPENSSL = shutil.which("openssl") or "openssl"


def pair(r: int, s: int) -> bytes:
    return r.to_bytes(32) + s.to_bytes(32)


GOOD = {"the standard's": (KEY, MESSAGE, SIGNATURE)}
FALSE = {
    "another message": (KEY, MESSAGE + b"\0", SIGNATURE),
    "another key": (OTHER, MESSAGE, SIGNATURE),
    "r is zero": (KEY, MESSAGE, pair(0, S)),
    "s is zero": (KEY, MESSAGE, pair(R, 0)),
    "r and s are the order": (KEY, MESSAGE, pair(ORDER, ORDER)),
    "r with the order added": (KEY, MESSAGE, pair((R + ORDER) % 2**256, S)),
    "s with the order taken": (KEY, MESSAGE, pair(R, (S - ORDER) % 2**256)),
    "the other s of ECDSA": (KEY, MESSAGE, pair(R, ORDER - S)),
    "r and s sum to the order": (KEY, MESSAGE, pair(R, ORDER - R)),
    "r and s changed over": (KEY, MESSAGE, pair(S, R)),
    "DER": (KEY, MESSAGE, encode_dss_signature(R, S)),
    "a byte short": (KEY, MESSAGE, SIGNATURE[:-1]),
    "a byte more": (KEY, MESSAGE, SIGNATURE + b"\0"),
    "empty": (KEY, MESSAGE, b""),
    "a compressed key": (bytes([3]) + KEY[1:33], MESSAGE, SIGNATURE),
    "a key of the hybrid form": (bytes([7]) + KEY[1:], MESSAGE, SIGNATURE),
    "a key that is no point": (KEY[:-1] + bytes([KEY[-1] ^ 1]), MESSAGE, SIGNATURE),
    "x beyond the field": (b"\x04" + PRIME.to_bytes(32) + KEY[33:], MESSAGE, SIGNATURE),
    "the point at infinity": (b"\0", MESSAGE, SIGNATURE),
    "zeros": (bytes(65), MESSAGE, bytes(64)),
}


def test_both_verifiers_hold_what_is_signed_and_nothing_else() -> None:
    cases = {**GOOD, **FALSE}
    expected = {name: name in GOOD for name in cases}
    assert {name: sm2.verifies(*each) for name, each in cases.items()} == expected
    found = run_module(
        {"verifies": "sm2.js", "fromHex": "bytes.js"},
        """
        const answer = ([name, ...parts]) => [name, verifies(...parts.map(fromHex))];
        return Object.fromEntries(given.map(answer));
        """,
        [[name, *(part.hex() for part in each)] for name, each in cases.items()],
        folder=BROWSER,
    )
    assert found == expected
    assert sm2.digest_of(KEY, MESSAGE) == E


def openssl(folder: Path, *words: str) -> str:
    done = subprocess.run(
        (OPENSSL, *words), cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


SM2_WAY = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")


def test_openssl_and_we_believe_each_other(tmp_path: Path) -> None:
    openssl(tmp_path, "genpkey", "-algorithm", "SM2", "-out", "key.pem")
    openssl(tmp_path, "pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
    (tmp_path / "key.pem").chmod(0o600)
    (tmp_path / "data").write_bytes(MESSAGE)
    key = read_key(tmp_path / "key.pem")
    openssl(
        tmp_path,
        *("pkeyutl", "-sign", "-inkey", "key.pem", "-in", "data", "-out", "theirs", *SM2_WAY),
    )
    theirs = pair(*decode_dss_signature((tmp_path / "theirs").read_bytes()))
    assert sm2.verifies(key.public, MESSAGE, theirs)
    ours = key.sign(MESSAGE)
    for name, signature in (("ours", ours), ("false", ours[32:] + ours[:32])):
        numbers = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        (tmp_path / name).write_bytes(encode_dss_signature(*numbers))
    checking = ("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-in", "data", *SM2_WAY)
    assert "Verified Successfully" in openssl(tmp_path, *checking, "-sigfile", "ours")
    assert "Verified Successfully" not in openssl(tmp_path, *checking, "-sigfile", "false")


@pytest.mark.parametrize("size", [0, 1, 55, 64, 1_000])
def test_what_gmssl_signs_is_verified_whatever_its_size(size: int) -> None:
    message = bytes(range(256))[:size] * (size // 256 + 1)
    assert sm2.verifies(KEY, message, SmKey(KEY, SECRET).sign(message))
