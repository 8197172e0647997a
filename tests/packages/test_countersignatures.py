"""SM2 countersignatures beside a manifest: made, judged by both verifiers, and every way to lie."""

import json
import random
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from ledger.domain import canonical
from ledger.domain.crypto_policy import Use
from notarization.countersigning import (
    CountersigningKeyUnusable,
    PackageNotCountersignable,
    SmKey,
    countersign,
    countersignatures,
    new_key,
    read_key,
)
from notarization.verify.beliefs import Accepted
from notarization.verify.container import read_container
from notarization.verify.countersignature import (
    COUNTERSIGNATURE_NAME,
    MOST,
    SCHEMA,
    Countersignature,
    Countersigners,
    judged,
    message,
    write_countersignatures,
)
from notarization.verify.errors import VerificationError
from notarization.verify.policy import parse_policy
from notarization.verify.report import Grade, Language, Status
from notarization.verify.sm2 import ORDER
from notarization.verify.trust import dump_trust, parse_trust
from tests.modules import BROWSER, run_module
from tests.packages.both import verify
from tests.packages.countersigned import (
    BLOCK_TIME,
    MANIFEST,
    NOW,
    OPERATOR,
    REGISTRY,
    known,
    trusting,
)
from tests.packages.stamps import told, with_files
from tests.packages.test_forgeries import GOOD, PACKAGE, reasons
from tests.simulators.countersigner import made_key
from tests.thorough import usually

SIGNED = countersign(PACKAGE, REGISTRY, NOW)
FILE = read_container(SIGNED)[COUNTERSIGNATURE_NAME]
WANTED = parse_policy("pin AND sm2")
ASKED = trusting(known(), policy=WANTED)


def lines(report: Any) -> list[tuple[str, Status, str]]:
    return [
        (each.code, each.status, each.message.text(Language.ZH))
        for each in report.checks
        if each.number == 33
    ]


def test_a_countersigned_package_is_verified_and_says_who_signed_when() -> None:
    report = verify(SIGNED, ASKED)
    assert report.grade is Grade.VERIFIED
    (signed, policy) = lines(report)
    assert signed[:2] == ("COUNTERSIGNATURES", Status.PASSED)
    assert signed[2].startswith("国密副署：青岛登记，自称签于北京时间 ")
    assert policy[2] == "核验方的策略已满足：pin AND sm2"
    assert not [each for each in report.checks if each.code == "NOT_EXAMINED"]
    # nothing else was touched
    before, after = read_container(PACKAGE), dict(read_container(SIGNED))
    after.pop(COUNTERSIGNATURE_NAME)
    assert after == dict(before)


def test_the_vector_for_other_verifiers_holds() -> None:
    vector = json.loads((GOOD.parents[1] / "vectors/countersignature.json").read_text("utf-8"))
    package = (GOOD / f"{vector['package']}.evidence.zip").read_bytes()
    (time,) = (each["time"] for each in json.loads(vector["file"])["signatures"])
    assert message(OTHERS, time).decode() == vector["signed"]
    named = SmKey(bytes.fromhex(vector["key"][2:]), b"")
    trusted = trusting(known(named), policy=WANTED)
    signed = with_files(package, **{COUNTERSIGNATURE_NAME: vector["file"].encode()})
    report = verify(signed, trusted)
    assert (report.grade, reasons(report)) == (Grade.VERIFIED, set())


def test_one_that_was_dropped_is_stated_and_refused_only_where_it_is_wanted() -> None:
    report = verify(PACKAGE, trusting(known()))
    assert (report.grade, lines(report)[0][2]) == (Grade.VERIFIED, "国密副署：无")
    assert told(PACKAGE, ASKED) == (Grade.INCOMPLETE, {"POLICY_UNMET"})


