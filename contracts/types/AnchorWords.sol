// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tag, WordKey, keyOf} from "./Words.sol";

// The words of a registry's log, as Words.sol has it: how many digests are anchored, and one root for each size that was.

/// A log's record: its size when it was anchored last.
function packLog(uint64 size) pure returns (bytes32) {
    return bytes32(uint256(size) << 40);
}

function logSize(bytes32 record) pure returns (uint64) {
    return uint64(uint256(record) >> 40);
}

/// The root of the log's first `size` digests.
function batchKey(uint64 size) pure returns (WordKey) {
    return keyOf(Tag.BATCH, size);
}
