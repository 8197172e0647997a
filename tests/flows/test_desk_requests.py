"""What all holders asked for is done at the desk: two clerks, pledgees, a new version."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from api.cli import run
from api.problems import code_of
from api.registrant.session import keep
from ledger.bindings.revert import ContractError
from ledger.chain.keystore import Keystore
from ledger.domain.acts import (
    Application,
    ApplicationId,
    DocumentDigest,
    EndGround,
    FieldGroup,
    Issue,
    OrderKind,
    OrderScope,
    Origin,
    PartyKind,
    Registration,
    Role,
    Time,
    TitleState,
)
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.numbers import written
from ledger.domain.words import TitleRecord
from ledger.registrar import acting, change, request, title
from ledger.registrar.change import Ended
from ledger.registrar.title import Move
from ledger.store.engine import unit_of_work
from ledger.store.repositories.rows import put, remove
from ledger.store.tables.journal import UnreadableRow
from tests.cast import DAY, REGISTRY, IssuedTitle, Player, Stage, digest32
from tests.flows.test_request_flow import asked_for, fulfilment, shared
from tests.records import fields_of_then, filed_and_opened, filed_with_record, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of, settings_of

pytestmark = pytest.mark.node
CHANGE, CANCELLATION = Registration.CHANGE, Registration.CANCELLATION
TERM: Final = 100 * DAY
NEW_NAME: Final = "2027年山东省验潮站潮位观测"
Filed = tuple[ApplicationId, Application]


@dataclass(frozen=True)
class Desk:
    """The API's desk as its clerks use it, each with a session of its own."""

    site: Site
    stage: Stage
    players: dict[str, Player]
    tokens: dict[str, str]

    def sent(self, who: str, method: str, path: str, **given: Any) -> Any:
        address = f"/v1/desk/{REGISTRY}/{path}"
        headers = held(self.tokens[who])
        return self.site.client.request(method, address, headers=headers, **given)

    def steps(self, who: str, subject: bytes) -> dict[str, Any]:
        answer = self.sent(who, "GET", f"files/{subject.hex()}/steps")
        assert answer.status_code == 200, answer.text
        return {each["action"]: each for each in answer.json()["steps"]}

    def asked(self, who: str, subject: bytes, action: str, **told: str) -> Any:
        path = f"files/{subject.hex()}/acts"
        return self.sent(who, "POST", path, data={"action": action, **told})

    def prepared(self, who: str, subject: bytes, action: str, **told: str) -> str:
        answer = self.asked(who, subject, action, **told)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["digest"])[2:]

    def signed(self, who: str, digest: str) -> Any:
        signature = "0x" + self.players[who].key.sign(bytes.fromhex(digest)).hex()
        return self.sent(who, "POST", f"acts/{digest}/signatures", json={"signature": signature})

    def consented(self, who: str, digest: str, player: Player, role: Role = Role.PARTY) -> Any:
        signer = {
            "party": "0x" + player.party.hex(),
            "account": "0x" + player.key.account.hex(),
            "role": int(role),
            "signature": "0x" + player.key.sign(bytes.fromhex(digest)).hex(),
        }
        return self.sent(who, "POST", f"acts/{digest}/consents", json={"signers": [signer]})

    def done(self, subject: bytes, action: str, *who: str, **told: str) -> None:
        """A step from its preparation to the chain, by whoever signs it."""
        digest = self.prepared(who[0], subject, action, **told)
        for each in who:
            assert self.signed(each, digest).status_code == 200
        answer = self.sent(who[-1], "POST", f"acts/{digest}/relay")
        assert answer.status_code == 200, answer.text
        assert answer.json()["block"]
        self.site.mirror.catch_up()


@pytest.fixture(scope="module")
def desk(site: Site, office: Stage) -> Desk:
    with_key(site)
    cast = office.cast
    players = {"clerk": cast.acceptance, "examiner": cast.examiner, "reviewer": cast.reviewer}
    # a holder of titles that works for the registry
    players["holder"] = office.enrolled(PartyKind.NATURAL_PERSON)
    office.employed(players["holder"], cast.institution, Role.EXAMINER, Role.REVIEWER)
    site.mirror.catch_up()
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    return Desk(site, office, players, tokens)


