// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyKind} from "../types/Enums.sol";
import {PartyId, RecordRoot, RegistryCode, Time} from "../types/Ids.sol";
import {Absorption, Renaming} from "../types/PartyTerms.sol";
import {Appointment, AppointmentEnd, Recovery, RecoveryEnd, Signer, StaffRevocation} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Who acts for a party, and whose signatures count no more
interface IMandateBook is IBook {
    /// @notice Nobody is his own agent.
    error AgentIsPrincipal(PartyId principal);
    /// @notice A written authority names at least one known power and no other (Civil Code Art. 165).
    error AgentPowersWrong(uint16 powers);
    /// @notice A written authority ends after it begins (Civil Code Art. 165).
    error AgentTermWrong(PartyId agent, Time until);
    /// @notice This party is not the other's agent now.
    error AgentNotAppointed(PartyId principal, PartyId agent);
    /// @notice Only the principal and the agent may end a written authority (Civil Code Art. 173).
    error AgentEndedByStranger(PartyId by);
    /// @notice A revocation takes effect in the past or now, never later.
    error RevocationInFuture(Time since);
    /// @notice A revocation must say on which ground.
    error RevocationGroundMissing(PartyId staff);
    /// @notice The clerk does not work for this registry.
    error StaffNotOfRegistry(PartyId staff, RegistryCode registry);

    /// @notice Accounts of staff and of the governor are not recovered: their roles end and others are enrolled.
    error StaffNotRecovered(PartyId party);
    /// @notice A registry does not recover an account of its own institution.
    error OwnInstitutionNotRecovered(PartyId institution, RegistryCode registry);
    /// @notice A recovery names its document and a new account, which acts thirty days later at the earliest.
    error RecoveryWrong(PartyId party, Time from, Time earliest);
    /// @notice A recovery of this party's account is pending already.
    error RecoveryPending(PartyId party, Time from);
    /// @notice No recovery is pending for this account: it never was, has ended, or the account acts by now.
    error RecoveryNotPending(PartyId party, address account);

    /// @notice A merger is of two parties and names the notice behind it (Civil Code Art. 67).
    error AbsorptionWrong(PartyId absorbed, PartyId successor);
    /// @notice Legal persons merge; persons, organs and courts are succeeded by other law (Civil Code Arts. 67, 98, 1121).
    error NotMergeable(PartyId party, PartyKind kind);
    /// @notice Who has a staff role is absorbed when the role has ended.
    error StaffNotAbsorbed(PartyId party);
    /// @notice A registry records neither a merger nor a new name of its own institution.
    error OwnInstitutionConcerned(PartyId institution, RegistryCode registry);
    /// @notice Whoever was absorbed is handed on to none but the successor of its successor.
    error SuccessorDiffers(PartyId party, PartyId successor);
    /// @notice Whoever was absorbed is handed on when the orders on its successor stand on it too, or it would be free of them.
    error OrdersLeftBehind(PartyId party, PartyId successor, Time until);
    /// @notice A new name is a commitment that is not the last one, and names the document behind it.
    error RenamingWrong(PartyId party, RecordRoot identity);

    /// @notice Recover a party's lost account: a new one acts after thirty days at the earliest, unless somebody objects.
    /// Signers: examiner, reviewer.
    function recover(Recovery calldata terms, Signer[] calldata signers) external;

    /// @notice End a recovery before its account acts. Signers: the party by any account of its own, which objects; or
    /// examiner and reviewer of the registry that filed it.
    function endRecovery(RecoveryEnd calldata terms, Signer[] calldata signers) external;

    /// @notice Record that a party was absorbed by another, whose accounts act for it from now on. Signers: examiner, reviewer,
    /// the successor, the absorbed party; not the last where its successor was absorbed in its turn.
    function absorb(Absorption calldata terms, Signer[] calldata signers) external;

    /// @notice Record that a party goes by a new name. Signers: examiner, reviewer, the party.
    function rename(Renaming calldata terms, Signer[] calldata signers) external;

    /// @notice Appoint an agent by a written authority. Signers: the principal, the agent.
    function appointAgent(Appointment calldata terms, Signer[] calldata signers) external;

    /// @notice End a written authority. Signer: the principal or the agent.
    function endAgent(AppointmentEnd calldata terms, Signer[] calldata signers) external;

    /// @notice End all roles of a clerk and disown what the clerk signed since a date. Signer: the registry's institution.
    function revokeStaffKey(StaffRevocation calldata terms, Signer[] calldata signers) external;
}
