// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {ApplicationId, FingerprintId, Time, TitleId, objectSubject, subjectOf} from "../../../types/Ids.sol";
import {Application, Issue, Signer} from "../../../types/Terms.sol";
import {filingKey, filingWord} from "../../../types/Words.sol";
import {Scenes} from "../../Scenes.sol";

contract SubmitAgainTest is Scenes {
    Issue private issued;
    TitleId private title;

    function setUp() public override {
        super.setUp();
        Application memory content = _alicesApplication();
        _register(content);
        issued = _issueTerms(content);
        title = titleBook.issue(issued, content, _seal(issued));
    }

    function test_RevertWhen_TheTermsShownAreNotThePredecessors() external {
        Application memory terms = _again();
        issued.deadline -= 1;
        _refusesAgain(terms, abi.encodeWithSelector(IFilingDesk.PredecessorNotShown.selector, title));
    }

    function test_RevertWhen_NoSuchTitleIsOnTheRegister() external {
        issued.deadline -= 1;
        Application memory terms = _again();
        terms.title = _titleOf(issued);
        _refusesAgain(terms, abi.encodeWithSelector(IFilingDesk.PredecessorUnknown.selector, terms.title));
    }

    function test_RevertWhen_ThePredecessorLives() external {
        Application memory terms = _again();
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.PredecessorLives.selector, title, issued.validUntil);
        vm.warp(Time.unwrap(issued.validUntil) - 1);
        terms.due = _time(block.timestamp + MINIMUM_ACCEPTANCE);
        _refusesAgain(terms, expected);
    }

    function test_RevertWhen_AnotherThanItsHolderFollows() external {
        vm.warp(Time.unwrap(issued.validUntil));
        Application memory terms = _again();
        terms.splits = _splits(_split(bob, 1_000_000, 0, 0));
        _refusesAgain(terms, abi.encodeWithSelector(IFilingDesk.PredecessorOfAnother.selector, title, bob.party));
    }

    function test_RevertWhen_TheObjectIsFiledAnewAlready() external {
        vm.warp(Time.unwrap(issued.validUntil));
        Application memory terms = _again();
        _submitAgain(terms);
        terms.deadline -= 1;
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.FiledAlready.selector,
            terms.fingerprint,
            alice.party
        );
        _refusesAgain(terms, expected);
    }

    /// A predecessor over another object opens nothing: over this one the applicant's filing lives on.
    function test_RevertWhen_APredecessorOverAnotherObjectIsToOpenALiveFiling() external {
        Application memory other = _application("other data", _splits(_split(alice, 1_000_000, 0, 0)));
        _submit(other);
        vm.warp(Time.unwrap(issued.validUntil));
        Application memory terms = _again();
        terms.fingerprint = other.fingerprint;
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.FiledAlready.selector,
            terms.fingerprint,
            alice.party
        );
        _refusesAgain(terms, expected);
    }

    /// it should take the place of the ended filing over the same object
    function test_WhenTheTitleHasExpired() external {
        vm.warp(Time.unwrap(issued.validUntil));
        Application memory terms = _again();
        ApplicationId id = _submitAgain(terms);
        bytes32 filed = register.word(objectSubject(terms.fingerprint), filingKey(alice.party));
        vm.assertEq(filed, filingWord(id, 1), "the filing");
    }

    /// it should be filed over this object
    function test_WhenAnotherObjectFollows() external {
        vm.warp(Time.unwrap(issued.validUntil));
        Application memory terms = _again();
        terms.fingerprint = FingerprintId.wrap(keccak256("next edition"));
        ApplicationId id = _submitAgain(terms);
        bytes32 filed = register.word(objectSubject(terms.fingerprint), filingKey(alice.party));
        vm.assertEq(filed, filingWord(id, 1), "the filing");
    }

    /// it should stand in the dossier of the title that has ended
    function test_WhenTheNewTitleIsIssued() external {
        vm.warp(Time.unwrap(issued.validUntil));
        uint64 before = register.seqOf(subjectOf(title));
        Application memory terms = _again();
        _submitAgain(terms);
        _examineToDeposit(terms);
        Issue memory next = _issueTerms(terms);
        TitleId second = titleBook.issue(next, terms, _seal(next));
        vm.assertEq(register.seqOf(subjectOf(title)), before + 1, "the old title's dossier");
        vm.assertEq(register.seqOf(subjectOf(second)), 1, "the new title's dossier");
    }

    function _again() private view returns (Application memory terms) {
        terms = _alicesApplication();
        terms.title = title;
    }

    function _submitAgain(Application memory terms) private returns (ApplicationId) {
        return filingDesk.submitAgain(terms, issued, _signedApplication(terms));
    }

    function _refusesAgain(Application memory terms, bytes memory expected) private {
        Signer[] memory signers = _signedApplication(terms);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.submitAgain, (terms, issued, signers)), expected);
    }
}