def of_two(desk: Desk) -> IssuedTitle:
    """A title under the national profile, with its notice, of registrant and co-holder."""
    stage, cast = desk.stage, desk.stage.cast
    drafted = stage.content(shared(stage))
    made = filed_and_opened(
        desk.site, stage, (cast.registrant, cast.coholder), (drafted, fields_of_then())
    )
    subject = made[0]
    through_notice(desk, subject)
    desk.stage.deposited(made)
    found = desk.stage.titled(made, valid_until=desk.stage.register.time() + TERM)
    desk.site.mirror.catch_up()
    return found


def through_notice(desk: Desk, subject: bytes) -> None:
    """From acceptance to the end of the notice, at the desk."""
    desk.done(subject, "ACCEPT", "clerk")
    desk.done(subject, "ASSIGN", "examiner")
    desk.done(subject, "PUBLISH", "examiner", "reviewer")
    desk.stage.pass_time(40 * DAY)
    desk.stage.node.mine()
    desk.site.mirror.catch_up()
    desk.done(subject, "CLOSE_NOTICE", "clerk")


def asked(desk: Desk, issued: IssuedTitle, registration: Registration, **changes: Any) -> Filed:
    """A request whose record was opened for the staff."""
    stage, cast = desk.stage, desk.stage.cast
    content = asked_for(stage, issued, registration, **changes)
    fields = {**fields_of_then(), "data_name": NEW_NAME}
    holders = (cast.registrant, cast.coholder)
    return filed_and_opened(desk.site, stage, holders, (content, fields))


def registered(desk: Desk, request_: Filed) -> Filed:
    """Passed without a notice, as nothing material changes, and deposited."""
    desk.stage.taken_on(request_)
    desk.site.mirror.catch_up()
    told = {"text": "未涉及须公示的事项。", "ground": "NOT_MATERIAL"}
    desk.done(request_[0], "PASS_UNPUBLISHED", "examiner", "reviewer", **told)
    desk.stage.deposited(request_)
    desk.site.mirror.catch_up()
    return request_


def number_of(desk: Desk, issued: IssuedTitle) -> str:
    return written(issued.issued.numbers[desk.stage.cast.registrant.party])


def test_a_change_goes_from_its_filing_to_the_next_version_of_every_certificate(desk: Desk) -> None:
    stage, cast = desk.stage, desk.stage.cast
    issued = of_two(desk)
    stage.pledged(issued.title, cast.registrant, cast.bank, 100_000)
    one = asked(desk, issued, CHANGE)
    through_notice(desk, one[0])
    stage.deposited(one)
    desk.site.mirror.catch_up()
    shown = desk.site.get(f"/v1/certificates/{number_of(desk, issued)}")
    before = [each["version"] for each in shown["holdings"]]
    step = desk.steps("examiner", one[0])["CERTIFY"]
    assert (step["open"], step["staff"]) == (True, ["EXAMINER", "REVIEWER"])
    assert [(each["group"], each["open"]) for each in step["groups"]] == [
        ("IDENTITY", True),
        ("DESCRIPTION", True),
    ]
    assert not desk.steps("clerk", one[0])["CERTIFY"]["open"]
    digest = desk.prepared("examiner", one[0], "CERTIFY", group="DESCRIPTION")
    for who in ("examiner", "reviewer"):
        assert desk.signed(who, digest).status_code == 200
    shown = desk.sent("reviewer", "GET", f"acts/{digest}").json()
    assert shown["missing"] == []
    assert [each["party"] for each in shown["consents_missing"]] == [cast.bank.party.hex()]
    answer = desk.sent("reviewer", "POST", f"acts/{digest}/relay")
    assert refused(answer) == (409, "DRAFT_UNSIGNED")
    assert desk.consented("reviewer", digest, cast.bank).status_code == 200
    answer = desk.sent("reviewer", "POST", f"acts/{digest}/relay")
    assert answer.status_code == 200, answer.text
    assert desk.sent("reviewer", "POST", f"acts/{digest}/relay").json() == answer.json()
    desk.site.mirror.catch_up()
    found = desk.site.get(f"/v1/certificates/{number_of(desk, issued)}")
    assert (found["data_name"], found["requested"]) == (NEW_NAME, None)
    assert [each["version"] for each in found["holdings"]] == [each + 1 for each in before]
    state = desk.site.get(f"/v1/applications/{one[0].hex()}")["application"]["state"]
    assert state == "CERTIFIED"


