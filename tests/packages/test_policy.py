"""What a reader wants of block and time: an expression over those who vouch."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notarization.verify.beliefs import Epoch, Qbft
from notarization.verify.policy import (
    VOICES,
    PolicyMalformed,
    PolicyUnmet,
    parse_policy,
    require_met,
)
from notarization.verify.report import Grade
from notarization.verify.trust import dump_trust, parse_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE, reasons
from tests.packages.test_seals import FIVE, SEVEN, package
from tests.simulators.seals import address


@pytest.mark.parametrize(
    ("text", "held", "met"),
    [
        ("pin", {"pin": 1}, True),
        ("pin", {}, False),
        ("qbft AND tsa", {"qbft": 1}, False),
        ("qbft AND tsa OR pin", {"pin": 1}, True),
        ("qbft AND (tsa OR pin)", {"pin": 1}, False),
        ("(qbft AND tsa) OR (checkpoint>=3-of-5 AND tsa)", {"checkpoint": 3, "tsa": 1}, True),
        ("(qbft AND tsa) OR (checkpoint>=3-of-5 AND tsa)", {"checkpoint": 2, "tsa": 1}, False),
        ("tsa>=2", {"tsa": 1}, False),
        (" tsa>=2 ", {"tsa": 2}, True),
    ],
)
def test_an_expression_says_who_must_vouch(text: str, held: dict[str, int], met: bool) -> None:  # noqa: FBT001 (a parameter)
    policy = parse_policy(text)
    if met:
        require_met(policy, held)
        return
    with pytest.raises(PolicyUnmet) as unmet:
        require_met(policy, held)
    assert unmet.value.expected == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "pin AND", "AND pin", "(pin", "pin)", "pin qbft", "pin and tsa", "PIN", "node",
        "pin>=2", "qbft>=2", "tsa>=0", "checkpoint>=4-of-3", "checkpoint>3", "tsa >= 2",
        "checkpoint>=1-of-3 OR checkpoint>=2-of-4", "(" * 18 + "pin" + ")" * 18, "pin OR " * 99,
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(PolicyMalformed):
        parse_policy(text)


@given(st.text(alphabet="pinqbftcheckpoint tsaANDOR()>=-of123", max_size=60))
def test_whatever_the_text_is_it_is_read_or_refused(text: str) -> None:
    try:
        policy = parse_policy(text)
    except PolicyMalformed:
        return
    require_met(policy, dict.fromkeys(VOICES, 99))


def trust(policy: str) -> bytes:
    qbft = Qbft((Epoch(0, frozenset(map(address, SEVEN))),))
    return dump_trust(replace(BELIEVED, qbft=qbft, policy=parse_policy(policy)))


def told(data: bytes, trusted: bytes) -> tuple[Grade, set[str]]:
    report = verify(data, trusted)
    return report.grade, reasons(report)


def test_a_package_that_is_vouched_for_by_less_is_incomplete() -> None:
    assert told(PACKAGE, trust("pin")) == (Grade.VERIFIED, set())
    assert told(PACKAGE, trust("pin AND tsa")) == (Grade.INCOMPLETE, {"POLICY_UNMET"})
    assert told(PACKAGE, trust("qbft OR tsa")) == (Grade.INCOMPLETE, {"POLICY_UNMET"})
    sealed = replace(parse_trust(trust("qbft")), pins=())
    assert told(package(FIVE), dump_trust(sealed)) == (Grade.VERIFIED, set())
    both = replace(sealed, policy=parse_policy("qbft AND pin"))
    assert told(package(FIVE), dump_trust(both)) == (Grade.INCOMPLETE, {"POLICY_UNMET"})


def test_a_policy_that_thinks_of_others_than_the_file_lists_is_refused() -> None:
    found = told(PACKAGE, trust("qbft OR checkpoint>=2-of-3"))
    assert found == (Grade.UNREADABLE, {"TRUST_MALFORMED"})
    wrong = trust("pin").replace(b'"policy":"pin"', b'"policy":"pin OR"')
    assert told(PACKAGE, wrong) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})


def test_a_policy_is_written_as_it_was_read() -> None:
    trusted = trust("(qbft AND tsa) OR pin")
    assert dump_trust(parse_trust(trusted)) == trusted
