// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {PartyId, sameParty, subjectOfParty} from "../types/Ids.sol";
import {superiorKey} from "../types/Words.sol";
import {Calls} from "./Calls.sol";

/// @title Which court or organ stands above another, as the governor named it
library Superiors {
    /// Four levels of courts: from the lowest to the highest it is three steps.
    uint256 private constant MOST_STEPS = 3;

    /// @return whether `authority` is `other` itself or stands above it
    function isSameOrAbove(IRegister register, PartyId authority, PartyId other) internal view returns (bool) {
        for (uint256 i = 0; i < MOST_STEPS; ++i) {
            if (sameParty(authority, other) || PartyId.unwrap(other) == 0) break;
            other = PartyId.wrap(Calls.word(register, subjectOfParty(other), superiorKey()));
        }
        return PartyId.unwrap(authority) != 0 && sameParty(authority, other);
    }
}
