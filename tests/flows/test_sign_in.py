"""Signing in over a real register: who is let in with which roles, and every way to be kept out."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.sessions import message
from api.sessions.errors import CodeUnknown
from api.sessions.opening import CHALLENGE_SECONDS, SESSION_SECONDS, open_by_code
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain.acts import Address, PartyKind, Role
from ledger.domain.words import PartyRecord
from ledger.registrar import party
from ledger.store.repositories.session import SKEW
from tests.cast import REGISTRY
from tests.contract_wallets import NO, REVERTS, YES, joined, placed
from tests.databases import values
from tests.servers import HOST, served
from tests.sessions import challenge, held, opened, refused, sign_in
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
AHEAD = 10 * 365 * 86_400


def who(site: Site, token: str) -> Any:
    return site.client.get("/v1/sessions", headers=held(token))


@contextmanager
def later(site: Site, seconds: int) -> Iterator[None]:
    """The server's clock goes ahead."""
    wiring: Any = site.client.app
    wiring = wiring.state.wiring
    before = wiring.clock
    wiring.clock = lambda: before() + seconds
    try:
        yield
    finally:
        wiring.clock = before


def test_a_clerk_signs_in_and_out_with_the_roles_of_the_register(site: Site) -> None:
    clerk = site.stage.cast.examiner
    found = opened(site, clerk.key)
    assert found["account"] == "0x" + clerk.key.account.hex()
    assert found["party"] == "0x" + clerk.party.hex()
    assert found["staff"] == [{"registry": REGISTRY, "roles": ["EXAMINER"]}]
    told = who(site, found["token"]).json()
    assert (told["party"], told["staff"]) == (found["party"], found["staff"])
    headers = held(found["token"])
    assert site.client.delete("/v1/sessions", headers=headers).status_code == 204
    assert refused(who(site, found["token"])) == (401, "SESSION_MISSING")


def test_a_party_without_a_role_signs_in_as_itself(site: Site) -> None:
    assert opened(site, site.stage.cast.bank.key)["staff"] == []


def test_a_message_opens_one_session_only(site: Site) -> None:
    key = site.stage.cast.examiner.key
    text = challenge(site, key.account)
    assert sign_in(site, text, key).status_code == 200
    assert refused(sign_in(site, text, key)) == (403, "CHALLENGE_UNKNOWN")


def test_a_message_that_nobody_gave_out_is_refused(site: Site) -> None:
    key = site.stage.cast.examiner.key
    own = replace(message.parse(challenge(site, key.account)), nonce="chosenbyme")
    assert refused(sign_in(site, own.text, key)) == (403, "CHALLENGE_UNKNOWN")
    longer = message.parse(challenge(site, key.account))
    longer = replace(longer, expiration_time=longer.expiration_time + 1)
    assert refused(sign_in(site, longer.text, key)) == (403, "CHALLENGE_UNKNOWN")


def test_a_message_is_over_after_its_time(site: Site) -> None:
    key = site.stage.cast.examiner.key
    text = challenge(site, key.account)
    with later(site, CHALLENGE_SECONDS + 1):
        assert refused(sign_in(site, text, key)) == (403, "SIGN_IN_EXPIRED")
    assert sign_in(site, text, key).status_code == 200


@pytest.mark.parametrize("field", ["domain", "uri", "chain_id"])
def test_a_message_for_another_place_is_refused(site: Site, field: str) -> None:
    key = site.stage.cast.examiner.key
    own = message.parse(challenge(site, key.account))
    elsewhere: dict[str, Any] = {"domain": "evil.example", "uri": "https://evil.example"}
    other: Any = replace(own, **{field: elsewhere.get(field, own.chain_id + 1)})
    answer = sign_in(site, other.text, key)
    assert refused(answer) == (403, "SIGN_IN_ELSEWHERE")
    assert answer.json()["fields"]["field"] == field
    assert answer.json()["fields"]["found"] == str(getattr(other, field))


