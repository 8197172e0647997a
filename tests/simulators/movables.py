"""The movables register (中登网) over HTTP: it files, answers, and misbehaves as it is told.

Filings are on disk where it has a folder. Each fault is for one question; then it is honest again.
As a program it takes its time from a chain, for the demo:

    python -m tests.simulators.movables --port 8610 --folder F --rpc-url http://127.0.0.1:8545
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from ledger.domain.canonical import JsonInput, encode
from ledger.domain.movables import By, Change, Statement, shape_of
from ledger.domain.movables_answer import ANSWER_SCHEMA, statement_of
from ledger.domain.movables_filing import RECEIPT_SCHEMA, Filing, Later
from ledger.movables.client import KEY, PATH
from ledger.whole_file import write_whole
from tests.simulators.misbehaving import Answering, run, served
from tests.simulators.movables_law import Refused, first, later

YEAR: Final = 366 * 86_400
HOURS: Final = 31 * 3_600
PAGE: Final = 20


class Fault(Enum):
    """How it misbehaves at a question."""

    SLOW = "answers after a second and a half"
    ERROR = "500"
    UNAVAILABLE = "503, come again in a second"
    LOSE = "closes without an answer"
    GARBAGE = "200 with no JSON"
    ENDLESS = "200 with a body without end"
    DRIP = "a byte now and then"
    ANOTHER = "the answer to another question"
    OTHERS = "the filings of another, under the right question"
    CHANGED = "filings of two seconds earlier than they are"
    MISSING = "as if it knew nothing"
    FUTURE = "its clock is a year ahead"
    OLD = "what it held 31 hours ago, and says so"


@dataclass
class Movables:
    """What it keeps: filings and their codes by number, receipts by what they are for."""

    clock: Callable[[], int]
    folder: Path | None = None
    faults: deque[Fault] = field(default_factory=deque)
    filings: dict[str, Statement] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    url: str = ""

    def __post_init__(self) -> None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.json"):
                told = json.loads(path.read_bytes())
                self.filings[path.stem] = statement_of(told["statement"])
                self.codes[path.stem] = told["code"]
                self.receipts |= {key: encode(each) for key, each in told["receipts"].items()}

    def filed(self, filing: Filing, *, at: int | None = None) -> tuple[str, str]:
        """File directly, at a time of its own; number and amendment code."""
        told = json.loads(self.file(filing.body, at=at))
        return told["number"], told["code"]

    def entered(self, entry: Later, *, at: int | None = None) -> None:
        """Enter directly, at a time of its own. Raises Refused."""
        self.enter(entry.number, entry.body, at=at)

    def file(self, body: bytes, *, at: int | None = None) -> bytes:
        """The receipt of a first filing: one for one body. Raises Refused."""
        with self.lock:
            key = sha256(body).hexdigest()
            if key not in self.receipts:
                number = f"{len(self.filings) + 1:020d}"
                now = self.clock() if at is None else at
                self.filings[number] = first(json.loads(body), number, now)
                self.codes[number] = sha256(number.encode() + b"code").hexdigest()[:8].upper()
                self._keep(key, number, now, self.codes[number])
            return self.receipts[key]

    def enter(self, number: str, body: bytes, *, at: int | None = None) -> bytes:
        """The receipt of a later entry: one for one body. Raises Refused."""
        with self.lock:
            key, told = sha256(body).hexdigest(), json.loads(body)
            if key not in self.receipts:
                if number not in self.filings:
                    raise Refused(404, "UNKNOWN", "没有该登记编号")
                own = told["code"] == self.codes[number]
                if told["kind"] != Change.OBJECTED and not own:
                    raise Refused(403, "CODE_WRONG", "修改码不符")
                now = self.clock() if at is None else at
                self.filings[number] = later(self.filings[number], told, key, now)
                self._keep(key, number, now, "")
            return self.receipts[key]

    def _keep(self, key: str, number: str, now: int, code: str) -> None:
        receipt: dict[str, JsonInput] = {
            "schema": RECEIPT_SCHEMA,
            "digest": key,
            "number": number,
            "at": now,
        }
        self.receipts[key] = encode({**receipt, "code": code} if code else receipt)
        if self.folder is not None:
            path = self.folder / f"{number}.json"
            known = json.loads(path.read_bytes())["receipts"] if path.exists() else {}
            known[key] = json.loads(self.receipts[key])
            statement, code = shape_of(self.filings[number]), self.codes[number]
            write_whole(path, encode({"statement": statement, "code": code, "receipts": known}))

    def answer(self, by: str, key: str, after: str, fault: Fault | None) -> bytes:
        """What it says on a question, or says wrongly."""
        with self.lock:
            every = [self.filings[number] for number in sorted(self.filings)]
        now = self.clock()
        if fault is Fault.OLD:
            now -= HOURS
            every = [each for each in every if each.filed_at <= now]
        found = [each for each in every if key == _key(each, by)]
        if fault is Fault.CHANGED:
            found = [replace(each, filed_at=each.filed_at - 2) for each in found]
        if fault in {Fault.MISSING, Fault.OTHERS}:
            found = [] if fault is Fault.MISSING else [e for e in every if key != _key(e, by)]
        rest = [each for each in found if each.number > after]
        told: dict[str, JsonInput] = {
            "schema": ANSWER_SCHEMA,
            "by": by,
            "key": key if fault is not Fault.ANOTHER else _other(key),
            "as_of": now + (YEAR if fault is Fault.FUTURE else 0),
            "filings": [shape_of(each) for each in rest[:PAGE]],
            "more": len(rest) > PAGE,
        }
        return encode(told)


def _other(key: str) -> str:
    return key[:-1] + ("1" if key.endswith("0") else "0")


def _key(each: Statement, by: str) -> str:
    return each.number if by == By.NUMBER else each.debtor.code


class _Handler(Answering):
    service: Movables

    def do_GET(self) -> None:  # noqa: N802 (http.server calls it so)
        """Answer a question, or misbehave."""
        parts = urlsplit(self.path)
        query = {name: given[0] for name, given in parse_qs(parts.query).items()}
        by, key = query.get("by", ""), query.get("key", "")
        if parts.path != PATH or by not in list(By) or not key:
            self.answer(HTTPStatus.BAD_REQUEST, b"{}")
            return
        movables = self.service
        with movables.lock:
            movables.asked.append((by, key))
            fault = movables.faults.popleft() if movables.faults else None
        with suppress(BrokenPipeError, ConnectionResetError):
            self._told(fault, movables.answer(by, key, query.get("after", ""), fault))

    def do_POST(self) -> None:  # noqa: N802 (http.server calls it so)
        """File, enter, or refuse."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            whole = self.headers.get(KEY) == sha256(body).hexdigest()
            receipt = self._taken(body) if whole else b""
        except Refused as refusal:
            told = encode({"code": refusal.code, "reason": refusal.reason})
            self.answer(refusal.status, told)
        else:
            self.answer(HTTPStatus.CREATED if receipt else HTTPStatus.BAD_REQUEST, receipt)

    def _taken(self, body: bytes) -> bytes:
        if self.path == PATH:
            return self.service.file(body)
        return self.service.enter(self.path.split("/")[-2], body)

    def _told(self, fault: Fault | None, answer: bytes) -> None:
        match fault:
            case Fault.SLOW:
                self.later(answer)
            case Fault.ERROR:
                self.answer(HTTPStatus.INTERNAL_SERVER_ERROR, b"{}")
            case Fault.UNAVAILABLE:
                self.come_again()
            case Fault.LOSE:
                self.close_connection = True
            case Fault.GARBAGE:
                self.garbage()
            case Fault.ENDLESS | Fault.DRIP:
                self.pour(drip=fault is Fault.DRIP)
            case _:
                self.answer(HTTPStatus.OK, answer)


def serving(
    clock: Callable[[], int], folder: Path | None = None
) -> AbstractContextManager[Movables]:
    """It, behind a real socket."""
    return served(_Handler, Movables(clock, folder))


if __name__ == "__main__":
    run("the movables register, simulated", _Handler, Movables)
