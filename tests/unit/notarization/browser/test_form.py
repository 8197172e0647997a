"""The browser's verifier reads bytes as Python's does: digests, JSON, containers, proofs."""

import hashlib
import json
from pathlib import Path
from typing import Any

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.keccak import keccak256
from notarization.verify.container import ContainerInvalid, read_container
from notarization.verify.digests import sm3
from notarization.verify.header import decode_header
from tests.modules import BROWSER, run_module

TESTS = Path(__file__).parents[3]
NODE = json.loads((TESTS / "vectors" / "state_proofs_anvil.json").read_text())
GOLDEN = (TESTS / "packages" / "good" / "issued.evidence.zip").read_bytes()
SIZES = (0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000)
# each spelled as it stands: what is read in one way only, and what is refused
SPELLINGS = [
    *(b"null", b"-0", b"0", b"01", b"1.0", b"1e3", b"9007199254740991", b"9007199254740992"),
    *(
        b'"\\u0041"',
        b'"A"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        '"😀"'.encode(),
        b'"\x7f"',
        b'"\x1f"',
    ),
    *(b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{"a":2,"b":1}', b'{"a":1,}', b"[1,]", b"[ 1 ]", b"[]"),
    *('{"\ufb33":1,"😀":2}'.encode(), '{"😀":2,"\ufb33":1}'.encode(), b'{"__proto__":1}'),
    *(b"\xef\xbb\xbf1", b"\xff", b"NaN", b"-Infinity", b"tru", b"", b" 1", b"1 2", b'"\\x"', b'"a'),
    *(b"[" * 64 + b"]" * 64, b"[" * 65 + b"]" * 65, b'{"a":' * 65 + b"1" + b"}" * 65),
]


def test_digests_are_those_of_python() -> None:
    given = [hashlib.shake_128(b"given").digest(size) for size in SIZES]
    found = run_module(
        {"sha256, sm3, keccak256": "digests.js", "hex, fromHex": "bytes.js"},
        """
        const made = (data) => [sha256, sm3, keccak256].map((digest) => hex(digest(data)));
        return given.map((text) => made(fromHex(text)));
        """,
        [each.hex() for each in given],
        folder=BROWSER,
    )
    assert found == [
        [hashlib.sha256(each).hexdigest(), sm3(each).hex(), keccak256(each).hex()] for each in given
    ]


def said_of(data: bytes) -> list[str]:
    """The code of each reading, or the canonical bytes."""
    found = []
    for read in (canonical.parse, canonical.parse_canonical):
        try:
            found.append(canonical.encode(read(data)).hex())
        except CanonicalJsonError as fault:
            found.append(fault.code)
    return found


def test_json_is_read_and_refused_as_by_python() -> None:
    found = run_module(
        {"encode, parse, parseCanonical": "canonical.js", "hex, fromHex": "bytes.js"},
        """
        const said = (read, data) => {
          try { return hex(encode(read(data))); } catch (fault) { return fault.code; }
        };
        const both = (data) => [parse, parseCanonical].map((read) => said(read, data));
        return given.map((text) => both(fromHex(text)));
        """,
        [each.hex() for each in SPELLINGS],
        folder=BROWSER,
    )
    differ = [
        (data, one, other)
        for data, one, other in zip(SPELLINGS, found, map(said_of, SPELLINGS), strict=True)
        if one != other
    ]
    assert differ == []


def broken_containers() -> list[bytes]:
    heads = [place for place in range(len(GOLDEN)) if GOLDEN[place : place + 2] == b"PK"]
    steps = range(4, 46)
    places = [head + steps[at % len(steps)] for at, head in enumerate(heads)]
    places += range(7, len(GOLDEN), 5_003)
    cut = [GOLDEN[:place] for place in range(0, len(GOLDEN), 6_007)]
    return [*(_flipped(place) for place in places if place < len(GOLDEN)), *cut, GOLDEN + b"\0"]


def _flipped(place: int) -> bytes:
    return GOLDEN[:place] + bytes([GOLDEN[place] ^ 1]) + GOLDEN[place + 1 :]


def container_fault(data: bytes) -> list[str]:
    try:
        return sorted(read_container(data))
    except ContainerInvalid as fault:
        return [fault.fault, fault.entry]


def test_containers_are_read_and_refused_as_by_python() -> None:
    given = [GOLDEN, *broken_containers()]
    found = run_module(
        {"readContainer": "container.js", "fromHex": "bytes.js"},
        """
        const said = (data) => {
          try { return [...readContainer(data).keys()]; }
          catch ({ details }) { return [details.fault, details.entry]; }
        };
        return given.map((text) => said(fromHex(text)));
        """,
        [each.hex() for each in given],
        folder=BROWSER,
    )
    assert found == list(map(container_fault, given))


def test_proofs_of_a_real_node_hold_and_others_do_not() -> None:
    found: Any = run_module(
        {"proveAccount, proveSlot": "state.js", "fromHex, hex": "bytes.js"},
        """
        const bytes = (text) => fromHex(text.slice(2));
        const nodes = (texts) => texts.map(bytes);
        const code = (prove) => { try { return prove(); } catch (fault) { return fault.code; } };
        const root = bytes(given.block.stateRoot);
        const proven = (answer, under) =>
          proveAccount(under, bytes(answer.address), nodes(answer.accountProof));
        const same = (each) => each;
        const slot = (answer, under, { key, proof }, development, change = same) => code(() => {
          const { storageRoot: top } = proven(answer, under);
          return String(proveSlot(top, bytes(key), change(nodes(proof)), development).value);
        });
        const slots = (answer, under) => answer.storageProof.map(
          (row) => [false, true].map((development) => slot(answer, under, row, development)));
        const row = given.contract.storageProof[0];
        const changes = [
          (each) => each.slice(0, -1),
          (each) => [...each, each.at(-1)],
          (each) => each.toReversed(),
        ];
        return {
          codes: [given.contract, given.wallet].map((each) => hex(proven(each, root).codeHash)),
          absent: code(() => proven(given.absent, root)),
          slots: slots(given.contract, root),
          cleared: slots(given.cleared, bytes(given.clearedStateRoot)),
          refused: changes.map((change) => slot(given.contract, root, row, false, change)),
        };
        """,
        NODE,
        folder=BROWSER,
    )
    assert found["codes"] == [NODE[name]["codeHash"][2:] for name in ("contract", "wallet")]
    assert found["absent"] == "ACCOUNT_ABSENT"
    values = [str(int(row["value"], 16)) for row in NODE["contract"]["storageProof"]]
    assert found["slots"] == [[each, each] for each in values]
    assert found["cleared"][0] == ["NON_CANONICAL_ZERO_LEAF", "0"]
    assert found["refused"] == ["PROOF_TRUNCATED", "PROOF_TRAILING_NODES", "PROOF_NODE_HASH"]


def test_a_header_is_hashed_as_by_python() -> None:
    raw = next(data for name, data in read_container(GOLDEN).items() if name.endswith(".rlp"))
    given = [raw, raw[:-1], raw + b"\0", raw.replace(raw[3:4], raw[3:4] + b"\0", 1)]
    found = run_module(
        {"decodeHeader": "header.js", "fromHex, hex": "bytes.js"},
        """
        const said = (data) => {
          try { const { hash, number } = decodeHeader(data); return [hex(hash), String(number)]; }
          catch (fault) { return [fault.code]; }
        };
        return given.map((text) => said(fromHex(text)));
        """,
        [each.hex() for each in given],
        folder=BROWSER,
    )
    header = decode_header(raw)
    assert found[0] == [header.hash.hex(), str(header.number)]
    assert found[1:] == [["HEADER_MALFORMED"]] * 3
