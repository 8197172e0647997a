"""What the browser's verifier shares with Python is what Python has now."""

import sys
from pathlib import Path

import gen_browser_data
import pytest


def run(root: Path, *words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gen_browser_data, "ROOT", root)
        patch.setattr(sys, "argv", ["gen_browser_data.py", *words])
        gen_browser_data.main()


def test_the_committed_modules_are_fresh() -> None:
    run(gen_browser_data.ROOT, "--check")


@pytest.mark.parametrize("change", [b"", b"export const WORDS = {};\n", None])
def test_a_stale_module_is_found(tmp_path: Path, change: bytes | None) -> None:
    run(tmp_path)
    module = tmp_path / gen_browser_data.FOLDER / "tables.js"
    module.unlink() if change is None else module.write_bytes(change)
    with pytest.raises(SystemExit, match=r"stale, run `make bindings`.*tables\.js"):
        run(tmp_path, "--check")
