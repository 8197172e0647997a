"""The client of the movables register against one that misbehaves in every way, by sockets."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.devnode import free_port
from ledger.domain.movables import Body, By, Change, FilingState, Question
from ledger.domain.movables_answer import MovablesWrong, require_timely
from ledger.domain.movables_filing import Filing, Later
from ledger.domain.workdays import day_of
from ledger.movables.client import HttpMovables
from ledger.movables.errors import FilingRefused, MovablesUnreachable, MovablesUnreadable
from ledger.outside import Patience
from tests.factories import a_uscc
from tests.simulators.movables import Fault, Movables, serving

pytestmark = pytest.mark.node
DAY = 86_400
NOW = 1_795_399_511
FILING = Filing(
    debtor=Body("海蓝渔业数据（山东）有限公司", a_uscc(1)),
    secured=Body("蓝湾银行青岛分行", a_uscc(2)),
    amount=800_000_000,
    maximum=False,
    months=13,
    collateral=("数据经营权 40%，登记凭证 SJ3712026090001", "收益"),
)
BY_DEBTOR = Question(By.DEBTOR, a_uscc(1))


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def movables(clock: Clock) -> Iterator[Movables]:
    with serving(clock) as running:
        yield running


def client_of(movables: Movables, *faults: Fault, tries: int = 1) -> HttpMovables:
    movables.faults.extend(faults)
    patience = Patience(connect=0.5, answer=0.5, tries=tries, pause=0.0)
    return HttpMovables(movables.url, patience, wait=lambda _: None)


def refusal(client: HttpMovables, later: Later) -> str:
    with pytest.raises(FilingRefused) as refused:
        client.enter(later)
    assert refused.value.reason
    return refused.value.refusal


def test_what_is_filed_is_found_by_number_and_by_debtor(movables: Movables) -> None:
    client = client_of(movables)
    assert client.ask(BY_DEBTOR).statements == ()
    receipt = client.file(FILING)
    assert (receipt.at, bool(receipt.code)) == (NOW, True)
    assert client.file(FILING) == receipt
    [found] = client.ask(BY_DEBTOR).statements
    assert client.ask(Question(By.NUMBER, receipt.number)).statements == (found,)
    assert (found.filed_at, found.amount, found.secured) == (NOW, 800_000_000, FILING.secured)
    assert day_of(found.term_end).isoformat() == "2027-12-23"
    assert client.ask(Question(By.NUMBER, "9" * 20)).statements == ()


@pytest.mark.parametrize("months", [0, 361])
def test_a_term_is_one_month_to_thirty_years(movables: Movables, months: int) -> None:
    with pytest.raises(FilingRefused) as refused:
        client_of(movables).file(replace(FILING, months=months))
    assert refused.value.refusal == "TERM"


def test_a_filing_is_extended_within_ninety_days_of_its_end_and_not_after_it(
    movables: Movables, clock: Clock
) -> None:
    client = client_of(movables)
    receipt = client.file(FILING)
    extension = Later(receipt.number, Change.EXTENDED, {"months": 12}, receipt.code)
    end = movables.filings[receipt.number].term_end
    clock.now = end - 90 * DAY - 1
    assert refusal(client, extension) == "TOO_EARLY"
    clock.now += 1
    assert refusal(client, replace(extension, code="0")) == "CODE_WRONG"
    client.enter(extension)
    [found] = client.ask(BY_DEBTOR).statements
    assert day_of(found.term_end).isoformat() == "2028-12-23"
    assert [(each.kind, each.at) for each in found.entries] == [(Change.EXTENDED, clock.now)]
    clock.now = found.term_end + 1
    late = replace(extension, changes={"months": 6})
    assert refusal(client, late) == "LAPSED"


def test_added_collateral_is_another_filing(movables: Movables) -> None:
    client = client_of(movables)
    receipt = client.file(FILING)
    added = Later(
        receipt.number,
        Change.AMENDED,
        {"collateral": [*FILING.collateral, "另一数据"]},
        receipt.code,
    )
    assert refusal(client, added) == "COLLATERAL_ADDED"
    client.enter(replace(added, changes={"collateral": ["收益"], "amount": "700000000"}))
    [found] = client.ask(BY_DEBTOR).statements
    assert (found.collateral, found.amount) == (("收益",), 700_000_000)


def test_a_debtor_goes_on_under_its_new_name(movables: Movables) -> None:
    client = client_of(movables)
    receipt = client.file(FILING)
    named = {"debtor": {"name": "海蓝数据集团有限公司", "code": a_uscc(1)}}
    client.enter(Later(receipt.number, Change.AMENDED, named, receipt.code))
    [found] = client.ask(BY_DEBTOR).statements
    assert (found.debtor.name, found.filed_at) == ("海蓝数据集团有限公司", NOW)


def test_a_cancelled_filing_takes_nothing_more(movables: Movables) -> None:
    client = client_of(movables)
    receipt = client.file(FILING)
    # whoever is named as the debtor objects without the code
    client.enter(Later(receipt.number, Change.OBJECTED, {"reason": "债务已清偿"}))
    client.enter(Later(receipt.number, Change.CANCELLED, {}, receipt.code))
    [found] = client.ask(BY_DEBTOR).statements
    assert found.state(NOW) is FilingState.CANCELLED
    assert found.objected_at == NOW
    again = Later(receipt.number, Change.AMENDED, {"amount": "1"}, receipt.code)
    assert refusal(client, again) == "CANCELLED"
    assert refusal(client, replace(again, number="9" * 20)) == "UNKNOWN"


def test_many_filings_come_in_pages_and_are_one_answer(movables: Movables) -> None:
    client = client_of(movables)
    for amount in range(45):
        movables.filed(replace(FILING, amount=amount))
    assert [each.amount for each in client.ask(BY_DEBTOR).statements] == list(range(45))
    assert len(movables.asked) == 3


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.SLOW, {"ReadTimeout"}),
        (Fault.DRIP, {"slow answer"}),
        (Fault.LOSE, {"RemoteProtocolError"}),
        (Fault.ERROR, {"HTTP status 500"}),
        (Fault.UNAVAILABLE, {"HTTP status 503"}),
    ],
)
def test_no_answer_in_time_is_unreachable(movables: Movables, fault: Fault, told: set[str]) -> None:
    with pytest.raises(MovablesUnreachable) as failed:
        client_of(movables, fault).ask(BY_DEBTOR)
    assert (failed.value.url, {failed.value.fault}) == (movables.url, told)


def test_nobody_there_is_unreachable() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(MovablesUnreachable) as failed:
        HttpMovables(url, Patience(tries=1)).ask(BY_DEBTOR)
    assert (failed.value.url, failed.value.fault) == (url, "ConnectError")


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Fault.GARBAGE, "JSON_MALFORMED"), (Fault.ENDLESS, "more than 1048576 bytes")],
)
def test_an_answer_that_says_nothing_is_unreadable(
    movables: Movables, fault: Fault, told: str
) -> None:
    with pytest.raises(MovablesUnreadable) as failed:
        client_of(movables, fault).ask(BY_DEBTOR)
    assert (failed.value.url, failed.value.fault) == (movables.url, told)


def test_the_answer_to_something_else_is_wrong(movables: Movables) -> None:
    movables.filed(FILING)
    movables.filed(replace(FILING, debtor=Body("别人", a_uscc(5))))
    for fault, member in ((Fault.ANOTHER, "key"), (Fault.OTHERS, "debtor")):
        with pytest.raises(MovablesWrong) as wrong:
            client_of(movables, fault).ask(BY_DEBTOR)
        assert wrong.value.member == member


def test_a_clock_that_is_ahead_is_not_believed_and_one_behind_tells_its_age(
    movables: Movables,
) -> None:
    with pytest.raises(MovablesWrong) as wrong:
        require_timely(client_of(movables, Fault.FUTURE).ask(BY_DEBTOR), now=NOW)
    assert wrong.value.member == "as_of"
    old = client_of(movables, Fault.OLD).ask(BY_DEBTOR)
    require_timely(old, now=NOW)
    assert NOW - old.as_of == 31 * 3_600


def test_it_is_asked_again_after_a_fault(movables: Movables) -> None:
    movables.filed(FILING)
    client = client_of(movables, Fault.LOSE, Fault.UNAVAILABLE, tries=3)
    assert len(client.ask(BY_DEBTOR).statements) == 1
    assert len(movables.asked) == 3


def test_filings_outlive_the_register_s_process(tmp_path: Path, clock: Clock) -> None:
    with serving(clock, tmp_path) as first:
        receipt = client_of(first).file(FILING)
        client_of(first).enter(Later(receipt.number, Change.AMENDED, {"amount": "5"}, receipt.code))
        before = first.filings
    with serving(clock, tmp_path) as second:
        assert second.filings == before
        assert client_of(second).file(FILING) == receipt