def test_two_sign_beside_each_other_and_a_reader_may_want_both() -> None:
    both = countersign(SIGNED, OPERATOR, NOW + 5)
    named = (known(), known(OPERATOR, "运营方"))
    wanted = trusting(*named, policy=parse_policy("sm2>=2-of-2"))
    assert told(both, wanted) == (Grade.VERIFIED, set())
    assert told(SIGNED, wanted) == (Grade.INCOMPLETE, {"POLICY_UNMET"})
    # two keys of one name are one
    alike = trusting(known(), known(OPERATOR), policy=parse_policy("sm2>=2"))
    assert told(both, alike) == (Grade.INCOMPLETE, {"POLICY_UNMET"})
    # who signed stays as it is, and is not asked again
    assert countersign(both, REGISTRY, NOW + 99) == both
    assert {each.time for each in countersignatures(both)} == {NOW, NOW + 5}


@pytest.mark.parametrize(
    ("trusted", "code"),
    [
        (trusting(policy=WANTED), "SM2_UNTRUSTED"),
        (trusting(known(OPERATOR), policy=WANTED), "SM2_UNTRUSTED"),
        (trusting(known(since=NOW + 1), policy=WANTED), "SM2_OUTSIDE_WINDOW"),
        (trusting(known(until=NOW), policy=WANTED), "SM2_OUTSIDE_WINDOW"),
    ],
)
def test_a_key_that_is_not_trusted_then_counts_for_nothing(trusted: bytes, code: str) -> None:
    assert told(SIGNED, trusted) == (Grade.INCOMPLETE, {code, "POLICY_UNMET"})
    lax = dump_trust(replace(parse_trust(trusted), policy=None))
    assert told(SIGNED, lax) == (Grade.VERIFIED, {code})


def by(key: SmKey, time: int, manifest: bytes = MANIFEST) -> Countersignature:
    return Countersignature(key.public, time, key.sign(message(manifest, time)))


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(FILE)
    change(value)
    return canonical.encode(value)


def first(**changes: Any) -> bytes:
    return edited(lambda value: value["signatures"][0].update(changes))


OTHERS = read_container((GOOD / "issued.evidence.zip").read_bytes())["manifest.json"]


def listed(*signatures: dict[str, Any]) -> bytes:
    return edited(lambda value: value.update(signatures=list(signatures)))


def over(manifest: bytes, *made: Countersignature) -> bytes:
    return write_countersignatures(manifest, made)


ONE = json.loads(FILE)["signatures"][0]
R, S = ONE["signature"][2:66], ONE["signature"][66:]
FORGED: dict[str, dict[str, bytes]] = {
    "SM2_MANIFEST_MISMATCH": {
        "another package's": over(OTHERS, by(REGISTRY, NOW, OTHERS)),
        "one digest is another's": edited(
            lambda all_: all_["manifest"].update(sm3="0x" + "1" * 64)
        ),
    },
    "SM2_SIGNATURE_WRONG": {
        "another package's under these digests": over(MANIFEST, by(REGISTRY, NOW, OTHERS)),
        "another key signed": over(MANIFEST, replace(by(OPERATOR, NOW), key=REGISTRY.public)),
        "another time": first(time=NOW + 1),
        "r is zero": first(signature="0x" + "0" * 64 + S),
        "s is zero": first(signature="0x" + R + "0" * 64),
        "s is high": first(signature=f"0x{R}{ORDER:x}"),
        "s is the order less s": first(signature=f"0x{R}{ORDER - int(S, 16):064x}"),
        "a key that is no point": first(key="0x04" + "11" * 64),
    },
    "SM2_BEFORE_BLOCK": {"before its block": over(MANIFEST, by(REGISTRY, BLOCK_TIME - 1))},
    "SM2_MALFORMED": {
        "a signature of another size": first(signature=ONE["signature"] + "00"),
        "a key of another size": first(key="0x02" + "11" * 32),
        "a key twice": listed(ONE, ONE),
        "keys out of order": listed({**ONE, "key": "0x04" + "ff" * 64}, ONE),
        "no signature": listed(),
        "too many": listed(*({**ONE, "key": f"0x04{n:0128x}"} for n in range(MOST + 1))),
        "a member more": edited(lambda all_: all_.update(more=1)),
        "another schema": edited(lambda all_: all_.update(schema=SCHEMA[:-1] + "2")),
        "spelled otherwise": FILE + b"\n",
        "empty": b"",
        "too long": FILE + b" " * 2**14,
    },
}


