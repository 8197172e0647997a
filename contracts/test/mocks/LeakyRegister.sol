// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Register} from "../../Register.sol";
import {ActKind} from "../../types/Enums.sol";
import {SubjectId} from "../../types/Ids.sol";

/// @title A kernel with a second door: what the auditor must find
contract LeakyRegister is Register {
    event Whispered(SubjectId subject);

    constructor(address authority) Register(authority) {}

    /// An act that no head has counted.
    function forge(SubjectId subject, bytes calldata data) external {
        emit Acted(subject, ActKind.NONE, address(this), data);
    }

    /// A log of another kind.
    function whisper(SubjectId subject) external {
        emit Whispered(subject);
    }
}
