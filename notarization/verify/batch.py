"""A digest in a registry's log, and the log's root on the register: the files that show both.

    {"schema": "datadeed/batch-proof/1", "algorithm": "sha256", "digest": "0x…", "index": 7,
     "path": ["0x…", …], "anchor": {"chainId", "register", "registry", "size", "root",
                                    "header", "account": ["0x…", …], "word": ["0x…", …]}}
    {"schema": "datadeed/batch-proof/2", …, "stamps": [["0x…", …], …]}
    {"schema": "datadeed/batch-growth/1", "first": {anchor}, "second": {anchor}, "path": ["0x…", …]}

A log is a tree of RFC 9162 over SHA-256. Its entry n is `datadeed/batch/1`, a zero byte, the
algorithm's number and the digest: so no digest passes for an inner node, nor one of SHA-256 for one
of SM3. Root and size stand in a word of the register, which is written once. Version 2 is version 1
with time stamps over the root: a list of series, each token after the first renews the one before.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, Self

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, Fields, shown
from notarization.verify.tlog import MOST_PATH, leaf_hash

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput

PROOF_SCHEMA: Final = "datadeed/batch-proof/1"
STAMPED_SCHEMA: Final = "datadeed/batch-proof/2"
GROWTH_SCHEMA: Final = "datadeed/batch-growth/1"
ROOT_SCHEMA: Final = "datadeed/batch-root/1"
DOMAIN: Final = b"datadeed/batch/1\x00"
DIGEST: Final = 32
RECORD: Final = 1 + DIGEST
ADDRESS: Final = 20
MOST_CODE: Final = 999
MOST_SIZE: Final = 2**53 - 1
MOST_BYTES: Final = 2**20
MOST_NODES: Final = 64
MOST_SERIES: Final = 8
MOST_STAMPS: Final = 32


class BatchMalformed(FieldError):
    """The file is no proof of a batch, or of another form than its one form."""

    code: ClassVar[str] = "BATCH_MALFORMED"


@dataclass(eq=False)
class BatchDigestDiffers(VerificationError):
    """The proof is of another digest than the one asked for."""

    expected: bytes
    found: bytes
    code: ClassVar[str] = "BATCH_DIGEST_DIFFERS"


@dataclass(eq=False)
class BatchUnbound(VerificationError):
    """A proof in a package is of nothing in it: no file, not the manifest, not the object."""

    file: str
    found: str
    code: ClassVar[str] = "BATCH_UNBOUND"


@dataclass(eq=False)
class BatchRootDiffers(VerificationError):
    """The path leads to another root: the digest is not in this log at this place."""

    expected: bytes
    found: bytes
    code: ClassVar[str] = "BATCH_ROOT_DIFFERS"


@dataclass(eq=False)
class BatchNotAnchored(VerificationError):
    """The register holds another root for this size, or none."""

    size: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "BATCH_NOT_ANCHORED"


@dataclass(eq=False)
class BatchLogsDiffer(VerificationError):
    """Two anchors are of two logs, or in the wrong order: neither grew out of the other."""

    expected: str
    found: str
    code: ClassVar[str] = "BATCH_LOGS_DIFFER"


class Algorithm(StrEnum):
    """How a digest was made."""

    SHA256 = "sha256"
    SM3 = "sm3"


CODES: Final = MappingProxyType({Algorithm.SHA256: b"\x01", Algorithm.SM3: b"\x02"})
_ALGORITHMS: Final = MappingProxyType({code: name for name, code in CODES.items()})


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of something that stays where it is, as a log keeps it."""

    record: bytes

    @classmethod
    def of(cls, algorithm: Algorithm, value: bytes) -> Self:
        """The digest that an algorithm gave."""
        return cls(CODES[algorithm] + value)

    @property
    def algorithm(self) -> Algorithm:
        """How it was made."""
        return _ALGORITHMS[self.record[:1]]

    @property
    def value(self) -> bytes:
        """Its 32 bytes."""
        return self.record[1:]

    def __str__(self) -> str:
        """As commands take it."""
        return f"{self.algorithm}:{self.value.hex()}"


def record_leaf(record: bytes) -> bytes:
    """The leaf of a record in the log's tree."""
    return leaf_hash(DOMAIN + record)


@dataclass(frozen=True, slots=True)
class AnchoredRoot:
    """A log's root over its first digests, and how the register shows it under a block."""

    chain_id: int
    register: bytes
    registry: int
    size: int
    root: bytes
    header: bytes
    account: tuple[bytes, ...]
    word: tuple[bytes, ...]

    @property
    def stamped(self) -> bytes:
        """What a time stamp of the root is over: whose log, how long, which root."""
        said: dict[str, JsonInput] = {
            "schema": ROOT_SCHEMA,
            "chainId": self.chain_id,
            "register": shown(self.register),
            "registry": self.registry,
            "size": self.size,
            "root": shown(self.root),
        }
        return canonical.encode(said)

    def to_json(self) -> "dict[str, JsonInput]":
        """Its members in a proof."""
        return {
            "chainId": self.chain_id,
            "register": shown(self.register),
            "registry": self.registry,
            "size": self.size,
            "root": shown(self.root),
            "header": shown(self.header),
            "account": [shown(node) for node in self.account],
            "word": [shown(node) for node in self.word],
        }