def test_only_whose_consent_is_needed_consents_and_in_its_own_name(desk: Desk) -> None:
    stage, cast = desk.stage, desk.stage.cast
    issued = of_two(desk)
    stage.pledged(issued.title, cast.registrant, cast.bank, 100_000)
    one = registered(desk, asked(desk, issued, CHANGE))
    digest = desk.prepared("examiner", one[0], "CERTIFY", group="DESCRIPTION")
    answer = desk.consented("clerk", digest, cast.second_bank)
    assert refused(answer) == (403, "CONSENT_NOT_ASKED")
    assert refused(desk.consented("clerk", digest, cast.bank, Role.EXAMINER)) == (
        403,
        "CONSENT_NOT_ASKED",
    )
    stolen = Player(cast.bank.party, cast.second_bank.key)
    assert desk.consented("clerk", digest, stolen).status_code == 200
    for who in ("examiner", "reviewer"):
        assert desk.signed(who, digest).status_code == 200
    answer = desk.sent("clerk", "POST", f"acts/{digest}/relay")
    assert refused(answer)[1] == "ACCOUNT_NOT_LIVE"
    assert desk.consented("clerk", digest, cast.bank).status_code == 200
    free = desk.prepared("examiner", one[0], "CERTIFY", group="IDENTITY")
    shown = desk.sent("clerk", "GET", f"acts/{free}").json()
    assert (shown["consents_missing"], shown["kind"]) == ([], "title-change")


def test_an_immaterial_change_publishes_what_the_title_publishes(desk: Desk) -> None:
    issued = of_two(desk)
    one = registered(desk, asked(desk, issued, CHANGE))
    desk.done(one[0], "CERTIFY", "examiner", "reviewer", group="IDENTITY")
    shown = desk.site.get(f"/v1/certificates/{number_of(desk, issued)}")
    assert (shown["data_name"], shown["record"]) == (NEW_NAME, one[1].record.hex())


def test_what_was_kept_from_notice_stays_unpublished(desk: Desk) -> None:
    issued = of_two(desk)
    one = asked(desk, issued, CHANGE)
    desk.stage.taken_on(one)
    desk.site.mirror.catch_up()
    told = {"text": "涉及商业秘密。", "ground": "SECRECY"}
    desk.done(one[0], "PASS_UNPUBLISHED", "examiner", "reviewer", **told)
    desk.stage.deposited(one)
    desk.site.mirror.catch_up()
    desk.done(one[0], "CERTIFY", "examiner", "reviewer", group="IDENTITY")
    shown = desk.site.get(f"/v1/certificates/{number_of(desk, issued)}")
    assert (shown["data_name"], shown["record"]) == ("", one[1].record.hex())


@pytest.mark.parametrize(
    ("registration", "group", "code"),
    [
        (CHANGE, "NONE", "DRAFT_GROUP_WRONG"),
        (CANCELLATION, "IDENTITY", "DRAFT_GROUP_WRONG"),
    ],
)
def test_a_change_says_what_it_concerns_and_a_cancellation_nothing(
    desk: Desk, registration: Registration, group: str, code: str
) -> None:
    one = registered(desk, asked(desk, of_two(desk), registration))
    answer = desk.asked("examiner", one[0], "CERTIFY", group=group)
    assert refused(answer) == (422, code)
    first = filed_with_record(desk.site, desk.stage, desk.stage.enrolled())
    answer = desk.asked("clerk", first[0], "ACCEPT", group="IDENTITY")
    assert refused(answer) == (422, "DRAFT_GROUP_WRONG")


def frozen(desk: Desk, issued: IssuedTitle) -> None:
    desk.stage.ordered(desk.stage.order_terms(OrderScope.TITLE, titled=issued.title))


def insolvent(desk: Desk, issued: IssuedTitle) -> None:
    terms = desk.stage.order_terms(OrderScope.TITLE, titled=issued.title)
    desk.stage.ordered(replace(terms, kind=OrderKind.INSOLVENCY))


def sold(desk: Desk, issued: IssuedTitle) -> None:
    stage, cast = desk.stage, desk.stage.cast
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (1, 0, 0))
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    title.transfer(stage.register, title.transfer_terms(stage.register, move), hands)


def frozen_as_a_whole(desk: Desk, _: IssuedTitle) -> None:
    """Until the next day: other tests have the same holders."""
    of_party(desk, OrderKind.FREEZE, desk.stage.cast.coholder)


