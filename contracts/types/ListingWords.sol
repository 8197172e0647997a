// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InstitutionKind} from "./Enums.sol";
import {Time} from "./Ids.sol";

// The word of a listing in its institution's dossier, as Words.sol has it.

/// A listing holds from `from` until `until`, but not while it is suspended.
function packListing(uint16 kinds, Time from, Time until) pure returns (bytes32) {
    return bytes32(uint256(kinds) | (uint256(Time.unwrap(from)) << 16) | (uint256(Time.unwrap(until)) << 56));
}

function listingSuspended(bytes32 word) pure returns (bool) {
    return (uint256(word) >> 96) & 1 == 1;
}

function withSuspension(bytes32 word, bool suspended) pure returns (bytes32) {
    uint256 kept = uint256(word) & ~(uint256(1) << 96);
    return bytes32(suspended ? kept | (uint256(1) << 96) : kept);
}

/// Whether a listing covers this kind of institution now.
function listedAs(bytes32 listing, InstitutionKind kind, uint256 time) pure returns (bool) {
    uint256 w = uint256(listing);
    bool within = time >= uint40(w >> 16) && time < uint40(w >> 56);
    return within && (w >> 96) & 1 == 0 && (w >> uint256(kind)) & 1 == 1;
}
