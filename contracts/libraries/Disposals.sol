// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {Burden, Effect, Operation} from "../types/Enums.sol";
import {PartyId, Time, TitleId, subjectOf, subjectOfParty} from "../types/Ids.sol";
import {scopeUntil, titleBarredUntil, titleLive, titleValidUntil} from "../types/TitleWords.sol";
import {RECORD, partyBarredUntil, scopeKey} from "../types/Words.sol";
import {Burdens} from "./Burdens.sol";

/// @title The checks of every disposal: the title lives and no order on title, holder or party bars it
library Disposals {
    /// @param rights bit n stands for Right n: the rights that the holder disposes of
    /// @return record the title's record word
    /// @return party the holder's record word
    function requireFree(
        IRegister register,
        TitleId title,
        PartyId holder,
        uint8 rights,
        Operation operation
    ) internal view returns (bytes32 record, bytes32 party) {
        record = register.word(subjectOf(title), RECORD);
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(title);
        Time end = titleValidUntil(record);
        if (block.timestamp >= Time.unwrap(end)) _refuse(title, holder, operation, Burden.EXPIRED, end);
        _order(title, holder, operation, titleBarredUntil(record));
        party = register.word(subjectOfParty(holder), RECORD);
        _order(title, holder, operation, partyBarredUntil(party));
        bytes32 scope = register.word(subjectOf(title), scopeKey(holder));
        if (scope == 0) return (record, party);
        for (uint256 r = 0; r < 3; ++r) {
            if ((rights >> r) & 1 == 1) _order(title, holder, operation, scopeUntil(scope, r));
        }
    }

    function _order(TitleId title, PartyId holder, Operation operation, Time until) private view {
        if (block.timestamp < Time.unwrap(until)) _refuse(title, holder, operation, Burden.FROZEN, until);
    }

    function _refuse(TitleId title, PartyId holder, Operation operation, Burden burden, Time until) private pure {
        if (Burdens.effect(operation, burden) == Effect.BARS) {
            revert ITitleBook.Barred(title, holder, operation, burden, until);
        }
    }
}
