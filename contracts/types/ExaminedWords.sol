// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyId, tail} from "./Ids.sol";
import {Tag, WordKey, keyOf} from "./Words.sol";

/// Who passed an application's examination.
function examinedKey() pure returns (WordKey) {
    return keyOf(Tag.EXAMINED, 0);
}

/// Half a word for each of the two: the low 128 bits of their ids, which nobody can choose.
function packExamined(PartyId examiner, PartyId reviewer) pure returns (bytes32) {
    return bytes32(uint256(uint128(tail(examiner))) | (uint256(uint128(tail(reviewer))) << 128));
}

function hasExamined(bytes32 word, PartyId party) pure returns (bool) {
    uint128 half = uint128(tail(party));
    return uint128(uint256(word)) == half || uint128(uint256(word) >> 128) == half;
}
