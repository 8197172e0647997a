"""A simulated chain behind a real HTTP door: JSON-RPC as a node speaks it, and as it misbehaves.

`with served(chain) as node:` gives `node.url`; `node.faults` says how it misbehaves from now on.
`chain` is a `SimulatedChain` (forks, small) or a `LongChain` (bulk).
"""

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn, Protocol

import msgspec

from ledger.chain.calls import function
from ledger.chain.check import PROBE
from ledger.chain.records import Header, RawLog
from ledger.domain.dossier import Anchor
from tests.simulators.chain import CODE
from tests.simulators.faults import Faults, RpcError
from tests.simulators.proving import ProvingChain, proof_json

Json = dict[str, Any]
WORD = function("Register", "word")
SERVER_ERROR, INVALID = -32000, -32602
MISSING = -32601


class Served(Protocol):
    """What of a chain is served."""

    anchor: Anchor

    @property
    def height(self) -> int:
        """The number of the latest block."""

    def chain_id(self) -> int:
        """The chain's id."""

    def client_version(self) -> str:
        """What it says it is."""

    def at(self, number: int) -> tuple[Header, Sequence[RawLog]]:
        """A block of those up to the height."""

    def stored_heads(self, at: int) -> Mapping[bytes, bytes]:
        """The heads after a block, by their slots."""

    def word(self, subject: bytes, key: bytes, at: int) -> bytes:
        """A word of the register after a block."""


@dataclass
class SimulatedNode:
    """Answers from a chain. `asked` counts its requests by method.

    Its finality lies `final` blocks deep. Who changes the chain while it is served holds `lock`.
    """

    chain: Served
    faults: Faults = field(default_factory=Faults)
    final: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def reply(self, body: bytes) -> bytes:
        """The answer to a request or a batch, before the faults of the line."""
        asked = msgspec.json.decode(body)
        with self.lock:
            if isinstance(asked, list):
                return msgspec.json.encode(self.faults.batch([self._one(each) for each in asked]))
            return msgspec.json.encode(self._one(asked))

    def _one(self, request: Json) -> Json:
        method, base = request["method"], {"jsonrpc": "2.0", "id": request["id"]}
        self.asked[method] = self.asked.get(method, 0) + 1
        try:
            found = METHODS.get(method, SimulatedNode.missing)(self, *request["params"])
            return base | {"result": self.faults.result(method, request["params"], found)}
        except RpcError as fault:
            return base | {"error": {"code": fault.code, "message": fault.message}}

    def misbehave(self, faults: Faults) -> None:
        """It does these things wrong from now on, and no others."""
        self.faults = faults

    @property
    def height(self) -> int:
        """The latest block that it admits to have."""
        return self.chain.height - self.faults.lag

    def number(self, at: str) -> int:
        """A block by its number or its name; -1 where there is none."""
        named = {"latest": self.height, "pending": self.height, "earliest": 0}
        named |= dict.fromkeys(("finalized", "safe"), max(0, self.height - self.final))
        number = named[at] if at in named else int(at, 16)
        return number if number <= self.height else -1

    def missing(self, *_: Any) -> NoReturn:
        """What no mirror asks."""
        raise RpcError(MISSING, "method not found")

    def id(self) -> str:
        """eth_chainId."""
        return hex(self.chain.chain_id())

    def version(self) -> str:
        """web3_clientVersion."""
        return self.chain.client_version()

    def latest(self) -> str:
        """eth_blockNumber."""
        return hex(self.height)

    def block(self, at: str, *_: bool) -> Json | None:
        """eth_getBlockByNumber."""
        number = self.number(at)
        if number < 0:
            return None
        header, logs = self.chain.at(number)
        named = dict.fromkeys("0x" + log.tx_hash.hex() for log in logs)
        return {**header.raw, "transactions": list(named)}

    def receipt(self, name: str) -> Json | None:
        """eth_getTransactionReceipt, of a transaction that logged something."""
        for number in range(self.height, -1, -1):
            header, logs = self.chain.at(number)
            own = [log_json(log, header) for log in logs if "0x" + log.tx_hash.hex() == name]
            if own:
                base = {name: own[0][name] for name in ("transactionHash", "blockHash")}
                used = {"gasUsed": "0x0", "effectiveGasPrice": "0x0", "status": "0x1"}
                return {**base, **used, "blockNumber": hex(number), "logs": own}
        return None

    def logs(self, query: Json) -> list[Json]:
        """eth_getLogs."""
        address = query.get("address", "").lower()
        first, last = (int(query[name], 16) for name in ("fromBlock", "toBlock"))
        refuses = last if self.faults.refuses_beyond else first
        if refuses > self.height and not self.faults.empty_beyond:
            told = f"block height is {self.height} but requested was {refuses}"
            raise RpcError(INVALID, f"BlockOutOfRangeError: {told}")
        found: list[Json] = []
        for number in range(first, min(last, self.height) + 1):
            header, logs = self.chain.at(number)
            found += (
                log_json(log, header)
                for log in logs
                if not address or "0x" + log.address.hex() == address
            )
        return found

    def storage(self, _address: str, slot: str, at: str) -> str:
        """eth_getStorageAt."""
        found = self.chain.stored_heads(self._stated(at)).get(bytes.fromhex(slot[2:]))
        return "0x" + (found or bytes(32)).hex()

    def call(self, message: Json, at: str) -> str:
        """eth_call, of the register's `word` and of the machine's probe alone."""
        data = bytes.fromhex(message["data"][2:])
        if data == PROBE:
            header, _ = self.chain.at(self._stated(at))
            return "0x" + b"".join(n.to_bytes(32) for n in (header.number, header.timestamp)).hex()
        if data[:4] != WORD.selector:
            raise RpcError(SERVER_ERROR, "the simulator runs no contract")
        subject, key = data[4:36], data[36:68]
        return "0x" + self.chain.word(subject, key, self._stated(at)).hex()

    def code(self, _address: str, at: str) -> str:
        """eth_getCode: every contract of a simulated profile has the same."""
        self._stated(at)
        return "0x" + CODE.hex()

    def proof(self, address: str, slots: list[str], at: str) -> Json:
        """eth_getProof, of a chain that has states to prove."""
        if not isinstance(self.chain, ProvingChain):
            self.missing()
        block = self._stated(at)
        if block < self.faults.pruned:
            raise RpcError(SERVER_ERROR, f"missing trie node at block {block}")
        told = block if self.faults.proves < 0 else self.faults.proves
        named = [bytes.fromhex(slot[2:].zfill(64)) for slot in slots]
        return proof_json(self.chain.proven(bytes.fromhex(address[2:]), named, told))

    def _stated(self, at: str) -> int:
        number = self.number(at)
        if number < 0:
            raise RpcError(SERVER_ERROR, "header not found")
        return number


