"""The statement of deposited proceeds: its bytes, its digest, and what is none."""

import json
from hashlib import sha256
from typing import Any

import pytest

from ledger.domain.acts import Transfer
from ledger.domain.proceeds import Deposit, Proceeds, ProceedsMalformed, secured_by

TOLD = Proceeds(
    title=b"\x01" * 32,
    pledges=(b"\x02" * 32, b"\x03" * 32),
    deposit=Deposit("青岛市某公证处", 800_000_000, b"\x04" * 32),
    contract=b"\x05" * 32,
    salt=b"\x06" * 16,
)


def test_a_statement_is_read_back_from_the_bytes_that_its_digest_is_over() -> None:
    data = TOLD.statement
    assert Proceeds.read(data) == TOLD
    assert TOLD.digest == sha256(data).digest()
    assert json.loads(data)["amount_fen"] == "800000000"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("schema", "datadeed/proceeds/2"),
        ("title", "01"),
        ("pledges", []),
        ("pledges", [7]),
        ("depositary", ""),
        ("depositary", "长" * 101),
        ("amount_fen", "0"),
        ("amount_fen", "-1"),
        ("amount_fen", 800_000_000),
        ("receipt", None),
        ("contract", "zz"),
        ("salt", "06" * 15),
        ("statement", "more"),
    ],
)
def test_what_is_no_statement_names_the_member(member: str, value: Any) -> None:
    told = {**json.loads(TOLD.statement), member: value}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(ProceedsMalformed) as found:
        Proceeds.read(text.encode())
    assert found.value.member == member
    with pytest.raises(ProceedsMalformed):
        Proceeds.read(b"[]")


def test_of_a_transfer_all_pledges_that_move_are_secured() -> None:
    terms = object.__new__(Transfer)
    object.__setattr__(terms, "pledges", TOLD.pledges)
    assert secured_by(terms) == TOLD.pledges
