// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {Right} from "../types/Enums.sol";
import {CertificateNumber, Share, SubjectId, WHOLE} from "../types/Ids.sol";
import {ALL_SHARES, PLEDGED_AT, numberOf, pledgedAt, shareAt, sharesOf, versionOf} from "../types/TitleWords.sol";
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

    /// @return numbered whether the holding comes to life, so that its certificate needs a number; else it keeps its own
    function addHolding(
        Sums memory sums,
        SubjectId title,
        WordKey key,
        uint256 old,
        uint256 word
    ) internal pure returns (bool numbered) {
        uint256 shares = lanes(word);
        uint256 pledged = lanes(word >> PLEDGED_AT);
        // A version has 32 bits, a lane 64 and a sum far less: see LANE.
        unchecked {
            if (versionOf(word) != versionOf(old) + 1) {
                revert IRegister.HoldingVersionWrong(title, key, uint32(versionOf(word)), uint32(versionOf(old) + 1));
            }
            if (!within(pledged, shares)) _refusePledged(title, key, word);
            sums.sharesBefore += lanes(old);
            sums.sharesAfter += shares;
            sums.pledgedBefore += lanes(old >> PLEDGED_AT);
            sums.pledgedAfter += pledged;
        }
        numbered = sharesOf(old) == 0 && sharesOf(word) != 0;
        if (!numbered && numberOf(word) != numberOf(old)) {
            revert IRegister.CertificateNumberNotNext(
                CertificateNumber.wrap(uint64(numberOf(word))),
                CertificateNumber.wrap(uint64(numberOf(old)))
            );
        }
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

    /// Three fields of 20 bits, moved apart.
    function lanes(uint256 word) internal pure returns (uint256) {
        return
            (word & 0xfffff) |
            ((word << 44) & 0xfffff0000000000000000) |
            ((word << 88) & 0xfffff00000000000000000000000000000000);
    }

    /// One right's lane.
    function laneAt(uint256 sums, uint256 right) internal pure returns (uint256) {
        return (sums >> (LANE * right)) & 0xffffffffffffffff;
    }

    /// One amount of each right as lanes.
    function pile(Share hold, Share use, Share oper) internal pure returns (uint256) {
        return uint256(Share.unwrap(hold)) | (uint256(Share.unwrap(use)) << 64) | (uint256(Share.unwrap(oper)) << 128);
    }

    /// Lanes back to three fields of 20 bits; none may have more.
    function fields(uint256 sums) internal pure returns (uint256) {
        return (sums | (sums >> 44) | (sums >> 88)) & ALL_SHARES;
    }

    /// Whether no lane is above the other's.
    function within(uint256 lower, uint256 upper) internal pure returns (bool) {
        // With a high bit set in every lane, a lane without it afterwards had too little. Lanes have far less than 63 bits.
        unchecked {
            return ((upper | LANE_TOPS) - lower) & LANE_TOPS == LANE_TOPS;
        }
    }

    /// The whole in every lane that is not empty.
    function _whole(uint256 sums) private pure returns (uint256 whole) {
        if (sums & 0xffffffffffffffff != 0) whole = WHOLE;
        if ((sums >> 64) & 0xffffffffffffffff != 0) whole |= WHOLE << 64;
        if (sums >> 128 != 0) whole |= WHOLE << 128;
    }

    function _refusePledged(SubjectId title, WordKey key, uint256 word) private pure {
        for (uint256 r = 0; r < 3; ++r) {
            uint32 pledged = uint32(pledgedAt(word, r));
            uint32 held = uint32(shareAt(word, r));
            if (pledged > held) revert IRegister.PledgedOverHeld(title, key, Right(r), pledged, held);
        }
    }

    function _lot(bytes32 word) private pure returns (uint256) {
        if (word == 0) return 0;
        return uint256(uint32(uint256(word) >> 168)) << (LANE * uint256(Right(uint8(uint256(word) >> 160))));
    }

    function _difference(uint256 a, uint256 b, uint256 right) private pure returns (int256) {
        return int256(laneAt(a, right)) - int256(laneAt(b, right));
    }
}