@dataclass(frozen=True, slots=True)
class BatchProof:
    """Where a digest stands in a log, from its leaf up to an anchored root.

    `stamps` are series of time stamps over the root, none of them empty.
    """

    digest: Digest
    index: int
    path: tuple[bytes, ...]
    anchor: AnchoredRoot
    stamps: tuple[tuple[bytes, ...], ...] = ()

    def dump(self) -> bytes:
        """The file's one form."""
        said: dict[str, JsonInput] = {
            "schema": STAMPED_SCHEMA if self.stamps else PROOF_SCHEMA,
            "algorithm": self.digest.algorithm.value,
            "digest": shown(self.digest.value),
            "index": self.index,
            "path": [shown(each) for each in self.path],
            "anchor": self.anchor.to_json(),
        }
        if self.stamps:
            said["stamps"] = [[shown(token) for token in series] for series in self.stamps]
        return canonical.encode(said)


@dataclass(frozen=True, slots=True)
class GrowthProof:
    """What shows that a log of one anchored root begins with that of another."""

    first: AnchoredRoot
    second: AnchoredRoot
    path: tuple[bytes, ...]

    def dump(self) -> bytes:
        """The file's one form."""
        return canonical.encode(
            {
                "schema": GROWTH_SCHEMA,
                "first": self.first.to_json(),
                "second": self.second.to_json(),
                "path": [shown(each) for each in self.path],
            }
        )


def read_proof(name: str, data: bytes) -> BatchProof | GrowthProof:
    """A proof of either kind; nothing is verified. Raises BatchMalformed."""
    if len(data) > MOST_BYTES:
        raise BatchMalformed(name, "", f"has more than {MOST_BYTES} bytes")
    try:
        fields = Fields(canonical.parse_canonical(data), name, error=BatchMalformed)
    except CanonicalJsonError as fault:
        raise BatchMalformed(name, "", str(fault)) from fault
    kind = fields.text("schema")
    if kind not in {PROOF_SCHEMA, STAMPED_SCHEMA, GROWTH_SCHEMA}:
        fields.refuse("schema", f"is {kind[:60]!r}")
    if kind == GROWTH_SCHEMA:
        found: BatchProof | GrowthProof = _growth(fields)
    else:
        found = _batch(fields, stamped=kind == STAMPED_SCHEMA)
    fields.end()
    return found


def _batch(fields: Fields, *, stamped: bool) -> BatchProof:
    digest = Digest.of(fields.member("algorithm", Algorithm), fields.data("digest", DIGEST))
    index = fields.natural("index", MOST_SIZE)
    path = _hashes(fields, "path", 2 * MOST_PATH, DIGEST)
    anchor = read_anchor(fields.inner("anchor"))
    return BatchProof(digest, index, path, anchor, _stamps(fields) if stamped else ())


def _stamps(fields: Fields) -> tuple[tuple[bytes, ...], ...]:
    listed = fields.items("stamps")
    if not listed or not all(isinstance(series, list) and series for series in listed):
        fields.refuse("stamps", "is no list of lists that hold something")
    tokens = sum(map(len, listed))
    if len(listed) > MOST_SERIES or tokens > MOST_STAMPS:
        fields.refuse("stamps", f"has {len(listed)} series, {tokens} tokens")
    return tuple(tuple(fields.parse_data(text, "stamps") for text in each) for each in listed)


def _growth(fields: Fields) -> GrowthProof:
    first, second = (read_anchor(fields.inner(name)) for name in ("first", "second"))
    return GrowthProof(first, second, _hashes(fields, "path", 2 * MOST_PATH, DIGEST))


def read_anchor(fields: Fields) -> AnchoredRoot:
    """An anchored root out of its members. Raises the error of the fields."""
    found = AnchoredRoot(
        chain_id=fields.natural("chainId"),
        register=fields.data("register", ADDRESS),
        registry=fields.natural("registry", MOST_CODE),
        size=fields.natural("size", MOST_SIZE),
        root=fields.data("root", DIGEST),
        header=fields.data("header"),
        account=_hashes(fields, "account", MOST_NODES),
        word=_hashes(fields, "word", MOST_NODES),
    )
    fields.end()
    return found


def _hashes(fields: Fields, name: str, most: int, size: int | None = None) -> tuple[bytes, ...]:
    texts = fields.items(name)
    if len(texts) > most:
        fields.refuse(name, f"has {len(texts)} members")
    return tuple(fields.parse_data(text, name, size) for text in texts)
