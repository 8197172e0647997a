"""The state of the mirror."""

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
    as_of: AsOf
