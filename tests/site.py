"""The API beside a stage: a title with two holders, one share pledged, one frozen."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fastapi.testclient import TestClient

from api.app import create_app
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    OrderScope,
    RecordRoot,
    Role,
)
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.registrar import application, title
from ledger.settings import Settings
from notarization.trust_file import trust_from
from notarization.verify.report import Report
from notarization.verify.verifier import verify
from tests.cast import COINS, DAY, FLOORS, WHOLE, YEAR, IssuedTitle, Player, Stage
from tests.databases import database_at
from tests.factories import a_record
from tests.mirrors import Mirror, open_mirror
from tests.servers import hold_one_connection

DATABASE: Final = "mirror.db"
# A test asks more often than any client may.
UNHURRIED: Final = {
    f"DATADEED_{kind}_PER_MINUTE": "1000000" for kind in ("READS", "SEARCHES", "ACTS", "COSTLY")
}


@dataclass(frozen=True, slots=True)
class Site:
    """What a test of the API has at hand."""

    client: TestClient
    mirror: Mirror
    settings: Settings
    stage: Stage
    issued: IssuedTitle
    pledgor_number: str
    frozen_number: str

    def get(self, path: str, **query: str) -> Any:
        """An answer that must be 200."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def verdict(self, number: str, purpose: str) -> Any:
        """A verdict that must be given."""
        return self.get("/v1/verdicts", number=number, purpose=purpose)

    def report(self, number: str, **told: str) -> Report:
        """What the verifier says of a package that must be made."""
        return verify(*self.package(number, **told))

    def package(self, number: str, **told: str) -> tuple[bytes, bytes]:
        """A package that must be made, and the trust file of who knows its block."""
        made = self.client.post("/v1/evidence-packages", json={"number": number, **told})
        assert made.status_code == 201, made.text
        package = self.client.get(made.json()["url"]).content
        chain = Web3Chain(self.stage.node.url)
        return package, trust_from(chain, self.stage.register.profile, made.json()["block"])


def noticed_with_record(
    stage: Stage, shares: dict[Player, tuple[int, int, int]]
) -> tuple[ApplicationId, Application]:
    """An application whose notice shows the fields of a real record."""
    fields = {**a_record(), "scenarios": ["金融服务", "应急管理"]}
    for each, player in zip(fields["applicants"], shares, strict=True):
        each["party"] = player.party.hex()
    record = commit(fields, {name: secrets.token_bytes(16) for name in fields})
    content = replace(stage.content(shares), record=RecordRoot(record.root))
    hands = stage.holders(content, tuple(shares))
    filed = (application.submit(stage.register, content, hands).application, content)
    cast = stage.cast
    clerk, examiner = cast.acceptance.signs(Role.ACCEPTANCE), cast.examiner.signs(Role.EXAMINER)
    stage.step(filed, Action.ACCEPT, clerk, due=20 * DAY)
    stage.step(filed, Action.ASSIGN, examiner, due=20 * DAY)
    due = stage.register.time() + FLOORS.minimum_notice + 60
    clear = notice_of(record.disclose(public_fields(fields)))
    terms = application.notice_terms(stage.register, filed[0], due=due, clear=clear)
    reviewer = cast.reviewer.signs(Role.REVIEWER)
    application.publish(stage.register, terms, content, (examiner, reviewer))
    return filed


def issued_with_notice(stage: Stage, shares: dict[Player, tuple[int, int, int]]) -> IssuedTitle:
    """A title whose notice shows the fields of a real record."""
    filed, cast = noticed_with_record(stage, shares), stage.cast
    content, clerk = filed[1], cast.acceptance.signs(Role.ACCEPTANCE)
    stage.pass_time(FLOORS.minimum_notice + 120)
    stage.step(filed, Action.CLOSE_NOTICE, clerk)
    deposited = stage.register.time()
    deposit = application.step_terms(stage.register, filed[0], Action.DEPOSIT, due=deposited)
    application.step(stage.register, deposit, content, [clerk])
    until = stage.register.time() + 2 * YEAR
    issue = title.issue_terms(stage.register, *filed, valid_until=until)
    issued = title.issue(stage.register, issue, content, [cast.seal_keeper.signs(Role.SEAL_KEEPER)])
    return IssuedTitle(issued.title, *filed, issued)


def settings_of(stage: Stage, home: Path) -> Settings:
    """An installation in a folder of its own, with a relayer that has coins."""
    profiles.save(stage.register.profile, home / "profile.json")
    relayer = Keystore(home / "keys").new_plain()
    stage.node.fund(relayer.account, COINS)
    stage.node.mine()  # coins given outside a block would belie the last block's state root
    return Settings.read(
        {
            "DATADEED_HOME": str(home),
            "DATADEED_RPC_URL": stage.node.url,
            "DATADEED_DATABASE_URL": database_at(home / DATABASE),
            "DATADEED_RELAYER": "0x" + relayer.account.hex(),
            **UNHURRIED,
        }
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give a command these settings."""
    return {
        "DATADEED_HOME": str(settings.home),
        "DATADEED_RPC_URL": settings.rpc_url,
        "DATADEED_DATABASE_URL": settings.database_url,
        "DATADEED_RELAYER": settings.relayer,
    }


@contextmanager
def opened_site(stage: Stage, home: Path) -> Iterator[Site]:
    """The title with its burdens, the mirror that read it, the API over the mirror."""
    cast = stage.cast
    shares = {cast.registrant: (WHOLE, WHOLE, 700_000), cast.coholder: (0, 0, 300_000)}
    issued = issued_with_notice(stage, shares)
    stage.pledged(issued.title, cast.registrant, cast.bank, 400_000)
    frozen = stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=cast.coholder.party)
    stage.ordered(frozen)
    with site_over(stage, home, issued, (cast.registrant, cast.coholder)) as made:
        yield made


@contextmanager
def site_over(
    stage: Stage, home: Path, issued: IssuedTitle, holders: tuple[Player, Player]
) -> Iterator[Site]:
    """The mirror that read a stage, and the API over it; `holders`: the pledgor, the frozen one."""
    settings = settings_of(stage, home)
    chain, profile = Web3Chain(stage.node.url), stage.register.profile
    mirror = open_mirror(home / DATABASE, chain, profile)
    mirror.catch_up()
    numbers = issued.issued.numbers
    app = create_app(settings)
    hold_one_connection(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Site(
            client=client,
            mirror=mirror,
            settings=settings,
            stage=stage,
            issued=issued,
            pledgor_number=written(numbers[holders[0].party]),
            frozen_number=written(numbers[holders[1].party]),
        )
    app.state.wiring.engine.dispose()
    mirror.engine.dispose()
