"""The record of a data object: national Annex 1's fields (NAT-2026), checked, committed, published.

A record is a JSON object of the fields below. Those that only some provinces ask for may be left
out, and a record without them is the same bytes as before they were known. `parse_record` checks
all; the registrant commits to each under a salt of its own (ledger.domain.commitments);
`notice_of` opens the fields of the whitelist, for legal persons only, and shows the others as
leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from ledger.domain import canonical
from ledger.domain.codes import SCENARIOS, industry_valid, region_valid, uscc_valid
from ledger.domain.commitments import Disclosure, Opening, Record, Withheld
from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger.domain.canonical import JsonValue

MOST_NAME: Final = 40
MOST_SUMMARY: Final = 400
MOST_TEXT: Final = 200
MOST_CLEAR_BYTES: Final = 2_048
MOST_INTEGER: Final = 2**53 - 1
NOTICE_SCHEMA: Final = "datadeed/notice/1"
ORIGINS: Final = ("self_generated", "by_agreement", "scraped_public", "derived")
REGION_LEVELS: Final = ("international", "national", "province", "city", "county", "below")
FREQUENCIES: Final = ("real_time", "daily", "weekly", "monthly", "yearly", "on_demand", "other")
MEDIA: Final = ("image", "text", "video", "audio", "table", "other")
STRUCTURES: Final = ("structured", "semi_structured", "unstructured")
APPLICANT_KINDS: Final = ("legal_person", "unincorporated", "natural_person")
RESTRICTIONS: Final = ("users", "qualification", "environment", "region", "resale", "export")
PUBLIC_FIELDS: Final = (
    "applicants",
    "data_name",
    "form",
    "industry",
    "origin",
    "region",
    "scenarios",
    "time_span",
    "update_frequency",
    "volume",
)
_PARTY: Final = re.compile(r"[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ID_NUMBER: Final = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


@dataclass(eq=False)
class FieldMissing(DomainError):
    """A mandatory field of the record is not there."""

    code: ClassVar[str] = "RECORD_FIELD_MISSING"

    field: str


@dataclass(eq=False)
class FieldInvalid(DomainError):
    """A field of the record is not what Annex 1 wants; the value itself is not repeated."""

    code: ClassVar[str] = "RECORD_FIELD_INVALID"

    field: str
    fault: str


@dataclass(eq=False)
class FieldUnexpected(DomainError):
    """A field is none of the record's."""

    code: ClassVar[str] = "RECORD_FIELD_UNEXPECTED"

    field: str


@dataclass(eq=False)
class NoticeMalformed(DomainError):
    """Published fields that cannot be read."""

    code: ClassVar[str] = "NOTICE_MALFORMED"

    fault: str


def parse_record(value: Mapping[str, Any]) -> dict[str, JsonValue]:
    """The record, every mandatory field present, every field valid.

    Raises:
        FieldMissing, FieldInvalid, FieldUnexpected: the first field that is wrong, by name.
    """
    for name in value:
        if name not in CHECKS and name not in OPTIONAL:
            raise FieldUnexpected(str(name)[:64])
    for name in CHECKS:
        if name not in value:
            raise FieldMissing(name)
    present = {name: check for name, check in (CHECKS | OPTIONAL).items() if name in value}
    for name, check in present.items():
        check(name, value[name])
        _refuse_id_numbers(name, value[name])
    return {name: cast("JsonValue", value[name]) for name in present}


def commit(record: Mapping[str, JsonValue], salts: Mapping[str, bytes]) -> Record:
    """The record's committed form; every field has its own salt."""
    return Record.of(Opening.of(name, salts[name], value) for name, value in record.items())


