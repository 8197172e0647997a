// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyKind} from "../types/Enums.sol";
import {PartyId, Time} from "../types/Ids.sol";
import {Superior} from "../types/OrderTerms.sol";
import {InstitutionListing, Suspension, Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title The directory of institutions: who may serve the market as what, within which licence
interface IDirectoryBook is IBook {
    /// @notice A listing names at least one kind of institution, and none that is not known.
    error InstitutionKindsWrong(uint16 kinds);
    /// @notice A licence ends after it begins, and not before it is listed.
    error LicenceTermWrong(PartyId institution, Time from, Time until);
    /// @notice A listing names the licence that it rests on.
    error LicenceMissing(PartyId institution);
    /// @notice This party is not in the directory.
    error InstitutionNotListed(PartyId institution);
    /// @notice The listing is suspended already, or is not suspended.
    error SuspensionSame(PartyId institution, bool suspended);
    /// @notice A suspension and its end name the decision that they rest on.
    error SuspensionGroundMissing(PartyId institution);
    /// @notice A court stands above a court, an organ above an organ, and none above itself.
    error SuperiorWrong(PartyId authority, PartyId superior, PartyKind kind);
    /// @notice Whoever names a superior names the document that shows it.
    error SuperiorBasisMissing(PartyId authority);

    /// @notice List an institution, or renew its listing. Signers: the governor, the institution.
    function list(InstitutionListing calldata terms, Signer[] calldata signers) external;

    /// @notice Suspend a listing, or take the suspension back. Signer: the governor.
    function changeSuspension(Suspension calldata terms, Signer[] calldata signers) external;

    /// @notice Name the court or organ above another. Signer: the governor.
    function nameSuperior(Superior calldata terms, Signer[] calldata signers) external;
}
