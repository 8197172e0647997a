"""Scenario 27, second half: a person has contact data erased, on a real node."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from api.cli import run
from api.desk import records
from api.desk.erasing import Erasure, erase
from api.desk.errors import RecordNotKept, StaffUnknown
from api.wiring import Wiring
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain.acts import RecordRoot
from ledger.domain.commitment_errors import FieldUnknown
from ledger.domain.commitments import Erased, Opening, Record
from ledger.domain.record import commit
from ledger.domain.tombstone import Ground, Tombstone
from ledger.queries.errors import SubjectUnknown
from ledger.registrar import application
from ledger.store.dialect import SQLITE
from ledger.store.engine import unit_of_work
from ledger.store.repositories import desk, erasure
from notarization.content.sealing import Identity
from notarization.verify.signature import recover
from tests.cast import ALL
from tests.factories import a_record
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
CONTACT = "contacts"


@dataclass
class File:
    """An application whose record was left for the registry."""

    site: Site
    wiring: Wiring
    subject: bytes
    record: Record

    def openings(self) -> list[Opening]:
        return [each for each in self.record.fields if isinstance(each, Opening)]

    def contact(self) -> Opening:
        return next(each for each in self.openings() if each.name == CONTACT)

    def kept(self) -> Record:
        with self.site.mirror.reading() as session:
            found = records.kept(self.wiring, session, self.subject)
        assert found is not None
        return found

    def told(self) -> list[dict[str, str]]:
        found = self.site.get(f"/v1/applications/{self.subject.hex()}")
        erased: list[dict[str, str]] = found["erased"]
        return erased

    def command(self) -> list[str]:
        clerk, store = self.site.stage.cast.acceptance, Keystore(self.site.settings.keys)
        if clerk.key.account not in store.accounts():
            store.keep_plain(clerk.key)
        who = ["--party", clerk.party.hex(), "--account", clerk.key.account.hex(), "--yes"]
        return ["content", "erase", self.subject.hex(), "--field", CONTACT, *who]


@pytest.fixture
def file(site: Site) -> Iterator[File]:
    stage, holder = site.stage, site.stage.cast.registrant
    key = site.settings.keys / records.KEY
    if not key.exists():
        key.write_text(Identity.generate().key, encoding="ascii")
    fields = a_record()
    record = commit(fields, {name: secrets.token_bytes(16) for name in fields})
    content = replace(stage.content({holder: ALL}), record=RecordRoot(record.root))
    filed = application.submit(stage.register, content, stage.holders(content, (holder,)))
    site.mirror.catch_up()
    wiring = Wiring.of(site.settings)
    made = File(site, wiring, filed.application, record)
    records.keep(wiring, made.subject, made.openings())
    yield made
    wiring.engine.dispose()


def test_contacts_are_erased_and_a_signed_tombstone_is_shown(
    file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    leaf, root = file.contact().leaf, file.record.root
    command = [*file.command(), "--ground", "request", "--json"]
    assert run(command, environment_of(file.site.settings)) == 0
    (told,) = json.loads(capsys.readouterr().out)["erased"]
    assert file.told() == [told]
    assert (told["name"], told["leaf"], told["ground"]) == (CONTACT, leaf.hex(), "request")
    clerk = file.site.stage.cast.acceptance
    assert told["party"] == clerk.party.hex()
    with file.site.mirror.reading() as session:
        (row,) = erasure.tombstones(session, file.subject)
    stone = Tombstone(
        file.subject, CONTACT, leaf, Ground.REQUEST, row.time, clerk.party, clerk.key.account
    )
    assert recover(stone.digest, bytes.fromhex(told["signature"][2:])) == clerk.key.account
    # the record without the field gives the very root that is on chain
    kept = file.kept()
    assert kept.root == root
    assert [each for each in kept.fields if isinstance(each, Erased)] == [Erased(CONTACT, leaf)]
    capsys.readouterr()
    show = ["--lang", "zh", "application", "show", file.subject.hex()]
    assert run(show, environment_of(file.site.settings)) == 0
    assert "应个人请求" in capsys.readouterr().out
    page = file.site.client.get(f"/applications/{file.subject.hex()}").text
    assert "已销毁的登记事项" in page
    assert "应个人请求" in page
    assert leaf.hex()[:8] in page


def test_what_was_sealed_is_in_no_file_of_the_database_any_more(file: File) -> None:
    if file.wiring.engine.dialect.name != SQLITE:
        pytest.skip("what PostgreSQL lets go of, VACUUM says (docs/erasure.md)")
    with file.site.mirror.reading() as session:
        row = desk.filed_record(session, file.subject)
    assert row is not None
    name = str(file.wiring.engine.url.database)
    places = [Path(name), Path(name + "-wal")]
    assert any(row.sealed[:256] in place.read_bytes() for place in places if place.exists())
    key = file.site.stage.cast.acceptance.key
    erase(file.wiring, Erasure(file.subject, (CONTACT,), Ground.REQUEST), key)
    for place in places:
        data = place.read_bytes() if place.exists() else b""
        assert row.sealed[:256] not in data
        assert row.sealed[-256:] not in data


def test_an_erased_field_comes_to_the_same_tombstone_again(file: File) -> None:
    key = file.site.stage.cast.acceptance.key
    asked = Erasure(file.subject, (CONTACT, "summary"), Ground.CONSENT_WITHDRAWN)
    first = erase(file.wiring, asked, key)
    assert [each.name for each in first] == [CONTACT, "summary"]
    again = erase(file.wiring, replace(asked, ground=Ground.LAW), key)
    assert again == first
    # who leaves the whole record once more does not bring it back
    before = file.kept()
    records.keep(file.wiring, file.subject, file.openings())
    assert file.kept() == before
    with file.site.mirror.reading() as session:
        shown = records.opened(file.wiring, session, file.subject, file.record.root)
    assert shown is not None
    assert {CONTACT, "summary"} & set(shown.fields) == set()
    assert "data_name" in shown.fields


def test_only_the_registrys_own_staff_erases_and_only_what_is_there(file: File) -> None:
    key = file.site.stage.cast.acceptance.key
    asked = Erasure(file.subject, (CONTACT,), Ground.REQUEST)
    for stranger in (Key.new(), file.site.stage.cast.registrant.key):
        with pytest.raises(StaffUnknown):
            erase(file.wiring, asked, stranger)
    with pytest.raises(FieldUnknown) as unknown:
        erase(file.wiring, replace(asked, fields=(CONTACT, "secret")), key)
    assert unknown.value.name == "secret"
    with pytest.raises(SubjectUnknown):
        erase(file.wiring, replace(asked, application=b"\x02" + bytes(31)), key)
    with pytest.raises(RecordNotKept) as lacking:
        erase(file.wiring, replace(asked, application=file.site.issued.application), key)
    assert lacking.value.application == file.site.issued.application
    assert file.kept() == file.record
    assert file.told() == []


def test_killed_in_the_midst_the_record_is_whole_and_then_erased(file: File) -> None:
    program = str(Path(sys.executable).with_name("datadeed"))
    command = [program, *file.command(), "--ground", "request"]
    with unit_of_work(file.wiring.engine, silent=True):
        # it opens and signs, and cannot begin to write: then it is killed
        process = subprocess.Popen(command, env=environment_of(file.site.settings))
        time.sleep(4)
        assert process.poll() is None
        process.kill()
        process.wait()
    assert file.kept() == file.record
    assert file.told() == []
    assert run([*command[1:]], environment_of(file.site.settings)) == 0
    assert len(file.told()) == 1
