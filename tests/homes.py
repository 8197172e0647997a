"""A party's own machine: its key and the register's profile, signed in to a site that is served."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.registrant.session import keep
from ledger.chain.keystore import Keystore
from ledger.settings import Settings
from tests.cast import Player
from tests.servers import HOST
from tests.site import Site


@dataclass(frozen=True)
class Home:
    """The machine; `hand` are the options by which its key signs."""

    settings: Settings
    hand: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, site: Site, player: Player) -> "Home":
        settings = Settings.read({"DATADEED_HOME": str(folder)})
        folder.mkdir()
        shutil.copy(site.settings.profile, settings.profile)
        Keystore(settings.keys).keep_plain(player.key)
        account = "0x" + player.key.account.hex()
        return cls(settings, ("--party", player.party.hex(), "--account", account, "--yes"))

    def sign_in(self, port: int, token: str) -> None:
        keep(self.settings, f"http://{HOST}:{port}", {"token": token, "until": ""})

    def told(self, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
        """What a command answers that must end well."""
        environment = {"DATADEED_HOME": str(self.settings.home)}
        assert run(list(words), environment) == 0, capsys.readouterr().err
        spoken = capsys.readouterr().out
        return json.loads(spoken) if spoken else None
