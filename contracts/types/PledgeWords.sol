// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, PledgeId, Time} from "./Ids.sol";
import {Tag, WordKey, hashKey, pairHash} from "./Words.sol";

// What a pledge keeps beside its record, from the low bits up. Keys name the lot too, as pledgeKey does.

/// The terms of an amended pledge as they stand; none where it is as it was recorded.
function amendedKey(LotId lot, PledgeId pledge) pure returns (WordKey) {
    return hashKey(Tag.AMENDED, pairHash(LotId.unwrap(lot), PledgeId.unwrap(pledge)));
}

/// Since when the pledgee knows of a seizure.
function knowledgeKey(LotId lot, PledgeId pledge) pure returns (WordKey) {
    return hashKey(Tag.KNOWLEDGE, pairHash(LotId.unwrap(lot), PledgeId.unwrap(pledge)));
}

/// An amount is never zero, so the word never is.
function packAmended(uint128 amount, Time termEnd, bool pastTerm) pure returns (bytes32) {
    return bytes32(uint256(amount) | (uint256(Time.unwrap(termEnd)) << 128) | (pastTerm ? uint256(1) << 168 : 0));
}

function amendedAmount(bytes32 word) pure returns (uint128) {
    return uint128(uint256(word));
}

function amendedTermEnd(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 128));
}
