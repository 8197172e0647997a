// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {IRequestDesk} from "../../../interfaces/IRequestDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, EndGround, FieldGroup, Operation, OrderKind, Registration, TitleState} from "../../../types/Enums.sol";
import {LotId, OrderId, PartyId, PledgeId, objectSubject, subjectOf, subjectOfParty} from "../../../types/Ids.sol";
import {Application, Fulfilment, Order} from "../../../types/Terms.sol";
import {packEnding} from "../../../types/TitleWords.sol";
import {Tag, filingKey, keyOf} from "../../../types/Words.sol";
import {Asked} from "../../Asked.sol";
import {Base} from "../../Base.sol";
import {Changes} from "../../Changes.sol";
import {Mergers} from "../../Mergers.sol";

contract SurrenderTest is Asked, Mergers {
    function setUp() public override(Base, Changes) {
        super.setUp();
    }

    function test_RevertWhen_NoCancellationIsPending() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.group = FieldGroup.NONE;
        terms.clear = "";
        bytes4 notPending = IRequestDesk.RequestNotPending.selector;
        _refusesSurrender(terms, asked, abi.encodeWithSelector(notPending, title, terms.application));
    }

    function test_RevertWhen_FieldsAreNamedOrPublished() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Fulfilment memory terms = _fulfilment(asked);
        terms.clear = "clear fields";
        bytes4 wrong = IRequestDesk.ChangeWrong.selector;
        _refusesSurrender(terms, asked, abi.encodeWithSelector(wrong, title, FieldGroup.NONE));
        terms.clear = "";
        terms.group = FieldGroup.IDENTITY;
        _refusesSurrender(terms, asked, abi.encodeWithSelector(wrong, title, FieldGroup.IDENTITY));
    }

    function test_RevertWhen_APledgeeDoesNotConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Fulfilment memory terms = _fulfilment(asked);
        bytes4 incomplete = ITitleBook.PledgesIncomplete.selector;
        _refusesSurrender(terms, asked, abi.encodeWithSelector(incomplete, title, LotId.wrap(0), 0, 0));
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        bytes4 missing = ITitleBook.PledgeeConsentMissing.selector;
        _refusesSurrender(_withLot(terms, lot), asked, abi.encodeWithSelector(missing, title, id, bankA.party));
    }

    function test_RevertWhen_AnOrderStands() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        _order(_titleOrder(title, "freeze"));
        Fulfilment memory terms = _fulfilment(asked);
        terms.court = court.party;
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            PartyId.wrap(0),
            Operation.VOLUNTARY_CANCEL,
            Burden.FROZEN,
            _time(block.timestamp + 365 days)
        );
        _refusesSurrender(terms, asked, expected);
    }

    function test_RevertWhen_AWholeHolderIsFrozen() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Order memory order = _partyOrder(alice);
        OrderId id = _order(order);
        _refusesSurrender(_allowed(asked), asked, _frozen(order));
        _lift(_liftTerms(subjectOfParty(alice.party), PartyId.wrap(0), id));
        _surrender(_fulfilment(asked), asked, _examiners());
    }

    function test_RevertWhen_WhoAbsorbedAHolderIsFrozen() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Order memory order = _partyOrder(carol);
        _order(order);
        _absorb(alice, carol);
        _refusesSurrender(_allowed(asked), asked, _frozen(order));
    }

    function test_RevertWhen_AHolderIsInsolventAndNobodyAllowedIt() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Order memory order = _partyOrder(alice);
        order.kind = OrderKind.INSOLVENCY;
        _order(order);
        bytes4 missing = IChangeDesk.AuthorityMissing.selector;
        bytes memory expected = abi.encodeWithSelector(missing, title, Operation.VOLUNTARY_CANCEL, PartyId.wrap(0));
        _refusesSurrender(_fulfilment(asked), asked, expected);
        _surrender(_allowed(asked), asked, _examiners());
    }

    /// it should end the title on request, now, and let its first applicants file again
    function test_WhenAllHoldersGiveTheirTitleUp() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        vm.assertTrue(_title(title).requested == Registration.CANCELLATION, "not pending");
        _surrender(_fulfilment(asked), asked, _examiners());
        _requireEnded();
    }

    /// it should go through, and the pledge stays as lost collateral
    function test_WhenThePledgeesConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        _surrender(_withLot(_fulfilment(asked), lot), asked, _withBank(bankA));
        _requireEnded();
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledge went");
    }

    /// it should go through without the pledgee
    function test_WhenThePledgeWasReleasedBefore() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        _surrender(_fulfilment(asked), asked, _examiners());
        _requireEnded();
    }

    /// With a court's word.
    function _allowed(Application memory asked) private view returns (Fulfilment memory terms) {
        terms = _fulfilment(asked);
        terms.court = court.party;
    }

    function _frozen(Order memory order) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                alice.party,
                Operation.VOLUNTARY_CANCEL,
                Burden.FROZEN,
                order.until
            );
    }

    function _requireEnded() private view {
        vm.assertTrue(_title(title).state == TitleState.CLOSED, "lives");
        vm.assertTrue(_title(title).requested == Registration.NONE, "still pending");
        bytes32 ending = register.word(subjectOf(title), keyOf(Tag.ENDING, 0));
        vm.assertEq(ending, packEnding(EndGround.REQUEST, uint40(block.timestamp)), "another ending");
        bytes32 filing = register.word(objectSubject(issued.fingerprint), filingKey(bob.party));
        vm.assertEq(filing, bytes32(uint256(2)), "the filing stands");
    }
}
