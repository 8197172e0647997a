"""The state of the mirror."""

from typing import Final

from pydantic import Field

from api.schemas.common import AsOf, Shape

MOST: Final = 100


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
    mismatches: int = Field(description="Heads that differed; their dossiers are not answered.")
    tried: str = Field(description="When an audit was last begun.")
    code: str = Field(description="Why that one could not be finished; empty when it was.")


class EndpointsOut(Shape):
    """The mirror's nodes."""

    asked: int = Field(description="The node that is asked, from 1.")
    count: int
    agreed_block: int = Field(
        description="Up to here another node agrees; -1 where none could say."
    )
    code: str = Field(description="Why another could not be asked; empty when it could.")


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
    refused: list[RefusalOut] = Field(max_length=MOST, description="The first of them.")
    faults: int
    code: str


class DepositOut(Shape):
    """The national deposit of an application; number, time and digest are the receipt's."""

    application: str
    state: str = Field(examples=["RECEIPTED"])
    attempts: int
    tried: str | None
    code: str = Field(description="The last fault; empty since all went well.")
    number: str
    received_at: str | None = Field(description="The legal time of registration.")
    receipt_digest: str | None = Field(description="SHA-256: the document of the deposit's step.")


class DepositsOut(Shape):
    """Applications that wait for the national deposit: no certificate is issued before it."""

    ready: int
    since: str | None = Field(description="Since when the oldest waits, by the chain's time.")
    queued: int
    sent: int
    receipted: int
    refused: int
    alarm: int
    alarms: list[DepositOut] = Field(max_length=MOST, description="The first of them.")


class NationalOut(Shape):
    """The national system; nothing is known of it where it is not `connected`."""

    connected: bool
    heard: str | None = Field(
        description="When it last answered, by the chain's time; null for never."
    )
    code: str = Field(description="Why the last question was not answered; empty when it was.")
    stale: bool = Field(description="Whether an answer is missing, or older than 24 hours.")


class MovablesOut(Shape):
    """The watch on the movables register; nothing is known of it where it is not `connected`."""

    connected: bool
    questions: int = Field(description="Numbers and debtors that are asked for.")
    failing: int = Field(description="Questions that were not answered when last asked.")
    oldest: str | None = Field(description="The oldest answer; null where one is lacking.")
    stale: bool = Field(description="Whether an answer is missing, or older than 24 hours.")


class StatusOut(Shape):
    """Mirror and chain."""

    chain_id: int
    register_address: str
    start_block: int
    final_block: int
    acts: int
    orphaned: int
    dossiers: int
    unknown: int = Field(description="How many dossiers are UNKNOWN.")
    unreadable: list[UnreadableOut] = Field(max_length=MOST, description="The first of them.")
    checked: str
    code: str
    endpoints: EndpointsOut
    audit: AuditOut | None
    proofs: ProofsOut | None = Field(description="null where no prover ever ran.")
    deposits: DepositsOut
    national: NationalOut
    movables: MovablesOut
    as_of: AsOf