METHODS: Mapping[str, Any] = {
    "eth_chainId": SimulatedNode.id,
    "web3_clientVersion": SimulatedNode.version,
    "eth_blockNumber": SimulatedNode.latest,
    "eth_getBlockByNumber": SimulatedNode.block,
    "eth_getLogs": SimulatedNode.logs,
    "eth_getTransactionReceipt": SimulatedNode.receipt,
    "eth_getStorageAt": SimulatedNode.storage,
    "eth_getCode": SimulatedNode.code,
    "eth_call": SimulatedNode.call,
    "eth_getProof": SimulatedNode.proof,
}


def log_json(log: RawLog, header: Header) -> Json:
    """A log as a node writes it."""
    return {
        "address": "0x" + log.address.hex(),
        "topics": ["0x" + topic.hex() for topic in log.topics],
        "data": "0x" + log.data.hex(),
        "blockHash": "0x" + log.block_hash.hex(),
        "blockNumber": hex(log.block_number),
        "blockTimestamp": hex(header.timestamp),
        "transactionHash": "0x" + log.tx_hash.hex(),
        "transactionIndex": "0x0",
        "logIndex": hex(log.log_index),
        "removed": log.removed,
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no fault of the node's; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(chain: Served, *, port: int = 0, final: int = 0) -> Iterator[SimulatedNode]:
    """A node on a port of its own, in threads of this process."""
    node = SimulatedNode(chain, final=final)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = self.rfile.read(size)
            if len(body) < size:
                self.close_connection = True
                return
            status, answer, length = node.faults.line(node.reply(body))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(length))
            self.end_headers()
            for part in node.faults.parts(answer):
                self.wfile.write(part)
                self.wfile.flush()
            self.close_connection = length != len(answer)

        def log_message(self, *_: Any) -> None:
            """Tests read the answers, not a log."""

    server = _Server(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    node.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield node
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
