"""The application form as its rule profile has it: fields, parts, limits and choices in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from api.texts.form import CHOICES, LABELS
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.record import (
    APPLICANT_KINDS,
    MEDIA,
    MOST_TEXT,
    PROOF_KINDS,
    REGION_LEVELS,
    RESTRICTIONS,
    STRUCTURES,
)
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ledger.domain.profiles import Field, Profile

CONTACT: Final = ("person", "phone", "address", "business_status")
RIGHTS: Final = ("hold", "use", "oper")
# the fields with an entry for each holder
HOLDERS: Final = frozenset({"applicants", "contacts", "rights"})
MAY_BE_EMPTY: Final = ("0.uscc", "code")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be chosen, in words."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One input: `path` is its place in the record, `kind` which control it is."""

    path: str
    label: str
    kind: str
    most: int = MOST_TEXT
    choices: tuple[Choice, ...] = ()
    required: bool = True


Parts: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its inputs; one of a single input has no legend of its own."""

    name: str
    label: str
    kind: str
    public: bool
    optional: bool
    parts: Parts

    @property
    def each_holder(self) -> bool:
        """Whether every holder has inputs of its own here."""
        return self.name in HOLDERS


@dataclass(frozen=True, slots=True)
class FormView:
    """A form under its profile."""

    profile: str
    name: str
    article: str
    fields: tuple[FieldView, ...]


def form_view(profile: Profile, name: str, day: date, language: Language) -> FormView:
    """The form of a kind of registration. Raises ProfileIncomplete, TableMissing."""
    words = _Words(day, language)
    fields = tuple(
        FieldView(
            each.name,
            words.label(each.name),
            each.kind,
            each.public,
            each.optional,
            PARTS[each.kind](words, each),
        )
        for each in profile.form(name)
    )
    registration = profile.registrations[name]
    label = registration.label
    title = Message(label.zh, label.en).text(language)
    return FormView(profile.id, title, registration.article or "", fields)


@dataclass(frozen=True)
class _Words:
    day: date
    language: Language

    def label(self, path: str) -> str:
        """What a field or part is called; one without words goes by its name."""
        found = LABELS.get(path)
        return path if found is None else found.text(self.language)

    def choices(self, values: Iterable[str]) -> tuple[Choice, ...]:
        """Values in words."""
        return tuple(Choice(each, CHOICES[each].text(self.language)) for each in values)

    def coded(self, family: Family) -> tuple[Choice, ...]:
        """The entries of a code table: of industries the divisions, of scenarios all."""
        entries = tables.in_force(family, self.day).entries
        scenarios = family is Family.SCENARIOS
        return tuple(
            Choice(code, ("" if scenarios else f"{code} ") + _named(label, self.language))
            for code, label in entries.items()
            if scenarios or len(code) > 1
        )

    def texts(self, field: Field, path: str, members: Iterable[str]) -> Parts:
        """One line of text for each member."""
        return tuple(
            Part(f"{path}.{each}", self.label(f"{field.name}.{each}"), "line") for each in members
        )

    def part(self, field: Field, member: str, kind: str, values: Iterable[str] = ()) -> Part:
        """An input for one member of a field."""
        label = self.label(f"{field.name}.{member.removeprefix('0.')}")
        must = member not in MAY_BE_EMPTY
        path = f"{field.name}.{member}"
        return Part(path, label, kind, choices=self.choices(values), required=must)

    def alone(self, field: Field, kind: str, choices: tuple[Choice, ...] = ()) -> Parts:
        """The one input of a simple field."""
        label, most = self.label(field.name), field.most or MOST_TEXT
        return (Part(field.name, label, kind, most, choices, required=not field.optional),)


def _text(words: _Words, field: Field) -> Parts:
    return words.alone(field, "long" if field.most > MOST_TEXT else "line")


def _choice(words: _Words, field: Field) -> Parts:
    return words.alone(field, "choice", words.choices(field.choices))


def _industry(words: _Words, field: Field) -> Parts:
    return words.alone(field, "choice", words.coded(Family.INDUSTRIES))


def _scenarios(words: _Words, field: Field) -> Parts:
    return words.alone(field, "several", words.coded(Family.SCENARIOS))


def _contacts(words: _Words, field: Field) -> Parts:
    return words.texts(field, f"{field.name}.0", CONTACT)


def _restrictions(words: _Words, field: Field) -> Parts:
    return words.texts(field, field.name, RESTRICTIONS)


def _applicants(words: _Words, field: Field) -> Parts:
    kind = words.part(field, "0.kind", "choice", APPLICANT_KINDS)
    return (words.part(field, "0.name", "line"), kind, words.part(field, "0.uscc", "code"))


def _region(words: _Words, field: Field) -> Parts:
    level = words.part(field, "level", "choice", REGION_LEVELS)
    return (level, words.part(field, "code", "code"))


def _time_span(words: _Words, field: Field) -> Parts:
    return (words.part(field, "from", "date"), words.part(field, "to", "date"))


def _volume(words: _Words, field: Field) -> Parts:
    return (words.part(field, "records", "number"),)


def _form(words: _Words, field: Field) -> Parts:
    media = words.part(field, "media", "several", MEDIA)
    return (media, words.part(field, "structure", "choice", STRUCTURES))


def _rights(words: _Words, field: Field) -> Parts:
    shares = tuple(words.part(field, f"0.{each}", "share") for each in RIGHTS)
    return (*shares, *words.texts(field, f"{field.name}.0", ("term", "limits", "proof")))


def _proofs(words: _Words, field: Field) -> Parts:
    made = (words.part(field, each, "file") for each in PROOF_KINDS)
    return tuple(
        replace(part, required=kind in field.needs)
        for kind, part in zip(PROOF_KINDS, made, strict=True)
    )


# By the kinds of ledger.domain.record.CHECKS.
PARTS: Final[Mapping[str, Callable[[_Words, Field], Parts]]] = {
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


def _named(label: tables.Label, language: Language) -> str:
    return Message(label.zh, label.en).text(language)
