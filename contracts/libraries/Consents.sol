// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {Role} from "../types/Enums.sol";
import {LotId, PartyId, PledgeId, Share, TitleId, sameParty, subjectOf} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {Lot, PledgeRecord, isOpen, lotOf, pledgeRecord} from "../types/TitleWords.sol";
import {lotKey, pledgeKey} from "../types/Words.sol";
import {Calls} from "./Calls.sol";

/// @title The pledgees' consent (Civil Code Arts. 443-445): every open pledge named, every pledgee among the signers
library Consents {
    /// A lot, how many of its pledges are open, and where they begin in the list of those that are named.
    struct Asked {
        IRegister register;
        TitleId title;
        LotId lot;
        uint256 open;
        uint256 from;
    }

    /// @return next where the lot's pledges end in the list
    function ofLot(
        Asked memory asked,
        PledgeId[] calldata pledges,
        Signer[] calldata signers
    ) internal view returns (uint256 next) {
        next = asked.from + asked.open;
        if (next > pledges.length) _refuse(asked, pledges.length - asked.from);
        for (uint256 i = asked.from; i < next; ++i) {
            bool repeated = i != asked.from && PledgeId.unwrap(pledges[i]) <= PledgeId.unwrap(pledges[i - 1]);
            if (repeated) _refuse(asked, asked.open);
            ofPledge(asked.register, asked.title, asked.lot, pledges[i], signers);
        }
    }

    /// One pledge, which must be open, and its pledgee among the signers.
    function ofPledge(
        IRegister register,
        TitleId title,
        LotId lot,
        PledgeId id,
        Signer[] calldata signers
    ) internal view returns (PledgeRecord memory pledge) {
        pledge = pledgeRecord(Calls.word(register, subjectOf(title), pledgeKey(lot, id)));
        if (!isOpen(pledge.state)) revert ITitleBook.PledgeNotOpen(title, lot, id);
        if (!_signed(pledge.pledgee, signers)) revert ITitleBook.PledgeeConsentMissing(title, id, pledge.pledgee);
    }

    /// Of a whole title: the lots must be as much of each right as is pledged of it.
    /// @param pledged what all holdings together have pledged (Holdings.lanes)
    function ofTitle(
        Asked memory asked,
        LotId[] calldata lots,
        PledgeId[] calldata pledges,
        uint256 pledged,
        Signer[] calldata signers
    ) internal view {
        TitleId title = asked.title;
        for (uint256 i = 0; i < lots.length; ++i) {
            asked.lot = lots[i];
            Lot memory lot = lotOf(Calls.word(asked.register, subjectOf(title), lotKey(asked.lot)));
            bool ascending = i == 0 || LotId.unwrap(asked.lot) > LotId.unwrap(lots[i - 1]);
            if (lot.open == 0 || !ascending) revert ITitleBook.LotNotGivers(title, asked.lot, lot.holder);
            asked.open = lot.open;
            asked.from = ofLot(asked, pledges, signers);
            // Open lots are ever what is pledged (Holdings.check), so no lane can fall below zero.
            pledged -= uint256(Share.unwrap(lot.ppm)) << (64 * uint256(lot.right));
        }
        if (pledged != 0 || asked.from != pledges.length) {
            revert ITitleBook.PledgesIncomplete(title, LotId.wrap(0), pledges.length, asked.from);
        }
    }

    /// Of a whole title, before its first lot.
    function asking(IRegister register, TitleId title) internal pure returns (Asked memory asked) {
        asked.register = register;
        asked.title = title;
    }

    function _refuse(Asked memory asked, uint256 named) private pure {
        revert ITitleBook.PledgesIncomplete(asked.title, asked.lot, named, asked.open);
    }

    function _signed(PartyId party, Signer[] calldata signers) private pure returns (bool signed) {
        for (uint256 i = 0; i < signers.length && !signed; ++i) {
            signed = signers[i].role == Role.PARTY && sameParty(signers[i].party, party);
        }
    }
}
