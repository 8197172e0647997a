"""The client of the national system against one that misbehaves in every way, over real sockets."""

from collections.abc import Iterator

import pytest

from ledger.chain.devnode import free_port
from ledger.deposit.client import HttpDeposits
from ledger.deposit.errors import DepositRefused, DepositUnreachable, DepositUnreadable
from ledger.domain.deposit import Deposit, ReceiptWrong
from ledger.outside import Patience
from tests.simulators.national import Fault, National, serving

pytestmark = pytest.mark.node
NOW = 1_790_000_000
DEPOSIT = Deposit.of(b"\x02" + bytes(31), {"record": "ab"})
ONCE = Patience(connect=0.5, answer=0.5, tries=1, pause=0)


@pytest.fixture
def national() -> Iterator[National]:
    with serving(lambda: NOW) as running:
        yield running


def asked(national: National, *faults: Fault, tries: int = 1) -> tuple[HttpDeposits, list[float]]:
    """A client of it, and the pauses that it makes."""
    national.faults.extend(faults)
    pauses: list[float] = []
    patience = Patience(connect=0.5, answer=0.5, tries=tries, pause=0.25)
    return HttpDeposits(national.url, patience, wait=pauses.append), pauses


def test_a_second_sending_gives_the_same_receipt(national: National) -> None:
    client, pauses = asked(national)
    first = client.deposit(DEPOSIT)
    assert (first.number, first.received_at) == ("GJ-00000001", NOW)
    assert client.deposit(DEPOSIT) == first
    assert (len(national.receipts), national.asked) == (1, [DEPOSIT.key] * 2)
    assert pauses == []
    other = client.deposit(Deposit.of(DEPOSIT.application, {"record": "ac"}))
    assert other.number == "GJ-00000002"


@pytest.mark.parametrize(
    ("fault", "stored"),
    [
        (Fault.SLOW, 1),
        (Fault.LOSE, 1),
        (Fault.DRIP, 1),
        (Fault.UNAVAILABLE, 0),
    ],
)
def test_no_answer_in_time_is_unreachable(national: National, fault: Fault, stored: int) -> None:
    client, _ = asked(national, fault)
    with pytest.raises(DepositUnreachable) as failed:
        client.deposit(DEPOSIT)
    assert failed.value.url == national.url
    assert failed.value.fault in {
        "ReadTimeout",
        "RemoteProtocolError",
        "slow answer",
        "HTTP status 503",
    }
    assert len(national.receipts) == stored
    # what it has stored meanwhile, or has not, is one deposit in the end
    assert client.deposit(DEPOSIT).number == "GJ-00000001"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.GARBAGE, "JSON_MALFORMED"),
        (Fault.ENDLESS, "more than 65536 bytes"),
        (Fault.BARE_REFUSAL, "a refusal without code and reason"),
    ],
)
def test_an_answer_that_says_nothing_is_unreadable(
    national: National, fault: Fault, told: str
) -> None:
    client, _ = asked(national, fault)
    with pytest.raises(DepositUnreadable) as failed:
        client.deposit(DEPOSIT)
    assert (failed.value.url, failed.value.fault) == (national.url, told)


@pytest.mark.parametrize(
    ("fault", "member"),
    [(Fault.ANOTHER_DIGEST, "digest"), (Fault.ANOTHER_APPLICATION, "application")],
)
def test_the_receipt_of_something_else_is_not_asked_for_again(
    national: National, fault: Fault, member: str
) -> None:
    client, _ = asked(national, fault, tries=3)
    with pytest.raises(ReceiptWrong) as wrong:
        client.deposit(DEPOSIT)
    assert wrong.value.member == member
    assert len(national.asked) == 1


def test_a_refusal_says_why_and_is_not_asked_again(national: National) -> None:
    client, pauses = asked(national, Fault.REFUSE, tries=3)
    with pytest.raises(DepositRefused) as refused:
        client.deposit(DEPOSIT)
    assert refused.value.refusal == "SUMMARY_UNCLEAR"
    assert refused.value.reason.startswith("数据简介不清楚")
    assert (len(national.asked), pauses) == (1, [])


def test_two_answers_to_one_question_are_one(national: National) -> None:
    client, _ = asked(national, Fault.TWICE)
    assert client.deposit(DEPOSIT) == client.deposit(DEPOSIT)
    assert len(national.receipts) == 1


def test_it_asks_again_with_growing_pauses_and_waits_as_long_as_it_is_told(
    national: National,
) -> None:
    client, pauses = asked(national, Fault.LOSE, Fault.GARBAGE, Fault.UNAVAILABLE, tries=4)
    assert client.deposit(DEPOSIT).number == "GJ-00000001"
    assert pauses == [0.25, 0.5, 1.0]
    assert national.asked == [DEPOSIT.key] * 4


def test_after_its_tries_the_last_fault_stands(national: National) -> None:
    client, pauses = asked(national, *[Fault.LOSE] * 3, tries=3)
    with pytest.raises(DepositUnreachable):
        client.deposit(DEPOSIT)
    assert (len(pauses), len(national.asked)) == (2, 3)


def test_nobody_there_is_unreachable() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(DepositUnreachable) as failed:
        HttpDeposits(url + "/", ONCE).deposit(DEPOSIT)
    assert (failed.value.url, failed.value.fault) == (url, "ConnectError")
