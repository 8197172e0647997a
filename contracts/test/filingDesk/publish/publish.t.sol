// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {Action, ApplicationState, DataGrade, Role} from "../../../types/Enums.sol";
import {examinedKey, packExamined} from "../../../types/ExaminedWords.sol";
import {ApplicationId, Time, subjectOfApplication} from "../../../types/Ids.sol";
import {Application, Notice, Signer} from "../../../types/Terms.sol";
import {ApplicationRecord, RECORD, applicationRecord} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";
import {Typed} from "../../Typed.sol";

contract PublishTest is Scenes {
    ApplicationId private id;

    function setUp() public override {
        super.setUp();
        id = _submit(_alicesApplication());
    }

    function test_RevertWhen_TheApplicationIsUnknown() external {
        Notice memory terms = _notice(_sharedApplication());
        _refusesNotice(
            terms,
            _examiners(),
            abi.encodeWithSelector(IFilingDesk.ApplicationUnknown.selector, terms.application)
        );
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Notice memory terms = _notice(_alicesApplication());
        terms.seq = 0;
        _refusesNotice(terms, _examiners(), abi.encodeWithSelector(IBook.VersionStale.selector, id, 0, 1));
    }

    function test_RevertWhen_OtherContentIsShown() external {
        Application memory other = _sharedApplication();
        Notice memory terms = _notice(_alicesApplication());
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _examiners());
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.publish, (terms, other, signers)),
            abi.encodeWithSelector(
                IFilingDesk.ApplicationContentWrong.selector,
                id,
                Typed.hash(_alicesApplication()),
                Typed.hash(other)
            )
        );
    }

    function test_RevertWhen_TheApplicationIsNotExamined() external {
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.StepNotAllowed.selector,
            id,
            ApplicationState.SUBMITTED,
            Action.PUBLISH
        );
        _refusesNotice(_notice(_alicesApplication()), _examiners(), expected);
    }

    function test_RevertWhen_TheClearFieldsAreTooLong() external {
        _examined();
        Notice memory terms = _notice(_alicesApplication());
        terms.clear = new bytes(2_049);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.NoticeTooLong.selector, 2_049, 2_048);
        _refusesNotice(terms, _examiners(), expected);
    }

    function test_RevertWhen_TheReviewerIsMissing() external {
        _examined();
        Notice memory terms = _notice(_alicesApplication());
        Hand[] memory hands = _hands(_as(examiner, Role.EXAMINER));
        _refusesNotice(terms, hands, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        hands = _hands(_as(reviewer, Role.REVIEWER), _as(examiner, Role.EXAMINER));
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.EXAMINER, REGISTRY);
        _refusesNotice(terms, hands, expected);
    }

    function test_RevertWhen_TheNoticeIsShorterThanItsFloor() external {
        _examined();
        Notice memory terms = _notice(_alicesApplication());
        uint256 floor = block.timestamp + MINIMUM_NOTICE;
        terms.due = _time(floor - 1);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.DueBelowFloor.selector, floor - 1, floor);
        _refusesNotice(terms, _examiners(), expected);
    }

    function test_RevertWhen_TheDataIsImportant() external {
        Application memory content = _application("important data", _splits(_split(alice, 1_000_000, 0, 0)));
        content.grade = DataGrade.IMPORTANT;
        ApplicationId important = _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        Notice memory terms = _notice(content);
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _examiners());
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.publish, (terms, content, signers)),
            abi.encodeWithSelector(IFilingDesk.ImportantNotPublished.selector, important)
        );
    }

    /// it should open the notice with the longest clear fields too
    function test_WhenExaminerAndReviewerSign() external {
        _examined();
        Notice memory terms = _notice(_alicesApplication());
        terms.clear = new bytes(2_048);
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _examiners());
        filingDesk.publish(terms, _alicesApplication(), signers);
        ApplicationRecord memory record = applicationRecord(register.word(subjectOfApplication(id), RECORD));
        vm.assertTrue(record.state == ApplicationState.NOTICE, "the state");
        vm.assertEq(Time.unwrap(record.noticeDue), Time.unwrap(terms.due), "the notice's end");
        vm.assertEq(Time.unwrap(record.due), Time.unwrap(terms.due), "the deadline");
        bytes32 examined = register.word(subjectOfApplication(id), examinedKey());
        vm.assertEq(examined, packExamined(examiner.party, reviewer.party), "who examined");
    }

    function _examined() private {
        Application memory content = _alicesApplication();
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
    }

    function _refusesNotice(Notice memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), hands);
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.publish, (terms, _alicesApplication(), signers)),
            expected
        );
    }
}
