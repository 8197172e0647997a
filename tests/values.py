"""Any value of a type of the contracts, for properties."""

from typing import Any

from hypothesis import strategies as st

from ledger.domain.abi import Array, Bool, Bytes, Enum, FixedBytes, Kind, Record, Text, Uint


def values(kind: Kind) -> st.SearchStrategy[Any]:  # noqa: PLR0911 (one return a type)
    """Any value of a type."""
    match kind:
        case Bool():
            return st.booleans()
        case Enum():
            return st.sampled_from(kind.members)
        case Uint():
            return st.integers(0, kind.limit - 1)
        case FixedBytes():
            return st.binary(min_size=kind.size, max_size=kind.size)
        case Text():
            return st.text(max_size=40)
        case Bytes():
            return st.binary(max_size=70)
        case Array():
            return st.lists(values(kind.item), max_size=4).map(tuple)
        case Record():
            return st.tuples(*map(values, kind.row.kinds)).map(lambda row: kind.cls(*row))
    raise TypeError(kind)