def test_another_key_does_not_sign_in_and_does_not_use_the_message_up(site: Site) -> None:
    key = site.stage.cast.examiner.key
    text = challenge(site, key.account)
    answer = sign_in(site, text, Key.new())
    assert refused(answer) == (403, "SIGN_IN_SIGNATURE_WRONG")
    assert answer.json()["fields"] == {"account": "0x" + key.account.hex()}
    long = {"message": text, "signature": "0x" + "ab" * 400}
    assert refused(site.client.post("/v1/sessions", json=long))[1] == "SIGN_IN_SIGNATURE_WRONG"
    assert sign_in(site, text, key).status_code == 200


def test_a_contracts_account_signs_in_by_its_own_word(site: Site) -> None:
    bank = site.stage.enrolled()
    yes, no, reverts = (joined(site.stage, bank, code) for code in (YES, NO, REVERTS))
    site.mirror.catch_up()

    def answered(account: Address) -> Any:
        signed = {"message": challenge(site, account), "signature": "0x" + "01" * 70}
        return site.client.post("/v1/sessions", json=signed)

    found = answered(yes)
    assert (found.status_code, found.json()["party"]) == (200, "0x" + bank.party.hex())
    assert who(site, found.json()["token"]).json()["account"] == "0x" + yes.hex()
    for account in (no, reverts):
        assert refused(answered(account)) == (403, "SIGN_IN_SIGNATURE_WRONG")
    # a stranger's contract is not asked, whatever it would say
    stranger = placed(site.stage, YES)
    assert refused(answered(stranger)) == (403, "SIGN_IN_SIGNATURE_WRONG")


def test_an_account_of_nobody_is_not_let_in(site: Site) -> None:
    key = Key.new()
    answer = sign_in(site, challenge(site, key.account), key)
    assert refused(answer) == (403, "ACCOUNT_UNKNOWN")
    assert answer.json()["fields"] == {"account": "0x" + key.account.hex()}


def test_what_is_no_message_is_named(site: Site) -> None:
    answer = sign_in(site, "let me in", Key.new())
    assert refused(answer) == (422, "SIGN_IN_MESSAGE_MALFORMED")
    assert answer.json()["fields"] == {"field": "domain"}
    huge = {"message": "a" * 100_000, "signature": "0x" + "00" * 65}
    assert refused(site.client.post("/v1/sessions", json=huge)) == (422, "REQUEST_INVALID")
    answer = site.client.post("/v1/sessions", content=b"[" * 5_000_000)
    assert refused(answer) == (413, "BODY_TOO_LARGE")


def test_a_token_that_is_none_is_told_how_to_sign_in(site: Site) -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp5"}):
        answer = site.client.get("/v1/sessions", headers=headers)
        assert refused(answer) == (401, "SESSION_MISSING")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_is_over_after_its_time(site: Site) -> None:
    token = opened(site, site.stage.cast.examiner.key)["token"]
    with later(site, SESSION_SECONDS + 1):
        assert refused(who(site, token)) == (401, "SESSION_MISSING")
    assert who(site, token).status_code == 200


def test_what_was_opened_under_a_clock_that_was_ahead_is_over_once_it_is_right(site: Site) -> None:
    app: Any = site.client.app
    account = site.stage.cast.examiner.key
    with later(site, AHEAD):
        token = opened(site, account)["token"]
        code = site.client.post("/v1/sessions/code", headers=held(token)).json()["code"]
        assert who(site, token).status_code == 200
    assert refused(who(site, token)) == (401, "SESSION_MISSING")
    with pytest.raises(CodeUnknown):
        open_by_code(app.state.wiring, code)
    challenge(site, account.account)
    with later(site, AHEAD):
        assert refused(who(site, token)) == (401, "SESSION_MISSING")


