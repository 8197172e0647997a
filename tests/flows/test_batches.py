"""Batches of digests from the log on disk to the register, and their proofs without either."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from api.stamps import batch_tokens
from ledger.bindings.errors import StaffMissing
from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.domain import canonical
from ledger.domain.acts import Role
from ledger.domain.anchor_words import log_subject
from notarization.batches import anchors
from notarization.batches.anchoring import anchor
from notarization.batches.errors import BatchAnchorMissing, BatchDigestUnknown, BatchLogBehind
from notarization.batches.log import DigestLog, create
from notarization.batches.proving import growth, prove
from notarization.timestamps.queue import QUEUE, Kind, StampQueue
from notarization.trust_file import trust_from, trust_of
from notarization.verify.__main__ import main
from notarization.verify.batch import Algorithm, BatchProof, Digest, GrowthProof, read_proof
from notarization.verify.batch_checks import check_proof as check_by_python
from notarization.verify.container import read_container
from notarization.verify.header import decode_header
from notarization.verify.options import USAGE
from notarization.verify.report import Grade
from notarization.verify.trust import Pin, dump_trust
from tests.cast import REGISTRY, Stage
from tests.licensing import console
from tests.packages.both import check_proof, verify
from tests.sessions import held, opened
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
Json = dict[str, Any]
# the console, which dies before it keeps what it has anchored
KILLED: Final = """
import os, sys
from api.cli import run
from notarization.batches import anchors
anchors.save = lambda *_: os.kill(os.getpid(), 9)
run(sys.argv[1:], os.environ)
"""


def digest(number: int) -> Digest:
    return Digest.of(Algorithm.SHA256, hashlib.sha256(b"document %d" % number).digest())


class Office:
    """A registry's log, anchored by its seal keeper on the stage's register."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        create(folder, REGISTRY)
        self.log = DigestLog(folder)

    def anchored(self) -> int:
        keeper = self.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)
        found = anchor(self.log, self.stage.register, keeper)
        return found.size if found else 0

    @property
    def acts(self) -> int:
        return self.stage.register.seq(log_subject(REGISTRY))

    def trust(self, proof: BatchProof | GrowthProof) -> bytes:
        """The trust of a reader who knows the blocks that the proof is under."""
        roots = [proof.anchor] if isinstance(proof, BatchProof) else [proof.first, proof.second]
        known = {header.number: header for header in (decode_header(each.header) for each in roots)}
        pins = [Pin(number, header.hash) for number, header in known.items()]
        return dump_trust(trust_of(self.stage.register.profile, pins))


@pytest.fixture(scope="module")
def office(site: Site) -> Office:
    """Two batches: five digests, then three more."""
    made = Office(site.stage, site.settings.batches)
    assert made.anchored() == 0
    made.log.add([digest(number) for number in range(5)])
    assert made.anchored() == 5
    made.log.add([digest(number) for number in range(8)])
    assert made.anchored() == 8
    return made


@pytest.mark.parametrize(("number", "size"), [(0, 5), (4, 5), (5, 8), (7, 8)])
def test_a_digest_is_proven_offline_under_the_batch_that_first_held_it(
    office: Office, number: int, size: int
) -> None:
    [proof] = prove(office.log, [digest(number)])
    assert (proof.index, proof.anchor.size) == (number, size)
    report = check_proof(proof.dump(), office.trust(proof))
    assert report.grade is Grade.VERIFIED
    assert [check.number for check in report.checks] == [*range(1, 12)]


def test_a_log_is_shown_to_have_only_grown(office: Office) -> None:
    proof = growth(office.log, 5, 8)
    report = check_proof(proof.dump(), office.trust(proof))
    assert report.grade is Grade.VERIFIED
    altered = GrowthProof(proof.first, proof.second, proof.path[::-1])
    assert check_proof(altered.dump(), office.trust(proof)).grade is Grade.REJECTED


def test_what_is_anchored_is_not_anchored_again_whenever_a_run_was_killed(office: Office) -> None:
    acts = office.acts
    assert office.anchored() == 8
    (office.folder / anchors.FOLDER / "8.json").unlink()  # entered, killed before it was noted
    assert office.anchored() == 8
    assert office.acts == acts
    [proof] = prove(DigestLog(office.folder), [digest(6)])
    assert check_proof(proof.dump(), office.trust(proof)).grade is Grade.VERIFIED


def test_an_old_copy_of_the_log_anchors_nothing(office: Office, tmp_path: Path) -> None:
    other = Office(office.stage, tmp_path / "other")
    other.log.add([digest(99)])
    with pytest.raises(BatchLogBehind):
        other.anchored()
    other.log.add([digest(number) for number in range(20)])
    with pytest.raises(BatchLogBehind):
        other.anchored()


