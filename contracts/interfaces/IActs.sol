// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
    IntakePause,
    Issue,
    Lift,
    Notice,
    Order,
    Pledge,
    ProfileAdoption,
    RegistryOpening,
    Release,
    Renewal,
    Revocation,
    RoleGrant,
    StaffRevocation,
    Step,
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
}
