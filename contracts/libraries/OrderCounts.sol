// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../interfaces/IOrderDesk.sol";
import {SubjectKind} from "../types/Enums.sol";
import {SubjectId, Time, isOfKind} from "../types/Ids.sol";
import {ONE_FROZEN_HOLDER, ORDERS_AT, frozenHoldersOf} from "../types/TitleWords.sol";
import {PARTY_ORDERS_AT} from "../types/Words.sol";

/// @title How many orders live in a scope and until when they bar: in a title's or a party's record, in a holder's scope
/// @dev `until` is 40 bits a right, as in a scope's word. Records keep 8 bits of count, then 40 bits of time.
library OrderCounts {
    uint256 private constant MOST_ORDERS = 16;
    uint256 private constant TIME_MASK = 0xffffffffff;
    uint256 private constant COUNT_AND_TIME_MASK = 0xffffffffffff;

    /// Until when an order bars each right.
    function untilOf(uint8 rights, Time time) internal pure returns (uint256 until) {
        uint256 end = Time.unwrap(time);
        if (rights & 1 != 0) until = end;
        if (rights & 2 != 0) until |= end << 40;
        if (rights & 4 != 0) until |= end << 80;
    }

    /// The later of two ends, right by right.
    function later(uint256 a, uint256 b) internal pure returns (uint256 end) {
        for (uint256 spot = 0; spot < 120; spot += 40) {
            uint256 mask = TIME_MASK << spot;
            end |= (a & mask) > (b & mask) ? a & mask : b & mask;
        }
    }

    function liveIn(SubjectId subject, bytes32 record) internal pure returns (uint256) {
        return (uint256(record) >> _at(subject)) & 0xff;
    }

    function liveInScope(bytes32 scope) internal pure returns (uint256) {
        return uint256(scope) & 0xff;
    }

    /// The record with one order more or fewer.
    function counted(SubjectId subject, bytes32 record, uint256 until, bool adds) internal pure returns (bytes32) {
        uint256 old = (uint256(record) >> _at(subject)) & COUNT_AND_TIME_MASK;
        uint256 end = until & TIME_MASK;
        if (adds && old >> 8 > end) end = old >> 8;
        uint256 fresh = _changed(subject, old & 0xff, adds) | (end << 8);
        return bytes32(uint256(record) ^ ((old ^ fresh) << _at(subject)));
    }

    /// The scope with one order more or fewer.
    function countedInScope(
        SubjectId subject,
        bytes32 scope,
        uint256 until,
        bool adds
    ) internal pure returns (bytes32) {
        if (adds) until = later(until, uint256(scope) >> 8);
        uint16 version = uint16(uint256(scope) >> 128) + 1;
        return bytes32(_changed(subject, liveInScope(scope), adds) | (until << 8) | (uint256(version) << 128));
    }

    /// The title's record with one frozen holder more or fewer.
    function withFrozenHolder(SubjectId subject, bytes32 record, bool adds) internal pure returns (bytes32) {
        if (!adds) return bytes32(uint256(record) - ONE_FROZEN_HOLDER);
        if (frozenHoldersOf(record) == type(uint16).max) revert IOrderDesk.OrderQueueFull(subject);
        return bytes32(uint256(record) + ONE_FROZEN_HOLDER);
    }

    function _changed(SubjectId subject, uint256 live, bool adds) private pure returns (uint256) {
        if (!adds) return live - 1;
        if (live >= MOST_ORDERS) revert IOrderDesk.OrderQueueFull(subject);
        return live + 1;
    }

    function _at(SubjectId subject) private pure returns (uint256) {
        return isOfKind(subject, SubjectKind.PARTY) ? PARTY_ORDERS_AT : ORDERS_AT;
    }
}
