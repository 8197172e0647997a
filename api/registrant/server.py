"""What a registrant sends to a server that relays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from api.registrant.errors import ServerRefused
from api.typed import message
from ledger.chain.errors import NodeUnreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.domain.acts import Signer


def relay_body(terms: Any, signers: Sequence[Signer]) -> dict[str, Any]:
    """The body that POST /v1/acts/{kind}:relay takes."""
    return {
        "terms": message(terms),
        "signers": [
            {
                "party": "0x" + each.party.hex(),
                "account": "0x" + each.account.hex(),
                "role": int(each.role),
                "signature": "0x" + each.signature.hex(),
            }
            for each in signers
        ],
    }


def post(server: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The server's answer. Raises ServerRefused, NodeUnreachable."""
    try:
        answer = httpx.post(server + path, json=body, timeout=180)
    except httpx.TransportError as fault:
        raise NodeUnreachable(server, type(fault).__name__) from fault
    found: dict[str, Any] = answer.json()
    if not answer.is_success:
        raise ServerRefused(answer.status_code, str(found.get("code", "")))
    return found
