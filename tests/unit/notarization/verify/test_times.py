"""Times that cannot be: even where every head fits, no block has two times and none goes back."""

from pathlib import Path

import pytest

from ledger.domain.dossier import RawAct
from notarization.verify.container import read_container
from notarization.verify.dossier_checks import Dossiers, TimeDisorder, check_times
from notarization.verify.header import Header, decode_header
from notarization.verify.package import read_package

GOLDEN = Path(__file__).resolve().parents[3] / "packages/good/issued.evidence.zip"
ONE, TWO = b"\x01" + bytes(31), b"\x02" + bytes(31)


def golden() -> Header:
    return decode_header(read_package(read_container(GOLDEN.read_bytes())).header)


HEADER = golden()
LAST, END = HEADER.number, HEADER.timestamp


def acts(subject: bytes, *places: tuple[int, int]) -> list[RawAct]:
    """Acts in these blocks, so many blocks and seconds before the header."""
    return [
        RawAct(subject, 1, bytes(20), b"", LAST - blocks, END - seconds)
        for blocks, seconds in places
    ]


def test_blocks_and_times_that_go_on_pass() -> None:
    check_times(
        {
            ONE: acts(ONE, (9, 90), (9, 90), (3, 90), (0, 0)),
            TWO: acts(TWO, (12, 100), (3, 90)),
        },
        HEADER,
    )


@pytest.mark.parametrize(
    ("dossiers", "subject", "seq", "fault"),
    [
        ({ONE: acts(ONE, (3, 30), (4, 40))}, ONE, 2, f"block {LAST - 4}"),
        ({ONE: acts(ONE, (3, 30), (-1, 0))}, ONE, 2, f"block {LAST + 1}"),
        ({ONE: acts(ONE, (3, 30), (3, 29))}, ONE, 2, f"block {LAST - 3} at {END - 29}"),
        (
            {ONE: acts(ONE, (3, 30)), TWO: acts(TWO, (3, 31))},
            TWO,
            1,
            f"block {LAST - 3} at {END - 31}",
        ),
        ({ONE: acts(ONE, (0, 1))}, ONE, 1, f"block {LAST} at {END - 1}"),
        (
            {ONE: acts(ONE, (3, 30)), TWO: acts(TWO, (5, 20))},
            b"",
            0,
            "a later block has an earlier time",
        ),
        ({ONE: acts(ONE, (3, -1))}, b"", 0, "a later block has an earlier time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    dossiers: Dossiers, subject: bytes, seq: int, fault: str
) -> None:
    with pytest.raises(TimeDisorder) as caught:
        check_times(dossiers, HEADER)
    assert (caught.value.subject, caught.value.seq, caught.value.fault) == (subject, seq, fault)
