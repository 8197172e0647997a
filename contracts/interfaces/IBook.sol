// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, SubjectId} from "../types/Ids.sol";
import {IRegister} from "./IRegister.sol";

/// @title What every book answers and refuses
interface IBook {
    /// @notice The act needs another number of signatures.
    error SignersWrong(uint256 given, uint256 expected);
    /// @notice The signature of this party is missing at this place.
    error SignerMissing(uint256 place, PartyId party);
    /// @notice The signature of a clerk in this role is missing at this place.
    error StaffMissing(uint256 place, Role role, RegistryCode registry);
    /// @notice The clerk works for another registry.
    error StaffOfAnotherRegistry(PartyId staff, RegistryCode own, RegistryCode needed);
    /// @notice The dossier went on since this consent was signed: read it again and sign anew.
    error VersionStale(SubjectId subject, uint64 given, uint64 current);
    /// @notice Nobody is enrolled under this id.
    error PartyUnknown(PartyId party);
    /// @notice This party was absorbed by another and takes on nothing new: its successor does (Civil Code Art. 67).
    error PartyAbsorbed(PartyId party);

    /// @notice The kernel that this book writes to.
    function registerOf() external view returns (IRegister);
}
