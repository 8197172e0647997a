// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {Action, ApplicationState, Role} from "../../types/Enums.sol";
import {applicationIdOf, subjectOfApplication} from "../../types/Ids.sol";
import {Application, Signer, Step} from "../../types/Terms.sol";
import {RECORD, applicationRecord} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

contract RecusalTest is Scenes {
    /// An application in notice that bob objects to.
    function setUp() public override {
        super.setUp();
        Application memory content = _content();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_examiners()[0]));
        _publish(content);
        _grant(institution, REGISTRY, reviewer, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        _take(content, Action.OBJECT, _parties(bob));
    }

    function test_RevertWhen_TheExaminerOrTheReviewerDecidesOnTheObjection() external {
        Action[2] memory decisions = [Action.DISMISS_OBJECTION, Action.UPHOLD_OBJECTION];
        for (uint256 i = 0; i < 2; ++i) {
            _refusesDecision(decisions[i], _hands(_examiners()[0], _others()[1]), examiner);
            _refusesDecision(decisions[i], _hands(_others()[0], _examiners()[1]), reviewer);
        }
    }

    /// The role in which somebody passed it does not matter.
    function test_RevertWhen_TheReviewerDecidesAsExaminer() external {
        Hand[] memory hands = _hands(_as(reviewer, Role.EXAMINER), _others()[1]);
        _refusesDecision(Action.UPHOLD_OBJECTION, hands, reviewer);
    }

    /// A key that took the place of another is the same person.
    function test_RevertWhen_TheReviewerDecidesWithAnotherKey() external {
        Hand[] memory hands = _hands(_others()[0], _as(_rotate(reviewer, "new key"), Role.REVIEWER));
        _refusesDecision(Action.DISMISS_OBJECTION, hands, reviewer);
    }

    function test_OthersDecide() external {
        _take(_content(), Action.UPHOLD_OBJECTION, _others());
        _isIn(ApplicationState.REFUSED);
    }

    function test_TheApplicantsWithdrawWhoeverPassedIt() external {
        _take(_content(), Action.WITHDRAW, _parties(alice));
        _isIn(ApplicationState.WITHDRAWN);
    }

    /// A second objection is decided by those who decided on the first, and by nobody who passed the application.
    function test_TheSameTwoDecideOnASecondObjection() external {
        _take(_content(), Action.DISMISS_OBJECTION, _others());
        _take(_content(), Action.OBJECT, _parties(carol));
        _refusesDecision(Action.UPHOLD_OBJECTION, _hands(_examiners()[0], _others()[1]), examiner);
        _take(_content(), Action.UPHOLD_OBJECTION, _others());
        _isIn(ApplicationState.REFUSED);
    }

    /// The content as it was filed: in the first second of the story.
    function _content() private view returns (Application memory content) {
        content = _alicesApplication();
        content.due = _time(START + MINIMUM_ACCEPTANCE);
    }

    function _isIn(ApplicationState state) private view {
        bytes32 word = register.word(subjectOfApplication(applicationIdOf(Typed.hash(_content()))), RECORD);
        vm.assertTrue(applicationRecord(word).state == state, "the state");
    }

    function _refusesDecision(Action action, Hand[] memory hands, Actor memory staff) private {
        Step memory terms = _step(_content(), action);
        Signer[] memory signers = _signedStep(terms, hands);
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, _content(), signers)),
            abi.encodeWithSelector(IFilingDesk.StaffExamined.selector, staff.party)
        );
    }
}
