"""What a deployment is to leave behind: books with their kinds of act, powers with their delays."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ledger.chain.profile import BookName, Finality, Instant
from ledger.domain.acts import ActKind

DAY: Final = 86_400
ADMIN_ROLE: Final = 0
BOOKS_ROLE: Final = 1
INTAKE_ROLE: Final = 2
REGISTER: Final = "Register"
AUTHORITY: Final = "AccessManager"
BOOK_POWERS: Final = ("admitBook", "endBook")
INTAKE_POWERS: Final = ("pauseIntake",)

KINDS: Final = MappingProxyType(
    {
        BookName.PARTY_BOOK: (
            ActKind.RegistryOpened,
            ActKind.ProfileAdopted,
            ActKind.PartyEnrolled,
            ActKind.AccountChanged,
            ActKind.RolesGranted,
            ActKind.RolesEnded,
            ActKind.ConsentRevoked,
            ActKind.OfficerNamed,
            ActKind.OfficerEnded,
        ),
        BookName.FILING_DESK: (
            ActKind.ApplicationSubmitted,
            ActKind.ApplicationCorrected,
            ActKind.ApplicationStepped,
            ActKind.NoticePublished,
            ActKind.ObjectFiled,
            ActKind.ObjectFilingEnded,
            ActKind.RenewalFiled,
            ActKind.RenewalEnded,
            ActKind.RequestFiled,
            ActKind.RequestEnded,
        ),
        BookName.TITLE_BOOK: (
            ActKind.ApplicationCertified,
            ActKind.ObjectTitled,
            ActKind.TitleIssued,
            ActKind.SharesTransferred,
            ActKind.PredecessorNamed,
            ActKind.TitleSucceeded,
        ),
        BookName.PLEDGE_BOOK: (
            ActKind.PledgeRecorded,
            ActKind.PledgeReleased,
            ActKind.PledgeConcluded,
            ActKind.LotSold,
        ),
        BookName.ORDER_DESK: (
            ActKind.OrderRecorded,
            ActKind.OrderLifted,
            ActKind.OrderExtended,
        ),
        BookName.MANDATE_BOOK: (
            ActKind.AgentAppointed,
            ActKind.AgentEnded,
            ActKind.StaffKeyRevoked,
            ActKind.RecoveryFiled,
            ActKind.RecoveryEnded,
            ActKind.PartySucceeded,
            ActKind.PartyRenamed,
        ),
        BookName.CHANGE_DESK: (
            ActKind.TitleCorrected,
            ActKind.TitleRevoked,
            ActKind.TitleCancelled,
            ActKind.ObjectTitleClosed,
            ActKind.TitleRenewed,
            ActKind.ApplicationCertified,
        ),
        BookName.REQUEST_DESK: (
            ActKind.TitleChanged,
            ActKind.TitleSurrendered,
            ActKind.ObjectTitleClosed,
            ActKind.ApplicationCertified,
        ),
        BookName.DIRECTORY_BOOK: (
            ActKind.InstitutionListed,
            ActKind.SuspensionChanged,
            ActKind.SuperiorNamed,
        ),
        BookName.LICENCE_BOOK: (
            ActKind.LicenceGranted,
            ActKind.BreachNotified,
            ActKind.LicenceEnded,
        ),
        BookName.REPORT_BOOK: (ActKind.ReportFiled, ActKind.ReportWithdrawn),
        BookName.PLEDGE_DESK: (
            ActKind.PledgeAmended,
            ActKind.PledgeAssigned,
            ActKind.PledgesRanked,
            ActKind.LotShrunk,
            ActKind.SeizureKnown,
            ActKind.PledgeEnforcing,
        ),
        BookName.DISPUTE_DESK: (
            ActKind.DisputeFiled,
            ActKind.DisputeStepped,
            ActKind.DisputeRuled,
        ),
        BookName.ANCHORS: (ActKind.BatchAnchored,),
    }
)


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds between the announcement of a governor's step and the step itself.

    The admission of a book takes two further days by the register itself.
    """

    admin: int = 2 * DAY
    books: int = DAY
    intake: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be deployed. The governor's account holds what power there is afterwards."""

    name: str
    governor: bytes
    identity: bytes
    finality: Finality = field(default_factory=Instant)
    delays: Delays = field(default_factory=Delays)
    proofs: bool = True
    dev: bool = False


def kinds_of(book: BookName) -> int:
    """The act kinds of a book as the register writes them: bit n for kind n."""
    return sum(1 << kind for kind in KINDS[book])
