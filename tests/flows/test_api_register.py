"""`datadeed enrol` and `datadeed register` as a registrant types them."""

import json
import logging
from pathlib import Path

import pytest

from api.cli import run
from ledger.chain.keystore import Keystore
from ledger.chain.records import Tag
from ledger.settings import Settings
from notarization.checkpoints.keeper import create as create_log
from notarization.checkpoints.witness import create as create_witness
from tests.cast import Stage
from tests.desks import staffed
from tests.factories import a_uscc, own_data
from tests.simulators.time_authority import authorities_file, time_authority
from tests.site import environment_of

pytestmark = pytest.mark.node


def stamped_and_sealed(package: str, folder: Path, variables: dict[str, str]) -> None:
    """A trust file that asks for a time stamp and names validators; what it asks for is there."""
    trust = str(folder / "own-trust.json")
    with time_authority(folder / "authority", "haina") as haina:
        known = ["--authorities", str(authorities_file(folder / "a.json", haina.entry()))]
        named = ["--validator", "0x" + "11" * 20, "--since", "5", "--stamps", "1", *known]
        log = create_log(folder / "log", "example.org/log").text
        witness = create_witness(folder / "witness", "example.org/w").text
        seen = ["--log", log, "--witness", witness]
        assert run(["trust", "--output", trust, *named, *seen, "--quorum", "1"], variables) == 0
        assert run(["trust", "--output", trust, *seen, "--quorum", "2"], variables) == 2
        assert run(["trust", "--output", trust, "--validator", "0x11"], variables) == 1
        assert run(["trust", "--output", trust, "--stamps", "2", *known], variables) == 2
        assert run(["verify", package, "--trust", trust], variables) == 2
        assert run(["stamp", package, *known], variables) == 0
    assert run(["verify", package, "--trust", trust], variables) == 0
    (epoch,) = json.loads(Path(trust).read_bytes())["qbft"]["epochs"]
    believed = json.loads(Path(trust).read_bytes())["checkpoints"]
    assert believed == {"log": log, "witnesses": [witness], "quorum": 1}
    assert epoch == {"from": 5, "validators": ["0x" + "11" * 20]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data file, its proofs and its record."""
    return own_data(tmp_path / "mine")


def test_an_own_file_ends_with_number_page_and_a_package_that_verifies(
    home: Settings, office: Stage, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = environment_of(home)
    record = ["--record", str(data / "record.json"), "--json"]
    with staffed(office, home):
        assert run(["register", str(data / "data.csv"), *record], variables) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["page"].endswith("/certificates/" + shown["number"])

    trust = str(data / "trust.json")
    assert run(["trust", "--output", trust], variables) == 0
    assert run(["verify", shown["package"], "--trust", trust], variables) == 0
    stamped_and_sealed(shown["package"], data, variables)

    assert run(["mirror", "follow", "--once"], variables) == 0
    capsys.readouterr()
    assert run(["verdict", shown["number"], "--purpose", "pledge", "--json"], variables) == 0
    verdict = json.loads(capsys.readouterr().out)["items"][0]
    assert (verdict["result"], verdict["holder"]["name"]) == ("VALID", "青岛海测科技有限公司")

    # the mirror's process stored a proof: a package needs no node any more
    alone = {**variables, "DATADEED_RPC_URL": "http://127.0.0.1:1"}
    asked = ["package", shown["number"], "--purpose", "pledge", "--json"]
    assert run([*asked, "--max-age", "3600"], alone) == 0
    stored = json.loads(capsys.readouterr().out)
    assert run([*asked, "--at", verdict_time(variables, shown["number"], capsys)], alone) == 0
    assert json.loads(capsys.readouterr().out)["block"] == stored["block"]
    assert run([*asked, "--at", "2099-01-01T00:00:00+08:00"], alone) == 3
    handed_over(asked, data, trust, alone, capsys)
    assert run([*asked, "--at", "yesterday"], alone) == 2

    kept = home.home / "records" / f"{shown['application']}.json"
    assert kept.stat().st_mode & 0o077 == 0


def handed_over(
    asked: list[str],
    data: Path,
    trust: str,
    variables: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A package with one field open and files of the time before, given to a court."""
    package, log = str(data / "court.evidence.zip"), str(data / "capture.jsonl")
    opened = ["--source", "浮标", "--method", "逐时"]
    assert run(["capture", "open", log, *opened], variables) == 0
    files = ["--origin", "capture", log, "--paper", str(data / "record.json")]
    narrowed = ["--max-age", "3600", "--open", "data_name", "--output", package]
    assert run([*asked, *files, *narrowed], variables) == 0
    capsys.readouterr()
    assert run(["custody", "add", package, "--from", "nobody", "--to", "法院"], variables) == 1
    maker = "http://127.0.0.1:8000"
    given = ["--from", maker, "--to", "法院", "--json"]
    assert run(["custody", "add", package, *given], variables) == 0
    lines = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in lines] == ["made", "handed_over"]
    assert run(["verify", package, "--trust", trust, "--lang", "en"], variables) == 0
    said = capsys.readouterr().out
    assert "1 opened" in said
    assert "hash-chained capture log" in said
    assert f"handed over {maker} → 法院" in said
    assert run([*asked, "--open-none", "--no-origin", "NOT_KEPT"], variables) == 0
    assert run([*asked, "--open", "contacts"], variables) == 1


