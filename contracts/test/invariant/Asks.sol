// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FieldGroup, Registration, Role} from "../../types/Enums.sol";
import {
    ApplicationId,
    PartyId,
    RecordRoot,
    Share,
    SubjectId,
    TitleId,
    applicationIdOf,
    subjectOfApplication,
    subjectOfParty
} from "../../types/Ids.sol";
import {Application, Fulfilment, Signer, Split, Succession} from "../../types/Terms.sol";
import {Typed} from "../Typed.sol";
import {Quarrels} from "./Quarrels.sol";

/// @title What all holders ask for, and titles that follow others over the same data
abstract contract Asks is Quarrels {
    mapping(bytes32 title => bytes content) private _asked;
    mapping(bytes32 title => bool followed) private _followed;

    /// Files for all holders as they hold now; answered at once, or after other acts.
    function request(uint256 seed, bool surrenders, bool atOnce) external audited {
        TitleId title = _titles[seed % _titles.length];
        PartyId[] memory holders = _holdersOf(title, true);
        bool idle = _over(title) || _asked[TitleId.unwrap(title)].length != 0;
        for (uint256 i = 0; i < holders.length; ++i) idle = idle || _isMerged(holders[i]);
        if (idle) return;
        (Application memory asked, ) = _filedOf(title);
        bool stays = !surrenders || seed % _titles.length == 0;
        asked.registration = stays ? Registration.CHANGE : Registration.CANCELLATION;
        asked.title = title;
        asked.record = RecordRoot.wrap(keccak256(abi.encode("asked", done["request"])));
        asked.due = _time(block.timestamp + MINIMUM_ACCEPTANCE);
        asked.splits = _splitsOf(title, holders);
        _registered(asked);
        _asked[TitleId.unwrap(title)] = abi.encode(asked);
        done["request"] += 1;
        if (atOnce) _answer(title, seed % 2 == 0);
    }

    function answer(uint256 seed, bool names) external audited {
        _answer(_titles[seed % _titles.length], names);
    }

    /// Alice registers the data of an ended title anew, and the new title follows it, once.
    function succeed(uint256 seed) external audited {
        if (_titles.length < 2 || _titles.length == 2 * MOST_TITLES) return;
        TitleId old = _titles[1 + (seed % (_titles.length - 1))];
        uint32[3] memory held = _holding(old, alice).shares;
        bool follows = _closed(old) && held[0] + held[1] + held[2] != 0 && !_followed[TitleId.unwrap(old)];
        if (!follows) return;
        Succession memory s;
        Application memory content;
        (content, s.before) = _filedOf(old);
        content.due = _time(block.timestamp + MINIMUM_ACCEPTANCE);
        s.title = _issued(content);
        (, s.issued) = _filedOf(s.title);
        s.predecessor = old;
        s.holders = _holdersOf(s.title, true);
        s.deadline = DEADLINE;
        _titles.push(s.title);
        _followed[TitleId.unwrap(old)] = true;
        Signer[] memory signers = _sign(address(titleBook), Typed.hash(s), _hands(_as(acceptance, Role.SEAL_KEEPER)));
        titleBook.succeed(s, signers);
        done["succession"] += 1;
        try titleBook.succeed(s, signers) {
            changedWithoutRight += 1;
        } catch {
            done["named twice"] += 1;
        }
    }

    function _answer(TitleId title, bool names) private {
        bytes memory encoded = _asked[TitleId.unwrap(title)];
        if (encoded.length == 0) return;
        Application memory asked = abi.decode(encoded, (Application));
        bool changes = asked.registration == Registration.CHANGE;
        bool ordered = _ordered(title) || _heldBack(asked.splits);
        bool barred = changes && names ? _onShares(title) : ordered || _contested(title);
        bool fits = !barred && !_over(title) && _asHeld(title, asked.splits);
        bool consents = (changes && names) || !_burdened(title);
        bool through = changes ? _changed(title, asked, names) : _surrendered(title, asked);
        if (through) {
            if (!fits) changedWithoutRight += 1;
            if (!consents) movedThoughPledged += 1;
            delete _asked[TitleId.unwrap(title)];
        } else if (fits && consents) {
            refusedWithoutReason += 1;
        }
    }

    /// An order on all that one of the holders has, or on all that who absorbed it has.
    function _heldBack(Split[] memory splits) private view returns (bool) {
        for (uint256 i = 0; i < splits.length; ++i) {
            PartyId holder = splits[i].holder;
            if (_frozen(holder) || (_isMerged(holder) && _frozen(bob.party))) return true;
        }
        return false;
    }

    function _frozen(PartyId party) private view returns (bool) {
        SubjectId whole = subjectOfParty(party);
        for (uint256 i = 0; i < _freezes.length; ++i) {
            Freeze memory f = _freezes[i];
            bool here = SubjectId.unwrap(f.subject) == SubjectId.unwrap(whole);
            if (f.open && here && block.timestamp < f.until) return true;
        }
        return false;
    }

    function _changed(TitleId title, Application memory asked, bool names) private returns (bool) {
        Fulfilment memory terms = _fulfilment(title, asked);
        terms.group = names ? FieldGroup.IDENTITY : FieldGroup.DESCRIPTION;
        Signer[] memory signers = _sign(address(requestDesk), Typed.hash(terms), _examiners());
        try requestDesk.change(terms, asked, signers) {
            done["change"] += 1;
            return true;
        } catch {
            return false;
        }
    }

    function _surrendered(TitleId title, Application memory asked) private returns (bool) {
        Fulfilment memory terms = _fulfilment(title, asked);
        Signer[] memory signers = _sign(address(requestDesk), Typed.hash(terms), _examiners());
        try requestDesk.surrender(terms, asked, signers) {
            done["surrender"] += 1;
            return true;
        } catch {
            return false;
        }
    }

    function _fulfilment(TitleId title, Application memory asked) private view returns (Fulfilment memory f) {
        ApplicationId id = applicationIdOf(Typed.hash(asked));
        f.title = title;
        f.application = id;
        f.seq = register.seqOf(subjectOfApplication(id));
        (f.filed, f.issued) = _filedOf(title);
        f.deadline = DEADLINE;
    }

    function _splitsOf(TitleId title, PartyId[] memory holders) private view returns (Split[] memory splits) {
        splits = new Split[](holders.length);
        for (uint256 i = 0; i < holders.length; ++i) {
            uint32[3] memory held = _holding(title, _actorOf(holders[i])).shares;
            splits[i] = Split(holders[i], Share.wrap(held[0]), Share.wrap(held[1]), Share.wrap(held[2]));
        }
    }

    function _asHeld(TitleId title, Split[] memory splits) private view returns (bool) {
        Split[] memory now_ = _splitsOf(title, _holdersOf(title, true));
        return keccak256(abi.encode(now_)) == keccak256(abi.encode(splits));
    }
}
