"""The record of a data object: the fields of its profile's form, checked, committed, published.

A record is a JSON object of a form's fields (NAT-2026: national Annex 1). An optional field that is
left out leaves no trace in its bytes. `parse_record` checks all of them; the registrant commits to
each under a salt of its own (ledger.domain.commitments); `notice_of` opens the public fields, for
legal persons only, and shows the others as leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, cast

from ledger.domain import canonical, profiles
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.codes.uscc import uscc_valid
from ledger.domain.commitments import Disclosure, Opening, Record, Withheld
from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ledger.domain.canonical import JsonValue
    from ledger.domain.profiles import Field

    Form = tuple[Field, ...]

MOST_TEXT: Final = 200
MOST_CLEAR_BYTES: Final = 2_048
MOST_INTEGER: Final = 2**53 - 1
NOTICE_SCHEMA: Final = "datadeed/notice/1"
# in the order of ledger.domain.acts.Origin, DataClass and DataGrade, behind their NONE
ORIGINS: Final = (
    "self_generated",
    "by_agreement",
    "scraped_public",
    "derived",
    "fused",
    "entrusted",
    "authorised",
)
DATA_CLASSES: Final = ("public", "enterprise", "personal")
GRADES: Final = ("general", "important", "core")
REGION_LEVELS: Final = ("international", "national", "province", "city", "county", "below")
PROVINCE: Final = REGION_LEVELS.index("province")
PROOF_KINDS: Final = ("identity", "acquisition", "sample", "description", "basis", "other")
MEDIA: Final = ("image", "text", "video", "audio", "table", "other")
STRUCTURES: Final = ("structured", "semi_structured", "unstructured")
APPLICANT_KINDS: Final = ("legal_person", "unincorporated", "natural_person")
RESTRICTIONS: Final = ("users", "qualification", "environment", "region", "resale", "export")
_PARTY: Final = re.compile(r"[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SMALL_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")
# Controls but line ends and tabs, what turns the letters behind it around, and spaces of no width:
# a name on the register is what it looks like, and the mirror's databases hold it alike.
_UNSEEN: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_ID_NUMBER: Final = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


@dataclass(eq=False)
class FieldMissing(DomainError):
    """A mandatory field of the record is not there."""

    code: ClassVar[str] = "RECORD_FIELD_MISSING"

    field: str


@dataclass(eq=False)
class FieldInvalid(DomainError):
    """A field of the record is not what its form wants; the value itself is not repeated."""

    code: ClassVar[str] = "RECORD_FIELD_INVALID"

    field: str
    fault: str


@dataclass(eq=False)
class FieldUnexpected(DomainError):
    """A field is none of the record's."""

    code: ClassVar[str] = "RECORD_FIELD_UNEXPECTED"

    field: str


Fault: TypeAlias = FieldMissing | FieldInvalid | FieldUnexpected


@dataclass(eq=False)
class NoticeMalformed(DomainError):
    """Published fields that cannot be read."""

    code: ClassVar[str] = "NOTICE_MALFORMED"

    fault: str


def parse_record(
    value: Mapping[str, Any], day: date, form: Form | None = None
) -> dict[str, JsonValue]:
    """The record, every mandatory field present and valid on the day of its filing.

    `form` is NAT-2026's for a first registration where none is given; `day` is the day in China,
    by which code tables are chosen.

    Raises:
        FieldMissing, FieldInvalid, FieldUnexpected: the first field that is wrong, by name.
        TableMissing: no code table was in force on that day.
    """
    form = form or profiles.load().form()
    for fault in faults(value, day, form):
        raise fault
    return {
        field.name: cast("JsonValue", value[field.name]) for field in form if field.name in value
    }


def faults(value: Mapping[str, Any], day: date, form: Form | None = None) -> Iterator[Fault]:
    """What is wrong with a record: of each field the first fault, in the order of the form.

    Raises:
        TableMissing: no code table was in force on that day.
    """
    form = form or profiles.load().form()
    known = {field.name for field in form}
    yield from (FieldUnexpected(str(name)[:64]) for name in value if name not in known)
    for field in form:
        if field.name in value:
            try:
                CHECKS[field.kind](field, value[field.name], day)
                require_no_id_numbers(field.name, value[field.name])
            except FieldInvalid as fault:
                yield fault
        elif not field.optional:
            yield FieldMissing(field.name)


