"""The README's million yuan: its commands run as they stand there, from certificate to release."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from api.app import create_app
from api.texts.shown import day
from ledger.chain.keystore import Keystore
from ledger.domain.movables import FilingState
from ledger.domain.numbers import written
from tests.cast import WHOLE, YEAR, Player
from tests.mirrors import following
from tests.servers import HOST, served
from tests.simulators.movables import Movables
from tests.site import Site, environment_of, issued_with_notice
from tests.thorough import WHOLE_CHECK
from tests.watches import watching

pytestmark = [pytest.mark.node, pytest.mark.timeout(600)]
ROOT: Final = Path(__file__).resolve().parents[2]
HEADING: Final = "## A million yuan"
BASH: Final = shutil.which("bash") or "/bin/bash"


def block() -> str:
    """The commands, as the README has them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```bash\n(.*?)```", readme[readme.index(HEADING) :], re.DOTALL)
    assert found is not None
    return found[1]


@dataclass(frozen=True, slots=True)
class Town:
    """Borrower and bank with homes of their own; mirror, server and movables register at work."""

    site: Site
    movables: Movables
    folder: Path
    number: str
    variables: dict[str, str]

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [BASH, "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=os.environ | self.variables | {"PATH": programs, "LANG": "en_US.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=560,
        )


def settled(folder: Path, name: str, player: Player) -> None:
    """A home with a party's key."""
    home = folder / name
    Keystore(home / "keys").keep_plain(player.key)
    known = {"party": player.party.hex(), "account": player.key.account.hex()}
    (home / "party.json").write_text(json.dumps(known), encoding="utf-8")


@pytest.fixture
def town(site: Site, tmp_path: Path) -> Iterator[Town]:
    stage = site.stage
    holder, other, bank = (stage.enrolled() for _ in range(3))
    issued = issued_with_notice(stage, {holder: (WHOLE, WHOLE, 700_000), other: (0, 0, 300_000)})
    settled(tmp_path, "hl", holder)
    settled(tmp_path, "lb", bank)
    for name in ("contract.pdf", "report.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
    sample = (ROOT / "docs/samples/filing.json").read_bytes()
    (tmp_path / "filing.json").write_bytes(sample)
    keys = Keystore(site.settings.keys)
    if stage.cast.institution.key.account not in keys.accounts():
        keys.keep_plain(stage.cast.institution.key)
    signs = "0x" + stage.cast.institution.key.account.hex()
    settings = replace(site.settings, verdict_key=signs)
    app: Any = create_app(settings)
    now = stage.register.time()
    number = written(issued.issued.numbers[holder.party])
    with ExitStack() as stack:
        watched = stack.enter_context(watching(stage, site.mirror))
        stack.enter_context(following(site.mirror))
        server = f"http://{HOST}:{stack.enter_context(served(app, settings))}"
        app.state.wiring.settings = replace(settings, public_url=server)
        variables = {
            **environment_of(site.settings),
            "DATADEED_PROFILE": str(site.settings.profile),
            "DATADEED_MOVABLES_URL": watched.movables.url,
            "SERVER": server,
            "NUMBER": number,
            "BANK": bank.party.hex(),
            "TODAY": day(now),
            "BASE": day(now - 30 * 86_400),
            "DUE": day(now + YEAR),
        }
        yield Town(site, watched.movables, tmp_path, number, variables)
    app.state.wiring.engine.dispose()


@WHOLE_CHECK
def test_every_line_runs_and_the_loan_ends_as_it_should(town: Town) -> None:
    done = town.run(block())
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    assert "49.38 %" in done.stdout
    assert (town.folder / "verdict.jws").read_text(encoding="utf-8").count(".") == 2
    [filing] = town.movables.filings.values()
    assert filing.state(town.site.stage.register.time()) is FilingState.CANCELLED
    assert (filing.amount, filing.maximum) == (100_000_000, False)
    shown = town.site.get(f"/v1/certificates/{town.number}/filings")
    assert (shown["stale"], shown["filings"][0]["remarks"]) == (False, [])
    held = town.site.get(f"/v1/certificates/{town.number}")
    assert held["pledge_count"] == 0
    exported = (town.folder / "financing.json").read_bytes()
    file = json.loads(exported)
    assert sha256(exported).hexdigest() in done.stdout
    assert (file["state"], file["summary"]["outstanding_fen"]) == ("RELEASED", "0")
    kinds = [each["kind"] for each in file["history"]]
    assert kinds == ["PledgeRecorded", "PledgeReleased"]


@WHOLE_CHECK
def test_a_line_that_fails_is_seen(town: Town) -> None:
    done = town.run(block().replace("$NUMBER", "SJ3712020010001"))
    assert done.returncode != 0
    assert "NUMBER_UNKNOWN" in done.stderr
