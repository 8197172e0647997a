// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {Right} from "../types/Enums.sol";
import {Share, SubjectId, WHOLE} from "../types/Ids.sol";
import {Holding, Lot, WordKey, holdingOf, lotOf} from "../types/Words.sol";

/// @title What every act on a title must keep: shares sum to the whole, lots to the pledged, pledged to no more than held
library Holdings {
    /// The changes of one act, by Right.
    struct Deltas {
        int256[3] shares;
        int256[3] pledged;
        int256[3] lots;
    }

    function addHolding(
        Deltas memory d,
        SubjectId title,
        WordKey key,
        bytes32 old,
        bytes32 word
    ) internal pure returns (Holding memory before, Holding memory h) {
        before = holdingOf(old);
        h = holdingOf(word);
        if (h.version != before.version + 1) {
            revert IRegister.HoldingVersionWrong(title, key, h.version, before.version + 1);
        }
        for (uint256 r = 0; r < 3; ++r) {
            if (h.pledged[r] > h.shares[r]) {
                revert IRegister.PledgedOverHeld(title, key, Right(r), h.pledged[r], h.shares[r]);
            }
            d.shares[r] += int256(uint256(h.shares[r])) - int256(uint256(before.shares[r]));
            d.pledged[r] += int256(uint256(h.pledged[r])) - int256(uint256(before.pledged[r]));
        }
    }

    function addLot(Deltas memory d, bytes32 old, bytes32 word) internal pure {
        Lot memory before = lotOf(old);
        Lot memory l = lotOf(word);
        d.lots[uint256(l.right)] += int256(uint256(Share.unwrap(l.ppm)));
        d.lots[uint256(before.right)] -= int256(uint256(Share.unwrap(before.ppm)));
    }

    /// A new title's recorded rights go from nothing to the whole; afterwards no act changes a sum.
    function check(Deltas memory d, SubjectId title, bool created) internal pure {
        for (uint256 r = 0; r < 3; ++r) {
            int256 expected = created && d.shares[r] != 0 ? int256(WHOLE) : int256(0);
            if (d.shares[r] != expected) {
                revert IRegister.SharesDoNotSum(title, Right(r), d.shares[r] - expected);
            }
            if (d.pledged[r] != d.lots[r]) {
                revert IRegister.LotsDoNotSum(title, Right(r), d.pledged[r], d.lots[r]);
            }
        }
    }
}
