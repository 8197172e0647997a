"""`proofs/account.json` and `proofs/heads.json`: trie nodes under the one header.

The heads of a package share the upper nodes of one trie. Each node stands once, in the order of its
first use; a head lists the places of its nodes from the root down. There is one form only.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from notarization.verify.fields import Fields, shown

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput, JsonValue

ACCOUNT_SCHEMA: Final = "datadeed/account-proof/1"
HEADS_SCHEMA: Final = "datadeed/head-proofs/1"
ACCOUNT_NAME: Final = "proofs/account.json"
HEADS_NAME: Final = "proofs/heads.json"
ADDRESS_BYTES: Final = 20
SUBJECT_BYTES: Final = 32

Nodes = tuple[bytes, ...]


def write_account(address: bytes, nodes: Nodes) -> bytes:
    """The account proof's bytes."""
    return encode(
        {
            "schema": ACCOUNT_SCHEMA,
            "address": shown(address),
            "nodes": [shown(node) for node in nodes],
        }
    )


def read_account(value: "JsonValue") -> tuple[bytes, Nodes]:
    """The address that the proof is said to be of, and its nodes. Raises FieldError."""
    fields = Fields(value, ACCOUNT_NAME)
    fields.schema(ACCOUNT_SCHEMA)
    address = fields.data("address", ADDRESS_BYTES)
    nodes = tuple(fields.parse_data(text, "nodes") for text in fields.items("nodes"))
    fields.end()
    return address, nodes


def write_heads(heads: Mapping[bytes, Nodes]) -> bytes:
    """The head proofs' bytes."""
    pool: dict[bytes, int] = {}
    rows: list[JsonInput] = [
        {
            "subject": shown(subject),
            "nodes": [pool.setdefault(node, len(pool)) for node in heads[subject]],
        }
        for subject in sorted(heads)
    ]
    return encode({"schema": HEADS_SCHEMA, "heads": rows, "nodes": [shown(node) for node in pool]})


def read_heads(value: "JsonValue", data: bytes) -> Mapping[bytes, Nodes]:
    """The nodes by subject; `data` are the file's bytes, which must be the one form.

    Raises FieldError.
    """
    fields = Fields(value, HEADS_NAME)
    fields.schema(HEADS_SCHEMA)
    pool = [fields.parse_data(text, "nodes") for text in fields.items("nodes")]
    heads = dict(_head(row, pool) for row in fields.each("heads"))
    fields.end()
    if write_heads(heads) != data:
        fields.refuse("nodes", "are not in their one order, each once and used")
    return heads


def _head(fields: Fields, pool: list[bytes]) -> tuple[bytes, Nodes]:
    subject = fields.data("subject", SUBJECT_BYTES)
    places = fields.items("nodes")
    fields.end()
    for place in places:
        if type(place) is not int or not 0 <= place < len(pool):
            fields.refuse("nodes", f"have no place {place!r:.20}")
    return subject, tuple(pool[place] for place in places)
