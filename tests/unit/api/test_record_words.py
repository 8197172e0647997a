"""A record in words: in the clerk's page and in the co-signer's browser the same."""

from datetime import date
from itertools import chain
from typing import Any

import pytest

from api.texts import shown
from api.texts.form import CHOICES
from api.texts.record import CHOSEN, NAMES, applicants_of, words_of
from ledger.domain import profiles
from ledger.domain.codes.tables import TableMissing
from notarization.verify.report import Language
from tests.factories import a_record
from tests.modules import run_module

DAY = date(2026, 12, 1)
TELL = {"applicantsOf, nameOf, told": "record_words.js"}
ALL = """
const [words, record] = given;
const parties = applicantsOf(record);
const field = ([name, value]) => [nameOf(words, name), told(words, name, value, parties)];
return Object.entries(record).map(field);
"""


def here(record: dict[str, Any], language: Language) -> dict[str, str]:
    words = words_of(DAY, language)
    parties = applicants_of(record)
    return {
        words.names.get(name, name): words.told(name, value, parties)
        for name, value in record.items()
    }


def in_a_browser(record: dict[str, Any], language: Language) -> dict[str, str]:
    return dict(run_module(TELL, ALL, [words_of(DAY, language).json(), record]))


def test_a_record_reads_as_its_form_does() -> None:
    record = {**a_record(), "region": {"level": "county", "code": "370102"}}
    told = here(record, Language.ZH)
    applicant, other = record["applicants"]
    assert told["数据来源"] == CHOICES[record["origin"]].zh
    assert told["地域范围"] == "层级 区县级 · 区划 370102 山东省济南市历下区"
    assert told["所属行业"].startswith(f"{record['industry']} ")
    assert f"名称 {applicant['name']} · 类型 法人" in told["申请人"]
    assert f"标识 {shown.short(applicant['party'])}" in told["申请人"]
    first, second = told["权利声明"].split("\n")
    assert first.startswith(f"权利人 {applicant['name']} · 数据持有权 100%")
    assert second.startswith(f"权利人 {other['name']} · 数据持有权 0%")
    english = here(record, Language.EN)
    assert english["Region"] == "Level County · Division 370102 Shandong 济南市 历下区"
    assert "Holding right 100%" in english["Statement of rights"]


@pytest.mark.parametrize("language", Language)
def test_a_browser_tells_the_same_but_whole_ids(language: Language) -> None:
    record = {name: value for name, value in a_record().items() if name != "proofs"}
    record["applicants"] = [{**each, "party": "7"} for each in record["applicants"]]
    record["contacts"] = [{**each, "party": "7"} for each in record["contacts"]]
    rights = [{**each, "party": "7", "use": 333_333} for each in record["rights"]]
    record["rights"] = [dict(sorted(each.items(), reverse=True)) for each in rights]
    assert here(record, language) == in_a_browser(record, language)
    (proof, *_) = a_record()["proofs"]
    assert (
        proof["sha256"]
        in in_a_browser({"proofs": [proof]}, language)[NAMES["proofs"].text(language)]
    )


@pytest.mark.parametrize(
    "record",
    [
        {"origin": "constructor", "industry": "__proto__", "region": {"level": "toString"}},
        {"origin": ["fused", 7, None], "rights": {"hold": None}, "x.y": {"z": [[1], {}]}},
        {"applicants": {"name": "甲"}, "rights": [{"party": "constructor", "hold": 1.5}]},
        {
            "scenarios": "工业制造",
            "applicants": [None, {"party": []}, {"party": [], "name": 1}, "甲"],
            "data_name": "",
        },
    ],
    ids=str,
)
def test_what_no_list_has_is_told_as_it_was_written(record: dict[str, Any]) -> None:
    assert here(record, Language.ZH) == in_a_browser(record, Language.ZH)


def test_every_choice_of_the_forms_has_words_and_every_field_a_name() -> None:
    forms = [form for each in profiles.names() for form in profiles.load(each).forms.values()]
    assert forms
    for field in chain(*forms):
        assert field.name in NAMES
        assert field.name in CHOSEN or not field.choices
        assert set(field.choices) <= CHOICES.keys()


def test_a_day_before_all_tables_has_no_words() -> None:
    with pytest.raises(TableMissing):
        words_of(date(1990, 1, 1), Language.ZH)
