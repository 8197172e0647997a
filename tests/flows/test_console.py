"""What the console shows is what the API answers; papers go to the registry and come back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.registrant.session import keep
from ledger.chain.keystore import Keystore
from ledger.domain import profiles
from ledger.domain.acts import RecordRoot
from ledger.domain.record import commit
from ledger.registrar import application
from notarization.verify.digests import sha256
from tests.cast import ALL, REGISTRY, Player, Stage
from tests.records import fields_of_then, filed_with_record, left, listed, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened
from tests.site import Site, environment_of, settings_of

pytestmark = pytest.mark.node


def said(site: Site, capsys: pytest.CaptureFixture[str], *told: str) -> Any:
    """The answer of a command as JSON."""
    code = run([*told, "--json"], environment_of(site.settings))
    spoken = capsys.readouterr()
    assert code == 0, spoken.err
    return json.loads(spoken.out)


def test_certificates_parties_and_applications_are_shown_as_the_api_shows_them(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    number, cast = site.pledgor_number, site.stage.cast
    party, account = cast.registrant.party.hex(), "0x" + cast.registrant.key.account.hex()
    for told, path, query in (
        (["certificate", "show", number], f"/v1/certificates/{number}", {}),
        (["certificate", "history", number], f"/v1/certificates/{number}/history", {}),
        (["certificate", "pledges", number], f"/v1/certificates/{number}/pledges", {}),
        (["certificate", "ended-pledges", number], f"/v1/certificates/{number}/ended-pledges", {}),
        (["certificate", "others", number], f"/v1/certificates/{number}/others", {}),
        (["party", "show", party], f"/v1/parties/{party}", {}),
        (["party", "of", account], "/v1/parties", {"account": account}),
        (["application", "list"], "/v1/applications", {"limit": "100"}),
        (["search", "水温", "--right", "OPER"], "/v1/certificates", {"q": "水温", "right": "OPER"}),
    ):
        assert said(site, capsys, *told) == site.get(path, **query), told
        assert run(told, environment_of(site.settings)) == 0
        assert capsys.readouterr().out


def test_an_earlier_moment_is_asked_for_as_at_the_api(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    number = site.pledgor_number
    block = str(site.issued.issued.entered.receipt.block_number)
    told = said(site, capsys, "certificate", "show", number, "--at", block)
    assert told == site.get(f"/v1/certificates/{number}", at=block)
    assert (told["pledge_count"], said(site, capsys, "certificate", "show", number)[
        "pledge_count"]) == (0, 1)  # fmt: skip
    late = ["certificate", "show", number, "--at", "2999-01-01"]
    assert run(late, environment_of(site.settings)) == 1
    assert "MOMENT_UNKNOWN" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (["certificate", "show", "SJ0"], "NUMBER_MALFORMED"),
        (["certificate", "history", "SJ3712020010001"], "NUMBER_UNKNOWN"),
        (["party", "show", "03ab"], "ID_MALFORMED"),
        (["party", "of", "0xzz"], "ID_MALFORMED"),
        (["sign-in", "--account", "0xzz"], "ID_MALFORMED"),
        (["sign-in", "--account", "abcd"], "ID_MALFORMED"),
        (["search", "x", "--registry", "ab"], "FACET_UNKNOWN"),
        (["application", "leave", "02" + "ab" * 31], "RECORD_UNREADABLE"),
    ],
)
def test_what_is_wrongly_asked_is_refused_by_its_code(
    site: Site, told: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(told, environment_of(site.settings)) == 1
    assert code in capsys.readouterr().err


def test_papers_are_left_and_come_back_to_who_left_them(
    site: Site, office: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_key(site)
    app: Any = site.client.app
    proofs = {kind: f"{kind} of mine".encode() for kind in ("identity", "acquisition", "sample")}
    fields = fields_of_then()
    fields["proofs"] = listed(proofs)
    holder = office.enrolled()
    salts = {name: f"{place:032x}" for place, name in enumerate(sorted(fields), 1)}
    subject = filed_with_salts(site, office, holder, (fields, salts))
    settings = settings_of(office, tmp_path)
    Keystore(settings.keys).keep_plain(holder.key)
    folder = settings.home / "records"
    folder.mkdir()
    kept = {"record": fields, "salts": salts}
    (folder / f"{subject.hex()}.json").write_text(json.dumps(kept), encoding="utf-8")
    sample = tmp_path / "sample.txt"
    sample.write_bytes(proofs["sample"])
    variables = environment_of(settings)
    with served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        told = ["application", "leave", subject.hex(), "--server", url, "--proof", str(sample)]
        assert run(told, variables) == 0, capsys.readouterr().err
        assert run([*told, "--json"], variables) == 0
        keep(settings, url, opened(site, holder.key))
        out = tmp_path / "back"
        assert run(["application", "return", subject.hex(), "--output", str(out)], variables) == 0
        assert run(["sign-in", "--who"], variables) == 0
    assert holder.party.hex() in capsys.readouterr().out
    assert json.loads((out / "record.json").read_text(encoding="utf-8")) == fields
    assert (out / sha256(proofs["sample"]).hex()).read_bytes() == proofs["sample"]


def filed_with_salts(
    site: Site, stage: Stage, holder: Player, given: tuple[dict[str, Any], dict[str, str]]
) -> bytes:
    """An application on file whose record nobody has opened yet."""
    fields, salts = given
    root = commit(fields, {name: bytes.fromhex(salt) for name, salt in salts.items()}).root
    content = replace(stage.content({holder: ALL}), record=RecordRoot(root))
    content = replace(content, profile=profiles.load().digest)
    found = application.submit(stage.register, content, [holder.signs()]).application
    site.mirror.catch_up()
    return found


def test_reviewers_read_the_desks_log_at_the_console(
    site: Site, office: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_key(site)
    app: Any = site.client.app
    subject, _ = filed_with_record(site, office, office.enrolled())
    reviewer, settings = office.cast.reviewer, settings_of(office, tmp_path)
    token = held(opened(site, reviewer.key)["token"])
    path = f"/v1/desk/{REGISTRY}/files/{subject.hex()}"
    look = site.client.get(path, params={"concern": "REVIEW"}, headers=token)
    assert look.status_code == 200
    assert left(site, subject, b"nothing listed").status_code == 422
    told = ["desk", "log", "--registry", str(REGISTRY), "--application", subject.hex()]
    with served(app, site.settings) as port:
        keep(settings, f"http://{HOST}:{port}", opened(site, reviewer.key))
        variables = environment_of(settings)
        assert run(["--lang", "zh", *told], variables) == 0
        assert "查阅" in capsys.readouterr().out
        assert run([*told, "--json"], variables) == 0
        entries = json.loads(capsys.readouterr().out)["entries"]
        assert [(each["deed"], each["concern"]) for each in entries] == [("READ", "REVIEW")]
        keep(settings, f"http://{HOST}:{port}", opened(site, office.cast.examiner.key))
        assert run(told, variables) == 1
        assert "REVIEWERS_ONLY" in capsys.readouterr().err