def verdict_time(variables: dict[str, str], number: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The chain's time as far as the mirror has read."""
    capsys.readouterr()
    assert run(["verdict", number, "--json"], variables) == 0
    time: str = json.loads(capsys.readouterr().out)["time"]
    return time


def test_a_record_without_a_mandatory_field_is_refused_before_anything_is_sent(
    home: Settings, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["summary"]
    path.write_text(json.dumps(record), encoding="utf-8")
    command = ["register", str(data / "data.csv"), "--record", str(path)]
    assert run(command, environment_of(home)) == 1
    assert "RECORD_FIELD_MISSING" in capsys.readouterr().err


def test_a_sample_with_an_id_number_is_refused_at_the_door(
    home: Settings,
    office: Stage,
    data: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    own = "11010519491231002X"
    rows = "\n".join(f"{row},1.5" for row in range(5_000))
    (data / "sample.txt").write_text(f"{rows}\n张三,{own}\n", encoding="utf-8")
    before = office.node.chain.block(Tag.LATEST).number
    command = ["register", str(data / "data.csv"), "--record", str(data / "record.json")]
    assert run([*command, "--json"], environment_of(home)) == 1
    said = capfd.readouterr()
    told = json.loads(said.err.strip().splitlines()[-1])
    assert told["code"] == "PERSONAL_DATA_FOUND"
    assert "file_kind='sample' data='id_number' line=5001" in told["detail"]
    assert office.node.chain.block(Tag.LATEST).number == before
    assert not (home.home / "records").exists()
    assert not home.content.exists()
    everything = said.out + said.err + caplog.text
    assert own not in everything
    for path in home.home.rglob("*"):
        if path.is_file() and data not in path.parents:
            assert own.encode() not in path.read_bytes()


def test_elsewhere_an_enrolment_says_who_acts_next_and_by_when(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    home.demo.unlink()
    account = "0x" + Keystore(home.keys).new_plain().account.hex()
    command = ["enrol", "--name", "海蓝", "--uscc", a_uscc(78), "--account", account, "--json"]
    assert run(command, environment_of(home)) == 0
    shown = json.loads(capsys.readouterr().out)
    body = json.loads(Path(shown["file"]).read_text(encoding="utf-8"))
    assert body["signers"][0]["account"] == account
    assert "acceptance clerk" in shown["next"]
    wrong = [*command[:3], "--uscc", "91370200MA00000000", "--account", account]
    assert run(wrong, environment_of(home)) == 1
    before = Keystore(home.keys).accounts()
    assert run(wrong[:-2], environment_of(home)) == 1
    assert "RECORD_FIELD_INVALID" in capsys.readouterr().err
    assert Keystore(home.keys).accounts() == before


def test_enrol_takes_the_key_that_was_just_made(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = environment_of(home)
    assert run(["key", "new", "--plain", "--json"], variables) == 0
    made = json.loads(capsys.readouterr().out)["account"]
    before = Keystore(home.keys).accounts()
    command = ["--lang", "en", "enrol", "--name", "海蓝", "--json"]
    assert run([*command, "--uscc", a_uscc(79)], variables) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["account"] == made
    assert f"using the key {made}" in said.err
    assert Keystore(home.keys).accounts() == before
    # that key is a party's now: the next enrolment makes one, and says so
    assert run([*command, "--uscc", a_uscc(80)], variables) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["account"] != made
    assert "made a new key" in said.err


def test_of_several_free_keys_one_must_be_named(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    variables, store = environment_of(home), Keystore(home.keys)
    first, second = ("0x" + store.new_plain().account.hex() for _ in range(2))
    command = ["enrol", "--name", "海蓝", "--uscc", a_uscc(81), "--json"]
    assert run(command, variables) == 2
    said = capsys.readouterr().err
    assert first in said
    assert second in said
    assert run([*command, "--account", second], variables) == 0
    assert json.loads(capsys.readouterr().out)["account"] == second
    # only the mirror knows of the party whose file the next enrolment overwrites
    command[command.index("--uscc") + 1] = a_uscc(82)
    assert run(command, variables) == 0
    assert json.loads(capsys.readouterr().out)["account"] == first
    third = "0x" + store.new_plain().account.hex()
    command[command.index("--uscc") + 1] = a_uscc(83)
    assert run(command, variables) == 2
    assert second in capsys.readouterr().err
    assert run(["mirror", "follow", "--once"], variables) == 0
    capsys.readouterr()
    assert run(command, variables) == 0
    assert json.loads(capsys.readouterr().out)["account"] == third
