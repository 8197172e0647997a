"""Acts that parties propose to each other."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.acts import Hex32, Message
from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape
from api.schemas.verdicts import FindingOut
from ledger.domain.acts import SecurityKind
from ledger.domain.words import WHOLE

Number = Annotated[str, Field(max_length=32, examples=["SJ3712026090001"])]
Moment = Annotated[
    str, Field(max_length=40, description="ISO 8601.", examples=["2026-11-23T10:05:11+08:00"])
]


class PledgeProposalIn(Shape):
    """A pledge, all but its filing, which the pledgee names.

    Of the free operating right so many parts per million, or a lot that is pledged already.
    """

    number: Number
    pledgee: Hex32
    ppm: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    lot: Hex32 | None = None
    kind: Literal["PLEDGE", "MORTGAGE", "OTHER"] = SecurityKind.PLEDGE.name
    maximum: bool = False
    amount_fen: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,37}$", examples=["800000000"])]
    term_end: Moment
    document: Annotated[Hex32, Field(description="SHA-256 of the contract.")]
    basis: Annotated[
        Hex32 | None,
        Field(
            description="SHA-256 of the decision by which it is given: resolution, legal review."
        ),
    ] = None
    for_another: Annotated[bool, Field(description="It secures what another owes.")] = False
    past_term: Annotated[
        bool, Field(description="The debt may fall due after the certificate's term.")
    ] = False


class ReleaseProposalIn(Shape):
    """The end of a pledge; its pledgee alone signs it."""

    number: Number
    pledge: Hex32
    document: Hex32 | None = None


class DisputeProposalIn(Shape):
    """A dispute over a certificate's title, in the name of who is signed in; that party signs."""

    number: Number
    claim: Literal["OWNERSHIP", "SOURCE", "CONTENT"]
    interest: Annotated[Hex32, Field(description="SHA-256 of the statement of interest.")]
    evidence: Annotated[Hex32, Field(description="SHA-256 of the evidence.")]


class DisputeSideIn(Shape):
    """What a holder (ADMIT, DENY, REFER) or the disputant (REFER, WITHDRAW) does in a dispute.

    Only a withdrawal rests on no document; of a referral it is the docket.
    """

    number: Number
    dispute: Hex32
    action: Literal["ADMIT", "DENY", "REFER", "WITHDRAW"]
    document: Annotated[Hex32 | None, Field(description="SHA-256 of what it rests on.")] = None


class DepositIn(Shape):
    """What of a price is deposited for the pledgees of what is sold (Civil Code Arts. 443 to 445).

    It becomes a statement that all sides sign: its SHA-256 is the act's document.
    """

    depositary: Annotated[str, Field(min_length=1, max_length=100, examples=["青岛市某公证处"])]
    amount_fen: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,37}$", examples=["800000000"])]
    receipt: Annotated[Hex32, Field(description="SHA-256 of the receipt for the deposit.")]


class TransferProposalIn(Shape):
    """Shares that move to another party, in parts per million; each lot moves whole among them.

    Every pledgee of a lot that moves is a side, and signs.
    """

    number: Number
    taker: Hex32
    hold: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    use: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    oper: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    lots: Annotated[list[Hex32], Field(max_length=16, default_factory=list)]
    document: Annotated[Hex32, Field(description="SHA-256 of the contract.")]
    deposit: DepositIn | None = None


class PledgeLifeProposalIn(Shape):
    """What is to become of an open pledge; versions and the other pledges are filled in here.

    An amendment has `amount_fen`, `term_end`, `maximum` (what is not told stays); an assignment the
    new pledgee as `other` and the `notice` to the debtor; a ranking all pledges of the lot as
    `order`, the first in rank first; a shrinking `ppm`, what stays; an enforcement `realisation`; a
    sale the taker as `other`, `realisation`, as `order` the pledges that end, without any this, and
    what is deposited.
    """

    kind: Annotated[
        Literal[
            "pledge-amendment",
            "pledge-assignment",
            "pledge-ranking",
            "lot-shrinking",
            "pledge-enforcement",
            "lot-sale",
        ],
        Field(description="The act, as in `POST /v1/acts/{kind}:relay`."),
    ]
    number: Number
    pledge: Hex32
    document: Annotated[Hex32, Field(description="SHA-256 of what it rests on.")]
    amount_fen: Annotated[str | None, Field(pattern=r"^[1-9][0-9]{0,37}$")] = None
    term_end: Moment | None = None
    maximum: bool | None = None
    past_term: bool = False
    other: Hex32 | None = None
    notice: Annotated[Hex32 | None, Field(description="SHA-256 of the notice to the debtor.")] = (
        None
    )
    order: Annotated[list[Hex32], Field(max_length=256, default_factory=list)]
    ppm: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    realisation: Literal["NONE", "AGREEMENT", "SELF_SALE", "LICENCE_INCOME", "WITHDRAWN"] = "NONE"
    deposit: DepositIn | None = None


class ProposalIn(Shape):
    """Any act that parties sign among themselves on a title, by its terms (as `POST /v1/acts`)."""

    kind: Annotated[str, Field(max_length=40, examples=["release"])]
    terms: Message


class FilingIn(Shape):
    """The filing in the movables register: its number, and when it was filed."""

    filing: Annotated[str, Field(min_length=1, max_length=40, examples=["11223344556677889900"])]
    filed_at: Moment


class SideOut(Shape):
    """A party whose signature the act needs."""

    party: PartyOut
    state: Literal["MISSING", "OFFICER_MISSING", "SIGNED"]


class AgainstOut(Shape):
    """Why the register would refuse the act now."""

    rule: str
    values: str
    zh: str
    en: str


class FitOut(Shape):
    """Whether the act can be signed: the verdict's result (null where none is asked), and why not.

    `blocks`, `warnings` and `unknown` are those of the verdict for a pledge.
    """

    fit: bool
    result: Literal["VALID", "INVALID", "UNKNOWN"] | None
    blocks: list[FindingOut]
    warnings: list[FindingOut]
    unknown: list[FindingOut]
    refusal: AgainstOut | None


class ProposalLine(Shape):
    """A proposal in a list. `waits_for`: FILING, SIGNATURES, SENDING, or NOTHING once entered."""

    proposal: Hex32
    kind: str = Field(description="The act, as in `POST /v1/acts/{kind}:relay`.")
    title: str
    proposer: PartyOut
    sides: list[SideOut]
    waits_for: Literal["FILING", "SIGNATURES", "SENDING", "NOTHING"]
    block: int | None
    proposed: str


class ProceedsOut(Shape):
    """What all sides of a sale sign about its price: the SHA-256 of `statement` is the document."""

    depositary: str
    amount_fen: str
    pledges: list[str] = Field(description="For which pledges it is held.")
    contract: str = Field(description="SHA-256 of the contract of sale.")
    receipt: str
    statement: str = Field(description="To be kept: nobody else keeps it for long.")


class ProposalOut(ProposalLine):
    """A proposed act. `digest` is what is signed; `file` is its act file, for `datadeed act`."""

    digest: Hex32
    file: dict[str, Any]
    fitness: FitOut
    proceeds: ProceedsOut | None = Field(description="Null where no deposit was told.")
    as_of: AsOf


class ProposalsOut(Shape):
    """The proposals that a party may see, newest first."""

    proposals: list[ProposalLine]
    next: str | None
    as_of: AsOf


class ProposalSignatureIn(Shape):
    """The signature of the account that signed in, under the digest."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]