def commit(record: Mapping[str, JsonValue], salts: Mapping[str, bytes]) -> Record:
    """The record's committed form; every field has its own salt."""
    return Record.of(Opening.of(name, salts[name], value) for name, value in record.items())


def public_fields(record: Mapping[str, JsonValue], form: Form | None = None) -> tuple[str, ...]:
    """The fields that a notice may open: applicants only where all are legal persons."""
    applicants = cast("list[dict[str, Any]]", record["applicants"])
    clear = all(each["kind"] != "natural_person" for each in applicants)
    public = (each.name for each in form or profiles.load().form() if each.public)
    return tuple(
        sorted(name for name in public if name in record and (clear or name != "applicants"))
    )


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
    openings = tuple(
        Opening.of(name, _hex(salt), value) for name, salt, value in _rows(notice, "fields", str, 3)
    )
    withheld = tuple(
        Withheld(position, _hex(leaf)) for position, leaf in _rows(notice, "withheld", int, 2)
    )
    return Disclosure(openings, withheld)


def _rows(
    notice: dict[str, JsonValue], member: str, first: type[str | int], size: int
) -> list[list[Any]]:
    """Lists of so many values, the first of this very type."""

    def fits(row: object) -> bool:
        return isinstance(row, list) and len(row) == size and type(row[0]) is first

    rows = notice.get(member)
    if not isinstance(rows, list) or not all(map(fits, rows)):
        raise NoticeMalformed(member)
    return cast("list[list[Any]]", rows)


def _hex(text: object) -> bytes:
    """The bytes of small hex digits: of each value one spelling is read."""
    if not isinstance(text, str) or not _SMALL_HEX.fullmatch(text):
        raise NoticeMalformed("no small hex digits")
    return bytes.fromhex(text)


def clear_fields(disclosure: Disclosure) -> dict[str, JsonValue]:
    """The opened fields by name."""
    return {opening.name: opening.json() for opening in disclosure.openings}


def require_no_id_numbers(name: str, value: object) -> None:
    """Nothing that looks like a person's id number enters a record (PIPL Arts. 28-29).

    Raises FieldInvalid.
    """
    if isinstance(value, str) and _ID_NUMBER.search(value) and not uscc_valid(value):
        raise FieldInvalid(name, "holds what looks like a person's id number")
    if isinstance(value, dict):
        for part in value.values():
            require_no_id_numbers(name, part)
    if isinstance(value, list | tuple):
        for part in value:
            require_no_id_numbers(name, part)


def _bounded(name: str, value: object, most: int = MOST_TEXT) -> None:
    if not isinstance(value, str) or not value.strip():
        raise FieldInvalid(name, "is not a text")
    if len(value) > most:
        raise FieldInvalid(name, f"has {len(value)} characters, at most {most}")
    if found := _UNSEEN.search(value):
        raise FieldInvalid(name, f"holds a letter that is not seen, U+{ord(found[0]):04X}")


