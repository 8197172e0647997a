// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../../interfaces/IOrderDesk.sol";
import {IPledgeBook} from "../../interfaces/IPledgeBook.sol";
import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {Burden, Operation, OrderKind, Right, Role} from "../../types/Enums.sol";
import {LotId, OrderId, PartyId, PledgeId, Share, Time, TitleId, subjectOf} from "../../types/Ids.sol";
import {Pledge} from "../../types/PledgeTerms.sol";
import {Lift, Order, Signer, Transfer} from "../../types/Terms.sol";
import {Actor} from "../Base.sol";
import {Scenes} from "../Scenes.sol";

contract BurdensTest is Scenes {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
    }

    // Pledges

    function test_RevertWhen_MoreThanTheFreeShareIsPledged() external {
        _pledge(title, alice, bankA, 500_000);
        Pledge memory terms = _pledgeTerms(title, alice, bankB, 200_001);
        _refuses(
            address(pledgeBook),
            abi.encodeCall(pledgeBook.pledge, (terms, _signedPledge(terms))),
            abi.encodeWithSelector(
                IPledgeBook.FreeShareTooSmall.selector,
                title,
                alice.party,
                Right.OPER,
                uint32(200_000),
                uint32(200_001)
            )
        );
        _pledge(title, alice, bankB, 200_000);
        vm.assertEq(_holding(title, alice).pledged[2], 700_000, "the whole share is pledged");
    }

    function test_RevertWhen_APledgedShareIsTransferredWithoutConsent() external {
        _pledge(title, alice, bankA, 500_000);
        Transfer memory t = _transferOf(title, alice, bob, 200_001);
        _refusesTransfer(t, _needsConsent(200_000, 200_001));
        _transfer(title, alice, bob, 200_000);
        vm.assertEq(_holding(title, alice).shares[2], 500_000, "the free share did not move");
    }

    function test_RevertWhen_TheLotIsNamedWithoutItsPledgeesSignature() external {
        LotId lot = _pledge(title, alice, bankA, 500_000);
        Transfer memory t = _lotTransfer(lot);
        _refusesTransfer(t, _consentMissing(t.pledges[0], bankA));
    }

    function test_RevertWhen_TheJuniorPledgeeDidNotConsent() external {
        LotId lot = _pledge(title, alice, bankA, 500_000);
        PledgeId junior = _junior(title, lot, bankB);
        Transfer memory t = _lotTransfer(lot);
        t.pledges = _sorted(t.pledges[0], junior);
        Signer[] memory signers = _signedTransfer(
            t,
            _hands(_as(alice, Role.PARTY), _as(bob, Role.PARTY), _as(bankA, Role.PARTY))
        );
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), _consentMissing(junior, bankB));
    }

    function test_APledgedLotMovesWithEveryPledgeesConsent() external {
        LotId lot = _pledge(title, alice, bankA, 500_000);
        PledgeId junior = _junior(title, lot, bankB);
        Transfer memory t = _lotTransfer(lot);
        t.pledges = _sorted(t.pledges[0], junior);
        Signer[] memory signers = _signedTransfer(
            t,
            _hands(_as(alice, Role.PARTY), _as(bob, Role.PARTY), _as(bankA, Role.PARTY), _as(bankB, Role.PARTY))
        );
        titleBook.transfer(t, signers);
        vm.assertEq(_holding(title, alice).pledged[2], 0, "the giver's share stays pledged");
        vm.assertEq(_holding(title, bob).pledged[2], 500_000, "the taker's share is not pledged");
        vm.assertEq(PartyId.unwrap(_lot(title, lot).holder), PartyId.unwrap(bob.party), "the lot's holder");
        _release(title, lot, junior, bankB);
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        vm.assertEq(_holding(title, bob).pledged[2], 0, "released, and still pledged");
    }

    function _lotTransfer(LotId lot) private view returns (Transfer memory t) {
        t = _transferOf(title, alice, bob, 500_000);
        t.lots = new LotId[](1);
        t.lots[0] = lot;
        t.pledges = new PledgeId[](1);
        t.pledges[0] = PledgeId.wrap(LotId.unwrap(lot));
    }

    function _sorted(PledgeId a, PledgeId b) private pure returns (PledgeId[] memory all) {
        all = new PledgeId[](2);
        (all[0], all[1]) = PledgeId.unwrap(a) < PledgeId.unwrap(b) ? (a, b) : (b, a);
    }

    function _consentMissing(PledgeId id, Actor memory bank) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.PledgeeConsentMissing.selector, title, id, bank.party);
    }

    function _needsConsent(uint32 free, uint32 asked) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ITitleBook.PledgedNeedsConsent.selector,
                title,
                alice.party,
                Right.OPER,
                free,
                asked
            );
    }

    function _refusesTransfer(Transfer memory t, bytes memory expected) private {
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), expected);
    }

    // Orders

    function test_RevertWhen_AFrozenTitleIsTransferredOrPledged() external {
        Order memory terms = _titleOrder(title, "case 1");
        _order(terms);
        _refusesTransfer(_transferOf(title, alice, bob, 1), _frozen(alice, Operation.TRANSFER, terms.until));
        Pledge memory pledge = _pledgeTerms(title, alice, bankA, 1);
        _refuses(
            address(pledgeBook),
            abi.encodeCall(pledgeBook.pledge, (pledge, _signedPledge(pledge))),
            _frozen(alice, Operation.PLEDGE, terms.until)
        );
        vm.warp(Time.unwrap(terms.until));
        _transfer(title, alice, bob, 1);
        vm.assertEq(_holding(title, bob).shares[2], 300_001, "an order that ran out bars nothing");
    }

    function test_AFreezeOnOneHolderDoesNotBarItsCoHolder() external {
        Order memory terms = _holderOrder(title, alice, 4);
        _order(terms);
        _refusesTransfer(_transferOf(title, alice, bob, 1), _frozen(alice, Operation.TRANSFER, terms.until));
        _transfer(title, bob, alice, 1);
        _pledge(title, bob, bankA, 1);
        vm.assertEq(_holding(title, bob).shares[2], 299_999, "the co-holder is barred");
        vm.assertEq(_holding(title, bob).pledged[2], 1, "the co-holder cannot pledge");
    }

    function test_AFreezeOfOneRightDoesNotBarTheOthers() external {
        _order(_holderOrder(title, alice, 4));
        Transfer memory t = _transferOf(title, alice, bob, 0);
        t.use = Share.wrap(5);
        titleBook.transfer(t, _signedTransfer(t, _parties(alice, bob)));
        vm.assertEq(_holding(title, bob).shares[1], 5, "the right of use is barred");
    }

    function test_RevertWhen_TheFrozenPartyDisposes() external {
        Order memory terms = _partyOrder(alice);
        _order(terms);
        _refusesTransfer(_transferOf(title, alice, bob, 1), _frozen(alice, Operation.TRANSFER, terms.until));
    }

    function test_RevertWhen_AHeldTitleIsTransferredOrItsHolderIsInsolvent() external {
        Order memory hold = _titleOrder(title, "hold");
        hold.kind = OrderKind.HOLD;
        OrderId id = _order(hold);
        bytes4 selector = ITitleBook.Barred.selector;
        Transfer memory t = _transferOf(title, alice, bob, 1);
        _refusesTransfer(
            t,
            abi.encodeWithSelector(selector, title, alice.party, Operation.TRANSFER, Burden.HELD, hold.until)
        );
        _lift(_liftTerms(subjectOf(title), PartyId.wrap(0), id));
        Order memory own = _partyOrder(alice);
        own.kind = OrderKind.INSOLVENCY;
        _order(own);
        _refusesTransfer(
            t,
            abi.encodeWithSelector(selector, title, alice.party, Operation.TRANSFER, Burden.INSOLVENT, own.until)
        );
    }

    function test_APledgeIsReleasedUnderAFreeze() external {
        LotId lot = _pledge(title, alice, bankA, 10);
        _order(_titleOrder(title, "case 1"));
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        vm.assertEq(_holding(title, alice).pledged[2], 0, "a release is barred");
    }

    function test_RevertWhen_TheTitleExpired() external {
        Time until = _title(title).validUntil;
        vm.warp(Time.unwrap(until));
        _refusesTransfer(
            _transferOf(title, alice, bob, 1),
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                alice.party,
                Operation.TRANSFER,
                Burden.EXPIRED,
                until
            )
        );
    }

    function _frozen(Actor memory actor, Operation operation, Time until) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.Barred.selector, title, actor.party, operation, Burden.FROZEN, until);
    }

    // Orders that stay

    function test_RevertWhen_AnotherOrderIsNotNamedOnLifting() external {
        OrderId first = _order(_titleOrder(title, "case 1"));
        _order(_titleOrder(title, "case 2"));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        _refusesLift(terms, abi.encodeWithSelector(IOrderDesk.RemainingOrdersWrong.selector, subjectOf(title), 0, 2));
    }

    function test_RevertWhen_TheOrderIsNamedAsItsOwnRemainder() external {
        OrderId first = _order(_titleOrder(title, "case 1"));
        _order(_titleOrder(title, "case 2"));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = first;
        _refusesLift(terms, _notRecorded(first));
    }

    function test_RevertWhen_RemainingOrdersAreRepeatedOrDescend() external {
        OrderId first = _order(_titleOrder(title, "case 1"));
        OrderId second = _order(_titleOrder(title, "case 2"));
        OrderId third = _order(_titleOrder(title, "case 3"));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        terms.remaining = new OrderId[](2);
        (terms.remaining[0], terms.remaining[1]) = (second, second);
        _refusesLift(terms, _notRecorded(second));
        bool ascending = OrderId.unwrap(second) < OrderId.unwrap(third);
        (terms.remaining[0], terms.remaining[1]) = ascending ? (third, second) : (second, third);
        _refusesLift(terms, _notRecorded(terms.remaining[1]));
    }

    function test_RevertWhen_ALiftedOrderIsNamedAsRemaining() external {
        OrderId first = _order(_titleOrder(title, "case 1"));
        OrderId second = _order(_titleOrder(title, "case 2"));
        OrderId lifted = _order(_titleOrder(title, "case 3"));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), lifted);
        terms.remaining = _ascending(first, second);
        _lift(terms);
        terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = lifted;
        _refusesLift(terms, _notRecorded(lifted));
        terms.remaining[0] = second;
        _lift(terms);
        vm.assertEq(_title(title).liveOrders, 1, "the order that stays");
    }

    function test_RevertWhen_AnUnknownOrderIsNamedAsRemaining() external {
        OrderId first = _order(_titleOrder(title, "case 1"));
        _order(_titleOrder(title, "case 2"));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = OrderId.wrap(keccak256("unknown"));
        _refusesLift(terms, _notRecorded(terms.remaining[0]));
    }

    function test_TheLongestRemainingOrderBars() external {
        Order memory long = _titleOrder(title, "case 1");
        Order memory short = _titleOrder(title, "case 2");
        short.until = _time(block.timestamp + 10 days);
        OrderId first = _order(long);
        OrderId second = _order(short);
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = second;
        _lift(terms);
        vm.assertEq(Time.unwrap(_title(title).barredUntil), Time.unwrap(short.until), "barred until the short end");
        vm.assertEq(_title(title).liveOrders, 1, "orders that stay");
    }

    function _ascending(OrderId a, OrderId b) private pure returns (OrderId[] memory all) {
        all = new OrderId[](2);
        (all[0], all[1]) = OrderId.unwrap(a) < OrderId.unwrap(b) ? (a, b) : (b, a);
    }

    function _notRecorded(OrderId id) private view returns (bytes memory) {
        return abi.encodeWithSelector(IOrderDesk.OrderNotRecorded.selector, subjectOf(title), id);
    }

    function _refusesLift(Lift memory terms, bytes memory expected) private {
        Signer[] memory signers = _signedLift(terms, _clerks());
        _refuses(address(orderDesk), abi.encodeCall(orderDesk.lift, (terms, signers)), expected);
    }
}
