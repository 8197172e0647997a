"""Go's own libraries of transparency logs accept our checkpoints, cosignatures and proofs."""

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from notarization.checkpoints import keeper
from notarization.checkpoints.keeper import opened
from notarization.verify.tlog import parse_proof
from tests.packages.test_checkpoints import ORIGIN, asked, others, witnesses
from tests.parts import require_go

SOURCE: Final = Path(__file__).resolve().parents[1] / "oracle"


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built of the modules that its go.sum pins."""
    made = tmp_path_factory.mktemp("oracle") / "oracle"
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    command = [require_go(), "build", "-trimpath", "-o", str(made), "."]
    done = subprocess.run(
        command, cwd=SOURCE, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return made


@dataclass(frozen=True, slots=True)
class Grown:
    """A log of seven entries that was signed at three, the fifth of them looked for."""

    question: dict[str, Any]
    oracle: Path

    def told(self, **changes: Any) -> str:
        """What the program says."""
        given = json.dumps(self.question | changes).encode()
        done = subprocess.run([self.oracle], input=given, capture_output=True, check=False)
        said = done.stdout.decode().strip()
        assert (done.returncode == 0) == (said == "ok"), done.stderr.decode()
        return said


def text(data: bytes) -> str:
    return b64encode(data).decode()


@pytest.fixture
def grown(tmp_path: Path, oracle: Path) -> Iterator[Grown]:
    keeper.create(tmp_path / "log", ORIGIN)
    with opened(tmp_path / "log") as log:
        watching = witnesses(tmp_path, log)
        others(log, 3)
        earlier, before = log.sign(), log.size
        others(log, 4)
        entry = b'{"of":"a package"}'
        place = log.append(entry)
        others(log, 7)
        checkpoint = log.sign()
        lines = "".join(asked(each, 0, (), checkpoint).body for each in watching).encode()
        proof = parse_proof("", log.proof(place, checkpoint))
        yield Grown(
            {
                "origin": ORIGIN,
                "logKey": log.signer.key.text,
                "witnesses": [each.signer.key.text for each in watching],
                "checkpoint": text(checkpoint + lines),
                "entry": text(entry),
                "index": place,
                "inclusion": [text(each) for each in proof.path],
                "earlier": text(earlier),
                "consistency": [text(each) for each in log.consistency(before)],
            },
            oracle,
        )


def test_gos_libraries_accept_checkpoint_cosignatures_and_proofs(grown: Grown) -> None:
    assert grown.told() == "ok"


@pytest.mark.parametrize("part", ["inclusion", "consistency"])
def test_another_path_is_refused(grown: Grown, part: str) -> None:
    first, *rest = grown.question[part]
    assert grown.told(**{part: [text(bytes(32)), *rest]}) != "ok"
    assert grown.told(**{part: [first, *rest]}) == "ok"


def test_another_entry_is_refused(grown: Grown) -> None:
    assert grown.told(entry=text(b"{}")) != "ok"


def test_a_witness_that_did_not_sign_is_missed(grown: Grown, tmp_path: Path) -> None:
    keeper.create(tmp_path / "twin", ORIGIN)
    with opened(tmp_path / "twin") as twin:
        (stranger,) = witnesses(tmp_path / "far", twin, 1)
    known = grown.question["witnesses"]
    assert grown.told(witnesses=[*known, stranger.signer.key.text]) != "ok"
    assert grown.told(witnesses=known[:-1]) == "3 signatures verified, 1 not"
