// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {OrderState, PartyKind, Role} from "../../../types/Enums.sol";
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
import {Extension} from "../../../types/OrderTerms.sol";
import {Order, Signer} from "../../../types/Terms.sol";
import {OrderRecord, Scope, orderRecord, scopeOf} from "../../../types/TitleWords.sol";
import {PartyRecord, orderKey, partyRecord, scopeKey} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract ExtendTest is Scenes {
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

    function test_RevertWhen_TheOrderIsUnknownOrLifted() external {
        Extension memory terms = _terms();
        _lift(_liftTerms(subject, NOBODY, id));
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderNotRecorded.selector, subject, id);
        _refusesExtension(terms, _clerks(), expected);
        terms.order = OrderId.wrap(keccak256("unknown"));
        expected = abi.encodeWithSelector(IOrderDesk.OrderNotRecorded.selector, subject, terms.order);
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_TheOrderChanged() external {
        Extension memory terms = _terms();
        _extend(terms);
        terms.until = _time(uint256(Time.unwrap(terms.until)) + 1);
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderVersionWrong.selector, id, 1, 2);
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_OnlyOneClerkSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesExtension(_terms(), _hands(_as(clerkA, Role.ORDER_CLERK)), expected);
    }

    function test_RevertWhen_AClerkIsOfAnotherRegistry() external {
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesExtension(_terms(), _hands(_as(clerkA, Role.ORDER_CLERK), _as(stranger, Role.ORDER_CLERK)), expected);
    }

    function test_RevertWhen_TheOrderHasRunOut() external {
        Extension memory terms = _terms();
        Time until = _title(title).barredUntil;
        vm.warp(Time.unwrap(until));
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderRunOut.selector, id, until);
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_TheNewEndIsNotLater() external {
        Extension memory terms = _terms();
        terms.until = _title(title).barredUntil;
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderTermWrong.selector,
            terms.until,
            block.timestamp + MAXIMUM_FREEZE
        );
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_TheNewEndIsTooFarFromNow() external {
        Extension memory terms = _terms();
        uint256 latest = block.timestamp + MAXIMUM_FREEZE;
        terms.until = _time(latest + 1);
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderTermWrong.selector, latest + 1, latest);
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_AnotherCourtExtends() external {
        Actor memory other = _enrolled("other court", PartyKind.COURT);
        Extension memory terms = _terms();
        terms.court = other.party;
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderAuthorityWrong.selector,
            id,
            other.party,
            court.party
        );
        _refusesExtension(terms, _clerks(), expected);
    }

    function test_RevertWhen_NoInstrumentIsNamed() external {
        Extension memory terms = _terms();
        terms.instrument = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderTermsWrong.selector, subject);
        _refusesExtension(terms, _clerks(), expected);
    }

    /// it should bar the title until the new end and count no order more
    function test_WhenTheScopeIsTheTitle() external {
        Extension memory terms = _terms();
        _extend(terms);
        vm.assertEq(Time.unwrap(_title(title).barredUntil), Time.unwrap(terms.until), "barred until");
        vm.assertEq(_title(title).liveOrders, 1, "the orders");
        OrderRecord memory record = orderRecord(register.word(subject, orderKey(NOBODY, id)));
        vm.assertTrue(record.state == OrderState.RECORDED, "the order");
        vm.assertEq(Time.unwrap(record.until), Time.unwrap(terms.until), "its end");
        vm.assertEq(record.version, 2, "its version");
    }

    /// it should leave that one's end standing
    function test_WhenAnotherOrderRunsLonger() external {
        Order memory longer = _titleOrder(title, "longer");
        longer.until = _time(block.timestamp + MAXIMUM_FREEZE);
        _order(longer);
        _extend(_terms());
        vm.assertEq(Time.unwrap(_title(title).barredUntil), Time.unwrap(longer.until), "barred until");
        vm.assertEq(_title(title).liveOrders, 2, "the orders");
    }

    /// it should bar the rights of the order for longer, and no others
    function test_WhenTheScopeIsAHoldersShares() external {
        OrderId own = _order(_holderOrder(title, alice, 4));
        Extension memory terms = _extension(subject, alice.party, own);
        _extend(terms);
        Scope memory scope = scopeOf(register.word(subject, scopeKey(alice.party)));
        vm.assertEq(scope.until[1], 0, "the right to use");
        vm.assertEq(scope.until[2], Time.unwrap(terms.until), "the right to operate");
        vm.assertEq(scope.liveOrders, 1, "the orders");
        vm.assertEq(scope.version, 2, "the version");
        vm.assertEq(scope.kinds, 1, "the kinds");
    }

    /// it should bar the party for longer
    function test_WhenTheScopeIsAParty() external {
        OrderId own = _order(_partyOrder(alice));
        Extension memory terms = _extension(subjectOfParty(alice.party), NOBODY, own);
        _extend(terms);
        PartyRecord memory record = partyRecord(_partyWord(alice.party));
        vm.assertEq(Time.unwrap(record.barredUntil), Time.unwrap(terms.until), "barred until");
        vm.assertEq(record.liveOrders, 1, "the orders");
        vm.assertEq(record.orderKinds, 1, "the kinds");
    }

    function _terms() private view returns (Extension memory) {
        return _extension(subject, NOBODY, id);
    }

    function _refusesExtension(Extension memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedExtension(terms, hands);
        _refuses(address(orderDesk), abi.encodeCall(orderDesk.extend, (terms, signers)), expected);
    }
}
