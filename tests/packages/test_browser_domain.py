"""The browser's domain over the golden packages' dossiers, and over a lying register's."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from forgeries import open_package

from ledger.domain.conditions import check_conditions
from ledger.domain.dossier import Anchor, parse_act
from ledger.domain.evolve import evolve, open_dossier
from ledger.domain.history import History
from ledger.domain.mandates import check_mandates
from ledger.domain.record import parse_notice
from notarization.verify.content_checks import check_notices
from notarization.verify.mandate_checks import recovered
from notarization.verify.package import Evidence
from tests.browser_domain import BrowserDomain, Refused, answered, raw_line, shown, tried
from tests.packages.lies import ISSUED, ISSUED_CASES, PLEDGED_CASES, unknown_kind
from tests.packages.test_forgeries import GOOD, PACKAGE

HONEST = {"issued": ISSUED, "pledged": PACKAGE}
HONEST |= {"second": (GOOD / "second.evidence.zip").read_bytes()}


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDomain]:
    with BrowserDomain() as found:
        yield found


def replayed(browser: BrowserDomain, evidence: Evidence, anchor: Anchor) -> dict[bytes, History]:
    """The histories as far as they can be replayed, the same in both."""
    browser.register(anchor)
    histories = {}
    for subject, raws in evidence.dossiers.items():
        acts, states = [], [open_dossier(anchor, subject)]
        for raw in raws:
            after = tried(lambda: evolve(anchor, states[-1], parse_act(raw)))  # noqa: B023
            found = browser.tried("act", **raw_line(raw))
            assert found == (after if isinstance(after, Refused) else shown(after))
            if isinstance(after, Refused):
                break
            acts.append(parse_act(raw))
            states.append(after)
        histories[subject] = History(subject, tuple(acts), tuple(states))
    return histories


def judged(browser: BrowserDomain, anchor: Anchor, histories: Mapping[bytes, History]) -> set[str]:
    """The codes of what other dossiers and signatures refuse, the same in both."""
    codes = set()
    for subject, history in histories.items():
        for act, before in zip(history.acts, history.states, strict=False):
            given: dict[str, Any] = {"subject": subject.hex(), "after": act.seq - 1, "missing": []}
            [found] = browser.ask("vouched", acts=[raw_line(act.raw)], **given)
            conditions = tried(lambda: check_conditions(act, before, histories))  # noqa: B023
            signed = tried(lambda: check_mandates(anchor, act, before, histories, recovered))  # noqa: B023
            for own, other in zip((conditions, signed), map(answered, found), strict=True):
                if isinstance(own, Refused) or isinstance(other, Refused):
                    assert other == own, act.kind.name
                    codes.add(own.code)
    return codes


def anchor_of(evidence: Evidence) -> Anchor:
    return Anchor(evidence.claim.chain_id, evidence.claim.register.address)


@pytest.mark.parametrize("name", HONEST)
def test_a_golden_package_is_replayed_and_judged_alike(browser: BrowserDomain, name: str) -> None:
    evidence = open_package(HONEST[name])
    histories = replayed(browser, evidence, anchor_of(evidence))
    assert all(history.acts for history in histories.values())
    assert judged(browser, anchor_of(evidence), histories) == set()


CASES = {
    **{name: (PACKAGE, lie) for name, (lie, _) in PLEDGED_CASES.items()},
    **{name: (ISSUED, lie) for name, (lie, _) in ISSUED_CASES.items()},
    "an unknown kind": (PACKAGE, unknown_kind),
}


@pytest.mark.parametrize("name", CASES)
def test_a_lie_is_refused_for_the_same_reason(browser: BrowserDomain, name: str) -> None:
    package, lie = CASES[name]
    evidence = lie(open_package(package))
    judged(browser, anchor_of(evidence), replayed(browser, evidence, anchor_of(evidence)))


def test_notices_are_opened_to_the_same_root(browser: BrowserDomain) -> None:
    evidence = open_package(PACKAGE)
    histories = replayed(browser, evidence, anchor_of(evidence))
    assert any(check_notices(each).read for each in histories.values())
    for history in histories.values():
        for act in history.acts:
            clear = getattr(act.terms, "clear", b"")
            if clear:
                notice = browser.ask("notice", clear=clear.hex())
                assert notice["root"] == parse_notice(clear).root.hex()
