"""Salted commitments to the fields of a record, and the one root that goes on chain.

    leaf = keccak256(0x00 || uint16 len(name) || name || uint8 len(salt) || salt || value)
    node = keccak256(0x01 || left || right)
    root = keccak256(0x02 || uint32 n || root of the RFC 6962 tree over the leaves)

Integers are big-endian, names are UTF-8, a value is its RFC 8785 bytes, leaves stand in the order
of their names' bytes. A salt of 128 bits or more keeps a withheld value from being guessed.
Destroying a salt erases the field: its leaf stays as a tombstone and the root still verifies.

A disclosure proves that the opened fields belong to the record. It does not prove under which names
the withheld leaves stand; that the record has no field twice is checked where it is committed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from itertools import pairwise
from typing import Final, Self, TypeAlias

from ledger.domain import canonical
from ledger.domain.canonical import JsonInput, JsonValue
from ledger.domain.commitment_errors import (
    CommitmentMismatch,
    DisclosureOrder,
    DisclosurePosition,
    FieldCountRefused,
    FieldDuplicate,
    FieldErased,
    FieldNameRefused,
    FieldUnknown,
    LeafRefused,
    SaltRefused,
)
from ledger.domain.keccak import keccak256
from ledger.domain.merkle import tree_root

DIGEST_BYTES: Final = 32
MIN_SALT_BYTES: Final = 16
MAX_SALT_BYTES: Final = 32
MAX_NAME_BYTES: Final = 2**16 - 1
MAX_FIELDS: Final = 2**16


@dataclass(frozen=True, slots=True)
class Opening:
    """One field with its salt; `value` holds the canonical JSON bytes of the field's value."""

    name: str
    salt: bytes
    value: bytes
    _parsed: JsonValue = member(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 < len(_name_bytes(self.name)) <= MAX_NAME_BYTES:
            raise FieldNameRefused(self.name[:64])
        if not MIN_SALT_BYTES <= len(self.salt) <= MAX_SALT_BYTES:
            raise SaltRefused(len(self.salt))
        object.__setattr__(self, "_parsed", canonical.parse_canonical(self.value))

    @classmethod
    def of(cls, name: str, salt: bytes, value: JsonInput) -> Self:
        """Open a field to a JSON value; raises a CommitmentError or a CanonicalJsonError."""
        return cls(name=name, salt=salt, value=canonical.encode(value))

    @property
    def leaf(self) -> bytes:
        """The 32-byte leaf hash of the field."""
        name = _name_bytes(self.name)
        parts = (len(name).to_bytes(2), name, len(self.salt).to_bytes(1), self.salt, self.value)
        return keccak256(b"\x00" + b"".join(parts))

    def json(self) -> JsonValue:
        """Return the field's value."""
        # what a caller could change is read anew
        changeable = isinstance(self._parsed, (dict, list))
        return canonical.parse_canonical(self.value) if changeable else self._parsed


@dataclass(frozen=True, slots=True)
class Erased:
    """The tombstone of a field whose salt and value were destroyed."""

    name: str
    leaf: bytes

    def __post_init__(self) -> None:
        _require_leaf(self.leaf)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A leaf that is shown without its field; `position` counts from 0 in the record's order."""

    position: int
    leaf: bytes

    def __post_init__(self) -> None:
        _require_leaf(self.leaf)


Field: TypeAlias = Opening | Erased


@dataclass(frozen=True, slots=True)
class Record:
    """All fields of a record in the order of their names' UTF-8 bytes, none named twice."""

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        _require_count(len(self.fields))
        _require_names_ascend(self.fields)

    @classmethod
    def of(cls, fields: Iterable[Field]) -> Self:
        """Order the fields into a record; raises FieldDuplicate and FieldCountRefused."""
        ordered = sorted(fields, key=lambda field: _name_bytes(field.name))
        for before, field in pairwise(ordered):
            if before.name == field.name:
                raise FieldDuplicate(field.name)
        return cls(tuple(ordered))

    @property
    def root(self) -> bytes:
        """The 32-byte digest of the record that goes on chain."""
        return record_root([field.leaf for field in self.fields])

    def erase(self, name: str) -> Self:
        """Return the record with a tombstone for the field; raises FieldUnknown, FieldErased.

        The caller MUST destroy every other copy of the salt.
        """
        opening = self._opening(name)
        tombstone = Erased(name=name, leaf=opening.leaf)
        return type(self)(tuple(tombstone if field is opening else field for field in self.fields))

    def disclose(self, names: Collection[str]) -> "Disclosure":
        """Open the named fields and show the others as leaves; raises FieldUnknown, FieldErased."""
        chosen = {name: self._opening(name) for name in names}
        withheld = tuple(
            Withheld(position=position, leaf=field.leaf)
            for position, field in enumerate(self.fields)
            if field.name not in chosen
        )
        openings = tuple(
            field for field in self.fields if isinstance(field, Opening) and field.name in chosen
        )
        return Disclosure(openings=openings, withheld=withheld)

    def _opening(self, name: str) -> Opening:
        for field in self.fields:
            if field.name == name:
                if isinstance(field, Erased):
                    raise FieldErased(name)
                return field
        raise FieldUnknown(name)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Some fields of a record opened, the rest as leaves at their positions: one form only."""

    openings: tuple[Opening, ...]
    withheld: tuple[Withheld, ...]

    def __post_init__(self) -> None:
        size = len(self.openings) + len(self.withheld)
        _require_count(size)
        _require_names_ascend(self.openings)
        _require_positions_ascend(self.withheld, size)

    @property
    def root(self) -> bytes:
        """The root that these openings and leaves give."""
        leaves = [opening.leaf for opening in self.openings]
        for withheld in self.withheld:
            leaves.insert(withheld.position, withheld.leaf)
        return record_root(leaves)

    def narrowed(self, names: Collection[str]) -> Self:
        """The same record with only these fields open, or none; raises FieldUnknown."""
        known = {opening.name for opening in self.openings}
        for name in names:
            if name not in known:
                raise FieldUnknown(name)
        held = {withheld.position for withheld in self.withheld}
        size = len(self.openings) + len(self.withheld)
        places = [place for place in range(size) if place not in held]
        closed = [
            Withheld(place, opening.leaf)
            for place, opening in zip(places, self.openings, strict=True)
            if opening.name not in names
        ]
        withheld = sorted((*self.withheld, *closed), key=lambda each: each.position)
        kept = tuple(opening for opening in self.openings if opening.name in names)
        return type(self)(kept, tuple(withheld))


def record_root(leaves: Sequence[bytes]) -> bytes:
    """Return the record digest over leaf hashes in name order; raises FieldCountRefused."""
    _require_count(len(leaves))
    return keccak256(b"\x02" + len(leaves).to_bytes(4) + tree_root(leaves, _node))


def verify_disclosure(disclosure: Disclosure, root: bytes) -> dict[str, JsonValue]:
    """Return the proven fields by name; raises CommitmentMismatch when the root differs."""
    computed = disclosure.root
    if computed != root:
        raise CommitmentMismatch(expected=root, computed=computed)
    return {opening.name: opening.json() for opening in disclosure.openings}


def _node(left: bytes, right: bytes) -> bytes:
    return keccak256(b"\x01" + left + right)


def _name_bytes(name: str) -> bytes:
    try:
        return name.encode()
    except UnicodeEncodeError as error:
        raise FieldNameRefused(ascii(name[:64])) from error


def _require_leaf(leaf: bytes) -> None:
    if len(leaf) != DIGEST_BYTES:
        raise LeafRefused(len(leaf))


def _require_count(count: int) -> None:
    if not 0 < count <= MAX_FIELDS:
        raise FieldCountRefused(count)


def _require_names_ascend(fields: Sequence[Field]) -> None:
    for before, field in pairwise(fields):
        if before.name == field.name:
            raise FieldDuplicate(field.name)
        if _name_bytes(before.name) > _name_bytes(field.name):
            raise DisclosureOrder(after=before.name, found=field.name)


def _require_positions_ascend(withheld: Sequence[Withheld], size: int) -> None:
    previous = -1
    for leaf in withheld:
        if not 0 <= leaf.position < size:
            raise DisclosurePosition(position=leaf.position, size=size)
        if leaf.position <= previous:
            raise DisclosureOrder(after=str(previous), found=str(leaf.position))
        previous = leaf.position
