"""The environment, read once into a frozen object by whoever wires the program."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

from ledger.errors import LedgerError

PREFIX: Final = "DATADEED_"
ACCOUNT: Final = re.compile("(0x)?[0-9a-fA-F]{40}")
HOST: Final = re.compile("[a-zA-Z0-9._-]+|[0-9a-fA-F:.]+")
NODE: Final = re.compile(r"https?://([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?")
MOST_PORT: Final = 65_535
MOST_BODY: Final = 2**30
MOST_HELD: Final = 2**40
MOST_PROCESSES: Final = 64
MOST_STAMPS: Final = 16
# how alike a name that nothing reads is to the one that was meant (difflib)
SLIP: Final = 0.85


@dataclass(eq=False)
class SettingWrong(LedgerError):
    """A variable of the environment is missing or has no meaning."""

    variable: str
    fault: str
    code: ClassVar[str] = "SETTING_WRONG"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Everything that a program keeps lies under `home` unless said otherwise.

    A mirror that is more than `lag_blocks` behind its chain is stale: nothing is called valid from
    it. Where there is a `second_rpc_url`, the two nodes are compared and stand in for each other.
    Every `audit_seconds` all heads are compared with the chain. A mirror with much to read replays
    in `processes` beside it, where there are more than one. `demo` tells who
    plays the staff on a demo's chain; there is no such file anywhere else. `deposit_url` is the
    national system's address, empty where nothing is deposited from here. `movables_url` is
    the movables register's; each question is asked there again after `movables_seconds`.
    Contents are sealed by `content_suite`. They lie in the folder `content`, or on every one of the
    IPFS nodes of `ipfs`, where all of them are looked for every `content_seconds`.
    A server holds at most `connections`, of one client at most `client_connections`; `reads`,
    `searches`, `acts` and `costly` are how many requests a minute one client may make. `proxies`
    are the addresses whose word on who the client is counts; there are none by default.
    Verdicts are signed with `verdict_key`, an account of a registry's institution in the keystore;
    none are where it is `-`. They and evidence packages are countersigned with the SM2 key in the
    file `sm2_key`; `-` is none. Nothing is made with an algorithm that the file `crypto_policy`
    does not allow; `-` leaves the policy of this version alone. `webhook_private` lets webhooks
    lead to addresses that are not in the open network, for an installation whose banks stand in the
    same one.
    Evidence packages carry the operator's statement in the file `platform` and the verifier's wheel
    in the file `verifier`; `-` is none.
    What is made here is stamped by `stamps_needed` of the authorities in the file
    `time_authorities` (`-`: nothing is), through a queue in the folder `stamps`; tokens are renewed
    `stamp_renew_days` before their authority's certificate ends.
    """

    home: Path
    rpc_url: str
    second_rpc_url: str
    database_url: str
    profile: Path
    keys: Path
    outbox: Path
    content: Path
    content_suite: str
    ipfs: tuple[str, ...]
    content_seconds: int
    packages: Path
    batches: Path
    time_authorities: str
    stamps: Path
    stamps_needed: int
    stamp_renew_days: int
    demo: Path
    relayer: str
    verdict_key: str
    sm2_key: str
    crypto_policy: str
    webhook_private: bool
    platform: str
    verifier: str
    deposit_url: str
    movables_url: str
    movables_seconds: int
    host: str
    port: int
    public_url: str
    lag_blocks: int
    audit_seconds: int
    processes: int
    body_bytes: int
    held_bytes: int
    connections: int
    client_connections: int
    reads: int
    searches: int
    acts: int
    costly: int
    proxies: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment. Raises SettingWrong."""
        given = _Environment(environment)
        settings = cls._read(given)
        given.require_no_slip()
        return settings

    @classmethod
    def _read(cls, given: "_Environment") -> "Settings":
        home = Path(given.text("HOME", ".demo"))
        host, port = given.text("HOST", "127.0.0.1"), given.number("PORT", 8_000, MOST_PORT)
        return cls(
            home=home,
            rpc_url=given.address("RPC_URL", "http://127.0.0.1:8545"),
            second_rpc_url=given.address("SECOND_RPC_URL", ""),
            database_url=given.text("DATABASE_URL", f"sqlite:///{home / 'mirror.sqlite3'}"),
            profile=Path(given.text("PROFILE", str(home / "profile.json"))),
            keys=Path(given.text("KEYS", str(home / "keys"))),
            outbox=Path(given.text("OUTBOX", str(home / "outbox"))),
            content=Path(given.text("CONTENT", str(home / "content"))),
            content_suite=given.one_of("CONTENT_SUITE", ("age", "SM2-SM4")),
            ipfs=given.nodes("IPFS_URL"),
            content_seconds=given.number("CONTENT_SECONDS", 86_400, 10**9),
            packages=Path(given.text("PACKAGES", str(home / "packages"))),
            batches=Path(given.text("BATCHES", str(home / "batches"))),
            time_authorities=given.text("TIME_AUTHORITIES", "-"),
            stamps=Path(given.text("STAMPS", str(home / "stamps"))),
            stamps_needed=given.number("STAMPS_NEEDED", 1, MOST_STAMPS),
            stamp_renew_days=given.number("STAMP_RENEW_DAYS", 90, 3_650),
            demo=home / "demo.json",
            relayer=given.text("RELAYER", "-"),
            verdict_key=given.account("VERDICT_KEY"),
            sm2_key=given.text("SM2_KEY", "-"),
            crypto_policy=given.text("CRYPTO_POLICY", "-"),
            webhook_private=given.number("WEBHOOK_PRIVATE", 0, 1, least=0) == 1,
            platform=given.text("PLATFORM", "-"),
            verifier=given.text("VERIFIER", "-"),
            deposit_url=given.address("DEPOSIT_URL", ""),
            movables_url=given.address("MOVABLES_URL", ""),
            movables_seconds=given.number("MOVABLES_SECONDS", 21_600, 10**9),
            host=host,
            port=port,
            public_url=(given.address("PUBLIC_URL", "") or f"http://{host}:{port}").rstrip("/"),
            lag_blocks=given.number("LAG_BLOCKS", 5, 10**9),
            audit_seconds=given.number("AUDIT_SECONDS", 3_600, 10**9),
            processes=given.number("PROCESSES", 1, MOST_PROCESSES),
            body_bytes=given.number("BODY_BYTES", 4 * 2**20, MOST_BODY),
            held_bytes=given.number("HELD_BYTES", 256 * 2**20, MOST_HELD),
            connections=given.number("CONNECTIONS", 2_000, 10**6),
            client_connections=given.number("CLIENT_CONNECTIONS", 100, 10**6),
            reads=given.number("READS_PER_MINUTE", 3_000, 10**9),
            searches=given.number("SEARCHES_PER_MINUTE", 300, 10**9),
            acts=given.number("ACTS_PER_MINUTE", 60, 10**9),
            costly=given.number("COSTLY_PER_MINUTE", 30, 10**9),
            proxies=given.text("PROXIES", "-").removeprefix("-"),
        )


@dataclass(frozen=True, slots=True)
class _Environment:
    variables: Mapping[str, str]
    known: set[str] = field(default_factory=set)

    def require_no_slip(self) -> None:
        """No variable is named almost as a setting: it would be as if it were not there.

        Others may have names of their own, as the passwords of time-stamping authorities do.
        """
        named = {each.removeprefix(PREFIX) for each in self.variables if each.startswith(PREFIX)}
        for name in sorted(named - self.known):
            if meant := get_close_matches(name, self.known, n=1, cutoff=SLIP):
                raise SettingWrong(PREFIX + name, f"no such setting: {PREFIX}{meant[0]} is one")

    def text(self, name: str, otherwise: str) -> str:
        self.known.add(name)
        found = self.variables.get(PREFIX + name, otherwise)
        if not found:
            raise SettingWrong(PREFIX + name, "empty")
        return found

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        found = self.text(name, known[0])
        if found not in known:
            raise SettingWrong(PREFIX + name, f"none of {', '.join(known)}")
        return found

    def account(self, name: str) -> str:
        found = self.text(name, "-")
        if found != "-" and not ACCOUNT.fullmatch(found):
            raise SettingWrong(PREFIX + name, "no account (0x and 40 hexadecimal digits)")
        return found

    def address(self, name: str, otherwise: str) -> str:
        found = self.text(name, otherwise or "-").removeprefix("-")
        if found and not _is_address(found):
            raise SettingWrong(PREFIX + name, "no http address")
        return found

    def nodes(self, name: str) -> tuple[str, ...]:
        found = self.text(name, "-").removeprefix("-")
        addresses = tuple(each.strip().rstrip("/") for each in found.split(",") if each.strip())
        if found and not addresses:
            raise SettingWrong(PREFIX + name, "names no node")
        for each in addresses:
            # no path, no query, and no password that a log could show
            if not NODE.fullmatch(each):
                raise SettingWrong(PREFIX + name, "no http address of a host and a port alone")
        return addresses

    def number(self, name: str, otherwise: int, most: int, least: int = 1) -> int:
        found = self.text(name, str(otherwise))
        if not found.isascii() or not found.isdigit() or not least <= int(found) <= most:
            raise SettingWrong(PREFIX + name, f"not a whole number from {least} to {most}")
        return int(found)


def _is_address(text: str) -> bool:
    """Whether a text is an address of the web, with a host and a port that there can be."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(HOST.fullmatch(host)) and text.isprintable()


def usable_cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
