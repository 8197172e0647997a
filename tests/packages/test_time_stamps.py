"""Time stamps over packages: a real authority stamps, and the verifier judges at their own time."""

import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.crypto_policy import Use
from notarization.timestamps.errors import (
    PackageNotStampable,
)
from notarization.timestamps.stamping import stamp_package
from notarization.verify.beliefs import Accepted, TimeAuthority, TimeTrust
from notarization.verify.container import read_container, write_container
from notarization.verify.errors import VerificationError
from notarization.verify.package import write_package
from notarization.verify.report import Grade, Language, Status
from notarization.verify.timestamps import Stamp, judge, judge_series
from notarization.verify.trust import dump_trust, parse_trust
from notarization.verify.wording import beijing
from tests.modules import BROWSER, run_module
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.stamps import (
    AT_ONCE,
    FIRST,
    MANIFEST,
    OPENSSL,
    SECOND,
    Server,
    asked,
    stamped_by,
    told,
    trust,
    with_files,
)
from tests.packages.test_forgeries import GOOD, NEWER, PACKAGE
from tests.simulators.time_authority import POLICY

pytestmark = pytest.mark.node
DAY = 86_400


# A good stamp


def test_a_stamped_package_is_verified_and_says_who_stamped_when(
    haina: Server, tmp_path: Path
) -> None:
    made = stamped_by(tmp_path, haina)
    (stamp,) = made.stamps
    assert (stamp.file, stamp.authority, made.missing) == (FIRST, "haina", ())
    assert abs(stamp.time - time.time()) < 60
    trusted = trust(*asked(tmp_path, haina))
    report = verify(made.package, trusted)
    assert report.grade is Grade.VERIFIED
    (line,) = [each for each in report.checks if each.code == "TIME_STAMPS"]
    assert "haina" in line.message.zh
    assert FIRST in line.message.en
    assert not [each for each in report.checks if each.code == "NOT_EXAMINED"]
    # nothing else was touched, and openssl says the same of the same files
    before, after = read_container(PACKAGE), dict(read_container(made.package))
    token = after.pop(FIRST)
    assert after == dict(before)
    (tmp_path / "one.tsr").write_bytes(token)
    (tmp_path / "manifest.json").write_bytes(MANIFEST)
    checked = subprocess.run(
        (OPENSSL, "ts", "-verify", "-data", "manifest.json", "-in", "one.tsr",
         "-CAfile", str(haina.root_file)),
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in checked.stdout


def test_two_authorities_are_two_series_and_the_reader_says_how_many_are_needed(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    both = asked(tmp_path, *servers)
    one = stamp_package(PACKAGE, both[:1], patience=AT_ONCE)
    assert told(one.package, trust(*both, needed=2)) == (Grade.INCOMPLETE, {"TSA_MISSING"})
    two = stamp_package(one.package, both, patience=AT_ONCE)
    assert [each.authority for each in two.stamps] == ["chengyin"]
    assert told(two.package, trust(*both, needed=2)) == (Grade.VERIFIED, set())
    # an authority that renews is still one
    renewed = stamp_package(one.package, both[:1], renew=True, patience=AT_ONCE)
    assert told(renewed.package, trust(*both, needed=2)) == (Grade.INCOMPLETE, {"TSA_MISSING"})


def test_a_package_without_stamps_is_as_good_as_before_where_none_is_needed() -> None:
    report = verify(PACKAGE, dump_trust(BELIEVED))
    assert report.grade is Grade.VERIFIED
    assert [each.status for each in report.checks if each.code == "TIME_STAMPS"] == [Status.PASSED]


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_both_digests_of_requests_hold(haina: Server, tmp_path: Path, digest: str) -> None:
    made = stamp_package(PACKAGE, asked(tmp_path, haina, digest=digest), patience=AT_ONCE)
    assert told(made.package, trust(*asked(tmp_path, haina))) == (Grade.VERIFIED, set())


@pytest.mark.parametrize(
    ("later", "tolerance", "told_so"),
    [(-DAY, 0, False), (DAY, 0, True), (DAY, 2 * DAY, False)],
)
def test_a_cover_that_was_made_after_its_stamp_says_what_cannot_be(
    haina: Server, tmp_path: Path, later: int, tolerance: int, *, told_so: bool
) -> None:
    claimed = int(time.time()) + later
    cover = replace(NEWER.cover, prepared_at=claimed)
    made = stamped_by(tmp_path, haina, write_package(replace(NEWER, cover=cover)))
    believed = parse_trust(trust(*asked(tmp_path, haina)))
    report = verify(
        made.package,
        dump_trust(replace(believed, time=replace(believed.time, tolerance=tolerance))),
    )
    lines = [each.found for each in report.checks if each.code == "MADE_AFTER_STAMP"]
    assert lines == ([beijing(claimed)] if told_so else [])
    assert report.grade is Grade.VERIFIED
    # what counts for nothing here contradicts nobody
    stranger = verify(made.package, dump_trust(BELIEVED))
    assert "MADE_AFTER_STAMP" not in {each.code for each in stranger.checks}


def test_an_authority_below_another_holds(haina: Server, tmp_path: Path) -> None:
    haina.certify(between=True)
    made = stamped_by(tmp_path, haina)
    assert told(made.package, trust(*asked(tmp_path, haina))) == (Grade.VERIFIED, set())


def by_openssl(folder: Path, server: Server, digest: str, data: bytes = MANIFEST) -> bytes:
    """A token over data with an imprint that our own requests do not ask for."""
    (folder / "data").write_bytes(data)
    subprocess.run(
        (OPENSSL, "ts", "-query", "-data", "data", f"-{digest}", "-cert", "-out", "q.tsq"),
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return server.reply((folder / "q.tsq").read_bytes())


@pytest.mark.parametrize("digest", ["sm3", "sha384"])
def test_other_imprints_hold_too(haina: Server, tmp_path: Path, digest: str) -> None:
    package = with_files(PACKAGE, **{FIRST: by_openssl(tmp_path, haina, digest)})
    assert told(package, trust(*asked(tmp_path, haina))) == (Grade.VERIFIED, set())
    unfit = replace(
        parse_trust(trust(*asked(tmp_path, haina))),
        algorithms=(Accepted(Use.IMPRINT, digest, 0, 1),),
    )
    assert told(package, dump_trust(unfit)) == (
        Grade.INCOMPLETE,
        {"ALGORITHM_NOT_ACCEPTED", "TSA_MISSING"},
    )
    other = with_files(PACKAGE, **{FIRST: by_openssl(tmp_path, haina, digest, b"other")})
    assert told(other, trust(*asked(tmp_path, haina))) == (
        Grade.REJECTED,
        {"TSA_IMPRINT_MISMATCH"},
    )


# False stamps


def test_a_stamp_over_another_package_refuses(haina: Server, tmp_path: Path) -> None:
    other = (GOOD / "issued.evidence.zip").read_bytes()
    token = read_container(stamped_by(tmp_path, haina, other).package)[FIRST]
    package = with_files(PACKAGE, **{FIRST: token})
    found = told(package, trust(*asked(tmp_path, haina)))
    assert found == (Grade.REJECTED, {"TSA_IMPRINT_MISMATCH"})


@pytest.mark.parametrize(
    "usages",
    [
        [ExtendedKeyUsageOID.SERVER_AUTH],
        [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH],
    ],
)
def test_a_certificate_that_is_not_for_time_stamps_alone_refuses(
    haina: Server, tmp_path: Path, usages: list[x509.ObjectIdentifier]
) -> None:
    """openssl signs with none such: the root certifies the same key anew, in the same place."""
    token = read_container(stamped_by(tmp_path, haina).package)[FIRST]
    leaf = x509.load_pem_x509_certificate((haina.folder / "leaf.pem").read_bytes())
    other = certified_anew(haina, leaf, x509.ExtendedKeyUsage(usages))
    package = with_files(PACKAGE, **{FIRST: exchanged(token, leaf, other)})
    assert told(package, trust(*asked(tmp_path, haina))) == (Grade.REJECTED, {"TSA_EKU"})
    # nor is one for time stamps alone taken that is not the one that the token names
    same = certified_anew(haina, leaf, leaf.extensions[1].value)
    package = with_files(PACKAGE, **{FIRST: exchanged(token, leaf, same)})
    found = told(package, trust(*asked(tmp_path, haina)))
    assert found == (Grade.REJECTED, {"TSA_SIGNATURE_WRONG"})
    assert told(with_files(PACKAGE, **{FIRST: token}), trust(*asked(tmp_path, haina))) == (
        Grade.VERIFIED,
        set(),
    )


def certified_anew(
    server: Server, leaf: x509.Certificate, usage: x509.ExtensionType
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(leaf.issuer)
        .public_key(leaf.public_key())
        .serial_number(leaf.serial_number)
        .not_valid_before(leaf.not_valid_before_utc)
        .not_valid_after(leaf.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(server.root_key, SHA256())


def exchanged(token: bytes, leaf: x509.Certificate, other: x509.Certificate) -> bytes:
    """The token with another certificate; the lengths around it are put right."""
    before, after = (each.public_bytes(Encoding.DER) for each in (leaf, other))
    place, grown = token.index(before), len(after) - len(before)
    made = bytearray(token.replace(before, after))
    for at in _around(token, place):
        made[at : at + 2] = (int.from_bytes(made[at : at + 2]) + grown).to_bytes(2)
    return bytes(made)


def _around(token: bytes, place: int) -> list[int]:
    """Where the lengths of two bytes are of all that the place lies in."""
    at, found = 0, []
    while at < place:
        size = 2 if token[at + 1] == 0x82 else 1 if token[at + 1] == 0x81 else 0
        start = at + 2 + size
        length = int.from_bytes(token[at + 2 : start]) if size else token[at + 1]
        if start + length > place:
            assert size == 2
            found.append(at + 2)
            at = start
        else:
            at = start + length
    return found


def test_a_stamp_that_is_older_than_its_block_refuses(haina: Server, tmp_path: Path) -> None:
    files = read_container(stamped_by(tmp_path, haina).package)
    known = TimeTrust(tuple(each.trusted for each in asked(tmp_path, haina)), 1, tolerance=100)
    now = int(time.time())
    (stamp,) = judge_series(files, [FIRST], MANIFEST, known, block_time=now + 50)
    assert isinstance(stamp, Stamp)
    with pytest.raises(VerificationError, match="TSA_BEFORE_BLOCK"):
        list(judge_series(files, [FIRST], MANIFEST, known, block_time=now + 200))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_byte_of_a_token_can_be_changed_in_what_it_says(
    servers: tuple[Server, Server], data: st.DataObject
) -> None:
    """What no signature covers may change (how the CMS is spelled), never who, what and when."""
    token, before, known = _token(servers[0])
    place = data.draw(st.integers(0, len(token) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(token)
    changed[place] ^= 1 << bit
    try:
        after = judge(FIRST, bytes(changed), MANIFEST, known)
    except VerificationError:
        return
    assert after == before


def test_the_browser_believes_no_changed_token_that_python_refuses(
    servers: tuple[Server, Server],
) -> None:
    """It may refuse more: what no signature covers, it knows in fewer forms."""
    token, before, known = _token(servers[0])
    bits = [(place, 1 << place % 8) for place in range(0, len(token), 3)]
    changed = [token[:at] + bytes([token[at] ^ bit]) + token[at + 1 :] for at, bit in bits]
    (root,) = known.authorities[0].roots
    given = {"tokens": [each.hex() for each in (token, *changed)], "root": root.hex()}
    found = run_module(
        {
            "judgeSeries": "timestamps.js",
            "readCertificate": "x509.js",
            "fromHex": "bytes.js",
        },
        """
        const roots = [readCertificate(fromHex(given.root))];
        const authority = { name: "haina", roots, policies: [], since: 0, until: 2 ** 40 };
        const trust = { authorities: [authority], needed: 1, tolerance: 0 };
        const judged = (token) => {
          const files = new Map([["timestamps/haina/001.tsr", fromHex(token)]]);
          try {
            const [{ stamp }] = judgeSeries(files, files.keys(), fromHex(given.manifest), trust, 0);
            return stamp ? [stamp.time, stamp.accuracy, stamp.until] : null;
          } catch (fault) {
            if (fault.code) return null;
            throw fault;
          }
        };
        return given.tokens.map(judged);
        """,
        {**given, "manifest": MANIFEST.hex()},
        folder=BROWSER,
    )
    first = [before.time, before.accuracy, before.until]
    assert found[0] == first
    assert found.count(None) > len(changed) // 2
    for data, told_by_browser in zip(changed, found[1:], strict=True):
        if told_by_browser is not None:
            assert told_by_browser == first
            judge(FIRST, data, MANIFEST, known)


_KEPT: dict[str, tuple[bytes, Stamp, TimeTrust]] = {}


def _token(server: Server) -> tuple[bytes, Stamp, TimeTrust]:
    if server.name not in _KEPT:
        server.certify()
        (authority,) = asked(server.folder, server)
        files = read_container(stamp_package(PACKAGE, [authority], patience=AT_ONCE).package)
        known = TimeTrust((authority.trusted,))
        _KEPT[server.name] = files[FIRST], judge(FIRST, files[FIRST], MANIFEST, known), known
    return _KEPT[server.name]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (FIRST, b"", "TSA_MALFORMED"),
        (FIRST, b"\x30\x03\x02\x01\x02", "TSA_MALFORMED"),
        ("timestamps/haina/1.tsr", b"x", "TSA_MALFORMED"),
        ("timestamps/001.tsr", b"x", "TSA_MALFORMED"),
        (SECOND, b"x", "TSA_CHAIN_GAP"),
    ],
)
def test_what_is_no_token_refuses(name: str, data: bytes, code: str) -> None:
    package = with_files(PACKAGE, **{name: data})
    assert told(package, dump_trust(BELIEVED)) == (Grade.REJECTED, {code})


# Stamps that count for nothing


def test_a_root_that_the_reader_does_not_trust_counts_for_nothing(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    """Also where the token brings its root: only the reader's trust file counts."""
    haina, chengyin = servers
    haina.certify()
    haina.show(haina.root_file.read_bytes())
    made = stamped_by(tmp_path, haina)
    other = asked(tmp_path, chengyin)
    found = told(made.package, trust(*other))
    assert found == (Grade.INCOMPLETE, {"TSA_UNTRUSTED", "TSA_MISSING"})
    assert told(made.package, trust(*other, needed=0)) == (Grade.VERIFIED, {"TSA_UNTRUSTED"})


def test_another_policy_and_another_time_count_for_nothing(haina: Server, tmp_path: Path) -> None:
    made, (known,) = stamped_by(tmp_path, haina), asked(tmp_path, haina)
    other = trust(known, policies=("1.2.3.4.9",))
    assert told(made.package, other)[1] == {"TSA_POLICY", "TSA_MISSING"}
    assert told(made.package, trust(known, policies=())) == (Grade.VERIFIED, set())
    for window in ({"since": int(time.time()) + 900}, {"until": 1_000}):
        assert told(made.package, trust(known, **window))[1] == {"TSA_UNTRUSTED", "TSA_MISSING"}


def test_of_authorities_with_one_root_it_is_the_first_by_which_it_counts(
    haina: Server, tmp_path: Path
) -> None:
    """The periods of one authority, say, or its policies; by none it has the first one's fault."""
    made, (known,) = stamped_by(tmp_path, haina), asked(tmp_path, haina)

    def among(*changes: dict[str, Any]) -> tuple[Grade, set[str]]:
        listed = (
            replace(known.trusted, name=f"haina-{place}", **each)
            for place, each in enumerate(changes)
        )
        return told(made.package, dump_trust(replace(BELIEVED, time=TimeTrust(tuple(listed), 1))))

    past, other = {"until": 1_000}, {"policies": ("1.2.3.4.9",)}
    for first in (past, other):
        assert among(first, {}) == (Grade.VERIFIED, set())
    assert among(past, other)[1] == {"TSA_UNTRUSTED", "TSA_MISSING"}
    assert among(other, past)[1] == {"TSA_POLICY", "TSA_MISSING"}


def test_an_imprint_that_is_not_known_here_is_named_and_never_passed(
    haina: Server, tmp_path: Path
) -> None:
    cnf = haina.folder / "tsa.cnf"
    honest = cnf.read_text(encoding="ascii")
    cnf.write_text(honest.replace("sm3", "sm3, sha1"), encoding="ascii")
    token = by_openssl(tmp_path, haina, "sha1")
    cnf.write_text(honest, encoding="ascii")
    package = with_files(PACKAGE, **{FIRST: token})
    found = told(package, trust(*asked(tmp_path, haina)))
    assert found == (Grade.INCOMPLETE, {"UNSUPPORTED_TSA_ALG", "TSA_MISSING"})


# Renewal


def test_a_renewal_is_over_the_token_before_and_the_manifest(haina: Server, tmp_path: Path) -> None:
    once = stamped_by(tmp_path, haina)
    haina.certify()  # with another key, as years later
    twice = stamped_by(tmp_path, haina, once.package, renew=True)
    trusted = trust(*asked(tmp_path, haina))
    assert [each.file for each in twice.stamps] == [SECOND]
    assert told(twice.package, trusted) == (Grade.VERIFIED, set())
    files = dict(read_container(twice.package))
    gone = {name: data for name, data in files.items() if name != FIRST}
    assert told(write_container(gone), trusted) == (Grade.REJECTED, {"TSA_CHAIN_GAP"})
    another = read_container(stamped_by(tmp_path, haina).package)[FIRST]
    other = with_files(twice.package, **{FIRST: another})
    assert told(other, trusted) == (Grade.REJECTED, {"TSA_IMPRINT_MISMATCH"})
    moved = with_files(PACKAGE, **{FIRST: files[SECOND]})
    assert told(moved, trusted) == (Grade.REJECTED, {"TSA_IMPRINT_MISMATCH"})


def test_a_token_holds_after_its_certificate_ended_but_is_not_renewed_any_more(
    haina: Server, tmp_path: Path
) -> None:
    haina.certify(until=datetime.now(UTC) + timedelta(seconds=2))
    once = stamped_by(tmp_path, haina)
    haina.certify()
    time.sleep(max(0.0, once.stamps[0].until + 1.5 - time.time()))
    trusted = trust(*asked(tmp_path, haina))
    assert told(once.package, trusted) == (Grade.VERIFIED, set())
    with pytest.raises(PackageNotStampable, match="ended before it was renewed"):
        stamped_by(tmp_path, haina, once.package, renew=True)


# The trust file


def test_a_trust_file_with_authorities_is_written_and_read_the_same(haina: Server) -> None:
    root = haina.root.public_bytes(Encoding.DER)
    time_trust = TimeTrust((TimeAuthority("haina", (root,), (POLICY,), 5, 9),), 1, 30)
    trusted = replace(BELIEVED, time=time_trust)
    assert parse_trust(dump_trust(trusted)) == trusted


def test_a_root_that_is_no_certificate_is_named() -> None:
    trusted = replace(BELIEVED, time=TimeTrust((TimeAuthority("haina", (b"root",)),), 1))
    report = verify(PACKAGE, dump_trust(trusted))
    assert report.grade is Grade.UNREADABLE
    assert "roots[0]" in report.to_text(Language.EN)
