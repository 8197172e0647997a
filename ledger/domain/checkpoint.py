"""A long dossier's state every twenty-five acts, as bytes: what changed since the state before.

`changes` and `restored` are each other's inverse: the sum of all changes up to a checkpoint is the
very state that the replay of all acts up to there gives, in the order of its terms too.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct, error
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.abi import AbiError
from ledger.domain.acts import ACTS, decode, encode
from ledger.domain.errors import DomainError
from ledger.domain.state import Dossier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


EVERY: Final = 25
_COUNT: Final = Struct(">I")
_WORD: Final = Struct(">32s32s")
_TERM: Final = Struct(">32sBI")
# the struct of a term is named by the first kind of act that carries it
_CLASSES: Final = {int(kind): body for kind, body in ACTS.items()}
_KINDS: Final = {ACTS[kind]: kind for kind in sorted(ACTS, reverse=True)}


@dataclass(eq=False)
class CheckpointMalformed(DomainError):
    """The bytes of a checkpoint are not those that this version writes: rebuild the mirror."""

    code: ClassVar[str] = "CHECKPOINT_MALFORMED"

    subject: str
    seq: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state's members beside words and terms, and what of these changed since the one before."""

    head: bytes
    seq: int
    block: int
    time: int
    changes: bytes


def changes(base: Dossier | None, after: Dossier) -> bytes:
    """What a state has that the one twenty-five acts before had not; None for a dossier's first."""
    known_words = {} if base is None else base.words
    known_terms = {} if base is None else base.terms
    words = [(key, word) for key, word in after.words.items() if known_words.get(key) != word]
    parts = [_COUNT.pack(len(words)), *(_WORD.pack(*pair) for pair in sorted(words))]
    for key, terms in after.terms.items():
        known = known_terms.get(key)
        if known is not terms and known != terms:
            body = encode(terms)
            parts += (_TERM.pack(key, _KINDS[type(terms)], len(body)), body)
    return b"".join(parts)


def restored(subject: bytes, checkpoints: Iterable[Checkpoint]) -> Dossier:
    """The state at the last of a dossier's checkpoints; they begin with its first.

    Raises:
        CheckpointMalformed: one of them has no reading, or one before it is missing.
    """
    words: dict[bytes, bytes] = {}
    bodies: dict[bytes, tuple[int, bytes]] = {}
    last = Checkpoint(b"", 0, 0, 0, b"")
    try:
        for each in checkpoints:
            if each.seq != last.seq + EVERY:
                raise CheckpointMalformed(subject.hex(), each.seq)
            last = each
            end = _COUNT.size + _COUNT.unpack_from(each.changes)[0] * _WORD.size
            words.update(_WORD.iter_unpack(each.changes[_COUNT.size : end]))
            bodies.update(_bodies(each.changes, end))
        terms = {key: decode(_CLASSES[kind], body) for key, (kind, body) in bodies.items()}
    except (error, LookupError, AbiError) as fault:
        raise CheckpointMalformed(subject.hex(), last.seq) from fault
    return Dossier(
        subject,
        last.head,
        last.seq,
        last.block,
        last.time,
        MappingProxyType(words),
        MappingProxyType(terms),
    )


def _bodies(data: bytes, place: int) -> Iterator[tuple[bytes, tuple[int, bytes]]]:
    while place < len(data):
        key, kind, size = _TERM.unpack_from(data, place)
        place += _TERM.size + size
        yield key, (kind, data[place - size : place])
