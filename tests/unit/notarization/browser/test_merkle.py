"""Paths in trees: the browser's verifier works out what Python does, and refuses what it does."""

import hashlib
from typing import Any

from ledger.domain import merkle
from ledger.domain.merkle import MerkleError
from notarization.verify.tlog import leaf_hash, node_hash
from tests.modules import BROWSER, run_module

SIZES = range(1, 18)
BODY = """
  const tried = (ask) => { try { return hex(ask()); } catch (fault) { return fault.code; } };
  return given.map(({ kind, one, size, begin, path }) => {
    const [bytes, hashes] = [fromHex(begin), path.map(fromHex)];
    return tried(() => kind === "path"
      ? rootFromPath(bytes, BigInt(one), BigInt(size), hashes)
      : rootFromConsistency(BigInt(one), bytes, BigInt(size), hashes));
  });
"""


def leaf(number: int) -> bytes:
    return leaf_hash(bytes([number]))


def asked(kind: str, one: int, size: int, begin: bytes, path: tuple[bytes, ...]) -> dict[str, Any]:
    hashes = [each.hex() for each in path]
    return {"kind": kind, "one": one, "size": size, "begin": begin.hex(), "path": hashes}


def by_python(row: dict[str, Any]) -> str:
    begin, path = bytes.fromhex(row["begin"]), tuple(map(bytes.fromhex, row["path"]))
    try:
        if row["kind"] == "path":
            found = merkle.root_from_path(begin, row["one"], row["size"], path, node_hash)
        else:
            found = merkle.root_from_consistency(row["one"], begin, row["size"], path, node_hash)
    except MerkleError as fault:
        return fault.code
    return found.hex()


def test_every_path_in_small_trees_and_every_false_one_is_judged_alike() -> None:
    rows, stray = [], hashlib.sha256(b"stray").digest()
    for size in SIZES:
        leaves = [leaf(number) for number in range(size)]
        for number in range(size):
            path = merkle.inclusion_path(leaves, number, node_hash)
            rows.append(asked("path", number, size, leaves[number], path))
            rows.append(asked("path", number + 1, size, leaves[number], path))
            first = merkle.tree_root(leaves[: number + 1], node_hash)
            grown = merkle.consistency_path(leaves, number + 1, node_hash)
            false = grown[::-1], grown[1:], (*grown, stray), (stray, *grown[1:])
            rows += [asked("growth", number + 1, size, first, each) for each in (grown, *false)]
        rows.append(asked("growth", 0, size, stray, ()))
        rows.append(asked("growth", size + 1, size, stray, ()))
    names = {
        "rootFromPath, rootFromConsistency": "merkle.js",
        "fromHex, hex": "bytes.js",
    }
    expected = list(map(by_python, rows))
    assert run_module(names, BODY, rows, folder=BROWSER) == expected
    assert {"MERKLE_ROOT_DIFFERS", "MERKLE_PATH_LENGTH", "MERKLE_INDEX_OUT_OF_RANGE"} < {*expected}
