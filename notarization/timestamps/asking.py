"""Asks an authority for a token (RFC 3161, 3.4: over HTTP), and keeps none that would not hold."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING, Final

import httpx
from asn1crypto.tsp import TimeStampReq
from rfc3161_client import decode_timestamp_response

from ledger.outside import AnswerTooLong, NoAnswer, Patience, answered, patiently
from notarization.timestamps.errors import AuthorityRefused, AuthorityUnreachable, TokenWrong
from notarization.verify.beliefs import TimeTrust
from notarization.verify.cms import ordered
from notarization.verify.errors import VerificationError
from notarization.verify.timestamps import IMPRINTS, Stamp, judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from notarization.timestamps.authorities import Authority

QUERY: Final = "application/timestamp-query"
REPLY: Final = "application/timestamp-reply"
MOST_ANSWER: Final = 2**18
OK: Final = 200
_NONCE_BITS: Final = 64
_OIDS: Final = {name: oid for oid, (name, _) in IMPRINTS.items()}


def token_over(
    authority: Authority,
    data: bytes,
    patience: Patience | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> tuple[bytes, Stamp]:
    """A response over `data` and what it says, checked as the offline verifier will check it.

    Raises AuthorityUnreachable, AuthorityRefused, TokenWrong.
    """
    patience = patience or Patience()
    ask = partial(_asked, authority, data, patience)
    return patiently(ask, (AuthorityUnreachable,), patience, wait)


def _asked(authority: Authority, data: bytes, patience: Patience) -> tuple[bytes, Stamp]:
    nonce = secrets.randbits(_NONCE_BITS)
    token = answer_to(authority, question(data, authority.digest, nonce), patience)
    try:
        stamp = judge(authority.name, token, data, TimeTrust((authority.trusted,)))
    except VerificationError as fault:
        raise TokenWrong(authority.name, str(fault)) from fault
    # An old answer over the same bytes has another nonce (RFC 3161, 2.4.1).
    if decode_timestamp_response(ordered(token)).tst_info.nonce != nonce:
        raise TokenWrong(authority.name, "another nonce")
    return token, stamp


def question(data: bytes, digest: str, nonce: int) -> bytes:
    """What asks for a token over data (TimeStampReq, DER), with the authority's certificate.

    Written here for every digest: the client of the others does not know SM3.
    """
    oid = _OIDS[digest]
    imprint = {
        "hash_algorithm": {"algorithm": oid},
        "hashed_message": IMPRINTS[oid][1](data),
    }
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(TimeStampReq(asked).dump())


def answer_to(authority: Authority, asking: bytes, patience: Patience) -> bytes:
    """What an authority answers to a question (TimeStampReq), not looked at yet.

    Raises AuthorityUnreachable, AuthorityRefused, TokenWrong.
    """
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    if authority.account:
        pair = f"{authority.account}:{authority.password}".encode()
        headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
    asked = httpx.Request("POST", authority.url, content=asking, headers=headers)
    try:
        status, token = answered(asked, patience, MOST_ANSWER)
    except NoAnswer as fault:
        raise AuthorityUnreachable(authority.name, fault.fault) from fault
    except AnswerTooLong as fault:
        raise TokenWrong(authority.name, f"more than {fault.most} bytes") from fault
    if status != OK:
        raise AuthorityRefused(authority.name, f"HTTP status {status}")
    return token
