// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IDisputeDesk} from "../../../interfaces/IDisputeDesk.sol";
import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {DisputeAction, DisputeBlock, DisputeClaim, DisputeState} from "../../../types/DisputeEnums.sol";
import {DisputeStep} from "../../../types/DisputeTerms.sol";
import {PartyKind, Role} from "../../../types/Enums.sol";
import {DisputeId, DocumentDigest} from "../../../types/Ids.sol";
import {Hand} from "../../Base.sol";
import {Disputing} from "../Disputing.sol";

contract StepTest is Disputing {
    DisputeId private id;

    function setUp() public override {
        super.setUp();
        id = _file(_disputeOf(carol, DisputeClaim.SOURCE));
    }

    function test_RevertWhen_TheDisputeIsUnknown() external {
        DisputeStep memory terms = _stepOf(id, DisputeAction.NOTIFY, NOBODY);
        terms.dispute = DisputeId.wrap(keccak256("unknown"));
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.DisputeUnknown.selector, title, terms.dispute);
        _refusesStep(terms, _acceptance(), expected);
    }

    function test_RevertWhen_TheDisputeWentOn() external {
        DisputeStep memory terms = _stepOf(id, DisputeAction.NOTIFY, NOBODY);
        _notify(id);
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.DisputeVersionWrong.selector, id, 1, 2);
        _refusesStep(terms, _acceptance(), expected);
    }

    function test_RevertWhen_TheStepDoesNotFollow() external {
        _refusesStep(_stepOf(id, DisputeAction.DENY, alice.party), _parties(alice), _wrong(DisputeAction.DENY));
        _refusesStep(_stepOf(id, DisputeAction.NONE, alice.party), _parties(alice), _wrong(DisputeAction.NONE));
        _refusesStep(_stepOf(id, DisputeAction.ORDER_BLOCK, court.party), _clerks(), _wrong(DisputeAction.ORDER_BLOCK));
    }

    function test_RevertWhen_ItIsTheExaminersStep() external {
        _refusesStep(_stepOf(id, DisputeAction.FIND, NOBODY), _othersThanExaminers(), _wrong(DisputeAction.FIND));
    }

    function test_RevertWhen_APartyIsNamedThatNeedsNone() external {
        DisputeStep memory terms = _stepOf(id, DisputeAction.NOTIFY, alice.party);
        _refusesStep(terms, _acceptance(), _wrong(DisputeAction.NOTIFY));
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        DisputeStep memory terms = _stepOf(id, DisputeAction.RETURN, NOBODY);
        terms.document = DocumentDigest.wrap(0);
        bytes4 selector = IDisputeDesk.DisputeDocumentMissing.selector;
        _refusesStep(terms, _acceptance(), abi.encodeWithSelector(selector, id, DisputeAction.RETURN));
    }

    function test_RevertWhen_AnotherThanTheAcceptanceClerkNotifies() external {
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.ACCEPTANCE, REGISTRY);
        _refusesStep(_stepOf(id, DisputeAction.NOTIFY, NOBODY), _parties(carol), expected);
    }

    function test_RevertWhen_WhoHoldsNothingAnswers() external {
        _notify(id);
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.AnswererWrong.selector, title, bob.party);
        _refusesStep(_stepOf(id, DisputeAction.DENY, bob.party), _parties(bob), expected);
    }

    function test_RevertWhen_OneOfTwoHoldersAdmits() external {
        _transfer(title, alice, bob, 1);
        _notify(id);
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.AnswererWrong.selector, title, alice.party);
        _refusesStep(_stepOf(id, DisputeAction.ADMIT, alice.party), _parties(alice), expected);
    }

    function test_RevertWhen_AStrangerRefersOrWithdraws() external {
        _notify(id);
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.ReferringPartyWrong.selector, title, bob.party);
        _refusesStep(_stepOf(id, DisputeAction.REFER, bob.party), _parties(bob), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, carol.party);
        _refusesStep(_stepOf(id, DisputeAction.WITHDRAW, NOBODY), _parties(bob), expected);
    }

    function test_RevertWhen_NoCourtOrdersTheBlock() external {
        _notify(id);
        bytes memory expected = abi.encodeWithSelector(
            IOrderDesk.OrderingPartyWrong.selector,
            bankA.party,
            PartyKind.FINANCIAL_INSTITUTION
        );
        _refusesStep(_stepOf(id, DisputeAction.ORDER_BLOCK, bankA.party), _clerks(), expected);
    }

    function test_RevertWhen_ACourtsBlockStandsAtTheEnd() external {
        _notify(id);
        _step(id, DisputeAction.ORDER_BLOCK, court.party, _clerks());
        bytes4 selector = IDisputeDesk.DisputeBlockWrong.selector;
        bytes memory expected = abi.encodeWithSelector(selector, id, DisputeBlock.COURT);
        _refusesStep(_stepOf(id, DisputeAction.WITHDRAW, NOBODY), _parties(carol), expected);
        _refusesStep(_stepOf(id, DisputeAction.ORDER_BLOCK, court.party), _clerks(), expected);
    }

    /// it should be at its outcome, founded
    function test_WhenTheOnlyHolderAdmits() external {
        _notify(id);
        _step(id, DisputeAction.ADMIT, alice.party, _parties(alice));
        vm.assertTrue(_dispute(id).state == DisputeState.OUTCOME, "the state");
        vm.assertTrue(_dispute(id).founded, "founded");
        vm.assertEq(_dispute(id).version, 3, "the version");
    }

    /// it should go to whoever decides elsewhere
    function test_WhenASideRefersIt() external {
        _notify(id);
        _step(id, DisputeAction.DENY, alice.party, _parties(alice));
        _step(id, DisputeAction.REFER, carol.party, _parties(carol));
        vm.assertTrue(_dispute(id).state == DisputeState.REFERRED, "the state");
    }

    /// it should end
    function test_WhenItIsReturnedOrWithdrawn() external {
        _step(id, DisputeAction.RETURN, NOBODY, _acceptance());
        vm.assertTrue(_dispute(id).state == DisputeState.RETURNED, "returned");
        DisputeId second = _file(_disputeOf(carol, DisputeClaim.CONTENT));
        _step(second, DisputeAction.WITHDRAW, NOBODY, _parties(carol));
        vm.assertTrue(_dispute(second).state == DisputeState.WITHDRAWN, "withdrawn");
    }

    /// it should bar the holder until the court lets go
    function test_WhenACourtOrdersTheBlock() external {
        _notify(id);
        _step(id, DisputeAction.ORDER_BLOCK, court.party, _clerks());
        vm.assertEq(_title(title).disputes, 1, "blocked");
        _step(id, DisputeAction.ORDER_UNBLOCK, court.party, _clerks());
        vm.assertEq(_title(title).disputes, 0, "free");
        _transfer(title, alice, bob, 1);
    }

    function _acceptance() private view returns (Hand[] memory) {
        return _hands(_as(acceptance, Role.ACCEPTANCE));
    }

    function _wrong(DisputeAction action) private view returns (bytes memory) {
        bytes4 selector = IDisputeDesk.DisputeStepWrong.selector;
        return abi.encodeWithSelector(selector, id, _dispute(id).state, action);
    }

    function _refusesStep(DisputeStep memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(disputeDesk.step, (terms, _signedStep(terms, hands)));
        _refuses(address(disputeDesk), call, expected);
    }
}
