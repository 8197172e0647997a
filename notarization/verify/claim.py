"""`chain/profile.json`: the chain, register and block that a package says it is about.

These are claims. Every one of them is compared with the trust file or with what is proven.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from notarization.verify.beliefs import ADDRESS
from notarization.verify.fields import Fields, shown
from notarization.verify.trust import HASH, Contract

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonValue

SCHEMA: Final = "datadeed/chain-claim/1"
CLAIM_NAME: Final = "chain/profile.json"


@dataclass(frozen=True, slots=True)
class ChainClaim:
    """The chain, the register with its books, and the one block that all proofs are under."""

    chain_id: int
    register: Contract
    books: tuple[Contract, ...]
    number: int
    hash: bytes
    time: int


def write_claim(claim: ChainClaim) -> bytes:
    """The file's bytes."""
    return encode(
        {
            "schema": SCHEMA,
            "chainId": claim.chain_id,
            "register": _contract_json(claim.register),
            "books": [
                _contract_json(book) for book in sorted(claim.books, key=lambda each: each.address)
            ],
            "block": {
                "number": claim.number,
                "hash": shown(claim.hash),
                "time": claim.time,
            },
        }
    )


def read_claim(value: "JsonValue") -> ChainClaim:
    """The claim of a parsed file. Raises FieldError."""
    fields = Fields(value, CLAIM_NAME)
    fields.schema(SCHEMA)
    block = fields.inner("block")
    claim = ChainClaim(
        chain_id=fields.natural("chainId"),
        register=_contract(fields.inner("register")),
        books=tuple(_contract(book) for book in fields.each("books")),
        number=block.natural("number"),
        hash=block.data("hash", HASH),
        time=block.natural("time"),
    )
    block.end()
    fields.end()
    addresses = [book.address for book in claim.books]
    if addresses != sorted(set(addresses)):
        fields.refuse("books", "are not in the order of their addresses")
    return claim


def _contract_json(contract: Contract) -> dict[str, str]:
    return {"address": shown(contract.address), "codeHash": shown(contract.code_hash)}


def _contract(fields: Fields) -> Contract:
    contract = Contract(fields.data("address", ADDRESS), fields.data("codeHash", HASH))
    fields.end()
    return contract
