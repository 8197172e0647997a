"""A person's name and ID number go through every flow and are found nowhere but with the person.

Looked through: every block with its transactions and logs as the node gives them, the database,
whatever was logged, what the relayer keeps, and the names of all files.
"""

import json
import logging
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_bytes
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import run
from api.registrant import identity
from ledger.chain.devnode import DevNode
from ledger.chain.signer import Key
from ledger.domain import record
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    DocumentDigest,
    OrderScope,
    PartyKind,
    RecordRoot,
    Role,
    Time,
    TitleId,
)
from ledger.domain.commitments import Record
from ledger.domain.ids import party_id
from ledger.domain.numbers import written
from ledger.domain.procedure import grounds_of
from ledger.registrar import application, order, party, pledge, title
from ledger.registrar.acting import Signatory
from ledger.registrar.title import Move
from ledger.settings import Settings
from notarization.verify.digests import sha256
from tests.cast import ALL, DAY, Player, Stage
from tests.databases import values
from tests.desks import staffed
from tests.factories import A_DAY, a_record, own_data, own_rights
from tests.site import environment_of

pytestmark = pytest.mark.node

NAME = "欧阳标记生"
ID_NUMBER = "370202199003077713"
MARKERS = (NAME, ID_NUMBER)
# The person's own, readable by its owner only, and the package that was made for this requester.
OWN = ("records", "party.json", "packages/requested")


def forms(marker: str) -> set[bytes]:
    """The ways in which a text may stand in bytes."""
    data = marker.encode()
    found = {data, data.hex().encode(), data.hex().upper().encode(), quote(marker).encode()}
    found |= {marker.encode("utf-16-le"), marker.encode("utf-16-be"), marker.encode("gb18030")}
    found.add(json.dumps(marker).strip('"').encode())
    for shift in range(3):
        # base64 has three faces, by where the text begins; its first and last letters vary
        found.add(b64encode(bytes(shift) + data)[4 if shift else 0 : -4])
    return found


