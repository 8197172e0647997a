import copy
import secrets
from typing import Any, Final

import pytest

from ledger.domain import record as rec
from ledger.domain.commitments import Record, verify_disclosure
from ledger.domain.keccak import keccak256
from tests.factories import A_DAY, a_record


def salted(record: dict[str, Any]) -> Record:
    return rec.commit(record, {name: secrets.token_bytes(16) for name in record})


def test_a_complete_record_passes() -> None:
    assert rec.parse_record(a_record(), A_DAY) == a_record()


@pytest.mark.parametrize("name", sorted(a_record()))
def test_every_field_is_mandatory(name: str) -> None:
    record = a_record()
    del record[name]
    with pytest.raises(rec.FieldMissing) as caught:
        rec.parse_record(record, A_DAY)
    assert caught.value.field == name


ROOT: Final = "3fba4f1a320dcfdbfd826bd43074984f7c62eb8757c4ab2fc91ac2036ca481e5"
CLEAR: Final = "52fff2d021516e6c8d066b6b80459a4978293fcbbac0bc8179eb6a39d86a9d50"
WITH_SCENARIOS: Final = {**a_record(), "scenarios": ["金融服务", "应急管理"]}


def test_scenarios_may_be_left_out_and_then_leave_no_trace() -> None:
    salts = {name: bytes([place] * 16) for place, name in enumerate(sorted(a_record()))}
    bare = rec.parse_record(a_record(), A_DAY)
    assert set(bare) == set(a_record())
    committed = rec.commit(bare, salts)
    assert "scenarios" not in rec.public_fields(bare)
    # the root and the notice of such a record
    clear = rec.notice_of(committed.disclose(rec.public_fields(bare)))
    assert committed.root.hex() == ROOT
    assert keccak256(clear).hex() == CLEAR


def test_scenarios_are_committed_and_published() -> None:
    assert rec.parse_record(WITH_SCENARIOS, A_DAY) == WITH_SCENARIOS
    committed = salted(WITH_SCENARIOS)
    clear = rec.notice_of(committed.disclose(rec.public_fields(WITH_SCENARIOS)))
    fields = verify_disclosure(rec.parse_notice(clear), committed.root)
    assert fields["scenarios"] == ["金融服务", "应急管理"]


@pytest.mark.parametrize(
    "value",
    [[], "金融服务", ["金融"], ["金融服务", "金融服务"], [1], [{}], None, ["张三的门诊"]],
)
def test_scenarios_that_are_none_of_the_list_are_refused(value: Any) -> None:
    with pytest.raises(rec.FieldInvalid) as caught:
        rec.parse_record({**a_record(), "scenarios": value}, A_DAY)
    assert caught.value.field == "scenarios"


UNSEEN = ("\0", "\x1b", "\x85", "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff")


@pytest.mark.parametrize("letter", UNSEEN)
def test_a_name_has_no_letter_that_is_not_seen(letter: str) -> None:
    record, written = a_record(), f"U+{ord(letter):04X}"
    record["applicants"] = [{**record["applicants"][0], "name": f"海蓝{letter}渔业"}]
    for name, value in (("data_name", f"水{letter}温"), ("applicants", record["applicants"])):
        with pytest.raises(rec.FieldInvalid) as caught:
            rec.parse_record({**a_record(), name: value}, A_DAY)
        assert caught.value.field == name
        assert caught.value.fault == f"holds a letter that is not seen, {written}"


def test_what_people_write_stays_as_it_is() -> None:
    summary = "第一段。\n\t　第二段：“甲·乙”—㐀𠀀 ᠠ᠎ᠠ"
    assert rec.parse_record({**a_record(), "summary": summary}, A_DAY)["summary"] == summary


