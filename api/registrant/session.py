"""The session of this home with a server: opened with its key, kept readable for its user only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from api.registrant.identity import write_private
from api.registrant.server import ask, post
from api.sessions import message
from api.sessions.errors import SessionMissing, SignInElsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ledger.chain.profile import ChainProfile
    from ledger.chain.signer import Key
    from ledger.settings import Settings

FILE: Final = "session.json"
SESSION: Final = ("token", "account", "party", "staff", "until")


def sign_in(server: str, profile: ChainProfile, key: Key) -> dict[str, Any]:
    """Open a session. Raises SignInElsewhere, and as `post`.

    What the server asks to be signed is signed only where it names this server, this chain and this
    account: a server in the middle could otherwise pass on a message of another.
    """
    account = {"account": "0x" + key.account.hex()}
    text = str(post(server, "/v1/sessions/challenge", account, needs=("message",))["message"])
    given, host = message.parse(text), urlsplit(server).netloc
    for name, expected, found in (
        ("domain", host, given.domain),
        ("chain_id", str(profile.chain_id), str(given.chain_id)),
        ("account", key.account.hex(), given.address.hex()),
    ):
        if expected != found:
            raise SignInElsewhere(name, expected, found)
    signature = "0x" + key.sign(message.digest(text)).hex()
    body = {"message": text, "signature": signature}
    return post(server, "/v1/sessions", body, needs=SESSION)


def keep(settings: Settings, server: str, session: Mapping[str, Any]) -> Path:
    """Keep the token for the next commands."""
    path = settings.home / FILE
    write_private(path, {"server": server, "token": session["token"], "until": session["until"]})
    return path


def kept(settings: Settings) -> tuple[str, str]:
    """Server and token of this home's session. Raises SessionMissing."""
    try:
        found = json.loads((settings.home / FILE).read_text(encoding="utf-8"))
        return str(found["server"]), str(found["token"])
    except (OSError, ValueError, KeyError) as fault:
        raise SessionMissing from fault


def asked(settings: Settings, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """What the server answers to who signed in here. Raises SessionMissing, ServerRefused."""
    server, token = kept(settings)
    return ask(server, method, path, body, token=token)


def sign_out(settings: Settings) -> None:
    """End the session at the server, and forget it here. Raises SessionMissing."""
    asked(settings, "DELETE", "/v1/sessions")
    (settings.home / FILE).unlink()
