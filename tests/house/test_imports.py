"""Who may import whom: import-linter is green, bites, and sees what lazy imports hide."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ledger", "api", "notarization")
ISLAND_FREE_OF = {
    "alembic",
    "api",
    "click",
    "eth_account",
    "fastapi",
    "httpx",
    "ipfshttpclient",
    "ledger.bindings",
    "ledger.chain",
    "ledger.deposit",
    "ledger.indexer",
    "ledger.movables",
    "ledger.queries",
    "ledger.registrar",
    "ledger.store",
    "requests",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "urllib3",
    "web3",
}
NETWORK = {"_socket", "socket", "ssl"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    env = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


PLANTED = (
    ("api over notarization over ledger", "ledger", "api"),
    ("the rooms of ledger", "ledger.domain.planted", "ledger.bindings.revert"),
    ("the rooms of ledger", "ledger.registrar.planted", "ledger.deposit"),
    ("ledger.domain is pure", "ledger.domain.planted", "time"),
    ("only ledger.chain speaks to a node", "ledger.bindings.planted", "web3"),
    ("only ledger.store speaks SQL", "api.planted", "sqlmodel"),
    ("notarization.verify stands alone", "notarization.verify.planted", "socket"),
    ("notarization.verify stands alone", "notarization.verify.planted", "ledger.bindings"),
    ("ledger and notarization never see the web", "notarization.planted", "fastapi"),
    ("of ledger only ledger.deposit and", "ledger.registrar.planted", "httpx"),
)


def test_the_import_rules_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each broken rule where all of PLANTED is imported at once."""
    copy = tmp_path_factory.mktemp("planted")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for _, importer, imported in PLANTED:
        module = copy / importer.replace(".", "/")
        file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"\nimport {imported}\n")
    done = lint_imports(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stdout.partition("Broken contracts")[2].split("\n---")
    titles = (section.rstrip().rpartition("\n")[2] for section in said)
    return {title: " ".join(text.split()) for title, text in zip(titles, said[1:], strict=False)}


@pytest.mark.parametrize(("rule", "importer", "imported"), PLANTED)
def test_a_planted_import_is_refused(
    broken: dict[str, str], rule: str, importer: str, imported: str
) -> None:
    (said,) = (text for title, text in broken.items() if title.startswith(rule))
    assert f"- {importer} -> {imported} (l." in said


def loaded_by(module: str, folder: Path = ROOT, only: str = "") -> set[str]:
    """What a fresh interpreter has loaded after a module and the modules under it, or one."""
    code = f"""
import importlib, pkgutil, sys
before = set(sys.modules)
sys.path.insert(0, {str(folder)!r})
package = importlib.import_module({module!r})
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not found.name.endswith("__main__") and found.name.endswith({only!r}):
        importlib.import_module(found.name)
print("\\n".join(set(sys.modules) - before))
"""
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_island_loads_no_other_room_and_no_network() -> None:
    loaded = loaded_by("notarization.verify")
    # the names in a certificate may be e-mail addresses: their parser in `email` loads `socket`
    by_certificates = loaded_by("cryptography.x509") & NETWORK
    assert by_certificates <= {"socket", "_socket"}
    assert loaded & (ISLAND_FREE_OF | NETWORK) == by_certificates
    ours = {name for name in loaded if name.split(".")[0] in ROOMS}
    allowed = ("ledger.domain", "notarization.verify")
    assert {name for name in ours if not name.startswith(allowed)} <= {"ledger", "notarization"}


def test_a_lazy_import_in_the_island_would_be_seen(tmp_path: Path) -> None:
    package = tmp_path / "planted_island"
    package.mkdir()
    package.joinpath("__init__.py").write_text('__import__("socket")\n', encoding="utf-8")
    assert "socket" in loaded_by("planted_island", tmp_path)


def test_the_domain_loads_only_the_standard_library_and_one_keccak() -> None:
    loaded = {name.split(".")[0] for name in loaded_by("ledger.domain")}
    assert loaded - sys.stdlib_module_names - {"ledger", "tiny_keccak"} == set()


def test_the_console_of_a_party_loads_no_node_and_no_database() -> None:
    """Each command is a process of its own: what it does not need it does not wait for."""
    assert not loaded_by("api.registrant", only="session") & {"web3", "sqlmodel", "fastapi"}


def test_a_server_loads_what_reads_documents_with_the_first_that_is_brought() -> None:
    assert not loaded_by("api.paper", only="checking") & {"pyhanko", "pypdf"}
