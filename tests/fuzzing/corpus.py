"""The corpus of each target: inputs in base64, a line each, the smallest first."""

import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable
from types import FrameType
from typing import Any, Final

from ledger.domain.errors import DomainError
from notarization.verify.errors import VerificationError
from tests.fuzzing.targets import HERE, TARGETS

FOLDER: Final = HERE / "inputs"
OURS: Final = ("notarization/verify/", "ledger/domain/")
# in all of a target
MOST_BYTES: Final = {"container": 16_384}
USUAL_BYTES: Final = 24_576


def corpus(name: str) -> list[bytes]:
    """The inputs that are kept; those that a target begins with, where none are."""
    path = FOLDER / f"{name}.txt"
    if not path.exists():
        from tests.fuzzing.seeds import seeds  # noqa: PLC0415  # the makers need openssl

        return list(seeds(name))
    return [b64decode(line) for line in path.read_text(encoding="ascii").split()]


def keep(name: str, inputs: Iterable[bytes]) -> None:
    """Write a corpus."""
    lines = [b64encode(each).decode() + "\n" for each in sorted(inputs, key=lambda e: (len(e), e))]
    (FOLDER / f"{name}.txt").write_text("".join(lines), encoding="ascii")


def reduced(name: str, inputs: Iterable[bytes]) -> list[bytes]:
    """Of these the smallest that take every step from line to line that any of them takes."""
    seen: set[Any] = set()
    kept, size = [], 0
    for data in sorted(set(inputs), key=len):
        taken = steps(name, data)
        if taken <= seen or size + len(data) > MOST_BYTES.get(name, USUAL_BYTES):
            continue
        seen |= taken
        kept.append(data)
        size += len(data)
    return kept


def steps(name: str, data: bytes) -> set[Any]:
    """The steps from line to line within the verifier, and what came out."""
    found: set[Any] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not any(each in frame.f_code.co_filename for each in OURS):
            return None
        before = 0

        def line(inner: FrameType, event: str, _: Any) -> Any:
            nonlocal before
            if event == "line":
                found.add((inner.f_code.co_filename, before, inner.f_lineno))
                before = inner.f_lineno
            return line

        return line if event == "call" else None

    sys.settrace(trace)
    try:
        found.add(TARGETS[name](data)[:200])
    except (VerificationError, DomainError) as fault:
        # what is wrong, without the values that are
        found.add((fault.code, *map(str, getattr(fault, "where", "").split("[")[:1])))
    finally:
        sys.settrace(None)
    return found


assert set(MOST_BYTES) <= set(TARGETS)
