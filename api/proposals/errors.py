"""What can keep an act from being proposed, signed or sent."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError


class ProposalError(ApiError):
    """The act is not proposed, signed or sent."""

    code: ClassVar[str] = "PROPOSAL"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class ProposalUnknown(ProposalError):
    """No act was proposed to you under this name, or it was withdrawn or forgotten."""

    code: ClassVar[str] = "PROPOSAL_UNKNOWN"
    status: ClassVar[int] = 404

    digest: bytes


@dataclass(eq=False)
class ProposalNotOwn(ProposalError):
    """Only a side of the act proposes it: its holder, or the pledgee that it secures."""

    code: ClassVar[str] = "PROPOSAL_NOT_OWN"
    status: ClassVar[int] = 403

    party: bytes


@dataclass(eq=False)
class NotBetweenParties(ProposalError):
    """Clerks enter an act of these terms, not its parties: a court's sale is such a one."""

    code: ClassVar[str] = "PROPOSAL_NOT_BETWEEN_PARTIES"

    kind: str


@dataclass(eq=False)
class ProposalsTooMany(ProposalError):
    """A party has so many open proposals at most: withdraw what came to nothing."""

    code: ClassVar[str] = "PROPOSALS_TOO_MANY"

    most: int


@dataclass(eq=False)
class PledgeNotOpen(ProposalError):
    """The title has no such open pledge."""

    code: ClassVar[str] = "PROPOSED_PLEDGE_NOT_OPEN"
    status: ClassVar[int] = 404

    pledge: bytes


@dataclass(eq=False)
class PurposeBarred(ProposalError):
    """The verdict for this purpose is not VALID: what stands against it comes first."""

    code: ClassVar[str] = "PURPOSE_BARRED"

    purpose: str
    result: str
    findings: list[str]


@dataclass(eq=False)
class FilingMissing(ProposalError):
    """The pledgee names the filing in the movables register before anybody signs."""

    code: ClassVar[str] = "FILING_MISSING"

    digest: bytes


@dataclass(eq=False)
class FilingNotAsked(ProposalError):
    """The pledgee of a proposed pledge names its filing, nobody else and for nothing else."""

    code: ClassVar[str] = "FILING_NOT_ASKED"
    status: ClassVar[int] = 403

    party: bytes


@dataclass(eq=False)
class SignatureNotAsked(ProposalError):
    """Your party has nothing to sign here, or has signed."""

    code: ClassVar[str] = "SIGNATURE_NOT_ASKED"
    status: ClassVar[int] = 403

    party: bytes


@dataclass(eq=False)
class PartySignsFirst(ProposalError):
    """The officer signs behind the party: an account of its own signs first."""

    code: ClassVar[str] = "PARTY_SIGNS_FIRST"

    party: bytes


@dataclass(eq=False)
class ProposalExpired(ProposalError):
    """The time to send this act is over: propose it anew, or name its filing again."""

    code: ClassVar[str] = "PROPOSAL_EXPIRED"

    deadline: str


@dataclass(eq=False)
class ProposalEntered(ProposalError):
    """The act stands on the register: nothing of its proposal is changed or withdrawn."""

    code: ClassVar[str] = "PROPOSAL_ENTERED"

    block: int
