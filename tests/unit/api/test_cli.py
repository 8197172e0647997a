"""The console: quick help in two languages, typed errors, keys and fingerprints."""

import inspect
import json
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api.cli import COMMANDS, build, run
from api.commands.speech import Speech
from notarization.verify.report import Language

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("fastapi", "sqlmodel", "sqlalchemy", "web3", "eth_account", "rich", "uvicorn", "httpx")


def settings(home: Path) -> dict[str, str]:
    return {"DATADEED_HOME": str(home)}


def test_help_loads_no_room() -> None:
    code = (
        "import sys; from api.cli import run; run(['--help'], {});"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_has_help(
    name: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", language, name, "--help"], settings(tmp_path)) == 0
    text = capsys.readouterr().out
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert chinese == (language == "zh")


def commands(group: click.Group, ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, by its words."""
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        assert found is not None
        if isinstance(found, click.Group):
            below = commands(found, click.Context(found, parent=ctx))
            yield from ((f"{name} {words}", each) for words, each in below)
        else:
            yield name, found


def test_what_shows_rows_shows_json_too() -> None:
    root = build(Speech(Language.EN), {})
    rows = {
        words: {option for each in command.params for option in each.opts}
        for words, command in commands(root, click.Context(root))
        if command.callback and "show_rows(" in inspect.getsource(inspect.unwrap(command.callback))
    }
    assert len(rows) > 30
    # the words behind are those of another program, which may have such an option itself
    assert {words for words, has in rows.items() if "--json" not in has} == {"capture run"}


def test_every_command_is_documented_and_the_page_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/gen_cli_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"## `datadeed {name}`" not in page] == []


def test_the_language_is_that_of_the_environment(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"], {"LANG": "zh_CN.UTF-8"})
    assert "登记簿" in capsys.readouterr().out
    run(["--help"], {"LANG": "C.UTF-8"})
    assert "register of data rights" in capsys.readouterr().out


def test_a_new_key_is_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["key", "new", "--plain", "--json"], settings(tmp_path)) == 0
    made = json.loads(capsys.readouterr().out)
    path = tmp_path / "keys" / f"{made['account'][2:]}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = path.read_text(encoding="ascii").strip()
    assert run(["key", "list"], settings(tmp_path)) == 0
    shown = capsys.readouterr().out
    assert made["account"] in shown
    assert secret not in shown


def test_a_fingerprint_is_printed_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"hello\n")
    assert run(["fingerprint", str(path), "--json"], settings(tmp_path)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sha256"] == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    assert found["size"] == 6


def test_a_typed_error_is_shown_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mirror", "follow", "--once"], settings(tmp_path)) == 1
    assert "PROFILE_MISSING" in capsys.readouterr().err
    assert run(["--lang", "zh", "status", "--json"], settings(tmp_path / "none")) == 3
    shown = json.loads(capsys.readouterr().err)
    assert shown["code"] == "STORE_UNAVAILABLE"


def test_a_database_that_is_not_there_is_not_made_by_who_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["status"], ["mirror", "dump"], ["search", "x"]):
        assert run(words, settings(tmp_path)) == 3
        assert capsys.readouterr().err.startswith("STORE_UNAVAILABLE")
    assert not list(tmp_path.iterdir())


def test_what_the_system_refuses_is_said_in_one_line(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("datadeed"))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [program, "key", "list", "--json"],
            env={**settings(tmp_path), "LANG": "C"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert json.loads(done.stderr) == {
        "code": "SYSTEM_REFUSED",
        "title": "The operating system refused: no room, no permission, no such file or address.",
        "detail": "SYSTEM_REFUSED fault='No space left on device' what=''",
    }


@pytest.mark.node
def test_an_address_that_nobody_can_listen_on_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # of the block that is for documentation
    wrong = ["serve", "--host", "192.0.2.1", "--port", "8000"]
    assert run(wrong, {**settings(tmp_path), "LANG": "C"}) == 1
    said = capsys.readouterr().err
    assert said.startswith("SYSTEM_REFUSED: ")
    assert "what='192.0.2.1:8000'" in said


def test_a_wrong_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status"], {"DATADEED_PORT": "many"}) == 1
    assert "SETTING_WRONG" in capsys.readouterr().err


def test_no_number_or_too_many_are_wrong_usage(tmp_path: Path) -> None:
    assert run(["verdict"], settings(tmp_path)) == 2
    assert run(["verdict", *["SJ3712026030001"] * 1_001], settings(tmp_path)) == 2


@pytest.mark.node
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_port_in_use_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ["--lang", language, "serve", "--port", str(port)]
        assert run(command, settings(tmp_path)) != 0
    told = capsys.readouterr().err
    assert "PORT_IN_USE" in told
    assert str(port) in told
    assert {"zh": "端口已被", "en": "Another program listens"}[language] in told
    assert "http://" not in told


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xc3\xdc\xc2\xeb\n", "TEXT_UNREADABLE"), (b"\n", "PASSWORD_EMPTY")]
)
def test_a_password_file_that_gives_no_password_makes_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, code: str
) -> None:
    file = tmp_path / "password"
    file.write_bytes(data)
    home = tmp_path / "home"
    assert run(["key", "new", "--password-file", str(file)], settings(home)) == 1
    said = capsys.readouterr().err
    assert code in said
    assert str(file) in said
    assert not home.exists()
