// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, Operation} from "../../../types/Enums.sol";
import {Time, subjectOf} from "../../../types/Ids.sol";
import {Amendment} from "../../../types/PledgeTerms.sol";
import {amendedAmount, amendedKey, amendedTermEnd} from "../../../types/PledgeWords.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract AmendTest is Pledging {
    function test_RevertWhen_NothingChanges() external {
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.AmendmentEmpty.selector, title, first);
        _refusesAmendment(_amendmentOf(100_000_000), _parties(alice, bankA), expected);
        _refusesAmendment(_amendmentOf(0), _parties(alice, bankA), expected);
    }

    function test_RevertWhen_ThePledgeIsUnknown() external {
        Amendment memory terms = _amendmentOf(1);
        terms.pledged.amount = 7;
        (bool done, bytes memory answer) = address(pledgeDesk).call(
            abi.encodeCall(pledgeDesk.amend, (terms, _signed(terms, _parties(alice, bankA))))
        );
        vm.assertFalse(done, "went through");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(ITitleBook.PledgeNotOpen.selector), "another refusal");
    }

    function test_RevertWhen_ThePledgeChanged() external {
        Amendment memory terms = _amendmentOf(1);
        terms.version = 9;
        bytes4 selector = IPledgeBook.PledgeVersionWrong.selector;
        _refusesAmendment(terms, _parties(alice, bankA), abi.encodeWithSelector(selector, title, first, 9, 1));
    }

    function test_RevertWhen_OneSideDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesAmendment(_amendmentOf(1), _parties(bob, bankA), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bankA.party);
        _refusesAmendment(_amendmentOf(1), _parties(alice, bankB), expected);
    }

    function test_RevertWhen_ItWeighsMoreWithoutEveryPledgee() external {
        Amendment memory terms = _amendmentOf(100_000_001);
        bytes4 selector = ITitleBook.PledgesIncomplete.selector;
        _refusesAmendment(terms, _parties(alice, bankA), abi.encodeWithSelector(selector, title, lot, 0, 2));
        terms.pledges = _both();
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.PledgeeConsentMissing.selector,
            title,
            second,
            bankB.party
        );
        _refusesAmendment(terms, _parties(alice, bankA), expected);
        terms = _amendmentOf(100_000_000);
        terms.termEnd = _time(Time.unwrap(terms.termEnd) + 1);
        _refusesAmendment(terms, _parties(alice, bankA), abi.encodeWithSelector(selector, title, lot, 0, 2));
    }

    function test_RevertWhen_PledgesAreNamedWithoutNeed() external {
        Amendment memory terms = _amendmentOf(1);
        terms.pledges = _both();
        bytes4 selector = ITitleBook.PledgesIncomplete.selector;
        _refusesAmendment(terms, _parties(alice, bankA), abi.encodeWithSelector(selector, title, lot, 2, 0));
    }

    function test_RevertWhen_AFreezeStandsAndItWeighsMore() external {
        Amendment memory terms = _amendmentOf(100_000_001);
        terms.pledges = _both();
        _order(_titleOrder(title, "first"));
        Time until = _title(title).barredUntil;
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            alice.party,
            Operation.PLEDGE,
            Burden.FROZEN,
            until
        );
        _refusesAmendment(terms, _parties(alice, bankA, bankB), expected);
    }

    function test_RevertWhen_TheTermGoesBeyondTheTitle() external {
        Amendment memory terms = _amendmentOf(100_000_000);
        Time end = _title(title).validUntil;
        terms.termEnd = _time(Time.unwrap(end) + 1);
        terms.pledges = _both();
        bytes4 selector = IPledgeBook.TermOverrun.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, terms.termEnd, end);
        _refusesAmendment(terms, _parties(alice, bankA, bankB), expected);
    }

    /// it should keep the terms that stand, from which the next amendment is judged
    function test_WhenLessIsSecuredAndThenMore() external {
        _amend(_amendmentOf(50_000_000), _parties(alice, bankA));
        bytes32 word = register.word(subjectOf(title), amendedKey(lot, first));
        vm.assertEq(amendedAmount(word), 50_000_000, "the amount");
        vm.assertEq(Time.unwrap(amendedTermEnd(word)), Time.unwrap(firstTerms.termEnd), "the term");
        vm.assertEq(_record(first).version, 2, "the pledge's version");
        Amendment memory terms = _amendmentOf(60_000_000);
        bytes4 selector = ITitleBook.PledgesIncomplete.selector;
        _refusesAmendment(terms, _parties(alice, bankA), abi.encodeWithSelector(selector, title, lot, 0, 2));
        terms.pledges = _both();
        _amend(terms, _parties(alice, bankA, bankB));
        vm.assertEq(amendedAmount(register.word(subjectOf(title), amendedKey(lot, first))), 60_000_000, "more");
    }

    /// it should be no maximum amount any more
    function test_WhenTheMaximumBecomesAFixedAmount() external {
        Amendment memory terms = _amendmentOf(100_000_000);
        terms.maximum = false;
        _amend(terms, _parties(alice, bankA));
        vm.assertFalse(_record(first).maximum, "a maximum");
    }

    function _amend(Amendment memory terms, Hand[] memory hands) private {
        pledgeDesk.amend(terms, _signed(terms, hands));
    }

    function _refusesAmendment(Amendment memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.amend, (terms, _signed(terms, hands))), expected);
    }
}
