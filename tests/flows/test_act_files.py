"""Acts that go from hand to hand as files, on a real node, through a real server."""

import io
import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from api.cli import run
from api.registrant.record import PROOF_OF, PROOFS
from api.texts.shown import moment
from api.typed import message
from ledger.chain.devnode import free_port
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain import profiles
from ledger.domain.acts import DocumentDigest, PartyId, TitleId
from ledger.domain.words import HoldingWord, ProfileWord, holding_key
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import mandate
from ledger.settings import Settings
from tests.cast import ALL, REGISTRY, Player, Stage, digest32
from tests.factories import a_uscc, own_data, stated_fields
from tests.flows.test_absorption_flow import absorbed
from tests.flows.test_officer_flow import named
from tests.site import settings_of

pytestmark = pytest.mark.node
NAME = "青岛海测科技有限公司"


@dataclass(frozen=True)
class Post:
    """A register with a server that relays."""

    stage: Stage
    settings: Settings
    url: str
    folder: Path

    def home(self, name: str, player: Player | None = None) -> dict[str, str]:
        """Somebody's own machine: a chain profile, keys, and who he is; no database, no node."""
        home = self.folder / name
        (home / "keys").mkdir(parents=True, exist_ok=True)
        shutil.copy(self.settings.profile, home / "profile.json")
        if player is not None:
            Keystore(home / "keys").keep_plain(player.key)
            known = {"party": player.party.hex(), "account": player.key.account.hex()}
            (home / "party.json").write_text(json.dumps(known), encoding="utf-8")
        return {
            "DATADEED_HOME": str(home),
            "DATADEED_RPC_URL": self.settings.rpc_url,
            "DATADEED_PUBLIC_URL": self.url,
        }


