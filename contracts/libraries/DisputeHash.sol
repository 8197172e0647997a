// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeRuling} from "../types/DisputeTerms.sol";

/// @title EIP-712 types of what is signed in a dispute
library DisputeHash {
    bytes32 internal constant DISPUTE = keccak256(
        "Dispute(bytes32 title,bytes32 disputant,uint8 claim,bytes32 interest,bytes32 evidence,uint64 deadline)"
    );
    bytes32 internal constant STEP = keccak256(
        "DisputeStep(bytes32 title,bytes32 dispute,uint16 version,uint8 action,bytes32 party,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant RULING = keccak256(
        "DisputeRuling(bytes32 title,bytes32 dispute,uint16 version,uint8 action,Issue issued,bytes32 document,uint64 deadline)Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)"
    );

    /// issued: the hash of the terms of issue within.
    function hash(DisputeRuling calldata r, bytes32 issued) internal pure returns (bytes32) {
        return keccak256(abi.encode(RULING, r.title, r.dispute, r.version, r.action, issued, r.document, r.deadline));
    }
}
