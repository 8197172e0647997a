"""Every door of the application, and the least that each takes: for who asks at all of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.routing import APIRoute
from hypothesis import find
from hypothesis import strategies as st
from pydantic import TypeAdapter
from starlette.routing import Mount, Route

# texts that most patterns take
USUAL: Final = ("a", "ab" * 16, "ab" * 32, "0x" + "ab" * 20, "0x" + "ab" * 32, "0x" + "ab" * 65)
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one address, and the route behind it."""

    method: str
    path: str
    route: Route

    @property
    def name(self) -> str:
        """As the tables of tests write it."""
        return f"{self.method} {self.path}"

    @property
    def is_page(self) -> bool:
        """Whether a browser asks, with a cookie."""
        return not self.path.startswith("/v1")

    def address(self, values: Mapping[str, str]) -> str:
        """With values in the place of its parameters."""
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], self.path)

    def query(self, values: Mapping[str, str]) -> Content:
        """The parameters that it wants, by their names."""
        found: Content = {}
        for each in self.route.dependant.query_params if isinstance(self.route, APIRoute) else ():
            schema = schema_of(each.field_info.annotation)
            if schema.get("type") == "object":
                found |= least(schema, values, schema.get("$defs", {}))
            elif each.field_info.is_required():
                found[each.alias] = values.get(each.alias, "1")
        return found


def doors(routes: Iterable[Any]) -> Iterator[Door]:
    """All of them; of what is mounted nothing, which is files that everybody reads."""
    for each in routes:
        if isinstance(each, Route):
            for method in sorted((each.methods or set()) - {"HEAD"}):
                yield Door(method, each.path, each)
        elif not isinstance(each, Mount):
            yield from doors(each.original_router.routes)


def schema_of(kind: Any) -> Content:
    """The JSON schema of what a parameter or a form is."""
    return TypeAdapter(kind).json_schema()


def least(schema: Mapping[str, Any], values: Mapping[str, Any], definitions: Content) -> Any:
    """The least that a schema takes; a member of a known name has the value of that name."""
    if "$ref" in schema:
        return least(definitions[schema["$ref"].rpartition("/")[2]], values, definitions)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return least(schema[several][0], values, definitions)
    if schema.get("type") == "object":
        members, wanted = schema.get("properties", {}), schema.get("required", ())
        return {
            name: values[name] if fits else least(member, values, definitions)
            for name, member in members.items()
            for fits in (name in values and _fits(member, values[name]),)
            if name in wanted or fits
        }
    if schema.get("type") == "array":
        count = schema.get("minItems", 0)
        return [least(schema["items"], values, definitions) for _ in range(count)]
    return _plain(schema)


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a member may have the value that is known under its name."""
    pattern, members = schema.get("pattern", ""), schema.get("enum", [value])
    return value in members and "$ref" not in schema and bool(re.search(pattern, str(value)))


def _plain(schema: Mapping[str, Any]) -> Any:
    """The least of what has no members."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") in ("integer", "number"):
        return int(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
    if schema.get("type") == "boolean":
        return True
    return _text(schema)


def _text(schema: Mapping[str, Any]) -> Any:
    if schema.get("format") == "binary" or "contentMediaType" in schema:
        return b"x"
    pattern, shortest = schema.get("pattern", ""), schema.get("minLength", 0)
    for each in USUAL:
        if re.search(pattern, each) and shortest <= len(each) <= schema.get("maxLength", 999):
            return each
    return find(st.from_regex(pattern, fullmatch=True), lambda _: True)
