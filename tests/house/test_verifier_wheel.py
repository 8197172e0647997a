"""The offline verifier as a wheel of its own: all it needs, nothing more, the same bytes twice."""

import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from notarization.enclosing import CHECKER, program

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scripts" / "verifier"
GOOD = ROOT / "tests" / "packages" / "good"
ROOMS = (
    "notarization/verify/",
    "ledger/domain/",
    "notarization/__init__.py",
    "ledger/__init__.py",
)
CODE = """
import sys
from notarization.verify.__main__ import main
code = main(sys.argv[1:])
rooms = {"ledger", "notarization", "api"}
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] in rooms:
        print(name, module.__file__, file=sys.stderr)
sys.exit(code)
"""


def built(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=FOLDER, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("verifier"))


def test_it_holds_the_island_and_the_domain_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strangers = [each for each in names if not each.startswith((*ROOMS, "datadeed_verify-"))]
    assert strangers == []
    own = {
        f"{path.parent.name}/{path.name}" for path in (ROOT / "notarization/verify").glob("*.py")
    }
    assert own <= {name.split("notarization/", 1)[-1] for name in names}


def test_whoever_builds_it_gets_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    assert sha256(built(tmp_path).read_bytes()).digest() == sha256(wheel.read_bytes()).digest()


def test_a_package_names_it_by_the_digest_of_its_sources(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = sorted(each for each in opened.namelist() if each.startswith(ROOMS))
        sources = [each for each in names if each.endswith((".py", ".json"))]
        lines = "".join(f"{sha256(opened.read(each)).hexdigest()}  {each}\n" for each in sources)
    assert sha256(lines.encode()).digest() == program("datadeed-verify", CHECKER).sources


def test_it_judges_a_package_with_nothing_of_ours_around_it(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "alone")
    words = [
        str(GOOD / "pledged.evidence.zip"),
        "--trust",
        str(GOOD / "trust.json"),
        "--lang",
        "en",
    ]
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "alone")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "VERIFIED" in done.stdout) == (0, True)
    loaded = [line.split(" ", 1) for line in done.stderr.splitlines()]
    assert {path for _, path in loaded if not path.startswith(str(tmp_path))} == set()
    assert "notarization.verify.verifier" in {name for name, _ in loaded}


def test_its_version_and_its_libraries_are_those_of_the_whole() -> None:
    own, whole = (
        tomllib.loads((each / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for each in (FOLDER, ROOT)
    )
    assert own["version"] == whole["version"]
    assert set(own["dependencies"]) <= set(whole["dependencies"])
