"""How a simulated node misbehaves: each a switch, all off unless a test turns one on."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
LIMIT_EXCEEDED = -32005
SERVER_ERROR = -32000
NO_BLOOM = "0x" + "00" * 256
MUCH = 20 * 2**20


@dataclass(frozen=True)
class RpcError(Exception):
    """An error object for an answer to raise."""

    code: int
    message: str


@dataclass
class Faults:
    """What a node does wrong from now on.

    lag: so many of the chain's last blocks it does not have (yet, or any more).
    refuses_beyond: it refuses a range that ends in blocks that it lacks; else it gives what it has.
    empty_beyond: it says `[]` even for a range that begins there.
    unlogged: blocks whose logs its index has not got, though it has their headers.
    partly: blocks of whose logs it leaves out the last.
    unbloomed: it shows headers without filters.
    most_logs: an answer with more logs is refused as "too many results".
    repeated, reordered, removed, moved: it gives the logs of this block twice; backwards; marked
        as removed; under the hash of another block.
    missing: a header that it does not have, in the midst of those that it has.
    renamed: another chain's id. altered: blocks in whose logs it flips the last bit of the data.
    cut: it breaks each answer off after so many bytes; `short` says so in the length, too.
    status: an HTTP status without an answer. silent: seconds until it answers. until: it answers
        once this is set. drip: seconds before each byte of an answer. pour: an answer of more bytes
        goes on in blanks, more than any answer may have.
    pruned: of blocks below this one it has no states any more to prove from. proves: it proves from
    the state of this block instead. torn: it leaves out the last node of each proof. bent: it flips
    its last bit.
    shuffled: it answers a batch in another order. partial: it leaves the last of a batch out.
    strange: members of headers and logs, and what it says in their place.
    """

    lag: int = 0
    refuses_beyond: bool = False
    empty_beyond: bool = False
    unlogged: set[int] = field(default_factory=set)
    partly: set[int] = field(default_factory=set)
    unbloomed: bool = False
    most_logs: int = 10**9
    repeated: int = -1
    reordered: int = -1
    removed: int = -1
    moved: int = -1
    missing: int = -1
    renamed: int = 0
    altered: set[int] = field(default_factory=set)
    cut: int | None = None
    short: bool = False
    status: int = 200
    silent: float = 0.0
    until: threading.Event | None = None
    drip: float = 0.0
    pour: int | None = None
    pruned: int = 0
    proves: int = -1
    torn: bool = False
    bent: bool = False
    shuffled: bool = False
    partial: bool = False
    strange: Mapping[str, Any] = field(default_factory=dict)

    def clear(self) -> None:
        """It is honest again."""
        self.__init__()  # type: ignore[misc]  # the one way to name every switch once

    def result(self, method: str, params: Sequence[Any], found: Any) -> Any:
        """What is answered in the place of what was found. Raises RpcError."""
        if method == "eth_chainId" and self.renamed:
            return hex(self.renamed)
        if method == "eth_getBlockByNumber" and params[0] == hex(self.missing):
            return None
        if method == "eth_getBlockByNumber" and found is not None:
            return self._header(found)
        if method == "eth_getLogs":
            return self._logs(found)
        if method == "eth_getProof":
            slots = [
                {**each, "proof": self._nodes(each["proof"])} for each in found["storageProof"]
            ]
            return {**found, "storageProof": slots}
        return found

    def _header(self, found: Json) -> Json:
        strange = {name: value for name, value in self.strange.items() if name in found}
        return {**found, **strange, **({"logsBloom": NO_BLOOM} if self.unbloomed else {})}

    def _nodes(self, nodes: list[str]) -> list[str]:
        if self.torn:
            return nodes[:-1]
        return [*nodes[:-1], _flipped(nodes[-1])] if self.bent else nodes

    def _logs(self, found: list[Json]) -> list[Json]:
        if len(found) > self.most_logs:
            raise RpcError(LIMIT_EXCEEDED, f"query returned more than {self.most_logs} results")
        told: list[Json] = []
        for number, logs in _by_block(found).items():
            told += self._of_block(number, logs)
        return [
            {name: self.strange.get(name, value) for name, value in log.items()} for log in told
        ]

    def _of_block(self, number: int, logs: list[Json]) -> list[Json]:
        if number in self.unlogged:
            return []
        if number in self.altered:
            logs = [{**log, "data": _flipped(log["data"])} for log in logs]
        if number == self.moved:
            logs = [{**log, "blockHash": log["transactionHash"]} for log in logs]
        if number == self.removed:
            logs = [{**log, "removed": True} for log in logs]
        if number == self.reordered:
            logs = logs[::-1]
        if number in self.partly:
            logs = logs[:-1]
        return logs + logs if number == self.repeated else logs

    def batch(self, answers: list[Json]) -> list[Json]:
        """A batch as it is sent."""
        if self.shuffled:
            answers.reverse()
        return answers[:-1] if self.partial else answers

    def line(self, answer: bytes) -> tuple[int, bytes, int]:
        """Status, bytes and the length that is claimed for them."""
        if self.silent:
            threading.Event().wait(self.silent)
        if self.until:
            self.until.wait()
        if self.status != 200:
            return self.status, b"", 0
        if self.pour is not None and len(answer) > self.pour:
            answer += b" " * MUCH
        if self.cut is None:
            return self.status, answer, len(answer)
        part = answer[: self.cut]
        return self.status, part, len(part) if self.short else len(answer)

    def parts(self, answer: bytes) -> Iterator[bytes]:
        """An answer as it is sent."""
        if not self.drip:
            yield answer
            return
        for byte in answer:
            threading.Event().wait(self.drip)
            yield bytes([byte])


def _by_block(logs: Sequence[Json]) -> Mapping[int, list[Json]]:
    found: dict[int, list[Json]] = {}
    for log in logs:
        found.setdefault(int(log["blockNumber"], 16), []).append(log)
    return found


def _flipped(data: str) -> str:
    return data[:-1] + f"{int(data[-1], 16) ^ 1:x}"
