"""No sentence of a report says more than was checked; both verifiers say the same words."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import core, x509

from ledger.domain.crypto_policy import Use
from notarization.verify import cms
from notarization.verify.batch_checks import NOT_ASKED
from notarization.verify.beliefs import Accepted
from notarization.verify.container import read_container
from notarization.verify.custody import CUSTODY_NAME
from notarization.verify.notes import IF_GENUINE
from notarization.verify.policy import parse_policy
from notarization.verify.report import Check, Grade, Report, Status
from notarization.verify.statement import Question
from notarization.verify.tlog import NO_HASH
from notarization.verify.trust import dump_trust
from notarization.verify.wording import beijing
from tests.packages import both
from tests.packages.batched import FILES, of, proofs, trusting
from tests.packages.countersigned import BLOCK_TIME
from tests.packages.lies import BELIEVED
from tests.packages.stamps import FIRST, with_files
from tests.packages.test_forgeries import GOOD, PACKAGE
from tests.packages.test_stamp_forms import LEAF, ROOT, judged, saying
from tests.packages.test_stamp_paths import GOOD as HOLDS
from tests.packages.test_stamp_paths import MANIFEST, NOW
from tests.packages.test_two_readers import ATTESTED, PROOF, TRUST, asked, faults
from tests.packages.test_two_readers import with_files as beside
from tests.packages.tokens import rooted, token_of

SECOND = (GOOD / "second.evidence.zip").read_bytes()
SECOND_TRUST = (GOOD / "trust.json").read_bytes()
MALFORMED = (Grade.REJECTED, {"TSA_MALFORMED"})
[BARE] = proofs([of(FILES["cover.json"])])


def heard(package: bytes, trust: bytes, question: Question = Question()) -> Report:  # noqa: B008
    """Python's report; the browser's has the same lines and the same answer."""
    report = both.verify(package, trust, question)
    told, own = both.by_browser(package, trust, question), json.loads(report.to_json())
    assert both.lines_of(told) == both.lines_of(own)
    assert told["asOf"] == own["asOf"]
    return report


def line(report: Report, step: int) -> Check:
    return next(each for each in report.checks if each.number == step)


# The block


def test_an_answer_under_a_block_that_nobody_vouches_for_says_so() -> None:
    """A register of one's own making can stand at the same address, with the same code."""
    sure = heard(PACKAGE, dump_trust(BELIEVED)).as_of
    report = heard(PACKAGE, dump_trust(replace(BELIEVED, pins=())))
    assert report.grade is Grade.INCOMPLETE
    assert sure is not None
    assert report.as_of is not None
    assert report.as_of.zh == IF_GENUINE.zh + sure.zh
    assert report.as_of.en == IF_GENUINE.en + sure.en
    assert not sure.en.startswith(IF_GENUINE.en)


def test_an_answer_for_which_less_vouches_than_the_reader_wants_says_so() -> None:
    report = heard(PACKAGE, dump_trust(replace(BELIEVED, policy=parse_policy("pin AND tsa"))))
    assert report.grade is Grade.INCOMPLETE
    assert report.as_of is not None
    assert report.as_of.en.startswith(IF_GENUINE.en)
    met = heard(PACKAGE, dump_trust(replace(BELIEVED, policy=parse_policy("pin"))))
    assert met.as_of is not None
    assert met.as_of.en.startswith("At block")


# The time


def test_a_time_after_the_block_is_never_said_to_be_covered() -> None:
    trust, block = dump_trust(replace(BELIEVED, maximum_age=60)), BLOCK_TIME
    at = heard(PACKAGE, trust, Question(time=block))
    assert (line(at, 23).found, "not known" in said_of(at)) == (beijing(block), False)
    late = heard(PACKAGE, trust, Question(time=block + 59))
    assert late.grade is Grade.VERIFIED
    assert "lies 59 s after the block" in line(late, 23).message.en
    assert "晚于区块 59 秒" in line(late, 23).message.zh
    assert said_of(late).count("what came between is not known") == 2
    beyond = heard(PACKAGE, trust, Question(time=block + 61))
    assert (beyond.grade, "what came between is not known" in said_of(beyond)) == (
        Grade.INCOMPLETE,
        True,
    )


def said_of(report: Report) -> str:
    """The answer and the line of the verdict."""
    assert report.as_of is not None
    return report.as_of.en + line(report, 24).message.en


# Time stamps


def stamp_line(token: bytes) -> Check:
    package, trust = with_files(PACKAGE, **{FIRST: token}), rooted(ROOT)
    return line(heard(package, trust), 26)


def test_the_line_of_a_stamp_says_what_was_stated_and_what_was_not_looked_into() -> None:
    ends = beijing(int(LEAF.certificate.not_valid_after_utc.timestamp()))
    found = stamp_line(saying(accuracy={"seconds": 86_400})).message
    assert f"± 86400 s; its certificate ends {ends}, and whether it had been revoked" in found.en
    assert f"北京时间 {beijing(NOW)}，± 86400 s；其证书至 {ends}，是否曾被吊销未核验" in found.zh
    unstated = stamp_line(saying()).message
    assert "±" not in unstated.en + unstated.zh
    assert ("of no stated accuracy" in unstated.en, "未载明精度" in unstated.zh) == (True, True)


@pytest.mark.parametrize(
    "odd",
    [
        # a tag of several bytes, and lengths that DER writes otherwise
        "bf010205003000",
        "1f0205003000",
        "30810205003000",
        "3082000205003000",
        "30800000",
        "308500000000020500",
    ],
)
def test_what_both_readers_cannot_take_apart_beside_a_signature_is_malformed(odd: str) -> None:
    """Nobody signs what is shown there: else one verifier took such a token and the other not."""
    token = token_of(MANIFEST, NOW, LEAF)
    assert judged(token) == HOLDS
    assert judged(cms.showing(token, [LEAF.der, bytes.fromhex(odd)])) == MALFORMED


