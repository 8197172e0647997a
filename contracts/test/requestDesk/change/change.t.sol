// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {IRequestDesk} from "../../../interfaces/IRequestDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {
    ApplicationState,
    Burden,
    FieldGroup,
    Operation,
    OrderKind,
    Origin,
    Registration,
    Role
} from "../../../types/Enums.sol";
import {
    FingerprintId,
    LotId,
    PartyId,
    PledgeId,
    RecordRoot,
    SubjectId,
    Time,
    subjectOfApplication
} from "../../../types/Ids.sol";
import {Application, Fulfilment, Order} from "../../../types/Terms.sol";
import {Holding} from "../../../types/TitleWords.sol";
import {RECORD, applicationRecord} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Asked} from "../../Asked.sol";

contract ChangeTest is Asked {
    function test_RevertWhen_TheTitleWasRevoked() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _close(_revoking());
        _refusesChange(_fulfilment(asked), asked, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_NoChangeIsPending() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _change(_fulfilment(asked), asked, _examiners());
        _refusesChange(_fulfilment(asked), asked, _notPending(asked));
    }

    function test_RevertWhen_ACancellationIsPending() external {
        Application memory asked = _registeredRequest(Registration.CANCELLATION);
        Fulfilment memory terms = _fulfilment(asked);
        terms.group = FieldGroup.DESCRIPTION;
        _refusesChange(terms, asked, _notPending(asked));
    }

    function test_RevertWhen_AnotherApplicationIsShown() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Application memory other = _request(Registration.CHANGE);
        other.record = RecordRoot.wrap(keccak256("another record"));
        _refusesChange(_fulfilment(asked), other, _notPending(asked));
    }

    function test_RevertWhen_TheApplicationIsNotRegisteredYet() external {
        Application memory asked = _request(Registration.CHANGE);
        _submit(asked);
        Fulfilment memory terms = _fulfilment(asked);
        bytes4 refusal = ITitleBook.ApplicationNotRegistered.selector;
        bytes memory expected = abi.encodeWithSelector(refusal, terms.application, ApplicationState.SUBMITTED);
        _refusesChange(terms, asked, expected);
    }

    function test_RevertWhen_TheApplicationWentOn() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.seq -= 1;
        SubjectId subject = subjectOfApplication(terms.application);
        bytes4 stale = IBook.VersionStale.selector;
        _refusesChange(terms, asked, abi.encodeWithSelector(stale, subject, terms.seq, terms.seq + 1));
    }

    function test_RevertWhen_AnotherIssueIsShown() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.issued.seq += 1;
        bytes memory call = abi.encodeCall(requestDesk.change, (terms, asked, _signed(terms, _examiners())));
        (bool done, bytes memory answer) = address(requestDesk).call(call);
        vm.assertFalse(done, "went through");
        vm.assertTrue(bytes4(answer) == IChangeDesk.IssueWrong.selector, "another refusal");
    }

    function test_RevertWhen_AnotherOriginalApplicationIsShown() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.filed.origin = Origin.DERIVED;
        _refusesChange(terms, asked, abi.encodeWithSelector(ITitleBook.IssueDiffers.selector, issued.application));
    }

    function test_RevertWhen_TheSourceIsAnother() external {
        Application memory asked = _request(Registration.CHANGE);
        asked.origin = Origin.BY_AGREEMENT;
        _registered(asked);
        _refusesChange(_fulfilment(asked), asked, _sourceChanged(asked));
    }

    function test_RevertWhen_TheDataAreOthers() external {
        Application memory asked = _request(Registration.CHANGE);
        asked.fingerprint = FingerprintId.wrap(keccak256("other data"));
        _registered(asked);
        _refusesChange(_fulfilment(asked), asked, _sourceChanged(asked));
    }

    function test_RevertWhen_NothingIsChanged() external {
        Application memory asked = _request(Registration.CHANGE);
        asked.record = issued.record;
        _registered(asked);
        Fulfilment memory terms = _fulfilment(asked);
        bytes4 wrong = IRequestDesk.ChangeWrong.selector;
        _refusesChange(terms, asked, abi.encodeWithSelector(wrong, title, FieldGroup.DESCRIPTION));
        terms.group = FieldGroup.NONE;
        _refusesChange(terms, asked, abi.encodeWithSelector(wrong, title, FieldGroup.NONE));
    }

    function test_RevertWhen_TooMuchIsPublished() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.clear = new bytes(2_049);
        _refusesChange(terms, asked, abi.encodeWithSelector(IFilingDesk.NoticeTooLong.selector, 2_049, 2_048));
    }

    function test_RevertWhen_AHolderHasSoldMeanwhile() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _transfer(title, alice, carol, 1);
        bytes4 others = IFilingDesk.NotByAllHolders.selector;
        _refusesChange(_fulfilment(asked), asked, abi.encodeWithSelector(others, title, 2, 3));
    }

    function test_RevertWhen_OnePersonSigns() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Hand[] memory alone = _hands(_as(examiner, Role.EXAMINER));
        _refusesChange(_fulfilment(asked), asked, alone, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_TheExaminerIsAHoldersAgent() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _appoint(alice, examiner, 7);
        bytes4 refusal = IFilingDesk.StaffIsAgent.selector;
        _refusesChange(_fulfilment(asked), asked, abi.encodeWithSelector(refusal, examiner.party, alice.party));
    }

    function test_RevertWhen_ADescriptionChangesAndAPledgeeDoesNotConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        bytes4 incomplete = ITitleBook.PledgesIncomplete.selector;
        _refusesChange(terms, asked, abi.encodeWithSelector(incomplete, title, LotId.wrap(0), 0, 0));
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        bytes4 missing = ITitleBook.PledgeeConsentMissing.selector;
        _refusesChange(_withLot(terms, lot), asked, abi.encodeWithSelector(missing, title, id, bankA.party));
    }

    function test_RevertWhen_ADescriptionChangesUnderAnOrder() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _order(_titleOrder(title, "freeze"));
        Time until = _time(block.timestamp + 365 days);
        _refusesChange(_fulfilment(asked), asked, _barred(Operation.DESCRIPTION_CHANGE, Burden.FROZEN, until));
    }

    function test_RevertWhen_AnIdentityChangesUnderAnInsolvencyAndNobodyAllowedIt() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Order memory insolvency = _titleOrder(title, "insolvency");
        insolvency.kind = OrderKind.INSOLVENCY;
        _order(insolvency);
        Fulfilment memory terms = _fulfilment(asked);
        terms.group = FieldGroup.IDENTITY;
        bytes4 missing = IChangeDesk.AuthorityMissing.selector;
        bytes memory expected = abi.encodeWithSelector(missing, title, Operation.IDENTITY_CHANGE, PartyId.wrap(0));
        _refusesChange(terms, asked, expected);
        terms.court = court.party;
        _change(terms, asked, _examiners());
    }

    function test_RevertWhen_TheTermIsOver() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _warp(Time.unwrap(issued.validUntil));
        bytes memory expected = _barred(Operation.DESCRIPTION_CHANGE, Burden.EXPIRED, issued.validUntil);
        _refusesChange(_fulfilment(asked), asked, expected);
    }

    /// it should keep the new record, give every certificate a new version and certify the application
    function test_WhenADescriptionIsChanged() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        vm.assertTrue(_title(title).requested == Registration.CHANGE, "not pending");
        Fulfilment memory terms = _fulfilment(asked);
        Holding memory before = _holding(title, alice);
        _change(terms, asked, _examiners());
        Holding memory left = _holding(title, alice);
        vm.assertEq(_root(), keccak256("the new record"), "another record");
        vm.assertEq(left.version, before.version + 1, "alice's version");
        vm.assertEq(_holding(title, bob).version, 2, "bob's version");
        vm.assertEq(abi.encode(left.shares, left.number), abi.encode(before.shares, before.number), "shares or number");
        vm.assertTrue(_title(title).requested == Registration.NONE, "still pending");
        bytes32 word = register.word(subjectOfApplication(terms.application), RECORD);
        vm.assertTrue(applicationRecord(word).state == ApplicationState.CERTIFIED, "not certified");
    }

    /// it should go through with every pledgee's consent
    function test_WhenThePledgeesConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _change(_withLot(_fulfilment(asked), lot), asked, _withBank(bankA));
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledge went");
    }

    /// it should need no pledgee
    function test_WhenAnIdentityIsChangedOnAPledgedTitle() external {
        _pledge(title, alice, bankA, 100_000);
        Application memory asked = _registeredRequest(Registration.CHANGE);
        Fulfilment memory terms = _fulfilment(asked);
        terms.group = FieldGroup.IDENTITY;
        _change(terms, asked, _examiners());
        vm.assertEq(_root(), keccak256("the new record"), "another record");
    }

    /// it should take the record before it as the present one
    function test_WhenATitleIsChangedTwice() external {
        Application memory asked = _registeredRequest(Registration.CHANGE);
        _change(_fulfilment(asked), asked, _examiners());
        asked = _request(Registration.CHANGE);
        asked.deadline -= 1;
        _registered(asked);
        bytes4 wrong = IRequestDesk.ChangeWrong.selector;
        bytes memory expected = abi.encodeWithSelector(wrong, title, FieldGroup.DESCRIPTION);
        _refusesChange(_fulfilment(asked), asked, expected);
    }

    function _notPending(Application memory asked) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRequestDesk.RequestNotPending.selector, title, _fulfilment(asked).application);
    }

    function _sourceChanged(Application memory asked) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRequestDesk.SourceChanged.selector, title, _fulfilment(asked).application);
    }

    function _barred(Operation operation, Burden burden, Time until) private view returns (bytes memory) {
        PartyId nobody = PartyId.wrap(0);
        return abi.encodeWithSelector(ITitleBook.Barred.selector, title, nobody, operation, burden, until);
    }
}
