"""JSON that comes with the program, read into its dataclasses: profiles and code tables.

An object becomes a dataclass member by member (`from` is called `since` here), a list becomes a
dataclass by place. An unknown member is refused, and so is a missing one without a default.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def shaped(shape: type[T], value: Any) -> T:
    """The value as this shape. Raises TypeError, ValueError."""
    return cast("T", _shaped(shape, value))


def member_of(name: str) -> str:
    """What a dataclass's field is called in JSON."""
    return "from" if name == "since" else name


def _shaped(shape: Any, value: Any) -> Any:
    origin, parts = get_origin(shape), get_args(shape)
    if origin is None:
        return _plain(shape, value)
    if origin is tuple:
        return tuple(_shaped(parts[0], each) for each in value)
    if origin is dict:
        return {key: _shaped(parts[1], each) for key, each in value.items()}
    (given,) = (part for part in parts if part is not NoneType)
    return None if value is None else _shaped(given, value)


def _plain(shape: Any, value: Any) -> Any:
    if shape is date:
        return date.fromisoformat(value)
    if issubclass(shape, Enum):
        return shape(value)
    if is_dataclass(shape):
        made: Any = shape(**_members(shape, value))  # type: ignore[operator]
        return made
    if not isinstance(value, shape):
        raise TypeError(f"{type(value).__name__} instead of {shape.__name__}")
    return value


def _members(shape: Any, value: Any) -> dict[str, Any]:
    layout = _layout(shape)
    if isinstance(value, list):
        value = dict(zip(layout, value, strict=False))
    if unknown := value.keys() - layout.keys():
        raise TypeError(f"{shape.__name__} has no {sorted(unknown)}")
    return {layout[member][0]: _shaped(layout[member][1], each) for member, each in value.items()}


@cache
def _layout(shape: Any) -> dict[str, tuple[str, Any]]:
    """By its name in JSON: a field's own name and its shape."""
    hints = get_type_hints(shape)
    return {member_of(each.name): (each.name, hints[each.name]) for each in fields(shape)}
