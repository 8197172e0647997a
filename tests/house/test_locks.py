"""Lock files are as they must be; `make test` holds what is generated of the contracts to them."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_lock_files_name_no_addresses() -> None:
    locks = [ROOT / "package-lock.json", *(ROOT / "bench/peers").glob("*/package-lock.json")]
    assert len(locks) == 3
    for lock in locks:
        npm = json.loads(lock.read_text(encoding="utf-8"))
        assert [name for name, entry in npm["packages"].items() if "resolved" in entry] == []
    python = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|--index-url|--find-links", python) == []


def test_every_python_package_of_the_lock_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [
        block.split(" ")[0] for block in blocks if "==" in block and "--hash=" not in block
    ] == []
