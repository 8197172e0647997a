// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {OrderKind, OrderScope, OrderState, PartyKind, Role} from "../../../types/Enums.sol";
import {
    DocumentDigest,
    OrderId,
    PartyId,
    Time,
    TitleId,
    partyIdOf,
    subjectOf,
    subjectOfParty
} from "../../../types/Ids.sol";
import {Order, Signer} from "../../../types/Terms.sol";
import {OrderRecord, Scope, orderRecord, scopeOf} from "../../../types/TitleWords.sol";
import {PartyRecord, orderKey, partyRecord, scopeKey} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract OrderTest is Scenes {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
    }

    function test_RevertWhen_ATermIsMissingOrDoesNotFit() external {
        Order memory terms = _terms();
        terms.kind = OrderKind.NONE;
        _refusesTerms(terms);
        terms = _terms();
        terms.scope = OrderScope.NONE;
        _refusesTerms(terms);
        terms = _terms();
        terms.instrument = DocumentDigest.wrap(0);
        _refusesTerms(terms);
        terms = _holderOrder(title, alice, 0);
        _refusesTerms(terms);
        terms = _holderOrder(title, alice, 8);
        _refusesTerms(terms);
        terms = _terms();
        terms.rights = 6;
        _refusesTerms(terms);
        terms = _terms();
        terms.party = alice.party;
        _refusesTerms(terms);
    }

    function test_RevertWhen_APartyOrderNamesATitle() external {
        Order memory terms = _partyOrder(alice);
        terms.title = title;
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderTermsWrong.selector, alice.party);
        _refusesOrder(terms, expected);
    }

    function test_RevertWhen_TheOrderingPartyIsNoAuthority() external {
        Order memory terms = _terms();
        terms.court = bankA.party;
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderingPartyWrong.selector,
            bankA.party,
            PartyKind.FINANCIAL_INSTITUTION
        );
        _refusesOrder(terms, expected);
    }

    function test_RevertWhen_AnOrganNotesAnInsolvency() external {
        Order memory terms = _terms();
        terms.kind = OrderKind.INSOLVENCY;
        terms.court = governor.party;
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderingPartyWrong.selector,
            governor.party,
            PartyKind.ORGAN
        );
        _refusesOrder(terms, expected);
    }

    function test_RevertWhen_TheTermIsEmptyOrTooLong() external {
        Order memory terms = _terms();
        uint256 latest = block.timestamp + MAXIMUM_FREEZE;
        terms.until = _time(block.timestamp);
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTermWrong.selector, block.timestamp, latest));
        terms.until = _time(latest + 1);
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTermWrong.selector, latest + 1, latest));
    }

    function test_RevertWhen_TheTitleDoesNotExist() external {
        Order memory terms = _terms();
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTargetUnknown.selector, terms.title));
    }

    function test_RevertWhen_ThePartyDoesNotExist() external {
        Order memory terms = _partyOrder(alice);
        terms.party = partyIdOf(keccak256("nobody"));
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTargetUnknown.selector, terms.party));
        terms.party = PartyId.wrap(TitleId.unwrap(title));
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTargetUnknown.selector, terms.party));
    }

    function test_RevertWhen_ThePartyHoldsNothing() external {
        Order memory terms = _holderOrder(title, carol, 4);
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTargetUnknown.selector, carol.party));
    }

    function test_RevertWhen_TheTitleIsOfAnotherRegistry() external {
        Order memory terms = _terms();
        terms.registry = OTHER_REGISTRY;
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderRegistryWrong.selector,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesOrder(terms, expected);
    }

    function test_RevertWhen_OnlyOneClerkSigns() external {
        Hand[] memory hands = _hands(_as(clerkA, Role.ORDER_CLERK));
        _refusesSigned(_terms(), hands, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        hands = _hands(_as(clerkA, Role.ORDER_CLERK), _as(examiner, Role.EXAMINER));
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 1, Role.ORDER_CLERK, REGISTRY);
        _refusesSigned(_terms(), hands, expected);
    }

    function test_RevertWhen_TheOrderWasEnteredBefore() external {
        OrderId id = _order(_terms());
        _refusesOrder(_terms(), abi.encodeWithSelector(IOrderDesk.OrderExists.selector, subjectOf(title), id));
    }

    function test_RevertWhen_SixteenOrdersWait() external {
        for (uint256 i = 0; i < 16; ++i) _order(_titleOrder(title, string(abi.encodePacked("case", i))));
        bytes memory expected = abi.encodeWithSelector(IOrderDesk.OrderQueueFull.selector, subjectOf(title));
        _refusesOrder(_terms(), expected);
    }

    /// it should bar the title until its end
    function test_WhenTheScopeIsTheTitle() external {
        Order memory terms = _terms();
        OrderId id = _order(terms);
        vm.assertEq(Time.unwrap(_title(title).barredUntil), Time.unwrap(terms.until), "barred until");
        OrderRecord memory record = orderRecord(register.word(subjectOf(title), orderKey(PartyId.wrap(0), id)));
        vm.assertTrue(record.state == OrderState.RECORDED, "the order");
        vm.assertEq(PartyId.unwrap(record.court), PartyId.unwrap(court.party), "its court");
        vm.assertEq(record.version, 1, "its version");
    }

    /// it should leave the later end standing
    function test_WhenAShorterOrderFollows() external {
        Order memory terms = _terms();
        _order(terms);
        Order memory shorter = _titleOrder(title, "shorter");
        shorter.until = _time(block.timestamp + 1);
        _order(shorter);
        vm.assertEq(Time.unwrap(_title(title).barredUntil), Time.unwrap(terms.until), "barred until");
        vm.assertEq(_title(title).liveOrders, 2, "the orders");
    }

    /// it should bar the named rights of this holder
    function test_WhenTheScopeIsAHoldersShares() external {
        Order memory terms = _holderOrder(title, alice, 5);
        _order(terms);
        Order memory shorter = _holderOrder(title, alice, 6);
        shorter.until = _time(block.timestamp + 1);
        _order(shorter);
        Scope memory scope = scopeOf(register.word(subjectOf(title), scopeKey(alice.party)));
        vm.assertEq(scope.until[0], Time.unwrap(terms.until), "the right to hold");
        vm.assertEq(scope.until[1], Time.unwrap(shorter.until), "the right to use");
        vm.assertEq(scope.until[2], Time.unwrap(terms.until), "the right to operate");
        vm.assertEq(scope.liveOrders, 2, "the orders");
        vm.assertEq(scope.version, 2, "the version");
        vm.assertEq(_title(title).liveOrders, 0, "orders on the whole title");
    }

    /// it should bar the party's shares in every title
    function test_WhenTheScopeIsAParty() external {
        Order memory terms = _partyOrder(alice);
        OrderId id = _order(terms);
        PartyRecord memory record = partyRecord(_partyWord(alice.party));
        vm.assertEq(Time.unwrap(record.barredUntil), Time.unwrap(terms.until), "barred until");
        vm.assertEq(record.liveOrders, 1, "the orders");
        bytes32 kept = register.word(subjectOfParty(alice.party), orderKey(PartyId.wrap(0), id));
        vm.assertTrue(orderRecord(kept).state == OrderState.RECORDED, "the order");
    }

    /// it should count as a court's
    function test_WhenAnotherOrganOrders() external {
        Order memory terms = _terms();
        terms.court = governor.party;
        _order(terms);
        vm.assertEq(_title(title).liveOrders, 1, "the orders");
    }

    function _terms() private view returns (Order memory) {
        return _titleOrder(title, "case");
    }

    function _refusesTerms(Order memory terms) private {
        _refusesOrder(terms, abi.encodeWithSelector(IOrderDesk.OrderTermsWrong.selector, subjectOf(title)));
    }

    function _refusesOrder(Order memory terms, bytes memory expected) private {
        _refusesSigned(terms, _clerks(), expected);
    }

    function _refusesSigned(Order memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedOrder(terms, hands);
        _refuses(address(orderDesk), abi.encodeCall(orderDesk.order, (terms, signers)), expected);
    }
}
