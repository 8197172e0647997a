"""What is left of an erased field: who destroyed its salt and value, when, why, and which leaf.

The leaf goes on standing in the record's root, so chain and packages verify as before; without the
salt it tells nothing (PIPL Art. 47). The statement is signed by the member of staff who erased.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.domain import canonical
from ledger.domain.keccak import keccak256

SCHEMA: Final = "datadeed/tombstone/1"
DOMAIN: Final = b"\x19DataDeed tombstone\n"


class Ground(StrEnum):
    """Why a field was erased (PIPL Art. 47)."""

    REQUEST = "request"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PURPOSE_OVER = "purpose_over"
    UNLAWFUL = "unlawful"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erased field of an application's record; `time` in seconds since 1970, by our clock."""

    application: bytes
    name: str
    leaf: bytes
    ground: Ground
    time: int
    party: bytes
    account: bytes

    @property
    def statement(self) -> bytes:
        """The canonical JSON that is signed."""
        return canonical.encode(
            {
                "schema": SCHEMA,
                "application": self.application.hex(),
                "name": self.name,
                "leaf": self.leaf.hex(),
                "ground": self.ground.value,
                "time": self.time,
                "party": self.party.hex(),
                "account": self.account.hex(),
            }
        )

    @property
    def digest(self) -> bytes:
        """What its signer signs: no transaction, no typed data and no message of another kind."""
        return keccak256(DOMAIN + self.statement)
