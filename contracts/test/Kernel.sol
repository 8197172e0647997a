// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, Mandate} from "../interfaces/IRegister.sol";
import {ActKind} from "../types/Enums.sol";
import {SubjectId} from "../types/Ids.sol";
import {WordKey, Write} from "../types/Words.sol";
import {Hand} from "./Base.sol";
import {Scenes} from "./Scenes.sol";
import {RawBook} from "./mocks/RawBook.sol";

/// @title The kernel with a book that has no rules
abstract contract Kernel is Scenes {
    RawBook internal raw;

    function setUp() public virtual override {
        super.setUp();
        raw = new RawBook(register);
        _admit(address(raw), type(uint128).max);
    }

    function _entry(SubjectId subject, ActKind kind, Write[] memory writes) internal pure returns (Entry memory) {
        return Entry(subject, kind, "", writes);
    }

    function _one(Entry memory entry) internal pure returns (Entry[] memory entries) {
        entries = new Entry[](1);
        entries[0] = entry;
    }

    function _two(Entry memory a, Entry memory b) internal pure returns (Entry[] memory entries) {
        entries = new Entry[](2);
        (entries[0], entries[1]) = (a, b);
    }

    function _writes(WordKey key, bytes32 word) internal pure returns (Write[] memory writes) {
        writes = new Write[](1);
        writes[0] = Write(key, word);
    }

    function _writes(Write memory a, Write memory b) internal pure returns (Write[] memory writes) {
        writes = new Write[](2);
        (writes[0], writes[1]) = (a, b);
    }

    function _writes(Write memory a, Write memory b, Write memory c) internal pure returns (Write[] memory writes) {
        writes = new Write[](3);
        (writes[0], writes[1], writes[2]) = (a, b, c);
    }

    /// Consent to a hash that stands for any terms.
    function _mandate(Hand[] memory hands) internal view returns (Mandate memory) {
        return Mandate(keccak256("terms"), DEADLINE, _sign(address(raw), keccak256("terms"), hands));
    }

    /// The raw book's act by alice.
    function _act(Entry[] memory entries) internal returns (bytes32) {
        return raw.act(_mandate(_parties(alice)), entries);
    }

    function _refusesAct(Entry[] memory entries, bytes memory expected) internal {
        _refuses(address(raw), abi.encodeCall(raw.act, (_mandate(_parties(alice)), entries)), expected);
    }
}