@pytest.mark.parametrize("seconds", [SKEW, -SKEW])
def test_servers_whose_clocks_differ_a_little_share_their_sessions(
    site: Site, seconds: int
) -> None:
    with later(site, seconds):
        token = opened(site, site.stage.cast.examiner.key)["token"]
    assert who(site, token).status_code == 200


def test_who_signs_out_leaves_nothing_in_the_browser(site: Site) -> None:
    token = opened(site, site.stage.cast.examiner.key)["token"]
    known = {"cookie": f"session={token}"}
    mark = re.search(r'name="mark" value="([0-9a-f]{64})"', page_of(site, "/sign-in", known))
    assert mark
    answer = site.client.post(
        "/sign-out", data={"mark": mark[1]}, headers=known, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cache"')
    assert refused(who(site, token)) == (401, "SESSION_MISSING")


def page_of(site: Site, path: str, headers: dict[str, str]) -> str:
    answer = site.client.get(path, headers=headers)
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_a_role_that_ended_ends_in_the_open_session_too(site: Site) -> None:
    stage = site.stage
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    stage.employed(clerk, stage.cast.institution, Role.EXAMINER, Role.REVIEWER)
    site.mirror.catch_up()
    token = opened(site, clerk.key)["token"]
    roles = [{"registry": REGISTRY, "roles": ["EXAMINER", "REVIEWER"]}]
    assert who(site, token).json()["staff"] == roles
    until = stage.register.record(clerk.party, PartyRecord).roles_until
    terms = party.role_grant(stage.register, clerk.party, REGISTRY, [Role.EXAMINER], until=until)
    party.end_roles(stage.register, terms, [stage.cast.institution.signs()])
    site.mirror.catch_up()
    told = who(site, token).json()
    assert told["staff"] == [{"registry": REGISTRY, "roles": ["EXAMINER"]}]


def test_a_code_signs_in_once(site: Site) -> None:
    token = opened(site, site.stage.cast.examiner.key)["token"]
    headers = held(token)
    code = site.client.post("/v1/sessions/code", headers=headers).json()["code"]
    assert refused(who(site, code)) == (401, "SESSION_MISSING")
    assert refused(site.client.post("/v1/sessions/code"))[0] == 401


def test_the_database_knows_no_token_and_no_nonce(site: Site) -> None:
    key = site.stage.cast.examiner.key
    text, token = challenge(site, key.account), opened(site, key)["token"]
    nonce = message.parse(text).nonce.encode()
    for name, value in values(site.settings.database_url):
        if "challenge" in name or "session" in name:
            assert token.encode() not in value
            assert nonce not in value


def test_the_console_signs_in_and_out(site: Site, tmp_path: Path, capsys: Any) -> None:
    clerk = site.stage.cast.examiner
    with served(site.client.app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        app: Any = site.client.app
        wiring, before = app.state.wiring, app.state.wiring.settings
        wiring.settings = replace(before, public_url=url)
        environment = {**environment_of(site.settings), "DATADEED_HOME": str(tmp_path)}
        environment |= {"DATADEED_PROFILE": str(site.settings.profile)}
        account = "0x" + clerk.key.account.hex()
        Keystore(tmp_path / "keys").keep_plain(clerk.key)
        command = ["sign-in", "--account", account, "--server", url, "--code", "--json"]
        assert run(command, environment) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["account"], len(told["code"])) == (account, 14)
        kept = tmp_path / "session.json"
        assert kept.stat().st_mode & 0o777 == 0o600
        wiring.settings = replace(before, public_url="http://evil.example")
        assert run(command, environment) == 1
        assert "SIGN_IN_ELSEWHERE" in capsys.readouterr().err
        wiring.settings = replace(before, public_url=url)
        assert run(["sign-out"], environment) == 0
        assert not kept.exists()
        assert run(["sign-out"], environment) == 1
        assert "SESSION_MISSING" in capsys.readouterr().err
        wiring.settings = before