def odd_issuer(change: Callable[[Any], None]) -> bytes:
    """A certificate of the root's own name and key, as anybody can write it; nobody signed it."""
    found = x509.Certificate.load(ROOT.der)
    change(found["tbs_certificate"])
    made: bytes = found.dump(force=True)
    return made


def twice(body: Any) -> None:
    body["extensions"] = [*body["extensions"], body["extensions"][0].copy()]


def of_year_0(body: Any) -> None:
    first = core.GeneralizedTime(contents=b"00000101000000Z")
    body["validity"]["not_before"] = x509.Time("general_time", first)


@pytest.mark.parametrize("change", [twice, of_year_0])
def test_a_certificate_in_the_issuers_name_spoils_no_stamp(change: Callable[[Any], None]) -> None:
    """Its key is the issuer's, so that it seems to have issued the authority's certificate."""
    token = token_of(MANIFEST, NOW, LEAF)
    shown = sorted([LEAF.der, odd_issuer(change)])
    assert judged(cms.showing(token, shown)) == HOLDS


def test_a_signers_name_in_other_letters_of_the_same_sound_is_another() -> None:
    """Nor does anybody sign by which name the certificate is called."""
    token = token_of(MANIFEST, NOW, LEAF)
    start, end = cms._place(token, *cms._DOWN, -1, 0, 1)
    held = token[start:end]
    assert held.count(b"\x0c\x04root") == 1
    other = held.replace(b"\x0c\x04root", b"\x13\x04root")
    assert judged(token[:start] + other + token[end:]) == MALFORMED


def test_a_certificate_without_a_version_is_read_beside_others() -> None:
    """Of version 1, as old roots are: its number stands first."""
    body = bytes.fromhex("020101") + bytes.fromhex("3000") * 5
    inner = b"\x30" + bytes([len(body)]) + body
    assert cms.issuer_and_serial(b"\x30" + bytes([len(inner)]) + inner) == (b"\x30\x00", body[:3])


# Checkpoints


@pytest.mark.parametrize("text", ["A", "AAAA==", "AAAA=", "A===", "AA=A", "AB==", "AAAA"])
def test_what_is_no_hash_has_one_fault_in_both(text: str) -> None:
    head, _, rest = read_container(ATTESTED)[PROOF].partition(b"\n\n")
    magic, index = head.split(b"\n")[:2]
    proof = b"\n".join([magic, index, text.encode(), b"", rest])
    report = asked(beside(**{PROOF: proof}), TRUST)
    assert faults(report) == {"CHECKPOINT_MALFORMED"}
    assert NO_HASH in line(report, 8).message.en


@pytest.mark.parametrize("text", ["A", "AAAA==", "AAAA=", "A===", "AA=A", "AB==", "A A="])
def test_what_is_no_signature_has_one_fault_in_both(text: str) -> None:
    files = read_container(ATTESTED)
    report = asked(beside(**{PROOF: files[PROOF] + f"— a.example/w {text}\n".encode()}), TRUST)
    assert faults(report) == {"CHECKPOINT_MALFORMED"}
    assert "a signature is no base64 in its one form" in line(report, 8).message.en


# Custody


def test_a_custody_log_is_its_keepers_word() -> None:
    assert CUSTODY_NAME in read_container(SECOND)
    report = heard(SECOND, SECOND_TRUST)
    found = line(report, 32).message
    assert ("unsigned word of its keepers" in found.en, "未经签名" in found.zh) == (True, True)


# Proofs of batches


def told(trust: bytes) -> Report:
    return both.check_proof(BARE, trust)


def test_a_proof_of_which_no_digest_was_asked_does_not_say_that_it_is_of_it() -> None:
    report = told(trusting(BARE))
    assert report.grade is Grade.VERIFIED
    found = line(report, 3)
    assert (found.status, found.required, found.message) == (Status.NOT_CHECKED, False, NOT_ASKED)
    assert report.as_of is not None
    assert found.found in report.as_of.en
    assert found.found in report.as_of.zh
    # what became of the thing since, no proof can say
    assert "未改动" not in report.as_of.zh


@pytest.mark.parametrize(
    "trust",
    [
        dump_trust(replace(BELIEVED, pins=())),
        trusting(BARE, policy=parse_policy("pin AND tsa")),
    ],
    ids=["block", "policy"],
)
def test_a_proof_for_which_less_vouches_than_the_reader_wants_says_so(trust: bytes) -> None:
    report = told(trust)
    assert report.grade is Grade.INCOMPLETE
    assert report.as_of is not None
    assert report.as_of.en.startswith(IF_GENUINE.en)
    assert report.as_of.zh.startswith(IF_GENUINE.zh)


def test_a_proof_of_an_algorithm_that_was_not_accepted_is_not_verified() -> None:
    """In a package it counts for nothing; by itself there is nothing else to count."""
    for kept in ("sm3", "sha256"):
        accepted = (Accepted(Use.DIGEST, kept, 0, 2**40),)
        report = told(trusting(BARE, algorithms=accepted))
        lacking = {each.code for each in report.checks if each.status is Status.NOT_CHECKED}
        refused = kept == "sm3"
        assert ("ALGORITHM_NOT_ACCEPTED" in lacking) is refused
        assert report.grade is (Grade.INCOMPLETE if refused else Grade.VERIFIED)
