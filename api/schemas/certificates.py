"""Certificates, titles, burdens and their history."""

from typing import Any

from pydantic import Field

from api.schemas.common import AsOf, Shape


class SharesOut(Shape):
    """Parts per million of each right."""

    hold: int = Field(ge=0, le=1_000_000, examples=[1_000_000])
    use: int = Field(ge=0, le=1_000_000)
    oper: int = Field(ge=0, le=1_000_000)


class PartyOut(Shape):
    """A party, with the name under which a notice showed it; empty where nothing public names it.

    Banks and courts are not named in public: their kind and id are all there is.
    """

    party: str
    name: str
    uscc: str
    kind: str = Field(examples=["FINANCIAL_INSTITUTION"])


class HoldingOut(Shape):
    """What a holder has, and the certificate that shows it."""

    holder: PartyOut
    number: str = Field(examples=["SJ3712026030001"])
    version: int
    shares: SharesOut
    pledged: SharesOut


class PledgeOut(Shape):
    """An open pledge note; amounts in fen."""

    pledge: str
    lot: str
    pledgor: PartyOut
    pledgee: PartyOut
    right: str
    ppm: int
    rank: int
    rank_conflict: bool
    kind: str
    maximum: bool
    amount_fen: str
    filed_at: str
    term_end: str


class OrderOut(Shape):
    """An order that stands; waiting 0 is in force."""

    order: str
    kind: str
    scope: str
    holder: str
    rights: list[str]
    court: PartyOut
    until: str
    waiting: int


class OtherTitle(Shape):
    """A title over the same fingerprint."""

    title: str
    number: str
    registry: int
    issued: str


class CertificateOut(Shape):
    """One certificate and the title that it belongs to, at `time`."""

    number: str = Field(examples=["SJ3712026030001"])
    title: str
    application: str
    open: bool
    state: str
    expired: bool
    holder: PartyOut
    data_name: str
    industry: str
    region: str
    registry: int
    registered_at: str
    valid_until: str
    fingerprint: str
    keyed: bool
    record: str
    holdings: list[HoldingOut]
    pledges: list[PledgeOut]
    orders: list[OrderOut]
    others: list[OtherTitle] = Field(description="Other titles over the same fingerprint.")
    time: str = Field(description="The moment that this answer speaks of, UTC.")
    as_of: AsOf


class HitOut(Shape):
    """A record that a search found."""

    application: str
    title: str | None
    state: str
    registry: int
    data_name: str
    applicants: list[str]
    numbers: list[str]
    holders: list[PartyOut]


class SearchOut(Shape):
    """A page of hits; `next` is the cursor of the following one."""

    found_by: str
    hits: list[HitOut]
    parties: list[PartyOut]
    next: str | None
    as_of: AsOf


class ActorOut(Shape):
    """Who acted, through which account, in which role."""

    party: str
    account: str
    role: str
    mode: str


class EntryOut(Shape):
    """One act in one dossier."""

    subject: str
    seq: int
    kind: str
    time: str
    block: int
    block_hash: str
    tx_hash: str
    digest: str
    head: str
    actors: list[ActorOut]
    terms: dict[str, Any] | None


class HistoryOut(Shape):
    """A page of the acts of a title and its application, in the order of the chain."""

    entries: list[EntryOut]
    next: str | None
    as_of: AsOf
