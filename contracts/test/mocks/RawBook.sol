// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, IRegister, Mandate} from "../../interfaces/IRegister.sol";

/// @title A book without rules: it hands on what it is given, so that the kernel alone must refuse
contract RawBook {
    IRegister private immutable REGISTER;

    constructor(IRegister register) {
        REGISTER = register;
    }

    function act(Mandate calldata mandate, Entry[] calldata entries) external returns (bytes32) {
        return REGISTER.act(mandate, entries);
    }
}