def public_fields(record: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """The fields that a notice may open: applicants only where all are legal persons."""
    applicants = cast("list[dict[str, Any]]", record["applicants"])
    clear = all(each["kind"] != "natural_person" for each in applicants)
    left_out = {name for name in OPTIONAL if name not in record}
    left_out |= set() if clear else {"applicants"}
    return tuple(name for name in PUBLIC_FIELDS if name not in left_out)


def notice_of(disclosure: Disclosure) -> bytes:
    """The clear bytes of a notice: openings and withheld leaves, canonical JSON.

    Raises:
        NoticeMalformed: more than 2,048 bytes.
    """
    clear = canonical.encode(
        {
            "schema": NOTICE_SCHEMA,
            "fields": [
                [opening.name, opening.salt.hex(), opening.json()]
                for opening in disclosure.openings
            ],
            "withheld": [[each.position, each.leaf.hex()] for each in disclosure.withheld],
        }
    )
    if len(clear) > MOST_CLEAR_BYTES:
        raise NoticeMalformed(f"{len(clear)} bytes, at most {MOST_CLEAR_BYTES}")
    return clear


def parse_notice(clear: bytes) -> Disclosure:
    """The disclosure of a notice. Its root must be compared with the application's record.

    Raises:
        NoticeMalformed, CanonicalJsonError, CommitmentError: the bytes are not a notice.
    """
    notice = canonical.parse_canonical(clear)
    if not isinstance(notice, dict) or notice.get("schema") != NOTICE_SCHEMA:
        raise NoticeMalformed("schema")
    try:
        openings = tuple(
            Opening.of(name, bytes.fromhex(salt), value)
            for name, salt, value in cast("list[Any]", notice["fields"])
        )
        withheld = tuple(
            Withheld(position, bytes.fromhex(leaf))
            for position, leaf in cast("list[Any]", notice["withheld"])
        )
        return Disclosure(openings, withheld)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise NoticeMalformed(type(fault).__name__) from fault


def clear_fields(disclosure: Disclosure) -> dict[str, JsonValue]:
    """The opened fields by name."""
    return {opening.name: opening.json() for opening in disclosure.openings}


def _refuse_id_numbers(name: str, value: object) -> None:
    """Nothing that looks like a person's id number enters a record (PIPL Arts. 28-29)."""
    if isinstance(value, str) and _ID_NUMBER.search(value) and not uscc_valid(value):
        raise FieldInvalid(name, "holds what looks like a person's id number")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_id_numbers(name, part)
    if isinstance(value, list | tuple):
        for part in value:
            _refuse_id_numbers(name, part)


def _text(most: int) -> Callable[[str, object], None]:
    def check(name: str, value: object) -> None:
        if not isinstance(value, str) or not value.strip():
            raise FieldInvalid(name, "is not a text")
        if len(value) > most:
            raise FieldInvalid(name, f"has {len(value)} characters, at most {most}")

    return check


def _one_of(choices: tuple[str, ...]) -> Callable[[str, object], None]:
    def check(name: str, value: object) -> None:
        if value not in choices:
            raise FieldInvalid(name, f"is none of {', '.join(choices)}")

    return check


def _object(name: str, value: object, members: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(members):
        raise FieldInvalid(name, f"needs exactly {', '.join(members)}")
    return value


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise FieldInvalid(name, "is not a list with entries")
    return value


def _count(name: str, value: object) -> None:
    if type(value) is not int or not 0 <= value <= MOST_INTEGER:
        raise FieldInvalid(name, "is not a whole number")


def _applicants(name: str, value: object) -> None:
    for entry in _list(name, value):
        each = _object(name, entry, ("name", "kind", "uscc", "party"))
        _text(MOST_TEXT)(name, each["name"])
        _one_of(APPLICANT_KINDS)(name, each["kind"])
        if each["kind"] == "natural_person":
            if each["uscc"] != "":
                raise FieldInvalid(name, "a natural person has no USCC")
        elif not isinstance(each["uscc"], str) or not uscc_valid(each["uscc"]):
            raise FieldInvalid(name, "USCC has a wrong check digit or form (GB 32100-2015)")
        if not isinstance(each["party"], str) or not _PARTY.fullmatch(each["party"]):
            raise FieldInvalid(name, "party is not 64 hex digits")


def _contacts(name: str, value: object) -> None:
    for entry in _list(name, value):
        each = _object(name, entry, ("party", "person", "phone", "address", "business_status"))
        for member in ("person", "phone", "address", "business_status"):
            _text(MOST_TEXT)(name, each[member])


def _industry(name: str, value: object) -> None:
    if not isinstance(value, str) or not industry_valid(value):
        raise FieldInvalid(name, "is no section and division of GB/T 4754-2017, as A04")


def _region(name: str, value: object) -> None:
    region = _object(name, value, ("level", "code"))
    _one_of(REGION_LEVELS)(name, region["level"])
    wide = region["level"] in REGION_LEVELS[:2]
    if wide and region["code"] != "":
        raise FieldInvalid(name, "an international or national scope has no code")
    if not wide and not (isinstance(region["code"], str) and region_valid(region["code"])):
        raise FieldInvalid(name, "code is no division of GB/T 2260")


def _time_span(name: str, value: object) -> None:
    span = _object(name, value, ("from", "to"))
    try:
        first, last = (date.fromisoformat(span[end]) for end in ("from", "to"))
    except (TypeError, ValueError) as fault:
        raise FieldInvalid(name, "is not two dates YYYY-MM-DD") from fault
    if first > last:
        raise FieldInvalid(name, "ends before it begins")


def _volume(name: str, value: object) -> None:
    volume = _object(name, value, ("records", "bytes"))
    for member in volume.values():
        _count(name, member)


def _form(name: str, value: object) -> None:
    form = _object(name, value, ("media", "structure"))
    for medium in _list(name, form["media"]):
        _one_of(MEDIA)(name, medium)
    _one_of(STRUCTURES)(name, form["structure"])


def _scenarios(name: str, value: object) -> None:
    named = _list(name, value)
    for each in named:
        _one_of(SCENARIOS)(name, each)
    if len(set(named)) < len(named):
        raise FieldInvalid(name, "names one twice")


def _restrictions(name: str, value: object) -> None:
    if value == "无":
        return
    for member in _object(name, value, RESTRICTIONS).values():
        _text(MOST_TEXT)(name, member)


def _rights(name: str, value: object) -> None:
    for entry in _list(name, value):
        each = _object(name, entry, ("party", "hold", "use", "oper", "term", "limits", "proof"))
        for right in ("hold", "use", "oper"):
            _count(name, each[right])
        for member in ("term", "limits", "proof"):
            _text(MOST_TEXT)(name, each[member])
    for right in ("hold", "use", "oper"):
        total = sum(each[right] for each in cast("list[dict[str, int]]", value))
        if total not in (0, 1_000_000):
            raise FieldInvalid(name, f"{right} sums to {total} ppm instead of 1000000")


def _proofs(name: str, value: object) -> None:
    for entry in _list(name, value):
        each = _object(name, entry, ("kind", "sha256", "sm3", "size"))
        _one_of(("identity", "acquisition", "sample", "description", "other"))(name, each["kind"])
        for digest in ("sha256", "sm3"):
            if not isinstance(each[digest], str) or not _DIGEST.fullmatch(each[digest]):
                raise FieldInvalid(name, f"{digest} is not 64 hex digits")
        _count(name, each["size"])
    kinds = {each["kind"] for each in cast("list[dict[str, str]]", value)}
    for needed in ("identity", "acquisition", "sample"):
        if needed not in kinds:
            raise FieldInvalid(name, f"a proof of kind {needed} is missing (Art. 33)")


CHECKS: Final[dict[str, Callable[[str, object], None]]] = {
    "applicants": _applicants,
    "contacts": _contacts,
    "data_name": _text(MOST_NAME),
    "summary": _text(MOST_SUMMARY),
    "industry": _industry,
    "origin": _one_of(ORIGINS),
    "region": _region,
    "time_span": _time_span,
    "update_frequency": _one_of(FREQUENCIES),
    "volume": _volume,
    "form": _form,
    "restrictions": _restrictions,
    "rights": _rights,
    "proofs": _proofs,
}
# what only some provinces ask for (Shandong: 应用场景); a closed list, so it may stand in a notice
OPTIONAL: Final[dict[str, Callable[[str, object], None]]] = {"scenarios": _scenarios}
