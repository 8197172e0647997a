// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {ApplicationState, Operation, OrderKind, Role} from "../../../types/Enums.sol";
import {PartyId, SubjectId, Time, subjectOfApplication} from "../../../types/Ids.sol";
import {Application, Order, Renewal} from "../../../types/Terms.sol";
import {TitleRecord} from "../../../types/TitleWords.sol";
import {RECORD, applicationRecord} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Changes} from "../../Changes.sol";
import {Typed} from "../../Typed.sol";

contract RenewTest is Changes {
    function test_RevertWhen_TheTitleWasRevoked() external {
        Application memory filed = _registeredRenewal();
        _close(_revoking());
        _refusesRenewal(_renewing(filed), filed, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_NoRenewalIsPending() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        changeDesk.renew(terms, filed, _sealed(terms));
        terms = _renewing(filed);
        _refusesRenewal(terms, filed, _notPending(terms));
    }

    function test_RevertWhen_AnotherApplicationIsShown() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        _refusesRenewal(terms, _content(), _notPending(terms));
    }

    function test_RevertWhen_TheApplicationIsNotRegisteredYet() external {
        Application memory filed = _renewal();
        _submit(filed);
        Renewal memory terms = _renewing(filed);
        _refusesRenewal(
            terms,
            filed,
            abi.encodeWithSelector(
                ITitleBook.ApplicationNotRegistered.selector,
                terms.application,
                ApplicationState.SUBMITTED
            )
        );
    }

    function test_RevertWhen_TheApplicationWentOn() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        terms.seq -= 1;
        SubjectId subject = subjectOfApplication(terms.application);
        _refusesRenewal(
            terms,
            filed,
            abi.encodeWithSelector(IBook.VersionStale.selector, subject, terms.seq, terms.seq + 1)
        );
    }

    function test_RevertWhen_TheNewTermIsNotBehindTheOld() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        terms.validUntil = issued.validUntil;
        _refusesRenewal(terms, filed, _termWrong(terms.validUntil));
    }

    function test_RevertWhen_TheNewTermIsTooLong() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        terms.validUntil = _time(Time.unwrap(issued.validUntil) + MAXIMUM_TERM + 1);
        _refusesRenewal(terms, filed, _termWrong(terms.validUntil));
    }

    function test_RevertWhen_AnotherIssueIsShown() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        terms.issued.seq += 1;
        bytes memory call = abi.encodeCall(changeDesk.renew, (terms, filed, _sealed(terms)));
        (bool done, bytes memory answer) = address(changeDesk).call(call);
        vm.assertFalse(done, "went through");
        vm.assertTrue(bytes4(answer) == IChangeDesk.IssueWrong.selector, "another refusal");
    }

    function test_RevertWhen_TheSealKeeperDoesNotSign() external {
        Application memory filed = _registeredRenewal();
        Renewal memory terms = _renewing(filed);
        Hand[] memory hands = _hands(_as(examiner, Role.EXAMINER));
        _refuses(
            address(changeDesk),
            abi.encodeCall(changeDesk.renew, (terms, filed, _sign(address(changeDesk), Typed.hash(terms), hands))),
            abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.SEAL_KEEPER, REGISTRY)
        );
    }

    function test_RevertWhen_AHoldStandsAndNobodyAllowedIt() external {
        Application memory filed = _registeredRenewal();
        Order memory hold = _titleOrder(title, "hold");
        hold.kind = OrderKind.HOLD;
        _order(hold);
        Renewal memory terms = _renewing(filed);
        bytes4 missing = IChangeDesk.AuthorityMissing.selector;
        _refusesRenewal(terms, filed, abi.encodeWithSelector(missing, title, Operation.RENEWAL, PartyId.wrap(0)));
        terms.court = court.party;
        changeDesk.renew(terms, filed, _sealed(terms));
    }

    /// it should put the new term behind the old one and certify the application
    function test_WhenARegisteredRenewalIsSealed() external {
        Application memory filed = _registeredRenewal();
        _renewed(filed);
    }

    /// it should go through without anybody's word
    function test_WhenAFreezeStands() external {
        Application memory filed = _registeredRenewal();
        _order(_titleOrder(title, "freeze"));
        _renewed(filed);
    }

    /// it should go through, for a pending renewal keeps the title alive
    function test_WhenTheOldTermEndedMeanwhile() external {
        Application memory filed = _registeredRenewal();
        _warp(Time.unwrap(issued.validUntil) + 30 days);
        _transfer(title, alice, bob, 1);
        _renewed(filed);
    }

    function _renewed(Application memory filed) private {
        Renewal memory terms = _renewing(filed);
        changeDesk.renew(terms, filed, _sealed(terms));
        TitleRecord memory record = _title(title);
        vm.assertEq(Time.unwrap(record.validUntil), Time.unwrap(terms.validUntil), "the new end");
        vm.assertFalse(record.renewing, "still pending");
        bytes32 word = register.word(subjectOfApplication(terms.application), RECORD);
        vm.assertTrue(applicationRecord(word).state == ApplicationState.CERTIFIED, "not certified");
    }

    function _notPending(Renewal memory terms) private view returns (bytes memory) {
        return abi.encodeWithSelector(IChangeDesk.RenewalNotPending.selector, title, terms.application);
    }

    function _termWrong(Time until) private view returns (bytes memory) {
        Time latest = _time(Time.unwrap(issued.validUntil) + MAXIMUM_TERM);
        return abi.encodeWithSelector(ITitleBook.TermWrong.selector, until, latest);
    }
}
