"""The one Keccak-256 of the project (the padding before FIPS 202, as Ethereum uses it).

The fastest library that is installed and gives the known digest of the empty string is chosen once,
at import: tiny-keccak (Rust), then safe-pysha3 (C), then pycryptodome.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

EMPTY_DIGEST: Final = bytes.fromhex(
    "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
)

Keccak = Callable[[bytes], bytes]


def _tiny_keccak() -> Keccak:
    return cast("Keccak", import_module("tiny_keccak").keccak256)


def _safe_pysha3() -> Keccak:
    new = import_module("sha3").keccak_256
    return lambda data: cast("bytes", new(data).digest())


def _pycryptodome() -> Keccak:
    new = import_module("Crypto.Hash.keccak").new
    return lambda data: cast("bytes", new(digest_bits=256, data=data).digest())


LOADERS: Final = (_tiny_keccak, _safe_pysha3, _pycryptodome)


def choose(loaders: tuple[Callable[[], Keccak], ...] = LOADERS) -> Keccak:
    """Return the first implementation that loads and passes the self-test.

    Raises ImportError when none does: a wrong digest would be worse than no start.
    """
    refused: list[str] = []
    for load in loaders:
        name = load.__name__.strip("_").replace("_", "-")
        try:
            candidate = load()
        except (ImportError, AttributeError) as error:
            refused.append(f"{name}: {error}")
            continue
        if candidate(b"") == EMPTY_DIGEST:
            return candidate
        refused.append(f"{name}: wrong digest of the empty string")
    msg = "no usable Keccak-256, install tiny-keccak; tried " + "; ".join(refused)
    raise ImportError(msg)


keccak256: Final = choose()
