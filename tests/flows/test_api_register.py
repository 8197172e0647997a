"""`datadeed enrol` and `datadeed register` as a registrant types them."""

import json
from pathlib import Path

import pytest

from api.cli import run
from ledger.chain.keystore import Keystore
from ledger.domain import profiles
from ledger.domain.acts import Role
from ledger.domain.words import ProfileWord
from ledger.settings import Settings
from tests.cast import Stage
from tests.factories import a_uscc
from tests.site import settings_of

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def office(stage: Stage) -> Stage:
    """The national profile adopted, and an acceptance clerk who keeps the seal too."""
    profile, cast = profiles.load(), stage.cast
    floors = ProfileWord(
        profile.minimum_notice,
        profile.minimum_acceptance,
        profile.maximum_term,
        profile.maximum_freeze,
    )
    stage.adopt_profile(profile.digest, floors)
    stage.employed(cast.acceptance, cast.institution, Role.ACCEPTANCE, Role.SEAL_KEEPER)
    return stage


@pytest.fixture
def home(office: Stage, tmp_path: Path) -> Settings:
    """A demo's home: its staff's keys and its relayer."""
    settings, cast = settings_of(office, tmp_path), office.cast
    facts = {"account/relayer": settings.relayer.removeprefix("0x")}
    people = {"acceptance": cast.acceptance, "examiner": cast.examiner, "reviewer": cast.reviewer}
    for name, player in people.items():
        Keystore(settings.keys).keep_plain(player.key)
        facts |= {
            f"account/{name}": player.key.account.hex(),
            f"party/{name}": player.party.hex(),
        }
    settings.demo.write_text(json.dumps({"facts": facts}), encoding="utf-8")
    return settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data file, its proofs and its record."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "data.csv").write_text("day,salinity\n1,31.2\n", encoding="utf-8")
    for name in ("identity", "acquisition", "sample"):
        (folder / f"{name}.txt").write_text(f"{name} {tmp_path}", encoding="utf-8")
    company = {"name": "青岛海测科技有限公司", "kind": "legal_person", "uscc": a_uscc(77)}
    contact = {"person": "林某", "phone": "1", "address": "青岛", "business_status": "存续"}
    record = {
        "applicants": [company],
        "contacts": [contact],
        "data_name": "胶州湾盐度监测数据集",
        "summary": "浮标逐时盐度。",
        "industry": "A04",
        "time_span": {"from": "2024-01-01", "to": "2024-12-31"},
        "proofs": [
            {"kind": name, "path": f"{name}.txt"} for name in ("identity", "acquisition", "sample")
        ],
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def environment(home: Settings) -> dict[str, str]:
    return {
        "DATADEED_HOME": str(home.home),
        "DATADEED_RPC_URL": home.rpc_url,
        "DATADEED_DATABASE_URL": home.database_url,
        "DATADEED_RELAYER": home.relayer,
    }


def test_an_own_file_ends_with_number_page_and_a_package_that_verifies(
    home: Settings, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = environment(home)
    record = ["--record", str(data / "record.json"), "--json"]
    assert run(["register", str(data / "data.csv"), *record], variables) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["page"].endswith("/certificates/" + shown["number"])

    trust = str(data / "trust.json")
    assert run(["trust", "--output", trust], variables) == 0
    assert run(["verify", shown["package"], "--trust", trust], variables) == 0

    assert run(["mirror", "follow", "--once"], variables) == 0
    capsys.readouterr()
    assert run(["verdict", shown["number"], "--purpose", "pledge", "--json"], variables) == 0
    verdict = json.loads(capsys.readouterr().out)["items"][0]
    assert (verdict["result"], verdict["holder"]["name"]) == ("VALID", "青岛海测科技有限公司")

    kept = home.home / "records" / f"{shown['application']}.json"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_record_without_a_mandatory_field_is_refused_before_anything_is_sent(
    home: Settings, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["summary"]
    path.write_text(json.dumps(record), encoding="utf-8")
    command = ["register", str(data / "data.csv"), "--record", str(path)]
    assert run(command, environment(home)) == 1
    assert "RECORD_FIELD_MISSING" in capsys.readouterr().err


def test_elsewhere_an_enrolment_says_who_acts_next_and_by_when(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    home.demo.unlink()
    account = "0x" + Keystore(home.keys).new_plain().account.hex()
    command = ["enrol", "--name", "海蓝", "--uscc", a_uscc(78), "--account", account, "--json"]
    assert run(command, environment(home)) == 0
    shown = json.loads(capsys.readouterr().out)
    body = json.loads(Path(shown["file"]).read_text(encoding="utf-8"))
    assert body["signers"][0]["account"] == account
    assert "acceptance clerk" in shown["next"]
    wrong = [*command[:3], "--uscc", "91370200MA00000000", "--account", account]
    assert run(wrong, environment(home)) == 1


def test_enrol_takes_the_key_that_was_just_made(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = environment(home)
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
    variables, store = environment(home), Keystore(home.keys)
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
