"""What another process puts into a package while a command works on it stays there."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api import stamps
from api.cli import run
from ledger.whole_file import rewrite_whole
from notarization.batches import attaching
from notarization.checkpoints import asking
from notarization.custody import begun as custody_of
from notarization.custody import entered, kept
from notarization.verify.container import read_container
from notarization.verify.custody import Handling, HandOver, at
from tests.packages.lies import ISSUED
from tests.packages.test_batched import FIRST
from tests.packages.test_forgeries import PACKAGE

FOR_ANOTHER = 0.2


def in_the_midst(
    monkeypatch: pytest.MonkeyPatch, room: Any, name: str, other: Callable[[], object]
) -> list[threading.Thread]:
    """Another begins as soon as a step of a command is through, and waits where it has to."""
    step: Callable[..., Any] = getattr(room, name)
    begun: list[threading.Thread] = []

    def both(*given: Any, **named: Any) -> Any:
        made = step(*given, **named)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(FOR_ANOTHER)
        begun.append(thread)
        return made

    monkeypatch.setattr(room, name, both)
    return begun


def entering(package: Path) -> Callable[[], object]:
    giver = custody_of(read_container(PACKAGE)).giver
    line = HandOver(Handling.CHECKED, at(int(time.time())), giver, giver)
    return lambda: rewrite_whole(package, lambda before: entered(before, line))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "p.zip"
    path.write_bytes(PACKAGE)
    return path


@pytest.fixture
def log(tmp_path: Path) -> str:
    assert run(["log", "create", str(tmp_path / "log"), "register.example/log"], {}) == 0
    return str(tmp_path / "log")


@pytest.mark.parametrize(
    ("room", "step", "words"),
    [
        (asking, "cosigned", ["log", "add", "log", "p.zip"]),
        (stamps, "with_checkpoint_tokens", ["log", "stamps", "p.zip"]),
        (attaching, "attached", ["batch", "attach", "p.zip", "proof.json"]),
    ],
)
@pytest.mark.usefixtures("log")
def test_a_line_of_custody_stays(
    room: Any, step: str, words: list[str], package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package.parent)
    Path("proof.json").write_bytes(FIRST)
    others = in_the_midst(monkeypatch, room, step, entering(package))
    assert run(words, {}) == 0
    for each in others:
        each.join()
    found = package.read_bytes()
    assert [each.kind for each in kept(found)] == [Handling.MADE, Handling.CHECKED]
    assert ("checkpoints/log.tlog-proof" in read_container(found)) == ("add" in words)
    assert ("batches/001.json" in read_container(found)) == (room is attaching)


def test_a_proof_is_not_put_into_another_package(
    package: Path, log: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    in_the_midst(monkeypatch, asking, "cosigned", lambda: package.write_bytes(ISSUED))
    assert run(["log", "add", log, str(package)], {}) == 1
    assert "another package has taken its place" in capfd.readouterr().err
    assert package.read_bytes() == ISSUED
