"""The directory of institutions: listed, suspended, resumed, expired; on chain and as asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import build as console
from api.commands.institutions import KINDS
from api.commands.speech import Speech
from ledger.bindings.errors import (
    InstitutionKindsWrong,
    InstitutionNotListed,
    InstitutionStandingSame,
    LicenceMissing,
    LicenceTermWrong,
    SignerMissing,
    StaffMissing,
    StandingGroundMissing,
    VersionStale,
)
from ledger.chain.client import Web3Chain
from ledger.domain.acts import (
    DocumentDigest,
    InstitutionKind,
    InstitutionListing,
    PartyKind,
    Role,
    Time,
)
from ledger.domain.codes.tables import Family, latest
from ledger.domain.directory import LISTING_KEY, ListingWord, Standing, listing_at
from ledger.domain.history import history_of
from ledger.domain.ids import ZERO
from ledger.registrar import directory
from ledger.registrar.acting import Entered, Hand
from ledger.registrar.register import Register
from notarization.verify.report import Language
from tests.cast import DAY, Player, Stage, digest32
from tests.mirrors import Mirror, open_mirror
from tests.packages.scene import source_of
from tests.site import DATABASE, UNHURRIED, environment_of, settings_of

pytestmark = pytest.mark.node
LAW = InstitutionKind.LAW_FIRM


def listing(
    stage: Stage, player: Player, *kinds: InstitutionKind, days: int = 365
) -> InstitutionListing:
    now = stage.register.time()
    return directory.listing(
        stage.register,
        player.party,
        kinds or (LAW,),
        licence=DocumentDigest(digest32()),
        window=(now - DAY, now + days * DAY),
    )


def both(stage: Stage, player: Player) -> tuple[Hand, Hand]:
    return (stage.governor.signs(Role.GOVERNOR), player.signs())


def listed(stage: Stage, player: Player, *kinds: InstitutionKind, days: int = 365) -> Entered:
    terms = listing(stage, player, *kinds, days=days)
    return directory.list_institution(stage.register, terms, both(stage, player))


def changed(stage: Stage, player: Player, *, suspended: bool) -> Entered:
    ground = DocumentDigest(digest32())
    terms = directory.standing(stage.register, player.party, ground, suspended=suspended)
    hands = [stage.governor.signs(Role.GOVERNOR)]
    return directory.change_standing(stage.register, terms, hands)


def test_the_standing_at_each_time_follows_from_the_acts(stage: Stage) -> None:
    firm = stage.enrolled()
    first = listed(stage, firm, LAW, InstitutionKind.ARBITRATION, days=30).act.raw.time
    stage.pass_time(DAY)
    suspended = changed(stage, firm, suspended=True).act.raw.time
    stage.pass_time(DAY)
    resumed = changed(stage, firm, suspended=False).act.raw.time
    acts = source_of(stage).by_subject[firm.party]
    history = history_of(stage.register.anchor, firm.party, acts)

    def standing(time: int) -> Standing | None:
        found = listing_at(history.at_time(time), time)
        return found and found.standing

    assert standing(first - 1) is None
    assert standing(first) is Standing.LISTED
    assert standing(suspended - 1) is Standing.LISTED
    assert standing(suspended) is Standing.SUSPENDED
    assert standing(resumed) is Standing.LISTED
    now = listing_at(history.last, resumed)
    assert now is not None
    assert now.kinds == (LAW, InstitutionKind.ARBITRATION)
    assert standing(now.until - 1) is Standing.LISTED
    assert standing(now.until) is Standing.EXPIRED
    word = stage.register.read(firm.party, LISTING_KEY, ListingWord)
    assert word.standing(word.since - 1) is Standing.NOT_YET


def test_a_renewal_replaces_the_window_and_keeps_the_suspension(stage: Stage) -> None:
    firm = stage.enrolled()
    listed(stage, firm)
    changed(stage, firm, suspended=True)
    listed(stage, firm, InstitutionKind.NOTARY, days=700)
    word = stage.register.read(firm.party, LISTING_KEY, ListingWord)
    assert (word.kinds, word.suspended) == (1 << InstitutionKind.NOTARY, True)


def test_only_the_governor_lists_and_the_institution_agrees(
    stage: Stage, register: Register
) -> None:
    firm, other = stage.enrolled(), stage.enrolled()
    terms = listing(stage, firm)
    with pytest.raises(StaffMissing) as staff:
        hands = (stage.cast.institution.signs(), firm.signs())
        directory.list_institution(register, terms, hands)
    assert (staff.value.place, staff.value.role) == (0, Role.GOVERNOR)
    with pytest.raises(SignerMissing) as missing:
        directory.list_institution(register, terms, both(stage, other))
    assert (missing.value.place, missing.value.party) == (1, firm.party)
    directory.list_institution(register, terms, both(stage, firm))
    again = replace(terms, licence=DocumentDigest(digest32()))
    with pytest.raises(VersionStale) as stale:
        directory.list_institution(register, again, both(stage, firm))
    assert (stale.value.given, stale.value.current) == (1, 2)


def test_a_listing_names_kinds_licence_and_a_window_that_lasts(
    stage: Stage, register: Register
) -> None:
    firm = stage.enrolled()
    good, hands = listing(stage, firm), both(stage, firm)
    for kinds in (0, 1 << len(InstitutionKind)):
        with pytest.raises(InstitutionKindsWrong) as wrong:
            directory.list_institution(register, replace(good, kinds=kinds), hands)
        assert wrong.value.kinds == kinds
    past = replace(good, until=Time(register.time() - 1))
    with pytest.raises(LicenceTermWrong) as term:
        directory.list_institution(register, past, hands)
    assert (term.value.institution, term.value.until) == (firm.party, past.until)
    with pytest.raises(LicenceMissing) as licence:
        bare = replace(good, licence=DocumentDigest(ZERO))
        directory.list_institution(register, bare, hands)
    assert licence.value.institution == firm.party


def test_a_standing_changes_only_where_there_is_one_and_for_a_reason(stage: Stage) -> None:
    firm = stage.enrolled()
    with pytest.raises(InstitutionNotListed) as unlisted:
        changed(stage, firm, suspended=True)
    assert unlisted.value.institution == firm.party
    listed(stage, firm)
    with pytest.raises(InstitutionStandingSame) as same:
        changed(stage, firm, suspended=False)
    assert (same.value.institution, same.value.suspended) == (firm.party, False)
    ground = DocumentDigest(ZERO)
    terms = directory.standing(stage.register, firm.party, ground, suspended=True)
    with pytest.raises(StandingGroundMissing) as groundless:
        hands = [stage.governor.signs(Role.GOVERNOR)]
        directory.change_standing(stage.register, terms, hands)
    assert groundless.value.institution == firm.party


@pytest.fixture(scope="module")
def asked(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Mirror, Path]]:
    home = tmp_path_factory.mktemp("directory")
    settings = settings_of(stage, home)
    mirror = open_mirror(home / DATABASE, Web3Chain(stage.node.url), stage.register.profile)
    app = create_app(settings)
    app.state.settings = settings
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client, mirror, home
    app.state.wiring.engine.dispose()
    mirror.engine.dispose()


def test_api_page_and_console_say_who_is_listed(
    stage: Stage, asked: tuple[TestClient, Mirror, Path]
) -> None:
    client, mirror, _ = asked
    bank, firm = stage.enrolled(PartyKind.FINANCIAL_INSTITUTION), stage.enrolled()
    listed(stage, bank, InstitutionKind.FINANCIAL)
    listed(stage, firm, InstitutionKind.VALUATION)
    changed(stage, firm, suspended=True)
    mirror.catch_up()
    found = client.get("/v1/institutions", params={"kind": "FINANCIAL"}).json()
    assert {each["party"]["party"]: each["standing"] for each in found["institutions"]} == {
        bank.party.hex(): "LISTED"
    }
    found = client.get("/v1/institutions", params={"kind": "VALUATION"}).json()
    [only] = found["institutions"]
    assert (only["party"]["party"], only["standing"]) == (firm.party.hex(), "SUSPENDED")
    assert only["ground"] is not None
    assert client.get("/v1/institutions", params={"kind": "BAKER"}).status_code == 422
    pages: list[str] = []
    asking: dict[str, str] = {"limit": "1"}
    while True:
        part = client.get("/v1/institutions", params=asking).json()
        pages += [each["party"]["party"] for each in part["institutions"]]
        if part["next"] is None:
            break
        asking["cursor"] = part["next"]
    whole = client.get("/v1/institutions", params={"limit": 100}).json()["institutions"]
    assert pages == [each["party"]["party"] for each in whole]
    assert "暂停" in client.get("/institutions", params={"lang": "zh"}).text
    assert "Suspended" in client.get("/institutions", params={"lang": "en"}).text
    environment = environment_of(client.app.state.settings) | UNHURRIED  # type: ignore[attr-defined]
    commands = console(Speech(Language.EN), environment)
    done = CliRunner().invoke(commands, ["institutions", "--kind", "VALUATION"])
    assert done.exit_code == 0, done.output
    assert "Valuation agency" in done.output
    assert "Suspended" in done.output


def test_a_licence_that_ran_out_is_said_to_have_expired(
    stage: Stage, asked: tuple[TestClient, Mirror, Path]
) -> None:
    client, mirror, _ = asked
    notary = stage.enrolled()
    listed(stage, notary, InstitutionKind.NOTARY, days=1)
    stage.pass_time(2 * DAY)
    stage.enrolled()
    mirror.catch_up()
    found = client.get("/v1/institutions", params={"kind": "NOTARY", "limit": 100}).json()
    standings = {each["party"]["party"]: each["standing"] for each in found["institutions"]}
    assert standings[notary.party.hex()] == "EXPIRED"


def test_every_kind_has_a_code_and_the_console_knows_it() -> None:
    names = {kind.name for kind in InstitutionKind}
    assert set(KINDS) == names
    assert set(latest(Family.INSTITUTIONS).entries) == names