def insolvent_as_a_whole(desk: Desk, _: IssuedTitle) -> None:
    of_party(desk, OrderKind.INSOLVENCY, desk.stage.cast.registrant)


def of_party(desk: Desk, kind: OrderKind, holder: Player) -> None:
    stage = desk.stage
    terms = stage.order_terms(OrderScope.PARTY, of=holder.party)
    until = Time(stage.register.time() + DAY)
    stage.ordered(replace(terms, kind=kind, until=until))


def run_out(desk: Desk, _: IssuedTitle) -> None:
    desk.stage.pass_time(TERM)


def ended(desk: Desk, issued: IssuedTitle) -> None:
    stage, cast = desk.stage, desk.stage.cast
    reason = Ended(EndGround.DATA_DESTROYED, DocumentDigest(digest32()))
    made = issued.issued.entered.act.terms
    assert isinstance(made, Issue)
    terms = change.closing_terms(stage.register, made, reason)
    hands = (cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER))
    change.cancel(stage.register, terms, issued.content, hands)


def nothing(_: Desk, __: IssuedTitle) -> None:
    pass


def refusal(desk: Desk, issued: IssuedTitle, one: Filed, who: str, group: FieldGroup) -> str:
    """What the register says to whoever knows nothing of the desk; empty where it takes it."""
    stage, cast = desk.stage, desk.stage.cast
    terms = fulfilment(stage, issued, one, group=group)
    door = request.CHANGE if one[1].registration is CHANGE else request.SURRENDER
    prepared = acting.prepare(stage.register, door, terms, one[1])
    own = {"examiner": Role.EXAMINER, "reviewer": Role.REVIEWER, "holder": Role.EXAMINER}
    usual = {Role.EXAMINER: cast.examiner, Role.REVIEWER: cast.reviewer}
    usual[own.get(who, Role.EXAMINER)] = desk.players[who]
    hands = [player.signs(role) for role, player in usual.items()]
    try:
        acting.dry_run(stage.register, prepared, hands)
    except ContractError as fault:
        return code_of(type(fault))
    return ""


@pytest.mark.parametrize(
    ("registration", "meanwhile", "changes", "told"),
    [
        (CHANGE, nothing, {}, {"": 4, "ROLE_NOT_HELD": 2}),
        (CANCELLATION, nothing, {}, {"": 2, "ROLE_NOT_HELD": 1}),
        (CHANGE, frozen, {}, {"": 2, "ROLE_NOT_HELD": 1, "BARRED": 3}),
        (CHANGE, insolvent, {}, {"AUTHORITY_MISSING": 6}),
        (CANCELLATION, frozen, {}, {"BARRED": 3}),
        (CHANGE, frozen_as_a_whole, {}, {"": 2, "ROLE_NOT_HELD": 1, "BARRED": 3}),
        (CANCELLATION, frozen_as_a_whole, {}, {"BARRED": 3}),
        (CANCELLATION, insolvent_as_a_whole, {}, {"AUTHORITY_MISSING": 3}),
        (CHANGE, sold, {}, {"NOT_BY_ALL_HOLDERS": 6}),
        (CANCELLATION, run_out, {}, {"BARRED": 3}),
        (CANCELLATION, ended, {}, {"TITLE_NOT_LIVE": 3}),
        (CHANGE, nothing, {"origin": Origin.BY_AGREEMENT}, {"SOURCE_CHANGED": 6}),
    ],
    ids=lambda each: getattr(each, "__name__", None) or getattr(each, "name", ""),
)
def test_what_the_desk_offers_is_what_the_register_takes(
    desk: Desk, registration: Registration, meanwhile: Any, changes: Any, told: dict[str, int]
) -> None:
    issued = of_two(desk)
    one = registered(desk, asked(desk, issued, registration, **changes))
    meanwhile(desk, issued)
    desk.stage.node.mine()
    desk.site.mirror.catch_up()
    seen = dict[str, int]()
    for who in ("clerk", "examiner", "reviewer"):
        step = desk.steps(who, one[0])["CERTIFY"]
        personal = {each["code"] for each in step["bars"]}
        for each in step["groups"]:
            found = refusal(desk, issued, one, who, FieldGroup[each["group"]])
            codes = personal | {bar["code"] for bar in each["bars"]}
            assert (found == "") == (not codes), (who, each, codes, found)
            assert found in codes or not found, (who, each, codes, found)
            if found:
                given = {"group": each["group"]}
                answer = desk.asked(who, one[0], "CERTIFY", **given)
                assert refused(answer)[1] in codes
            seen[found] = seen.get(found, 0) + 1
    assert seen == told


