"""What is left of what was erased: who destroyed it, when, why, and under which commitment.

Of a field salt and value are destroyed: its leaf goes on standing in the record's root, so chain
and packages verify as before, and without the salt it tells nothing (PIPL Art. 47). Of a proof file
its sealed bytes: its tombstone names the leaf of the field `proofs` that lists it, its place there
and its kind, and no digest. Of an objection its document and the files that it names: the leaf is
the document's digest, which the step on chain names and which tells nothing without its salt. A
dispute's paper is called by the places of the dispute and of the paper in it; its digest is on
chain. The statement is signed by the member of staff who erased.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.domain import canonical, eip191
from ledger.domain.keccak import keccak256

PROOFS: Final = "proofs"
OBJECTIONS: Final = "objections"
DISPUTES: Final = "disputes"
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
    """An erased field or proof of an application; `time` in seconds since 1970, by our clock."""

    application: bytes
    name: str
    leaf: bytes
    ground: Ground
    time: int
    party: bytes
    account: bytes

    @property
    def field(self) -> str:
        """The field of the record whose leaf it names."""
        return self.name.partition("/")[0]

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

    @property
    def digests(self) -> tuple[bytes, bytes]:
        """That, or what a wallet signs that shows the statement as a text (ADR 0026)."""
        return self.digest, eip191.digest(self.statement)


def proof_name(place: int, kind: str) -> str:
    """What a tombstone calls a proof file: by its place in the record's list, from 0."""
    return f"{PROOFS}/{place}/{kind}"


def objection_name(place: int, file: int | None = None) -> str:
    """What a tombstone calls an objection's document, or a file that it names; both from 0."""
    name = f"{OBJECTIONS}/{place}"
    return name if file is None else f"{name}/{file}"


def dispute_name(place: int, paper: int) -> str:
    """What a tombstone calls a paper of a dispute over the title that an application led to."""
    return f"{DISPUTES}/{place}/{paper}"
