"""The proceeds of a sale in deposit (提存): who holds how much, for which pledges.

Where a pledged share is sold, its price pays the secured debts early or is deposited (Civil Code
Arts. 443 to 445). The act names one document: its digest is that of this statement, which names the
contract, so that giver, taker and every pledgee sign the deposit with the sale. The price is
nobody else's business: the salt keeps the digest from being guessed, the sides keep the statement.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.acts import Sale, Transfer
from ledger.domain.errors import DomainError

SCHEMA: Final = "datadeed/proceeds/1"
SALT_BYTES: Final = 16
MOST_LETTERS: Final = 100
_DIGEST: Final = 32


@dataclass(eq=False)
class ProceedsMalformed(DomainError):
    """These bytes are no statement of deposited proceeds."""

    code: ClassVar[str] = "PROCEEDS_MALFORMED"

    member: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is deposited: with whom, how much (fen), by which receipt (SHA-256)."""

    depositary: str
    amount: int
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Proceeds:
    """The statement: a deposit, the pledges that it secures from now on, the contract of sale."""

    title: bytes
    pledges: tuple[bytes, ...]
    deposit: Deposit
    contract: bytes
    salt: bytes

    @property
    def statement(self) -> bytes:
        """Its canonical JSON."""
        return canonical.encode(
            {
                "schema": SCHEMA,
                "title": self.title.hex(),
                "pledges": [each.hex() for each in self.pledges],
                "depositary": self.deposit.depositary,
                "amount_fen": str(self.deposit.amount),
                "receipt": self.deposit.receipt.hex(),
                "contract": self.contract.hex(),
                "salt": self.salt.hex(),
            }
        )

    @property
    def digest(self) -> bytes:
        """What the act names as its document."""
        return sha256(self.statement).digest()

    @classmethod
    def read(cls, data: bytes) -> "Proceeds":
        """The statement of its bytes. Raises CanonicalJsonError, ProceedsMalformed."""
        value: Any = canonical.parse(data)
        fields = dict(value) if isinstance(value, dict) else {}
        if fields.pop("schema", None) != SCHEMA:
            raise ProceedsMalformed("schema")
        pledges = fields.get("pledges")
        if not isinstance(pledges, list) or not pledges:
            raise ProceedsMalformed("pledges")
        found = cls(
            title=_octets(fields, "title"),
            pledges=tuple(_octets({"pledges": each}, "pledges") for each in pledges),
            deposit=Deposit(_name(fields), _amount(fields), _octets(fields, "receipt")),
            contract=_octets(fields, "contract"),
            salt=_octets(fields, "salt", SALT_BYTES),
        )
        if found.statement != data:
            raise ProceedsMalformed("statement")
        return found


def secured_by(terms: Transfer | Sale) -> tuple[bytes, ...]:
    """The pledges for which the proceeds of a sale are held: those that move, or end with it."""
    if isinstance(terms, Transfer):
        return tuple(terms.pledges)
    return tuple(each for n, each in enumerate(terms.pledges) if terms.ended >> n & 1)


def _octets(fields: dict[str, Any], member: str, size: int = _DIGEST) -> bytes:
    try:
        found = bytes.fromhex(fields.get(member, ""))
    except (TypeError, ValueError):
        found = b""
    if len(found) != size:
        raise ProceedsMalformed(member)
    return found


def _name(fields: dict[str, Any]) -> str:
    name = fields.get("depositary")
    if not isinstance(name, str) or not 0 < len(name) <= MOST_LETTERS:
        raise ProceedsMalformed("depositary")
    return name


def _amount(fields: dict[str, Any]) -> int:
    text = fields.get("amount_fen")
    if not isinstance(text, str) or not text.isdecimal() or not 0 < int(text) < 2**128:
        raise ProceedsMalformed("amount_fen")
    return int(text)
