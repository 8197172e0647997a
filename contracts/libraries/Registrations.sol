// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Registration} from "../types/Enums.sol";

/// @title What an application of each kind of registration leads to (NAT-2026 Arts. 32-37)
library Registrations {
    /// Whether a title comes out of it; else it changes, renews, moves or ends the title that it names.
    function makesTitle(Registration registration) internal pure returns (bool) {
        return registration == Registration.FIRST;
    }

    /// Whether it changes the title that it names, or ends it.
    function isRequest(Registration registration) internal pure returns (bool) {
        return registration == Registration.CHANGE || registration == Registration.CANCELLATION;
    }

    /// Whether the desk of filings takes it.
    function isFiled(Registration registration) internal pure returns (bool) {
        return registration != Registration.NONE && registration != Registration.TRANSFER;
    }
}
