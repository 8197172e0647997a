// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../interfaces/IBook.sol";
import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {Action, ApplicationState, Role} from "../../types/Enums.sol";
import {ApplicationId, PartyId, subjectOfApplication} from "../../types/Ids.sol";
import {Application, Notice, Signer, Step} from "../../types/Terms.sol";
import {RECORD, applicationRecord} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

/// @title An agent signs within his powers and his time, for whom he is appointed, and decides on no file of theirs
contract AgentsTest is Scenes {
    uint16 private constant FILE = 1;
    uint16 private constant CORRECT = 2;
    uint16 private constant WITHDRAW = 4;

    function test_AnAgentFilesCorrectsAndWithdraws() external {
        _appoint(alice, carol, FILE | CORRECT | WITHDRAW);
        Application memory content = _alicesApplication();
        ApplicationId id = _submitBy(content, _parties(carol));
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory second = _corrected(content, id);
        filingDesk.correct(second, content, _sign(address(filingDesk), Typed.hash(second), _parties(carol)));
        Step memory terms = _step(id, Action.WITHDRAW);
        filingDesk.step(terms, second, _signedStep(terms, _parties(carol)));
        bytes32 word = register.word(subjectOfApplication(id), RECORD);
        vm.assertEq(uint256(applicationRecord(word).state), uint256(ApplicationState.WITHDRAWN), "not withdrawn");
    }

    function test_RevertWhen_TheAgentMayNotFile() external {
        _appoint(alice, carol, CORRECT | WITHDRAW);
        _refusesFiling(_alicesApplication(), _parties(carol), _missing(0, alice));
    }

    function test_RevertWhen_TheAgentMayNotCorrect() external {
        _appoint(alice, carol, FILE | WITHDRAW);
        Application memory content = _alicesApplication();
        ApplicationId id = _submitBy(content, _parties(carol));
        _take(content, Action.ASK_CORRECTION, _clerk());
        Application memory second = _corrected(content, id);
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(second), _parties(carol));
        bytes memory call = abi.encodeCall(filingDesk.correct, (second, content, signers));
        _refuses(address(filingDesk), call, _missing(0, alice));
    }

    function test_RevertWhen_TheAgentMayNotWithdraw() external {
        _appoint(alice, carol, FILE | CORRECT);
        Application memory content = _alicesApplication();
        _submitBy(content, _parties(carol));
        _refusesStep(content, Action.WITHDRAW, _parties(carol), _missing(0, alice));
    }

    function test_RevertWhen_TheAuthorityRanOut() external {
        _appoint(alice, carol, FILE);
        _warp(block.timestamp + 365 days);
        _refusesFiling(_alicesApplication(), _parties(carol), _missing(0, alice));
    }

    function test_TheLastSecondOfAnAuthorityCounts() external {
        _appoint(alice, carol, FILE);
        _warp(block.timestamp + 365 days - 1);
        _submitBy(_alicesApplication(), _parties(carol));
    }

    function test_RevertWhen_TheAuthorityWasEnded() external {
        _appoint(alice, carol, FILE);
        _endAgent(alice, carol);
        _refusesFiling(_alicesApplication(), _parties(carol), _missing(0, alice));
    }

    function test_RevertWhen_TheAuthorityIsAnothersOwn() external {
        _appoint(bob, carol, FILE);
        _refusesFiling(_alicesApplication(), _parties(carol), _missing(0, alice));
        _appoint(carol, bob, FILE);
        _refusesFiling(_alicesApplication(), _parties(bob), _missing(0, alice));
    }

    function test_RevertWhen_AnAgentOfTheAgentSigns() external {
        _appoint(alice, bob, FILE);
        _appoint(bob, carol, FILE);
        _refusesFiling(_alicesApplication(), _parties(carol), _missing(0, alice));
    }

    function test_RevertWhen_TheAgentSignsBesideTheHolder() external {
        _appoint(alice, carol, FILE);
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesFiling(_alicesApplication(), _parties(alice, carol), expected);
    }

    function test_RevertWhen_TheAgentSignsInAStaffRole() external {
        _appoint(alice, stranger, FILE);
        Hand[] memory hands = _hands(_as(stranger, Role.EXAMINER));
        _refusesFiling(_alicesApplication(), hands, _missing(0, alice));
    }

    function test_RevertWhen_AnotherKeySignsForTheAgent() external {
        _appoint(alice, carol, FILE);
        Actor memory thief = _withAccount(carol, "thief");
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, carol.party, thief.account);
        _refusesFiling(_alicesApplication(), _parties(thief), expected);
    }

    // Several applicants

    function test_OneAgentOfAllSignsOnce() external {
        _appoint(alice, carol, FILE);
        _appoint(bob, carol, FILE);
        _submitBy(_sharedApplication(), _parties(carol));
    }

    function test_RevertWhen_OneAgentOfAllSignsTwice() external {
        _appoint(alice, carol, FILE);
        _appoint(bob, carol, FILE);
        Actor memory second = _addAccount(carol, "second account");
        bytes memory expected = abi.encodeWithSelector(IRegister.ActorRepeated.selector, carol.party);
        _refusesFiling(_sharedApplication(), _parties(carol, second), expected);
    }

    function test_OneHolderSignsForTheOther() external {
        (Actor memory first, Actor memory last) = _holders(_sharedApplication());
        _appoint(last, first, FILE);
        _submitBy(_sharedApplication(), _parties(first));
    }

    function test_OneHolderSignsForTheOtherBeforeItself() external {
        (Actor memory first, Actor memory last) = _holders(_sharedApplication());
        _appoint(first, last, FILE);
        _submitBy(_sharedApplication(), _parties(last));
    }

    function test_AHolderAndTheOthersAgentSign() external {
        (Actor memory first, Actor memory last) = _holders(_sharedApplication());
        _appoint(first, carol, FILE);
        _submitBy(_sharedApplication(), _parties(carol, last));
    }

    function test_RevertWhen_TheAgentOfOneSignsForAll() external {
        (Actor memory first, Actor memory last) = _holders(_sharedApplication());
        _appoint(first, carol, FILE);
        _refusesFiling(_sharedApplication(), _parties(carol), _missing(1, last));
    }

    // The registry stays outside

    function test_RevertWhen_TheRegistrysInstitutionIsTheAgent() external {
        _appoint(alice, institution, FILE);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.RegistryIsApplicant.selector, institution.party);
        _refusesFiling(_alicesApplication(), _parties(institution), expected);
    }

    function test_RevertWhen_AClerkOfTheRegistryIsTheAgent() external {
        _appoint(alice, examiner, FILE);
        _refusesFiling(_alicesApplication(), _parties(examiner), _isAgent(examiner));
    }

    function test_AClerkOfAnotherRegistryIsTheAgent() external {
        _appoint(alice, stranger, FILE);
        _submitBy(_alicesApplication(), _parties(stranger));
    }

    function test_RevertWhen_AnAgentAccepts() external {
        _appoint(alice, acceptance, WITHDRAW);
        Application memory content = _alicesApplication();
        _submit(content);
        _refusesStep(content, Action.ACCEPT, _clerk(), _isAgent(acceptance));
    }

    function test_RevertWhen_AFormerAgentExamines() external {
        _appoint(alice, examiner, FILE);
        _endAgent(alice, examiner);
        Application memory content = _alicesApplication();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _refusesStep(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)), _isAgent(examiner));
    }

    function test_RevertWhen_AnAgentReviewsTheNotice() external {
        Application memory content = _alicesApplication();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        _appoint(alice, reviewer, CORRECT);
        Notice memory terms = _notice(content);
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _examiners());
        bytes memory call = abi.encodeCall(filingDesk.publish, (terms, content, signers));
        _refuses(address(filingDesk), call, _isAgent(reviewer));
    }

    function test_AnAgentOfAnotherExamines() external {
        _appoint(bob, examiner, FILE);
        Application memory content = _alicesApplication();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
    }

    // Nor does anybody decide on a file of their own

    function test_RevertWhen_AnApplicantAccepts() external {
        Application memory content = _application("own data", _splits(_split(acceptance, 1_000_000, 0, 0)));
        _submitBy(content, _parties(acceptance));
        _refusesStep(content, Action.ACCEPT, _clerk(), _involved(acceptance));
    }

    function test_RevertWhen_AParticipantExamines() external {
        Application memory content = _fusedApplication(0);
        content.participants = new PartyId[](1);
        content.participants[0] = examiner.party;
        _submitBy(content, _parties(alice));
        _take(content, Action.ACCEPT, _clerk());
        _refusesStep(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)), _involved(examiner));
    }

    function _involved(Actor memory staff) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IFilingDesk.StaffInvolved.selector, staff.party);
    }

    function _corrected(Application memory content, ApplicationId id) private view returns (Application memory second) {
        second = abi.decode(abi.encode(content), (Application));
        second.previous = id;
        second.seq = register.seqOf(subjectOfApplication(id));
    }

    function _holders(Application memory content) private view returns (Actor memory first, Actor memory last) {
        (first, last) = (_actorOf(content.splits[0].holder), _actorOf(content.splits[1].holder));
    }

    function _missing(uint256 place, Actor memory holder) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IBook.SignerMissing.selector, place, holder.party);
    }

    function _isAgent(Actor memory staff) private view returns (bytes memory) {
        return abi.encodeWithSelector(IFilingDesk.StaffIsAgent.selector, staff.party, alice.party);
    }

    function _submitBy(Application memory content, Hand[] memory hands) private returns (ApplicationId) {
        return filingDesk.submit(content, _sign(address(filingDesk), Typed.hash(content), hands));
    }

    function _refusesFiling(Application memory content, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(content), hands);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.submit, (content, signers)), expected);
    }

    function _refusesStep(
        Application memory content,
        Action action,
        Hand[] memory hands,
        bytes memory expected
    ) private {
        Step memory terms = _step(content, action);
        bytes memory call = abi.encodeCall(filingDesk.step, (terms, content, _signedStep(terms, hands)));
        _refuses(address(filingDesk), call, expected);
    }
}
