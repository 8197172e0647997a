// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, SubjectId} from "../types/Ids.sol";
import {OfficerEnding, OfficerNaming} from "../types/PartyTerms.sol";
import {
    AccountChange,
    Enrolment,
    ProfileAdoption,
    RegistryOpening,
    Revocation,
    RoleGrant,
    Signer
} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Parties, their accounts, registries and their staff
interface IPartyBook is IBook {
    /// @notice The party has an officer already: that one's term ends before another's begins.
    error OfficerNamedBefore(PartyId party);
    /// @notice An officer is named by an account that is new to the party and signs the act itself.
    error OfficerWrong(PartyId party, address officer);
    /// @notice An officer's account does not come or go as another does: its term ends by its own act.
    error OfficerNotNamed(PartyId party, address officer);
    /// @notice This dossier exists already.
    error SubjectExists(SubjectId subject);
    /// @notice The kind of party must be named.
    error PartyKindMissing();
    /// @notice A party must be enrolled by an acceptance clerk or by the governor.
    error EnrollerRoleWrong(Role role);
    /// @notice The change names no account, or the account to be added signs not.
    error AccountChangeEmpty(PartyId party);
    /// @notice Only staff roles can be granted here.
    error RolesNotGrantable(uint16 roles);
    /// @notice No registry is open under this code.
    error RegistryNotOpen(RegistryCode registry);
    /// @notice A registry code has three digits: region (11-99) and registry digit.
    error RegistryCodeWrong(RegistryCode registry);
    /// @notice The clerk still works for another registry.
    error StaffElsewhere(PartyId staff, RegistryCode registry);
    /// @notice The terms name another governor than the one who signs.
    error GovernorDiffers(PartyId named, PartyId signing);
    /// @notice This profile is adopted; other floors need another profile.
    error ProfileAdoptedBefore(bytes32 profile);
    /// @notice Roles can only be taken away by this act, and their time not prolonged.
    error RolesNotFewer(uint16 current, uint16 given);
    /// @notice The party's last live account cannot be retired.
    error AccountsWouldEnd(PartyId party);

    /// @notice Enrol a party. Signers: the party's first account, then an acceptance clerk or the governor.
    function enrol(Enrolment calldata terms, Signer[] calldata signers) external returns (PartyId);

    /// @notice Add or retire an account. Signers: a live account of the party, then the added account.
    function changeAccount(AccountChange calldata terms, Signer[] calldata signers) external;

    /// @notice Give a clerk staff roles at a registry. Signers: the registry's institution, the clerk.
    function grantRoles(RoleGrant calldata terms, Signer[] calldata signers) external;

    /// @notice Take staff roles away. Signer: the registry's institution.
    function endRoles(RoleGrant calldata terms, Signer[] calldata signers) external;

    /// @notice Open a registry. Signers: the governor, the institution.
    function openRegistry(RegistryOpening calldata terms, Signer[] calldata signers) external;

    /// @notice Adopt a rule profile's floors. Signer: the governor.
    function adoptProfile(ProfileAdoption calldata terms, Signer[] calldata signers) external;

    /// @notice Kill a consent that was signed and not used yet. Signer: the party.
    function revoke(Revocation calldata terms, Signer[] calldata signers) external;

    /// @notice Name an officer, who signs beside the party from now on. Signers: the party, then the party by the officer's
    /// account, which is new.
    function nameOfficer(OfficerNaming calldata terms, Signer[] calldata signers) external;

    /// @notice End an officer's term. Signer: the party, with its officer beside it.
    function endOfficer(OfficerEnding calldata terms, Signer[] calldata signers) external;
}
