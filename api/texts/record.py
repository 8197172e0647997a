"""An opened record in words: its fields, their members, and what is chosen from lists and tables.

Who signs an application with others, and the clerk who examines it, read the same: the page of the
one is told in its browser (static/record_words.js, which `Words` is sent to), the other's here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from api.texts import shown
from api.texts.form import CHOICES, LABELS
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.record import PROOF_KINDS
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ledger.domain.codes.tables import Label

# in the order in which members are told; what a form asks for in more words than a reader needs
NAMES: Final = {
    "contacts.party": Message("申请人", "Applicant"),
    "rights.party": Message("权利人", "Holder"),
    **LABELS,
    "applicants": Message("申请人", "Applicants"),
    "applicants.party": Message("标识", "Party"),
    "contacts": Message("联系方式", "Contacts"),
    "data_name": Message("数据名称", "Name of the data"),
    "industry": Message("所属行业", "Industry"),
    "region.code": Message("区划", "Division"),
    "volume.bytes": Message("字节数", "Bytes"),
    "form.media": Message("类型", "Media"),
    "scenarios": Message("应用场景", "Scenarios"),
    "rights": Message("权利声明", "Statement of rights"),
    "authorised_term": Message("授权运营期限", "Term of the authorised operation"),
    "query_code": Message("登记结果查询码", "Query code of the registration"),
    "proofs": Message("证明文件", "Proof files"),
    "proofs.kind": Message("种类", "Kind"),
    "proofs.sha256": Message("SHA-256", "SHA-256"),
    "proofs.sm3": Message("SM3", "SM3"),
    "proofs.size": Message("字节数", "Bytes"),
}
CHOSEN: Final = (
    *("origin", "data_class", "grade", "update_frequency", "applicants.kind", "region.level"),
    *("form.media", "form.structure"),
)
LEVELS: Final = (2, 4, 6)
# what the table has between a province and its counties where there is no city
UNNAMED: Final = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
SHARES: Final = ("rights.hold", "rights.use", "rights.oper")
HOLDERS: Final = ("contacts.party", "rights.party")
_ID: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Words:
    """The names of fields and members, by their place in a record (`region.code`), and of values.

    `values` has what a place's values are called, `shares` the places of parts per million,
    `holders` those of ids that stand for an applicant's name.
    """

    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    shares: tuple[str, ...] = SHARES
    holders: tuple[str, ...] = HOLDERS

    def json(self) -> dict[str, Any]:
        """What the browser's page is sent."""
        return asdict(self)

    def told(self, place: str, value: Any, parties: Mapping[str, str]) -> str:
        """What stands at a place: an entry a line, members side by side, of ids the ends.

        `parties` are the names of applicants by their ids; what no list or table has stays as it
        was written, and nothing stays nothing.
        """
        match value:
            case list() if not any(isinstance(each, dict | list) for each in value):
                return " · ".join(self.told(place, each, parties) for each in value)
            case list():
                return "\n".join(self.told(place, each, parties) for each in value)
            case dict():
                return " · ".join(self._members(place, value, parties))
            case str():
                return self._text(place, value, parties)
            case int() if place in self.shares:
                return shown.share(value)
            case _:
                return "" if value is None else str(value)

    def _members(
        self, place: str, value: Mapping[str, Any], parties: Mapping[str, str]
    ) -> Iterator[str]:
        within = f"{place}."
        known = [each.removeprefix(within) for each in self.names if each.startswith(within)]
        for name in dict.fromkeys((*(each for each in known if each in value), *value)):
            path = f"{within}{name}"
            if (text := self.told(path, value[name], parties)) != "":
                yield f"{self.names.get(path, name)} {text}"

    def _text(self, place: str, value: str, parties: Mapping[str, str]) -> str:
        if place in self.holders and value in parties:
            return parties[value]
        told = shown.short(value) if _ID.fullmatch(value) else value
        return self.values.get(place, {}).get(value, told)


def applicants_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The applicants' names by their ids, where a record tells both."""
    listed, found = fields.get("applicants"), {}
    # it may not have been held against its form: of whatever shape it is, it is shown
    for each in listed if isinstance(listed, list) else ():
        match each:
            case {"party": str(party), "name": str(name)}:
                found[party] = name
            case _:
                pass
    return found


@lru_cache(maxsize=4)
def words_of(day: date, language: Language) -> Words:
    """What the values of a record of this day are called. Raises TableMissing."""
    choices = {value: text.text(language) for value, text in CHOICES.items()}
    kinds = {each: LABELS[f"proofs.{each}"].text(language) for each in PROOF_KINDS}
    industries, regions, scenarios = (
        tables.in_force(each, day).entries
        for each in (Family.INDUSTRIES, Family.REGIONS, Family.SCENARIOS)
    )
    return Words(
        {place: text.text(language) for place, text in NAMES.items()},
        {
            **dict.fromkeys(CHOSEN, choices),
            "proofs.kind": kinds,
            "industry": {
                code: f"{code} {_called(each, language)}" for code, each in industries.items()
            },
            "region.code": {
                code: f"{code} {_division(regions, code, language)}" for code in regions
            },
            "scenarios": {code: _called(each, language) for code, each in scenarios.items()},
        },
    )


def _division(regions: Mapping[str, Label], code: str, language: Language) -> str:
    """A division with what it lies in: 山东省济南市历下区."""
    above = dict.fromkeys(code[:digits].ljust(len(code), "0") for digits in LEVELS)
    names = [_called(regions[each], language) for each in above if each in regions]
    last = names[-1:]
    between = "" if language is Language.ZH else " "
    return between.join([each for each in names[:-1] if each not in UNNAMED] + last)


def _called(label: Label, language: Language) -> str:
    return Message(label.zh, label.en or label.zh).text(language)
