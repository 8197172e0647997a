// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeBlock, DisputeClaim, DisputeState} from "./DisputeEnums.sol";
import {DisputeId, PartyId, partyOfTail, tail} from "./Ids.sol";
import {Tag, WordKey, hashKey} from "./Words.sol";

// The word of a dispute in a title's dossier, from the low bits up.

function disputeKey(DisputeId dispute) pure returns (WordKey) {
    return hashKey(Tag.DISPUTE, DisputeId.unwrap(dispute));
}

/// founded: the last conclusion was that the disputant is right.
struct DisputeRecord {
    PartyId disputant;
    DisputeState state;
    DisputeClaim claim;
    DisputeBlock blocks;
    bool founded;
    uint16 version;
}

function pack(DisputeRecord memory d) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(d.disputant)) |
                (uint256(d.state) << 160) |
                (uint256(d.claim) << 168) |
                (uint256(d.blocks) << 176) |
                (d.founded ? uint256(1) << 184 : 0) |
                (uint256(d.version) << 192)
        );
}

function disputeRecord(bytes32 word) pure returns (DisputeRecord memory) {
    uint256 w = uint256(word);
    return
        DisputeRecord({
            disputant: partyOfTail(w),
            state: DisputeState(uint8(w >> 160)),
            claim: DisputeClaim(uint8(w >> 168)),
            blocks: DisputeBlock(uint8(w >> 176)),
            founded: (w >> 184) & 1 == 1,
            version: uint16(w >> 192)
        });
}