@pytest.mark.parametrize("of_holder", [False, True])
def test_a_title_or_holder_that_cannot_be_read_bars_its_own_file_alone(
    desk: Desk, *, of_holder: bool
) -> None:
    issued = of_two(desk)
    one = registered(desk, asked(desk, issued, CHANGE))
    lost = desk.stage.cast.coholder.party if of_holder else issued.title
    row = UnreadableRow(lost, "ACT_MALFORMED", "planted", 0, b"", b"", 1, 1)
    with unit_of_work(desk.site.mirror.engine) as work:
        put(work, [row])
    try:
        step = desk.steps("examiner", one[0])["CERTIFY"]
        assert (step["open"], [each["code"] for each in step["bars"]]) == (
            False,
            ["DOSSIER_UNKNOWN"],
        )
        answer = desk.asked("examiner", one[0], "CERTIFY", group="DESCRIPTION")
        assert refused(answer) == (503, "DOSSIER_UNKNOWN")
        listed = desk.sent("examiner", "GET", "files")
        assert one[0].hex() in {
            each["application"]["application"] for each in listed.json()["files"]
        }
        cookie = {"cookie": f"session={desk.tokens['examiner']}"}
        shown = desk.site.client.get(f"/desk/{REGISTRY}", headers=cookie)
        assert (shown.status_code, one[0].hex() in shown.text) == (200, True)
    finally:
        with unit_of_work(desk.site.mirror.engine) as work:
            remove(work, UnreadableRow, "subject", [lost])


def at_home(desk: Desk, who: Player, folder: Path, url: str) -> dict[str, str]:
    """The environment of somebody's own machine, signed in where that may be."""
    folder.mkdir()
    settings = settings_of(desk.stage, folder)
    Keystore(settings.keys).keep_plain(who.key)
    if who in desk.players.values():
        keep(settings, url, opened(desk.site, who.key))
    return environment_of(settings)


def test_two_clerks_and_a_pledgee_cancel_a_title_from_the_console(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, cast = desk.stage, desk.stage.cast
    app: Any = desk.site.client.app
    issued = of_two(desk)
    stage.pledged(issued.title, cast.registrant, cast.bank, 100_000)
    one = registered(desk, asked(desk, issued, CANCELLATION))
    at, consent = ["--registry", str(REGISTRY)], tmp_path / "consent.json"

    def said(environment: dict[str, str], *told: str) -> str:
        code = run(list(told), environment)
        spoken = capsys.readouterr()
        assert code == 0, spoken.err
        return spoken.out

    def own(who: Player) -> list[str]:
        return ["--party", who.party.hex(), "--account", who.key.account.hex(), "--yes"]

    with served(app, desk.site.settings) as port:
        url = f"http://{HOST}:{port}"
        examiner, reviewer, bank = (
            at_home(desk, each, tmp_path / name, url)
            for name, each in (
                ("examiner", cast.examiner),
                ("reviewer", cast.reviewer),
                ("bank", cast.bank),
            )
        )
        made = said(examiner, "desk", "prepare", one[0].hex(), "CERTIFY", *at, "--json")
        digest = json.loads(made)["digest"][2:]
        said(examiner, "desk", "sign", digest, *at, *own(cast.examiner))
        said(examiner, "desk", "act", digest, *at, "--output", str(consent))
        said(bank, "act", "sign", str(consent), *own(cast.bank))
        told = said(reviewer, "desk", "act", digest, *at)
        assert cast.bank.party.hex() in told
        said(reviewer, "desk", "sign", digest, *at, *own(cast.reviewer))
        said(reviewer, "desk", "consent", digest, str(consent), *at)
        done = json.loads(said(reviewer, "desk", "relay", digest, *at, "--json"))
    assert (done["missing"], done["consents_missing"]) == ([], [])
    record = stage.register.record(issued.title, TitleRecord)
    ending = stage.register.read(issued.title, ENDING_KEY, EndingWord)
    assert (record.state, ending.ground) == (TitleState.CLOSED, EndGround.REQUEST)