def test_nobody_but_a_seal_keeper_anchors(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(office.folder, copy)
    log, examiner = DigestLog(copy), office.stage.cast.examiner.signs(Role.EXAMINER)
    log.add([digest(50)])
    with pytest.raises(StaffMissing):
        anchor(log, office.stage.register, examiner)


def test_what_is_not_in_a_batch_has_no_proof(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(office.folder, copy)
    log = DigestLog(copy)
    log.add([digest(60)])
    with pytest.raises(BatchAnchorMissing):
        list(prove(log, [digest(60)]))
    with pytest.raises(BatchDigestUnknown):
        list(prove(log, [digest(61)]))


def of_anchor(name: str, value: Any) -> Callable[[Json], None]:
    return lambda proof: proof["anchor"].update({name: value})


LIES: Final[dict[str, tuple[Callable[[Json], None], str]]] = {
    "another digest": (lambda proof: proof.update(digest="0x" + "11" * 32), "BATCH_ROOT_DIFFERS"),
    "another algorithm": (lambda proof: proof.update(algorithm="sm3"), "BATCH_ROOT_DIFFERS"),
    "another place": (lambda proof: proof.update(index=1), "BATCH_ROOT_DIFFERS"),
    "a place beyond the log": (lambda proof: proof.update(index=8), "BATCH_MALFORMED"),
    "a longer path": (lambda proof: proof["path"].append("0x" + "00" * 32), "BATCH_MALFORMED"),
    "a member too many": (lambda proof: proof.update(more=1), "BATCH_MALFORMED"),
    "another register": (of_anchor("register", "0x" + "22" * 20), "WRONG_REGISTER"),
    "another chain": (of_anchor("chainId", 1), "WRONG_CHAIN"),
    "another registry": (of_anchor("registry", 442), "PROOF"),
    "no word": (of_anchor("word", []), "PROOF"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_false_proof_is_refused_for_its_one_reason(office: Office, lie: str) -> None:
    [proof] = prove(office.log, [digest(6)])
    told = json.loads(proof.dump())
    change, code = LIES[lie]
    change(told)
    report = check_proof(canonical.encode(told), office.trust(proof))
    assert report.grade in {Grade.REJECTED, Grade.UNREADABLE}
    [found] = [check.code for check in report.checks if check.status == "failed"]
    assert found.startswith(code) or code == "PROOF"


def test_a_proof_of_another_digest_or_an_unknown_block_is_never_verified(office: Office) -> None:
    [proof] = prove(office.log, [digest(6)])
    asked = check_by_python(proof.dump(), office.trust(proof), digest(7))
    assert asked.grade is Grade.REJECTED
    unpinned = dump_trust(trust_of(office.stage.register.profile, []))
    assert check_proof(proof.dump(), unpinned).grade is Grade.INCOMPLETE
    assert check_proof(b"{}", unpinned).grade is Grade.UNREADABLE


def told(answer: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, answer.json()["code"]


def test_the_api_enters_digests_of_who_is_signed_in_and_hands_out_proofs(
    site: Site, office: Office
) -> None:
    url, body = "/v1/batches/digests", {"digests": [str(digest(3)), str(digest(100))]}
    assert told(site.client.post(url, json=body)) == (401, "SESSION_MISSING")
    session = opened(site, site.stage.cast.bank.key)
    known = held(session["token"])
    site.client.cookies.clear()
    entered = site.client.post(url, json=body, headers=known)
    assert entered.json() == {"registry": 371, "size": 9, "places": [3, 8]}
    bad = site.client.post(url, json={"digests": ["md5:00"]}, headers=known)
    assert told(bad) == (422, "REQUEST_INVALID")
    listed = site.get("/v1/batches", limit="1")
    assert ([each["size"] for each in listed["batches"]], listed["next"]) == ([8], 8)
    assert [each["size"] for each in site.get("/v1/batches", below="8")["batches"]] == [5]
    found = site.client.get(f"{url}/{digest(3)}/proof")
    proof = read_proof("proof", found.content)
    assert check_by_python(found.content, office.trust(proof), digest(3)).grade is Grade.VERIFIED
    grew = site.client.get("/v1/batches/growth", params={"from": 5, "to": 8})
    assert grew.content == growth(office.log, 5, 8).dump()
    assert check_by_python(grew.content, office.trust(read_proof("", grew.content))).grade is (
        Grade.VERIFIED
    )
    for sizes, problem in (
        ({"from": 5, "to": 7}, (409, "BATCH_ANCHOR_MISSING")),
        ({"from": 8, "to": 5}, (409, "BATCH_ANCHOR_MISSING")),
        ({"from": 0, "to": 5}, (422, "REQUEST_INVALID")),
        ({"to": 5}, (422, "REQUEST_INVALID")),
    ):
        assert told(site.client.get("/v1/batches/growth", params=sizes)) == problem
    unanchored, unknown = (site.client.get(f"{url}/{digest(n)}/proof") for n in (100, 101))
    assert told(unanchored) == (409, "BATCH_ANCHOR_MISSING")
    assert told(unknown) == (404, "BATCH_DIGEST_UNKNOWN")


@pytest.fixture(scope="module")
def named(site: Site) -> tuple[str, ...]:
    """The options by which the console finds the seal keeper's key."""
    keeper = site.stage.cast.seal_keeper
    Keystore(site.settings.keys).keep_plain(keeper.key)
    return "--party", keeper.party.hex(), "--account", keeper.key.account.hex()


def test_the_console_notarizes_a_file_from_the_log_to_the_offline_check(
    site: Site,
    office: Office,
    named: tuple[str, ...],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file, trust, proofs = tmp_path / "deed.txt", tmp_path / "trust.json", tmp_path / "proofs"
    file.write_bytes(b"a deed")
    office.log.refresh()
    before = office.log.size
    entered = json.loads(console(site, "batch", "add", str(file), "--json"))
    office.log.refresh()
    assert (entered["entered"], entered["size"]) == (1, before + 1)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "copy").write_bytes(b"a deed")
    os.utime(inbox / "copy", (0, 0))
    assert f"  {before}" in console(site, "batch", "watch", str(inbox), "--once")
    anchored = json.loads(console(site, "batch", "anchor", *named, "--json"))
    assert anchored["size"] == before + 1
    made = console(site, "batch", "prove", str(file), "-o", str(proofs)).strip()
    trust.write_bytes(office.trust(read_proof("proof", Path(made).read_bytes())))
    check = ("batch", "check", made, "--trust", str(trust))
    assert "[passed] DIGEST" in console(site, *check, "--of", str(file))
    said = console(site, *check)
    asked = [made, "--trust", str(trust), "--lang", "en"]
    assert main(asked) == Grade.VERIFIED
    assert capfd.readouterr().out == said
    assert main([*asked, "--purpose", "pledge"]) == USAGE
    assert f"at place {before} of {before + 1}" in said
    sizes = ("--from", "5", "--to", str(before + 1))
    grown = console(site, "batch", "prove", *sizes, "-o", str(proofs)).strip()
    trust.write_bytes(office.trust(read_proof("proof", Path(grown).read_bytes())))
    assert "nothing in it was changed" in console(
        site, "batch", "check", grown, "--trust", str(trust)
    )


def test_a_console_that_was_killed_when_it_had_anchored_only_proves_it_the_next_time(
    site: Site, office: Office, named: tuple[str, ...]
) -> None:
    office.log.add([digest(200)])
    acts = office.acts
    command = [sys.executable, "-c", KILLED, "batch", "anchor", *named]
    environment = {**os.environ, **environment_of(site.settings)}
    killed = subprocess.run(command, env=environment, check=False, timeout=60)
    assert (killed.returncode, office.acts) == (-signal.SIGKILL, acts + 1)
    with pytest.raises(BatchAnchorMissing):
        list(prove(office.log, [digest(200)]))
    again = json.loads(console(site, "batch", "anchor", *named, "--json"))
    assert (again["size"], office.acts) == (office.log.size, acts + 1)
    [proof] = prove(office.log, [digest(200)])
    assert check_proof(proof.dump(), office.trust(proof)).grade is Grade.VERIFIED


def test_a_package_carries_the_proof_that_it_was_notarized_itself(
    site: Site, office: Office, tmp_path: Path
) -> None:
    asked = {"number": site.frozen_number}
    made = site.client.post("/v1/evidence-packages", json=asked).json()
    package = tmp_path / "court.evidence.zip"
    package.write_bytes(site.client.get(made["url"]).content)
    manifest = hashlib.sha256(read_container(package.read_bytes())["manifest.json"]).digest()
    entered = Digest.of(Algorithm.SHA256, manifest)
    office.log.add([entered])
    office.anchored()
    over = b"a token that is not looked at"
    settings = replace(site.settings, time_authorities="named", stamps=tmp_path / "stamps")
    queue = StampQueue(settings.stamps)
    [proof] = prove(office.log, [entered], lambda root: batch_tokens(settings, root, 1))
    [key] = queue.names(QUEUE)
    assert (queue.load(key).kind, queue.load(key).data) == (Kind.BATCH, proof.anchor.stamped)
    queue.keep(key, "haina", 1, over)
    [stamped] = prove(office.log, [entered], lambda root: batch_tokens(settings, root, 2))
    assert stamped == replace(proof, stamps=((over,),))
    file = tmp_path / "proof.json"
    file.write_bytes(proof.dump())
    console(site, "batch", "attach", str(package), str(file))
    blocks = (made["block"], decode_header(proof.anchor.header).number)
    chain = Web3Chain(office.stage.node.url)
    believed = trust_from(chain, office.stage.register.profile, *blocks)
    report = verify(package.read_bytes(), believed)
    assert report.grade is Grade.VERIFIED
    [last] = [each.message.en for each in report.checks if each.number == 35]
    assert f"manifest.json, in the log of registry {REGISTRY}" in last
