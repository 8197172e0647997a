"""Time stamps over a checkpoint, beside its proof: they vouch for the block that the log holds."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from notarization.checkpoints import keeper
from notarization.checkpoints.attaching import attached, with_tokens
from notarization.checkpoints.keeper import opened
from notarization.timestamps.asking import token_over
from notarization.timestamps.authorities import Authority
from notarization.verify.beliefs import CheckpointTrust, TimeTrust
from notarization.verify.container import read_container
from notarization.verify.notes import Notes
from notarization.verify.policy import parse_policy
from notarization.verify.report import Grade, Language, Report
from notarization.verify.stamp_steps import check_stamps
from notarization.verify.timestamp_errors import BeforeBlock
from notarization.verify.timestamps import MOST_TOKENS, stamped
from notarization.verify.tlog import note_of, token_name
from notarization.verify.trust import dump_trust, parse_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.stamps import AT_ONCE, Server, asked, told, with_files
from tests.packages.test_checkpoints import entered, witnesses

pytestmark = pytest.mark.node
PROOF = "checkpoints/log.tlog-proof"
FIRST, SECOND = token_name("log", "haina", 1), token_name("log", "haina", 2)
WANTED = parse_policy("checkpoint AND tsa")


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, CheckpointTrust]:
    """A package whose block a witness saw in a log; and whom to believe for it."""
    folder = tmp_path_factory.mktemp("log")
    keeper.create(folder / "log", "register.example/log")
    with opened(folder / "log") as log:
        watching = witnesses(folder, log, 1)
        believed = CheckpointTrust(log.signer.key, (watching[0].signer.key,), 1)
        return entered(log, watching), believed


@pytest.fixture
def bare(logged: tuple[bytes, CheckpointTrust]) -> bytes:
    return logged[0]


@pytest.fixture
def authority(haina: Server, tmp_path: Path) -> Authority:
    (found,) = asked(tmp_path, haina)
    return found


@pytest.fixture
def trusted(logged: tuple[bytes, CheckpointTrust], authority: Authority) -> bytes:
    """Believes the log and the authority, and wants both."""
    return believing(logged[1], authority)


def believing(logs: CheckpointTrust, *authorities: Authority, **changes: Any) -> bytes:
    known = TimeTrust(tuple(each.trusted for each in authorities), 0)
    believed = replace(BELIEVED, checkpoints=logs, time=known, policy=WANTED)
    return dump_trust(replace(believed, **changes))


def without_witnesses(trusted: bytes) -> bytes:
    """Of a reader who wants a witness that nobody knows, and pins the block."""
    believed = parse_trust(trusted)
    assert believed.checkpoints is not None
    stranger = replace(believed.checkpoints.witnesses[0], name="nobody.example/witness")
    logs = replace(believed.checkpoints, witnesses=(stranger,))
    return dump_trust(replace(believed, checkpoints=logs))


def over(package: bytes) -> bytes:
    return note_of(read_container(package)[PROOF])


def token(authority: Authority, data: bytes) -> bytes:
    return token_over(authority, data, AT_ONCE)[0]


def lines(report: Report, step: int) -> list[str]:
    return [
        each.message.text(Language.EN) + each.found for each in report.checks if each.number == step
    ]


def test_a_stamped_checkpoint_vouches_for_its_block(
    bare: bytes, authority: Authority, trusted: bytes
) -> None:
    note = over(bare)
    first = token(authority, note)
    tokens = {"haina": [first, token(authority, stamped(note, first))]}
    package, lacking = with_tokens(bare, lambda data: tokens if data == note else {})
    assert (lacking, with_tokens(bare, lambda _: {})) == ([], (bare, [PROOF]))
    report = verify(package, trusted)
    assert report.grade is Grade.VERIFIED
    said = lines(report, 26)
    assert [each.rsplit(", ", 1)[1] for each in said] == [FIRST, SECOND]
    assert told(bare, trusted) == (Grade.INCOMPLETE, {"POLICY_UNMET"})
    # a proof of the same name takes its tokens with it, but not where nothing changed
    proof = read_container(package)[PROOF]
    assert attached(package, "log", proof) == package
    assert attached(attached(package, "log", proof + b" "), "log", proof) == bare


def test_it_is_no_stamp_of_the_package(
    bare: bytes, authority: Authority, logged: tuple[bytes, CheckpointTrust]
) -> None:
    package = with_files(bare, **{FIRST: token(authority, over(bare))})
    known = TimeTrust((authority.trusted,), 1)
    assert told(package, believing(logged[1], authority, time=known)) == (
        Grade.INCOMPLETE,
        {"TSA_MISSING"},
    )


def test_where_the_checkpoint_does_not_count_its_stamp_does_not(
    bare: bytes, authority: Authority, logged: tuple[bytes, CheckpointTrust]
) -> None:
    package = with_files(bare, **{FIRST: b"no token"})
    key = replace(logged[1].log, name="other.example/log")
    report = verify(package, believing(replace(logged[1], log=key), authority))
    assert (report.grade, len(lines(report, 26))) == (Grade.INCOMPLETE, 1)
    assert [each for each in lines(report, 25) if FIRST in each]
    assert told(package, dump_trust(BELIEVED))[0] is Grade.VERIFIED
    # a log that the reader believes makes the same token one that refuses
    assert told(package, believing(logged[1], authority)) == (Grade.REJECTED, {"TSA_MALFORMED"})


def test_forgeries_are_refused_for_one_code_each(
    bare: bytes, authority: Authority, trusted: bytes
) -> None:
    note = over(bare)
    good = token(authority, note)
    lies: dict[str, dict[str, bytes]] = {
        "TSA_IMPRINT_MISMATCH": {FIRST: token(authority, note + b" ")},
        "TSA_MALFORMED": {FIRST: good[:-1]},
        "TSA_SIGNATURE_WRONG": {FIRST: good[:-1] + bytes([good[-1] ^ 1])},
        "TSA_CHAIN_GAP": {SECOND: good},
        "CHECKPOINT_MALFORMED": {FIRST: good, token_name("other", "haina", 1): good},
    }
    for code, files in lies.items():
        assert told(with_files(bare, **files), trusted) == (Grade.REJECTED, {code}), code
    # it is said where time stamps are judged, and where the proof itself counts for nothing
    gap = with_files(bare, **{SECOND: good})
    for reader in (trusted, without_witnesses(trusted)):
        report = verify(gap, reader)
        assert [each.number for each in report.checks if each.code == "TSA_CHAIN_GAP"] == [26]
        assert (report.grade, lines(report, 25) != []) == (Grade.REJECTED, True)
    # a renewal that leaves out what it renews
    assert told(with_files(bare, **{FIRST: good, SECOND: good}), trusted)[1] == {
        "TSA_IMPRINT_MISMATCH"
    }
    for name in ("checkpoints/log.001.tsr", "checkpoints/log.haina.1.tsr", "checkpoints/a/001.tsr"):
        found = told(with_files(bare, **{name: good}), trusted)
        assert found == (Grade.REJECTED, {"CHECKPOINT_MALFORMED"}), name
    assert told(with_files(bare, **{FIRST: good}), trusted) == (Grade.VERIFIED, set())


def test_a_token_that_is_older_than_the_block_refuses(
    bare: bytes, authority: Authority, trusted: bytes
) -> None:
    files = read_container(with_files(bare, **{FIRST: token(authority, over(bare))}))
    notes, now = Notes(), int(time.time())
    notes.checkpoints = (PROOF,)
    check_stamps(notes, files, parse_trust(trusted), now - 50, 0)
    assert notes.held["tsa"] == 1
    with pytest.raises(BeforeBlock):
        check_stamps(notes, files, parse_trust(trusted), now + 900, 0)


def test_tokens_of_all_kinds_together_are_so_many(
    bare: bytes, authority: Authority, trusted: bytes
) -> None:
    one = token(authority, over(bare))
    series = {token_name("log", f"s{n}", 1): one for n in range(MOST_TOKENS)}
    assert told(with_files(bare, **series), trusted)[0] is Grade.VERIFIED
    report = verify(with_files(bare, **series, **{FIRST: one}), trusted)
    assert {each.code for each in report.checks if each.status.value == "failed"} == {
        "TSA_MALFORMED"
    }
