"""What an act wrote, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ledger.domain.words import TAIL_BYTES, Word, party_of_tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.acts import Body, Tag
    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier

B = TypeVar("B")
W = TypeVar("W", bound=Word)


def written(act: Act, tag: Tag, layout: type[W]) -> Iterator[tuple[bytes, W]]:
    """Keys and words of one table that the act wrote."""
    return ((key, layout.parse(word)) for key, word in act.writes if key[0] == tag)


def terms_under(dossier: Dossier, key: bytes, kind: type[B]) -> B:
    """The terms of a record. The rules put them there: their lack is a fault of the program."""
    terms: Body = dossier.terms[key]
    if not isinstance(terms, kind):
        raise TypeError(f"{key.hex()} was not made by {kind.__name__}")
    return terms


def terms_of(act: Act, kind: type[B]) -> B:
    """The act's own terms."""
    if not isinstance(act.terms, kind):
        raise TypeError(f"{act.kind.name} has no {kind.__name__}")
    return act.terms


def party_in(key: bytes) -> bytes:
    """The party that a key names."""
    return party_of_tail(key[-TAIL_BYTES:])
