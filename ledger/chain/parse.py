"""JSON of a node into records, and our records into its JSON."""

from collections.abc import Sequence
from typing import Any

from ledger.chain import hexes
from ledger.chain.errors import NodeLies
from ledger.chain.hexes import address_of, member, number_of, word_of
from ledger.chain.records import (
    AccountProof,
    At,
    Call,
    Header,
    RawLog,
    Receipt,
    SlotProof,
    Tag,
)


def tag(at: At) -> str:
    """A block's number or name as a parameter."""
    return at.value if isinstance(at, Tag) else hexes.quantity(at)


def message_json(message: Call) -> dict[str, str]:
    """A call as a parameter."""
    fields = {"data": hexes.text(message.data), "value": hexes.quantity(message.value)}
    if message.to is not None:
        fields["to"] = hexes.text(message.to)
    if message.sender is not None:
        fields["from"] = hexes.text(message.sender)
    return fields


def header_of(raw: Any) -> Header:
    """A header. Raises NodeLies."""
    header = Header(
        number=hexes.whole_of(raw, "number"),
        hash=word_of(raw, "hash"),
        parent_hash=word_of(raw, "parentHash"),
        timestamp=hexes.whole_of(raw, "timestamp"),
        base_fee=number_of(raw, "baseFeePerGas") if raw.get("baseFeePerGas") else 0,
        bloom=number_of(raw, "logsBloom") if raw.get("logsBloom") else 0,
        raw=raw,
    )
    hexes.list_of(raw.get("transactions", []), "transactions")
    return header


def transactions_of(header: Header) -> list[bytes]:
    """The hashes of a block's transactions; none where the node named none. Raises NodeLies."""
    named = header.raw.get("transactions", ())
    return [hexes.parse_bytes(each, "transactions", hexes.WORD) for each in named]


def log_of(raw: Any) -> RawLog:
    """A log of a mined transaction. Raises NodeLies."""
    topics = hexes.list_of(member(raw, "topics"), "topics")
    return RawLog(
        address=address_of(raw, "address"),
        topics=tuple(hexes.parse_bytes(topic, "topic", hexes.WORD) for topic in topics),
        data=hexes.parse_bytes(member(raw, "data"), "data"),
        block_number=hexes.whole_of(raw, "blockNumber"),
        block_hash=word_of(raw, "blockHash"),
        tx_hash=word_of(raw, "transactionHash"),
        log_index=hexes.whole_of(raw, "logIndex"),
        removed=bool(raw.get("removed", False)),
    )


def logs_of(raw: Any, address: bytes, first: int, last: int) -> list[RawLog]:
    """The logs of a range, checked to be what was asked for, each once and ascending."""
    logs = [log_of(entry) for entry in hexes.list_of(raw, "eth_getLogs")]
    before = (-1, -1)
    for log in logs:
        place = (log.block_number, log.log_index)
        if log.address != address:
            raise NodeLies("log address", address.hex(), log.address.hex())
        if not first <= log.block_number <= last:
            raise NodeLies("log block", f"{first} to {last}", str(log.block_number))
        if place <= before:
            raise NodeLies("log order", f"after {before}", str(place))
        before = place
    return logs


def receipt_of(raw: Any, tx_hash: bytes) -> Receipt:
    """A receipt. Raises NodeLies."""
    contract = raw.get("contractAddress")
    receipt = Receipt(
        tx_hash=word_of(raw, "transactionHash"),
        block_number=hexes.whole_of(raw, "blockNumber"),
        block_hash=word_of(raw, "blockHash"),
        succeeded=number_of(raw, "status") == 1,
        gas_used=number_of(raw, "gasUsed"),
        fee_per_gas=number_of(raw, "effectiveGasPrice"),
        contract=None if contract is None else hexes.parse_bytes(contract, "contract", 20),
        logs=tuple(log_of(entry) for entry in hexes.list_of(member(raw, "logs"), "logs")),
    )
    if receipt.tx_hash != tx_hash:
        raise NodeLies("receipt", tx_hash.hex(), receipt.tx_hash.hex())
    return receipt


def proof_of(raw: Any, address: bytes, slots: Sequence[bytes]) -> AccountProof:
    """A proof of exactly these slots. Raises NodeLies."""
    told = hexes.list_of(member(raw, "storageProof"), "storageProof")
    proofs = tuple(map(_slot_proof, told))
    if tuple(proof.slot for proof in proofs) != tuple(slots):
        raise NodeLies("eth_getProof", f"{len(slots)} slots as asked", str(len(proofs)))
    if address_of(raw, "address") != address:
        raise NodeLies("eth_getProof", address.hex(), str(raw["address"]))
    return AccountProof(
        address=address,
        balance=number_of(raw, "balance"),
        nonce=number_of(raw, "nonce"),
        code_hash=word_of(raw, "codeHash"),
        storage_hash=word_of(raw, "storageHash"),
        nodes=_nodes(raw, "accountProof"),
        slots=proofs,
    )


def _slot_proof(raw: Any) -> SlotProof:
    # Some nodes write the slot as a quantity, without its leading zeros.
    slot = hexes.parse_quantity(member(raw, "key"), "key").to_bytes(hexes.WORD)
    return SlotProof(slot, number_of(raw, "value"), _nodes(raw, "proof"))


def _nodes(raw: Any, name: str) -> tuple[bytes, ...]:
    return tuple(hexes.parse_bytes(node, name) for node in hexes.list_of(member(raw, name), name))
