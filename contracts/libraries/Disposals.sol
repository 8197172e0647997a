// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {Burden, Effect, Operation} from "../types/Enums.sol";
import {PartyId, Time, TitleId, subjectOf, subjectOfParty} from "../types/Ids.sol";
import {
    frozenHoldersOf,
    scopeKinds,
    scopeUntil,
    titleBarredUntil,
    titleBlocks,
    titleExpired,
    titleLive,
    titleOrderKinds,
    titleValidUntil
} from "../types/TitleWords.sol";
import {RECORD, isSucceeded, partyBarredUntil, partyOrderKinds, scopeKey} from "../types/Words.sol";
import {Burdens} from "./Burdens.sol";
import {Heirs} from "./Heirs.sol";
import {Holdings} from "./Holdings.sol";
import {Calls} from "./Calls.sol";

/// @title The checks of every disposal: the title lives and no order on title, holder or party bars it
library Disposals {
    /// Which words are asked for first, and where they are in the answer: what comes after them is the act's own.
    uint256 internal constant TITLE = 0;
    uint256 internal constant HOLDER = 1;
    uint256 internal constant TAKER = 2;
    uint256 internal constant OWN = 3;
    uint256 internal constant OWN_SECOND = 4;

    /// @param taker to whom something goes: `requireTaker` asks of its record
    /// @return asked queries with room for two of the act's own behind those of every disposal
    function queries(TitleId title, PartyId holder, PartyId taker) internal pure returns (bytes32[] memory asked) {
        asked = new bytes32[](10);
        // A record's key is zero.
        asked[0] = TitleId.unwrap(title);
        asked[2] = PartyId.unwrap(holder);
        asked[4] = PartyId.unwrap(taker);
    }

    /// Who was absorbed takes on nothing new.
    function requireTaker(PartyId taker, bytes32[] memory words) internal pure {
        if (isSucceeded(words[TAKER])) revert IBook.PartyAbsorbed(taker);
    }

    /// @param moved the rights that the holder disposes of: those whose lanes are not empty (Holdings.lanes)
    /// @param words the answers to `queries`
    function requireFree(
        IRegister register,
        TitleId title,
        PartyId holder,
        uint256 moved,
        Operation operation,
        bytes32[] memory words
    ) internal view {
        bytes32 record = words[TITLE];
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(title);
        Time end = titleValidUntil(record);
        if (titleExpired(record, block.timestamp)) _refuse(title, holder, operation, Burden.EXPIRED, end);
        if (titleBlocks(record) != 0) _refuse(title, holder, operation, Burden.CONTESTED, Time.wrap(0));
        _order(title, holder, operation, titleBarredUntil(record), titleOrderKinds(record));
        _party(title, holder, operation, words[HOLDER]);
        if (isSucceeded(words[HOLDER])) {
            _party(title, holder, operation, _heirs(register, holder, words[HOLDER]));
        }
        if (frozenHoldersOf(record) == 0) return;
        bytes32 scope = Calls.word(register, subjectOf(title), scopeKey(holder));
        for (uint256 r = 0; r < 3; ++r) {
            if (Holdings.laneAt(moved, r) == 0) continue;
            _order(title, holder, operation, scopeUntil(scope, r), scopeKinds(scope));
        }
    }

    /// A court that enforces sells nothing of who is insolvent (EBL Art. 19): orders on title, holder, who absorbed it, and
    /// shares count.
    function requireNotStayed(IRegister register, TitleId title, PartyId holder, bytes32[] memory words) internal view {
        bytes32 record = words[TITLE];
        _stay(title, holder, titleBarredUntil(record), titleOrderKinds(record));
        _stay(title, holder, partyBarredUntil(words[HOLDER]), partyOrderKinds(words[HOLDER]));
        if (isSucceeded(words[HOLDER])) {
            bytes32 heirs = _heirs(register, holder, words[HOLDER]);
            _stay(title, holder, partyBarredUntil(heirs), partyOrderKinds(heirs));
        }
        if (frozenHoldersOf(record) == 0) return;
        bytes32 scope = Calls.word(register, subjectOf(title), scopeKey(holder));
        for (uint256 r = 0; r < 3; ++r) _stay(title, holder, scopeUntil(scope, r), scopeKinds(scope));
    }

    /// An act on a whole title, for all its holders: orders on the title or on any holder's share count, the latter as
    /// of every kind: the title's record does not tell theirs.
    /// @return effect CONSENT where orders stand and the act needs the word of a court or organ; ALLOWS or WARNS else
    function requireWhole(TitleId title, Operation operation, bytes32 record) internal view returns (Effect effect) {
        PartyId nobody = PartyId.wrap(0);
        Time end = titleValidUntil(record);
        if (titleExpired(record, block.timestamp)) _refuse(title, nobody, operation, Burden.EXPIRED, end);
        Time until = titleBarredUntil(record);
        uint256 kinds = frozenHoldersOf(record) != 0 ? Burdens.EVERY_KIND : 0;
        if (block.timestamp < Time.unwrap(until)) kinds |= titleOrderKinds(record);
        Burden burden;
        (effect, burden) = Burdens.ofOrders(operation, kinds);
        if (titleBlocks(record) != 0 && uint8(effect) < uint8(Burdens.effect(operation, Burden.CONTESTED))) {
            (effect, burden, until) = (Burdens.effect(operation, Burden.CONTESTED), Burden.CONTESTED, Time.wrap(0));
        }
        if (effect == Effect.BARS) revert ITitleBook.Barred(title, nobody, operation, burden, until);
    }

    /// What one holder of a title asks for on the whole of it: orders on that holder, or on who absorbed it, count.
    /// @return effect as of requireWhole
    function requireHolder(
        IRegister register,
        TitleId title,
        PartyId holder,
        Operation operation
    ) internal view returns (Effect effect) {
        bytes32 record = Calls.word(register, subjectOfParty(holder), RECORD);
        effect = _ofParty(title, holder, operation, record);
        if (!isSucceeded(record)) return effect;
        Effect ofHeir = _ofParty(title, holder, operation, _heirs(register, holder, record));
        if (uint8(ofHeir) > uint8(effect)) effect = ofHeir;
    }

    function _ofParty(
        TitleId title,
        PartyId holder,
        Operation operation,
        bytes32 record
    ) private view returns (Effect effect) {
        Time until = partyBarredUntil(record);
        if (block.timestamp >= Time.unwrap(until)) return Effect.ALLOWS;
        Burden burden;
        (effect, burden) = Burdens.ofOrders(operation, partyOrderKinds(record));
        if (effect == Effect.BARS) revert ITitleBook.Barred(title, holder, operation, burden, until);
    }

    /// The record of who absorbed a party that was absorbed.
    function _heirs(IRegister register, PartyId party, bytes32 record) private view returns (bytes32) {
        return Calls.word(register, subjectOfParty(Heirs.heirOf(register, party, record)), RECORD);
    }

    function _party(TitleId title, PartyId holder, Operation operation, bytes32 record) private view {
        _order(title, holder, operation, partyBarredUntil(record), partyOrderKinds(record));
    }

    /// What needs an administrator's consent is barred too: no act of an administrator stands here yet (EBL Art. 25).
    function _order(TitleId title, PartyId holder, Operation operation, Time until, uint256 kinds) private view {
        if (block.timestamp >= Time.unwrap(until)) return;
        (Effect effect, Burden burden) = Burdens.ofOrders(operation, kinds);
        if (uint8(effect) >= uint8(Effect.CONSENT)) revert ITitleBook.Barred(title, holder, operation, burden, until);
    }

    function _stay(TitleId title, PartyId holder, Time until, uint256 kinds) private view {
        if (block.timestamp >= Time.unwrap(until) || kinds & Burdens.INSOLVENCY == 0) return;
        revert ITitleBook.Barred(title, holder, Operation.TRANSFER, Burden.INSOLVENT, until);
    }

    function _refuse(TitleId title, PartyId holder, Operation operation, Burden burden, Time until) private pure {
        if (Burdens.effect(operation, burden) == Effect.BARS) {
            revert ITitleBook.Barred(title, holder, operation, burden, until);
        }
    }
}
