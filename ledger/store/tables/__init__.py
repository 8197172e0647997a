"""The tables of the mirror, and the row of each: same columns, same order, held by a test."""

from types import MappingProxyType
from typing import Final

from sqlalchemy import Table
from sqlmodel import SQLModel

from ledger.store.tables import (
    absorption,
    alert,
    application,
    checkpoint,
    deposit,
    desk,
    directory,
    dispute,
    erasure,
    evidence,
    financing,
    journal,
    licence,
    mandate,
    movables,
    offchain,
    order,
    party,
    pledge,
    proposal,
    report,
    search,
    session,
    title,
    webhook,
)
from ledger.store.tables.row import Row

PROJECTIONS: Final[tuple[tuple[type[Row], type[SQLModel]], ...]] = (
    (party.PartyRow, party.PartyTable),
    (party.PartyStateRow, party.PartyStateTable),
    (party.AccountRow, party.AccountTable),
    (party.StaffRoleRow, party.StaffRoleTable),
    (party.RegistryRow, party.RegistryTable),
    (party.BookRow, party.BookTable),
    (party.ProfileRow, party.ProfileTable),
    (application.ApplicationRow, application.ApplicationTable),
    (application.ApplicationStateRow, application.ApplicationStateTable),
    (application.ApplicantRow, application.ApplicantTable),
    (application.ParticipantRow, application.ParticipantTable),
    (application.StepRow, application.StepTable),
    (application.CertifiedRow, application.CertifiedTable),
    (application.NoticeRow, application.NoticeTable),
    (application.NoticeApplicantRow, application.NoticeApplicantTable),
    (application.ObjectFilingRow, application.ObjectFilingTable),
    (title.TitleRow, title.TitleTable),
    (title.TitleStateRow, title.TitleStateTable),
    (title.TitleNoticeRow, title.TitleNoticeTable),
    (title.HoldingRow, title.HoldingTable),
    (title.CertificateRow, title.CertificateTable),
    (title.CertificateVersionRow, title.CertificateVersionTable),
    (pledge.LotRow, pledge.LotTable),
    (pledge.PledgeRow, pledge.PledgeTable),
    (pledge.PledgeStateRow, pledge.PledgeStateTable),
    (order.OrderRow, order.OrderTable),
    (order.OrderStateRow, order.OrderStateTable),
    (directory.InstitutionRow, directory.InstitutionTable),
    (directory.SuperiorRow, directory.SuperiorTable),
    (licence.LicenceRow, licence.LicenceTable),
    (report.ReportRow, report.ReportTable),
    (dispute.DisputeRow, dispute.DisputeTable),
    (absorption.AbsorptionRow, absorption.AbsorptionTable),
    (absorption.RenamingRow, absorption.RenamingTable),
    (mandate.AgentRow, mandate.AgentTable),
    (mandate.StaffActRow, mandate.StaffActTable),
    (mandate.StaffRevocationRow, mandate.StaffRevocationTable),
    (checkpoint.CheckpointRow, checkpoint.CheckpointTable),
)
SEARCH: Final[tuple[tuple[type[Row], type[SQLModel]], ...]] = (
    (search.SearchRecordRow, search.SearchRecordTable),
    (search.SearchPostingRow, search.SearchPostingTable),
    (search.SearchSegmentRow, search.SearchSegmentTable),
    (search.SearchPartyRow, search.SearchPartyTable),
    (search.SearchRenamingRow, search.SearchRenamingTable),
)
MIRROR: Final[tuple[tuple[type[Row], type[SQLModel]], ...]] = (
    (journal.JournalRow, journal.JournalTable),
    (journal.BlockRow, journal.BlockTable),
    (journal.CursorRow, journal.CursorTable),
    (journal.HeadRow, journal.HeadTable),
    (journal.UnreadableRow, journal.UnreadableTable),
    (journal.CommitRow, journal.CommitTable),
)
OFFCHAIN: Final[tuple[tuple[type[Row], type[SQLModel]], ...]] = (
    (offchain.HeartbeatRow, offchain.HeartbeatTable),
    (offchain.AuditRow, offchain.AuditTable),
    (offchain.HeadDiffersRow, offchain.HeadDiffersTable),
    (offchain.StoredProofRow, offchain.StoredProofTable),
    (offchain.ProofDueRow, offchain.ProofDueTable),
    (offchain.ProverRow, offchain.ProverTable),
    (offchain.ContentRefRow, offchain.ContentRefTable),
    (session.ChallengeRow, session.ChallengeTable),
    (session.SessionRow, session.SessionTable),
    (deposit.DepositRow, deposit.DepositTable),
    (deposit.NationalRow, deposit.NationalTable),
    (erasure.TombstoneRow, erasure.TombstoneTable),
    (desk.ClaimRow, desk.ClaimTable),
    (desk.RecusalRow, desk.RecusalTable),
    (desk.DeskEntryRow, desk.DeskEntryTable),
    (desk.FiledRecordRow, desk.FiledRecordTable),
    (desk.DraftRow, desk.DraftTable),
    (proposal.DraftSideRow, proposal.DraftSideTable),
    (alert.AlertRow, alert.AlertTable),
    (alert.AlerterRow, alert.AlerterTable),
    (webhook.WebhookRow, webhook.WebhookTable),
    (evidence.EvidenceRequestRow, evidence.EvidenceRequestTable),
    (evidence.HandOverRow, evidence.HandOverTable),
    (movables.FilingLookRow, movables.FilingLookTable),
    (movables.FilingSeenRow, movables.FilingSeenTable),
    (financing.FinancingEntryRow, financing.FinancingEntryTable),
    (financing.FinancingReadingRow, financing.FinancingReadingTable),
)
METADATA: Final = SQLModel.metadata


def _table(model: type[SQLModel]) -> Table:
    table: Table = METADATA.tables[str(model.__tablename__)]
    return table


TABLES: Final = MappingProxyType(
    {row: _table(model) for row, model in (*MIRROR, *PROJECTIONS, *SEARCH, *OFFCHAIN)}
)
PROJECTED: Final = tuple(row for row, _ in PROJECTIONS)
INDEXED: Final = tuple(row for row, _ in SEARCH)
