"""A block header, read from its own RLP bytes and never rebuilt from JSON."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final

from ledger.domain.keccak import keccak256
from notarization.verify import rlp
from notarization.verify.errors import VerificationError
from notarization.verify.qbft import QBFT_MIX_HASH, QbftExtra, block_hash, parse_extra
from notarization.verify.rlp import Rlp, RlpMalformed


@dataclass(eq=False)
class HeaderMalformed(VerificationError):
    """The bytes are not a strict RLP list of fields of the right kinds and lengths."""

    reason: str
    code: ClassVar[str] = "HEADER_MALFORMED"


@dataclass(eq=False)
class HeaderFieldCount(VerificationError):
    """The header has as many fields as no fork known here."""

    found: int
    code: ClassVar[str] = "HEADER_FIELD_COUNT"


class FieldKind(Enum):
    """How a header field is written."""

    DATA = "data"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field by its JSON-RPC name; `size` is exact bytes for data, most bytes for integers.

    A size of 0 leaves data of any length.
    """

    name: str
    kind: FieldKind
    size: int


def _data(name: str, size: int) -> HeaderField:
    return HeaderField(name, FieldKind.DATA, size)


def _integer(name: str, size: int) -> HeaderField:
    return HeaderField(name, FieldKind.INTEGER, size)


# In the order that is hashed: Yellow Paper 4.4, then EIP-1559, 4895, 4844, 4788, 7685.
HEADER_FIELDS: Final = (
    _data("parentHash", 32),
    _data("sha3Uncles", 32),
    _data("miner", 20),
    _data("stateRoot", 32),
    _data("transactionsRoot", 32),
    _data("receiptsRoot", 32),
    _data("logsBloom", 256),
    _integer("difficulty", 32),
    _integer("number", 8),
    _integer("gasLimit", 8),
    _integer("gasUsed", 8),
    _integer("timestamp", 8),
    _data("extraData", 0),
    _data("mixHash", 32),
    _data("nonce", 8),
    _integer("baseFeePerGas", 32),
    _data("withdrawalsRoot", 32),
    _integer("blobGasUsed", 8),
    _integer("excessBlobGas", 8),
    _data("parentBeaconBlockRoot", 32),
    _data("requestsHash", 32),
)

# Berlin and before, London, Shanghai, Cancun, Prague and Osaka.
FIELD_COUNTS: Final = frozenset({15, 16, 17, 20, 21})
# QBFT's extraData has 86 bytes for each validator that seals
MAX_BYTES: Final = 2**16


@dataclass(frozen=True, slots=True)
class Header:
    """What the verifier needs of a header; `timestamp` is in seconds since 1970, UTC.

    `hash` is the block's: that of the whole header, or by QBFT's own rule where the header says by
    its mixHash that it is sealed so; `qbft` then holds its seals. No header can have the hash of
    another under the other rule: each hashes its own mixHash with the rest.
    """

    raw: bytes
    hash: bytes
    fields: tuple[bytes, ...]
    parent_hash: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    logs_bloom: bytes
    difficulty: int
    number: int
    timestamp: int
    extra_data: bytes
    mix_hash: bytes
    qbft: QbftExtra | None = None


def decode_header(raw: bytes) -> Header:
    """Read a header; raises HeaderMalformed and HeaderFieldCount.

    The caller MUST still show that its hash is that of a block it trusts.
    """
    if len(raw) > MAX_BYTES:
        raise HeaderMalformed(f"has {len(raw)} bytes")
    try:
        fields = _fields(rlp.decode(raw))
        data, numbers = _checked(fields)
        sealed = data["mixHash"] == QBFT_MIX_HASH and numbers["number"] > 0
        qbft = parse_extra(data["extraData"]) if sealed else None
    except RlpMalformed as error:
        raise HeaderMalformed(error.reason) from error
    return Header(
        raw=raw,
        hash=keccak256(raw) if qbft is None else block_hash(fields, qbft),
        fields=fields,
        parent_hash=data["parentHash"],
        state_root=data["stateRoot"],
        transactions_root=data["transactionsRoot"],
        receipts_root=data["receiptsRoot"],
        logs_bloom=data["logsBloom"],
        difficulty=numbers["difficulty"],
        number=numbers["number"],
        timestamp=numbers["timestamp"],
        extra_data=data["extraData"],
        mix_hash=data["mixHash"],
        qbft=qbft,
    )


def _fields(item: Rlp) -> tuple[bytes, ...]:
    if not isinstance(item, list):
        raise RlpMalformed("header is no list")
    if len(item) not in FIELD_COUNTS:
        raise HeaderFieldCount(len(item))
    fields = tuple(value for value in item if isinstance(value, bytes))
    if len(fields) != len(item):
        raise RlpMalformed("a field is a list")
    return fields


def _checked(fields: tuple[bytes, ...]) -> tuple[dict[str, bytes], dict[str, int]]:
    data: dict[str, bytes] = {}
    numbers: dict[str, int] = {}
    for field, value in zip(HEADER_FIELDS, fields, strict=False):
        if field.kind is FieldKind.INTEGER:
            numbers[field.name] = rlp.decode_integer(value, max_bytes=field.size)
        elif field.size and len(value) != field.size:
            raise RlpMalformed(f"{field.name} of {len(value)} bytes")
        else:
            data[field.name] = value
    return data, numbers
