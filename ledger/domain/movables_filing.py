"""What a secured party files in the movables register, and what it gets for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import JsonInput, JsonValue
from ledger.domain.errors import DomainError
from ledger.domain.movables import NUMBER, Body, Change
from ledger.domain.movables_answer import AMOUNT, MovablesWrong
from ledger.domain.shapes import shaped

FILING_SCHEMA: Final = "datadeed/movables-filing/1"
ENTRY_SCHEMA: Final = "datadeed/movables-entry/1"
RECEIPT_SCHEMA: Final = "datadeed/movables-receipt/1"
MOST_CODE: Final = 64


@dataclass(eq=False)
class FilingMalformed(DomainError):
    """A file that asks for a filing has a member that lacks, is unknown, or is no such value."""

    code: ClassVar[str] = "FILING_MALFORMED"

    member: str
    expected: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A first filing: added collateral is another one. Amounts in fen, the term in months.

    `attachments` are SHA-256 (hex); the contract itself need not be uploaded.
    """

    debtor: Body
    secured: Body
    amount: int
    maximum: bool
    months: int
    collateral: tuple[str, ...]
    attachments: tuple[str, ...] = ()
    category: int = 7

    @property
    def body(self) -> bytes:
        """Canonical JSON: sent twice, it is one filing."""
        return canonical.encode(
            {
                "schema": FILING_SCHEMA,
                "debtor": {"name": self.debtor.name, "code": self.debtor.code},
                "secured": {"name": self.secured.name, "code": self.secured.code},
                "amount": str(self.amount),
                "maximum": self.maximum,
                "months": self.months,
                "collateral": list(self.collateral),
                "attachments": list(self.attachments),
                "category": self.category,
            }
        )


@dataclass(frozen=True, slots=True)
class Later:
    """A later entry on a filing: an amendment or extension, a cancellation, an objection.

    The secured party gives its amendment `code`; who objects gives none. `changes` are the members
    of a filing that are new (AMENDED), {"months": n} (EXTENDED), {"reason": text} (OBJECTED).
    """

    number: str
    kind: Change
    changes: Mapping[str, JsonInput]
    code: str = ""

    @property
    def body(self) -> bytes:
        """Canonical JSON: sent twice, it is one entry."""
        return canonical.encode(
            {
                "schema": ENTRY_SCHEMA,
                "number": self.number,
                "kind": self.kind.value,
                "changes": dict(self.changes),
                "code": self.code,
            }
        )


@dataclass(frozen=True, slots=True)
class FilingReceipt:
    """What the register gives: number, time (seconds since 1970), and the amendment code.

    The code is the secured party's secret; entries after the first are given none.
    """

    number: str
    at: int
    code: str
    data: bytes


def filing_receipt(body: bytes, data: bytes) -> FilingReceipt:
    """The receipt that these bytes are, for what was sent.

    Raises:
        CanonicalJsonError: they are no JSON.
        MovablesWrong: a member is missing, or not that of what was sent.
    """
    found = canonical.parse(data)
    told = found if isinstance(found, dict) else {}
    digest = sha256(body).hexdigest()
    for member, value in (("schema", RECEIPT_SCHEMA), ("digest", digest)):
        if told.get(member) != value:
            raise MovablesWrong(member, value, repr(told.get(member))[:80])
    number, at, code = told.get("number"), told.get("at"), told.get("code", "")
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise MovablesWrong("number", "a number", repr(number)[:80])
    if not isinstance(at, int) or isinstance(at, bool) or at <= 0:
        raise MovablesWrong("at", "seconds since 1970", repr(at)[:80])
    if not isinstance(code, str) or len(code) > MOST_CODE:
        raise MovablesWrong("code", "a text", "another value")
    return FilingReceipt(number, at, code, data)


def filing_of(data: bytes) -> Filing:
    """The filing that a file asks for: its members, with or without `schema`.

    Raises:
        CanonicalJsonError: the file is no JSON.
        FilingMalformed: a member lacks, is unknown, or is no such value.
    """
    told = _members(data, FILING_SCHEMA)
    try:
        amount = told.pop("amount", None)
        if not isinstance(amount, str) or not AMOUNT.fullmatch(amount):
            raise FilingMalformed("amount", "fen in digits")
        return shaped(Filing, {**told, "amount": int(amount)})
    except (TypeError, ValueError) as fault:
        raise FilingMalformed("filing", str(fault)) from fault


def later_of(data: bytes) -> Later:
    """The later entry that a file asks for. Raises as `filing_of`."""
    told = _members(data, ENTRY_SCHEMA)
    number, kind, changes = told.get("number"), told.get("kind"), told.get("changes", {})
    code = told.get("code", "")
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise FilingMalformed("number", "8 to 32 digits and capitals")
    if not isinstance(kind, str) or kind not in list(Change):
        raise FilingMalformed("kind", ", ".join(Change))
    if not isinstance(changes, dict) or not isinstance(code, str):
        raise FilingMalformed("changes", "members, and a code")
    return Later(number, Change(kind), changes, code)


def _members(data: bytes, schema: str) -> dict[str, JsonValue]:
    found = canonical.parse(data)
    if not isinstance(found, dict) or found.pop("schema", schema) != schema:
        raise FilingMalformed("schema", schema)
    return found
