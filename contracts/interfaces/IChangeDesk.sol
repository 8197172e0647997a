// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EndGround, Operation} from "../types/Enums.sol";
import {ApplicationId, PartyId, Time, TitleId} from "../types/Ids.sol";
import {Application, Closing, Correction, Renewal, Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title What becomes of a title after its issue, beside transfers: correction, renewal, revocation,
/// cancellation (NAT-2026 Arts. 32, 35-37)
interface IChangeDesk is IBook {
    /// @notice A correction names a field group and a new record, which is not the present one.
    error CorrectionEmpty(TitleId title);
    /// @notice The document that this act rests on is not named.
    error InstrumentMissing(TitleId title);
    /// @notice An act on a whole title names all its holders, each once, ascending.
    error HoldersIncomplete(TitleId title, uint256 named, uint256 holders);
    /// @notice This party holds nothing of the title.
    error HolderWrong(TitleId title, PartyId party);
    /// @notice Orders stand against this title: name the court or organ whose instrument allows the act.
    error AuthorityMissing(TitleId title, Operation operation, PartyId named);
    /// @notice A title cannot be ended in this way on this ground.
    error EndGroundWrong(TitleId title, EndGround ground);
    /// @notice A revocation takes effect between the registration and now; a cancellation names no time.
    error EffectWrong(TitleId title, Time from, Time earliest);
    /// @notice These are not the terms under which the title was issued.
    error IssueWrong(TitleId title, TitleId issued);

    /// @notice No renewal of this title is pending under this application.
    error RenewalNotPending(TitleId title, ApplicationId application);

    /// @notice Give a title a new term behind the old one, out of a registered application. Signer: the seal keeper.
    function renew(Renewal calldata terms, Application calldata content, Signer[] calldata signers) external;

    /// @notice Put right an error of the registry's own; all certificates get a new version. Signers: examiner, reviewer,
    /// then, for a description, every pledgee of the title.
    function correct(Correction calldata terms, Signer[] calldata signers) external;

    /// @notice Revoke a title that was obtained by fraud or over data of an unlawful source; it counts for nothing from the
    /// stated time on. Signers: examiner, reviewer.
    function revoke(Closing calldata terms, Application calldata content, Signer[] calldata signers) external;

    /// @notice Cancel a title: the data are destroyed, an objection was upheld, or the law says so. Signers: examiner,
    /// reviewer.
    function cancel(Closing calldata terms, Application calldata content, Signer[] calldata signers) external;
}
