// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {IDisputeDesk} from "../../../interfaces/IDisputeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {DisputeAction, DisputeBlock, DisputeClaim, DisputeState} from "../../../types/DisputeEnums.sol";
import {Dispute, DisputeRuling} from "../../../types/DisputeTerms.sol";
import {Burden, Operation, Role} from "../../../types/Enums.sol";
import {DisputeId, DocumentDigest, RecordRoot, titleIdOf} from "../../../types/Ids.sol";
import {Transfer} from "../../../types/Terms.sol";
import {Hand} from "../../Base.sol";
import {Disputing} from "../Disputing.sol";

contract RuleTest is Disputing {
    DisputeId private id;

    function setUp() public override {
        super.setUp();
        id = _file(_disputeOf(carol, DisputeClaim.OWNERSHIP));
        _notify(id);
    }

    function test_RevertWhen_TheIssueIsAnothers() external {
        DisputeRuling memory terms = _rulingOf(id, DisputeAction.BLOCK);
        terms.issued.record = RecordRoot.wrap(keccak256("another"));
        bytes32 made = TermsHash.flat(TermsHash.ISSUE, abi.encode(terms.issued));
        bytes4 selector = IChangeDesk.IssueWrong.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, titleIdOf(made));
        _refusesRuling(terms, _othersThanExaminers(), expected);
    }

    function test_RevertWhen_WhoPassedTheTitleRules() external {
        Hand[] memory hands = _hands(_as(examiner, Role.EXAMINER), _as(reviewerB, Role.REVIEWER));
        bytes4 selector = IDisputeDesk.RulingByExaminer.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, examiner.party);
        _refusesRuling(_rulingOf(id, DisputeAction.BLOCK), hands, expected);
        hands = _hands(_as(examinerB, Role.EXAMINER), _as(reviewer, Role.REVIEWER));
        expected = abi.encodeWithSelector(selector, title, reviewer.party);
        _refusesRuling(_rulingOf(id, DisputeAction.DISMISS), hands, expected);
    }

    function test_RevertWhen_OnlyOneSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesRuling(_rulingOf(id, DisputeAction.FIND), _hands(_as(examinerB, Role.EXAMINER)), expected);
    }

    function test_RevertWhen_TheStepIsNoRuling() external {
        DisputeRuling memory terms = _rulingOf(id, DisputeAction.DENY);
        _refusesRuling(terms, _othersThanExaminers(), _wrong(id, DisputeAction.DENY));
    }

    function test_RevertWhen_OnlyTheSourceIsDisputed() external {
        DisputeId other = _file(_disputeOf(carol, DisputeClaim.SOURCE));
        _notify(other);
        DisputeRuling memory terms = _rulingOf(other, DisputeAction.BLOCK);
        _refusesRuling(terms, _othersThanExaminers(), _wrong(other, DisputeAction.BLOCK));
    }

    function test_RevertWhen_TheRulingDoesNotFollow() external {
        _refusesRuling(_rulingOf(id, DisputeAction.CLOSE), _othersThanExaminers(), _wrong(id, DisputeAction.CLOSE));
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        DisputeRuling memory terms = _rulingOf(id, DisputeAction.FIND);
        terms.document = DocumentDigest.wrap(0);
        bytes4 selector = IDisputeDesk.DisputeDocumentMissing.selector;
        bytes memory expected = abi.encodeWithSelector(selector, id, DisputeAction.FIND);
        _refusesRuling(terms, _othersThanExaminers(), expected);
    }

    function test_RevertWhen_NothingBlocksOrACourtDoes() external {
        bytes4 selector = IDisputeDesk.DisputeBlockWrong.selector;
        bytes memory expected = abi.encodeWithSelector(selector, id, DisputeBlock.NONE);
        _refusesRuling(_rulingOf(id, DisputeAction.UNBLOCK), _othersThanExaminers(), expected);
        _step(id, DisputeAction.ORDER_BLOCK, court.party, _clerks());
        expected = abi.encodeWithSelector(selector, id, DisputeBlock.COURT);
        _refusesRuling(_rulingOf(id, DisputeAction.UNBLOCK), _othersThanExaminers(), expected);
    }

    function test_RevertWhen_FifteenDisputesBlock() external {
        DisputeId last = id;
        for (uint256 i = 0; i < 15; ++i) {
            _rule(last, DisputeAction.BLOCK);
            Dispute memory next = _disputeOf(carol, DisputeClaim.OWNERSHIP);
            next.interest = DocumentDigest.wrap(keccak256(abi.encode(i)));
            last = _file(next);
            _notify(last);
        }
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.DisputesBlockTooMany.selector, title);
        _refusesRuling(_rulingOf(last, DisputeAction.BLOCK), _othersThanExaminers(), expected);
    }

    /// it should bar disposal, and no plain answer, until it is lifted
    function test_WhenTheEvidenceSpeaksForTheDisputant() external {
        _rule(id, DisputeAction.BLOCK);
        vm.assertEq(_title(title).disputes, 1, "the disputes that block");
        Transfer memory t = _transferOf(title, alice, bob, 1);
        bytes memory call = abi.encodeCall(titleBook.transfer, (t, _signedTransfer(t, _parties(alice, bob))));
        bytes4 selector = ITitleBook.Barred.selector;
        bytes memory expected = abi.encodeWithSelector(
            selector,
            title,
            alice.party,
            Operation.TRANSFER,
            Burden.CONTESTED,
            0
        );
        _refuses(address(titleBook), call, expected);
        _step(id, DisputeAction.DENY, alice.party, _parties(alice));
        _rule(id, DisputeAction.UNBLOCK);
        _transfer(title, alice, bob, 1);
    }

    /// it should end with its block
    function test_WhenItIsConcludedAndClosed() external {
        _rule(id, DisputeAction.BLOCK);
        _rule(id, DisputeAction.DISMISS);
        vm.assertTrue(_dispute(id).state == DisputeState.CONCLUDED, "concluded");
        _rule(id, DisputeAction.CLOSE);
        vm.assertTrue(_dispute(id).state == DisputeState.CLOSED, "closed");
        vm.assertTrue(!_dispute(id).founded, "unfounded");
        vm.assertEq(_title(title).disputes, 0, "nothing blocks");
    }

    /// it should be at its outcome as the instrument says
    function test_WhenAnInstrumentCameOfAReferral() external {
        _step(id, DisputeAction.REFER, carol.party, _parties(carol));
        _rule(id, DisputeAction.FIND);
        vm.assertTrue(_dispute(id).state == DisputeState.OUTCOME, "the state");
        vm.assertTrue(_dispute(id).founded, "founded");
    }

    function _wrong(DisputeId which, DisputeAction action) private view returns (bytes memory) {
        bytes4 selector = IDisputeDesk.DisputeStepWrong.selector;
        return abi.encodeWithSelector(selector, which, _dispute(which).state, action);
    }

    function _refusesRuling(DisputeRuling memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(disputeDesk.rule, (terms, _signedRuling(terms, hands)));
        _refuses(address(disputeDesk), call, expected);
    }
}
