// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {Action, ApplicationState, Ground, Role} from "../../../types/Enums.sol";
import {ApplicationId, Time, objectSubject, subjectOfApplication} from "../../../types/Ids.sol";
import {Application, Signer, Step} from "../../../types/Terms.sol";
import {ApplicationRecord, RECORD, applicationRecord, filingKey} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";
import {Typed} from "../../Typed.sol";

contract StepTest is Scenes {
    ApplicationId private id;

    function setUp() public override {
        super.setUp();
        id = _submit(_content());
    }

    function test_RevertWhen_TheApplicationIsUnknown() external {
        Step memory terms = _step(ApplicationId.wrap(bytes32(uint256(2) << 248)), Action.ACCEPT);
        _refusesStep(
            terms,
            _clerk(),
            abi.encodeWithSelector(IFilingDesk.ApplicationUnknown.selector, terms.application)
        );
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Step memory terms = _step(id, Action.ACCEPT);
        terms.seq = 0;
        _refusesStep(terms, _clerk(), abi.encodeWithSelector(IBook.VersionStale.selector, id, 0, 1));
    }

    function test_RevertWhen_OtherContentIsShown() external {
        Step memory terms = _step(id, Action.ACCEPT);
        Application memory other = _sharedApplication();
        Signer[] memory signers = _signedStep(terms, _clerk());
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, other, signers)),
            abi.encodeWithSelector(
                IFilingDesk.ApplicationContentWrong.selector,
                id,
                Typed.hash(_content()),
                Typed.hash(other)
            )
        );
    }

    function test_RevertWhen_TheActionHasADoorOfItsOwn() external {
        Action[4] memory actions = [Action.PUBLISH, Action.CERTIFY, Action.CORRECT, Action.SUPPLY];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory expected = abi.encodeWithSelector(
                IFilingDesk.StepNotAllowed.selector,
                id,
                ApplicationState.SUBMITTED,
                actions[i]
            );
            _refusesStep(_step(id, actions[i]), _clerk(), expected);
        }
    }

    function test_RevertWhen_TheStateHasNoSuchStep() external {
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.StepNotAllowed.selector,
            id,
            ApplicationState.SUBMITTED,
            Action.DEPOSIT
        );
        _refusesStep(_step(id, Action.DEPOSIT), _clerk(), expected);
    }

    function test_RevertWhen_TheGroundIsNoneOfTheAction() external {
        Step memory terms = _step(id, Action.REJECT_INTAKE);
        terms.ground = Ground.NONE;
        _refusesStep(terms, _clerk(), _groundWrong(terms));
        terms.ground = Ground.OWNERSHIP_DISPUTE;
        _refusesStep(terms, _clerk(), _groundWrong(terms));
        terms = _step(id, Action.ACCEPT);
        terms.ground = Ground.GOVERNMENT_DATA;
        _refusesStep(terms, _clerk(), _groundWrong(terms));
    }

    function test_RevertWhen_AcceptanceIsDeemedBeforeItsTimeIsOver() external {
        uint256 due = block.timestamp + MINIMUM_ACCEPTANCE;
        Step memory terms = _step(id, Action.DEEM_ACCEPTED);
        Application memory content = _content();
        vm.warp(due);
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.StepTooEarly.selector,
            id,
            Action.DEEM_ACCEPTED,
            due
        );
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (terms, content, _nobody())), expected);
        vm.warp(due + 1);
        filingDesk.step(terms, content, _nobody());
        vm.assertTrue(_record().state == ApplicationState.ACCEPTED, "deemed accepted by silence");
    }

    function test_RevertWhen_ACorrectionLapsesBeforeItsTimeIsOver() external {
        Application memory content = _content();
        _take(content, Action.ASK_CORRECTION, _clerk());
        uint256 due = block.timestamp + 10 days;
        Step memory terms = _step(id, Action.LAPSE);
        vm.warp(due);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.StepTooEarly.selector, id, Action.LAPSE, due);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (terms, content, _nobody())), expected);
        vm.warp(due + 1);
        filingDesk.step(terms, content, _nobody());
        vm.assertTrue(_record().state == ApplicationState.NOT_FILED, "lapsed");
        bytes32 filed = register.word(objectSubject(content.fingerprint), filingKey(alice.party));
        vm.assertEq(filed, bytes32(uint256(2)), "the filing over the object has ended");
    }

    function test_RevertWhen_TheNoticeIsClosedEarlyOrObjectedToLate() external {
        Application memory content = _content();
        _toNotice(content);
        uint256 due = block.timestamp + MINIMUM_NOTICE;
        vm.warp(due);
        Step memory close = _step(id, Action.CLOSE_NOTICE);
        Signer[] memory signers = _signedStep(close, _clerk());
        bytes memory call = abi.encodeCall(filingDesk.step, (close, content, signers));
        bytes memory early = abi.encodeWithSelector(IFilingDesk.StepTooEarly.selector, id, Action.CLOSE_NOTICE, due);
        _refuses(address(filingDesk), call, early);
        vm.warp(due + 1);
        Step memory object = _step(id, Action.OBJECT);
        signers = _signedStep(object, _parties(bob));
        call = abi.encodeCall(filingDesk.step, (object, content, signers));
        bytes memory late = abi.encodeWithSelector(IFilingDesk.StepTooLate.selector, id, Action.OBJECT, due);
        _refuses(address(filingDesk), call, late);
    }

    function test_RevertWhen_TheExaminationIsExtendedTwice() external {
        Application memory content = _content();
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_examiners()[0]));
        _take(content, Action.EXTEND, _hands(_examiners()[0]));
        vm.assertTrue(_record().extended, "the mark of the first extension");
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.ExtendedAlready.selector, id);
        _refusesStep(_step(id, Action.EXTEND), _hands(_examiners()[0]), expected);
    }

    function test_RevertWhen_TheDeadlineGivenIsPast() external {
        Step memory terms = _step(id, Action.ACCEPT);
        terms.due = _time(block.timestamp - 1);
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.DueBelowFloor.selector,
            block.timestamp - 1,
            block.timestamp
        );
        _refusesStep(terms, _clerk(), expected);
    }

    function test_RevertWhen_TheReceiptIsDatedInTheFuture() external {
        Application memory content = _content();
        _toNotice(content);
        vm.warp(block.timestamp + MINIMUM_NOTICE + 1);
        _takeShown(content, Action.CLOSE_NOTICE, _clerk());
        Step memory terms = _step(id, Action.DEPOSIT);
        terms.due = _time(block.timestamp + 1);
        Signer[] memory signers = _signedStep(terms, _clerk());
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, content, signers)),
            abi.encodeWithSelector(IFilingDesk.ReceiptInFuture.selector, block.timestamp + 1)
        );
    }

    // Signatories

    function test_RevertWhen_AnApplicantDoesNotWithdraw() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesStep(_step(id, Action.WITHDRAW), _parties(bob), expected);
    }

    function test_RevertWhen_AClerkInAnotherRoleAccepts() external {
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.ACCEPTANCE, REGISTRY);
        _refusesStep(_step(id, Action.ACCEPT), _hands(_as(examiner, Role.EXAMINER)), expected);
    }

    function test_RevertWhen_AClerkOfAnotherRegistryAccepts() external {
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesStep(_step(id, Action.ACCEPT), _hands(_as(stranger, Role.ACCEPTANCE)), expected);
    }

    function test_RevertWhen_TwoSignWhereOneMust() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesStep(_step(id, Action.ACCEPT), _hands(_clerk()[0], _examiners()[0]), expected);
    }

    function test_RevertWhen_AnObjectorSignsInARole() external {
        Application memory content = _content();
        _toNotice(content);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, examiner.party);
        Step memory terms = _step(id, Action.OBJECT);
        _refusesStep(terms, _hands(_as(examiner, Role.EXAMINER)), expected);
    }

    function test_RevertWhen_TheReviewerIsMissing() external {
        Application memory content = _content();
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_examiners()[0]));
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesStep(_step(id, Action.REFUSE), _hands(_examiners()[0]), expected);
        expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 1, Role.REVIEWER, REGISTRY);
        _refusesStep(_step(id, Action.REFUSE), _hands(_examiners()[0], _clerk()[0]), expected);
    }

    // Steps

    /// it should end the filings of all applicants
    function test_WhenAllApplicantsWithdraw() external {
        Application memory content = _content();
        _take(content, Action.WITHDRAW, _parties(alice));
        vm.assertTrue(_record().state == ApplicationState.WITHDRAWN, "the state");
        bytes32 filed = register.word(objectSubject(content.fingerprint), filingKey(alice.party));
        vm.assertEq(filed, bytes32(uint256(2)), "the filing");
        content.deadline -= 1;
        _submit(content);
        filed = register.word(objectSubject(content.fingerprint), filingKey(alice.party));
        vm.assertEq(filed, bytes32(uint256(1)), "filed anew");
    }

    /// it should run on to the notice's own end
    function test_WhenAnObjectionIsDismissed() external {
        Application memory content = _content();
        _toNotice(content);
        Time due = _record().noticeDue;
        _take(content, Action.OBJECT, _parties(bob));
        _take(content, Action.DISMISS_OBJECTION, _others());
        vm.assertTrue(_record().state == ApplicationState.NOTICE, "the state");
        vm.assertEq(Time.unwrap(_record().due), Time.unwrap(due), "the notice's end");
    }

    /// it should keep the inquiry's end and be too late once the notice is over
    function test_WhenAnotherObjectsWhileAnObjectionIsOpen() external {
        Application memory content = _content();
        _toNotice(content);
        Time end = _record().noticeDue;
        _take(content, Action.OBJECT, _parties(bob));
        Time due = _record().due;
        vm.warp(Time.unwrap(end));
        _takeShown(content, Action.OBJECT, _parties(carol));
        vm.assertTrue(_record().state == ApplicationState.OBJECTION, "the state");
        vm.assertEq(Time.unwrap(_record().due), Time.unwrap(due), "the inquiry's end");
        vm.warp(Time.unwrap(end) + 1);
        bytes memory late = abi.encodeWithSelector(IFilingDesk.StepTooLate.selector, id, Action.OBJECT, end);
        _refusesStep(_step(id, Action.OBJECT), _parties(carol), late);
    }

    /// it should hold the notice up
    function test_WhenAnObjectionComesInTheNoticesLastSecond() external {
        Application memory content = _content();
        _toNotice(content);
        vm.warp(Time.unwrap(_record().noticeDue));
        _takeShown(content, Action.OBJECT, _parties(bob));
        vm.assertTrue(_record().state == ApplicationState.OBJECTION, "the state");
    }

    /// it should keep the receipt's time as the time of registration
    function test_WhenTheDepositIsEntered() external {
        Application memory content = _content();
        _toNotice(content);
        vm.warp(block.timestamp + MINIMUM_NOTICE + 1);
        _takeShown(content, Action.CLOSE_NOTICE, _clerk());
        Step memory terms = _step(id, Action.DEPOSIT);
        terms.due = _time(block.timestamp - 60);
        filingDesk.step(terms, content, _signedStep(terms, _clerk()));
        vm.assertTrue(_record().state == ApplicationState.REGISTERED, "the state");
        vm.assertEq(Time.unwrap(_record().depositedAt), block.timestamp - 60, "the receipt");
    }

    /// The content as it was filed: in the first second of the story.
    function _content() private view returns (Application memory content) {
        content = _alicesApplication();
        content.due = _time(START + MINIMUM_ACCEPTANCE);
    }

    function _record() private view returns (ApplicationRecord memory) {
        return applicationRecord(register.word(subjectOfApplication(id), RECORD));
    }

    function _toNotice(Application memory content) private {
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_examiners()[0]));
        _publish(content);
    }

    function _takeShown(Application memory content, Action action, Hand[] memory hands) private {
        Step memory terms = _step(id, action);
        filingDesk.step(terms, content, _signedStep(terms, hands));
    }

    function _groundWrong(Step memory terms) private view returns (bytes memory) {
        return abi.encodeWithSelector(IFilingDesk.GroundWrong.selector, id, terms.action, terms.ground);
    }

    function _refusesStep(Step memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedStep(terms, hands);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (terms, _content(), signers)), expected);
    }
}
