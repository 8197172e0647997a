"""Numbers of persons are found wherever they stand in a file, and nothing else is taken for one."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, repeat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.domain.codes.person import id_check_digit, id_number_valid, luhn_valid
from ledger.domain.errors import DomainError
from ledger.domain.personal import (
    Finding,
    Personal,
    PersonalDataFound,
    findings,
    require_fit,
    require_impersonal,
    require_impersonal_json,
)
from ledger.domain.record import PROOF_KINDS
from tests.factories import OWN_NUMBER

DAY = date(2026, 11, 28)
OWN = OWN_NUMBER
FIRST = OWN[:-1]
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
        # as a table of floats writes a whole number
        (f"{PHONE}.0", Personal.MOBILE),
        (f"{CARD}.00,", Personal.BANK_CARD),
        # a text has no such fractions
        (f"0.{PHONE}", Personal.MOBILE),
        (f"0.{OWN}", Personal.ID_NUMBER),
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
        "13912345678.05",
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
@example(0, [66], "洋")  # a first part that is looked through to its second letter only
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


@pytest.mark.parametrize("kind", [*PROOF_KINDS, "material", "attachment"])
def test_a_number_comes_in_at_no_door_but_as_a_proof_of_identity(kind: str) -> None:
    data = f"{OWN}\n".encode()
    if kind == "identity":
        assert require_fit(kind, [data], DAY)
        return
    with pytest.raises(PersonalDataFound) as found:
        require_fit(kind, [data], DAY)
    assert (found.value.file_kind, found.value.data) == (kind, "id_number")
    assert not require_fit(kind, [b"\x89PNG\0" + data], DAY)


def in_file(text: str) -> list[Personal]:
    return [each.data for each in findings([text], DAY, decimals=True)]


def test_a_decimal_of_a_table_is_no_phone_and_no_card() -> None:
    assert in_file(f"x,0.{PHONE}\n") == in_file(f"x,1.{CARD}\n") == []
    rows = "\n".join(f"{row},0.{row * 7_919 % 10**11:011d}" for row in range(1, 4_000))
    assert in_file(f"{rows}\n5,0.{PHONE}\n") == []
    assert require_fit("sample", [f"depth\n0.{PHONE}\n".encode()], DAY)


@pytest.mark.parametrize("whole", ["0", "1", "86"])
@pytest.mark.parametrize(("number", "kind"), [(PHONE, "mobile"), (CARD, "bank_card")])
def test_numbers_that_hide_behind_a_point_are_found(whole: str, number: str, kind: str) -> None:
    column = "".join(f"{row},{whole}.{number}\n" for row in range(3))
    told = list(findings([f"id,value\n{column}"], DAY, decimals=True))
    assert told == [Finding(Personal(kind), 2, 0)]
    # beside other columns of measurements, whose fractions have other lengths
    beside = "".join(f"12.5,0.123456,{whole}.{number}\n" for _ in range(3))
    assert in_file(beside) == [Personal(kind)]
    with pytest.raises(PersonalDataFound) as refused:
        require_fit("sample", [column.encode()], DAY)
    assert (refused.value.data, refused.value.line) == (kind, 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # an identity number is one wherever it stands; a gap makes a fraction none
        (f"0.{OWN}", Personal.ID_NUMBER),
        (f"0.{OWN[:6]} {OWN[6:14]} {OWN[14:]}", Personal.ID_NUMBER),
        (f"0.{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", Personal.MOBILE),
        (f"0.{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", Personal.MOBILE),
        (f"电话.{PHONE}", Personal.MOBILE),
        (f".{PHONE}", Personal.MOBILE),
        (f"１.{PHONE}.0 {PHONE}", Personal.MOBILE),
    ],
)
def test_what_is_no_fraction_is_no_measurement(text: str, kind: Personal) -> None:
    assert in_file(text) == [kind]


@given(st.integers(0, 200), st.lists(st.integers(1, 90), max_size=20), st.integers(3, 6))
def test_hidden_numbers_are_counted_however_the_file_is_cut(
    ahead: int, cuts: list[int], many: int
) -> None:
    text = "a" * ahead + "\n" + f"0.{PHONE},0.5\n" * many
    parts, rest = [], text
    for cut in cuts:
        parts.append(rest[:cut])
        rest = rest[cut:]
    told = list(findings([*parts, rest], DAY, decimals=True))
    assert told == [Finding(Personal.MOBILE, 2, (ahead + 3) // 1_024)]
    others = f"0.{'2' * 11}\n" * (many + 1)
    assert list(findings([*parts, rest, others], DAY, decimals=True)) == []
