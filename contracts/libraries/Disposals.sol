// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {Burden, Effect, Operation, TitleState} from "../types/Enums.sol";
import {PartyId, Time, TitleId, subjectOf, subjectOfParty} from "../types/Ids.sol";
import {PartyRecord, RECORD, Scope, TitleRecord, partyRecord, scopeKey, scopeOf, titleRecord} from "../types/Words.sol";
import {Burdens} from "./Burdens.sol";

/// @title The checks of every disposal: the title lives and no order on title, holder or party bars it
library Disposals {
    /// @param rights bit n stands for Right n: the rights that the holder disposes of
    function requireFree(
        IRegister register,
        TitleId title,
        PartyId holder,
        uint8 rights,
        Operation operation
    ) internal view returns (TitleRecord memory record) {
        record = titleRecord(register.word(subjectOf(title), RECORD));
        if (record.state != TitleState.LIVE) revert ITitleBook.TitleNotLive(title);
        if (block.timestamp >= Time.unwrap(record.validUntil)) {
            _refuse(title, holder, operation, Burden.EXPIRED, record.validUntil);
        }
        _order(title, holder, operation, record.barredUntil);
        PartyRecord memory party = partyRecord(register.word(subjectOfParty(holder), RECORD));
        _order(title, holder, operation, party.barredUntil);
        Scope memory scope = scopeOf(register.word(subjectOf(title), scopeKey(holder)));
        for (uint256 r = 0; r < 3; ++r) {
            if ((rights >> r) & 1 == 1) _order(title, holder, operation, Time.wrap(scope.until[r]));
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
