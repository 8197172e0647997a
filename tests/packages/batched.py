"""Batches without a chain: logs of digests whose roots stand in states and blocks made for them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import rlp

from ledger.domain import canonical
from ledger.domain.anchor_words import batch_key, log_subject
from ledger.domain.dossier import word_slot
from ledger.domain.keccak import keccak256
from ledger.domain.merkle import path_in, tree_levels
from notarization.verify.batch import Algorithm, AnchoredRoot, BatchProof, Digest, record_leaf
from notarization.verify.container import read_container, write_container
from notarization.verify.digests import sha256, sm3
from notarization.verify.header import Header, decode_header
from notarization.verify.qbft import EXTRA_DATA
from notarization.verify.tlog import node_hash
from notarization.verify.trust import Pin, Trust, dump_trust, parse_trust
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE
from tests.simulators.lying_register import Lies, lying, storage_of
from tests.simulators.seals import STATE_ROOT
from tests.simulators.trie import MadeTrie

REGISTRY: Final = 371
NUMBER: Final = 8
FILES: Final = read_container(PACKAGE)
HEADER: Final = next(data for name, data in FILES.items() if name.startswith("chain/header-"))
Json = dict[str, Any]
Leaf = Callable[[bytes], bytes]


def of(data: bytes, algorithm: Algorithm = Algorithm.SHA256) -> Digest:
    """The digest of a file."""
    return Digest.of(algorithm, sha256(data) if algorithm is Algorithm.SHA256 else sm3(data))


def slot_of(size: int) -> bytes:
    """Where the register keeps the root of so many digests."""
    return word_slot(log_subject(REGISTRY), batch_key(size))


def anchored(
    size: int, root: bytes, held: Mapping[int, bytes], number: int = 7, extra: bytes = b""
) -> AnchoredRoot:
    """A root, and what a register that holds these roots by size shows of it under a block."""
    slots = {keccak256(slot_of(each)): rlp.encode(found) for each, found in held.items()}
    storage = MadeTrie({**slots, keccak256(b"other"): rlp.encode(1)})
    register = BELIEVED.register
    account = rlp.encode([1, 0, storage.root, register.code_hash])
    state = MadeTrie({keccak256(register.address): account, keccak256(b"other"): account})
    fields = [*decode_header(HEADER).fields]
    fields[STATE_ROOT], fields[NUMBER] = state.root, bytes([number])
    fields[EXTRA_DATA] = extra or fields[EXTRA_DATA]
    return AnchoredRoot(
        BELIEVED.chain_id, register.address, REGISTRY, size, root, rlp.encode(fields),
        tuple(state.prove(keccak256(register.address))),
        tuple(storage.prove(keccak256(slot_of(size)))),
    )  # fmt: skip


def levels_of(digests: Sequence[Digest], leaf: Leaf = record_leaf) -> list[list[bytes]]:
    """The tree of a log, from its leaves up."""
    return tree_levels([leaf(each.record) for each in digests], node_hash)


def proofs(digests: Sequence[Digest], number: int = 7, extra: bytes = b"") -> list[bytes]:
    """The proofs of all digests of a log, under a block of this number with this `extraData`."""
    levels, size = levels_of(digests), len(digests)
    [root] = levels[-1]
    return dumped(digests, levels, anchored(size, root, {size: root}, number, extra))


def under_its_own_block(package: bytes, digest: Digest) -> tuple[bytes, Trust, bytes]:
    """A package whose register holds a batch of one digest under the package's block."""
    from forgeries import open_package  # noqa: PLC0415 (a script)

    evidence = open_package(package)
    root = record_leaf(digest.record)
    lies = Lies(words={slot_of(1): root})
    made, trust = lying(evidence, BELIEVED, lies)
    found, believed = open_package(made), parse_trust(trust)
    word = storage_of(evidence, BELIEVED, lies).prove(keccak256(slot_of(1)))
    anchor = AnchoredRoot(
        believed.chain_id, believed.register.address, REGISTRY, 1, root, found.header,
        found.account, tuple(word),
    )  # fmt: skip
    return made, believed, BatchProof(digest, 0, (), anchor).dump()


def dumped(
    digests: Sequence[Digest], levels: list[list[bytes]], anchor: AnchoredRoot
) -> list[bytes]:
    """The proofs of all digests below this anchor."""
    return [
        BatchProof(digest, place, path_in(levels, place), anchor).dump()
        for place, digest in enumerate(digests)
    ]


def header_of(proof: bytes) -> Header:
    return decode_header(bytes.fromhex(json.loads(proof)["anchor"]["header"][2:]))


def trusting(*given: bytes, **changes: Any) -> bytes:
    """The golden trust file of a reader who knows the blocks of these proofs, too."""
    known = {header.number: header.hash for header in map(header_of, given)}
    pins = (*BELIEVED.pins, *(Pin(number, found) for number, found in known.items()))
    return dump_trust(
        replace(BELIEVED, pins=tuple(sorted(pins, key=lambda each: each.number)), **changes)
    )


def holding(*given: bytes, package: bytes = PACKAGE) -> bytes:
    """The package with these proofs, however many, unasked."""
    held = {f"batches/{place:03}.json": data for place, data in enumerate(given, 1)}
    return write_container({**read_container(package), **held})


def changed(proof: bytes, **members: Any) -> bytes:
    """A proof that says something else; members of the anchor under `anchor`."""
    told: Json = json.loads(proof)
    anchor = {**told["anchor"], **members.pop("anchor", {})}
    return canonical.encode({**told, **members, "anchor": anchor})


def golden(package: bytes) -> tuple[bytes, bytes]:
    """A package with proofs of a file, of another by SM3, and of its manifest; its trust file."""
    files = read_container(package)
    strange = Digest.of(Algorithm.SHA256, b"\x11" * 32)
    log = [
        strange,
        of(files["cover.json"]),
        of(files["cover.zh.txt"], Algorithm.SM3),
        of(files["manifest.json"]),
        strange,
    ]
    _, *held, _ = proofs(log)
    return holding(*held, package=package), trusting(*held)
