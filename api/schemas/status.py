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
    since: str | None = Field(
        description="Since when the one that waits longest lacks it, by the chain's time."
    )
    refused: list[RefusalOut] = Field(max_length=MOST, description="The first of them.")
    faults: int
    code: str = Field(description="Why the prover stands; empty when it does not.")


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


class AlertingOut(Shape):
    """Whether alerts are raised and sent."""

    block: int = Field(
        description="All final acts up to here have raised their alerts; -1 before the first."
    )
    due_since: str | None = Field(
        description="Since when the webhook that waits longest is due; null where none is."
    )


class TimeAuthorityOut(Shape):
    """A time-stamping authority that this server asks."""

    name: str
    code: str = Field(description="Why it is not asked now; empty where it is.")
    after: str | None = Field(description="Until when it is left in peace.")
    asked_hour: int
    asked_day: int
    most_hour: int = Field(description="Its quota; 0 for none.")
    most_day: int


class TimeStampsOut(Shape):
    """What is stamped here (RFC 3161); nothing is known of it where it is not `on`."""

    on: bool
    waiting: int = Field(description="Things that lack a time stamp.")
    since: str | None = Field(description="Since when the oldest of them waits.")
    renewing: int = Field(description="Things of which a time stamp ends soon.")
    held: int = Field(description="Things with one that holds, when last looked through.")
    lapsed: int = Field(description="Things whose time stamps all ended before they were renewed.")
    checked: str | None
    code: str = Field(description="Why the queue cannot be read; empty where it can.")
    authorities: list[TimeAuthorityOut] = Field(max_length=MOST)


class ContentsOut(Shape):
    """Proof files, objections and papers that are kept here, as the last check found them."""

    queued: int = Field(description="Contents that wait for an IPFS node.")
    unpinning: int = Field(description="Erased contents that a node may still pin.")
    kept: int = Field(description="Contents that were whole wherever they belong.")
    repaired: int = Field(description="Those of them that had to be repaired.")
    lacking: int = Field(description="Times that a content was not where it belongs.")
    lost: int = Field(description="Contents that neither a node nor this machine has.")
    erased: int = Field(description="Contents that were erased; they are never given back.")
    checked: str | None = Field(description="The last check; null before the first.")
    code: str = Field(description="Why something of this cannot be told; empty when it can.")


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
    alerts: AlertingOut
    time_stamps: TimeStampsOut
    contents: ContentsOut
    as_of: AsOf
