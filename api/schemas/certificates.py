"""Certificates, titles, burdens and their history."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.schemas.common import AsOf, ElsewhereOut, Shape
from ledger.queries.ranking import Sort
from ledger.queries.search import Asked
from ledger.store.shelf import Facet

Scenarios = Annotated[
    list[str],
    Field(description="What the data is for, of the fields of 数据要素×.", examples=[["金融服务"]]),
]


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
    rank_agreed: bool = Field(description="the pledgees agreed on it (Civil Code Art. 409)")
    state: str = Field(examples=["NOTED"])
    realisation: str = Field(examples=["NONE"])
    known_seizure: str | None = Field(
        description="since when the pledgee of a maximum amount knows of a seizure"
    )
    kind: str
    claimed_effect: str = Field(
        description="what the sides claim of this kind of security, which nobody has judged:"
        " FROM_REGISTRATION, AGAINST_THIRD_PARTIES or BETWEEN_SIDES"
    )
    maximum: bool
    amount_fen: str
    filed_at: str
    term_end: str
    for_another: bool = Field(description="it secures what another owes")
    past_term: bool = Field(description="the debt may fall due after the certificate's term")
    basis: str | None = Field(description="SHA-256 of the decision by which it is given")


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


class SaidOut(Shape):
    """A name in both languages."""

    zh: str
    en: str


class CrossedOut(Shape):
    """What a right of an older table is called in a newer one: `equal`, `close` or `wider`."""

    right: str = Field(examples=["OPER"])
    table: str = Field(examples=["rights-2026"])
    relation: str = Field(examples=["wider"])
    zh: str
    en: str


class RightNamesOut(Shape):
    """What the three rights are called under the title's own rules, and in which code table.

    `crosswalk` names the rights of a newer table that they come closest to, empty where the names
    are today's: a certificate keeps the names that it was issued under.
    """

    table: str = Field(examples=["rights-2026"])
    hold: SaidOut
    use: SaidOut
    oper: SaidOut
    crosswalk: list[CrossedOut]


class EndingOut(Shape):
    """Why a title ended before its term, and since when it counts for nothing, UTC."""

    ground: str = Field(examples=["FRAUD"])
    since: str


class CertificateOut(Shape):
    """One certificate and the title that it belongs to, at `time`."""

    number: str = Field(examples=["SJ3712026030001"])
    title: str
    application: str
    open: bool
    state: str
    standing: str = Field(
        description="ACTIVE, PENDING_RENEWAL, EXPIRED, CANCELLED or REVOKED at `time`.",
        examples=["ACTIVE"],
    )
    requested: str | None = Field(
        description="CHANGE or CANCELLATION where all holders have applied for it, else null.",
    )
    ending: EndingOut | None = Field(description="Why it ended before its term, null if it did not")
    expired: bool
    holder: PartyOut
    data_name: str
    industry: str
    region: str
    scenarios: Scenarios
    registry: int
    out_of_region: ElsewhereOut | None = Field(
        description="What lies outside the registry's seat, null for nothing that is published."
    )
    rules: str | None = Field(description="The rule profile, null where it is not known here.")
    right_names: RightNamesOut
    registered_at: str
    valid_until: str = Field(
        description="The second from which the title has expired unless a renewal is pending; its"
        " day in China is the last of the term."
    )
    fingerprint: str
    keyed: bool
    record: str
    holdings: list[HoldingOut]
    pledges: list[PledgeOut] = Field(description="The first 20; all are at `/pledges`.")
    pledge_count: int
    orders: list[OrderOut]
    licences: int = Field(description="How many bind who holds it; all are at `/uses`.")
    reports: int = Field(description="How many were filed and not withdrawn; see `/uses`.")
    others: list[OtherTitle] = Field(
        description="Other titles over the same fingerprint, the first 20; all are at `/others`."
    )
    other_count: int
    predecessor: OtherTitle | None = Field(
        description="The earlier title over the same data that this one follows, null for none."
    )
    successors: list[OtherTitle] = Field(description="The titles that follow this one.")
    time: str = Field(description="The moment that this answer speaks of, UTC.")
    as_of: AsOf


class PledgesOut(Shape):
    """A page of the open pledges of a title; `total` counts all of them."""

    pledges: list[PledgeOut]
    total: int
    next: str | None
    time: str
    as_of: AsOf


class OthersOut(Shape):
    """A page of the other titles over the same fingerprint; `total` counts all of them."""

    others: list[OtherTitle]
    total: int
    next: str | None
    time: str
    as_of: AsOf


Values = Annotated[list[str], Field(max_length=20, default_factory=list)]


class SearchIn(BaseModel):
    """What is looked for. Without `q` every public record is meant."""

    q: str = Field("", max_length=200, examples=["水温"])
    right: Values = Field(description="`HOLD`, `USE` or `OPER`.")
    industry: Values = Field(description="A section of GB/T 4754-2017, as `A`.")
    region: Values = Field(
        description="Two digits of GB/T 2260, as `37`; `national`; `international`."
    )
    source: Values = Field(description="Where the data came from, as `SELF_GENERATED`.")
    status: Values = Field(
        description="`LIVE`, `EXPIRED` or `CLOSED`; before there is a title, the application's."
    )
    profile: Values = Field(description="The digest of a rule profile, 64 hexadecimal digits.")
    registry: Values = Field(description="The code of a registry, as `371`.")
    licence: Values = Field(
        description="`EXCLUSIVE`, `PLAIN` or `NONE`: licences of the title that nobody has ended."
    )
    sort: Sort = Sort.RELEVANCE
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="The `next` of the page before.")

    def asked(self) -> Asked:
        """As the ledger is asked."""
        given = ((facet, tuple(getattr(self, facet.value))) for facet in Facet)
        return Asked(self.q, tuple((facet, values) for facet, values in given if values), self.sort)


class CountOut(Shape):
    """How many; with `more`, more than that."""

    number: int = Field(ge=0, le=10_000)
    more: bool


class ValueOut(CountOut):
    """A value of a facet, and how many of the hits have it."""

    value: str = Field(examples=["A"])


class FacetsOut(Shape):
    """The values that hits have, the most frequent first; a facet's own choice is left out."""

    right: list[ValueOut]
    industry: list[ValueOut]
    region: list[ValueOut]
    source: list[ValueOut]
    status: list[ValueOut]
    profile: list[ValueOut]
    registry: list[ValueOut]
    licence: list[ValueOut]


class PartOut(Shape):
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool


class HighlightOut(Shape):
    """A field that holds words of the search; its parts joined are the text."""

    field: str = Field(examples=["data_name"])
    parts: list[PartOut]


class HitOut(Shape):
    """A record that a search found.

    `status` is the title's, else the application's; UNKNOWN where that rests on a dossier that
    cannot be read, or differs from the chain. Facets count such a record as what it last was.
    """

    application: str
    title: str | None
    state: str
    status: str = Field(examples=["LIVE"])
    registry: int
    rights: list[str]
    data_name: str
    industry: str
    region: str
    scenarios: Scenarios
    applicants: list[str]
    numbers: list[str]
    holders: list[PartyOut]
    highlights: list[HighlightOut]


class SearchOut(Shape):
    """A page of hits; `next` is the cursor of the following one."""

    found_by: str
    total: CountOut
    hits: list[HitOut]
    facets: FacetsOut
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
