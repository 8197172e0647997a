// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {Right} from "../types/Enums.sol";
import {SubjectId, WHOLE} from "../types/Ids.sol";
import {PLEDGED_AT, numberOf, pledgedAt, shareAt, versionOf} from "../types/TitleWords.sol";
import {WordKey} from "../types/Words.sol";

/// @title What every act on a title must keep: shares sum to the whole, lots to the pledged, pledged to no more than held
library Holdings {
    /// Bits of one right's sum: an act writes at most 255 words of 32 bits each, so no sum reaches into the next.
    uint256 private constant LANE = 64;
    uint256 private constant LANE_TOPS = 0x800000000000000080000000000000008000000000000000;

    /// Sums over the words that an act replaces (before) and leaves (after), one lane a right.
    struct Sums {
        uint256 sharesBefore;
        uint256 sharesAfter;
        uint256 pledgedBefore;
        uint256 pledgedAfter;
        uint256 lotsBefore;
        uint256 lotsAfter;
    }

    /// @return numbered whether the holding has a certificate number that it did not have before
    function addHolding(
        Sums memory sums,
        SubjectId title,
        WordKey key,
        uint256 old,
        uint256 word
    ) internal pure returns (bool numbered) {
        uint256 shares = _lanes(word);
        uint256 pledged = _lanes(word >> PLEDGED_AT);
        // A version has 32 bits, a lane 64 and a sum far less: see LANE.
        unchecked {
            if (versionOf(word) != versionOf(old) + 1) {
                revert IRegister.HoldingVersionWrong(title, key, uint32(versionOf(word)), uint32(versionOf(old) + 1));
            }
            // With a high bit set in every lane, a lane without it afterwards has pledged more than it holds.
            if (((shares | LANE_TOPS) - pledged) & LANE_TOPS != LANE_TOPS) _refusePledged(title, key, word);
            sums.sharesBefore += _lanes(old);
            sums.sharesAfter += shares;
            sums.pledgedBefore += _lanes(old >> PLEDGED_AT);
            sums.pledgedAfter += pledged;
        }
        numbered = numberOf(word) == 0 || numberOf(word) != numberOf(old);
    }

    function addLot(Sums memory sums, bytes32 old, bytes32 word) internal pure {
        sums.lotsBefore += _lot(old);
        sums.lotsAfter += _lot(word);
    }

    /// A new title's recorded rights go from nothing to the whole; afterwards no act changes a sum.
    function check(Sums memory sums, SubjectId title, bool created) internal pure {
        bool same = sums.sharesAfter == (created ? _whole(sums.sharesAfter) : sums.sharesBefore);
        if (same && sums.pledgedAfter + sums.lotsBefore == sums.pledgedBefore + sums.lotsAfter) return;
        for (uint256 r = 0; r < 3; ++r) {
            int256 shares = _difference(sums.sharesAfter, sums.sharesBefore, r);
            int256 expected = created && shares != 0 ? int256(WHOLE) : int256(0);
            if (shares != expected) revert IRegister.SharesDoNotSum(title, Right(r), shares - expected);
            int256 pledged = _difference(sums.pledgedAfter, sums.pledgedBefore, r);
            int256 lots = _difference(sums.lotsAfter, sums.lotsBefore, r);
            if (pledged != lots) revert IRegister.LotsDoNotSum(title, Right(r), pledged, lots);
        }
    }

    /// The whole in every lane that is not empty.
    function _whole(uint256 lanes) private pure returns (uint256 whole) {
        if (lanes & 0xffffffffffffffff != 0) whole = WHOLE;
        if ((lanes >> 64) & 0xffffffffffffffff != 0) whole |= WHOLE << 64;
        if (lanes >> 128 != 0) whole |= WHOLE << 128;
    }

    function _refusePledged(SubjectId title, WordKey key, uint256 word) private pure {
        for (uint256 r = 0; r < 3; ++r) {
            uint32 pledged = uint32(pledgedAt(word, r));
            uint32 held = uint32(shareAt(word, r));
            if (pledged > held) revert IRegister.PledgedOverHeld(title, key, Right(r), pledged, held);
        }
    }

    /// Three fields of 20 bits, moved apart.
    function _lanes(uint256 fields) private pure returns (uint256) {
        return
            (fields & 0xfffff) |
            ((fields << 44) & 0xfffff0000000000000000) |
            ((fields << 88) & 0xfffff00000000000000000000000000000000);
    }

    function _lot(bytes32 word) private pure returns (uint256) {
        if (word == 0) return 0;
        return uint256(uint32(uint256(word) >> 168)) << (LANE * uint256(Right(uint8(uint256(word) >> 160))));
    }

    function _difference(uint256 a, uint256 b, uint256 right) private pure returns (int256) {
        uint256 shift = LANE * right;
        return int256((a >> shift) & type(uint64).max) - int256((b >> shift) & type(uint64).max);
    }
}
