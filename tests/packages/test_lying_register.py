"""A register whose heads and proofs fit false acts: rules, signatures and mandates still refuse."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from forgeries import open_package

from ledger.domain.acts import Role
from ledger.domain.dossier import Actor, RawAct, parse_act
from notarization.verify.report import Grade
from tests.packages.both import verify
from tests.packages.lies import BELIEVED, ISSUED, ISSUED_CASES, PLEDGED_CASES, unknown_kind
from tests.packages.test_forgeries import PACKAGE, reasons
from tests.simulators.lying_register import Lies, lying
from tests.simulators.trie import Maker, long_form, odd_padding


def test_the_liar_is_believed_while_it_does_not_lie() -> None:
    for package in (PACKAGE, ISSUED):
        report = verify(*lying(open_package(package), BELIEVED))
        assert (report.grade, reasons(report)) == (Grade.VERIFIED, set())


@pytest.mark.parametrize("name", PLEDGED_CASES)
def test_a_lie_about_an_act_is_refused(name: str) -> None:
    lie, code = PLEDGED_CASES[name]
    report = verify(*lying(lie(open_package(PACKAGE)), BELIEVED))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})


@pytest.mark.parametrize("name", ISSUED_CASES)
def test_a_lie_about_the_issue_is_refused(name: str) -> None:
    lie, code = ISSUED_CASES[name]
    report = verify(*lying(lie(open_package(ISSUED)), BELIEVED))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})


def test_an_unknown_kind_of_act_leaves_the_answer_incomplete() -> None:
    report = verify(*lying(unknown_kind(open_package(PACKAGE)), BELIEVED))
    assert (report.grade, reasons(report)) == (Grade.INCOMPLETE, {"ACT_KIND_UNKNOWN"})


def test_a_register_with_new_code_is_refused() -> None:
    evidence = open_package(PACKAGE)
    report = verify(*lying(evidence, BELIEVED, Lies(code_hash=b"\x44" * 32)))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"CODE_NOT_ALLOWED"})


@pytest.mark.parametrize(
    ("development", "code"), [(False, "NON_CANONICAL_ZERO_LEAF"), (True, "HEAD_MISMATCH")]
)
def test_a_head_of_zero_is_no_head(development: bool, code: str) -> None:  # noqa: FBT001 (a parameter)
    evidence = open_package(PACKAGE)
    trust = replace(BELIEVED, development=development)
    report = verify(*lying(evidence, trust, Lies(heads={evidence.certificate.title: 0})))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})


@pytest.mark.parametrize("make", [long_form, odd_padding])
def test_a_node_in_a_second_form_is_refused_though_every_hash_fits(make: Maker) -> None:
    report = verify(*lying(open_package(PACKAGE), BELIEVED, Lies(make=make)))
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"PROOF_NODE_MALFORMED"})


def actors_of(acts: Sequence[RawAct]) -> list[Actor]:
    return [actor for raw in acts for actor in parse_act(raw).actors]


def test_the_golden_package_has_two_persons_under_every_freeze() -> None:
    evidence = open_package(PACKAGE)
    title = evidence.dossiers[evidence.certificate.title]
    clerks = [a.party for a in actors_of(title) if a.role is Role.ORDER_CLERK]
    assert len(clerks) == len(set(clerks)) == 2
