"""What the ledger asks of a chain, and the answer through web3 and raw JSON-RPC."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from ledger.bindings.errors import decode_error
from ledger.bindings.revert import RevertUnknown
from ledger.chain import hexes, logs, parse
from ledger.chain.errors import BlockUnknown, NodeLies, NodeRefused, RangeTooLarge, StateUnknown
from ledger.chain.records import (
    AccountProof,
    At,
    Call,
    Fees,
    Header,
    Purse,
    RawLog,
    Receipt,
    Tag,
)
from ledger.chain.rpc import TIMEOUT, AnswerTooLarge, BatchRefused, Request, Rpc, RpcFault

BATCH: Final = 100
# headers cost a node little each: a thousand are as large as one answer of logs
MOST_HEADERS: Final = 1_000
# batches in a row that a node took as large as it was asked, until it is asked for twice as much
TAKEN: Final = 100
# Init code that returns TIMESTAMP: a chain without traffic has an old latest block.
TIME_PROBE: Final = bytes.fromhex("42 5f 52 60 20 5f f3")
REVERTED: Final = 3
LIMIT_EXCEEDED: Final = -32005
METHOD_MISSING: Final = -32601
RANGE_WORDS: Final = ("range", "more than", "too many", "limit", "size")
STATE_WORDS: Final = ("missing trie node", "state not available", "pruned", "world state", "empty")


class Chain(Protocol):
    """A chain as the ledger needs it."""

    def chain_id(self) -> int:
        """The chain's id (EIP-155)."""

    def client_version(self) -> str:
        """What the node says it is."""

    def block(self, at: At) -> Header:
        """One header. Raises BlockUnknown."""

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        """Headers by number, in that order, in batches. Raises BlockUnknown."""

    def logs(self, address: bytes, first: int, last: int) -> list[RawLog]:
        """All logs of a contract in the blocks first to last, ascending.

        Raises:
            RangeTooLarge: ask for fewer blocks at a time.
            BlockUnknown: the chain is not that high (any more).
        """

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """The Merkle proof of an account and slots of it. Raises StateUnknown, NodeRefused."""

    def call(self, message: Call, at: At = Tag.LATEST) -> bytes:
        """What a contract answers. Raises its typed refusal (ContractError)."""

    def estimate_gas(self, message: Call) -> int:
        """The gas that a transaction would use on the next block. Raises as `call`."""

    def next_time(self) -> int:
        """The time that a transaction sent now would meet, at the earliest."""

    def code(self, address: bytes, at: At = Tag.LATEST) -> bytes:
        """The code of a contract; empty when there is none."""

    def storage_at(self, address: bytes, slot: bytes, at: At = Tag.LATEST) -> bytes:
        """One storage slot."""

    def storage_all(self, address: bytes, slots: Sequence[bytes], at: At) -> list[bytes]:
        """Many storage slots, in that order, in batches."""

    def balance(self, account: bytes, at: At = Tag.LATEST) -> int:
        """An account's coins, in wei."""

    def nonce(self, account: bytes, at: At = Tag.LATEST) -> int:
        """How many transactions of an account the chain holds."""

    def purse(self, account: bytes) -> Purse:
        """An account's coins, and what a transaction should offer now to be taken soon."""

    def send_raw(self, raw: bytes) -> bytes:
        """Broadcast a signed transaction; its hash. Raises NodeRefused."""

    def knows(self, tx_hash: bytes) -> bool:
        """Whether the node has the transaction, mined or waiting."""

    def receipt(self, tx_hash: bytes) -> Receipt | None:
        """The receipt of a mined transaction; None while it is in no block."""

    def receipts(self, tx_hashes: Sequence[bytes]) -> list[Receipt | None]:
        """Receipts as `receipt` has them, in that order, in batches."""


