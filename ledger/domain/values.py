"""Values that are made by the million: frozen for the type checker, quick at run time.

`@value(frozen=True, slots=True)` is `dataclasses.dataclass` to mypy, which refuses every assignment
to a member. At run time members are set directly: a frozen dataclass sets each through
`object.__setattr__`, which takes five times as long, and a mirror makes a dozen values an act.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as value
    from dataclasses import fields, replace
else:
    from dataclasses import dataclass, fields

    def value(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """The decorator of such a class; it may not have a __post_init__."""
        return dataclass(slots=slots, eq=frozen, unsafe_hash=frozen)

    def replace(source: Any, /, **changes: Any) -> Any:
        """A copy with other members, as `dataclasses.replace` makes it."""
        kind = type(source)
        made = kind(*members_of(kind)(source))
        for name, member in changes.items():
            setattr(made, name, member)
        return made


def names_of(kind: Any) -> tuple[str, ...]:
    """The members of a class of values."""
    return tuple(field.name for field in fields(kind))


@cache
def members_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the members out of a value of this class, in their order."""
    names = names_of(kind)
    if len(names) > 1:
        return attrgetter(*names)
    taker = attrgetter(names[0])
    return lambda source: (taker(source),)


__all__ = ["members_of", "names_of", "replace", "value"]
