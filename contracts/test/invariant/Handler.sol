// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrderScope} from "../../types/Enums.sol";
import {
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    Share,
    SubjectId,
    TitleId,
    subjectOf,
    subjectOfParty
} from "../../types/Ids.sol";
import {Pledge, Release} from "../../types/PledgeTerms.sol";
import {Lift, Order, Signer, Transfer} from "../../types/Terms.sol";
import {Holding, Lot} from "../../types/TitleWords.sol";
import {Actor, Hand} from "../Base.sol";
import {Hands} from "../Hands.sol";
import {Typed} from "../Typed.sol";
import {Asks} from "./Asks.sol";
import {Auditor} from "./Auditor.sol";

/// @title Acts at random on a few titles among three holders; keeps book of what it did by its own rules
abstract contract Handler is Asks {
    uint256 public movedThoughFrozen;
    uint256 public movedByAnother;
    uint256 public refusedOrders;
    mapping(bytes32 pledge => bytes terms) internal _pledged;

    function setUp() public override {
        vm.recordLogs();
        super.setUp();
        address[] memory watched = new address[](14);
        watched[0] = address(register);
        watched[1] = address(partyBook);
        watched[2] = address(filingDesk);
        watched[3] = address(titleBook);
        watched[4] = address(pledgeBook);
        watched[5] = address(orderDesk);
        watched[6] = address(changeDesk);
        watched[7] = address(requestDesk);
        watched[8] = address(mandateBook);
        watched[9] = address(directoryBook);
        watched[10] = address(licenceBook);
        watched[11] = address(reportBook);
        watched[12] = address(pledgeDesk);
        watched[13] = address(disputeDesk);
        auditor = new Auditor(register, watched);
        auditor.take(vm.getRecordedLogs());
        _titles.push(_issued(_sharedApplication()));
        auditor.take(vm.getRecordedLogs());
    }

    // Acts

    function issueTitle() external audited {
        if (_titles.length >= MOST_TITLES) return;
        string memory object = string(abi.encodePacked("data ", bytes1(uint8(48 + _titles.length))));
        _titles.push(_issued(_application(object, _splits(_split(alice, 0, 1_000_000, 1_000_000)))));
        done["issue"] += 1;
    }

    function transfer(uint256 seed, uint32 use, uint32 oper) external audited {
        TitleId title = _titles[seed % _titles.length];
        Actor memory giver = _holderAt(seed >> 8);
        Actor memory taker = _holderAt((seed >> 8) + 1 + ((seed >> 16) % 2));
        Holding memory h = _holding(title, giver);
        Transfer memory t = _transferOf(title, giver, taker, oper % (h.shares[2] + 2));
        t.use = Share.wrap(use % (h.shares[1] + 2));
        uint8 rights = (Share.unwrap(t.use) == 0 ? 0 : 2) | (Share.unwrap(t.oper) == 0 ? 0 : 4);
        bool frozen = _frozen(title, giver, rights) || _contested(title);
        bool pledged = Share.unwrap(t.oper) > h.shares[2] - h.pledged[2];
        bool within = rights != 0 && Share.unwrap(t.use) <= h.shares[1] && Share.unwrap(t.oper) <= h.shares[2];
        Signer[] memory signers = _signedTransfer(t, _parties(giver, taker));
        try titleBook.transfer(t, signers) {
            done["transfer"] += 1;
            if (frozen) movedThoughFrozen += 1;
            if (pledged) movedThoughPledged += 1;
        } catch {
            if (within && !frozen && !pledged && !_over(title)) refusedWithoutReason += 1;
        }
    }

    /// Signed by who does not, not yet or no longer stand for the giver.
    function transferByAnother(uint256 seed) external audited {
        Actor memory giver = _another(seed >> 8);
        Transfer memory t = _transferOf(_titles[seed % _titles.length], giver, bankB, 1);
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        try titleBook.transfer(t, Hands._signDigest(digest, _parties(giver, bankB))) {
            movedByAnother += 1;
        } catch {
            done["another"] += 1;
        }
    }

    /// Moves a lot with its pledgees' consent, or without one of them.
    function transferLot(uint256 seed, bool consent) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        Lot memory lot = _lot(s.title, s.lot);
        if (lot.open != 1 || !s.open) return;
        Actor memory giver = _actorOf(lot.holder);
        Actor memory taker = _holderAt(seed >> 8);
        if (PartyId.unwrap(taker.party) == PartyId.unwrap(giver.party)) return;
        Transfer memory t = _transferOf(s.title, giver, taker, Share.unwrap(lot.ppm));
        t.lots = new LotId[](1);
        t.lots[0] = s.lot;
        t.pledges = new PledgeId[](1);
        t.pledges[0] = s.pledge;
        bool frozen = _frozen(s.title, giver, 4) || _contested(s.title);
        Hand[] memory hands = _parties(giver, taker);
        if (consent) hands = _hands(hands[0], hands[1], _parties(_bankAt(s.bank))[0]);
        Signer[] memory signers = _signedTransfer(t, hands);
        try titleBook.transfer(t, signers) {
            done["lot"] += 1;
            if (frozen) movedThoughFrozen += 1;
            if (!consent) movedThoughPledged += 1;
        } catch {
            if (consent && !frozen && !_over(s.title)) refusedWithoutReason += 1;
        }
    }

    function pledge(uint256 seed, uint32 ppm) external audited {
        TitleId title = _titles[seed % _titles.length];
        Actor memory pledgor = _holderAt(seed >> 8);
        uint32 free = _holding(title, pledgor).shares[2] - _holding(title, pledgor).pledged[2];
        Pledge memory terms = _pledgeTerms(title, pledgor, _bankAt(seed >> 16), 1 + (ppm % (free / 2 + 2)));
        terms.amount = uint128(1 + _securities.length);
        _tryPledge(terms, seed >> 16, Share.unwrap(terms.ppm) > free);
    }

    function pledgeAgain(uint256 seed) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        Lot memory lot = _lot(s.title, s.lot);
        if (lot.open == 0) return;
        Actor memory pledgor = _actorOf(lot.holder);
        Pledge memory terms = _pledgeTerms(s.title, pledgor, _bankAt(seed >> 16), Share.unwrap(lot.ppm));
        terms.lot = s.lot;
        terms.amount = uint128(1 + _securities.length);
        _tryPledge(terms, seed >> 16, false);
    }

    function release(uint256 seed) external audited {
        if (_securities.length == 0) return;
        Security storage s = _securities[seed % _securities.length];
        Release memory terms = _releaseTerms(s.title, s.lot, s.pledge);
        Signer[] memory signers = _signedRelease(terms, _bankAt(s.bank));
        try pledgeBook.release(terms, signers) {
            done["release"] += 1;
            if (!s.open) movedThoughPledged += 1;
            s.open = false;
        } catch {
            if (s.open) refusedWithoutReason += 1;
        }
    }

    function freeze(uint256 seed, uint8 rights, uint32 time) external audited {
        TitleId title = _titles[seed % _titles.length];
        Actor memory party = _holderAt(seed >> 8);
        Order memory terms = _titleOrder(title, string(abi.encodePacked("case ", seed)));
        if (seed % 3 == 1) {
            terms.scope = OrderScope.HOLDER;
            terms.party = party.party;
            terms.rights = 1 + (rights % 7);
        } else if (seed % 3 == 2) {
            terms.scope = OrderScope.PARTY;
            terms.title = TitleId.wrap(0);
            terms.party = party.party;
        }
        terms.until = _time(block.timestamp + 1 + (time % 30 days));
        Signer[] memory signers = _signedOrder(terms, _clerks());
        try orderDesk.order(terms, signers) returns (OrderId id) {
            done["freeze"] += 1;
            bool whole = terms.scope == OrderScope.PARTY;
            PartyId holder = terms.scope == OrderScope.HOLDER ? party.party : PartyId.wrap(0);
            SubjectId subject = whole ? subjectOfParty(party.party) : subjectOf(title);
            _freezes.push(
                Freeze(subject, holder, id, uint40(block.timestamp + 1 + (time % 30 days)), terms.rights, true)
            );
        } catch {
            refusedOrders += 1;
        }
    }

    function lift(uint256 seed) external audited {
        if (_freezes.length == 0) return;
        Freeze storage f = _freezes[seed % _freezes.length];
        Lift memory terms = _liftTerms(f.subject, f.holder, f.id);
        terms.remaining = _others(f);
        Signer[] memory signers = _signedLift(terms, _clerks());
        try orderDesk.lift(terms, signers) {
            done["lift"] += 1;
            f.open = false;
        } catch {
            if (f.open) refusedWithoutReason += 1;
        }
    }

    // What the invariants ask

    function titleCount() external view returns (uint256) {
        return _titles.length;
    }

    /// Sums of one right over all possible holders.
    function sums(uint256 title, uint256 right) external view returns (uint256 shares, uint256 worst) {
        for (uint256 i = 0; i < 3; ++i) {
            Actor memory holder = _holderAt(i);
            Holding memory h = _holding(_titles[title], holder);
            shares += h.shares[right];
            uint256 lots = _lots(_titles[title], holder, right);
            if (lots != h.pledged[right] || h.pledged[right] > h.shares[right]) worst += 1;
        }
    }

    function _lots(TitleId title, Actor memory holder, uint256 right) private view returns (uint256 total) {
        for (uint256 i = 0; i < _securities.length; ++i) {
            Security memory s = _securities[i];
            bool first = PledgeId.unwrap(s.pledge) == LotId.unwrap(s.lot);
            if (!first || TitleId.unwrap(s.title) != TitleId.unwrap(title)) continue;
            Lot memory lot = _lot(title, s.lot);
            bool own = PartyId.unwrap(lot.holder) == PartyId.unwrap(holder.party);
            if (own && uint256(lot.right) == right) total += Share.unwrap(lot.ppm);
        }
    }

    function _tryPledge(Pledge memory terms, uint256 bank, bool over) private {
        Actor memory pledgor = _actorOf(terms.pledgor);
        bool frozen = _frozen(terms.title, pledgor, 4) || _contested(terms.title);
        Hand[] memory hands = _parties(pledgor, _bankAt(bank));
        Signer[] memory signers = _sign(address(pledgeBook), _pledgeHash(terms), hands);
        try pledgeBook.pledge(terms, signers) returns (PledgeId id) {
            done["pledge"] += 1;
            if (frozen) movedThoughFrozen += 1;
            if (over) movedThoughPledged += 1;
            bool first = LotId.unwrap(terms.lot) == 0;
            LotId lot = first ? LotId.wrap(PledgeId.unwrap(id)) : terms.lot;
            _securities.push(Security(terms.title, lot, id, bank, true));
            _pledged[PledgeId.unwrap(id)] = abi.encode(terms);
        } catch {
            if (!frozen && !over && !_over(terms.title)) refusedWithoutReason += 1;
        }
    }

    /// By the orders that this contract entered, not by the words that the register keeps.
    function _frozen(TitleId title, Actor memory holder, uint8 rights) internal view returns (bool) {
        for (uint256 i = 0; i < _freezes.length; ++i) {
            Freeze memory f = _freezes[i];
            if (!f.open || block.timestamp >= f.until) continue;
            bool party = SubjectId.unwrap(f.subject) == PartyId.unwrap(holder.party);
            if (_isMerged(holder.party)) party = party || SubjectId.unwrap(f.subject) == PartyId.unwrap(bob.party);
            bool onTitle = SubjectId.unwrap(f.subject) == TitleId.unwrap(title);
            bool onAll = onTitle && PartyId.unwrap(f.holder) == 0;
            bool onShare = onTitle && PartyId.unwrap(f.holder) == PartyId.unwrap(holder.party);
            if (party || onAll || (onShare && f.rights & rights != 0)) return true;
        }
        return false;
    }

    /// The other open orders of the same scope, ascending.
    function _others(Freeze memory f) private view returns (OrderId[] memory others) {
        uint256 count = 0;
        others = new OrderId[](_freezes.length);
        for (uint256 i = 0; i < _freezes.length; ++i) {
            Freeze memory g = _freezes[i];
            bool same =
                SubjectId.unwrap(g.subject) == SubjectId.unwrap(f.subject) &&
                    PartyId.unwrap(g.holder) == PartyId.unwrap(f.holder);
            if (!same || !g.open || OrderId.unwrap(g.id) == OrderId.unwrap(f.id)) continue;
            uint256 from = count++;
            while (from > 0 && OrderId.unwrap(others[from - 1]) > OrderId.unwrap(g.id)) {
                others[from] = others[from - 1];
                --from;
            }
            others[from] = g.id;
        }
        OrderId[] memory exact = new OrderId[](count);
        for (uint256 i = 0; i < count; ++i) exact[i] = others[i];
        return exact;
    }

    function _bankAt(uint256 i) internal view returns (Actor memory) {
        return i % 2 == 0 ? bankA : bankB;
    }
}
