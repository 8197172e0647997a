import copy
import secrets
from typing import Any

import pytest

from ledger.domain import record as rec
from ledger.domain.commitments import Record, verify_disclosure
from tests.factories import a_record


def salted(record: dict[str, Any]) -> Record:
    return rec.commit(record, {name: secrets.token_bytes(16) for name in record})


def test_a_complete_record_passes() -> None:
    assert rec.parse_record(a_record()) == a_record()


@pytest.mark.parametrize("name", sorted(rec.CHECKS))
def test_every_field_is_mandatory(name: str) -> None:
    record = a_record()
    del record[name]
    with pytest.raises(rec.FieldMissing) as caught:
        rec.parse_record(record)
    assert caught.value.field == name


def test_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(rec.FieldUnexpected) as caught:
        rec.parse_record({**a_record(), "price": 1})
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
        rec.parse_record({**a_record(), name: value})
    assert caught.value.field == name
    assert "11010519491231002X" not in str(caught.value)


def test_a_wrong_uscc_is_refused() -> None:
    record = copy.deepcopy(a_record())
    record["applicants"][0]["uscc"] = record["applicants"][0]["uscc"][:-1] + "0"
    with pytest.raises(rec.FieldInvalid, match="check digit"):
        rec.parse_record(record)


def test_shares_of_the_statement_must_sum() -> None:
    record = copy.deepcopy(a_record())
    record["rights"][0]["oper"] -= 1
    with pytest.raises(rec.FieldInvalid, match="oper sums to 999999 ppm"):
        rec.parse_record(record)


def test_a_notice_opens_the_public_fields_and_no_others() -> None:
    committed = salted(a_record())
    clear = rec.notice_of(committed.disclose(rec.public_fields(a_record())))
    assert len(clear) <= rec.MOST_CLEAR_BYTES
    assert "13800000000" not in clear.decode()
    fields = verify_disclosure(rec.parse_notice(clear), committed.root)
    assert set(fields) == set(rec.PUBLIC_FIELDS)
    assert fields["data_name"] == a_record()["data_name"]


def test_natural_persons_stay_out_of_the_notice() -> None:
    record = copy.deepcopy(a_record())
    record["applicants"][0] |= {"kind": "natural_person", "uscc": ""}
    rec.parse_record(record)
    assert "applicants" not in rec.public_fields(record)
