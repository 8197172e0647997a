"""Columns of the mirror's tables, by what they hold. Ids and digests are bytes, never hex."""

from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field


def key_bytes(*, index: bool = False) -> Any:
    """An id that is part of the key; indexed where it is looked up alone."""
    return Field(sa_type=LargeBinary, primary_key=True, index=index)


def key_number(*, index: bool = False) -> Any:
    """A number that is part of the key; the database never invents one."""
    return Field(
        sa_type=BigInteger,
        primary_key=True,
        index=index,
        sa_column_kwargs={"autoincrement": False},
    )


def key_text() -> Any:
    """A text that is part of the key."""
    return Field(sa_type=Text, primary_key=True)


def octets(*, index: bool = False) -> Any:
    """An id, a digest or raw bytes."""
    return Field(sa_type=LargeBinary, index=index)


def whole(*, index: bool = False) -> Any:
    """A whole number of at most 63 bits: shares, counts, blocks, seconds, enum members."""
    return Field(sa_type=BigInteger, index=index)


def words(*, index: bool = False) -> Any:
    """A text."""
    return Field(sa_type=Text, index=index)
