"""Where a registry sits follows from its code, where an applicant does from its credit code."""

import pytest

from ledger.domain.codes.uscc import uscc_valid
from ledger.domain.seats import Elsewhere, elsewhere, seat_of

CHECKED = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def a_code(division: str) -> str:
    """A credit code of a company that a division registered (GB 32100-2015)."""
    body = f"91{division}MA0000001"
    total = sum(CHECKED.index(each) * weight for each, weight in zip(body, WEIGHTS, strict=True))
    made = body + CHECKED[(31 - total % 31) % 31]
    assert uscc_valid(made)
    return made


SHANDONG, ZHEJIANG, STATE = a_code("370200"), a_code("330100"), a_code("100000")


@pytest.mark.parametrize(("registry", "seat"), [(371, "37"), (119, "11"), (999, ""), (112, "11")])
def test_the_seat_is_the_beginning_of_the_code(registry: int, seat: str) -> None:
    assert seat_of(registry) == seat


@pytest.mark.parametrize(
    ("registry", "usccs", "region", "found"),
    [
        (371, [SHANDONG], "370000", None),
        (371, [SHANDONG], "", None),
        (371, [], "", None),
        # a company of the state's own register is of no province
        (371, [STATE], "370200", None),
        (331, [SHANDONG], "330100", Elsewhere("33", ("37",), "")),
        (331, [ZHEJIANG], "371300", Elsewhere("33", (), "37")),
        (331, [SHANDONG, ZHEJIANG, a_code("110101")], "", Elsewhere("33", ("11", "37"), "")),
        # a code that fails its check digit says nothing
        (331, [SHANDONG[:-1] + "0" * (SHANDONG[-1] != "0") or "X"], "", None),
        (999, [SHANDONG], "370000", None),
    ],
)
def test_what_lies_elsewhere_is_told_by_province(
    registry: int, usccs: list[str], region: str, found: Elsewhere | None
) -> None:
    assert elsewhere(registry, usccs, region) == found
