// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, Effect, Operation} from "../types/Enums.sol";

/// @title What a burden does to an operation: the table of tests/vectors/burdens.json
library Burdens {
    /// One row an operation, one byte a burden: PLEDGED FROZEN HELD DISPUTED INSOLVENT EXPIRED, by the numbers of Effect.
    bytes private constant TABLE =
        hex"020303010203" // TRANSFER
        hex"000303030303" // PLEDGE (junior too)
        hex"020303010203" // LICENCE
        hex"000101000203" // IDENTITY_CHANGE
        hex"020303030203" // DESCRIPTION_CHANGE
        hex"000002010203" // RENEWAL
        hex"020303030203" // VOLUNTARY_CANCEL
        hex"010202000000" // ORDERED_CANCEL
        hex"000100000000" // PLEDGE_RELEASE
        hex"000000000000"; // VERIFY

    /// Of orders whose kind a word does not tell: the strictest of a freeze, a hold and insolvency.
    function ofOrders(Operation operation) internal pure returns (Effect strictest) {
        strictest = effect(operation, Burden.FROZEN);
        Effect held = effect(operation, Burden.HELD);
        if (uint8(held) > uint8(strictest)) strictest = held;
        Effect insolvent = effect(operation, Burden.INSOLVENT);
        if (uint8(insolvent) > uint8(strictest)) strictest = insolvent;
    }

    function effect(Operation operation, Burden burden) internal pure returns (Effect) {
        return Effect(uint8(TABLE[6 * uint256(operation) + uint256(burden)]));
    }
}
