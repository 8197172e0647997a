"""Challenges, sessions and codes: given out, opened once, ended.

A challenge is the whole message that is to be signed: what comes back must be the very text that
was given out, so that nobody else's site, chain, time or account can stand in it. Tokens and codes
are random and kept as digests only.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from api.sessions import message
from api.sessions.errors import (
    AccountUnknown,
    ChallengeUnknown,
    CodeUnknown,
    SessionMissing,
    SignInElsewhere,
    SignInExpired,
    SignInSignatureWrong,
)
from api.sessions.message import SignIn
from api.signed import signed_by, signed_by_key
from api.texts.shown import iso
from ledger.domain.acts import Role
from ledger.queries.as_of import as_of
from ledger.queries.staff import Standing, standing_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import session as sessions
from ledger.store.tables.session import ChallengeRow, SessionRow

if TYPE_CHECKING:
    from api.wiring import Wiring

STATEMENT: Final = "Sign in to DataDeed, the register of data rights. No act is signed by this."
# how long a message may wait for its signature, a session for its end, a code for its use
CHALLENGE_SECONDS: Final = 300
SESSION_SECONDS: Final = 3_600
CODE_SECONDS: Final = 120
NONCE_BYTES: Final = 16
TOKEN_BYTES: Final = 32
CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened; the token is known to its holder alone."""

    token: str
    account: bytes
    until: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the account that signed in, and what the register says of it now."""

    account: bytes
    party: bytes
    roles: Mapping[int, frozenset[Role]]
    until: int


def challenge(wiring: Wiring, account: bytes) -> SignIn:
    """The message that an account signs to sign in. Raises StoreUnavailable, ProfileMissing."""
    now, here = wiring.clock(), urlsplit(wiring.settings.public_url)
    given = SignIn(
        domain=here.netloc,
        address=account,
        uri=wiring.settings.public_url,
        chain_id=wiring.profile().chain_id,
        nonce=secrets.token_hex(NONCE_BYTES),
        issued_at=now,
        expiration_time=now + CHALLENGE_SECONDS,
        statement=STATEMENT,
        # a wallet takes a message without a scheme for one of https
        scheme="" if here.scheme == "https" else here.scheme,
    )
    with unit_of_work(wiring.engine, silent=True) as work:
        sessions.forget(work, now)
        sessions.add(work, ChallengeRow(_digest(given.text), given.expiration_time))
    return given


def open_session(wiring: Wiring, text: str, signature: bytes) -> Opened:
    """Sign in with a signed message.

    Raises:
        SignInMessageMalformed, SignInElsewhere, SignInExpired: the message is not for here and now.
        SignInSignatureWrong: its account did not sign it.
        AccountUnknown: its account acts for nobody.
        ChallengeUnknown: it was never given out, or has been used.
        NodeUnreachable: a contract's account (EIP-1271) is asked itself, and cannot be.
    """
    given, now = message.parse(text), wiring.clock()
    _require_here(wiring, given)
    if given.expiration_time <= now:
        raise SignInExpired(iso(given.expiration_time))
    _require_signed(wiring, given, text, signature)
    standing = _standing(wiring, given.address)
    with unit_of_work(wiring.engine, silent=True) as work:
        if not sessions.take_challenge(work, _digest(text), now):
            raise ChallengeUnknown
        token, row = _new(given.address, now)
        sessions.add(work, row)
    return Opened(token, given.address, row.until, standing)


def code_for(wiring: Wiring, who: Principal) -> tuple[str, int]:
    """A code with which who is signed in may sign in once more, in a browser; and until when."""
    now = wiring.clock()
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    row = SessionRow(_digest(letters), who.account, 1, now, now + CODE_SECONDS)
    with unit_of_work(wiring.engine, silent=True) as work:
        sessions.add(work, row)
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4)), row.until


def open_by_code(wiring: Wiring, text: str) -> Opened:
    """Sign in with a code. Raises CodeUnknown, AccountUnknown."""
    now, letters = wiring.clock(), "".join(each for each in text.upper() if each.isalnum())
    with unit_of_work(wiring.engine, silent=True) as work:
        code = sessions.take_code(work, _digest(letters), now)
        if code is None:
            raise CodeUnknown
        token, row = _new(code.account, now)
        sessions.add(work, row)
    return Opened(token, code.account, row.until, _standing(wiring, code.account))


def close(wiring: Wiring, token: str) -> None:
    """End a session, if there is one."""
    with unit_of_work(wiring.engine, silent=True) as work:
        sessions.end(work, _digest(token))


def principal(wiring: Wiring, token: str) -> Principal:
    """Who holds a token, with the roles that the register gives now. Raises SessionMissing."""
    now = wiring.clock()
    with read_session(wiring.engine, now=now) as read:
        row = sessions.session(read, _digest(token), now) if token else None
        standing = standing_of(read, row.account, as_of(read).time) if row else None
    if row is None or standing is None:
        raise SessionMissing
    return Principal(row.account, standing.party, standing.roles, row.until)


def _require_here(wiring: Wiring, given: SignIn) -> None:
    url = wiring.settings.public_url
    for name, expected, found in (
        ("domain", urlsplit(url).netloc, given.domain),
        ("uri", url, given.uri),
        ("chain_id", str(wiring.profile().chain_id), str(given.chain_id)),
    ):
        if expected != found:
            raise SignInElsewhere(name, expected, found)


def _require_signed(wiring: Wiring, given: SignIn, text: str, signature: bytes) -> None:
    account, signed = given.address, message.digest(text)
    if signed_by_key(account, signed, signature):
        return
    # no stranger has the node asked, or a contract of his choice run
    if _found(wiring, account) is None or not signed_by(wiring, account, signed, signature):
        raise SignInSignatureWrong(account)


def _standing(wiring: Wiring, account: bytes) -> Standing:
    found = _found(wiring, account)
    if found is None:
        raise AccountUnknown(account)
    return found


def _found(wiring: Wiring, account: bytes) -> Standing | None:
    with read_session(wiring.engine, now=wiring.clock()) as read:
        return standing_of(read, account, as_of(read).time)


def _new(account: bytes, now: int) -> tuple[str, SessionRow]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, SessionRow(_digest(token), account, 0, now, now + SESSION_SECONDS)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
