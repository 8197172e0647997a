"""The domain of the browser's verifier, asked from Python: one node, a JSON line a question."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final, Self

from ledger.domain.dossier import Anchor, RawAct, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import evolve
from ledger.domain.state import Dossier

PROGRAM: Final = Path(__file__).with_suffix(".js")
# texts that a reader needs and no two programs say alike
OWN_WORDS: Final = {
    "RULE_BROKEN": ("values",),
    "ABI_MALFORMED": ("reason", "at"),
    "ACT_MALFORMED": ("fault",),
    "CONDITION_BROKEN": ("values",),
    "NOTICE_MALFORMED": ("fault",),
    "RECEIPT_WRONG": ("found",),
    "JSON_MALFORMED": ("reason",),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: its code, and the values that both programs must give."""

    code: str
    details: tuple[tuple[str, str], ...]


def refusal(code: str, details: dict[str, Any]) -> Refused:
    """As it is compared."""
    left_out = OWN_WORDS.get(code, ())
    told = {plain(name): plain(value) for name, value in details.items() if name not in left_out}
    return Refused(code, tuple(sorted(told.items())))


def refused(fault: DomainError) -> Refused:
    """The same of one of Python's."""
    names = [name for name in getattr(fault, "__dataclass_fields__", ()) if name != "code"]
    return refusal(fault.code, {camel(name): getattr(fault, name) for name in names})


def camel(name: str) -> str:
    """A member's name in JavaScript."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def plain(value: object) -> str:
    """A value as both write it."""
    return value.hex() if isinstance(value, bytes) else str(value)


def tried(attempt: Callable[[], Any]) -> Any:
    """What Python gives, or how it refuses."""
    try:
        return attempt()
    except DomainError as fault:
        return refused(fault)


def flipped(act: RawAct, random: Random) -> RawAct:
    """The act with one other byte somewhere behind its count."""
    data = bytearray(act.data)
    data[random.randrange(6, len(data))] ^= random.randrange(1, 256)
    return replace(act, data=bytes(data))


def replayed(anchor: Anchor, before: Dossier, act: RawAct) -> Any:
    """The state after one more act, as node shows it."""
    return tried(lambda: shown(evolve(anchor, before, parse_act(act))))


def shown(state: Dossier) -> dict[str, Any]:
    """A dossier's state as node shows it."""
    return {
        "head": state.head.hex(),
        "seq": state.seq,
        "words": {key.hex(): word.hex() for key, word in state.words.items()},
        "terms": [key.hex() for key in state.terms],
    }


def raw_line(raw: RawAct) -> dict[str, Any]:
    """A raw act as a question has it."""
    return {
        "subject": raw.subject.hex(),
        "kind": int(raw.kind),
        "book": raw.book.hex(),
        "block": raw.block,
        "time": raw.time,
        "data": raw.data.hex(),
    }


class BrowserDomain:
    """The process; ended with the context."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node is not None, "node comes with the environment"
        self._process = subprocess.Popen(
            [node, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def tried(self, ask: str, **given: Any) -> Any:
        """The answer, or how it was refused."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": ask, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node has ended"
        return answered(json.loads(line))

    def ask(self, ask: str, **given: Any) -> Any:
        """The answer; a refusal is none."""
        found = self.tried(ask, **given)
        assert not isinstance(found, Refused), found
        return found

    def register(self, anchor: Anchor) -> None:
        """Begin anew with this register."""
        self.ask("register", chainId=anchor.chain_id, address=anchor.register.hex())

    def replay(self, acts: Iterable[RawAct]) -> list[Any]:
        """The states after each of these acts."""
        return [self.ask("act", **raw_line(raw)) for raw in acts]

    def instead(self, subject: bytes, after: int, acts: Sequence[RawAct]) -> list[Any]:
        """What each of these would be as the next act."""
        lines = [raw_line(raw) for raw in acts]
        found = self.ask("instead", subject=subject.hex(), after=after, acts=lines)
        return [answered(each) for each in found]


def answered(found: dict[str, Any]) -> Any:
    """What was given, or a refusal."""
    return found["given"] if "given" in found else refusal(found["code"], found["details"])
