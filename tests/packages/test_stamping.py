"""Asking authorities for stamps: who is asked, what is kept, and what is said of the others."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from api.cli import run as console
from ledger.outside import Patience
from notarization.custody import begun, entered, kept
from notarization.timestamps.authorities import DIGESTS, read_authorities
from notarization.timestamps.errors import (
    AuthoritiesMalformed,
    AuthorityRefused,
    AuthorityUnreachable,
    PackageNotStampable,
    TokenWrong,
)
from notarization.timestamps.stamping import stamp_package, with_tokens_of
from notarization.verify.container import read_container
from notarization.verify.custody import Handling, HandOver, at
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.report import Grade
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
from tests.packages.test_forgeries import PACKAGE
from tests.simulators import time_authority as simulator
from tests.simulators.time_authority import Fault, authorities_file

pytestmark = pytest.mark.node


# Asking


def test_an_authority_that_fails_leaves_the_others_stamps(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    haina, chengyin = servers
    haina.faults.append(Fault.UNAVAILABLE)
    made = stamp_package(PACKAGE, asked(tmp_path, haina, chengyin), patience=AT_ONCE)
    assert [each.authority for each in made.stamps] == ["chengyin"]
    (fault,) = made.missing
    assert isinstance(fault, AuthorityUnreachable)
    later = stamp_package(made.package, asked(tmp_path, haina, chengyin), patience=AT_ONCE)
    assert [each.authority for each in later.stamps] == ["haina"]


def test_what_came_into_a_package_while_authorities_were_asked_stays(
    haina: Server, tmp_path: Path
) -> None:
    made = stamp_package(PACKAGE, asked(tmp_path, haina), patience=AT_ONCE).package
    giver = begun(read_container(PACKAGE)).giver
    line = HandOver(Handling.CHECKED, at(int(time.time())), giver, giver)
    meanwhile = entered(PACKAGE, line)
    both = with_tokens_of(meanwhile, made)
    assert kept(both) == kept(meanwhile) != kept(PACKAGE)
    assert read_container(both)[FIRST] == read_container(made)[FIRST]
    other = with_files(PACKAGE, **{MANIFEST_NAME: b"{}"})
    with pytest.raises(PackageNotStampable):
        with_tokens_of(other, made)


def test_it_is_asked_again_where_it_does_not_answer_now(haina: Server, tmp_path: Path) -> None:
    haina.faults.extend([Fault.UNAVAILABLE, Fault.UNAVAILABLE])
    before = haina.asked
    made = stamp_package(PACKAGE, asked(tmp_path, haina), patience=Patience(pause=0.01))
    assert (len(made.stamps), haina.asked - before) == (1, 3)


@pytest.mark.parametrize("digest", DIGESTS)
def test_it_is_asked_with_the_digest_that_the_file_names(
    haina: Server, tmp_path: Path, digest: str
) -> None:
    known = asked(tmp_path, haina, digest=digest)
    made = stamp_package(PACKAGE, known, patience=AT_ONCE)
    assert [each.imprint for each in made.stamps] == [digest]
    query = by_openssl(haina.folder, "-query", "-in", "query.tsq", "-text")
    assert f"Hash Algorithm: {digest}\n" in query
    assert "Nonce: 0x" in query
    assert told(made.package, trust(*known)) == (Grade.VERIFIED, set())
    (tmp_path / "token").write_bytes(read_container(made.package)[FIRST])
    (tmp_path / "manifest").write_bytes(MANIFEST)
    verified = by_openssl(
        tmp_path, "-verify", "-data", "manifest", "-in", "token", "-CAfile", str(haina.root_file)
    )
    assert "Verification: OK" in verified


def by_openssl(folder: Path, *words: str) -> str:
    done = subprocess.run(
        (OPENSSL, "ts", *words), cwd=folder, check=False, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.QUOTA, AuthorityRefused),
        (Fault.GARBAGE, TokenWrong),
        (Fault.ENDLESS, TokenWrong),
        (Fault.OLD, TokenWrong),
        (Fault.REJECTED, TokenWrong),
    ],
)
def test_an_answer_that_would_not_hold_is_not_kept(
    haina: Server, tmp_path: Path, fault: Fault, error: type[Exception]
) -> None:
    stamped_by(tmp_path, haina)  # so that there is an old answer, over the same bytes
    haina.faults.append(fault)
    made = stamped_by(tmp_path, haina)
    (missing,) = made.missing
    assert isinstance(missing, error)
    assert made.package == PACKAGE


def test_a_password_is_sent_to_its_authority_and_shown_nowhere(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    chengyin = servers[1]
    path = authorities_file(tmp_path / "a.json", chengyin.entry())
    (known,) = read_authorities(path, {"TSA_PASSWORD": "wrong " + simulator.PASSWORD})
    (fault,) = stamp_package(PACKAGE, [known], patience=AT_ONCE).missing
    assert isinstance(fault, AuthorityRefused)
    assert simulator.PASSWORD not in f"{known!r} {fault}"
    assert simulator.PASSWORD not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("package", [b"", b"PK", PACKAGE[:-1]])
def test_what_is_no_package_is_not_stamped(package: bytes) -> None:
    with pytest.raises(PackageNotStampable):
        stamp_package(package, ())


def test_a_package_that_was_changed_is_not_stamped() -> None:
    with pytest.raises(PackageNotStampable, match="DIGEST_MISMATCH"):
        stamp_package(with_files(PACKAGE, **{"cover.json": b"{}"}), ())


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "Haina"}, "name"),
        ({"url": "ftp://a"}, "url"),
        ({"digest": "md5"}, "digest"),
        ({"roots": []}, "roots"),
        ({"roots": ["no-such.pem"]}, "roots"),
        ({"passwordVariable": "NOT_SET"}, "passwordVariable"),
        ({"more": 1}, "more"),
    ],
)
def test_a_file_of_authorities_names_its_fault(
    haina: Server, tmp_path: Path, changes: dict[str, Any], where: str
) -> None:
    path = authorities_file(tmp_path / "a.json", haina.entry() | changes)
    with pytest.raises(AuthoritiesMalformed) as wrong:
        read_authorities(path, {})
    assert wrong.value.where == f"authorities[0].{where}"


def test_two_authorities_of_one_name_are_refused(haina: Server, tmp_path: Path) -> None:
    with pytest.raises(AuthoritiesMalformed, match="two have one name"):
        read_authorities(authorities_file(tmp_path / "a.json", haina.entry(), haina.entry()), {})


# The console


def test_the_console_stamps_and_renews(
    haina: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    file = str(authorities_file(tmp_path / "a.json", haina.entry()))
    words = ["stamp", str(package), "--authorities", file, "--json"]
    assert console(words, {}) == 0
    assert json.loads(capsys.readouterr().out)["stamps"][0]["file"] == FIRST
    assert console(words, {}) == 0
    assert json.loads(capsys.readouterr().out)["stamps"] == []
    assert console([*words, "--renew"], {}) == 0
    assert json.loads(capsys.readouterr().out)["stamps"][0]["file"] == SECOND
    trusted = trust(*asked(tmp_path, haina))
    assert told(package.read_bytes(), trusted) == (Grade.VERIFIED, set())


def test_the_console_says_who_has_not_stamped(
    haina: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    file = str(authorities_file(tmp_path / "a.json", haina.entry()))
    haina.faults.append(Fault.QUOTA)
    assert console(["--lang", "zh", "stamp", str(package), "--authorities", file], {}) == 3
    said = capsys.readouterr()
    assert "AUTHORITY_REFUSED: 时间戳机构拒绝加盖" in said.err
    assert package.read_bytes() == PACKAGE
