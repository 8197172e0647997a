// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../interfaces/IOrderDesk.sol";
import {OrderKind, SubjectKind} from "../types/Enums.sol";
import {SubjectId, Time, isOfKind} from "../types/Ids.sol";
import {
    ONE_FROZEN_HOLDER,
    ORDERS_AT,
    ORDER_KINDS_AT,
    SCOPE_KINDS_AT,
    frozenHoldersOf,
    scopeKinds
} from "../types/TitleWords.sol";
import {PARTY_ORDERS_AT, PARTY_ORDER_KINDS_AT} from "../types/Words.sol";

/// @title How many orders live in a scope and what they bar: in a title's or a party's record, in a holder's scope
/// @dev `bars` is 40 bits of time a right, as in a scope's word, and above them one bit a kind. Records keep 8 bits of
/// count, 40 bits of time for all rights, and the kinds apart.
library OrderCounts {
    uint256 private constant MOST_ORDERS = 16;
    uint256 private constant TIME_MASK = 0xffffffffff;
    uint256 private constant COUNT_AND_TIME_MASK = 0xffffffffffff;
    uint256 private constant TIMES_MASK = 0xffffffffffffffffffffffffffffff; // those of all three rights
    uint256 private constant KINDS_MASK = 7;
    uint256 private constant KINDS_AT = 120;

    /// Until when an order bars each right, and its kind.
    function barsOf(uint8 rights, Time time, OrderKind kind) internal pure returns (uint256 bars) {
        uint256 end = Time.unwrap(time);
        if (rights & 1 != 0) bars = end;
        if (rights & 2 != 0) bars |= end << 40;
        if (rights & 4 != 0) bars |= end << 80;
        bars |= 1 << (KINDS_AT - 1 + uint256(kind));
    }

    /// The later of two ends, right by right, and the kinds of both.
    function later(uint256 a, uint256 b) internal pure returns (uint256 bars) {
        bars = ((a | b) >> KINDS_AT) << KINDS_AT;
        for (uint256 spot = 0; spot < KINDS_AT; spot += 40) {
            uint256 mask = TIME_MASK << spot;
            bars |= (a & mask) > (b & mask) ? a & mask : b & mask;
        }
    }

    function liveIn(SubjectId subject, bytes32 record) internal pure returns (uint256) {
        (uint256 at, ) = _places(subject);
        return (uint256(record) >> at) & 0xff;
    }

    function liveInScope(bytes32 scope) internal pure returns (uint256) {
        return uint256(scope) & 0xff;
    }

    /// What the orders of a whole title or party bar: the time is that of every right.
    function barsIn(SubjectId subject, bytes32 record) internal pure returns (uint256) {
        (uint256 at, uint256 kindsAt) = _places(subject);
        uint256 kinds = (uint256(record) >> kindsAt) & KINDS_MASK;
        return ((uint256(record) >> (at + 8)) & TIME_MASK) | (kinds << KINDS_AT);
    }

    function barsInScope(bytes32 scope) internal pure returns (uint256) {
        return ((uint256(scope) >> 8) & TIMES_MASK) | (scopeKinds(scope) << KINDS_AT);
    }

    /// One order more: so many live after it.
    function oneMore(SubjectId subject, uint256 live) internal pure returns (uint256) {
        if (live >= MOST_ORDERS) revert IOrderDesk.OrderQueueFull(subject);
        return live + 1;
    }

    /// The record with so many orders, which bar like this.
    function counted(SubjectId subject, bytes32 record, uint256 live, uint256 bars) internal pure returns (bytes32) {
        (uint256 at, uint256 kindsAt) = _places(subject);
        uint256 rest = uint256(record) & ~((COUNT_AND_TIME_MASK << at) | (KINDS_MASK << kindsAt));
        return bytes32(rest | ((live | ((bars & TIME_MASK) << 8)) << at) | ((bars >> KINDS_AT) << kindsAt));
    }

    /// The scope with so many orders, which bar like this.
    function countedInScope(bytes32 scope, uint256 live, uint256 bars) internal pure returns (bytes32) {
        uint256 version = uint16(uint256(scope) >> 128) + 1;
        uint256 kinds = (bars >> KINDS_AT) << SCOPE_KINDS_AT;
        return bytes32(live | ((bars & TIMES_MASK) << 8) | (version << 128) | kinds);
    }

    /// The title's record with one frozen holder more or fewer.
    function withFrozenHolder(SubjectId subject, bytes32 record, bool adds) internal pure returns (bytes32) {
        if (!adds) return bytes32(uint256(record) - ONE_FROZEN_HOLDER);
        if (frozenHoldersOf(record) == type(uint16).max) revert IOrderDesk.OrderQueueFull(subject);
        return bytes32(uint256(record) + ONE_FROZEN_HOLDER);
    }

    /// Where a record keeps count and time, and where the kinds.
    function _places(SubjectId subject) private pure returns (uint256, uint256) {
        if (isOfKind(subject, SubjectKind.PARTY)) return (PARTY_ORDERS_AT, PARTY_ORDER_KINDS_AT);
        return (ORDERS_AT, ORDER_KINDS_AT);
    }
}
