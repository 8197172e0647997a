"""The text that is signed to sign in: EIP-4361, version 1, by its ABNF and nothing looser.

Fifty lines of our own: `siwe` on PyPI asks for a web3 before ours and for a parser of ABNF at run
time, and would be web3 outside `ledger/chain`. The grammar's statement is ASCII, so there is no
Chinese in it; what is signed in to is said in both languages beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from api.sessions.errors import SignInMessageMalformed
from ledger.domain import eip191
from ledger.domain.keccak import keccak256

MOST: Final = 2_000
ASKED: Final = " wants you to sign in with your Ethereum account:"
# RFC 3986: what a reference is made of; `reserved` and `unreserved` with percent codes
_URI: Final = r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_AUTHORITY: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@\[\]-]|%[0-9A-Fa-f]{2})+"
_STATEMENT: Final = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;= -]+"
_PCHARS: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*"
# RFC 3339
_TIME: Final = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)"
_LINES: Final = (
    ("domain", rf"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<domain>{_AUTHORITY}){ASKED}\n"),
    ("address", r"(?P<address>0x[0-9A-Fa-f]{40})\n\n"),
    ("statement", rf"(?:(?P<statement>{_STATEMENT})\n)?\n"),
    ("uri", rf"URI: (?P<uri>{_URI})\n"),
    ("version", r"Version: 1\n"),
    ("chain_id", r"Chain ID: (?P<chain_id>\d{1,78})\n"),
    ("nonce", r"Nonce: (?P<nonce>[A-Za-z0-9]{8,})\n"),
    ("issued_at", rf"Issued At: (?P<issued_at>{_TIME})"),
    ("expiration_time", rf"(?:\nExpiration Time: (?P<expiration_time>{_TIME}))?"),
    ("not_before", rf"(?:\nNot Before: (?P<not_before>{_TIME}))?"),
    ("request_id", rf"(?:\nRequest ID: (?P<request_id>{_PCHARS}))?"),
    ("resources", rf"(?:\nResources:(?P<resources>(?:\n- {_URI})*))?\Z"),
)
_GRAMMAR: Final = tuple((name, re.compile(line, re.ASCII)) for name, line in _LINES)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in message. Times are seconds since 1970, 0 where the message names none."""

    domain: str
    address: bytes
    uri: str
    chain_id: int
    nonce: str
    issued_at: int
    expiration_time: int = 0
    not_before: int = 0
    statement: str = ""
    scheme: str = ""

    @property
    def text(self) -> str:
        """What the wallet shows and signs."""
        scheme = f"{self.scheme}://" if self.scheme else ""
        statement = f"{self.statement}\n" if self.statement else ""
        ends = (("Expiration Time", self.expiration_time), ("Not Before", self.not_before))
        return (
            f"{scheme}{self.domain}{ASKED}\n{checksummed(self.address)}\n\n{statement}\n"
            f"URI: {self.uri}\nVersion: 1\nChain ID: {self.chain_id}\nNonce: {self.nonce}\n"
            f"Issued At: {_written(self.issued_at)}"
            + "".join(f"\n{name}: {_written(time)}" for name, time in ends if time)
        )


def parse(text: str) -> SignIn:
    """The message of a text. Raises SignInMessageMalformed with the first line that is wrong."""
    if len(text) > MOST:
        raise SignInMessageMalformed("length")
    found: dict[str, str] = {}
    place = 0
    for name, line in _GRAMMAR:
        part = line.match(text, place)
        if part is None:
            raise SignInMessageMalformed(name)
        found |= {key: value for key, value in part.groupdict().items() if value is not None}
        place = part.end()
    address = bytes.fromhex(found["address"][2:])
    if checksummed(address) != found["address"]:
        raise SignInMessageMalformed("address")
    return SignIn(
        domain=found["domain"],
        address=address,
        uri=found["uri"],
        chain_id=int(found["chain_id"]),
        nonce=found["nonce"],
        issued_at=_seconds(found, "issued_at"),
        expiration_time=_seconds(found, "expiration_time"),
        not_before=_seconds(found, "not_before"),
        statement=found.get("statement", ""),
        scheme=found.get("scheme", ""),
    )


def digest(text: str) -> bytes:
    """What `personal_sign` signs of a text (EIP-191, version 0x45)."""
    return eip191.digest(text.encode())


def checksummed(account: bytes) -> str:
    """An account as EIP-55 writes it."""
    digits = account.hex()
    marks = keccak256(digits.encode()).hex()
    marked = (
        digit.upper() if mark in "89abcdef" else digit
        for digit, mark in zip(digits, marks, strict=False)
    )
    return "0x" + "".join(marked)


def _written(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(found: dict[str, str], name: str) -> int:
    if name not in found:
        return 0
    try:
        return int(datetime.fromisoformat(found[name].upper()).timestamp())
    except (ValueError, OverflowError) as fault:
        raise SignInMessageMalformed(name) from fault