@pytest.fixture(scope="module")
def office(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    profile = profiles.load()
    floors = ProfileWord(*astuple(profile.enforced()))
    stage.adopt_profile(profile.digest, floors)
    settings = settings_of(stage, tmp_path_factory.mktemp("server"))
    port = free_port()
    config = uvicorn.Config(create_app(settings), port=port, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Post(stage, settings, f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("homes"))
    server.should_exit = True
    thread.join()


@pytest.fixture
def post(office: Post, tmp_path: Path) -> Post:
    """Fresh homes for each test."""
    return Post(office.stage, office.settings, office.url, tmp_path)


@dataclass(frozen=True)
class Answer:
    code: int
    shown: Any
    said: str


def ask(capsys: pytest.CaptureFixture[str], variables: dict[str, str], *arguments: str) -> Answer:
    capsys.readouterr()
    code = run(["--lang", "en", *arguments, "--json"], variables)
    found = capsys.readouterr()
    return Answer(code, json.loads(found.out) if found.out else None, found.err)


def enrolment(post: Post, capsys: pytest.CaptureFixture[str], code: int) -> tuple[Path, PartyId]:
    """A company's enrolment, signed by its own key on its own machine."""
    mine = post.home(f"company{code}")
    assert ask(capsys, mine, "key", "new", "--plain").code == 0
    answer = ask(capsys, mine, "enrol", "--name", NAME, "--uscc", a_uscc(code))
    assert answer.code == 0, answer.said
    assert "datadeed act sign" in answer.shown["next"]
    return Path(answer.shown["file"]), PartyId(bytes.fromhex(answer.shown["party"]))


def test_a_clerk_cosigns_an_enrolment_on_a_machine_of_his_own(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    path, party = enrolment(post, capsys, 11)
    assert path.stat().st_mode & 0o077 == 0
    clerk = post.home("clerk", post.stage.cast.acceptance)
    early = ask(capsys, clerk, "act", "relay", str(path))
    assert (early.code, json.loads(early.said)["code"]) == (1, "ACT_UNSIGNED")
    assert "Acceptance clerk" in early.said
    signed = ask(capsys, clerk, "act", "sign", str(path), "--role", "ACCEPTANCE", "--yes")
    assert (signed.code, signed.shown["missing"]) == (0, [])
    assert "USCC (fits its digest)" in signed.said
    assert "name (fits its commitment)" in signed.said
    assert NAME in signed.said
    assert "that the identity was checked" in signed.said
    done = ask(capsys, clerk, "act", "relay", str(path))
    assert (done.code, done.shown["subject"]) == (0, "0x" + party.hex())
    assert post.stage.register.seq(party) == 1
    again = ask(capsys, clerk, "act", "relay", str(path))
    assert again.shown == done.shown
    assert post.stage.register.seq(party) == 1


def test_the_words_are_chinese_where_the_console_is(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = enrolment(post, capsys, 12)
    clerk = post.home("clerk", post.stage.cast.acceptance)
    assert run(["--lang", "zh", "act", "show", str(path)], clerk) == 0
    shown = capsys.readouterr().out
    assert all(text in shown for text in ("当事人注册", "已核对其身份", "尚缺", "受理人员", NAME))


def changed(path: Path, to: Path, **changes: Any) -> str:
    document = json.loads(path.read_text(encoding="utf-8"))
    for place, value in changes.items():
        *outer, last = place.split("__")
        inner = document
        for name in outer:
            inner = inner[int(name) if name.isdigit() else name]
        inner[last] = value
    to.write_text(json.dumps(document), encoding="utf-8")
    return str(to)


TAMPERED = (
    ({"terms__kind": 1}, "ACT_DIGEST_DIFFERS"),
    ({"digest": "0x" + "11" * 32}, "ACT_DIGEST_DIFFERS"),
    ({"typed_data__message__deadline": 1}, "ACT_DIGEST_DIFFERS"),
    ({"typed_data__domain__chainId": 1}, "ACT_ELSEWHERE"),
    ({"typed_data__domain__verifyingContract": "0x" + "11" * 20}, "ACT_ELSEWHERE"),
    ({"opened__fields__0__value": "another company"}, "ACT_OPENING_DIFFERS"),
    ({"opened__uscc": a_uscc(99)}, "ACT_OPENING_DIFFERS"),
    ({"schema": "datadeed/act/2"}, "ACT_FILE_UNREADABLE"),
    ({"kind": "war"}, "ACT_FILE_UNREADABLE"),
    ({"signers__0__party": "0xzz"}, "ACT_FILE_UNREADABLE"),
    ({"terms__account": 5}, "ACT_FILE_UNREADABLE"),
)


@pytest.mark.parametrize(("changes", "code"), TAMPERED, ids=str)
def test_a_file_that_does_not_say_what_it_asks_for_is_not_signed(
    post: Post, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], code: str
) -> None:
    path, _ = enrolment(post, capsys, 13)
    clerk = post.home("clerk", post.stage.cast.acceptance)
    bad = changed(path, post.folder / "bad.json", **changes)
    before = Path(bad).read_bytes()
    for command in (["show"], ["sign", "--role", "ACCEPTANCE", "--yes"], ["relay"]):
        answer = ask(capsys, clerk, "act", *command, bad)
        assert (answer.code, json.loads(answer.said)["code"]) == (1, code)
    assert Path(bad).read_bytes() == before


def test_who_says_no_signs_nothing(
    post: Post, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = enrolment(post, capsys, 14)
    before = path.read_bytes()
    clerk = post.home("clerk", post.stage.cast.acceptance)
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert run(["act", "sign", str(path), "--role", "ACCEPTANCE"], clerk) == 1
    assert path.read_bytes() == before


def test_several_holders_file_together_each_on_his_own_machine(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = post.stage.cast
    one, two = post.home("one", cast.registrant), post.home("two", cast.coholder)
    data = shared_data(post.folder, cast.registrant.party, cast.coholder.party)
    record = ["--record", str(data / "record.json")]
    answer = ask(capsys, one, "register", str(data / "data.csv"), *record)
    assert answer.code == 0, answer.said
    path, copy = Path(answer.shown["file"]), post.folder / "copy.json"
    shutil.copy(path, copy)
    shown = ask(capsys, two, "act", "show", str(copy)).shown
    assert shown["missing"] == [f"Party {cast.coholder.party[-20:].hex()}"]
    early = ask(capsys, one, "act", "relay", str(path))
    assert json.loads(early.said)["code"] == "ACT_UNSIGNED"
    signed = ask(capsys, two, "act", "sign", str(copy), "--yes")
    assert "胶州湾盐度监测数据集" in signed.said
    assert "70%" in signed.said
    done = ask(capsys, one, "act", "relay", str(path), str(copy))
    assert (done.code, done.shown["subject"]) == (0, "0x" + answer.shown["application"])
    assert post.stage.register.seq(bytes.fromhex(answer.shown["application"])) == 1


def test_who_took_part_in_a_fusion_signs_the_file_that_names_him(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = post.stage.cast
    one, two = post.home("one", cast.registrant), post.home("two", cast.newcomer)
    data = own_data(post.folder / "data")
    path = data / "record.json"
    record = json.loads(path.read_text(encoding="utf-8")) | {"origin": "fused"}
    path.write_text(json.dumps(record), encoding="utf-8")
    (data / "data.csv").write_text("day,trips\n1,9\n", encoding="utf-8")
    command = ["register", str(data / "data.csv"), "--record", str(path)]
    lacking = ask(capsys, one, *command)
    assert json.loads(lacking.said.strip().splitlines()[-1])["code"] == "RECORD_FIELD_INVALID"
    answer = ask(capsys, one, *command, "--participant", cast.newcomer.party.hex())
    assert answer.code == 0, answer.said
    file = answer.shown["file"]
    assert ask(capsys, one, "act", "show", file).shown["missing"] == [
        f"Party {cast.newcomer.party[-20:].hex()}"
    ]
    assert ask(capsys, two, "act", "sign", file, "--yes").code == 0
    done = ask(capsys, two, "act", "relay", file)
    assert (done.code, done.shown["subject"]) == (0, "0x" + answer.shown["application"])


def test_a_pledge_is_prepared_from_terms_and_signed_by_both_sides(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, cast = post.stage, post.stage.cast
    titled = stage.issued_title().title
    terms = post.folder / "terms.json"
    wanted = stage.pledge_terms(titled, cast.registrant, cast.bank, 250_000)
    terms.write_text(json.dumps(message(wanted)), encoding="utf-8")
    path = str(post.folder / "pledge.json")
    pledgor, bank = post.home("pledgor", cast.registrant), post.home("bank", cast.bank)
    made = ask(capsys, pledgor, "act", "prepare", "pledge", str(terms), "--output", path)
    assert len(made.shown["missing"]) == 2
    # the bank signs first: the book wants the pledgor first, and gets him first
    for who in (bank, pledgor):
        assert ask(capsys, who, "act", "sign", path, "--yes").code == 0
    assert ask(capsys, pledgor, "act", "relay", path).code == 0
    word = stage.register.read(titled, holding_key(cast.registrant.party), HoldingWord)
    assert word.pledged_oper == 250_000
    other = post.folder / "other.json"
    other.write_text(json.dumps(message(wanted) | {"ppm": 1}), encoding="utf-8")
    second = str(post.folder / "second.json")
    ask(capsys, pledgor, "act", "prepare", "pledge", str(other), "--output", second)
    mixed = ask(capsys, pledgor, "act", "relay", path, second)
    assert json.loads(mixed.said)["code"] == "ACTS_DIFFER"


def pledge_file(
    post: Post, capsys: pytest.CaptureFixture[str], owner: Player, title: TitleId, ppm: int
) -> Path:
    """A pledge to the bank, which has signed it."""
    bank, terms = post.stage.cast.bank, post.folder / f"{ppm}.terms.json"
    wanted = post.stage.pledge_terms(title, owner, bank, ppm)
    terms.write_text(json.dumps(message(wanted)), encoding="utf-8")
    home, path = post.home(f"bank {ppm}", bank), post.folder / f"{ppm}.json"
    command = ["act", "prepare", "pledge", str(terms), "--output", str(path)]
    assert ask(capsys, home, *command).code == 0
    assert ask(capsys, home, "act", "sign", str(path), "--yes").code == 0
    return path


def refused(answer: Answer) -> str:
    """What a server that relays says no with."""
    told = json.loads(answer.said)
    assert (answer.code, told["code"]) == (1, "SERVER_REFUSED")
    return str(told["detail"].split("problem='")[1].split("'")[0])


def test_an_officer_signs_behind_its_party_on_a_machine_of_his_own(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = post.stage.enrolled()
    title = post.stage.issued_title({owner: ALL}).title
    path, key, wrong = pledge_file(post, capsys, owner, title, 250_000), Key.new(), Key.new()
    named(post.stage, owner, key)
    mine, his = post.home("mine", owner), post.home("his", Player(owner.party, key))
    beside = ["--officer-key", "0x" + key.account.hex(), "--yes"]
    for bad in ("0xzz", key.account.hex()[2:]):
        told = ask(capsys, his, "act", "sign", str(path), "--officer-key", bad, "--yes")
        assert (told.code, '"ID_MALFORMED"' in told.said) == (1, True)
    early = ask(capsys, his, "act", "sign", str(path), *beside)
    assert (early.code, '"ACT_UNSIGNED"' in early.said) == (1, True)
    assert ask(capsys, mine, "act", "sign", str(path), "--yes").shown["missing"] == []
    assert refused(ask(capsys, mine, "act", "relay", str(path))) == "OFFICER_MISSING"
    copies = {each: post.folder / f"{each.account.hex()}.json" for each in (key, wrong)}
    for each, copy in copies.items():
        shutil.copy(path, copy)
        his = post.home(each.account.hex(), Player(owner.party, each))
        beside = ["--officer-key", "0x" + each.account.hex(), "--yes"]
        assert ask(capsys, his, "act", "sign", str(copy), *beside).code == 0
    assert refused(ask(capsys, mine, "act", "relay", str(copies[wrong]))) == "OFFICER_MISSING"
    holding = holding_key(owner.party)
    assert post.stage.register.read(title, holding, HoldingWord).pledged_oper == 0
    # the copy without the officer's signature takes nothing away
    assert ask(capsys, mine, "act", "relay", str(copies[key]), str(path)).code == 0
    assert post.stage.register.read(title, holding, HoldingWord).pledged_oper == 250_000


def test_an_officers_signature_under_another_act_is_refused(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = post.stage.enrolled()
    title = post.stage.issued_title({owner: ALL}).title
    mine, key = post.home("mine", owner), Key.new()
    Keystore(post.folder / "mine" / "keys").keep_plain(key)
    named(post.stage, owner, key)
    signed = {}
    for ppm in (100_000, 200_000):
        path = pledge_file(post, capsys, owner, title, ppm)
        both = ["act", "sign", str(path), "--officer-key", key.account.hex(), "--yes"]
        assert ask(capsys, mine, *both).code == 0
        signers = json.loads(path.read_text(encoding="utf-8"))["signers"]
        signed[path] = next(each for each in signers if each["party"] == "0x" + owner.party.hex())
    first, second = signed
    own, beside = signed[first]["signature"][:132], signed[second]["signature"][132:]
    mixed = changed(first, post.folder / "mixed.json", signers__1__signature=own + beside)
    assert refused(ask(capsys, mine, "act", "relay", mixed)) == "OFFICER_MISSING"
    assert ask(capsys, mine, "act", "relay", str(first)).code == 0
    word = post.stage.register.read(title, holding_key(owner.party), HoldingWord)
    assert word.pledged_oper == 100_000


def test_who_was_absorbed_signs_once_and_follows_its_successor_unsigned(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, register = post.stage, post.stage.register
    first, second, third = (stage.enrolled() for _ in range(3))

    def merger(gone: Player, heir: Player) -> str:
        """The file of a merger, signed by the two clerks and the successor."""
        sides, instrument = (gone.party, heir.party), DocumentDigest(digest32())
        terms = mandate.absorption(register, sides, REGISTRY, instrument=instrument)
        given, path = post.folder / "terms.json", str(post.folder / f"{instrument.hex()}.json")
        given.write_text(json.dumps(message(terms)), encoding="utf-8")
        heirs = post.home(heir.party.hex(), heir)
        command = ["act", "prepare", "party-absorption", str(given), "--output", path]
        assert ask(capsys, heirs, *command).code == 0
        for who, role in ((stage.cast.examiner, "EXAMINER"), (stage.cast.reviewer, "REVIEWER")):
            clerk = post.home(f"{role} {instrument.hex()}", who)
            assert ask(capsys, clerk, "act", "sign", path, "--role", role, "--yes").code == 0
        assert ask(capsys, heirs, "act", "sign", path, "--yes").code == 0
        return path

    own = post.home("first", first)
    path = merger(first, second)
    assert refused(ask(capsys, own, "act", "relay", path)) == "SIGNERS_WRONG"
    assert ask(capsys, own, "act", "sign", path, "--yes").code == 0
    assert ask(capsys, own, "act", "relay", path).code == 0
    absorbed(stage, second, third)
    done = ask(capsys, own, "act", "relay", merger(first, third))
    assert (done.code, done.shown["subject"]) == (0, "0x" + first.party.hex())


def records(variables: dict[str, str]) -> list[dict[str, Any]]:
    """What a home keeps of the applications that it filed."""
    paths = Path(variables["DATADEED_HOME"]).glob("records/*.json")
    return [json.loads(path.read_text(encoding="utf-8"))["record"] for path in paths]


def test_a_registrant_elsewhere_is_told_who_acts_next_and_by_when(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    register, cast = post.stage.register, post.stage.cast
    mine, data = post.home("mine", cast.registrant), own_data(post.folder / "data")
    command = ["register", str(data / "data.csv"), "--record", str(data / "record.json")]
    refused = ask(capsys, mine, *command, "--registry", "999")
    assert refused.code == 1
    told = json.loads(refused.said.strip().splitlines()[-1])
    assert told["code"] == "SERVER_REFUSED"
    assert told["detail"] == (
        "SERVER_REFUSED answered=409 problem='REGISTRY_CLOSED' fields={'registry': 999}"
    )
    assert records(mine) == []

    answer = ask(capsys, mine, *command)
    assert answer.code == 0, answer.said
    clock = profiles.load().clock("acceptance")
    end = moment(deadline(register.time(), clock, calendar()).time)
    assert answer.shown["next"] == (
        f"an acceptance clerk of registry 371 answers by {end} (UTC+8); silence accepts"
    )
    assert register.seq(bytes.fromhex(answer.shown["application"])) == 1
    (kept,) = records(mine)
    assert kept["applicants"][0]["party"] == cast.registrant.party.hex()

    again = ask(capsys, mine, *command)
    told = json.loads(again.said.strip().splitlines()[-1])
    assert again.code == 1
    assert "problem='FILED_ALREADY' fields={'fingerprint': '0x" in told["detail"]
    assert records(mine) == [kept]

    # nobody knows what a server that is gone has done: record and salts stay
    gone = ask(capsys, mine, *command, "--server", f"http://127.0.0.1:{free_port()}")
    assert (gone.code, "SERVER_UNREACHABLE" in gone.said) == (3, True)
    assert len(records(mine)) == 2


def test_a_record_typed_at_the_console_is_filed_as_it_was_confirmed(
    post: Post, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, data = post.home("mine", post.stage.cast.registrant), own_data(post.folder / "data")
    (data / "data.csv").write_text("day,salinity\n2,30.9\n", encoding="utf-8")
    span = '{"from": "2022-01-01", "to": "2022-12-31"}'
    about = ["数据集", "浮标逐时盐度。", "A04", "by_agreement", "", "", "", span, "", "", "", ""]
    rights = ["", "", "", "三年", "", ""]
    who = ["", a_uscc(77), NAME, "林某", "1", "青岛", "存续"]
    proofs = [str(data / f"{kind}.txt") for kind in PROOFS]
    typed = "\n".join([*about, "8760", *rights, *who, *proofs, "", ""])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    answer = ask(capsys, mine, "register", str(data / "data.csv"))
    assert answer.code == 0, answer.said
    assert "[yearly]" in answer.said
    assert f"[{PROOF_OF['by_agreement']}]" in answer.said
    (kept,) = records(mine)
    (right,) = kept["rights"]
    assert (right["oper"], right["term"], right["limits"]) == (1_000_000, "三年", "无")
    assert right["proof"] == PROOF_OF["by_agreement"]
    assert kept["volume"] == {"records": 8_760, "bytes": (data / "data.csv").stat().st_size}
    assert (kept["origin"], kept["update_frequency"]) == ("by_agreement", "yearly")
    assert "scenarios" not in kept


def test_answers_that_end_too_early_file_nothing(
    post: Post, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, data = post.home("mine", post.stage.cast.registrant), own_data(post.folder / "data")
    monkeypatch.setattr("sys.stdin", io.StringIO("数据集\n"))
    assert ask(capsys, mine, "register", str(data / "data.csv")).code != 0
    assert records(mine) == []


def shared_data(folder: Path, first: PartyId, second: PartyId) -> Path:
    """A data file and a record whose operating right two companies split."""
    folder = folder / "data"
    folder.mkdir()
    (folder / "data.csv").write_text(f"day,salinity\n1,31.2\n{first.hex()}", encoding="utf-8")
    for name in ("identity", "acquisition", "sample"):
        (folder / f"{name}.txt").write_text(name, encoding="utf-8")
    contact = {"person": "林某", "phone": "1", "address": "青岛", "business_status": "存续"}
    shares = ((first, 1_000_000, 700_000), (second, 0, 300_000))
    record = {
        "applicants": [
            {"name": NAME, "kind": "legal_person", "uscc": a_uscc(71), "party": first.hex()},
            {"name": "渤海数智", "kind": "legal_person", "uscc": a_uscc(72), "party": second.hex()},
        ],
        "contacts": [contact],
        **stated_fields(),
        "rights": [
            {
                "party": party.hex(),
                "hold": whole,
                "use": whole,
                "oper": part,
                "term": "五年",
                "limits": "无",
                "proof": "自行采集生成",
            }
            for party, whole, part in shares
        ],
        "proofs": [
            {"kind": name, "path": f"{name}.txt"} for name in ("identity", "acquisition", "sample")
        ],
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    return folder
