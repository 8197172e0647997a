"""Signing in to a site of a test, as whoever holds a key."""

from typing import Any

from api.sessions import message
from ledger.chain.signer import Key
from tests.site import Site


def challenge(site: Site, account: bytes) -> str:
    """A message to be signed."""
    answer = site.client.post("/v1/sessions/challenge", json={"account": "0x" + account.hex()})
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["message"]
    return text


def sign_in(site: Site, text: str, key: Key) -> Any:
    """The answer to a message that a key signed."""
    signature = "0x" + key.sign(message.digest(text)).hex()
    return site.client.post("/v1/sessions", json={"message": text, "signature": signature})


def opened(site: Site, key: Key) -> dict[str, Any]:
    """A session that must be opened."""
    answer = sign_in(site, challenge(site, key.account), key)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def held(token: str) -> dict[str, str]:
    """The header of who holds a token."""
    return {"authorization": f"Bearer {token}"}


def refused(answer: Any) -> tuple[int, str]:
    """Status and code of a problem, which speaks both languages."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()["titles"]) == {"zh", "en"}
    return answer.status_code, answer.json()["code"]
