"""Time stamps over the root of a batch, in the proof of a digest: by itself and in a package."""

from pathlib import Path
from typing import Any

import pytest

from ledger.domain.crypto_policy import Use
from notarization.timestamps.asking import token_over
from notarization.timestamps.authorities import Authority
from notarization.verify.batch import MOST_STAMPS, BatchProof, read_proof
from notarization.verify.batch_steps import MOST_TOKENS
from notarization.verify.beliefs import Accepted, TimeTrust
from notarization.verify.policy import parse_policy
from notarization.verify.report import Grade, Language, Report, Status
from notarization.verify.timestamps import stamped
from tests.packages.batched import FILES, changed, holding, of, proofs, trusting
from tests.packages.both import check_proof, verify
from tests.packages.stamps import AT_ONCE, Server, asked, stamped_by
from tests.packages.test_forgeries import reasons

pytestmark = pytest.mark.node
COVER = of(FILES["cover.json"])
[BARE] = proofs([COVER])
ROOT = read_proof("", BARE)
OVER = ROOT.anchor.stamped if isinstance(ROOT, BatchProof) else b""
WANTED = parse_policy("pin AND tsa")


def with_stamps(*series: list[bytes], proof: bytes = BARE) -> bytes:
    told = [["0x" + token.hex() for token in each] for each in series]
    return changed(proof, schema="datadeed/batch-proof/2", stamps=told)


@pytest.fixture
def authority(haina: Server, tmp_path: Path) -> Authority:
    (found,) = asked(tmp_path, haina)
    return found


def token(authority: Authority, data: bytes = OVER) -> bytes:
    return token_over(authority, data, AT_ONCE)[0]


def believing(*authorities: Authority, needed: int = 1, **changes: Any) -> bytes:
    known = TimeTrust(tuple(each.trusted for each in authorities), needed)
    return trusting(BARE, time=known, **changes)


def lines(report: Report, step: int) -> list[tuple[str, Status, str]]:
    return [
        (each.code, each.status, each.message.text(Language.EN) + each.found)
        for each in report.checks
        if each.number == step
    ]


def test_a_stamped_root_meets_a_policy_that_wants_a_stamp(authority: Authority) -> None:
    first = token(authority)
    renewal = token(authority, stamped(OVER, first))
    proof = with_stamps([first, renewal])
    report = check_proof(proof, believing(authority, policy=WANTED))
    assert report.grade is Grade.VERIFIED
    [(code, status, said)] = lines(report, 10)
    assert (code, status, said.count("haina, 20")) == ("TIME_STAMPS", Status.PASSED, 2)
    bare = check_proof(BARE, believing(authority, policy=WANTED))
    assert (bare.grade, reasons(bare)) == (Grade.INCOMPLETE, {"TSA_MISSING", "POLICY_UNMET"})
    assert check_proof(BARE, believing(authority, needed=0)).grade is Grade.VERIFIED


def test_in_a_package_a_stamp_of_the_package_is_none_of_another_blocks_root(
    authority: Authority, haina: Server, tmp_path: Path
) -> None:
    package, trust = stamped_by(tmp_path, haina).package, believing(authority, policy=WANTED)
    bare = verify(holding(BARE, package=package), trust)
    assert (bare.grade, reasons(bare)) == (Grade.INCOMPLETE, {"TSA_MISSING"})
    report = verify(holding(with_stamps([token(authority)]), package=package), trust)
    assert report.grade is Grade.VERIFIED
    [(code, _, said)] = lines(report, 35)
    assert (code, "Beijing time); haina, 20" in said) == ("BATCHES", True)


def test_what_cannot_be_judged_is_named_and_counts_for_nothing(
    authority: Authority, servers: tuple[Server, Server]
) -> None:
    (other,) = asked(servers[1].folder, servers[1])
    proof = with_stamps([token(authority)])
    for trust, code in (
        (believing(other, needed=0), "TSA_UNTRUSTED"),
        (
            believing(authority, needed=0, algorithms=(Accepted(Use.IMPRINT, "sm3", 0, 2**40),)),
            "ALGORITHM_NOT_ACCEPTED",
        ),
    ):
        report = check_proof(proof, trust)
        assert report.grade is Grade.VERIFIED
        assert [each[0] for each in lines(report, 10)] == [code]
        held = verify(holding(proof), trust)
        assert held.grade is Grade.VERIFIED
        assert [each[0] for each in lines(held, 35)] == [code, "BATCHES"]
    missing = check_proof(proof, believing(other))
    assert (missing.grade, reasons(missing)) == (Grade.INCOMPLETE, {"TSA_MISSING"})


def test_a_false_stamp_refuses_proof_and_package(authority: Authority) -> None:
    trust, good = believing(authority), token(authority)
    lies = {
        "TSA_IMPRINT_MISMATCH": [token(authority, OVER + b" ")],
        "TSA_MALFORMED": [b"x"],
    }
    for code, series in lies.items():
        report = check_proof(with_stamps([good], series), trust)
        assert (report.grade, reasons(report)) == (Grade.REJECTED, {code, "POLICY"})
        held = verify(holding(with_stamps([good], series)), trust)
        assert (held.grade, reasons(held) - {"TSA_MISSING"}) == (Grade.REJECTED, {code})
        assert "batches/001.json stamps[1][0]" in lines(held, 35)[-1][2]
    # a renewal that leaves out the token before it is over something else
    for series in ([good, token(authority)], [good, good]):
        report = check_proof(with_stamps(series), trust)
        assert reasons(report) == {"TSA_IMPRINT_MISMATCH", "POLICY"}


def test_stamps_have_one_form() -> None:
    for proof in (
        with_stamps(),
        with_stamps([]),
        with_stamps(*[[b"x"]] * 9),
        with_stamps([b"x"] * (MOST_STAMPS + 1)),
        changed(BARE, stamps=[["0x00"]]),
        changed(BARE, schema="datadeed/batch-proof/2"),
        changed(BARE, schema="datadeed/batch-proof/2", stamps=[0]),
        changed(BARE, schema="datadeed/batch-proof/2", stamps=[["00"]]),
    ):
        report = check_proof(proof, trusting(BARE))
        assert [each[0] for each in lines(report, 1)] == ["BATCH_MALFORMED"]
    good = with_stamps([b"x", b"y"])
    assert read_proof("", good).dump() == good


def test_a_package_has_so_many_tokens_over_roots_and_no_more(authority: Authority) -> None:
    one, number = token(authority), MOST_TOKENS // 8
    eight = with_stamps(*[[one]] * 8)
    trust = believing(authority, needed=0)
    assert verify(holding(*[eight] * number), trust).grade is Grade.VERIFIED
    report = verify(holding(*[eight] * number, with_stamps([one])), trust)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {"BATCH_MALFORMED"})