def _chosen(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise FieldInvalid(name, f"is none of {', '.join(choices)}")


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


def _text(field: Field, value: object, _day: date) -> None:
    _bounded(field.name, value, field.most)


def _choice(field: Field, value: object, _day: date) -> None:
    _chosen(field.name, value, field.choices)


def _applicants(field: Field, value: object, _day: date) -> None:
    name = field.name
    for entry in _list(name, value):
        each = _object(name, entry, ("name", "kind", "uscc", "party"))
        _bounded(name, each["name"])
        _chosen(name, each["kind"], APPLICANT_KINDS)
        if each["kind"] == "natural_person":
            if each["uscc"] != "":
                raise FieldInvalid(name, "a natural person has no USCC")
        elif not isinstance(each["uscc"], str) or not uscc_valid(each["uscc"]):
            raise FieldInvalid(name, "USCC has a wrong check digit or form (GB 32100-2015)")
        if not isinstance(each["party"], str) or not _PARTY.fullmatch(each["party"]):
            raise FieldInvalid(name, "party is not 64 hex digits")


def _contacts(field: Field, value: object, _day: date) -> None:
    for entry in _list(field.name, value):
        members = ("person", "phone", "address", "business_status")
        each = _object(field.name, entry, ("party", *members))
        for member in members:
            _bounded(field.name, each[member])


def _industry(field: Field, value: object, day: date) -> None:
    table = tables.in_force(Family.INDUSTRIES, day)
    if not isinstance(value, str) or len(value) == 1 or value not in table.entries:
        raise FieldInvalid(field.name, f"is no section and division of {table.id}, as A04")


def _region(field: Field, value: object, day: date) -> None:
    region = _object(field.name, value, ("level", "code"))
    _chosen(field.name, region["level"], REGION_LEVELS)
    level, code = REGION_LEVELS.index(region["level"]), region["code"]
    if level < PROVINCE:
        if code != "":
            raise FieldInvalid(field.name, "an international or national scope has no code")
        return
    table = tables.in_force(Family.REGIONS, day)
    if not isinstance(code, str) or code not in table.entries:
        raise FieldInvalid(field.name, f"code is no division of {table.id}")
    if level != PROVINCE and code.endswith("0000"):
        raise FieldInvalid(field.name, f"code is a province's, the level is {region['level']}")
    if level == PROVINCE and not code.endswith("0000"):
        raise FieldInvalid(field.name, "code is no province's")


def _time_span(field: Field, value: object, day: date) -> None:
    span = _object(field.name, value, ("from", "to"))
    try:
        first, last = (date.fromisoformat(span[end]) for end in ("from", "to"))
    except (TypeError, ValueError) as fault:
        raise FieldInvalid(field.name, "is not two dates YYYY-MM-DD") from fault
    if first > last:
        raise FieldInvalid(field.name, "ends before it begins")
    if last > day:
        raise FieldInvalid(field.name, f"ends after the day of filing, {day.isoformat()}")


def _scenarios(field: Field, value: object, day: date) -> None:
    named = _list(field.name, value)
    known = tuple(tables.in_force(Family.SCENARIOS, day).entries)
    for each in named:
        _chosen(field.name, each, known)
    if len(set(named)) < len(named):
        raise FieldInvalid(field.name, "names one twice")


def _volume(field: Field, value: object, _day: date) -> None:
    volume = _object(field.name, value, ("records", "bytes"))
    for member in volume.values():
        _count(field.name, member)


def _form(field: Field, value: object, _day: date) -> None:
    form = _object(field.name, value, ("media", "structure"))
    for medium in _list(field.name, form["media"]):
        _chosen(field.name, medium, MEDIA)
    _chosen(field.name, form["structure"], STRUCTURES)


def _restrictions(field: Field, value: object, _day: date) -> None:
    if value == "无":
        return
    for member in _object(field.name, value, RESTRICTIONS).values():
        _bounded(field.name, member)


def _rights(field: Field, value: object, _day: date) -> None:
    for entry in _list(field.name, value):
        members = ("party", "hold", "use", "oper", "term", "limits", "proof")
        each = _object(field.name, entry, members)
        if not isinstance(each["party"], str) or not _PARTY.fullmatch(each["party"]):
            raise FieldInvalid(field.name, "party is not 64 hex digits")
        for right in ("hold", "use", "oper"):
            _count(field.name, each[right])
        if not any(each[right] for right in ("hold", "use", "oper")):
            raise FieldInvalid(field.name, "somebody has no share of any right")
        for member in ("term", "limits", "proof"):
            _bounded(field.name, each[member])
    for right in ("hold", "use", "oper"):
        total = sum(each[right] for each in cast("list[dict[str, int]]", value))
        if total not in (0, 1_000_000):
            raise FieldInvalid(field.name, f"{right} sums to {total} ppm instead of 1000000")


def _proofs(field: Field, value: object, _day: date) -> None:
    for entry in _list(field.name, value):
        each = _object(field.name, entry, ("kind", "sha256", "sm3", "size"))
        _chosen(field.name, each["kind"], PROOF_KINDS)
        for digest in ("sha256", "sm3"):
            if not isinstance(each[digest], str) or not _DIGEST.fullmatch(each[digest]):
                raise FieldInvalid(field.name, f"{digest} is not 64 hex digits")
        _count(field.name, each["size"])
    kinds = {each["kind"] for each in cast("list[dict[str, str]]", value)}
    for needed in field.needs:
        if needed not in kinds:
            raise FieldInvalid(field.name, f"a proof of kind {needed} is missing (Art. 33)")


CHECKS: Final[Mapping[str, Callable[[Field, object, date], None]]] = {
    "text": _text,
    "choice": _choice,
    "applicants": _applicants,
    "contacts": _contacts,
    "industry": _industry,
    "region": _region,
    "time_span": _time_span,
    "volume": _volume,
    "form": _form,
    "restrictions": _restrictions,
    "scenarios": _scenarios,
    "rights": _rights,
    "proofs": _proofs,
}
