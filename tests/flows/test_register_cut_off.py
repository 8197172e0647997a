"""`datadeed register` is killed after it signed, and the same command goes on: nothing twice."""

import json
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from api.cli import run
from api.registrant.identity import known_identity, open_key
from api.registrant.resuming import pending
from api.registrant.server import relay_body
from ledger.chain.records import Tag
from ledger.domain.acts import Action, ApplicationId, ApplicationState
from ledger.domain.words import ApplicationRecord
from ledger.queries.application import Filter, applications
from ledger.queries.title import object_facts
from ledger.registrar import acting, application
from ledger.registrar.acting import Signatory
from ledger.settings import Settings
from notarization.fingerprint import fingerprint
from tests.cast import REGISTRY, Stage
from tests.desks import staffed
from tests.factories import a_uscc, own_data
from tests.mirrors import open_mirror
from tests.servers import HOST, served
from tests.site import Site, environment_of
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
PROGRAM: Final = str(Path(sys.executable).with_name("datadeed"))
TOLD: Final = (
    "record and salts are kept",
    "application filed",
    "accepted",
    "reviewed and published",
    "notice over",
    "receipt came",
    "certificate issued",
)


NUMBERS: Final = count(500)


def mine(folder: Path) -> Path:
    """Data and record of a company that nobody enrolled before."""
    own = {"name": "青岛海测科技有限公司", "kind": "legal_person", "uscc": a_uscc(next(NUMBERS))}
    made = own_data(folder, applicants=[own])
    # every test registers other data
    (made / "data.csv").write_text(f"day,salinity\n{folder},31.2\n", encoding="utf-8")
    return made


def command(data: Path) -> list[str]:
    record = ["--record", str(data / "record.json")]
    return ["--lang", "en", "register", str(data / "data.csv"), *record]


def cut_off(home: Settings, data: Path, told: str) -> list[str]:
    """Start the command, and kill it as soon as it says this; all that it said."""
    lines: list[str] = []
    with subprocess.Popen(
        [PROGRAM, *command(data), "--json"],
        env=environment_of(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            if told in line:
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
    assert told in lines[-1], lines
    return lines


@WHOLE_CHECK
@pytest.mark.parametrize("told", TOLD)
def test_killed_anywhere_the_same_command_comes_to_one_certificate(
    home: Settings, office: Stage, tmp_path: Path, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = mine(tmp_path / "mine")
    mark = fingerprint(data / "data.csv").fingerprint
    with staffed(office, home):
        cut_off(home, data, told)
        found = pending(home, mark, REGISTRY)
        assert found is not None
        assert run([*command(data), "--json"], environment_of(home)) == 0
        said = capsys.readouterr()
    shown = json.loads(said.out)
    assert shown["application"] == found.draft.id.hex()
    assert "which was cut off" in said.err
    assert pending(home, mark, REGISTRY) is None
    mirror = open_mirror(tmp_path / "mirror.db", office.node.chain, office.register.profile)
    mirror.catch_up()
    with mirror.reading() as session:
        facts = object_facts(session, found.draft.terms.fingerprint)
        party = known_identity(home).party
        filed = applications(session, Filter(int(REGISTRY), None, party)).entries
    mirror.engine.dispose()
    assert (facts.titles.total, facts.filings.total) == (1, 1)
    assert [each.standing.application for each in filed] == [found.draft.id]
    assert filed[0].standing.state is ApplicationState.CERTIFIED
    # it is through: asked once more, the register says that the data are filed already
    assert run(command(data), environment_of(home)) == 1
    assert "FILED_ALREADY" in capsys.readouterr().err


@WHOLE_CHECK
def test_another_record_over_the_same_data_is_no_way_on(
    home: Settings, office: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = mine(tmp_path / "mine")
    cut_off(home, data, "application filed")
    path = data / "record.json"
    first = path.read_text(encoding="utf-8")
    changed = json.loads(first) | {"summary": "另一份简介，与原申请不同。"}
    path.write_text(json.dumps(changed), encoding="utf-8")
    before = office.node.chain.block(Tag.LATEST).number
    assert run(command(data), environment_of(home)) == 1
    assert "REGISTRATION_PENDING" in capsys.readouterr().err
    assert office.node.chain.block(Tag.LATEST).number == before
    path.write_text(first, encoding="utf-8")
    with staffed(office, home):
        assert run(command(data), environment_of(home)) == 0


@WHOLE_CHECK
def test_what_came_to_an_end_meanwhile_is_filed_anew(
    home: Settings, office: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = mine(tmp_path / "mine")
    cut_off(home, data, "application filed")
    found = pending(home, fingerprint(data / "data.csv").fingerprint, REGISTRY)
    assert found is not None
    who = known_identity(home)
    hand = Signatory(who.party, open_key(home, who.account, str))
    filed = ApplicationId(found.draft.id), found.draft.terms
    office.step(filed, Action.WITHDRAW, hand)
    with staffed(office, home):
        assert run([*command(data), "--json"], environment_of(home)) == 0
    assert json.loads(capsys.readouterr().out)["application"] != filed[0].hex()
    record = office.register.record(filed[0], ApplicationRecord)
    assert record.state is ApplicationState.WITHDRAWN


def test_through_a_server_the_same_act_is_sent_again_and_entered_once(
    site: Site, home: Settings, office: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo makes the party; then the home is one of a registrant elsewhere."""
    first, data = mine(tmp_path / "first"), mine(tmp_path / "mine")
    cut_off(home, first, "application filed")
    home.demo.unlink()
    with served(site.client.app, site.settings) as port:
        to = ["--server", f"http://{HOST}:{port}", "--json"]
        # nobody listens: what was signed stays, for nobody knows what became of it
        assert run([*command(data), "--server", f"http://{HOST}:1"], environment_of(home)) != 0
        found = pending(home, fingerprint(data / "data.csv").fingerprint, REGISTRY)
        assert found is not None
        # the server entered it, and the answer was lost on its way
        who, terms = known_identity(home), found.draft.terms
        prepared = acting.prepare(office.register, application.SUBMIT, terms)
        hand = Signatory(who.party, open_key(home, who.account, str))
        body = relay_body(terms, acting.sign(prepared, [hand]))
        done = site.client.post("/v1/applications", json=body)
        assert done.status_code == 200, done.text
        capsys.readouterr()
        assert run([*command(data), *to], environment_of(home)) == 0
        shown = json.loads(capsys.readouterr().out)
    assert (shown["application"], shown["tx"]) == (found.draft.id.hex(), done.json()["tx_hash"])
    assert pending(home, fingerprint(data / "data.csv").fingerprint, REGISTRY) is None
