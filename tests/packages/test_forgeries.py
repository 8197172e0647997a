"""Each forgery is refused for its one reason; the package it was made of passes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from forgeries import FORGERIES, Forgery, open_package

from notarization.verify.package import Evidence, write_package
from notarization.verify.report import Grade, Report, Status
from tests.packages.both import verify

GOOD = Path(__file__).parent / "good"
PACKAGE = (GOOD / "pledged.evidence.zip").read_bytes()
TRUST = (GOOD / "trust.json").read_bytes()


def reasons(report: Report) -> set[str]:
    """The codes that keep a package from being verified; what was not reached is none."""
    return {
        check.code
        for check in report.checks
        if check.required
        and check.status is not Status.PASSED
        and "not reached" not in check.message.en
    }


@pytest.mark.parametrize("name", ["issued", "pledged"])
def test_golden_packages_are_verified(name: str) -> None:
    package = (GOOD / f"{name}.evidence.zip").read_bytes()
    report = verify(package, TRUST)
    assert (report.grade, reasons(report)) == (Grade.VERIFIED, set())


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_refused_for_its_one_reason(forgery: Forgery) -> None:
    forged = forgery.mutate(PACKAGE)
    assert forged != PACKAGE
    report = verify(forged, TRUST)
    assert (report.grade, reasons(report)) == (forgery.grade, {forgery.code})


# Two packages of one title on one chain: the older one knows nothing of the pledges.
OLDER = open_package((GOOD / "issued.evidence.zip").read_bytes())
NEWER = open_package(PACKAGE)
TITLE = NEWER.certificate.title


def with_old_title(newer: Evidence) -> Evidence:
    """The title's dossier and its proof are those of the older block."""
    return replace(
        newer,
        dossiers={**newer.dossiers, TITLE: OLDER.dossiers[TITLE]},
        heads={**newer.heads, TITLE: OLDER.heads[TITLE]},
    )


def with_old_state(newer: Evidence) -> Evidence:
    """All that was proven at the older block, under the newer header."""
    return replace(newer, dossiers=OLDER.dossiers, heads=OLDER.heads, account=OLDER.account)


def with_old_heads_only(newer: Evidence) -> Evidence:
    """The older dossiers under the newer account and the newer heads: the pledges are left out."""
    shorter = {each: OLDER.dossiers.get(each, acts) for each, acts in newer.dossiers.items()}
    return replace(newer, dossiers=shorter)


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (with_old_title, "PROOF_NODE_HASH"),
        (with_old_state, "PROOF_NODE_HASH"),
        (with_old_heads_only, "HEAD_MISMATCH"),
    ],
)
def test_an_older_head_is_refused_under_a_newer_header(
    forge: Callable[[Evidence], Evidence], code: str
) -> None:
    assert OLDER.certificate.title == TITLE
    assert len(OLDER.dossiers[TITLE]) < len(NEWER.dossiers[TITLE])
    report = verify(write_package(forge(NEWER)), TRUST)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})
    undone = verify(write_package(NEWER), TRUST)
    assert (undone.grade, reasons(undone)) == (Grade.VERIFIED, set())


@pytest.mark.parametrize("name", ["issued", "pledged"])
@pytest.mark.parametrize("seed", range(12))
def test_a_package_written_from_its_own_parts_is_verified_again(name: str, seed: int) -> None:
    """A forgery that changes nothing passes: no refusal above comes from the rebuilding."""
    package = (GOOD / f"{name}.evidence.zip").read_bytes()
    parts = open_package(package)
    order = sorted(parts.dossiers, key=lambda each: (each[seed % 32], each))
    shuffled = replace(parts, dossiers={each: parts.dossiers[each] for each in order})
    assert write_package(shuffled) == package
