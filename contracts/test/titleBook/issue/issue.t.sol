// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Action, ApplicationState, Registration, Role, TitleState} from "../../../types/Enums.sol";
import {
    ApplicationId,
    CertificateNumber,
    FingerprintId,
    RecordRoot,
    SubjectId,
    Time,
    TitleId,
    applicationIdOf,
    objectSubject,
    subjectOf,
    subjectOfApplication,
    titleIdOf
} from "../../../types/Ids.sol";
import {Application, Issue, Signer} from "../../../types/Terms.sol";
import {Holding, TitleRecord} from "../../../types/TitleWords.sol";
import {RECORD, Tag, applicationRecord, keyOf} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";
import {Typed} from "../../Typed.sol";

contract IssueTest is Scenes {
    uint40 private due;
    ApplicationId private id;

    function setUp() public override {
        super.setUp();
        Application memory content = _sharedApplication();
        due = Time.unwrap(content.due);
        id = _register(content);
    }

    function test_RevertWhen_TheApplicationIsNotRegistered() external {
        Application memory content = _alicesApplication();
        _submit(content);
        Issue memory terms = _issueTerms(content);
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.ApplicationNotRegistered.selector,
            applicationIdOf(Typed.hash(content)),
            ApplicationState.SUBMITTED
        );
        _refusesWith(terms, content, _seal(terms), expected);
    }

    function test_RevertWhen_TheTitleWasIssued() external {
        Issue memory terms = _issueTerms(_content());
        titleBook.issue(terms, _content(), _seal(terms));
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.ApplicationNotRegistered.selector,
            id,
            ApplicationState.CERTIFIED
        );
        _refusesIssue(terms, expected);
    }

    function test_RevertWhen_TheTitleExists() external {
        Issue memory terms = _issueTerms(_content());
        TitleId title = titleIdOf(TermsHash.flat(TermsHash.ISSUE, abi.encode(terms)));
        bytes32 slot = keccak256(abi.encode(subjectOf(title), 1));
        vm.store(address(register), keccak256(abi.encode(RECORD, slot)), bytes32(uint256(1)));
        _refusesIssue(terms, abi.encodeWithSelector(ITitleBook.TitleExists.selector, title));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Issue memory terms = _issueTerms(_content());
        terms.seq -= 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, id, terms.seq, terms.seq + 1);
        _refusesIssue(terms, expected);
    }

    function test_RevertWhen_WhatIsIssuedDiffersFromWhatWasFiled() external {
        bytes memory expected = abi.encodeWithSelector(ITitleBook.IssueDiffers.selector, id);
        Issue memory terms = _issueTerms(_content());
        _refusesWith(terms, _alicesApplication(), _seal(terms), expected);
        terms.registry = OTHER_REGISTRY;
        _refusesIssue(terms, expected);
        terms = _issueTerms(_content());
        terms.fingerprint = FingerprintId.wrap(keccak256("other"));
        _refusesIssue(terms, expected);
        terms = _issueTerms(_content());
        terms.record = RecordRoot.wrap(keccak256("other"));
        _refusesIssue(terms, expected);
        terms = _issueTerms(_content());
        terms.profile = keccak256("other");
        _refusesIssue(terms, expected);
    }

    /// An application that the desk of filings would not have taken, as another desk's would lie.
    function test_RevertWhen_TheRegistrationMakesNoTitle() external {
        Application memory content = _content();
        content.registration = Registration.CHANGE;
        bytes32 slot = keccak256(abi.encode(subjectOfApplication(id), 1));
        vm.store(address(register), keccak256(abi.encode(keyOf(Tag.CONTENT, 0), slot)), Typed.hash(content));
        Issue memory terms = _issueTerms(_content());
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.RegistrationMakesNoTitle.selector,
            id,
            Registration.CHANGE
        );
        _refusesWith(terms, content, _seal(terms), expected);
    }

    function test_RevertWhen_ItIsNotDatedAsItsDeposit() external {
        Issue memory terms = _issueTerms(_content());
        Time deposited = terms.registeredAt;
        terms.registeredAt = _time(Time.unwrap(deposited) - 1);
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.RegisteredAtWrong.selector,
            terms.registeredAt,
            deposited
        );
        _refusesIssue(terms, expected);
    }

    function test_RevertWhen_ItsTermIsEmptyOrTooLong() external {
        Issue memory terms = _issueTerms(_content());
        uint256 latest = Time.unwrap(terms.registeredAt) + MAXIMUM_TERM;
        terms.validUntil = _time(latest + 1);
        _refusesIssue(terms, abi.encodeWithSelector(ITitleBook.TermWrong.selector, latest + 1, latest));
        terms.validUntil = _time(block.timestamp);
        _refusesIssue(terms, abi.encodeWithSelector(ITitleBook.TermWrong.selector, block.timestamp, latest));
    }

    function test_RevertWhen_TwoSign() external {
        Issue memory terms = _issueTerms(_content());
        Hand[] memory hands = _hands(_as(acceptance, Role.SEAL_KEEPER), _as(examiner, Role.EXAMINER));
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesWith(terms, _content(), _sealed(terms, hands), expected);
    }

    function test_RevertWhen_TheSealKeeperDoesNotSign() external {
        Issue memory terms = _issueTerms(_content());
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.SEAL_KEEPER, REGISTRY);
        _refusesWith(terms, _content(), _sealed(terms, _examinersAlone()), expected);
    }

    function test_RevertWhen_TheSealKeeperIsOfAnotherRegistry() external {
        Issue memory terms = _issueTerms(_content());
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesWith(terms, _content(), _sealed(terms, _hands(_as(stranger, Role.SEAL_KEEPER))), expected);
    }

    /// it should keep shares, numbers and record, and certify the application
    function test_WhenTheSealKeeperSigns() external {
        Issue memory terms = _issueTerms(_content());
        TitleId title = titleBook.issue(terms, _content(), _seal(terms));
        TitleRecord memory record = _title(title);
        vm.assertTrue(record.state == TitleState.LIVE, "the state");
        vm.assertEq(record.rights, 7, "the rights");
        vm.assertEq(record.holders, 2, "the holders");
        vm.assertEq(Time.unwrap(record.registeredAt), Time.unwrap(terms.registeredAt), "registered at");
        vm.assertEq(Time.unwrap(record.validUntil), Time.unwrap(terms.validUntil), "valid until");
        Holding memory h = _holding(title, alice);
        vm.assertEq(h.shares[0], 600_000, "alice's right to hold");
        vm.assertEq(h.shares[1], 1_000_000, "alice's right to use");
        vm.assertEq(h.shares[2], 700_000, "alice's right to operate");
        vm.assertEq(h.version, 1, "the version");
        uint256 numbers = CertificateNumber.unwrap(h.number) + CertificateNumber.unwrap(_holding(title, bob).number);
        vm.assertEq(numbers, 2 * 371_202601_0001 + 1, "two numbers in order");
        SubjectId subject = subjectOfApplication(id);
        ApplicationState state = applicationRecord(register.word(subject, RECORD)).state;
        vm.assertTrue(state == ApplicationState.CERTIFIED, "the application");
        vm.assertEq(register.seqOf(objectSubject(terms.fingerprint)), 2, "filed, titled");
    }

    /// it should record this right alone
    function test_WhenOneRightIsAppliedFor() external {
        TitleId title = _issue(_application("one right", _splits(_split(carol, 0, 1_000_000, 0))));
        vm.assertEq(_title(title).rights, 2, "the rights");
    }

    /// it should be issued all the same
    function test_WhenNoticeIsNotGiven() external {
        Application memory content = _application("secret", _splits(_split(carol, 1_000_000, 0, 0)));
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _examinersAlone());
        _take(content, Action.PASS_UNPUBLISHED, _examiners());
        _take(content, Action.DEPOSIT, _clerk());
        Issue memory terms = _issueTerms(content);
        TitleId title = titleBook.issue(terms, content, _seal(terms));
        vm.assertEq(_holding(title, carol).shares[0], 1_000_000, "carol's share");
    }

    /// The content as it was filed.
    function _content() private view returns (Application memory content) {
        content = _sharedApplication();
        content.due = Time.wrap(due);
    }

    function _examinersAlone() private view returns (Hand[] memory) {
        return _hands(_as(examiner, Role.EXAMINER));
    }

    function _sealed(Issue memory terms, Hand[] memory hands) private view returns (Signer[] memory) {
        return _sign(address(titleBook), TermsHash.flat(TermsHash.ISSUE, abi.encode(terms)), hands);
    }

    function _refusesIssue(Issue memory terms, bytes memory expected) private {
        _refusesWith(terms, _content(), _seal(terms), expected);
    }

    function _refusesWith(
        Issue memory terms,
        Application memory content,
        Signer[] memory signers,
        bytes memory expected
    ) private {
        _refuses(address(titleBook), abi.encodeCall(titleBook.issue, (terms, content, signers)), expected);
    }
}
