// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyId, RegistryCode, Time} from "../types/Ids.sol";
import {Appointment, AppointmentEnd, Signer, StaffRevocation} from "../types/Terms.sol";
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

    /// @notice Appoint an agent by a written authority. Signers: the principal, the agent.
    function appointAgent(Appointment calldata terms, Signer[] calldata signers) external;

    /// @notice End a written authority. Signer: the principal or the agent.
    function endAgent(AppointmentEnd calldata terms, Signer[] calldata signers) external;

    /// @notice End all roles of a clerk and disown what the clerk signed since a date. Signer: the registry's institution.
    function revokeStaffKey(StaffRevocation calldata terms, Signer[] calldata signers) external;
}
