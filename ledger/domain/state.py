"""A dossier's state: its words, and the terms under which the records in them were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from ledger.domain.acts import Body, SubjectKind
from ledger.domain.anchor_words import LogRecord
from ledger.domain.errors import DomainError
from ledger.domain.values import value
from ledger.domain.words import (
    RECORD_KEY,
    ApplicationRecord,
    GovernanceRecord,
    PartyRecord,
    PlainRecord,
    RegistryRecord,
    TitleRecord,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act

W = TypeVar("W", bound=Word)

_KINDS: Final = {bytes([kind]): kind for kind in SubjectKind if kind is not SubjectKind.NONE}

RECORDS: Final[dict[SubjectKind, type[Word]]] = {
    SubjectKind.TITLE: TitleRecord,
    SubjectKind.APPLICATION: ApplicationRecord,
    SubjectKind.PARTY: PartyRecord,
    SubjectKind.OBJECT: PlainRecord,
    SubjectKind.REGISTRY: RegistryRecord,
    SubjectKind.GOVERNANCE: GovernanceRecord,
    SubjectKind.LOG: LogRecord,
}


@dataclass(eq=False)
class SubjectMalformed(DomainError):
    """32 bytes that name no subject."""

    code: ClassVar[str] = "SUBJECT_MALFORMED"

    subject: str


def kind_of(subject: bytes) -> SubjectKind:
    """What a dossier is about. Raises SubjectMalformed."""
    kind = _KINDS.get(subject[:1])
    if kind is None:
        raise SubjectMalformed(subject.hex())
    return kind


@value(frozen=True, slots=True)
class Dossier:
    """The state of one subject after its first `seq` acts.

    `terms` keeps, by the key of the word that it made, the body of the act that made it (a
    pledge's terms under the pledge's key, a title's Issue under the record's key). Time has not
    been applied: ledger.domain.clock does that.
    """

    subject: bytes
    head: bytes
    seq: int = 0
    block: int = 0
    time: int = 0
    words: Mapping[bytes, bytes] = field(default_factory=lambda: MappingProxyType({}))
    terms: Mapping[bytes, Body] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def kind(self) -> SubjectKind:
        """What the dossier is about."""
        return kind_of(self.subject)

    def read(self, key: bytes, layout: type[W]) -> W:
        """The word under a key, all zero when there is none. Raises WordMalformed."""
        word = self.words.get(key)
        return layout() if word is None else layout.parse(word)

    def record(self, layout: type[W]) -> W:
        """The record word."""
        return self.read(RECORD_KEY, layout)

    def under(self, tag: int) -> Iterator[tuple[bytes, bytes]]:
        """Keys and words of one table, in the order of their keys."""
        return ((key, word) for key, word in sorted(self.words.items()) if key[0] == tag)

    def after(self, act: Act, head: bytes, count: bytes, terms: Mapping[bytes, Body]) -> Dossier:
        """The state after one more act; `count` is the record word where the act wrote none."""
        raw = act.raw
        # a proxy's own copy and union are those of the dict within: item by item takes ten times
        # as long, and a dossier may have thousands
        before: Any = self.words
        words = before.copy()
        words[RECORD_KEY] = count
        words.update(act.writes)
        known: Any = self.terms
        if terms:
            known = MappingProxyType(known | terms)
        return Dossier(
            self.subject, head, act.seq, raw.block, raw.time, MappingProxyType(words), known
        )
