"""The directory of institutions: listed, suspended, resumed, expired; on chain and as asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import build as console
from api.commands.institutions import KINDS
from api.commands.speech import Speech
from api.routes.institutions import Kind
from ledger.bindings.errors import (
    InstitutionKindsWrong,
    InstitutionNotListed,
    LicenceMissing,
    LicenceTermWrong,
    SignerMissing,
    StaffMissing,
    SuspensionGroundMissing,
    SuspensionSame,
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
from ledger.domain.directory import LISTING_KEY, ListingState, ListingWord
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
AUDIT = InstitutionKind.AUDIT


def listing(
    stage: Stage, player: Player, *kinds: InstitutionKind, days: int = 365
) -> InstitutionListing:
    now = stage.register.time()
    return directory.listing(
        stage.register,
        player.party,
        kinds or (AUDIT,),
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
    terms = directory.suspension(stage.register, player.party, ground, suspended=suspended)
    hands = [stage.governor.signs(Role.GOVERNOR)]
    return directory.change_suspension(stage.register, terms, hands)


def test_the_state_at_each_time_follows_from_the_acts(stage: Stage) -> None:
    firm = stage.enrolled()
    first = listed(stage, firm, AUDIT, InstitutionKind.ARBITRATION, days=30).act.raw.time
    stage.pass_time(DAY)
    suspended = changed(stage, firm, suspended=True).act.raw.time
    stage.pass_time(DAY)
    resumed = changed(stage, firm, suspended=False).act.raw.time
    acts = source_of(stage).by_subject[firm.party]
    history = history_of(stage.register.anchor, firm.party, acts)

    def state(time: int) -> ListingState | None:
        party = history.at_time(time)
        if LISTING_KEY not in party.words:
            return None
        return party.read(LISTING_KEY, ListingWord).state(time)

    assert state(first - 1) is None
    assert state(first) is ListingState.LISTED
    assert state(suspended - 1) is ListingState.LISTED
    assert state(suspended) is ListingState.SUSPENDED
    assert state(resumed) is ListingState.LISTED
    now = history.last.read(LISTING_KEY, ListingWord).at(resumed)
    assert now.kinds == (AUDIT, InstitutionKind.ARBITRATION)
    assert state(now.until - 1) is ListingState.LISTED
    assert state(now.until) is ListingState.EXPIRED
    word = stage.register.read(firm.party, LISTING_KEY, ListingWord)
    assert word.state(word.since - 1) is ListingState.NOT_YET


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
    hands = (stage.cast.institution.signs(), firm.signs())
    with pytest.raises(StaffMissing) as staff:
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
    bare = replace(good, licence=DocumentDigest(ZERO))
    with pytest.raises(LicenceMissing) as licence:
        directory.list_institution(register, bare, hands)
    assert licence.value.institution == firm.party


def test_a_suspension_changes_only_where_there_is_one_and_for_a_reason(stage: Stage) -> None:
    firm = stage.enrolled()
    with pytest.raises(InstitutionNotListed) as unlisted:
        changed(stage, firm, suspended=True)
    assert unlisted.value.institution == firm.party
    listed(stage, firm)
    with pytest.raises(SuspensionSame) as same:
        changed(stage, firm, suspended=False)
    assert (same.value.institution, same.value.suspended) == (firm.party, False)
    ground = DocumentDigest(ZERO)
    terms = directory.suspension(stage.register, firm.party, ground, suspended=True)
    hands = [stage.governor.signs(Role.GOVERNOR)]
    with pytest.raises(SuspensionGroundMissing) as groundless:
        directory.change_suspension(stage.register, terms, hands)
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


def one_by_one(client: TestClient) -> list[str]:
    found: list[str] = []
    asking: dict[str, str] = {"limit": "1"}
    while True:
        part = client.get("/v1/institutions", params=asking).json()
        found += [each["party"]["party"] for each in part["institutions"]]
        if part["next"] is None:
            return found
        asking["cursor"] = part["next"]


def test_api_page_and_console_say_who_is_listed(
    stage: Stage, asked: tuple[TestClient, Mirror, Path]
) -> None:
    client, mirror, _ = asked
    bank, firm = stage.enrolled(PartyKind.FINANCIAL_INSTITUTION), stage.enrolled()
    listed(stage, bank, InstitutionKind.INSURANCE)
    listed(stage, firm, InstitutionKind.VALUATION)
    changed(stage, firm, suspended=True)
    mirror.catch_up()
    found = client.get("/v1/institutions", params={"kind": "INSURANCE"}).json()
    assert {each["party"]["party"]: each["state"] for each in found["institutions"]} == {
        bank.party.hex(): "LISTED"
    }
    found = client.get("/v1/institutions", params={"kind": "VALUATION"}).json()
    [only] = found["institutions"]
    assert (only["party"]["party"], only["state"]) == (firm.party.hex(), "SUSPENDED")
    assert only["ground"] is not None
    assert client.get("/v1/institutions", params={"kind": "BAKER"}).status_code == 422
    whole = client.get("/v1/institutions", params={"limit": 100}).json()["institutions"]
    assert one_by_one(client) == [each["party"]["party"] for each in whole]
    assert "暂停" in client.get("/institutions", params={"lang": "zh"}).text
    assert "Suspended" in client.get("/institutions", params={"lang": "en"}).text
    environment = environment_of(client.app.state.settings) | UNHURRIED  # type: ignore[attr-defined]
    commands = console(Speech(Language.EN), environment)
    done = CliRunner().invoke(commands, ["institutions", "--kind", "VALUATION"])
    assert done.exit_code == 0, done.output
    assert "Asset valuation" in done.output
    assert "Suspended" in done.output


def test_api_page_and_console_say_which_court_stands_above_which(
    stage: Stage, asked: tuple[TestClient, Mirror, Path]
) -> None:
    client, mirror, _ = asked
    basic, middle, high = (stage.enrolled(PartyKind.COURT) for _ in range(3))
    for lower, upper in ((basic, high), (basic, middle), (middle, high)):
        basis = DocumentDigest(digest32())
        terms = directory.superior(stage.register, lower.party, upper.party, basis)
        directory.name_superior(stage.register, terms, [stage.governor.signs(Role.GOVERNOR)])
    mirror.catch_up()
    found = client.get("/v1/superiors", params={"limit": 100}).json()
    above = {each["court"]["party"]: each["superior"]["party"] for each in found["superiors"]}
    assert above == {basic.party.hex(): middle.party.hex(), middle.party.hex(): high.party.hex()}
    first = client.get("/v1/superiors", params={"limit": 1}).json()
    assert first["next"] == min(above)
    rest = client.get("/v1/superiors", params={"cursor": first["next"]}).json()
    assert [each["court"]["party"] for each in rest["superiors"]] == [max(above)]
    assert "上级法院与机关" in client.get("/institutions", params={"lang": "zh"}).text
    environment = environment_of(client.app.state.settings) | UNHURRIED  # type: ignore[attr-defined]
    done = CliRunner().invoke(console(Speech(Language.EN), environment), ["superiors"])
    assert (done.exit_code, done.output.count("below")) == (0, 2)


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
    states = {each["party"]["party"]: each["state"] for each in found["institutions"]}
    assert states[notary.party.hex()] == "EXPIRED"


def test_every_kind_has_a_code_and_the_console_knows_it() -> None:
    names = {kind.name for kind in InstitutionKind}
    assert set(KINDS) == names
    assert set(get_args(Kind)) == names
    assert set(latest(Family.INSTITUTIONS).entries) == names
