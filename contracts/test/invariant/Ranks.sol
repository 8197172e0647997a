// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PledgeHash} from "../../libraries/PledgeHash.sol";
import {DocumentDigest, LotId, PledgeId, Share, sameParty, subjectOf} from "../../types/Ids.sol";
import {Realisation} from "../../types/PledgeEnums.sol";
import {Amendment, Pledge, Ranking, Sale} from "../../types/PledgeTerms.sol";
import {amendedAmount, amendedKey} from "../../types/PledgeWords.sol";
import {Lot, PledgeRecord, isOpen, pledgeRecord} from "../../types/TitleWords.sol";
import {pledgeKey} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Lives} from "./Lives.sol";

/// @title Pledges amended, ranked anew and sold, with every pledgee's consent or without one
abstract contract Ranks is Lives {
    DocumentDigest private constant DEED = DocumentDigest.wrap(keccak256("deed of rank"));

    mapping(bytes32 pledge => uint8 rank) private _ranks;
    mapping(bytes32 pledge => uint128 amount) private _amounts;

    /// More weighs on the others, who must agree; less does not.
    function amend(uint256 seed, uint128 amount, bool consent) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        Amendment memory t;
        t.pledged = abi.decode(_pledged[PledgeId.unwrap(s.pledge)], (Pledge));
        (t.version, t.amount, t.termEnd) = (_versionOf(s), 1 + (amount % 100), t.pledged.termEnd);
        (t.document, t.deadline) = (DEED, DEADLINE);
        uint128 before = _amountOf(s);
        bool wider = t.amount > before;
        if (wider) t.pledges = _openOf(s.lot);
        bool fits = s.open && t.amount != before && (!wider || _mayWiden(s, consent));
        Hand[] memory hands = _sides(_actorOf(_lot(s.title, s.lot).holder), _bankAt(s.bank), s.bank, consent);
        try pledgeDesk.amend(t, _sign(address(pledgeDesk), _hashOf(t, s.pledge), hands)) {
            done["amend"] += 1;
            if (!fits) movedThoughPledged += 1;
            _amounts[PledgeId.unwrap(s.pledge)] = t.amount;
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    /// The lot's pledges in another order, which the pledgees sign, or one of the two banks alone.
    function rank(uint256 seed, bool consent) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        PledgeId[] memory order = _openOf(s.lot);
        uint256 turn = seed >> 8;
        if (order.length > 1) _swap(order, turn % order.length, (turn >> 8) % order.length);
        Ranking memory t = Ranking(s.title, s.lot, _lot(s.title, s.lot).version, order, DEED, DEADLINE);
        bool agreed = consent || !_heldBy(s.lot, 1);
        bool fits = order.length > 1 && agreed;
        Hand[] memory hands = consent ? _parties(bankA, bankB) : _parties(bankA);
        try pledgeDesk.rank(t, _sign(address(pledgeDesk), _hashOf(t), hands)) {
            done["rank"] += 1;
            if (!agreed) movedThoughPledged += 1;
            if (order.length < 2) changedWithoutRight += 1;
            for (uint256 i = 0; i < order.length; ++i) _ranks[PledgeId.unwrap(order[i])] = uint8(i + 1);
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    /// The lot goes to another holder; some of its pledges end, one of them in default, and the others follow it.
    function sell(uint256 seed, uint256 ended, bool consent) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        Sale memory t;
        (t.title, t.lot, t.version) = (s.title, s.lot, _lot(s.title, s.lot).version);
        (t.realisation, t.taker) = (Realisation.AGREEMENT, _holderAt(seed >> 8).party);
        t.pledges = _openOf(s.lot);
        t.ended = ended % (2 ** t.pledges.length);
        (t.document, t.deadline) = (DEED, DEADLINE);
        _trySale(t, consent);
    }

    /// What the register keeps of pledges and lots that is not what was done here.
    function differing() external view returns (uint256 wrong) {
        for (uint256 i = 0; i < _securities.length; ++i) {
            Security memory s = _securities[i];
            PledgeRecord memory record = _recordOf(s);
            if (isOpen(record.state) != s.open) wrong += 1;
            if (!s.open) continue;
            if (record.rank != _ranks[PledgeId.unwrap(s.pledge)]) wrong += 1;
            if (!sameParty(record.pledgee, _bankAt(s.bank).party)) wrong += 1;
            bytes32 amended = register.word(subjectOf(s.title), amendedKey(s.lot, s.pledge));
            if (amended != 0 && amendedAmount(amended) != _amountOf(s)) wrong += 1;
        }
        for (uint256 i = 0; i < _securities.length; ++i) wrong += _wrongLot(_securities[i]);
    }

    /// As many open pledges as were entered; a share while there are any; no agreed rank twice.
    function _wrongLot(Security memory s) private view returns (uint256 wrong) {
        Lot memory lot = _lot(s.title, s.lot);
        PledgeId[] memory open = _openOf(s.lot);
        if (lot.open != open.length) wrong += 1;
        if ((Share.unwrap(lot.ppm) == 0) != (open.length == 0)) wrong += 1;
        for (uint256 i = 0; i < open.length; ++i) {
            uint8 own = _ranks[PledgeId.unwrap(open[i])];
            for (uint256 j = 0; j < i; ++j) {
                if (own != 0 && own == _ranks[PledgeId.unwrap(open[j])]) wrong += 1;
            }
        }
    }

    function _trySale(Sale memory t, bool consent) private {
        Lot memory lot = _lot(t.title, t.lot);
        bool agreed = consent || !_heldBy(t.lot, 1);
        bool free = !_frozen(t.title, _actorOf(lot.holder), 4) && !_contested(t.title) && !_over(t.title);
        bool other = !sameParty(t.taker, lot.holder) && !_isMerged(t.taker);
        bool fits = agreed && free && other && _inDefault(t);
        try pledgeBook.sell(t, _sign(address(pledgeBook), _hashOf(t), _sellers(t, lot, consent))) {
            done["sell"] += 1;
            if (!free) movedThoughFrozen += 1;
            if (!agreed || !_inDefault(t)) movedThoughPledged += 1;
            if (!other) changedWithoutRight += 1;
            _endThem(t);
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    function _endThem(Sale memory t) private {
        for (uint256 i = 0; i < _securities.length; ++i) {
            for (uint256 j = 0; j < t.pledges.length; ++j) {
                bool ends = (t.ended >> j) & 1 == 1 && _same(t.pledges[j], _securities[i].pledge);
                if (ends) _securities[i].open = false;
            }
        }
    }

    /// One of those that end is in default.
    function _inDefault(Sale memory t) private view returns (bool) {
        for (uint256 i = 0; i < t.pledges.length; ++i) {
            if ((t.ended >> i) & 1 == 1 && _declared[PledgeId.unwrap(t.pledges[i])]) return true;
        }
        return false;
    }

    function _sellers(Sale memory t, Lot memory lot, bool consent) private view returns (Hand[] memory) {
        return _joined(_parties(_actorOf(lot.holder), _actorOf(t.taker)), consent);
    }

    /// Both banks behind the first two, or the first bank alone.
    function _joined(Hand[] memory two, bool both) private view returns (Hand[] memory hands) {
        hands = new Hand[](both ? 4 : 3);
        (hands[0], hands[1], hands[2]) = (two[0], two[1], _parties(bankA)[0]);
        if (both) hands[3] = _parties(bankB)[0];
    }

    function _sides(
        Actor memory holder,
        Actor memory pledgee,
        uint256 bank,
        bool both
    ) private view returns (Hand[] memory hands) {
        Hand[] memory two = _parties(holder, pledgee);
        if (!both) return two;
        hands = new Hand[](3);
        (hands[0], hands[1], hands[2]) = (two[0], two[1], _parties(_bankAt(bank + 1))[0]);
    }

    function _mayWiden(Security memory s, bool consent) private view returns (bool) {
        bool agreed = consent || !_heldBy(s.lot, s.bank + 1);
        bool frozen = _frozen(s.title, _actorOf(_lot(s.title, s.lot).holder), 4) || _contested(s.title);
        return agreed && !frozen && !_over(s.title);
    }

    /// The open pledges of a lot by this book, ascending.
    function _openOf(LotId lot) private view returns (PledgeId[] memory open) {
        PledgeId[] memory found = new PledgeId[](_securities.length);
        uint256 count = 0;
        for (uint256 i = 0; i < _securities.length; ++i) {
            Security memory s = _securities[i];
            if (!s.open || LotId.unwrap(s.lot) != LotId.unwrap(lot)) continue;
            uint256 place = count++;
            found[place] = s.pledge;
            for (; place > 0 && _after(found[place - 1], found[place]); --place) _swap(found, place - 1, place);
        }
        open = new PledgeId[](count);
        for (uint256 i = 0; i < count; ++i) open[i] = found[i];
    }

    /// Whether a bank has an open pledge on a lot.
    function _heldBy(LotId lot, uint256 bank) private view returns (bool) {
        for (uint256 i = 0; i < _securities.length; ++i) {
            Security memory s = _securities[i];
            if (s.open && s.bank % 2 == bank % 2 && LotId.unwrap(s.lot) == LotId.unwrap(lot)) return true;
        }
        return false;
    }

    function _amountOf(Security memory s) private view returns (uint128 amount) {
        amount = _amounts[PledgeId.unwrap(s.pledge)];
        if (amount == 0) amount = abi.decode(_pledged[PledgeId.unwrap(s.pledge)], (Pledge)).amount;
    }

    function _recordOf(Security memory s) private view returns (PledgeRecord memory) {
        return pledgeRecord(register.word(subjectOf(s.title), pledgeKey(s.lot, s.pledge)));
    }

    function _swap(PledgeId[] memory all, uint256 i, uint256 j) private pure {
        (all[i], all[j]) = (all[j], all[i]);
    }

    function _after(PledgeId a, PledgeId b) private pure returns (bool) {
        return PledgeId.unwrap(a) > PledgeId.unwrap(b);
    }

    function _same(PledgeId a, PledgeId b) private pure returns (bool) {
        return PledgeId.unwrap(a) == PledgeId.unwrap(b);
    }

    function _hashOf(Amendment memory a, PledgeId pledged) private pure returns (bytes32) {
        bytes memory head = abi.encode(PledgeHash.AMENDMENT, pledged, a.version, a.maximum, a.amount, a.termEnd);
        bytes32 pledges = keccak256(abi.encodePacked(a.pledges));
        return keccak256(bytes.concat(head, abi.encode(a.pastTerm, pledges, a.document, a.deadline)));
    }

    function _hashOf(Ranking memory r) private pure returns (bytes32) {
        bytes32 pledges = keccak256(abi.encodePacked(r.pledges));
        return keccak256(abi.encode(PledgeHash.RANKING, r.title, r.lot, r.version, pledges, r.document, r.deadline));
    }

    function _hashOf(Sale memory s) private pure returns (bytes32) {
        bytes memory head = abi.encode(PledgeHash.SALE, s.title, s.lot, s.version, s.realisation, s.taker);
        bytes32 pledges = keccak256(abi.encodePacked(s.pledges));
        return keccak256(bytes.concat(head, abi.encode(pledges, s.ended, s.court, s.document, s.deadline)));
    }
}
