"""What a question can meet, by what the asker can do about it."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class QueryError(LedgerError):
    """A question has no answer."""

    code: ClassVar[str] = "QUERY"


@dataclass(eq=False)
class NumberUnknown(QueryError):
    """No certificate of this number is on the chain, as far as the mirror has read it."""

    number: int
    code: ClassVar[str] = "NUMBER_UNKNOWN"


@dataclass(eq=False)
class SubjectUnknown(QueryError):
    """Nothing of this id is on the chain, as far as the mirror has read it."""

    subject: bytes
    code: ClassVar[str] = "SUBJECT_UNKNOWN"


@dataclass(eq=False)
class MarkMalformed(QueryError):
    """A page's mark is none that an earlier page gave."""

    text: str
    code: ClassVar[str] = "MARK_MALFORMED"


@dataclass(eq=False)
class FacetUnknown(QueryError):
    """A facet of the search has no such value."""

    facet: str
    value: str
    code: ClassVar[str] = "FACET_UNKNOWN"


@dataclass(eq=False)
class SearchEmpty(QueryError):
    """A search needs at least one letter, digit or character."""

    text: str
    code: ClassVar[str] = "SEARCH_EMPTY"


@dataclass(eq=False)
class SearchTooLong(QueryError):
    """A search looks for so many words, or has so many characters, at most: none is left out."""

    words: int
    most_words: int
    most_characters: int
    code: ClassVar[str] = "SEARCH_TOO_LONG"


@dataclass(eq=False)
class DossierUnknown(LedgerError):
    """An act of this dossier cannot be read, so nothing can be said of it from there on.

    Or the last audit found its head to differ from the chain's: `reason` HEAD_DIFFERS.
    """

    subject: bytes
    block: int
    reason: str
    code: ClassVar[str] = "DOSSIER_UNKNOWN"
