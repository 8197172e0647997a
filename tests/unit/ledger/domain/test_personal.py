"""Numbers of persons are found wherever they stand in a file, and nothing else is taken for one."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.codes.person import id_check_digit, id_number_valid, luhn_valid
from ledger.domain.errors import DomainError
from ledger.domain.personal import (
    Finding,
    Personal,
    PersonalDataFound,
    findings,
    require_impersonal,
    require_impersonal_json,
)

DAY = date(2026, 11, 28)
FIRST = "11010519491231002"
OWN = FIRST + "X"
PHONE = "13912345678"
CARD = "6222021234567894"


def found(text: str) -> list[Personal]:
    return [each.data for each in findings([text], DAY)]


def test_the_check_digit_of_the_standards_own_example() -> None:
    assert id_check_digit(FIRST) == "X"
    assert id_number_valid(OWN, DAY)
    assert id_number_valid(OWN.lower(), DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        FIRST + "1",
        OWN[:-1],
        "16" + FIRST[2:] + id_check_digit("16" + FIRST[2:]),
        FIRST[:10] + "1331" + FIRST[14:] + id_check_digit(FIRST[:10] + "1331" + FIRST[14:]),
        FIRST[:6] + "1899" + FIRST[10:] + id_check_digit(FIRST[:6] + "1899" + FIRST[10:]),
        FIRST[:6] + "2027" + FIRST[10:] + id_check_digit(FIRST[:6] + "2027" + FIRST[10:]),
    ],
)
def test_check_digit_region_and_birth_date_must_hold(wrong: str) -> None:
    assert not id_number_valid(wrong, DAY)
    assert found(wrong) == []


def test_luhn() -> None:
    assert luhn_valid(CARD)
    assert not luhn_valid(CARD[:-1] + "5")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"name,id\n张三,{OWN}\n", Personal.ID_NUMBER),
        (f'{{"id": "{OWN.lower()}"}}', Personal.ID_NUMBER),
        (f"{OWN[:6]} {OWN[6:14]} {OWN[14:]}", Personal.ID_NUMBER),
        (f"{OWN[:6]}-{OWN[6:14]}-{OWN[14:]}", Personal.ID_NUMBER),
        ("身份证号１１０１０５１９４９１２３１００２Ｘ。", Personal.ID_NUMBER),
        (PHONE, Personal.MOBILE),
        ("电话：+86 139 1234 5678", Personal.MOBILE),
        ("139-1234-5678", Personal.MOBILE),
        (CARD, Personal.BANK_CARD),
        ("6222 0212 3456 7894", Personal.BANK_CARD),
        ("4111111111111111", Personal.BANK_CARD),
    ],
)
def test_a_number_is_found_as_it_is_written(text: str, kind: Personal) -> None:
    assert found(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        f"a{OWN}",
        f"{OWN}0",
        f"1{OWN}",
        "13912345678.25",
        "139123456789",
        "12912345678",
        CARD[:-1] + "5",
        "110101001001,北京市东城区",
        "91370200MA00000027",
        "2026-11-28 13:45:00.123456",
        "ab" * 16 + OWN + "ab" * 8,
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert found(text) == []


@given(st.integers(0, 300), st.lists(st.integers(1, 90), max_size=20), st.sampled_from(["", "洋"]))
def test_it_is_found_once_however_the_file_is_cut(ahead: int, cuts: list[int], after: str) -> None:
    text = "海" * ahead + f"\n{OWN}" + (f"\n{after * 200}\n{PHONE}" if after else "")
    parts, rest = [], text
    for cut in cuts:
        parts.append(rest[:cut])
        rest = rest[cut:]
    told = list(findings([*parts, rest], DAY))
    expected = [Finding(Personal.ID_NUMBER, 2, 0)]
    assert told == expected + ([Finding(Personal.MOBILE, 4, 0)] if after else [])


def test_the_place_is_told_and_never_the_number() -> None:
    lines = "\n".join(f"{row},{row * 7}" for row in range(1_000))
    data = f"{lines}\nx,{OWN}\n".encode()
    with pytest.raises(PersonalDataFound) as refused:
        require_impersonal("sample", [data], DAY)
    fault = refused.value
    told = (fault.file_kind, fault.data, fault.line, fault.kib)
    assert told == ("sample", "id_number", 1_001, len(lines) // 1_024)
    assert isinstance(fault, DomainError)
    assert FIRST not in str(fault) + repr(fault)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    data = f"身份证，{OWN}".encode(encoding)
    for size in (1, 2, 3, len(data)):
        parts = [data[:2], *(data[at : at + size] for at in range(2, len(data), size))]
        with pytest.raises(PersonalDataFound) as refused:
            require_impersonal("sample", parts, DAY)
        assert refused.value.data == "id_number"


def test_what_is_no_text_is_said_to_be_unread() -> None:
    assert require_impersonal("sample", [b"PK\x03\x04\x00\x00" + OWN.encode()], DAY) is False
    assert require_impersonal("sample", [], DAY) is True


def test_a_large_file_is_read_in_parts_that_are_let_go() -> None:
    def parts() -> Iterator[bytes]:
        yield from islice(repeat(b"1,22.5,33.125\n" * 10_000), 100)
        yield OWN.encode()

    with pytest.raises(PersonalDataFound) as refused:
        require_impersonal("sample", parts(), DAY)
    assert refused.value.line == 1_000_001


@pytest.mark.parametrize("shown", [f'{{"a": ["电话 {PHONE}"]}}', f'{{"{PHONE}": 1}}', f"[{PHONE}"])
def test_texts_in_json_are_looked_through(shown: str) -> None:
    with pytest.raises(PersonalDataFound) as refused:
        require_impersonal_json("notice", shown.encode(), DAY)
    assert (refused.value.file_kind, refused.value.data) == ("notice", "mobile")


def test_a_count_in_json_is_no_phone() -> None:
    require_impersonal_json("notice", f'{{"volume": {{"bytes": {PHONE}}}}}'.encode(), DAY)
