"""What the fuzzer begins with: a few inputs a target that are accepted, and so lead deep."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import rlp
from coincurve import PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.domain.anchor_words import batch_key, log_subject
from ledger.domain.dossier import word_slot
from ledger.domain.keccak import keccak256
from notarization.checkpoints.keys import Signer
from notarization.verify.batch import (
    Algorithm,
    AnchoredRoot,
    BatchProof,
    Digest,
    GrowthProof,
    record_leaf,
)
from notarization.verify.header import decode_header
from notarization.verify.manifest import is_detached
from notarization.verify.note import KeyType, NoteKey
from notarization.verify.signature import address_of
from notarization.verify.signed_verdict import Place, compact, payload_of, signing_input
from notarization.verify.signed_verdict import Signer as Account
from notarization.verify.tlog import Checkpoint, leaf_hash, node_hash, write_proof
from notarization.verify.trust import parse_trust
from tests.fuzzing.targets import (
    KEY,
    MANIFEST,
    MARK,
    PACKAGES,
    ROOT,
    TRUST,
    files_of,
    joined,
    opened,
)
from tests.simulators.seals import KEYS, STATE_ROOT, sealed_header
from tests.simulators.time_authority import OPENSSL, time_authority
from tests.simulators.trie import MadeTrie

ORIGIN: Final = "register.example/log"
REGISTRY: Final = 371
NUMBER: Final = 8
SMALL: Final = 12_000


def seeds(name: str) -> Iterator[bytes]:
    """The inputs that a target begins with."""
    yield from MAKERS[name]()


def signer() -> Signer:
    """Who signs the notes: a key that everybody knows."""
    private = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Signer(NoteKey(ORIGIN, KeyType.TEXT, public), private)


def _acts() -> Iterator[bytes]:
    evidence = opened("pledged")
    for place, subject in enumerate(sorted(evidence.dossiers)):
        for number, act in enumerate(evidence.dossiers[subject]):
            yield joined([bytes([place, number, act.kind]) + act.data])


def _batch() -> Iterator[bytes]:
    first, second = _anchor(1), _anchor(3)
    digest = _digest(1)
    path = (record_leaf(_digest(0).record), record_leaf(_digest(2).record))
    yield BatchProof(digest, 1, path, second).dump()
    yield BatchProof(digest, 1, path, second, ((b"0\x00", b"1"), (b"2",))).dump()
    yield BatchProof(_digest(0), 0, (), first).dump()
    yield GrowthProof(first, second, (record_leaf(digest.record), path[1])).dump()


def _digest(number: int) -> Digest:
    return Digest.of(Algorithm.SHA256, hashlib.sha256(b"%d" % number).digest())


def _anchor(size: int) -> AnchoredRoot:
    """A root over so many digests, in a state made for it, under a block that nobody trusts."""
    believed, evidence = parse_trust(TRUST), opened("pledged")
    leaves = [record_leaf(_digest(number).record) for number in range(size)]
    root = leaves[0] if size == 1 else node_hash(node_hash(leaves[0], leaves[1]), leaves[2])
    slot = keccak256(word_slot(log_subject(REGISTRY), batch_key(size)))
    storage = MadeTrie({slot: rlp.encode(root), keccak256(b"other"): rlp.encode(1)})
    register = believed.register
    account = rlp.encode([1, 0, storage.root, register.code_hash])
    state = MadeTrie({keccak256(register.address): account, keccak256(b"other"): account})
    fields = [*decode_header(evidence.header).fields]
    fields[STATE_ROOT], fields[NUMBER] = state.root, b"\x07"
    return AnchoredRoot(
        believed.chain_id, register.address, REGISTRY, size, root, rlp.encode(fields),
        tuple(state.prove(keccak256(register.address))), tuple(storage.prove(slot)),
    )  # fmt: skip


def _header() -> Iterator[bytes]:
    raw = opened("pledged").header
    yield raw
    yield sealed_header(raw, KEYS[:4], KEYS[:3]).raw
    yield sealed_header(raw, KEYS[:1], ()).raw


def _json() -> Iterator[bytes]:
    yield TRUST
    yield from (
        held for name, held in files_of("second").items()
        if name.endswith(".json") and len(held) < SMALL
    )  # fmt: skip
    yield '{"":[[],{},null,true,-9007199254740991],"\\u0000":"\\\\\\"据\U0001f600"}'.encode()


def _note() -> Iterator[bytes]:
    key = signer()
    leaves = [leaf_hash(bytes([number])) for number in range(3)]
    root = node_hash(node_hash(leaves[0], leaves[1]), leaves[2])
    text = Checkpoint(ORIGIN, len(leaves), root).text
    signed = (text + "\n" + key.sign(text)).encode()
    yield write_proof(2, [node_hash(leaves[0], leaves[1])], signed)
    yield write_proof(0, [leaves[1], leaves[2]], signed + key.sign("another").encode())


def _package() -> Iterator[bytes]:
    yield from PACKAGES.values()


def _part() -> Iterator[bytes]:
    yield from (
        name.encode() + b"\n" + held
        for name, held in files_of("second").items()
        if not is_detached(name) and len(held) < SMALL
    )


def _rlp() -> Iterator[bytes]:
    evidence = opened("pledged")
    yield evidence.header
    yield from evidence.account
    yield rlp.encode([b"", b"\x01", b"\x80", b"a" * 56, [[], [b"b" * 60]], b"c" * 300])


def _token() -> Iterator[bytes]:
    """Tokens of an authority whose root is kept beside the corpus; made anew with it."""
    with (
        tempfile.TemporaryDirectory() as kept,
        time_authority(Path(kept) / "one", "one") as authority,
    ):
        ROOT.write_bytes(authority.root.public_bytes(Encoding.DER))
        for digest in ("sha256", "sha512", "sm3"):
            query = (OPENSSL, "ts", "-query", "-cert", f"-{digest}", "-data", "/dev/stdin")
            asked = subprocess.run(query, input=MANIFEST, capture_output=True, check=True)
            yield authority.reply(asked.stdout)


def _trie() -> Iterator[bytes]:
    evidence = opened("pledged")
    address = evidence.address
    yield keccak256(address) + joined(_marked(evidence.account))
    items = {bytes([number]) * KEY: bytes([number + 1]) for number in range(20)}
    trie = MadeTrie({**items, b"\x01" * 31 + b"\x02": b"twin", b"\x01" * 30 + b"\x05\x01": b"x"})
    for key in (b"\x01" * KEY, b"\x01" * 31 + b"\x02", b"\xf0" * KEY, b"\x02" * 31 + b"\x00"):
        yield key + joined(_marked(tuple(trie.prove(key))))


def _marked(nodes: tuple[bytes, ...]) -> list[bytes]:
    """The nodes with marks where the hashes of the next stand."""
    found = list(nodes)
    for place in range(1, len(found)):
        mark = MARK + bytes([place])
        found[place - 1] = found[place - 1].replace(keccak256(nodes[place]), mark)
    return found


def _trust() -> Iterator[bytes]:
    yield TRUST


def _verdict() -> Iterator[bytes]:
    key, number = PrivateKey(b"\x07" * 32), opened("pledged").certificate.number
    place = Place(20_260, b"\x01" * 20, 7, b"\x02" * 32, 1_700_000_000)
    account = Account(REGISTRY, b"\x03" * 32, address_of(key.public_key))
    said = {
        "purpose": "pledge", "result": "VALID", "title": "0x" + "01" * 32,
        "holder": "0x" + "03" * 32, "facts": [], "blocks": [], "warnings": [],
    }  # fmt: skip
    seen = {"checkedAt": 7, "stale": False, "filings": [], "remarks": []}
    for beside in (None, seen):
        payload = payload_of(place, account, number, said, beside)
        signed = signing_input(payload, key.public_key)
        signature = key.sign_recoverable(hashlib.sha256(signed).digest(), hasher=None)
        yield compact(signed, signature[:64])


MAKERS: Final = {
    "acts": _acts,
    "batch": _batch,
    "container": _package,
    "header": _header,
    "json": _json,
    "note": _note,
    "package": _package,
    "part": _part,
    "rlp": _rlp,
    "token": _token,
    "trie": _trie,
    "trust": _trust,
    "verdict": _verdict,
}