def test_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(rec.FieldUnexpected) as caught:
        rec.parse_record({**a_record(), "price": 1}, A_DAY)
    assert caught.value.field == "price"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data_name", "名" * 41),
        ("data_name", " "),
        ("summary", "x" * 401),
        ("industry", "A99"),
        ("origin", "stolen"),
        ("region", {"level": "city", "code": "990000"}),
        ("region", {"level": "national", "code": "370000"}),
        ("region", {"level": "province", "code": "370200"}),
        ("region", {"level": "city", "code": "370000"}),
        ("region", {"level": "county", "code": "370299"}),
        ("time_span", {"from": "2021-01-01", "to": "2026-10-13"}),
        ("industry", "A"),
        ("time_span", {"from": "2026-02-30", "to": "2026-03-01"}),
        ("time_span", {"from": "2026-03-02", "to": "2026-03-01"}),
        ("update_frequency", "hourly"),
        ("volume", {"records": -1, "bytes": 0}),
        ("volume", {"records": True, "bytes": 0}),
        ("form", {"media": [], "structure": "structured"}),
        ("restrictions", ""),
        ("proofs", []),
        ("summary", "持有人 11010519491231002X 的记录"),
    ],
)
def test_a_wrong_field_is_named(name: str, value: Any) -> None:
    with pytest.raises(rec.FieldInvalid) as caught:
        rec.parse_record({**a_record(), name: value}, A_DAY)
    assert caught.value.field == name
    assert "11010519491231002X" not in str(caught.value)


def test_a_wrong_uscc_is_refused() -> None:
    record = copy.deepcopy(a_record())
    record["applicants"][0]["uscc"] = record["applicants"][0]["uscc"][:-1] + "0"
    with pytest.raises(rec.FieldInvalid, match="check digit"):
        rec.parse_record(record, A_DAY)


def test_shares_of_the_statement_must_sum() -> None:
    record = copy.deepcopy(a_record())
    record["rights"][0]["oper"] -= 1
    with pytest.raises(rec.FieldInvalid, match="oper sums to 999999 ppm"):
        rec.parse_record(record, A_DAY)


def test_a_notice_opens_the_public_fields_and_no_others() -> None:
    committed = salted(WITH_SCENARIOS)
    clear = rec.notice_of(committed.disclose(rec.public_fields(WITH_SCENARIOS)))
    assert len(clear) <= rec.MOST_CLEAR_BYTES
    assert "13800000000" not in clear.decode()
    fields = verify_disclosure(rec.parse_notice(clear), committed.root)
    assert sorted(fields) == [
        "applicants",
        "data_class",
        "data_name",
        "form",
        "grade",
        "industry",
        "origin",
        "region",
        "scenarios",
        "time_span",
        "update_frequency",
        "volume",
    ]
    assert fields["data_name"] == a_record()["data_name"]


def test_natural_persons_stay_out_of_the_notice() -> None:
    record = copy.deepcopy(a_record())
    record["applicants"][0] |= {"kind": "natural_person", "uscc": ""}
    rec.parse_record(record, A_DAY)
    assert "applicants" not in rec.public_fields(record)


def with_rights(**changes: Any) -> dict[str, Any]:
    record = copy.deepcopy(a_record())
    record["rights"][1] |= changes
    return record


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"party": "zz"}, "party is not 64 hex digits"),
        ({"hold": 0, "use": 0, "oper": 0}, "somebody has no share of any right"),
    ],
)
def test_a_holder_without_a_party_or_a_share_is_refused(
    changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(rec.FieldInvalid) as caught:
        rec.parse_record(with_rights(**changes), A_DAY)
    assert (caught.value.field, caught.value.fault) == ("rights", fault)


def test_all_faults_are_told_one_a_field_in_the_order_of_the_form() -> None:
    record = {**a_record(), "price": 1, "data_name": "字" * 41, "volume": {"records": -1}}
    del record["summary"]
    found = list(rec.faults(record, A_DAY))
    assert [(type(each), each.field) for each in found] == [
        (rec.FieldUnexpected, "price"),
        (rec.FieldInvalid, "data_name"),
        (rec.FieldMissing, "summary"),
        (rec.FieldInvalid, "volume"),
    ]
    assert list(rec.faults(a_record(), A_DAY)) == []
