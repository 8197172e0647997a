"""What a registrant sends to a server that relays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx

from api.registrant.errors import (
    ServerAnswerIncomplete,
    ServerRefused,
    ServerUnreachable,
    ServerUnreadable,
)
from api.typed import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.domain.acts import Application, Signer

PATIENCE_SECONDS: Final = 180
ENTERED: Final = ("tx_hash", "block", "subject", "seq")


def relay_body(
    terms: Any, signers: Sequence[Signer], content: Application | None = None
) -> dict[str, Any]:
    """The body that POST /v1/acts/{kind}:relay takes."""
    shown = {} if content is None else {"content": message(content)}
    return {"terms": message(terms), **shown, "signers": list(map(signer_json, signers))}


def signer_json(signer: Signer) -> dict[str, Any]:
    """A signature as API and act files write it."""
    return {
        "party": "0x" + signer.party.hex(),
        "account": "0x" + signer.account.hex(),
        "role": int(signer.role),
        "signature": "0x" + signer.signature.hex(),
    }


def post(
    server: str, path: str, body: dict[str, Any], *, needs: Sequence[str] = ()
) -> dict[str, Any]:
    """The server's answer, which must have these members.

    Raises:
        ServerRefused, ServerUnreachable, ServerUnreadable: there is none, or none of the API's.
        ServerAnswerIncomplete: it lacks one of them.
    """
    found = ask(server, "POST", path, body)
    for member in needs:
        if member not in found:
            raise ServerAnswerIncomplete(server, member)
    return found


def relayed(server: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Where an act stands that the server entered. Raises as `post`."""
    found = post(server, path, body, needs=ENTERED)
    return {name: found[name] for name in ENTERED}


def send_file(server: str, path: str, member: str, data: bytes) -> dict[str, Any]:
    """A file sent to a door, without its name. Raises as `post`."""
    return _found(server, _answer(server, "POST", path, files={member: (member, data)}))


def send_form(
    server: str,
    path: str,
    form: tuple[Mapping[str, str], Sequence[tuple[str, bytes]]],
    *,
    token: str,
) -> dict[str, Any]:
    """The fields of a form and its files, without their names. Raises as `post`."""
    fields, files = form
    parts: list[tuple[str, tuple[str | None, bytes]]] = [
        (name, (None, value.encode())) for name, value in fields.items()
    ]
    parts += [(name, (name, data)) for name, data in files]
    return _found(server, _answer(server, "POST", path, files=parts, headers=_bearer(token)))


def ask(
    server: str, method: str, path: str, body: Any = None, *, token: str = ""
) -> dict[str, Any]:
    """The server's answer to who holds a session's token. Raises as `post`."""
    return _found(server, _answer(server, method, path, json=body, headers=_bearer(token)))


def fetch(server: str, path: str, *, token: str) -> bytes:
    """The bytes of a file that the server gives to who holds a token. Raises as `post`."""
    answer = _answer(server, "GET", path, headers=_bearer(token))
    if not answer.is_success:
        _found(server, answer)
    return answer.content


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


def _answer(server: str, method: str, path: str, **sent: Any) -> httpx.Response:
    try:
        return httpx.request(method, server + path, timeout=PATIENCE_SECONDS, **sent)
    except (httpx.RequestError, httpx.InvalidURL) as fault:
        raise ServerUnreachable(server, type(fault).__name__) from fault


def _found(server: str, answer: httpx.Response) -> dict[str, Any]:
    found = _object(server, answer)
    if not answer.is_success:
        told = found.get("fields")
        fields = told if isinstance(told, dict) else {}
        raise ServerRefused(answer.status_code, str(found.get("code", "")), fields)
    return found


def _object(server: str, answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; none where it has no content. Raises ServerUnreadable."""
    try:
        found = answer.json() if answer.content else {}
    except ValueError as fault:
        raise ServerUnreadable(server, answer.status_code) from fault
    if not isinstance(found, dict):
        raise ServerUnreadable(server, answer.status_code)
    return found
