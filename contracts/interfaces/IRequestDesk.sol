// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FieldGroup} from "../types/Enums.sol";
import {ApplicationId, TitleId} from "../types/Ids.sol";
import {Application, Fulfilment, Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title What all holders of a title apply for: its change or its cancellation (NAT-2026 Arts. 35, 37)
interface IRequestDesk is IBook {
    /// @notice No change or cancellation of this title is applied for under this application.
    error RequestNotPending(TitleId title, ApplicationId application);
    /// @notice A change keeps the data object, its source and its rules (NAT-2026 Art. 35).
    error SourceChanged(TitleId title, ApplicationId application);
    /// @notice A change names a group of fields and brings another record; a cancellation names and publishes nothing.
    error ChangeWrong(TitleId title, FieldGroup group);

    /// @notice Change a title out of a registered application of all its holders. Signers: examiner, reviewer, then, for a
    /// description, every pledgee of the title.
    function change(Fulfilment calldata terms, Application calldata content, Signer[] calldata signers) external;

    /// @notice Cancel a title out of a registered application of all its holders. Signers: examiner, reviewer, then every
    /// pledgee of the title.
    function surrender(Fulfilment calldata terms, Application calldata content, Signer[] calldata signers) external;
}
