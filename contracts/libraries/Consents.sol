// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {PledgeState, Role} from "../types/Enums.sol";
import {LotId, PartyId, PledgeId, Share, TitleId, sameParty, subjectOf} from "../types/Ids.sol";
import {Correction, Signer} from "../types/Terms.sol";
import {Lot, PledgeRecord, lotOf, pledgeRecord} from "../types/TitleWords.sol";
import {lotKey, pledgeKey} from "../types/Words.sol";

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
            bytes32 word = asked.register.word(subjectOf(asked.title), pledgeKey(asked.lot, pledges[i]));
            PledgeRecord memory pledge = pledgeRecord(word);
            if (pledge.state != PledgeState.RECORDED) {
                revert ITitleBook.PledgeNotOpen(asked.title, asked.lot, pledges[i]);
            }
            if (!_signed(pledge.pledgee, signers)) {
                revert ITitleBook.PledgeeConsentMissing(asked.title, pledges[i], pledge.pledgee);
            }
        }
    }

    /// Of a whole title: the lots must be as much of each right as is pledged of it.
    /// @param pledged what all holdings together have pledged (Holdings.lanes)
    function ofTitle(
        IRegister register,
        Correction calldata terms,
        uint256 pledged,
        Signer[] calldata signers
    ) internal view {
        uint256 next = 0;
        for (uint256 i = 0; i < terms.lots.length; ++i) {
            LotId id = terms.lots[i];
            Lot memory lot = lotOf(register.word(subjectOf(terms.title), lotKey(id)));
            bool ascending = i == 0 || LotId.unwrap(id) > LotId.unwrap(terms.lots[i - 1]);
            if (lot.open == 0 || !ascending) revert ITitleBook.LotNotGivers(terms.title, id, lot.holder);
            next = ofLot(Asked(register, terms.title, id, lot.open, next), terms.pledges, signers);
            // Open lots are ever what is pledged (Holdings.check), so no lane can fall below zero.
            pledged -= uint256(Share.unwrap(lot.ppm)) << (64 * uint256(lot.right));
        }
        if (pledged != 0 || next != terms.pledges.length) {
            revert ITitleBook.PledgesIncomplete(terms.title, LotId.wrap(0), terms.pledges.length, next);
        }
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
