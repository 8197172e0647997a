"""Every maker asks the crypto policy first: what it no longer allows is refused, and not begun."""

import json
from pathlib import Path

import pytest

from api.cli import run
from ledger.domain import canonical
from ledger.domain.crypto_policy import own_policy

OWN = Path(__file__).parents[3] / "ledger/domain/crypto-policy-2026.json"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An installation with two logs that makes nothing more with SHA-256."""
    value = json.loads(OWN.read_bytes())
    for use in ("digest", "imprint"):
        value["uses"][use] = [["sm3", "2020-01-01", None, None]]
    (tmp_path / "policy.json").write_bytes(canonical.encode(value))
    (tmp_path / "file").write_bytes(b"a file")
    monkeypatch.chdir(tmp_path)
    environment = {"DATADEED_HOME": str(tmp_path / "home")}
    assert run(["batch", "create", "--registry", "371"], environment) == 0
    assert run(["log", "create", "log", "register.example/log"], environment) == 0
    assert own_policy().id == value["id"]
    return {**environment, "DATADEED_CRYPTO_POLICY": str(tmp_path / "policy.json")}


@pytest.mark.parametrize(
    "words",
    [
        "batch add file",
        f"batch add --digest sha256:{'ab' * 32}",
        "batch watch . --once",
        "batch anchor",
        "log add log file",
        "document sign file --output signed.pdf --key file --without-time-stamp",
        "document renew file --trust file --authorities file",
    ],
)
def test_nothing_is_made_with_what_is_not_allowed_any_more(
    home: dict[str, str], capsys: pytest.CaptureFixture[str], words: str
) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert run(words.split(), home) == 1
    assert "ALGORITHM_NOT_ALLOWED" in capsys.readouterr().err
    after = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert after == before


def test_what_is_allowed_is_entered(home: dict[str, str]) -> None:
    assert run(["batch", "add", "file", "--algorithm", "sm3"], home) == 0
