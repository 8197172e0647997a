// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// The mark of an officer in the word of an account, as Words.sol has it: behind its beginning and end.

/// An account of an officer: it signs beside another, never alone.
function isOfficers(bytes32 word) pure returns (bool) {
    return (uint256(word) >> 80) & 1 == 1;
}

function asOfficers(bytes32 word, bool officers) pure returns (bytes32) {
    return bytes32(officers ? uint256(word) | (1 << 80) : uint256(word));
}
