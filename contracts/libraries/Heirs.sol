// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {PartyId, subjectOfParty} from "../types/Ids.sol";
import {RECORD, heirKey, isSucceeded} from "../types/Words.sol";
import {Calls} from "./Calls.sol";

/// @title Who goes on in the place of a party that was absorbed (Civil Code Art. 67)
library Heirs {
    /// @param record the party's own
    /// @return heir zero where the party was not absorbed
    function heirOf(IRegister register, PartyId party, bytes32 record) internal view returns (PartyId heir) {
        if (!isSucceeded(record)) return heir;
        return PartyId.wrap(Calls.word(register, subjectOfParty(party), heirKey()));
    }

    /// The party takes on something new, which one that was absorbed does not.
    function requireNone(IRegister register, PartyId party) internal view {
        if (isGone(register, party)) revert IBook.PartyAbsorbed(party);
    }

    function isGone(IRegister register, PartyId party) internal view returns (bool) {
        return isSucceeded(Calls.word(register, subjectOfParty(party), RECORD));
    }
}
