"""What a maker encloses: names that name nobody, digests that anybody can work out."""

import subprocess
from pathlib import Path

import pytest

from notarization.enclosing import CHECKER, ROOT, origin_files, paper_files, program
from notarization.verify.capture import CaptureBroken


def test_files_are_named_by_place_and_kind_and_not_by_their_own_names(tmp_path: Path) -> None:
    deed, log = tmp_path / "张三的公证书.pdf", tmp_path / "no.longending"
    deed.write_bytes(b"deed")
    log.write_bytes(b"log")
    found = origin_files([("deed", deed), ("log", log)])
    assert [each.name for each in found] == ["001-deed.pdf", "002-log"]
    assert list(paper_files([deed])) == ["001-paper.pdf"]


def test_a_broken_capture_log_is_refused_before_it_is_enclosed(tmp_path: Path) -> None:
    log = tmp_path / "capture.jsonl"
    log.write_bytes(b"{}\n")
    with pytest.raises(CaptureBroken):
        origin_files([("capture", log)])


def test_sources_are_what_sha256sum_says_of_them() -> None:
    listed = f"find {' '.join(CHECKER)} -name '*.py' -o -name '*.json' | LC_ALL=C sort"
    typed = ["/bin/sh", "-c", f"{listed} | xargs sha256sum | sha256sum"]
    said = subprocess.run(typed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert said.split()[0] == program("datadeed-verify", CHECKER).sources.hex()
