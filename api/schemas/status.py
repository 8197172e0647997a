"""The state of the mirror."""

from pydantic import Field

from api.schemas.common import AsOf, Shape


class UnreadableOut(Shape):
    """A dossier that is UNKNOWN."""

    subject: str
    block: int
    code: str


class AuditOut(Shape):
    """The last comparison of all heads with the chain."""

    block: int
    checked: str
    dossiers: int
    mismatches: int


class RefusalOut(Shape):
    """A title that cannot be proven."""

    title: str
    block: int
    code: str


class ProofsOut(Shape):
    """Proofs made at finality and stored; `lacking` titles have none of their newest final head."""

    block: int
    kept: int
    lacking: int
    refused: list[RefusalOut]
    faults: int
    code: str


class StatusOut(Shape):
    """Mirror and chain."""

    chain_id: int
    register_address: str
    start_block: int
    final_block: int
    acts: int
    orphaned: int
    dossiers: int
    unreadable: list[UnreadableOut]
    checked: str
    code: str
    audit: AuditOut | None
    proofs: ProofsOut | None = Field(description="null where no prover ever ran.")
    as_of: AsOf