def leaks(places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where a marker stands, in whatever form."""
    wanted = [(marker, form) for marker in MARKERS for form in forms(marker)]
    return sorted(
        {
            f"{marker} in {place}"
            for place, data in places
            for marker, form in wanted
            if form in data
        }
    )


def blocks(node: DevNode) -> Iterator[tuple[str, bytes]]:
    """Every block with its transactions, and its logs, as the node tells them."""
    ask = node.chain.rpc.ask
    for number in range(int(ask("eth_blockNumber"), 16) + 1):
        block = ask("eth_getBlockByNumber", hex(number), True)
        logs = ask("eth_getLogs", {"fromBlock": hex(number), "toBlock": hex(number)})
        yield f"block {number}", json.dumps([block, logs]).encode()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The names of all files, and what stands in those that are not the person's own."""
    for path in folder.rglob("*"):
        place = path.relative_to(folder)
        yield f"the name {place.name.encode().hex()}", str(place).encode()
        if path.is_file() and not place.as_posix().startswith(OWN):
            yield f"the file {place}", path.read_bytes()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that any logger says, down to the last detail."""
    for name in ("datadeed", "ledger", "notarization", "api"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def registered(home: Settings, mine: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A company files data whose record names the person, who enrols too; the certificate."""
    variables = environment_of(home)
    record = ["--record", str(mine / "record.json"), "--json"]
    assert run(["register", str(mine / "data.csv"), *record], variables) == 0
    number = json.loads(capsys.readouterr().out)["number"]
    (kept,) = (home.home / "records").glob("*.json")
    assert NAME in kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    person = ["enrol", "--name", NAME, "--kind", "NATURAL_PERSON", "--json"]
    assert run(person, variables) == 0
    return str(number)


def asked_by(client: TestClient, number: str) -> None:
    """Every door of the API and the pages hears the person's name and number."""
    for marker in MARKERS:
        for path in ("/v1/certificates", "/", "/notices"):
            client.get(path, params={"q": marker})
        for path in ("/v1/verdicts", "/verdicts"):
            client.get(path, params={"number": marker, "purpose": "pledge"})
        for path in ("certificates", "parties", "applications", "evidence-packages", marker):
            client.get(f"/v1/{path}/{marker}")
        client.get(f"/certificates/{marker}", headers={"user-agent": ID_NUMBER})
        items = {"items": [{"number": marker, "purpose": "pledge"}]}
        assert client.post("/v1/verdicts", json=items).status_code < 500
        client.post("/v1/verdicts", content=f'{{"items": ["{marker}'.encode())
        for act in ("pledge", "enrol", marker):
            client.post(f"/v1/acts/{act}:prepare", json={"terms": {marker: marker}})
            client.post(f"/v1/acts/{act}:relay", json={"terms": {"title": marker}, "signers": []})
        client.post("/v1/applications", json={"terms": {"record": marker}, "signers": []})
        named = {"package": (f"{NAME}.zip", marker.encode()), "trust": (ID_NUMBER, b"{}")}
        client.post("/v1/evidence-packages:check", files=named)
        client.post("/packages/check", files=named)
    asked = {"number": number, "purpose": "dispute", "requester": NAME, "case_ref": ID_NUMBER}
    assert client.post("/v1/evidence-packages", json=asked).status_code == 201


@pytest.fixture
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data whose record, proofs and file names are full of the person."""
    contact = {"person": NAME, "phone": "1", "address": NAME, "business_status": "存续"}
    proof = f"身份证 {NAME} {ID_NUMBER}.txt"
    kinds = ("identity", "acquisition", "sample")
    folder = own_data(
        tmp_path_factory.mktemp("person") / "mine",
        contacts=[contact],
        proofs=[{"kind": kind, "path": proof} for kind in kinds],
        summary=f"{NAME}采集。",
    )
    # as on a photograph: a text with this number would not come in at the door
    (folder / proof).write_bytes(b"\0" + f"{NAME} {ID_NUMBER}".encode())
    return folder


def test_a_marker_is_found_nowhere_but_with_its_person(
    home: Settings,
    mine: Path,
    office: Stage,
    logged: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with staffed(office, home):
        number = registered(home, mine, capsys)
    assert run(["mirror", "follow", "--once"], environment_of(home)) == 0
    with TestClient(create_app(home), raise_server_exceptions=False) as client:
        asked_by(client, number)
        assert client.get(f"/v1/certificates/{number}").json()["number"] == number
    names = {path.name for path in home.home.rglob("*")}
    assert {"records", "outbox", "packages", "content"} <= names
    held = list(values(home.database_url))
    assert {"the table journal", "the table title"} <= {place for place, _ in held}
    assert leaks(held) == []
    lines = "\n".join(map(logging.Formatter("%(name)s %(message)s").format, logged.records))
    assert "route=/v1/verdicts" in lines
    assert leaks([("the log", lines.encode())]) == []
    assert leaks(blocks(office.node)) == []
    assert leaks(files(office.node.options.folder)) == []
    assert leaks(files(home.home)) == []


def enrolled(stage: Stage) -> Player:
    """A natural person enrolled under the marked name."""
    key, person = Key.new(), identity.Person(PartyKind.NATURAL_PERSON, NAME, "")
    terms = identity.enrolment(person, key.account, token_bytes(16), stage.register.deadline())
    player = Player(party_id(terms), key)
    party.enrol(stage.register, terms, (player.signs(), stage.governor.signs(Role.GOVERNOR)))
    return player


def said(what: str) -> DocumentDigest:
    """A document about the person, as the chain knows it."""
    return DocumentDigest(sha256(f"{what}：{NAME} {ID_NUMBER}".encode()))


def own_record(person: Player, summary: str) -> tuple[Record, bytes]:
    """The committed record of what a natural person files, and what a notice opens of it."""
    whole = a_record()
    own = {"name": NAME, "kind": "natural_person", "uscc": "", "party": person.party.hex()}
    whole |= {"applicants": [own], "summary": summary}
    whole["contacts"] = [{**whole["contacts"][0], "party": person.party.hex(), "person": NAME}]
    whole["rights"] = [{**own_rights(), "party": person.party.hex(), "limits": NAME}]
    fields = record.parse_record(whole, A_DAY)
    committed = record.commit(fields, {name: token_bytes(16) for name in fields})
    return committed, record.notice_of(committed.disclose(record.public_fields(fields)))


def examined(stage: Stage, person: Player, other: Player) -> tuple[ApplicationId, Application]:
    """Filed by the person, corrected, supplemented, published, objected to, and registered."""
    register, cast = stage.register, stage.cast
    acceptance = cast.acceptance.signs(Role.ACCEPTANCE)
    examiner, reviewer = cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)
    committed, clear = own_record(person, f"{NAME}采集。")
    content = replace(stage.content({person: ALL}), record=RecordRoot(committed.root))
    filed = application.submit(register, content, [person.signs()]).application

    def take(action: Action, *hands: Signatory, due: int = 0) -> None:
        moment, papers = due and register.time() + due, said(action.name)
        reasons = application.Reasons(grounds_of(action)[0], papers)
        terms = application.step_terms(register, filed, action, due=moment, reasons=reasons)
        application.step(register, terms, content, hands)

    for action, hand in ((Action.ASK_CORRECTION, acceptance), (Action.ASK_SUPPLEMENT, examiner)):
        if action is Action.ASK_SUPPLEMENT:
            take(Action.ASSIGN, examiner, due=20 * DAY)
        take(action, hand, due=9 * DAY)
        committed, clear = own_record(person, f"{NAME}采集，{action.name}。")
        fresh = replace(
            content, record=RecordRoot(committed.root), due=Time(register.time() + 20 * DAY)
        )
        terms = application.correction(register, filed, fresh)
        application.correct(register, terms, content, [person.signs()])
        content = terms
    due = register.time() + 6 * DAY
    notice = application.notice_terms(register, filed, due=due, clear=clear)
    application.publish(register, notice, content, (examiner, reviewer))
    take(Action.OBJECT, other.signs(), due=9 * DAY)
    take(Action.DISMISS_OBJECTION, *stage.others())
    stage.pass_time(7 * DAY)
    take(Action.CLOSE_NOTICE, acceptance)
    deposit = application.step_terms(register, filed, Action.DEPOSIT, due=register.time())
    application.step(register, deposit, content, [acceptance])
    return filed, content


def encumbered(stage: Stage, titled: TitleId, person: Player, other: Player) -> None:
    """The person pledges, sells to another natural person, and is frozen and freed."""
    register, bank = stage.register, stage.cast.bank
    terms = replace(stage.pledge_terms(titled, person, bank, 1_000), document=said("质押合同"))
    pledge.pledge(register, terms, (person.signs(), bank.signs()))
    move = Move(titled, person.party, other.party, (1, 1, 1), document=said("转让合同"))
    title.transfer(register, title.transfer_terms(register, move), (person.signs(), other.signs()))
    scope = stage.order_terms(OrderScope.HOLDER, titled=titled, of=person.party)
    ordered = stage.ordered(replace(scope, instrument=said("裁定书")))
    lift = order.lift_terms(register, ordered, remaining=(), instrument=said("解除裁定书"))
    order.lift(register, lift, stage.clerks())


def test_a_natural_persons_marker_goes_through_every_procedure_and_is_found_nowhere(
    home: Settings,
    office: Stage,
    logged: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    person, other = enrolled(office), enrolled(office)
    filed, content = examined(office, person, other)
    until = office.register.time() + 90 * DAY
    terms = title.issue_terms(office.register, filed, content, valid_until=until)
    seal = [office.cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    issued = title.issue(office.register, terms, content, seal)
    encumbered(office, issued.title, person, other)
    variables = environment_of(home)
    assert run(["mirror", "follow", "--once"], variables) == 0
    number = written(issued.numbers[person.party])
    asked = tmp_path_factory.mktemp("bank") / f"{NAME}.csv"
    asked.write_text(f"{number}\n", encoding="utf-8")
    assert run(["verdict", "--from", str(asked), "--csv", "-"], variables) == 0
    assert number in capsys.readouterr().out
    assert leaks(values(home.database_url)) == []
    lines = "\n".join(map(logging.Formatter("%(name)s %(message)s").format, logged.records))
    assert leaks([("the log", lines.encode())]) == []
    assert leaks(blocks(office.node)) == []
    assert leaks(files(office.node.options.folder)) == []
    assert leaks(files(home.home)) == []


@pytest.mark.parametrize("marker", MARKERS)
def test_a_planted_marker_is_found_in_every_form(tmp_path: Path, marker: str) -> None:
    for form in forms(marker):
        assert leaks([("the place", b"before" + form + b"after")]) != []
    for lead in ("", "a", "ab"):
        hidden = b64encode(f"{lead}{marker} and more".encode())
        assert leaks([("base64", hidden)]) == [f"{marker} in base64"]
    (tmp_path / marker).write_bytes(b"")
    assert len(leaks(files(tmp_path))) == 1


def test_a_planted_marker_is_found_in_a_block(node: DevNode) -> None:
    node.fund(b"\x07" * 20, 10**20)
    ask = node.chain.rpc.ask
    before = dict(blocks(node))
    ask("anvil_impersonateAccount", "0x" + "07" * 20)
    sent = {"from": "0x" + "07" * 20, "to": "0x" + "07" * 20, "data": "0x" + NAME.encode().hex()}
    try:
        sent_as = ask("eth_sendTransaction", sent)
        while ask("eth_getTransactionReceipt", sent_as) is None:
            time.sleep(0.01)
        after = [each for each in blocks(node) if each[0] not in before]
        assert leaks(after) == [f"{NAME} in {place}" for place, _ in after]
        assert len(after) == 1
    finally:
        ask("anvil_stopImpersonatingAccount", "0x" + "07" * 20)
