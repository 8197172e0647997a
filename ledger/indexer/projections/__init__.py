"""What each act leaves in the tables that are searched: (before, act, after) -> rows.

A row depends on one dossier only. So after a fork, or from the journal alone, a dossier's rows come
out the same whatever the others do. tests/unit/ledger/indexer holds that no kind of act is missing.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ActKind
from ledger.indexer.projections import (
    absorption,
    application,
    change,
    directory,
    dispute,
    governance,
    licence,
    mandate,
    order,
    party,
    pledge,
    report,
    title,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row

    Projection = Callable[[Dossier, Act, Dossier], Iterable[Row]]

PROJECTIONS: Final[Mapping[ActKind, Projection]] = MappingProxyType(
    {
        ActKind.Founded: party.entered,
        ActKind.BookAdmitted: governance.book_changed,
        ActKind.BookEnded: governance.book_changed,
        ActKind.IntakePaused: governance.intake_paused,
        ActKind.ProfileAdopted: governance.profile_adopted,
        ActKind.RegistryOpened: governance.registry_opened,
        ActKind.PartyEnrolled: party.entered,
        ActKind.AccountChanged: party.account_changed,
        ActKind.RolesGranted: party.roles_set,
        ActKind.RolesEnded: party.roles_set,
        ActKind.ConsentRevoked: party.consent_revoked,
        ActKind.ApplicationSubmitted: application.filed,
        ActKind.ApplicationCorrected: application.filed,
        ActKind.ApplicationStepped: application.stepped,
        ActKind.NoticePublished: application.published,
        ActKind.ApplicationCertified: application.certified,
        ActKind.ObjectFiled: application.object_filings,
        ActKind.ObjectFilingEnded: application.object_filings,
        ActKind.ObjectTitled: application.object_filings,
        ActKind.TitleIssued: title.issued,
        ActKind.SharesTransferred: title.transferred,
        ActKind.PledgeRecorded: pledge.recorded,
        ActKind.PledgeReleased: pledge.changed,
        ActKind.PledgeAmended: pledge.changed,
        ActKind.PledgeAssigned: pledge.changed,
        ActKind.PledgesRanked: pledge.changed,
        ActKind.LotShrunk: pledge.changed,
        ActKind.SeizureKnown: pledge.learned,
        ActKind.PledgeEnforcing: pledge.changed,
        ActKind.PledgeConcluded: pledge.changed,
        ActKind.LotSold: pledge.sold,
        ActKind.OrderRecorded: order.recorded,
        ActKind.OrderLifted: order.changed,
        ActKind.OrderExtended: order.changed,
        ActKind.AgentAppointed: mandate.agent_changed,
        ActKind.AgentEnded: mandate.agent_changed,
        ActKind.StaffKeyRevoked: mandate.staff_key_revoked,
        ActKind.TitleCorrected: change.corrected,
        ActKind.TitleRevoked: change.state_changed,
        ActKind.TitleCancelled: change.state_changed,
        ActKind.ObjectTitleClosed: application.object_filings,
        ActKind.RenewalFiled: change.state_changed,
        ActKind.RenewalEnded: change.state_changed,
        ActKind.TitleRenewed: change.state_changed,
        ActKind.RequestFiled: change.state_changed,
        ActKind.RequestEnded: change.state_changed,
        ActKind.TitleChanged: change.changed,
        ActKind.TitleSurrendered: change.state_changed,
        ActKind.InstitutionListed: directory.listing_changed,
        ActKind.SuspensionChanged: directory.listing_changed,
        ActKind.SuperiorNamed: directory.superior_named,
        ActKind.PredecessorNamed: change.state_changed,
        ActKind.TitleSucceeded: change.state_changed,
        ActKind.RecoveryFiled: party.account_changed,
        ActKind.RecoveryEnded: party.account_changed,
        ActKind.OfficerNamed: party.account_changed,
        ActKind.OfficerEnded: party.account_changed,
        ActKind.PartySucceeded: absorption.succeeded,
        ActKind.PartyRenamed: absorption.renamed,
        ActKind.LicenceGranted: licence.granted,
        ActKind.BreachNotified: licence.breach_notified,
        ActKind.LicenceEnded: licence.ended,
        ActKind.ReportFiled: report.filed,
        ActKind.ReportWithdrawn: report.withdrawn,
        ActKind.DisputeFiled: dispute.filed,
        ActKind.DisputeStepped: dispute.stepped,
        ActKind.DisputeRuled: dispute.ruled,
        ActKind.BatchAnchored: governance.batch_anchored,
    }
)


def project(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The rows that an act leaves; a later row takes the place of one with the same key."""
    yield from PROJECTIONS[act.kind](before, act, after)
    yield from mandate.staff_signatures(act)