@pytest.mark.parametrize(
    ("code", "data"),
    [
        pytest.param(code, data, id=name)
        for code, each in FORGED.items()
        for name, data in each.items()
    ],
)
def test_a_false_countersignature_is_refused_for_its_one_reason(code: str, data: bytes) -> None:
    report = verify(with_files(PACKAGE, **{COUNTERSIGNATURE_NAME: data}), trusting(known()))
    failed = {each.code for each in report.checks if each.status is Status.FAILED}
    assert (report.grade, failed) == (Grade.REJECTED, {code})


def changed(chance: random.Random, data: bytes) -> bytes:
    """One to three bytes changed, left out or put in, most of them by what JSON is made of."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(found))
        piece = chance.choice(
            [b"0", b"f", b'"', b"}", b",", b"x", b"\\", b"-", b"", b"\xff", b"1e2"]
        )
        found[at : at + chance.randint(0, 2)] = piece
    return bytes(found)


def test_both_say_the_same_of_what_was_changed_anywhere() -> None:
    chance = random.Random(45)  # noqa: S311 (the same changes each time)
    files = [changed(chance, FILE) for _ in range(usually(100, whole=3_000))]
    told_by_browser = run_module(
        {"judgedAll": "countersignature.js", "fromHex": "bytes.js"},
        """
        const manifest = fromHex(given.manifest);
        const trust = { known: [], since: 0, tolerance: 0, algorithms: [] };
        const codeOf = (text) => {
          try {
            const found = [...judgedAll(fromHex(text), manifest, trust)];
            return found.map(({ fault }) => fault.code).join();
          } catch (fault) {
            return fault.code ?? String(fault);
          }
        };
        return given.files.map(codeOf);
        """,
        {"manifest": MANIFEST.hex(), "files": [each.hex() for each in files]},
        folder=BROWSER,
    )
    assert told_by_browser == [told_of(each) for each in files]
    assert {"SM2_MALFORMED", "SM2_SIGNATURE_WRONG"} <= set(told_by_browser)


def told_of(data: bytes) -> str:
    try:
        found = judged(data, MANIFEST, Countersigners((), 0))
        return ",".join(each.code for each in found if isinstance(each, VerificationError))
    except VerificationError as fault:
        return fault.code


def test_the_chains_clock_may_be_ahead_as_far_as_the_reader_bears() -> None:
    early = countersign(PACKAGE, REGISTRY, BLOCK_TIME - 5)
    time = replace(parse_trust(ASKED).time, tolerance=5)
    assert told(early, trusting(known(), policy=WANTED, time=time)) == (Grade.VERIFIED, set())


@pytest.mark.parametrize(
    "change",
    [
        {"key": "0x04" + "11" * 64},
        {"key": "0x" + "11" * 33},
        {"since": -1},
        {"name": 7},
        {"more": 1},
    ],
)
def test_a_trust_file_names_countersigners_in_one_form(change: dict[str, Any]) -> None:
    value = json.loads(ASKED)
    value["countersigners"][0].update(change)
    require_unread(canonical.encode(value))


def require_unread(trust: bytes) -> None:
    report = verify(PACKAGE, trust)
    assert (report.grade, reasons(report)) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})


def test_a_trust_file_names_a_key_once_and_thinks_of_as_many_as_it_names() -> None:
    require_unread(trusting(known(), known(name="运营方")))
    require_unread(trusting(known(), policy=parse_policy("sm2>=1-of-2")))
    assert dump_trust(parse_trust(ASKED)) == ASKED


def test_only_a_package_that_holds_is_countersigned() -> None:
    for other in (
        b"PK",
        with_files(PACKAGE, **{"cover.json": b"{}"}),
        with_files(PACKAGE, **{COUNTERSIGNATURE_NAME: b"{}"}),
    ):
        with pytest.raises(PackageNotCountersignable):
            countersign(other, REGISTRY, NOW)
    full = PACKAGE
    for _ in range(MOST):
        full = countersign(full, made_key(), NOW)
    with pytest.raises(PackageNotCountersignable):
        countersign(full, REGISTRY, NOW)


# What the reader accepts besides


def accepting(use: str, algorithm: str, since: int, until: int) -> bytes:
    accepted = Accepted(Use(use), algorithm, since, until)
    return trusting(known(), policy=WANTED, algorithms=(accepted,))


ANYTIME = (0, 2**40)


@pytest.mark.parametrize(
    ("trusted", "grade", "codes"),
    [
        (accepting("digest", "sm3", *ANYTIME), Grade.VERIFIED, {"ALGORITHM_NOT_ACCEPTED"}),
        (accepting("digest", "sha256", 0, 1), Grade.INCOMPLETE, {"ALGORITHM_NOT_ACCEPTED"}),
        (accepting("act", "ed25519", *ANYTIME), Grade.INCOMPLETE, {"ALGORITHM_NOT_ACCEPTED"}),
        (accepting("countersignature", "SM2-SM3", 0, NOW + 1), Grade.VERIFIED, set()),
        (
            accepting("countersignature", "SM2-SM3", 0, NOW),
            Grade.INCOMPLETE,
            {"ALGORITHM_NOT_ACCEPTED", "POLICY_UNMET"},
        ),
        (accepting("verdict", "none", *ANYTIME), Grade.VERIFIED, set()),
    ],
)
def test_an_algorithm_that_is_not_accepted_then_counts_for_nothing(
    trusted: bytes, grade: Grade, codes: set[str]
) -> None:
    assert told(SIGNED, trusted) == (grade, codes)


def test_what_one_accepts_is_written_in_one_form() -> None:
    trusted = accepting("imprint", "sm3", *ANYTIME)
    assert dump_trust(parse_trust(trusted)) == trusted
    value = json.loads(trusted)
    value["algorithms"][0]["use"] = "sealing"
    require_unread(canonical.encode(value))


# The commands


@pytest.mark.parametrize("password", [False, True])
def test_a_key_is_made_a_package_signed_and_its_key_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, password: bool
) -> None:
    key, package = tmp_path / "key.pem", tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    (tmp_path / "word").write_text("口令", encoding="utf-8")
    given = ("--password-file", str(tmp_path / "word")) if password else ()

    def ran(*words: str) -> Any:
        assert run([*words, "--json"], {}) == 0
        return json.loads(capsys.readouterr().out)

    made = ran("key", "sm2", str(key), *given)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().startswith("-----BEGIN ENCRYPTED ") == password
    assert ran("key", "sm2", str(key), *given) == made
    said = ran("countersign", str(package), "--key", str(key), *given)
    assert [each["key"] for each in said["countersignatures"]] == [made["key"]]
    trusted = known(SmKey(bytes.fromhex(made["key"][2:]), b""))
    assert told(package.read_bytes(), trusting(trusted, policy=WANTED)) == (Grade.VERIFIED, set())


def used(path: Path, fault: str) -> None:
    match fault:
        case "two halves":
            replace(read_key(path), public=OPERATOR.public).sign(b"")
        case "exists":
            new_key(path)
        case _:
            read_key(path)


@pytest.mark.parametrize("fault", ["missing", "shared", "no key", "two halves", "exists"])
def test_a_key_file_that_cannot_be_used_is_named_and_not_quoted(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "key.pem"
    secret = new_key(path).secret
    match fault:
        case "missing":
            path.unlink()
        case "shared":
            path.chmod(0o644)
        case "no key":
            path.write_bytes(path.read_bytes().replace(b"PRIVATE KEY", b"EC PRIVATE KEY"))
    with pytest.raises(CountersigningKeyUnusable) as unusable:
        used(path, fault)
    assert unusable.value.path == str(path)
    for shown in (str(unusable.value), repr(SmKey(REGISTRY.public, secret))):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
