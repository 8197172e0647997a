// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchoring} from "../types/AnchorTerms.sol";
import {Dispute, DisputeRuling, DisputeStep} from "../types/DisputeTerms.sol";
import {BreachNotice, Licence, LicenceEnding} from "../types/LicenceTerms.sol";
import {Extension, Superior} from "../types/OrderTerms.sol";
import {Absorption, OfficerEnding, OfficerNaming, Renaming} from "../types/PartyTerms.sol";
import {Report, ReportWithdrawal} from "../types/ReportTerms.sol";
import {
    Amendment,
    Assignment,
    Enforcement,
    Judgment,
    Knowledge,
    Pledge,
    Ranking,
    Release,
    Sale,
    Shrinking
} from "../types/PledgeTerms.sol";
import {
    AccountChange,
    Application,
    Appointment,
    AppointmentEnd,
    BookAdmission,
    BookEnd,
    Closing,
    Correction,
    Enrolment,
    Founding,
    Fulfilment,
    InstitutionListing,
    Suspension,
    IntakePause,
    Issue,
    Lift,
    Notice,
    Order,
    ProfileAdoption,
    Recovery,
    RecoveryEnd,
    RegistryOpening,
    Renewal,
    Revocation,
    RoleGrant,
    StaffRevocation,
    Step,
    Succession,
    Transfer
} from "../types/Terms.sol";

/// @title The body of each kind of act
/// @notice One event a kind, named as the member of ActKind, with the struct that its log carries after the writes.
/// @dev Warning: these events are never emitted. They are the schema of `Acted.data` that the bindings are made from. A
/// kind without an event has an empty body: its facts stand in the act that it is linked to.
interface IActs {
    event Founded(Founding terms);
    event BookAdmitted(BookAdmission terms);
    event BookEnded(BookEnd terms);
    event IntakePaused(IntakePause terms);
    event ProfileAdopted(ProfileAdoption terms);
    event RegistryOpened(RegistryOpening terms);
    event PartyEnrolled(Enrolment terms);
    event AccountChanged(AccountChange terms);
    event RolesGranted(RoleGrant terms);
    event RolesEnded(RoleGrant terms);
    event ConsentRevoked(Revocation terms);
    event ApplicationSubmitted(Application terms);
    event ApplicationCorrected(Application terms);
    event ApplicationStepped(Step terms);
    event NoticePublished(Notice terms);
    event TitleIssued(Issue terms);
    event SharesTransferred(Transfer terms);
    event PledgeRecorded(Pledge terms);
    event PledgeReleased(Release terms);
    event OrderRecorded(Order terms);
    event OrderLifted(Lift terms);
    event AgentAppointed(Appointment terms);
    event AgentEnded(AppointmentEnd terms);
    event StaffKeyRevoked(StaffRevocation terms);
    event TitleCorrected(Correction terms);
    event TitleRevoked(Closing terms);
    event TitleCancelled(Closing terms);
    event TitleRenewed(Renewal terms);
    event TitleChanged(Fulfilment terms);
    event TitleSurrendered(Fulfilment terms);
    event InstitutionListed(InstitutionListing terms);
    event SuspensionChanged(Suspension terms);
    event PredecessorNamed(Succession terms);
    event RecoveryFiled(Recovery terms);
    event RecoveryEnded(RecoveryEnd terms);
    event PartySucceeded(Absorption terms);
    event PartyRenamed(Renaming terms);
    event OfficerNamed(OfficerNaming terms);
    event OfficerEnded(OfficerEnding terms);
    event LicenceGranted(Licence terms);
    event BreachNotified(BreachNotice terms);
    event LicenceEnded(LicenceEnding terms);
    event ReportFiled(Report terms);
    event ReportWithdrawn(ReportWithdrawal terms);
    event PledgeAmended(Amendment terms);
    event PledgeAssigned(Assignment terms);
    event PledgesRanked(Ranking terms);
    event LotShrunk(Shrinking terms);
    event SeizureKnown(Knowledge terms);
    event PledgeEnforcing(Enforcement terms);
    event PledgeConcluded(Judgment terms);
    event LotSold(Sale terms);
    event OrderExtended(Extension terms);
    event SuperiorNamed(Superior terms);
    event DisputeFiled(Dispute terms);
    event DisputeStepped(DisputeStep terms);
    event DisputeRuled(DisputeRuling terms);
    event BatchAnchored(Anchoring terms);
}
