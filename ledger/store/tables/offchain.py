"""OFF CHAIN: what no rebuild brings back. Never part of the dump."""

from typing import ClassVar

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, key_number, octets, whole, words
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class HeartbeatRow(Row):
    """When the mirror last spoke to its node, and what stopped it.

    `endpoint` is the node that it asks, of so many `endpoints`; `agreed` the highest block that
    another has too, -1 where none could say, and `other` why the other could not.
    """

    id: int
    checked: int
    chain_head: int
    chain_final: int
    state: str
    code: str
    fault: str
    endpoint: int
    endpoints: int
    agreed: int
    other: str


class HeartbeatTable(SQLModel, table=True):
    """Table of HeartbeatRow."""

    __tablename__ = "offchain_heartbeat"

    id: int = key_number()
    checked: int = whole()
    chain_head: int = whole()
    chain_final: int = whole()
    state: str = words()
    code: str = words()
    fault: str = words()
    endpoint: int = whole()
    endpoints: int = whole()
    agreed: int = whole()
    other: str = words()


@value(frozen=True, slots=True)
class AuditRow(Row):
    """The last comparison of all heads with the chain.

    `tried` is when one was last begun, `code` why that one could not be finished.
    """

    id: int
    block: int
    checked: int
    dossiers: int
    mismatches: int
    tried: int
    code: str


class AuditTable(SQLModel, table=True):
    """Table of AuditRow."""

    __tablename__ = "offchain_audit"

    id: int = key_number()
    block: int = whole()
    checked: int = whole()
    dossiers: int = whole()
    mismatches: int = whole()
    tried: int = whole()
    code: str = words()


@value(frozen=True, slots=True)
class HeadDiffersRow(Row):
    """A dossier whose head the last audit found to differ from the chain's: it is not answered."""

    subject: bytes
    mirrored: bytes
    found: bytes
    block: int


class HeadDiffersTable(SQLModel, table=True):
    """Table of HeadDiffersRow."""

    __tablename__ = "offchain_head_differs"

    subject: bytes = key_bytes()
    mirrored: bytes = octets()
    found: bytes = octets()
    block: int = whole()


@value(frozen=True, slots=True)
class StoredProofRow(Row):
    """The proof of a title's closure under a final block: `data` as notarization writes it.

    It lies in the database, so that every server of it has it, and so that it is there whole with
    its row or not at all. `time` is the block's, `made` the maker's.
    """

    KEYS: ClassVar[int] = 2
    title: bytes
    block: int
    block_hash: bytes
    time: int
    digest: bytes
    data: bytes
    made: int


class StoredProofTable(SQLModel, table=True):
    """Table of StoredProofRow."""

    __tablename__ = "offchain_proof"

    title: bytes = key_bytes()
    block: int = key_number()
    block_hash: bytes = octets()
    time: int = whole()
    digest: bytes = octets()
    data: bytes = octets()
    made: int = whole()


@value(frozen=True, slots=True)
class ProofDueRow(Row):
    """A title that lacks a proof since the final act in this block; `code`: why it was refused."""

    title: bytes
    block: int
    code: str


class ProofDueTable(SQLModel, table=True):
    """Table of ProofDueRow."""

    __tablename__ = "offchain_proof_due"

    title: bytes = key_bytes()
    block: int = whole()
    code: str = words()


@value(frozen=True, slots=True)
class ProverRow(Row):
    """The prover: all titles that acted up to `block` are proven or due.

    `faults` counts the times that the node gave no proof; `code` is the last one's, empty since it
    gave one.
    """

    id: int
    block: int
    made: int
    faults: int
    code: str


class ProverTable(SQLModel, table=True):
    """Table of ProverRow."""

    __tablename__ = "offchain_prover"

    id: int = key_number()
    block: int = whole()
    made: int = whole()
    faults: int = whole()
    code: str = words()


@value(frozen=True, slots=True)
class ContentRefRow(Row):
    """Where a content of an application is kept; the same bytes of two are sealed for each.

    `digest` is the SHA-256 of the clear bytes; `address` that of the stored ones, as text.
    """

    KEYS: ClassVar[int] = 2
    digest: bytes
    subject: bytes
    address: str
    stored: int


class ContentRefTable(SQLModel, table=True):
    """Table of ContentRefRow."""

    __tablename__ = "offchain_content"

    digest: bytes = key_bytes()
    subject: bytes = key_bytes(index=True)
    address: str = words()
    stored: int = whole()
