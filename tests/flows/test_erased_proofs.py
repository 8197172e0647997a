"""A proof file is erased: its sealed bytes are gone, a signed tombstone is shown everywhere."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import run
from api.desk import contents, records
from api.desk.erasing import Erasure, erase
from api.desk.errors import StaffUnknown
from api.desk.granting import Grant, grant
from api.registrant.errors import ProofNotListed
from api.wiring import Wiring
from ledger.chain.keystore import Keystore
from ledger.domain.commitment_errors import FieldErased
from ledger.domain.commitments import Erased
from ledger.domain.tombstone import Ground, Tombstone
from ledger.store.engine import WriteSession, unit_of_work
from ledger.store.repositories import desk, erasure, offchain
from notarization.content.errors import GatewayUnreachable
from notarization.content.sealing import Identity, unseal
from notarization.verify.digests import sha256
from notarization.verify.signature import recover
from tests.cast import REGISTRY, Player, Stage
from tests.records import filed_with_record, left, with_key
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
KINDS: Final = ("identity", "acquisition", "sample")


@dataclass
class Kept:
    """An application with three proofs that lie sealed with the registry."""

    site: Site
    wiring: Wiring
    clerk: Player
    subject: bytes
    proofs: dict[str, bytes]

    def digest(self, kind: str) -> bytes:
        return sha256(self.proofs[kind])

    def told(self) -> list[dict[str, str]]:
        erased: list[dict[str, str]] = self.site.get(f"/v1/applications/{self.subject.hex()}")[
            "erased"
        ]
        return erased

    def stored(self) -> set[Path]:
        folder = self.site.settings.content
        return {each for each in folder.glob("??/*") if each.suffix != ".erased"}

    def erase(
        self, *kinds: str, fields: tuple[str, ...] = (), ground: Ground = Ground.REQUEST
    ) -> Any:
        asked = Erasure(self.subject, fields, ground, [self.digest(kind) for kind in kinds])
        return erase(self.wiring, asked, self.clerk.key)

    def command(self, *what: str) -> list[str]:
        store = Keystore(self.site.settings.keys)
        if self.clerk.key.account not in store.accounts():
            store.keep_plain(self.clerk.key)
        who = ["--party", self.clerk.party.hex(), "--account", self.clerk.key.account.hex()]
        return ["content", "erase", self.subject.hex(), *what, "--ground", "request", *who, "--yes"]

    def look(self, path: str) -> Any:
        token = opened(self.site, self.clerk.key)["token"]
        return self.site.client.get(f"/v1/desk/{REGISTRY}/files/{self.subject.hex()}{path}",
                                    headers=held(token))  # fmt: skip


@pytest.fixture
def kept(site: Site, office: Stage) -> Iterator[Kept]:
    with_key(site)
    proofs = {kind: f"{kind} {secrets.token_hex(9)}".encode() for kind in KINDS}
    subject, _ = filed_with_record(site, office, office.enrolled(), proofs)
    for data in proofs.values():
        assert left(site, subject, data).status_code == 201
    wiring = Wiring.of(site.settings)
    yield Kept(site, wiring, office.cast.acceptance, subject, proofs)
    wiring.engine.dispose()


def test_the_console_erases_a_proof_and_its_tombstone_names_no_digest(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    before, digest = kept.stored(), kept.digest("identity")
    command = kept.command("--proof", digest.hex(), "--json")
    assert run(command, environment_of(kept.site.settings)) == 0
    (told,) = json.loads(capsys.readouterr().out)["erased"]
    assert kept.told() == [told]
    assert (told["name"], told["ground"]) == ("proofs/0/identity", "request")
    assert digest.hex() not in json.dumps(kept.told())
    with kept.site.mirror.reading() as session:
        (row,) = erasure.tombstones(session, kept.subject)
        assert offchain.content(session, digest, kept.subject) is None
        record = records.kept(kept.wiring, session, kept.subject)
    assert record is not None
    assert row.leaf in {each.leaf for each in record.fields if each.name == "proofs"}
    stone = Tombstone(
        row.application, row.name, row.leaf, Ground.REQUEST, row.time, row.party, row.account
    )
    assert recover(stone.digest, row.signature) == kept.clerk.key.account
    # one sealed file is gone, and the two others open as before
    assert len(before - kept.stored()) == 1
    assert kept.look(f"/contents/{kept.digest('sample').hex()}?concern=REVIEW").content


def test_an_erased_proof_is_told_at_page_console_and_desk(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.erase("identity")
    digest, client = kept.digest("identity"), kept.site.client
    gone = kept.look(f"/contents/{digest.hex()}?concern=REVIEW")
    assert refused(gone)[1] == "CONTENT_ERASED"
    zh = {"accept-language": "zh"}
    page = client.get(f"/applications/{kept.subject.hex()}", headers=zh).text
    assert "证明文件 身份证明（第 1 件）" in page
    show = ["--lang", "zh", "application", "show", kept.subject.hex()]
    assert run(show, environment_of(kept.site.settings)) == 0
    assert "证明文件 身份证明（第 1 件）" in capsys.readouterr().out
    file = kept.look("?concern=REVIEW").json()
    assert file["page"]["erased"] == kept.told()
    assert digest.hex() not in {each["sha256"] for each in file["contents"]}
    client.cookies.set("session", opened(kept.site, kept.clerk.key)["token"])
    desk = client.get(f"/desk/{REGISTRY}/files/{kept.subject.hex()}?concern=REVIEW").text
    client.cookies.clear()
    assert "已销毁： 应个人请求" in desk
    assert desk.count("/contents/") == len(KINDS) - 1


def test_what_was_erased_is_not_taken_in_again(kept: Kept) -> None:
    kept.erase("sample")
    answer = left(kept.site, kept.subject, kept.proofs["sample"])
    assert answer.json()["code"] == "CONTENT_ERASED"
    assert left(kept.site, kept.subject, kept.proofs["identity"]).status_code == 201
    with kept.site.mirror.reading() as session:
        kept_now = contents.kept(kept.wiring, session, kept.subject)
    assert set(kept_now) == {kept.digest("identity"), kept.digest("acquisition")}


def test_erased_twice_the_first_tombstone_stays(kept: Kept) -> None:
    first = kept.erase("identity")
    assert kept.erase("identity", ground=Ground.LAW) == first
    both = kept.erase("identity", "acquisition", ground=Ground.LAW)
    assert [(each.name, each.ground) for each in both] == [
        ("proofs/0/identity", "request"),
        ("proofs/1/acquisition", "law"),
    ]


def test_with_the_list_of_proofs_all_files_go(kept: Kept) -> None:
    before = kept.stored()
    gone = kept.erase(fields=("proofs",))
    assert [each.name for each in gone] == [
        "proofs",
        "proofs/0/identity",
        "proofs/1/acquisition",
        "proofs/2/sample",
    ]
    assert len(before - kept.stored()) == len(KINDS)
    with kept.site.mirror.reading() as session:
        record = records.kept(kept.wiring, session, kept.subject)
    assert record is not None
    assert [each.name for each in record.fields if isinstance(each, Erased)] == ["proofs"]
    with pytest.raises(FieldErased):
        kept.erase("sample")


def test_a_file_that_the_record_does_not_list_is_not_erased(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.stored()
    asked = Erasure(kept.subject, (), Ground.REQUEST, [bytes(32), kept.digest("sample")])
    with pytest.raises(ProofNotListed) as unknown:
        erase(kept.wiring, asked, kept.clerk.key)
    assert unknown.value.sha256 == bytes(32).hex()
    assert (kept.stored(), kept.told()) == (before, [])
    environment = environment_of(kept.site.settings)
    assert run(kept.command("--proof", "abc"), environment) == 1
    assert "ID_MALFORMED" in capsys.readouterr().err
    assert run(kept.command(), environment) != 0
    assert kept.told() == []


def test_killed_between_the_bytes_and_the_tombstone_a_second_time_comes_to_the_end(
    kept: Kept,
) -> None:
    with kept.wiring.engine.connect() as work:
        # as the process does, and then it is no more: nothing is committed
        contents.destroy(kept.wiring, WriteSession(work), kept.subject, kept.digest("sample"))
        work.rollback()
    assert kept.told() == []
    missing = kept.look(f"/contents/{kept.digest('sample').hex()}?concern=REVIEW")
    assert refused(missing)[1] == "CONTENT_ERASED"
    (gone,) = kept.erase("sample")
    assert gone.name == "proofs/2/sample"
    assert [each["name"] for each in kept.told()] == ["proofs/2/sample"]


def test_a_check_names_what_is_known_and_lost_and_the_status_tells_it(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    environment, client = environment_of(kept.site.settings), kept.site.client
    kept.erase("identity")
    with kept.site.mirror.reading() as session:
        row = offchain.content(session, kept.digest("sample"), kept.subject)
    assert row is not None
    (path,) = (each for each in kept.stored() if each.name == row.address)
    data = path.read_bytes()
    path.unlink()
    assert run(["content", "check", "--json"], environment) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["lost"] == [row.address]
    assert [each["code"] for each in found["lacking"]] == ["CONTENT_LOST"]
    told = kept.site.get("/v1/status")["contents"]
    assert (told["lost"], told["kept"]) == (1, found["kept"])
    assert told["erased"] == found["erased"] > 0
    assert 'datadeed_contents{state="lost"} 1.0' in client.get("/metrics").text
    page = client.get("/status", headers={"accept-language": "zh"}).text
    assert f"失落 1，所缺 1，已销毁 {told['erased']}" in page
    path.write_bytes(data)
    assert run(["content", "check"], environment) == 0
    assert kept.site.get("/v1/status")["contents"]["lost"] == 0
    # erased while it was lost, it is not brought back by a backup
    path.unlink()
    kept.erase("sample")
    path.write_bytes(data)
    assert run(["content", "check"], environment) == 0
    assert not path.exists()
    assert kept.site.get("/v1/status")["contents"]["erased"] == told["erased"] + 1


def on_ipfs(kept: Kept) -> tuple[Wiring, dict[str, str]]:
    """The same installation with a node that is down from the beginning to the end."""
    settings = replace(kept.site.settings, ipfs=("http://127.0.0.1:1",))
    environment = {**environment_of(settings), "DATADEED_IPFS_URL": "http://127.0.0.1:1"}
    return Wiring(settings, kept.wiring.engine), environment


def keep(wiring: Wiring, kept: Kept, data: bytes) -> bytes:
    with unit_of_work(wiring.engine, silent=True) as work:
        return contents.keep(wiring, work, kept.subject, data).sha256


def test_on_ipfs_no_door_waits_for_a_node(kept: Kept) -> None:
    wiring, environment = on_ipfs(kept)
    data = secrets.token_bytes(40)
    digest = keep(wiring, kept, data)
    assert keep(wiring, kept, data) == digest
    with kept.site.mirror.reading() as session:
        row = contents.place(session, kept.subject, digest)
        before = contents.place(session, kept.subject, kept.digest("sample"))
    assert contents.opened(wiring, row) == data
    assert contents.opened(wiring, before)  # what a directory kept before is opened as before
    assert run(["content", "push"], environment) == 1
    with TestClient(create_app(wiring.settings)) as client:
        assert 'datadeed_content_waiting{for="queued"} 1.0' in client.get("/metrics").text
    (queued,) = (wiring.settings.content / "queue").iterdir()
    queued.rename(queued.with_name("sent"))  # as if the node that is down had it
    with pytest.raises(GatewayUnreachable):
        contents.document(wiring, row)
    with unit_of_work(wiring.engine, silent=True) as work:
        contents.destroy(wiring, work, kept.subject, digest)
    assert not list(wiring.settings.content.glob("??/*.json"))
    # a directory has nothing to send
    assert run(["content", "push"], environment_of(kept.site.settings)) == 2


@dataclass
class Court:
    """What an order clerk opened to a court."""

    wiring: Wiring
    environment: dict[str, str]
    identity: Identity
    data: bytes
    asked: Grant
    out: Path


@pytest.fixture(params=["directory", "ipfs"])
def court(
    kept: Kept, office: Stage, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Court]:
    wiring, environment = kept.wiring, environment_of(kept.site.settings)
    if request.param == "ipfs":
        wiring, environment = on_ipfs(kept)
    data, identity, clerk = secrets.token_bytes(40), Identity.generate(), office.cast.order_clerk
    digest = keep(wiring, kept, data)
    asked = Grant(kept.subject, digest, identity.reader, "(2026)浙0192协1号")
    with pytest.raises(StaffUnknown):
        grant(wiring, asked, kept.clerk.key)
    keystore = Keystore(wiring.settings.keys)
    if clerk.key.account not in keystore.accounts():
        keystore.keep_plain(clerk.key)
    words = ["content", "grant", kept.subject.hex(), "--file", digest.hex(), "--order", asked.order]
    words += ["--reader", identity.reader.key, "--out", str(tmp_path)]
    words += ["--party", clerk.party.hex(), "--account", clerk.key.account.hex()]
    assert run(words, environment) == 0
    yield Court(wiring, environment, identity, data, asked, tmp_path)
    with unit_of_work(wiring.engine, silent=True) as work:
        contents.destroy(wiring, work, kept.subject, digest)


def test_an_order_clerk_opens_one_file_to_a_court_and_the_log_tells(
    kept: Kept, court: Court
) -> None:
    digest = court.asked.digest.hex()
    key = unseal((court.out / f"{digest}.key.age").read_bytes(), court.identity).decode()
    sealed = (court.out / f"{digest}.age").read_bytes()
    assert unseal(sealed, Identity.parse(key)) == court.data
    with kept.site.mirror.reading() as session:
        told = [each.reason for each in desk.entries(session, REGISTRY, kept.subject, None, 10)]
    assert f"{digest} {court.asked.reader.key} {court.asked.order}" in told


def test_who_can_read_a_file_is_told_until_it_is_erased(
    kept: Kept, court: Court, capsys: pytest.CaptureFixture[str]
) -> None:
    digest, reader = court.asked.digest, court.asked.reader.key
    asking = ["content", "readers", kept.subject.hex(), "--file"]
    capsys.readouterr()
    assert run([*asking, digest.hex(), "--json"], court.environment) == 0
    found = json.loads(capsys.readouterr().out)
    registry, other = found["readers"]
    assert (registry["who"], registry["order"], found["unnamed"]) == ("registry", "", 0)
    assert (other["who"], other["reader"], other["order"]) == ("court", reader, court.asked.order)
    assert run(["--lang", "zh", *asking, digest.hex()], court.environment) == 0
    shown = capsys.readouterr().out
    assert f"{reader} · {court.asked.order} · 20" in shown
    assert "法院" in shown
    assert run([*asking, bytes(32).hex()], court.environment) == 1
    assert "CONTENT_NOT_KEPT" in capsys.readouterr().err
    with kept.site.mirror.reading() as session:
        row = offchain.content(session, digest, kept.subject)
    assert row is not None
    with unit_of_work(court.wiring.engine, silent=True) as work:
        contents.destroy(court.wiring, work, kept.subject, digest)
    folder = kept.site.settings.content
    assert [each.suffix for each in folder.glob(f"??/{row.address}*")] == [".erased"]
    assert run([*asking, digest.hex()], court.environment) == 1
