"""Proofs in logs beside others, or beside a pin: each counts or is named, and there are few."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notarization.checkpoints import keeper
from notarization.checkpoints.attaching import attached, entry_of_package
from notarization.checkpoints.keeper import Log, opened
from notarization.verify.codes import Step
from notarization.verify.container import read_container
from notarization.verify.report import Grade
from notarization.verify.tlog import MOST_PROOFS
from notarization.verify.trust import dump_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.test_checkpoints import FILE, ORIGIN, entered, told, trust, witnesses


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    keeper.create(tmp_path / "log", ORIGIN)
    with opened(tmp_path / "log") as found:
        yield found


def besides(package: bytes, trusted: bytes) -> list[str]:
    """What step 8 says of a package that is good, beside that its block is trusted."""
    report = verify(package, trusted)
    assert report.grade is Grade.VERIFIED
    first, *rest = [each for each in report.checks if each.number == Step.BLOCK]
    assert first.code == "BLOCK"
    assert not [each for each in rest if each.required]
    return [f"{each.code} {each.message.en}" for each in rest]


def test_a_proof_that_counts_for_nothing_is_named_where_something_else_vouches(
    log: Log, tmp_path: Path
) -> None:
    """Who sees a proof in the package and VERIFIED above it would take the one for the other."""
    watching = witnesses(tmp_path, log)
    pins = {"pins": BELIEVED.pins}
    package = entered(log, watching[:1])
    assert besides(package, trust(log, watching, 1)) == []
    (few,) = besides(package, trust(log, watching, 2, **pins))
    assert few.startswith("WITNESS_QUORUM ")
    assert FILE in few
    keeper.create(tmp_path / "other", "other.example/log")
    with opened(tmp_path / "other") as other:
        (stranger,) = besides(package, trust(other, (), 0, **pins))
        assert stranger.startswith("CHECKPOINT_UNTRUSTED ")
        assert FILE in stranger
        place = other.append(entry_of_package(package))
        both = attached(package, "other", other.proof(place, other.sign()))
        (beside,) = besides(both, trust(log, watching, 1))
        assert beside.startswith("CHECKPOINT_UNTRUSTED ")
        assert "checkpoints/other.tlog-proof" in beside


def test_a_package_has_proofs_in_so_many_logs(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log, 1)
    package = entered(log, watching)
    proof = read_container(package)[FILE]
    for number in range(MOST_PROOFS - 1):
        package = attached(package, f"m{number}", proof)
    assert told(package, trust(log, watching, 1)) == (Grade.VERIFIED, set())
    more = attached(package, "n", proof)
    found = told(more, trust(log, watching, 1))
    assert found == (Grade.REJECTED, {"CHECKPOINT_MALFORMED"})
    # who believes in no log reads none of them
    assert told(more, dump_trust(BELIEVED)) == (Grade.VERIFIED, set())
