"""Parties and applications."""

from typing import Any

from pydantic import Field

from api.schemas.certificates import OrderOut, PartyOut, SharesOut
from api.schemas.common import AsOf, ElsewhereOut, Shape
from api.schemas.status import DepositOut
from ledger.domain.deadlines import Pace


class AccountOut(Shape):
    """An account of a party; `until` is null while it is open."""

    account: str
    since: str
    until: str | None


class RecoveryOut(Shape):
    """A new account that acts from `since` on, unless the party objects before."""

    account: str
    since: str
    registry: int


class AbsorbedOut(Shape):
    """A merger: the party was absorbed by the successor, whose accounts act for it."""

    party: PartyOut
    successor: PartyOut
    since: str
    instrument: str = Field(description="The digest of the market regulator's notice.")


class RenamedOut(Shape):
    """A commitment to the party's real name that took the place of the one before."""

    identity: str
    since: str
    instrument: str = Field(description="The digest of the document behind it.")


class RoleOut(Shape):
    """A staff role."""

    role: str
    registry: int
    until: str


class AuthorityOut(Shape):
    """A written authority (委托书); `live` at the time of the answer."""

    principal: str
    agent: str
    powers: list[str]
    since: str
    until: str
    live: bool
    document: str = Field(description="The digest of the written authority.")


class HeldOut(Shape):
    """A title that a party has a share of."""

    title: str
    number: str
    shares: SharesOut
    pledged: SharesOut
    registry: int
    valid_until: str = Field(
        description="The second from which it has expired unless a renewal is pending; its day in"
        " China is the last of the term."
    )
    status: str = Field(
        examples=["LIVE"],
        description="LIVE, CANCELLED or REVOKED; UNKNOWN where its dossier cannot be read.",
    )


class PartyPageOut(Shape):
    """A party."""

    party: PartyOut
    kind: str
    enrolled: str
    accounts: list[AccountOut]
    roles: list[RoleOut]
    authorities: list[AuthorityOut]
    orders: list[OrderOut]
    recovery: RecoveryOut | None = Field(
        description="The recovery of a lost account while the party may object, else null."
    )
    officer: str | None = Field(
        description="The account of the chief data officer who signs beside it, else null."
    )
    absorbed: AbsorbedOut | None = Field(
        description="Who goes on in its place since it was absorbed, else null."
    )
    predecessors: list[AbsorbedOut] = Field(description="Whom it absorbed, the first first.")
    identity: str | None = Field(
        description="The commitment to its real name when it was enrolled; null for the founder."
    )
    renamings: list[RenamedOut] = Field(description="Its later names, the first first.")
    titles: list[HeldOut]
    next: str | None
    as_of: AsOf


class ApplicantOut(Shape):
    """A party with the shares that it applies for."""

    party: PartyOut
    shares: SharesOut


class ApplicationOut(Shape):
    """An application in a list.

    `unknown`: its dossier cannot be read, or differs from the chain, and this is from before.
    """

    application: str
    registry: int
    state: str
    unknown: bool
    due: str | None
    notice_due: str | None
    changed: str
    data_name: str
    applicants: list[ApplicantOut]
    title: str | None


class ApplicationsOut(Shape):
    """A page of applications, the last changed first."""

    applications: list[ApplicationOut]
    next: str | None
    as_of: AsOf


class ClockOut(Shape):
    """One run of a clock by the rule profile, worked out anew; the day of `start` is not counted.

    `written` is the end that the register has: `agrees` says whether it is the rule's own.
    """

    clock: str
    article: str | None
    start: str
    working_days: int
    end: str
    exact: bool = Field(description="False where no table of holidays reaches.")
    written: str | None
    agrees: bool
    stopped: str | None
    pace: Pace = Field(description="A stopped clock goes on when the one that runs has ended.")
    days_left: int = Field(
        description="Working days after today up to the last; negative by as many as it is over."
    )
    late: bool


class TombstoneOut(Shape):
    """An erased field or proof: who destroyed it, when, why; the leaf stays in the root.

    What `signature` is over stands in docs/erasure.md.
    """

    name: str = Field(examples=["contacts", "proofs/0/identity"])
    leaf: str
    ground: str = Field(examples=["request"])
    erased: str
    party: str
    account: str
    signature: str


class ApplicationPageOut(Shape):
    """One application with its steps; `content` is the struct hash that its next act names."""

    application: ApplicationOut
    seq: int
    fingerprint: str
    keyed: bool
    registration: str
    concerns: str | None = Field(description="The title concerned, null for a first registration.")
    origin: str
    data_class: str
    grade: str
    basis: str | None = Field(
        description="Digest of the document that opens the gate of the origin or the class."
    )
    participants: list[PartyOut] = Field(description="Who took part in a fusion, no holders.")
    record: str
    profile: str
    content: str
    steps: list[dict[str, Any]] = Field(description="Steps in order: action, time, due, block.")
    rules: str | None = Field(description="The rule profile, null where it is not known here.")
    clocks: list[ClockOut] | None
    erased: list[TombstoneOut]
    deposit: DepositOut | None = Field(description="null before the application was ready.")
    out_of_region: ElsewhereOut | None = Field(
        description="What lies outside the registry's seat, null for nothing that is published."
    )
    refile: str | None = Field(
        description="Where it led to nothing: the form that its applicant files it anew with."
    )
    unknown: bool
    as_of: AsOf


class ActsForOut(Shape):
    """The parties for which an account acts now."""

    parties: list[str]
    as_of: AsOf
