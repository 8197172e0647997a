// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {Action, ApplicationState, Registration} from "../../../types/Enums.sol";
import {ApplicationId, RecordRoot, Time, TitleId, subjectOfApplication} from "../../../types/Ids.sol";
import {Application, Signer} from "../../../types/Terms.sol";
import {ApplicationRecord, RECORD, Tag, applicationRecord, keyOf} from "../../../types/Words.sol";
import {Scenes} from "../../Scenes.sol";
import {Typed} from "../../Typed.sol";

contract CorrectTest is Scenes {
    ApplicationId private id;

    function setUp() public override {
        super.setUp();
        id = _submit(_sharedApplication());
    }

    function test_RevertWhen_TheApplicationIsUnknown() external {
        Application memory terms = _corrected();
        terms.previous = ApplicationId.wrap(bytes32(uint256(2) << 248));
        _refusesCorrection(terms, abi.encodeWithSelector(IFilingDesk.ApplicationUnknown.selector, terms.previous));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Application memory terms = _corrected();
        _take(_sharedApplication(), Action.ASK_CORRECTION, _clerk());
        _refusesCorrection(terms, abi.encodeWithSelector(IBook.VersionStale.selector, id, 1, 2));
    }

    function test_RevertWhen_OtherContentIsShown() external {
        _take(_sharedApplication(), Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        Application memory other = _alicesApplication();
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.ApplicationContentWrong.selector,
            id,
            Typed.hash(_sharedApplication()),
            Typed.hash(other)
        );
        _refusesWith(terms, other, expected);
    }

    function test_RevertWhen_NoCorrectionWasAsked() external {
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.StepNotAllowed.selector,
            id,
            ApplicationState.SUBMITTED,
            Action.CORRECT
        );
        _refusesCorrection(_corrected(), expected);
    }

    function test_RevertWhen_TheTimeIsOver() external {
        Application memory content = _sharedApplication();
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        uint256 due = block.timestamp + 10 days;
        vm.warp(due + 1);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.StepTooLate.selector, id, Action.CORRECT, due);
        _refusesWith(terms, content, expected);
    }

    function test_RevertWhen_ThePartiesOrTheObjectWouldChange() external {
        _take(_sharedApplication(), Action.ASK_CORRECTION, _clerk());
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.CorrectionChangesParties.selector, id);
        Application memory terms = _corrected();
        terms.registry = OTHER_REGISTRY;
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.profile = keccak256("another");
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.fingerprint = _alicesApplication().fingerprint;
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.registration = Registration.TRANSFER;
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.title = TitleId.wrap(keccak256("another"));
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.keyed = true;
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.splits = _alicesApplication().splits;
        _refusesCorrection(terms, expected);
        terms = _corrected();
        terms.splits = _splits(_split(alice, 0, 0, 1), _split(carol, 0, 0, 999_999));
        _refusesCorrection(terms, expected);
    }

    function test_RevertWhen_AHolderDoesNotSign() external {
        Application memory content = _sharedApplication();
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _parties(alice));
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.correct, (terms, content, signers)),
            abi.encodeWithSelector(IBook.SignerMissing.selector, _placeOfBob(terms), bob.party)
        );
    }

    function test_RevertWhen_TheNextDeadlineIsPast() external {
        _take(_sharedApplication(), Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        terms.due = _time(block.timestamp - 1);
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.DueBelowFloor.selector,
            block.timestamp - 1,
            block.timestamp
        );
        _refusesCorrection(terms, expected);
    }

    /// it should be accepted with its new content
    function test_WhenACorrectionWasAsked() external {
        Application memory content = _sharedApplication();
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        filingDesk.correct(terms, content, _signedApplication(terms));
        _requireKept(terms, ApplicationState.ACCEPTED);
    }

    /// it should be in time
    function test_WhenTheCorrectionComesInTheLastSecond() external {
        Application memory content = _sharedApplication();
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory terms = _corrected();
        vm.warp(block.timestamp + 10 days);
        terms.due = _time(block.timestamp + 1 days);
        filingDesk.correct(terms, content, _signedApplication(terms));
        _requireKept(terms, ApplicationState.ACCEPTED);
    }

    /// it should be examined on with its new content
    function test_WhenASupplementWasAsked() external {
        Application memory content = _sharedApplication();
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_examiners()[0]));
        _take(content, Action.ASK_SUPPLEMENT, _hands(_examiners()[0]));
        Application memory terms = _corrected();
        filingDesk.correct(terms, content, _signedApplication(terms));
        _requireKept(terms, ApplicationState.EXAMINING);
    }

    function _requireKept(Application memory terms, ApplicationState state) private view {
        ApplicationRecord memory record = applicationRecord(register.word(subjectOfApplication(id), RECORD));
        vm.assertTrue(record.state == state, "the state");
        vm.assertTrue(record.corrected, "the mark");
        vm.assertEq(Time.unwrap(record.due), Time.unwrap(terms.due), "the deadline");
        bytes32 content = register.word(subjectOfApplication(id), keyOf(Tag.CONTENT, 0));
        vm.assertEq(content, Typed.hash(terms), "the content");
    }

    function _corrected() private view returns (Application memory terms) {
        terms = _sharedApplication();
        terms.record = RecordRoot.wrap(keccak256("corrected"));
        terms.previous = id;
        terms.seq = register.seqOf(subjectOfApplication(id));
    }

    function _refusesCorrection(Application memory terms, bytes memory expected) private {
        _refusesWith(terms, _sharedApplication(), expected);
    }

    function _refusesWith(Application memory terms, Application memory content, bytes memory expected) private {
        Signer[] memory signers = _signedApplication(terms);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.correct, (terms, content, signers)), expected);
    }
}
