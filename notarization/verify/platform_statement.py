"""`platform.json`: what the operator states of the platform (Rules of Online Litigation Art. 17).

Who operates it, its filings, its results of classified protection and of the assessment of
commercial cryptography, its interests, the standards and the incidents of the time. All of it is
the operator's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from notarization.verify.fields import Fields

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonValue

SCHEMA: Final = "datadeed/platform/1"
PLATFORM_NAME: Final = "platform.json"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Stated:
    """A filing, a result or a standard: what, its number or grade, by whom; a day or nothing."""

    kind: str
    value: str
    by: str
    day: str


@dataclass(frozen=True, slots=True)
class Incident:
    """What went wrong, from when until when (seconds since 1970)."""

    since: int
    until: int
    text: str


@dataclass(frozen=True, slots=True)
class Platform:
    """The statement, of the time from `since` until `until` (seconds since 1970)."""

    operator: str
    uscc: str
    since: int
    until: int
    interests: str
    filings: tuple[Stated, ...]
    assessments: tuple[Stated, ...]
    standards: tuple[Stated, ...]
    incidents: tuple[Incident, ...]


def write_platform(platform: Platform) -> bytes:
    """The file's bytes."""
    lists = {
        name: [
            {"kind": each.kind, "value": each.value, "by": each.by, "day": each.day}
            for each in getattr(platform, name)
        ]
        for name in ("filings", "assessments", "standards")
    }
    return encode(
        {
            "schema": SCHEMA,
            "operator": platform.operator,
            "uscc": platform.uscc,
            "since": platform.since,
            "until": platform.until,
            "interests": platform.interests,
            **lists,
            "incidents": [
                {"since": each.since, "until": each.until, "text": each.text}
                for each in platform.incidents
            ],
        }
    )


def read_platform(value: JsonValue) -> Platform:
    """The statement of a parsed file. Raises FieldError."""
    fields = Fields(value, PLATFORM_NAME)
    fields.schema(SCHEMA)
    found = Platform(
        operator=fields.text("operator"),
        uscc=fields.text("uscc"),
        since=fields.natural("since", 2**40),
        until=fields.natural("until", 2**40),
        interests=fields.text("interests"),
        filings=_stated(fields, "filings"),
        assessments=_stated(fields, "assessments"),
        standards=_stated(fields, "standards"),
        incidents=_incidents(fields),
    )
    if not found.operator:
        fields.refuse("operator", "is empty")
    if found.until < found.since:
        fields.refuse("until", "lies before since")
    fields.end()
    return found


def _stated(fields: Fields, name: str) -> tuple[Stated, ...]:
    found = []
    for row in _rows(fields, name):
        found.append(Stated(row.text("kind"), row.text("value"), row.text("by"), row.text("day")))
        row.end()
    return tuple(found)


def _incidents(fields: Fields) -> tuple[Incident, ...]:
    found = []
    for row in _rows(fields, "incidents"):
        since, until = row.natural("since", 2**40), row.natural("until", 2**40)
        found.append(Incident(since, until, row.text("text")))
        row.end()
    return tuple(found)


def _rows(fields: Fields, name: str) -> list[Fields]:
    rows = fields.each(name)
    if len(rows) > MOST:
        fields.refuse(name, f"are more than {MOST}")
    return rows
