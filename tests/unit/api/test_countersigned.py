"""A server does not start with a key or a crypto policy that it could not use."""

from pathlib import Path

import pytest

from api.cli import run
from notarization.countersigning import new_key


@pytest.mark.parametrize(
    ("variable", "code"),
    [("SM2_KEY", "SM2_KEY_UNUSABLE"), ("CRYPTO_POLICY", "SETTING_WRONG")],
)
def test_a_server_with_a_file_that_it_cannot_use_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], variable: str, code: str
) -> None:
    path = tmp_path / "file"
    secret = new_key(path).secret.hex()
    path.chmod(0o644)
    environment = {"DATADEED_HOME": str(tmp_path), f"DATADEED_{variable}": str(path)}
    assert run(["serve"], environment) != 0
    told = capsys.readouterr()
    assert code in told.err
    assert secret not in told.out + told.err
