"""What can be wrong with a record, an opening or a disclosure of salted field commitments."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.errors import DomainError


class CommitmentError(DomainError):
    """A record, an opening or a disclosure breaks the rules of commitments."""

    code: ClassVar[str] = "COMMITMENT"


@dataclass(eq=False)
class FieldNameRefused(CommitmentError):
    """A field name is empty, longer than 65535 bytes of UTF-8, or not UTF-8 at all."""

    name: str
    code: ClassVar[str] = "FIELD_NAME_REFUSED"


@dataclass(eq=False)
class FieldDuplicate(CommitmentError):
    """A record names one field twice."""

    name: str
    code: ClassVar[str] = "FIELD_DUPLICATE"


@dataclass(eq=False)
class FieldUnknown(CommitmentError):
    """A record has no field of this name."""

    name: str
    code: ClassVar[str] = "FIELD_UNKNOWN"


@dataclass(eq=False)
class FieldErased(CommitmentError):
    """The field was erased: its value and salt are gone for good."""

    name: str
    code: ClassVar[str] = "FIELD_ERASED"


@dataclass(eq=False)
class FieldCountRefused(CommitmentError):
    """A record has no field at all, or more than `MAX_FIELDS`."""

    count: int
    code: ClassVar[str] = "FIELD_COUNT_REFUSED"


@dataclass(eq=False)
class SaltRefused(CommitmentError):
    """A salt is shorter than 16 or longer than 32 bytes; the salt itself is not repeated."""

    length: int
    code: ClassVar[str] = "SALT_REFUSED"


@dataclass(eq=False)
class LeafRefused(CommitmentError):
    """A leaf hash is not 32 bytes long."""

    length: int
    code: ClassVar[str] = "LEAF_REFUSED"


@dataclass(eq=False)
class DisclosureOrder(CommitmentError):
    """Openings are not in strict order of their names, or withheld leaves of their positions."""

    after: str
    found: str
    code: ClassVar[str] = "DISCLOSURE_ORDER"


@dataclass(eq=False)
class DisclosurePosition(CommitmentError):
    """A withheld leaf stands outside the record."""

    position: int
    size: int
    code: ClassVar[str] = "DISCLOSURE_POSITION"


@dataclass(eq=False)
class CommitmentMismatch(CommitmentError):
    """The disclosed fields and leaves give another root than the one on chain."""

    expected: bytes
    computed: bytes
    code: ClassVar[str] = "COMMITMENT_MISMATCH"
