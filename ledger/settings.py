"""The environment, read once into a frozen object by whoever wires the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from ledger.errors import LedgerError

PREFIX: Final = "DATADEED_"


@dataclass(eq=False)
class SettingWrong(LedgerError):
    """A variable of the environment is missing or has no meaning."""

    variable: str
    fault: str
    code: ClassVar[str] = "SETTING_WRONG"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Everything that a program keeps lies under `home` unless said otherwise."""

    home: Path
    rpc: str
    profile: Path
    keys: Path
    outbox: Path
    database: str
    content: Path

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment. Raises SettingWrong."""
        home = Path(environment.get(PREFIX + "HOME", "var"))
        rpc = environment.get(PREFIX + "RPC", "http://127.0.0.1:8545")
        if not rpc.startswith(("http://", "https://")):
            raise SettingWrong(PREFIX + "RPC", "no http address")

        def place(name: str, otherwise: str) -> Path:
            given = environment.get(PREFIX + name.upper())
            if given == "":
                raise SettingWrong(PREFIX + name.upper(), "empty")
            return home / otherwise if given is None else Path(given)

        return cls(
            home=home,
            rpc=rpc,
            profile=place("profile", "chain.json"),
            keys=place("keys", "keys"),
            outbox=place("outbox", "outbox"),
            database=environment.get(PREFIX + "DATABASE", f"sqlite:///{home / 'mirror.sqlite'}"),
            content=place("content", "content"),
        )