class Web3Chain:
    """A chain behind a node's HTTP door. Threads may share it."""

    def __init__(
        self, url: str, *, timeout: float = TIMEOUT, headers: Mapping[str, str] | None = None
    ) -> None:
        self.rpc = Rpc(url, timeout=timeout, headers=headers)
        self._batch = MOST_HEADERS
        self._taken = 0

    def chain_id(self) -> int:
        """See Chain."""
        return hexes.parse_quantity(self._ask("eth_chainId"), "eth_chainId")

    def client_version(self) -> str:
        """See Chain."""
        return str(self._ask("web3_clientVersion"))

    def block(self, at: At) -> Header:
        """See Chain."""
        try:
            raw = self.rpc.ask("eth_getBlockByNumber", parse.tag(at), False)
        except RpcFault as fault:
            # A node without finality answers the tag "finalized" with an error of its own choice.
            if isinstance(at, Tag):
                raise BlockUnknown(at.value) from fault
            raise _refused(fault) from fault
        return self._header(at, raw)

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        """See Chain."""
        questions: list[Request] = [
            ("eth_getBlockByNumber", (parse.tag(number), False)) for number in numbers
        ]
        return list(map(self._header, numbers, self._ask_all(questions, MOST_HEADERS)))

    def logs(self, address: bytes, first: int, last: int) -> list[RawLog]:
        """See Chain."""
        query = {
            "address": hexes.text(address),
            "fromBlock": parse.tag(first),
            "toBlock": parse.tag(last),
        }
        try:
            raw = self.rpc.ask_as(logs.DECODER, "eth_getLogs", query)
        except AnswerTooLarge as fault:
            raise RangeTooLarge(first, last, fault.expected) from fault
        except RpcFault as fault:
            # Nodes refuse a range past their head in the same words as one that is too large.
            if self.block(Tag.LATEST).number < last:
                raise BlockUnknown(str(last)) from fault
            if fault.number == LIMIT_EXCEEDED or _says(fault, RANGE_WORDS):
                raise RangeTooLarge(first, last, fault.message) from fault
            raise _refused(fault) from fault
        shaped = isinstance(raw, list) and all(type(each) is logs.LogJson for each in raw)
        if shaped:
            return logs.logs_of(raw, address, first, last)
        return parse.logs_of(raw, address, first, last)

    def proof(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """See Chain."""
        names = [hexes.text(slot) for slot in slots]
        try:
            raw = self.rpc.ask("eth_getProof", hexes.text(address), names, parse.tag(block))
        except RpcFault as fault:
            if fault.number != METHOD_MISSING and _says(fault, STATE_WORDS):
                raise StateUnknown(block, fault.message) from fault
            raise _refused(fault) from fault
        if raw is None:
            raise StateUnknown(block, "no answer")
        return parse.proof_of(raw, address, tuple(slots))

    def call(self, message: Call, at: At = Tag.LATEST) -> bytes:
        """See Chain."""
        return hexes.parse_bytes(self._run("eth_call", message, at), "eth_call")

    def estimate_gas(self, message: Call) -> int:
        """See Chain."""
        return hexes.parse_quantity(
            self._run("eth_estimateGas", message, Tag.PENDING), "eth_estimateGas"
        )

    def next_time(self) -> int:
        """See Chain."""
        return int.from_bytes(self.call(Call(None, TIME_PROBE), Tag.PENDING))

    def code(self, address: bytes, at: At = Tag.LATEST) -> bytes:
        """See Chain."""
        raw = self._ask("eth_getCode", hexes.text(address), parse.tag(at))
        return hexes.parse_bytes(raw, "eth_getCode")

    def storage_at(self, address: bytes, slot: bytes, at: At = Tag.LATEST) -> bytes:
        """See Chain."""
        raw = self._ask("eth_getStorageAt", hexes.text(address), hexes.text(slot), parse.tag(at))
        return hexes.parse_bytes(raw, "eth_getStorageAt", hexes.WORD)

    def storage_all(self, address: bytes, slots: Sequence[bytes], at: At) -> list[bytes]:
        """See Chain."""
        where, when = hexes.text(address), parse.tag(at)
        questions: list[Request] = [
            ("eth_getStorageAt", (where, hexes.text(slot), when)) for slot in slots
        ]
        raws = self._ask_all(questions)
        return [hexes.parse_bytes(raw, "eth_getStorageAt", hexes.WORD) for raw in raws]

    def balance(self, account: bytes, at: At = Tag.LATEST) -> int:
        """See Chain."""
        raw = self._ask("eth_getBalance", hexes.text(account), parse.tag(at))
        return hexes.parse_quantity(raw, "eth_getBalance")

    def nonce(self, account: bytes, at: At = Tag.LATEST) -> int:
        """See Chain."""
        raw = self._ask("eth_getTransactionCount", hexes.text(account), parse.tag(at))
        return hexes.parse_quantity(raw, "eth_getTransactionCount")

    def purse(self, account: bytes) -> Purse:
        """See Chain."""
        questions: list[Request] = [
            ("eth_getBalance", (hexes.text(account), Tag.LATEST.value)),
            ("eth_getBlockByNumber", (Tag.LATEST.value, False)),
            ("eth_gasPrice", ()),
        ]
        balance, block, price = self._ask_all(questions)
        latest = self._header(Tag.LATEST, block)
        # What the node asks above the base fee is the tip; the base fee may double meanwhile.
        tip = max(0, hexes.parse_quantity(price, "eth_gasPrice") - latest.base_fee)
        fees = Fees(most=2 * latest.base_fee + tip, tip=tip)
        return Purse(hexes.parse_quantity(balance, "eth_getBalance"), fees, latest.number)

    def send_raw(self, raw: bytes) -> bytes:
        """See Chain."""
        answer = self._ask("eth_sendRawTransaction", hexes.text(raw))
        return hexes.parse_bytes(answer, "eth_sendRawTransaction", hexes.WORD)

    def knows(self, tx_hash: bytes) -> bool:
        """See Chain."""
        return self._ask("eth_getTransactionByHash", hexes.text(tx_hash)) is not None

    def receipt(self, tx_hash: bytes) -> Receipt | None:
        """See Chain."""
        (found,) = self.receipts([tx_hash])
        return found

    def receipts(self, tx_hashes: Sequence[bytes]) -> list[Receipt | None]:
        """See Chain."""
        questions: list[Request] = [
            ("eth_getTransactionReceipt", (hexes.text(each),)) for each in tx_hashes
        ]
        return [
            None if raw is None else parse.receipt_of(raw, each)
            for each, raw in zip(tx_hashes, self._ask_all(questions), strict=True)
        ]

    def _ask(self, method: str, *params: Any) -> Any:
        try:
            return self.rpc.ask(method, *params)
        except RpcFault as fault:
            raise _refused(fault) from fault

    def _ask_all(self, questions: Sequence[Request], most: int = BATCH) -> list[Any]:
        """Answers in the order of the questions, in batches as large as the node takes.

        A node that refuses a batch is asked for half as much, in the end one by one, and for more
        again when it has taken so much for long.
        """
        found: list[Any] = []
        while len(found) < len(questions):
            part = questions[len(found) : len(found) + min(most, self._batch)]
            try:
                found += self.rpc.ask_all(part) if len(part) > 1 else [self._ask_one(part[0])]
                self._note_taken(len(part))
            except BatchRefused:
                # several threads may get here at once: each only ever makes it smaller
                self._batch, self._taken = min(self._batch, len(part) // 2), 0
            except RpcFault as fault:
                raise _refused(fault) from fault
        return found

    def _note_taken(self, size: int) -> None:
        """What made a node refuse may be over, so it is tried now and then."""
        if size < self._batch or size == MOST_HEADERS:
            return
        self._taken += 1
        if self._taken >= TAKEN:
            self._batch, self._taken = min(MOST_HEADERS, 2 * size), 0

    def _ask_one(self, question: Request) -> Any:
        method, params = question
        return self.rpc.ask(method, *params)

    def _run(self, method: str, message: Call, at: At) -> Any:
        try:
            return self.rpc.ask(method, parse.message_json(message), parse.tag(at))
        except RpcFault as fault:
            if fault.data:
                raise decode_error(fault.data) from fault
            if fault.number == REVERTED:
                raise RevertUnknown(b"") from fault
            raise _refused(fault) from fault

    def _header(self, at: At, raw: Any) -> Header:
        if raw is None:
            raise BlockUnknown(str(at))
        header = parse.header_of(raw)
        if not isinstance(at, Tag) and header.number != at:
            raise NodeLies("block", str(at), str(header.number))
        return header


def _refused(fault: RpcFault) -> NodeRefused:
    return NodeRefused(fault.method, fault.number, fault.message)


def _says(fault: RpcFault, words: tuple[str, ...]) -> bool:
    """Nodes agree on no number for these two refusals: their words are all there is."""
    return any(word in fault.message.lower() for word in words)
