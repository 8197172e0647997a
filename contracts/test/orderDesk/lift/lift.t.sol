// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {OrderKind, OrderState, PartyKind, Role} from "../../../types/Enums.sol";
import {
    DocumentDigest,
    OrderId,
    PartyId,
    SubjectId,
    Time,
    TitleId,
    subjectOf,
    subjectOfParty
} from "../../../types/Ids.sol";
import {Lift, Order, Signer} from "../../../types/Terms.sol";
import {OrderRecord, Scope, orderRecord, scopeOf} from "../../../types/TitleWords.sol";
import {PartyRecord, orderKey, partyRecord, scopeKey} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract LiftTest is Scenes {
    PartyId private constant NOBODY = PartyId.wrap(0);

    TitleId private title;
    SubjectId private subject;
    OrderId private id;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
        subject = subjectOf(title);
        id = _order(_titleOrder(title, "case"));
    }

    function test_RevertWhen_TheOrderIsUnknown() external {
        Lift memory terms = _liftTerms(subject, NOBODY, OrderId.wrap(keccak256("unknown")));
        _refusesLift(terms, _clerks(), _notRecorded(subject, terms.order));
    }

    function test_RevertWhen_TheOrderRestsOnAnotherScope() external {
        Lift memory terms = _liftTerms(subject, alice.party, id);
        _refusesLift(terms, _clerks(), _notRecorded(subject, id));
        terms = _liftTerms(subjectOfParty(alice.party), NOBODY, id);
        _refusesLift(terms, _clerks(), _notRecorded(subjectOfParty(alice.party), id));
    }

    function test_RevertWhen_TheOrderWasLifted() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        _lift(terms);
        _refusesLift(terms, _clerks(), _notRecorded(subject, id));
    }

    function test_RevertWhen_TheOrderChanged() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.version = 2;
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderVersionWrong.selector, id, 2, 1);
        _refusesLift(terms, _clerks(), expected);
    }

    function test_RevertWhen_OnlyOneClerkSigns() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesLift(terms, _hands(_as(clerkA, Role.ORDER_CLERK)), expected);
    }

    function test_RevertWhen_AClerkIsOfAnotherRegistry() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesLift(terms, _hands(_as(clerkA, Role.ORDER_CLERK), _as(stranger, Role.ORDER_CLERK)), expected);
    }

    function test_RevertWhen_MoreOrdersAreNamedThanStay() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.remaining = new OrderId[](1);
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.RemainingOrdersWrong.selector, subject, 1, 1);
        _refusesLift(terms, _clerks(), expected);
    }

    function test_RevertWhen_AnotherCourtLifts() external {
        Actor memory other = _enrolled("other court", PartyKind.COURT);
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.court = other.party;
        _refusesLift(terms, _clerks(), _authorityWrong(other.party));
        terms.court = NOBODY;
        _refusesLift(terms, _clerks(), _authorityWrong(NOBODY));
    }

    function test_RevertWhen_ALowerCourtLifts() external {
        Actor memory lower = _enrolled("lower court", PartyKind.COURT);
        _nameSuperior(lower, court);
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.court = lower.party;
        _refusesLift(terms, _clerks(), _authorityWrong(lower.party));
    }

    function test_RevertWhen_NoInstrumentIsNamed() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.instrument = DocumentDigest.wrap(0);
        _refusesLift(terms, _clerks(), abi.encodeWithSelector(IOrderDesk.OrderTermsWrong.selector, subject));
    }

    /// it should free the title on the word of each of them
    function test_WhenACourtAboveLifts() external {
        Actor memory middle = _enrolled("middle court", PartyKind.COURT);
        Actor memory high = _enrolled("high court", PartyKind.COURT);
        _nameSuperior(court, middle);
        _nameSuperior(middle, high);
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.court = high.party;
        _lift(terms);
        vm.assertEq(_title(title).liveOrders, 0, "the orders");
    }

    /// it should need neither court nor instrument
    function test_WhenTheOrderHasRunOut() external {
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.court = NOBODY;
        terms.instrument = DocumentDigest.wrap(0);
        vm.warp(Time.unwrap(_title(title).barredUntil));
        _lift(terms);
        vm.assertEq(_title(title).liveOrders, 0, "the orders");
    }

    /// it should leave the kinds of the orders that stay
    function test_WhenAnOrderOfAnotherKindStays() external {
        Order memory hold = _titleOrder(title, "hold");
        hold.kind = OrderKind.HOLD;
        OrderId second = _order(hold);
        vm.assertEq(_title(title).orderKinds, 3, "both kinds");
        Lift memory terms = _liftTerms(subject, NOBODY, id);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = second;
        _lift(terms);
        vm.assertEq(_title(title).orderKinds, 2, "the kinds");
    }

    /// it should free the title and keep the order as a record
    function test_WhenItIsTheTitlesOnlyOrder() external {
        _lift(_liftTerms(subject, NOBODY, id));
        vm.assertEq(_title(title).liveOrders, 0, "the orders");
        vm.assertEq(Time.unwrap(_title(title).barredUntil), 0, "barred until");
        OrderRecord memory record = orderRecord(register.word(subject, orderKey(NOBODY, id)));
        vm.assertTrue(record.state == OrderState.LIFTED, "the order");
        vm.assertEq(record.version, 2, "its version");
    }

    /// it should leave each right barred by the orders that stay
    function test_WhenOthersStayOnAHoldersShares() external {
        Order memory lifted = _holderOrder(title, alice, 7);
        OrderId first = _order(lifted);
        Order memory stays = _holderOrder(title, alice, 4);
        stays.until = _time(block.timestamp + 9);
        OrderId second = _order(stays);
        Lift memory terms = _liftTerms(subject, alice.party, first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = second;
        _lift(terms);
        Scope memory scope = scopeOf(register.word(subject, scopeKey(alice.party)));
        vm.assertEq(scope.until[0], 0, "the right to hold");
        vm.assertEq(scope.until[1], 0, "the right to use");
        vm.assertEq(scope.until[2], Time.unwrap(stays.until), "the right to operate");
        vm.assertEq(scope.liveOrders, 1, "the orders");
    }

    /// it should free the party
    function test_WhenItIsThePartysOnlyOrder() external {
        OrderId own = _order(_partyOrder(alice));
        _lift(_liftTerms(subjectOfParty(alice.party), NOBODY, own));
        PartyRecord memory record = partyRecord(_partyWord(alice.party));
        vm.assertEq(record.liveOrders, 0, "the orders");
        vm.assertEq(Time.unwrap(record.barredUntil), 0, "barred until");
    }

    function _authorityWrong(PartyId given) private view returns (bytes memory) {
        return abi.encodeWithSelector(IOrderDesk.OrderAuthorityWrong.selector, id, given, court.party);
    }

    function _notRecorded(SubjectId where, OrderId order) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrderDesk.OrderNotRecorded.selector, where, order);
    }

    function _refusesLift(Lift memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedLift(terms, hands);
        _refuses(address(orderDesk), abi.encodeCall(orderDesk.lift, (terms, signers)), expected);
    }
}
