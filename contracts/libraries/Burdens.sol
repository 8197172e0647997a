// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, Effect, Operation} from "../types/Enums.sol";

/// @title What a burden does to an operation: the table of tests/vectors/burdens.json
library Burdens {
    /// One row an operation, one byte a burden by the numbers of Effect:
    /// PLEDGED FROZEN HELD DISPUTED INSOLVENT EXPIRED CONTESTED.
    bytes private constant TABLE =
        hex"02030301020303" // TRANSFER
        hex"00030301030303" // PLEDGE (junior too)
        hex"02030301020301" // LICENCE
        hex"00010100020300" // IDENTITY_CHANGE
        hex"02030301020302" // DESCRIPTION_CHANGE
        hex"00000201020301" // RENEWAL
        hex"02030301020303" // VOLUNTARY_CANCEL
        hex"01020200000000" // ORDERED_CANCEL
        hex"00010000000000" // PLEDGE_RELEASE
        hex"00000000000000"; // VERIFY

    /// Orders of every kind: a freeze, a hold, insolvency.
    uint256 internal constant EVERY_KIND = 7;
    uint256 internal constant INSOLVENCY = 4;

    /// Of orders of these kinds (bit n: OrderKind n + 1) what the strictest does, and which burden that is.
    function ofOrders(Operation operation, uint256 kinds) internal pure returns (Effect strictest, Burden burden) {
        if (kinds & 1 != 0) (strictest, burden) = (effect(operation, Burden.FROZEN), Burden.FROZEN);
        if (kinds & 2 != 0) (strictest, burden) = _stricter(operation, Burden.HELD, strictest, burden);
        if (kinds & INSOLVENCY != 0) (strictest, burden) = _stricter(operation, Burden.INSOLVENT, strictest, burden);
    }

    function effect(Operation operation, Burden burden) internal pure returns (Effect) {
        return Effect(uint8(TABLE[7 * uint256(operation) + uint256(burden)]));
    }

    function _stricter(
        Operation operation,
        Burden burden,
        Effect strictest,
        Burden first
    ) private pure returns (Effect, Burden) {
        Effect found = effect(operation, burden);
        return uint8(found) > uint8(strictest) ? (found, burden) : (strictest, first);
    }
}
