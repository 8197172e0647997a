"""What a reader wants of a package's block and time, as an expression in his trust file.

    (qbft AND tsa) OR (checkpoint>=3-of-5 AND tsa>=2)

`pin`, `qbft`, `checkpoint`, `tsa` and `sm2` hold where that voice vouches; `>=n` wants so many
witnesses, authorities or countersigners, and `-of-m` says how many the reader thought of: another
number in the same file is a mistake. AND binds tighter than OR. Without an expression any voice is
enough for the block, `timeStamps.needed` authorities for the time, and nobody need countersign.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from notarization.verify.errors import VerificationError

MOST_TEXT: Final = 500
MOST_DEPTH: Final = 16
VOICES: Final = ("pin", "qbft", "checkpoint", "tsa", "sm2")
COUNTED: Final = ("checkpoint", "tsa", "sm2")
_TOKEN: Final = re.compile(
    r"\s*(\(|\)|AND\b|OR\b|[a-z][a-z0-9]*(?:>=[0-9]{1,2}(?:-of-[0-9]{1,2})?)?)"
)
_ATOM: Final = re.compile(r"([a-z][a-z0-9]*)(?:>=([0-9]+)(?:-of-([0-9]+))?)?")

Held: TypeAlias = Mapping[str, int]
Expression: TypeAlias = Callable[[Held], bool]


@dataclass(eq=False)
class PolicyMalformed(VerificationError):
    """The text is no expression over the voices that this verifier knows."""

    fault: str
    code: ClassVar[str] = "POLICY_MALFORMED"


@dataclass(eq=False)
class PolicyUnmet(VerificationError):
    """What vouches for the package is less than the reader's policy wants."""

    expected: str
    found: str
    code: ClassVar[str] = "POLICY_UNMET"


@dataclass(frozen=True, slots=True)
class Policy:
    """An expression with its text; `of` is how many voices of each kind its `-of-m` name."""

    text: str
    meets: Expression
    of: Mapping[str, int]


def parse_policy(text: str) -> Policy:
    """The policy of a text. Raises PolicyMalformed."""
    if len(text) > MOST_TEXT:
        raise PolicyMalformed(f"has {len(text)} characters")
    reader = _Reader(text)
    meets = reader.either(0)
    if reader.next is not None:
        raise PolicyMalformed(f"{reader.next!r} has no place there")
    return Policy(text, meets, reader.of)


def require_met(policy: Policy, held: Held) -> None:
    """`held` is how many of each voice vouch. Raises PolicyUnmet."""
    if not policy.meets(held):
        found = " ".join(f"{name}={held.get(name, 0)}" for name in VOICES)
        raise PolicyUnmet(policy.text, found)


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self.next = next(self._tokens, None)
        self.of: dict[str, int] = {}

    def take(self) -> str:
        found = self.next
        if found is None:
            raise PolicyMalformed("ends too early")
        self.next = next(self._tokens, None)
        return found

    def either(self, depth: int) -> Expression:
        parts = [self.both(depth)]
        while self.next == "OR":
            self.take()
            parts.append(self.both(depth))
        return lambda held: any(part(held) for part in parts)

    def both(self, depth: int) -> Expression:
        parts = [self.one(depth)]
        while self.next == "AND":
            self.take()
            parts.append(self.one(depth))
        return lambda held: all(part(held) for part in parts)

    def one(self, depth: int) -> Expression:
        word = self.take()
        if word != "(":
            return self.voice(word)
        if depth == MOST_DEPTH:
            raise PolicyMalformed("is nested too deep")
        inner = self.either(depth + 1)
        if self.take() != ")":
            raise PolicyMalformed("a bracket is not closed")
        return inner

    def voice(self, word: str) -> Expression:
        parts = _ATOM.fullmatch(word)
        name = parts[1] if parts else word
        if parts is None or name not in VOICES:
            raise PolicyMalformed(f"{word!r} is none of {', '.join(VOICES)}")
        least, of = int(parts[2] or 1), parts[3]
        if (parts[2] and name not in COUNTED) or not least or (of and least > int(of)):
            raise PolicyMalformed(f"{word!r} cannot be counted so")
        if of and self.of.setdefault(name, int(of)) != int(of):
            raise PolicyMalformed(f"{word!r} names another number than before")
        return lambda held: held.get(name, 0) >= least


def _tokens(text: str) -> Iterator[str]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            raise PolicyMalformed(f"{text[place : place + 20]!r} is not understood")
        yield found[1]
        place = found.end()
