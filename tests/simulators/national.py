"""The national system, played over HTTP: it deposits, and misbehaves as it is told.

One receipt a key (see docs/deposits.md), kept on disk where it has a folder. Each fault is for one
question; then it is honest again. As a program it takes its time from a chain, for the demo:

    python -m tests.simulators.national --port 8600 --folder F --rpc-url http://127.0.0.1:8545
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from ledger.deposit.client import KEY, PATH
from ledger.domain.canonical import encode
from ledger.domain.deposit import RECEIPT_SCHEMA, SCHEMA
from ledger.whole_file import write_whole
from tests.simulators.misbehaving import Answering, run, served


class Fault(Enum):
    """How it misbehaves; whether it has stored the deposit then, stands beside each."""

    SLOW = "answers after a second and a half"  # stored
    REFUSE = "refuses, with a reason"  # not stored
    TWICE = "answers twice on one connection"  # stored
    LOSE = "stores, and closes without an answer"  # stored
    UNAVAILABLE = "503, come again in a second"  # not stored
    GARBAGE = "200 with no JSON"  # stored
    ENDLESS = "200 with a body without end"  # stored
    DRIP = "a byte now and then"  # stored
    ANOTHER_DIGEST = "the receipt of other content"  # not stored
    ANOTHER_APPLICATION = "the receipt of another application"  # not stored
    FUTURE = "a receipt of next year"  # not stored
    PAST = "a receipt of last year"  # not stored
    BARE_REFUSAL = "refuses without a word"  # not stored


NOT_STORED: Final = frozenset(
    {
        Fault.REFUSE,
        Fault.UNAVAILABLE,
        Fault.ANOTHER_DIGEST,
        Fault.ANOTHER_APPLICATION,
        Fault.FUTURE,
        Fault.PAST,
        Fault.BARE_REFUSAL,
    }
)
YEAR: Final = 366 * 86_400


@dataclass
class National:
    """What it keeps. `receipts` are by key, `asked` counts the questions."""

    clock: Callable[[], int]
    folder: Path | None = None
    faults: deque[Fault] = field(default_factory=deque)
    receipts: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answered: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def __post_init__(self) -> None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.json"):
                self.receipts[path.stem] = path.read_bytes()

    def next_fault(self, key: str) -> Fault | None:
        """Note a question; how to misbehave at it."""
        with self.lock:
            self.asked.append(key)
            return self.faults.popleft() if self.faults else None

    def deposited(self, key: str, body: bytes) -> bytes:
        """The receipt of this content: made once, and the same ever after."""
        with self.lock:
            if key not in self.receipts:
                receipt = encode(self.receipt(json.loads(body)["application"], body))
                if self.folder is not None:
                    write_whole(self.folder / f"{key}.json", receipt)
                self.receipts[key] = receipt
            return self.receipts[key]

    def receipt(self, application: str, body: bytes, *, later: int = 0) -> dict[str, Any]:
        """A receipt with the next number."""
        return {
            "schema": RECEIPT_SCHEMA,
            "number": f"GJ-{len(self.receipts) + 1:08d}",
            "application": application,
            "digest": sha256(body).hexdigest(),
            "received_at": self.clock() + later,
        }

    def wrong(self, fault: Fault, body: bytes) -> bytes:
        """A receipt that must not be believed."""
        application = json.loads(body)["application"]
        match fault:
            case Fault.ANOTHER_DIGEST:
                return encode(self.receipt(application, body + b" "))
            case Fault.ANOTHER_APPLICATION:
                return encode(self.receipt("02" + "ab" * 31, body))
            case Fault.FUTURE:
                return encode(self.receipt(application, body, later=YEAR))
            case _:
                return encode(self.receipt(application, body, later=-YEAR))


class _Handler(Answering):
    service: National

    def do_POST(self) -> None:  # noqa: N802 (http.server calls it so)
        """Take a deposit, or misbehave."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        key = self.headers.get(KEY, "")
        national = self.service
        if self.path != PATH or not _is_whole(key, body):
            self.answer(HTTPStatus.BAD_REQUEST, b"{}")
            return
        fault = national.next_fault(key)
        receipt = b"" if fault in NOT_STORED else national.deposited(key, body)
        with suppress(BrokenPipeError, ConnectionResetError):
            if fault is None:
                self.answer(HTTPStatus.CREATED, receipt)
            else:
                self._misbehave(fault, receipt, body)
        national.answered.set()

    def _misbehave(self, fault: Fault, receipt: bytes, body: bytes) -> None:
        match fault:
            case Fault.SLOW:
                self.later(receipt)
            case Fault.TWICE:
                self.answer(HTTPStatus.OK, receipt)
                self.answer(HTTPStatus.OK, receipt)
            case Fault.LOSE:
                self.close_connection = True
            case Fault.UNAVAILABLE:
                self.come_again()
            case Fault.GARBAGE:
                self.garbage()
            case Fault.ENDLESS | Fault.DRIP:
                self.pour(drip=fault is Fault.DRIP)
            case Fault.REFUSE:
                told = {"code": "SUMMARY_UNCLEAR", "reason": "数据简介不清楚（经办人 张三）"}
                self.answer(HTTPStatus.UNPROCESSABLE_ENTITY, encode(told))
            case Fault.BARE_REFUSAL:
                self.answer(HTTPStatus.UNPROCESSABLE_ENTITY, b"{}")
            case _:
                self.answer(HTTPStatus.OK, self.service.wrong(fault, body))


def _is_whole(key: str, body: bytes) -> bool:
    """The key is that of the content, and the content has the form of a deposit."""
    try:
        told = json.loads(body)
    except ValueError:
        return False
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        return False
    return key == f"{told.get('application')}-{sha256(body).hexdigest()}"


def serving(
    clock: Callable[[], int], folder: Path | None = None
) -> AbstractContextManager[National]:
    """It, behind a real socket."""
    return served(_Handler, National(clock, folder))


if __name__ == "__main__":
    run("the national system, simulated", _Handler, National)
